"""An installation with registered claims and published scorecards."""

import pytest
from django.core.cache import caches

from tests.claims.views.conftest import _published, published, registered

__all__ = ["_published", "published", "registered"]


@pytest.fixture(autouse=True)
def _nothing_remembered(settings: pytest.FixtureRequest) -> None:
    """A cache of this test's own."""
    own = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "mcp"}
    settings.CACHES = {**settings.CACHES, "pages": own}  # type: ignore[attr-defined]
    caches["pages"].clear()

"""An installation with published scorecards, and more."""

import pytest

from tests.claims.bundles.world import furnish
from tests.claims.views.conftest import _published, published

__all__ = ["_published", "published"]


@pytest.fixture
def furnished(published: None) -> None:
    """Something of everything that a bundle holds."""
    furnish()

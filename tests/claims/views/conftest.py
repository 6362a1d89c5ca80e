"""The small article with its claims registered, as pages show it."""

from datetime import UTC, datetime

import pytest

from tests.claims import content

REGISTERED = datetime(2026, 2, 20, 12, tzinfo=UTC)


@pytest.fixture
def registered(assessed_world: None) -> None:
    """All claims assessed as of `content.AS_OF`, and registered on that day."""
    content.enter(REGISTERED)

"""The small article with its claims registered on the day of their assessment."""

import pytest

from tests.claims import content


@pytest.fixture
def registered(assessed_world: None) -> None:
    content.enter()

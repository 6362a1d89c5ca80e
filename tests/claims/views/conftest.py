"""The small article with its claims registered, as pages show it."""

from datetime import UTC, date, datetime

import pytest

from claims.assess import assess
from claims.editions.publish import correct, publish
from claims.models import Claim, Edition
from claims.periodical import Rhythm
from tests.claims import content
from tests.claims.conftest import Makes
from tests.remembered import Remembered

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)
CORRECTED = datetime(2026, 3, 5, 9, tzinfo=UTC)
REGISTERED = datetime(2026, 2, 20, 12, tzinfo=UTC)


@pytest.fixture
def registered(assessed_world: None) -> None:
    """All claims assessed as of `content.AS_OF`, and registered on that day."""
    content.enter(REGISTERED)


@pytest.fixture(scope="session")
def _published(remembered: Makes, _assessed_world: Remembered) -> Remembered:
    def make() -> None:
        _assessed_world.put_back()
        for day, now in (
            (JANUARY, datetime(2026, 2, 1, 6, tzinfo=UTC)),
            (FEBRUARY, datetime(2026, 3, 1, 6, tzinfo=UTC)),
        ):
            assess(day, processes=1)
            publish(rhythm=Rhythm.MONTHLY, by_day=day, now=now)
        Claim.objects.filter(number="C1").update(statement="Power outpaces prices by far.")
        assess(FEBRUARY, processes=1)
        correct(edition=Edition.objects.get(period="2026-02"), wrong="The statement of C1.", now=CORRECTED)
        content.enter(CORRECTED)  # last, for a registered claim's statement is frozen

    return remembered(make)


@pytest.fixture
def published(_published: Remembered, db: None, inline: None) -> None:
    """The scorecards of January and February published, the second one corrected, then all claims registered."""
    _published.put_back()

"""Fact checks, stand-ins and composite claims of the article, as the scorecard shows them."""

from datetime import date

import numpy as np
import pytest

from claims.assess import assess
from claims.editions.scorecard import Scorecard
from claims.models import Claim
from evidence.ingest import Batch, ingest
from evidence.models import Indicator
from evidence.periods import day_number

pytestmark = pytest.mark.usefixtures("first_article", "inline")
AS_OF = date(2026, 3, 1)
DAY = 86_400_000_000  # microseconds


def _grow(slug: str, percent_a_month: float) -> None:
    """Monthly figures of 2024 and 2025 that grow steadily, each known two weeks after its month."""
    months = [date(year, month, 1) for year in (2024, 2025) for month in range(1, 13)]
    period = np.array([day_number(month) for month in months])
    size = len(period)
    ingest(
        Batch(
            indicator_id=np.full(size, Indicator.objects.get(slug=slug).pk),
            period=period,
            known_from=(period + 45) * DAY,
            value=100 * (1 + percent_a_month / 100) ** np.arange(size),
            pseudo=np.full(size, True),
        )
    )


def test_a_stand_in_never_settles_a_fact_check() -> None:
    _grow("cpi_childcare", 0.5)
    _grow("cpi_rent", 0.2)
    claim = Claim.objects.with_everything().get(number="C40")
    assess(AS_OF, [claim])
    shown = Scorecard(AS_OF).claim(claim)
    assert (shown["band"], shown["outcome"]) == ("no evidence", "")
    assert shown["stand_in"] == {"criterion": "C40.s1", "for": "C40.p"}
    stand_in = next(one for one in shown["criteria"] if one["key"] == "C40.s1")
    assert [one["outcome"] for one in stand_in["checkpoints"]] == ["held"]
    assert any("never settles the claim" in sentence for sentence in shown["reasons"])


def test_a_composite_claim_carries_the_hindsight_of_what_it_is_made_of() -> None:
    claim = Claim.objects.with_everything().get(number="C55")
    hindsight = Scorecard(AS_OF).claim(claim)["hindsight"]
    assert hindsight["after_opening"] is True
    assert hindsight["written_on"] == "2026-11-22"

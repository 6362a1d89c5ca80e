"""What readers see on the day of a checkpoint, after it while figures are waited for, and once it is settled."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from claims.assess import assess
from claims.editions.contents.whole import whole
from claims.editions.presentation import arranged
from claims.editions.scorecard import Scorecard
from claims.models import Claim, Settlement
from claims.onrecord.shown import ORDER
from claims.verbs.settle import settle
from claims.wording.settled import checkpoints, notes, rows
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered

CHECKPOINT, NEXT = "2026-11-30", "2027-05-31"
DAY = timedelta(days=1)
ON_IT, WAITING, OUT = date(2026, 11, 30), date(2026, 12, 5), date(2026, 12, 14)  # November is known after 14 days
OVER, OUT_AGAIN = date(2027, 6, 5), date(2027, 6, 14)
CLAIMS = (
    content.claim("C1", content.criterion("C1", "growth(power) > 5 %"), kind="trend"),
    content.claim("C2", kind="judged", nature="judged", more=content.RUBRIC),
    content.claim("C3", content.criterion("C3", "growth(power) > 0"), kind="trend", nature="fact check"),
    content.claim("C4", content.criterion("C4", "last(jobs) > start(jobs)"), kind="trend"),
)


@pytest.fixture
def world(db: None, tmp_path: Path, inline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "LEARNT", datetime(2027, 7, 1, 12, tzinfo=UTC))
    content.load(content.write(tmp_path / "content", CLAIMS))
    content.learn(content.archive(tmp_path / "archive", until=329))  # to May 2027
    content.enter()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def seen(day: date) -> dict[str, Any]:
    assess(day, processes=1)
    return whole(Scorecard(day))


def of(data: dict[str, Any], number: str = "C1") -> dict[str, Any]:
    return next(one for one in data["claims"] if one["number"] == number)


def test_on_its_day_it_is_what_comes_next_and_nothing_is_settled(world: None) -> None:
    data = seen(ON_IT)
    assert of(data)["checkpoint"] == CHECKPOINT
    assert data["settlements"] == []
    assert data["due"]["checkpoints"] == [{"checkpoint": CHECKPOINT, "days": 0, "claims": ["C1", "C2", "C3", "C4"]}]
    assert checkpoints(data) == ["2026-11-30, the day of this scorecard, claims: 4 (C1, C2, C3, C4)."]
    with override("zh-hant"):
        assert checkpoints(data)[0].startswith("2026-11-30（即本計分卡當日）")
    assert not any("has passed" in reason for reason in of(data)["reasons"])


def test_after_it_a_claim_shows_it_still_and_says_that_it_is_not_settled(world: None) -> None:
    data = seen(WAITING)
    claim = of(data)
    assert claim["checkpoint"] == CHECKPOINT
    assert claim["information"] == claim["checkpoints"][0]["information"] > claim["checkpoints"][1]["information"]
    assert claim["reasons"][0].startswith("Its checkpoint 2026-11-30 has passed and it is not settled")
    assert "2027-03-30" in claim["reasons"][0], "the last day of the grace"
    assert claim["reasons_zh"][0].startswith("檢核日 2026-11-30 已過，尚未結算")
    assert of(data, "C2")["reasons"][0].endswith("its raters are to judge it by 2027-03-30, or it is void.")
    assert rows(data, "") == (), "what only waits would hide what is settled: all claims do on such a day"
    assert notes(data)[-2:] == [
        f"Pending at {CHECKPOINT} until all figures are out, claims: 3 (C1, C3, C4).",
        f"Pending at {CHECKPOINT} until raters have judged them, claims: 1 (C2).",
    ]
    assert data["due"]["checkpoints"] == [{"checkpoint": NEXT, "days": 177, "claims": ["C1", "C2", "C3", "C4"]}]


def test_what_is_computed_but_not_entered_is_told_with_its_outcome_and_who_enters_it(world: None) -> None:
    """A demonstration enters nothing for good, and nobody is told to wait for figures that are out."""
    data = seen(OUT)
    assert of(data)["reasons"][0] == (
        "Its checkpoint 2026-11-30 has passed and it is not settled: by the figures of 2026-12-14 it is held. That "
        "stands once it is entered in the ledger (`settle`)."
    )
    assert "2026-12-14" in of(data)["reasons_zh"][0]
    assert notes(data)[-1].startswith("Outcomes that are computed but not entered in the ledger: 2. ")
    assert not any("computed" in note for note in notes(seen(WAITING))), "nothing can be computed yet"
    settle(OUT, noon(OUT + DAY))
    assert not any("computed" in note for note in notes(seen(OUT + DAY)))


def test_a_claim_whose_series_was_never_read_here_names_it_and_is_not_void(world: None) -> None:
    data = seen(OUT)
    late = of(data, "C4")
    assert late["reasons"][0].endswith("no figure of these has been read here yet: Jobs.")
    assert late["reasons_zh"][0].endswith("就業。")
    assert not any(row[0] == "C4" for row in rows(data, ""))


def test_what_was_never_read_here_is_pending_for_readers_as_long_as_it_is_for_the_ledger(world: None) -> None:
    """The grace after its checkpoint is over, that after its entry is not."""
    untriggered(f"UPDATE claims_act SET at = '{noon(date(2027, 3, 31))}'")  # noqa: S608 a day of ours
    assert of(seen(OVER), "C4")["reasons"][0].endswith("no figure of these has been read here yet: Jobs.")
    settle(OVER, noon(OVER + DAY))
    assert not Settlement.objects.filter(claim__number="C4").exists()


def test_once_it_is_settled_the_claim_shows_its_next_checkpoint(world: None) -> None:
    settle(OUT, noon(OUT + DAY))
    assert of(seen(OUT))["checkpoint"] == CHECKPOINT, "on that day it was not settled yet"
    data = seen(OUT + DAY)
    assert of(data)["checkpoint"] == NEXT
    assert of(data)["information"] == of(data)["checkpoints"][1]["information"]
    assert not any("not settled" in reason for reason in of(data)["reasons"])
    assert of(data, "C2")["checkpoint"] == CHECKPOINT, "nobody has judged it"
    assert of(data, "C3")["checkpoint"] == CHECKPOINT, "a fact check is checked once"


def test_what_was_reopened_shows_its_checkpoint_again(world: None) -> None:
    settle(OUT, noon(OUT + DAY))
    content.reopened(Settlement.objects.get(claim__number="C1"), noon(OUT + 3 * DAY))
    data = seen(OUT + 3 * DAY)
    assert of(data)["checkpoint"] == CHECKPOINT
    assert "not settled" in of(data)["reasons"][0]


def test_after_the_last_one_a_claim_says_what_became_of_it(world: None) -> None:
    settle(OUT, noon(OUT + DAY))
    assert "Its checkpoint 2027-05-31 has passed" in of(seen(OVER))["reasons"][0]
    settle(OUT_AGAIN, noon(OUT_AGAIN + DAY))
    data = seen(OUT_AGAIN + DAY)
    assert of(data)["checkpoint"] == NEXT
    assert of(data)["reasons"][0] == f"For its checkpoint {NEXT} it is settled: held."
    assert data["due"]["checkpoints"] == []


def test_a_settled_claim_shows_what_became_of_it_and_no_band_that_todays_figures_would_give(world: None) -> None:
    settle(OUT, noon(OUT + DAY))
    settle(OUT_AGAIN, noon(OUT_AGAIN + DAY))
    assess(OUT_AGAIN + DAY, processes=1)
    last = Settlement.objects.get(claim__number="C1", checkpoint=NEXT)
    untriggered(f"UPDATE claims_settlement SET outcome = 'failed' WHERE id = {last.pk}")  # noqa: S608 its own key
    data = seen(OUT_AGAIN + DAY)
    claim = of(data)
    assert (claim["band"], claim["outcome"], claim["p_hold"], claim["overlays"]) == ("failed", "failed", None, [])
    assert [(one["band"], one["p_hold"]) for one in claim["checkpoints"]] == [("held", None), ("failed", None)]
    assert claim["base_rate"] is not None, "what it was read against stays"
    assert not any("continuations" in reason for reason in claim["reasons"]), "it has no futures"
    assert claim["reasons"][1].startswith("As the figures stand today, revised or not")
    assert (claim["fan"], claim["stand_in"]) == (None, None)
    measured = data["summary"]["measured"]
    assert (measured["scored"], measured["settled"], measured["expected"]["compared"]) == (0, {"failed": 1}, 0)
    for one in data["narratives"]:
        assert (one["answered"], one["odds"]["expected"], one["odds"]["all_hold"]) == (1, 0, 0), "as it was settled"
    page = arranged(data, "", "")
    assert page["headline"].endswith("1 are settled at their last checkpoint: failed 1.")
    assert [one["word"] for one in page["standings"]] == ["failed", "no evidence"]


@pytest.mark.parametrize("outcome", list(Settlement.Outcome))
def test_every_outcome_has_a_place_among_the_standings(outcome: str) -> None:
    assert outcome in ORDER


def test_a_draft_which_nothing_settles_goes_by_the_day(world: None) -> None:
    one = Claim.objects.get(number="C1")
    one.state, one.version = "draft", 0
    assert str(one.next_checkpoint(WAITING)) == NEXT

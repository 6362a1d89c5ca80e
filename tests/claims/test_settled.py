"""How claims stand at passed checkpoints: what is recorded, today's figures beside it, and what was completed since."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.dossier import Dossier
from claims.editions.contents.records import records
from claims.models import Claim, Settlement
from claims.scoring.settlement import Outcome, Reason
from claims.settled import State, Stood, stood
from claims.trackrecord import track_records
from claims.verbs.acts import Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.settle import settle
from claims.verbs.withdraw import void
from claims.wording.settled import rows
from tests.claims import content

DAY, NOW = date(2026, 12, 20), datetime(2026, 12, 21, 12, tzinfo=UTC)
LATER = date(2027, 2, 1)
CLAIMS = (
    content.claim("C1", content.criterion("C1", "growth(power) > 0"), kind="trend"),
    content.claim("C2", more='rule = { at_least = 1, of = ["C1"] }'),
)
WORKED_OUT = {"C1": Outcome.HELD, "C2": Outcome.HELD}


@pytest.fixture
def world(db: None, tmp_path: Path) -> Path:
    content.load(content.write(tmp_path / "content", CLAIMS))
    content.learn(content.archive(tmp_path / "archive", until=323))
    content.enter()
    return tmp_path


def learn(folder: Path, month: str, known_from: str, value: float) -> None:
    """A vintage of a month's power price, which rose from 470 to 500 over the window."""
    with (folder / "archive" / "agency" / "POWER.csv").open("a", encoding="utf-8") as file:
        csv.writer(file).writerow([month, value, known_from])
    content.learn(folder / "archive")


def view(as_of: date) -> dict[str, Stood]:
    every = list(Claim.objects.with_everything())
    return {one.claim.number: one for one in stood(every, Dossier(every, as_of, pools=False))}


def test_before_the_verb_has_run_it_is_worked_out(world: Path) -> None:
    for one in view(DAY).values():
        assert (one.state, one.settlement.outcome) == (State.WORKED_OUT, WORKED_OUT[one.claim.number])


def test_a_revision_shows_that_it_would_flip_and_moves_nothing(world: Path) -> None:
    settle(DAY, NOW)
    learn(world, "2026-11-01", "2026-12-28", 450)
    assert not any(one.settlement.would_flip for one in view(DAY).values()), "on that day nobody knew"
    found = view(LATER)
    for one in found.values():
        assert (one.settlement.outcome, one.settlement.today) == (Outcome.HELD, Outcome.FAILED), one.claim.number
    assert not any(one.is_changed for one in found.values())


def test_without_earlier_figures_nobody_claims_that_a_revision_would_change_nothing(world: Path) -> None:
    settle(DAY, NOW)
    (one,) = [row for row in records(LATER)["settlements"] if row["number"] == "C1"]
    assert (one["would_flip"], one["series"], one["unrevised"]) == (False, 1, 1)
    (said,) = [row[-1] for row in rows({"settlements": [one]}, "")]
    assert said == "unknown: no vintages of 1 of 1 series"
    assert rows({"settlements": [{**one, "unrevised": 0}]}, "")[0][-1] == "–"
    old = {name: value for name, value in one.items() if name not in ("series", "unrevised")}
    assert rows({"settlements": [old]}, "")[0][-1] == "–", "an edition of old"


def test_the_version_that_an_amendment_put_aside_or_brought_too_late_is_settled_and_told_beside(world: Path) -> None:
    settle(DAY, NOW)
    harder = Amendment(criteria={"C1.p": {"holds_when": "growth(power) > 80 %"}})
    amend(claim=Claim.objects.get(number="C1"), amendment=harder, request=Request("bob", "Too easy.", NOW),
          base_rate_reason="Made figures.", known=content.NOW.date())  # fmt: skip
    settle(LATER, datetime(2027, 2, 2, 12, tzinfo=UTC))
    (one,) = [row for row in records(LATER + timedelta(days=1))["settlements"] if row["number"] == "C1"]
    assert (one["outcome"], one["versions"]) == ("held", [{"version": 2, "outcome": "failed"}])
    (said,) = rows({"settlements": [one]}, "")
    assert said[2].startswith("held (")
    assert said[2].endswith("version 2: failed)")


def test_figures_of_that_day_which_were_completed_later_are_pointed_out(world: Path) -> None:
    settle(DAY, NOW)
    learn(world, "2025-11-01", "2026-12-05", 550)
    found = view(LATER)
    assert found["C1"].is_changed
    assert found["C1"].settlement.outcome is Outcome.HELD, "it stands until somebody reopens it"


def test_what_was_reopened_or_waits_for_review_is_pending(world: Path, settings: object) -> None:
    settings.REVIEW_SETTLEMENTS = True
    settle(DAY, NOW)
    assert (view(LATER)["C1"].state, view(LATER)["C1"].settlement.outcome) == (State.PROPOSED, Outcome.PENDING)
    content.reopened(Settlement.objects.get(), NOW + timedelta(days=1))
    assert (view(LATER)["C1"].state, view(LATER)["C1"].settlement.outcome) == (State.REOPENED, Outcome.PENDING)
    [record] = track_records(LATER).holders
    assert (record.record.n, record.settled[0].settlement.outcome) == (0, Outcome.PENDING)


def test_a_claim_declared_void_as_a_whole_is_void_for_its_reason(world: Path) -> None:
    void(claim=Claim.objects.get(number="C1"), code="series_discontinued", request=Request("bob", "It ended.", NOW))
    found = view(LATER)["C1"]
    assert (found.settlement.outcome, found.settlement.reason) == (Outcome.VOID, Reason.SERIES_DISCONTINUED)
    assert [one.claim.number for one in settle(DAY, NOW).settled] == ["C2"], "void too: its only member is"


def test_no_query_is_made_for_each_void_claim(world: Path) -> None:
    asked = []
    for number in ("C2", "C1"):
        void(claim=Claim.objects.get(number=number), code="other", request=Request("bob", "It is over.", NOW))
        with CaptureQueriesContext(connection) as queries:
            assert view(LATER)[number].settlement.reason is Reason.OTHER
        asked.append(len(queries))
    assert asked[1] <= asked[0]

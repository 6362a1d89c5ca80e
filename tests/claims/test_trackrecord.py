"""Track records from the database: what settles, what is scored, and to whom it belongs."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from claims.models import Claim
from claims.scoring.settlement import Outcome, Reason
from claims.scoring.trackrecord import Standing
from claims.trackrecord import HoldersRecord, track_records
from claims.wording.settlement import outcome_word, reason_word
from tests.claims import content

LATE = date(2026, 12, 20)
CLAIMS = (
    *(content.claim(f"C{n}", content.criterion(f"C{n}", f"growth(power) > {n}"), kind="trend") for n in range(1, 7)),
    content.claim("C7", content.criterion("C7", "last(jobs) > start(jobs)"),
                  content.criterion("C7", "growth(power) > 0", "s1", "secondary"), kind="trend"),
    content.claim("C8", content.relation("C8", content.FORETELLS), kind="relation"),
    content.claim("C9", more='rule = { at_least = 1, of = ["C1", "C2"] }'),
)  # fmt: skip


@pytest.fixture
def settled(db: None, tmp_path: Path) -> Path:
    """Nine claims whose first checkpoint has passed, with figures to November 2026."""
    content.load(content.write(tmp_path / "content", CLAIMS))
    content.learn(content.archive(tmp_path / "archive", until=323))
    return tmp_path


def only(as_of: date) -> HoldersRecord:
    (found,) = track_records(as_of)
    return found


def test_before_a_checkpoint_nothing_is_settled_and_no_figure_shown(settled: Path) -> None:
    found = only(content.AS_OF)
    assert (found.settled, found.open, found.record.standing) == ((), 7, Standing.HIDDEN)


def test_claims_are_settled_by_their_primary_criteria_alone(settled: Path) -> None:
    found = only(LATE)
    outcomes = {one.claim.number: one.settlement.outcome for one in found.settled}
    assert set(outcomes) == {"C1", "C2", "C3", "C4", "C5", "C6", "C7"}, "no relation, and no claim made of others"
    assert outcomes["C7"] is Outcome.PENDING, "a stand-in never settles"
    held = [outcomes[f"C{n}"] is Outcome.HELD for n in range(1, 7)]
    assert held == sorted(held, reverse=True)
    assert (found.record.n, found.record.hits) == (6, sum(held))
    assert {str(one.checkpoint) for one in found.settled} == {"2026-11-30"}


def test_what_does_not_come_within_the_grace_is_void_and_counted(settled: Path) -> None:
    found = only(date(2027, 3, 31))
    void = next(one for one in found.settled if one.claim.number == "C7")
    assert (void.settlement.outcome, void.settlement.reason) == (Outcome.VOID, Reason.METRIC_MISSING)
    assert (found.record.void, found.record.n) == (1, 6)


def test_easy_calls_are_expected_to_hold(settled: Path) -> None:
    record = only(LATE).record
    assert record.standing is Standing.INSUFFICIENT
    assert record.expected is not None
    assert record.hits is not None
    assert record.joint is not None
    assert abs(record.hits - record.expected) < 3
    assert record.joint > 0.05, "power has grown by six percent a year for 26 years"
    assert record.skill is None, "nobody stated a probability"


def test_a_claim_belongs_to_who_holds_it(settled: Path) -> None:
    Claim.objects.filter(number="C1").update(holder="Bob")
    found = {one.holder: one for one in track_records(LATE)}
    assert {holder: one.record.n for holder, one in found.items()} == {"Ann": 5, "Bob": 1}
    assert found["Bob"].record.standing is Standing.HIDDEN
    assert found["Bob"].adjusted is None
    assert found["Ann"].adjusted == found["Ann"].record.joint, "one test is no family"


def test_the_newest_checkpoint_that_is_settled_counts_once(settled: Path) -> None:
    found = only(date(2027, 6, 10))
    by_number = {one.claim.number: one for one in found.settled}
    assert str(by_number["C1"].checkpoint) == "2026-11-30", "May 2027 is pending"
    assert found.record.n == 6


@pytest.mark.parametrize(("language", "word"), [("en", "if independent"), ("zh-hant", "若各項獨立")])
def test_the_command_never_shows_the_independent_tail_alone(
    settled: Path, language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("trackrecord", as_of=LATE, language=language)
    line = next(line for line in capsys.readouterr().out.splitlines() if word in line)
    assert line.count("%") == 3


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_outcomes_and_reasons_have_words(language: str) -> None:
    with override(language):
        assert len({outcome_word(one) for one in Outcome}) == len(Outcome)
        assert len({reason_word(one) for one in Reason}) == len(Reason)

"""Track records from the database: what settles, what is scored, and to whom it belongs."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from claims.assess import assess
from claims.editions.contents.records import records, void
from claims.models import Article, Claim
from claims.scoring.forecasters import Forecaster
from claims.scoring.forecastrecord import ForecastRecord
from claims.scoring.jointly import independent_tail
from claims.scoring.power import needed, table
from claims.scoring.settlement import Outcome, Reason
from claims.scoring.trackrecord import Standing
from claims.trackrecord import HoldersRecord, track_records
from claims.verbs.acts import Request
from claims.verbs.forecast import forecast
from claims.verbs.settle import settle
from claims.verbs.withdraw import void as declare_void
from claims.verbs.withdraw import withdraw
from claims.wording import records as wording
from claims.wording.settled import rows
from claims.wording.settlement import outcome_word, reason_word
from evidence.periods import day_number
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered

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
    content.enter()
    return tmp_path


def told(column: str, value: str, *numbers: str) -> None:
    """What is frozen of claims, as if it had been entered so."""
    named = ", ".join(f"'{one}'" for one in numbers)
    untriggered(f"UPDATE claims_claim SET {column} = '{value}' WHERE number IN ({named})")  # noqa: S608 of the test


def only(as_of: date) -> HoldersRecord:
    (found,) = track_records(as_of).holders
    return found


def test_before_a_checkpoint_nothing_is_settled_and_no_figure_shown(settled: Path) -> None:
    found = only(content.AS_OF)
    assert (found.settled, found.open, found.record.standing) == ((), 7, Standing.HIDDEN)


def test_a_draft_which_could_still_be_fitted_to_the_outcome_is_in_no_record(settled: Path) -> None:
    untriggered("UPDATE claims_claim SET state = 'draft', version = 0 WHERE number = 'C1'")
    assert {one.claim.number for one in only(LATE).settled} == {"C2", "C3", "C4", "C5", "C6", "C7"}
    untriggered("UPDATE claims_claim SET state = 'draft', version = 0")
    assert track_records(LATE).holders == []
    every = records(LATE)["settlements"]
    assert {one["state"] for one in every} == {"worked out"}, "they are shown, and marked as computed"
    assert void(every) == {"settled": 0, "void": 0, "share": None}


def test_what_was_written_after_its_window_had_opened_is_marked_wherever_it_is_settled_or_scored(settled: Path) -> None:
    told_ = records(LATE)
    assert told_["records"][0]["hindsight"] == told_["records"][0]["scored"] == 6, "the tests were written in June"
    assert any("6 have a test that was written after" in said for said in wording.notes(told_))
    done = [row for row in rows(told_, "") if row[2].startswith(("held", "failed"))]
    assert done
    assert all("hindsight" in row[2] for row in done)
    untriggered("UPDATE claims_criterion SET written_on = '2025-11-30'")
    told_ = records(LATE)
    assert told_["records"][0]["hindsight"] == 0
    assert not any("hindsight" in row[2] for row in rows(told_, ""))


def test_the_command_says_of_how_many_claims_the_tests_were_written_in_hindsight(
    settled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No tail of luck helps against a test that was written when the outcome could be seen."""
    one = "claim_id = (SELECT id FROM claims_claim WHERE number = 'C1')"
    untriggered("UPDATE claims_criterion SET written_on = '2025-11-30' WHERE " + one)  # noqa: S608 of the test
    found = only(LATE)
    call_command("trackrecord", as_of=LATE)
    printed = capsys.readouterr().out
    assert (found.record.n, found.hindsight) == (6, 5)
    assert wording.hindsight({"holder": "Ann", "scored": 6, "hindsight": 5}) in printed


def test_dropping_a_claim_takes_it_out_of_no_record(settled: Path) -> None:
    withdraw(claim=Claim.objects.get(number="C6"), request=Request("bob", "It does not look good.", content.NOW))
    assert only(LATE).record.n == 6


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
    content.learn_of_jobs(settled / "archive")
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
    told("holder", "Bob", "C1")
    found = {one.holder: one for one in track_records(LATE).holders}
    assert {holder: one.record.n for holder, one in found.items()} == {"Ann": 5, "Bob": 1}
    assert found["Bob"].record.standing is Standing.HIDDEN
    assert found["Bob"].adjusted is None
    assert found["Ann"].adjusted == found["Ann"].record.joint, "one test is no family"


def test_the_newest_checkpoint_that_is_settled_counts_once(settled: Path) -> None:
    found = only(date(2027, 6, 10))
    by_number = {one.claim.number: one for one in found.settled}
    assert str(by_number["C1"].checkpoint) == "2026-11-30", "May 2027 is pending"
    assert found.record.n == 6


def test_a_void_checkpoint_takes_no_earlier_outcome_out_of_the_record(settled: Path) -> None:
    """Else one who saw a miss at the first checkpoint would declare the claim void before the second."""
    settle(LATE, datetime(2026, 12, 20, 12, tzinfo=UTC))
    missed = next(one.claim for one in only(LATE).settled if one.settlement.outcome is Outcome.FAILED)
    before = only(LATE).record
    declare_void(
        claim=missed, code="other", request=Request("bob", "It is a pity.", datetime(2027, 1, 5, 12, tzinfo=UTC))
    )
    after = only(date(2027, 6, 10))
    assert {one.claim.pk: one.settlement.outcome for one in after.settled}[missed.pk] is Outcome.FAILED
    assert (after.record.n, after.record.hits) == (before.n, before.hits)


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


def test_three_forecasters_stand_side_by_side_from_the_database(settled: Path) -> None:
    told("stated", "will", "C1", "C2")
    told("stated", "could", "C3")
    assess(content.AS_OF, Claim.objects.with_everything().exclude(number="C7"), processes=1)
    claim = Claim.objects.get(number="C1")
    for by, p, day in (("ann", 0.6, 1), ("bob", 0.8, 1), ("ann", 0.9, 9)):
        forecast(claim=claim, checkpoint=date(2026, 11, 30), p=p, by=by, reason="A view.",
                 now=datetime(2026, 3, day, 12, tzinfo=UTC))  # fmt: skip
    found = only(LATE)
    one = next(one for one in found.settled if one.claim.number == "C1")
    assert list(one.tracks) == [Forecaster.ENGINE, Forecaster.ANALYST, Forecaster.AUTHOR]
    analyst = one.tracks[Forecaster.ANALYST]
    assert analyst.days == [day_number(date(2026, 3, 1)), day_number(date(2026, 3, 9))]
    assert analyst.probabilities == pytest.approx([1 / (1 + (0.4 * 0.2 / (0.6 * 0.8)) ** 0.5),
                                                   1 / (1 + (0.1 * 0.2 / (0.9 * 0.8)) ** 0.5)])  # fmt: skip
    assert one.tracks[Forecaster.AUTHOR].probabilities == [0.9]
    assert {who: mean.n for who, mean in found.forecasters.items()} == {
        Forecaster.ENGINE: 6, Forecaster.ANALYST: 1, Forecaster.AUTHOR: 2,
    }, "could is not scored"  # fmt: skip
    held = [one.settlement.outcome is Outcome.HELD for one in found.settled if one.claim.number in ("C1", "C2")]
    assert found.forecasters[Forecaster.AUTHOR].at_checkpoint == pytest.approx(sum((0.9 - y) ** 2 for y in held) / 2)
    assert {mean.shared for mean in found.forecasters.values()} == {1}
    assert (found.record.stated, found.record.skill) == (2, None), "two numbers of the author's own tell no skill"
    assert list(found.compared) == [Forecaster.ENGINE]
    assert records(LATE)["records"][0]["forecasters"] == [
        {
            "forecaster": "engine",
            "n": 6,
            "brier": pytest.approx(found.forecasters[Forecaster.ENGINE].averaged, abs=1e-4),
        }
    ], "nor do their scores leave"


def test_what_the_engine_said_after_the_checkpoint_or_by_a_stand_in_is_not_scored(settled: Path) -> None:
    assess(content.AS_OF, Claim.objects.with_everything().filter(number__in=["C1", "C7"]), processes=1)
    assess(LATE, Claim.objects.with_everything().filter(number__in=["C1", "C7"]), processes=1)
    found = {one.claim.number: one for one in only(LATE).settled}
    assert found["C1"].tracks[Forecaster.ENGINE].days == [day_number(content.AS_OF)]
    assert found["C7"].tracks == {}
    assert found["C2"].tracks == {}


@pytest.mark.parametrize(("recorded", "count"), [("2026-11-30 23:59:59+00", 0), ("2026-12-01 00:00:00+00", 6)])
def test_how_many_of_the_engines_were_computed_after_the_checkpoint_is_counted(
    settled: Path, recorded: str, count: int
) -> None:
    assess(content.AS_OF, Claim.objects.with_everything().exclude(number="C7"), processes=1)
    untriggered(f"UPDATE claims_assessment SET recorded_at = '{recorded}'")  # noqa: S608 a day of the test
    assert only(LATE).afterwards == count
    told_ = records(LATE)
    assert [(one["forecaster"], one["afterwards"]) for one in told_["forecasters"]] == [("engine", count)]
    assert [said for said in wording.forecasters_notes(told_) if "after the checkpoint" in said] == (
        [wording.afterwards(count, 6)] if count else []
    )


def test_a_publisher_answers_for_all_that_it_printed_and_an_unnamed_one_for_nothing(settled: Path) -> None:
    told("holder", "Bob", "C1")
    (found,) = track_records(LATE).publishers
    assert (found.holder, found.record.n) == ("Daily", 6)
    Article.objects.update(publisher="")
    assert track_records(LATE).publishers == []


def test_engine_analysts_and_author_each_have_a_record_against_base_rates(settled: Path) -> None:
    told("stated", "likely", *(f"C{n}" for n in (*range(1, 8), 9)))
    assess(content.AS_OF, Claim.objects.with_everything().exclude(number="C7"), processes=1)
    numbers = {"ann": range(1, 7), "bob": range(1, 3)}
    for by, own in numbers.items():
        for claim in Claim.objects.filter(number__in=[f"C{n}" for n in own]):
            forecast(claim=claim, checkpoint=date(2026, 11, 30), p=0.5, by=by, reason="A view.",
                     now=datetime(2026, 3, 1, 12, tzinfo=UTC))  # fmt: skip
    found = {(one.forecaster, one.name): one.record for one in track_records(LATE).forecasters}
    assert list(found) == [(Forecaster.ENGINE, ""), (Forecaster.ANALYST, "ann"), (Forecaster.ANALYST, "bob"),
                           (Forecaster.AUTHOR, "Ann")]  # fmt: skip
    assert found[Forecaster.ANALYST, "bob"] == ForecastRecord(2, Standing.HIDDEN)
    ann = found[Forecaster.ANALYST, "ann"]
    covered = 275 / 365  # of the window, from 1 March on
    assert ann.brier == pytest.approx(covered * 0.25 + (1 - covered) * ann.base), "one half on every claim"
    assert ann.adjusted == pytest.approx(ann.brier), "she spoke of all of them"
    base = [(one.scored.base_rate - one.scored.y) ** 2 for one in only(LATE).settled if one.scored is not None]
    assert ann.base == pytest.approx(sum(base) / 6)
    assert ann.skill == pytest.approx(covered * (ann.base - 0.25))


def test_who_speaks_only_on_the_last_day_gains_no_skill_by_it(settled: Path) -> None:
    outcomes = {one.claim.number: one.scored.y for one in only(LATE).settled if one.scored is not None}
    for number, y in outcomes.items():
        forecast(claim=Claim.objects.get(number=number), checkpoint=date(2026, 11, 30), p=0.99 if y else 0.01, by="eve",
                 reason="It is plain.", now=datetime(2026, 11, 30, 12, tzinfo=UTC))  # fmt: skip
    (eve,) = track_records(LATE).forecasters
    assert eve.name == "eve"
    assert eve.record.skill == pytest.approx((eve.record.base - 0.01**2) / 365)


def test_what_luck_needs_is_told_of_the_scored_claims_and_of_more_like_them(settled: Path) -> None:
    found = only(LATE)
    rates = [one.scored.base_rate for one in found.settled if one.scored is not None]
    assert found.if_independent == needed(independent_tail(rates))
    assert found.jointly is not None
    assert found.record.tail is not None
    assert found.jointly.hits is None or found.record.tail.cautious[found.jointly.hits] <= 0.05
    assert found.power == table(sum(rates) / 6)
    told("stated", "will", *(f"C{n}" for n in range(1, 7)))
    assert only(LATE).record.skill is not None, "the author's own numbers are read against the base rates"
    hidden = only(content.AS_OF)
    assert (hidden.power, hidden.jointly, hidden.if_independent) == (None, None, None)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Daily (publisher)", "the engine", "ann, analyst", "skill", "needed to be told from luck",
             "as if all had spoken of all claims", "An author who is right"]),
     ("zh-hant", ["Daily（刊登者）", "引擎", "ann（分析師）", "技巧分數", "與運氣區分所需", "對所有論點都曾表態"])],
)  # fmt: skip
def test_command_and_scorecard_show_holders_publishers_and_forecasters(
    settled: Path, language: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assess(content.AS_OF, Claim.objects.with_everything().exclude(number__in=["C7", "C8"]), processes=1)
    for claim in Claim.objects.filter(number__in=[f"C{n}" for n in range(1, 7)]):
        forecast(claim=claim, checkpoint=date(2026, 11, 30), p=0.5, by="ann", reason="A view.",
                 now=datetime(2026, 3, 1, 12, tzinfo=UTC))  # fmt: skip
    untriggered("UPDATE claims_assessment SET recorded_at = '2026-02-20 12:00:00+00'")
    call_command("trackrecord", as_of=LATE, language=language)
    printed = capsys.readouterr().out
    assert [one for one in words if one not in printed] == []
    with override(language):
        told = records(LATE)
        rows = [*wording.holders(told), *wording.forecasters(told)]
        assert [row[0] for row in rows] == ["Ann", words[0], words[1], words[2]]
        assert len(wording.notes(told)) == 3, "insufficient, hindsight, power"
        assert len(wording.forecasters_notes(told)) == 1
        assert wording.forecasters({"records": []}) == (), "an edition of old has none"

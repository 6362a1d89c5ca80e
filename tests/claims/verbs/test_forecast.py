"""An analyst's probability: who, when and why; nothing after the checkpoint, nothing edited."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.models import Assessment, Claim, Forecast
from claims.verbs.forecast import ForecastError, forecast

CHECKPOINT = date(2026, 11, 30)
NOW = datetime(2026, 2, 20, 12, tzinfo=UTC)
LAST = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def claim(loaded: Path) -> Claim:
    return Claim.objects.get(number="C1")


def give(claim: Claim, **values: Any) -> Forecast:
    usual = {"checkpoint": CHECKPOINT, "p": 0.7, "by": "ann", "reason": "Grid queues.", "now": NOW}
    return forecast(claim=claim, **{**usual, **values})


def test_an_update_is_a_new_row_and_the_old_one_stays_readable(claim: Claim) -> None:
    give(claim)
    give(claim, p=0.8, now=NOW + timedelta(days=1))
    give(claim, p=0.4, by="bob")
    assert Forecast.objects.count() == 3
    before = Forecast.objects.as_of(NOW)
    after = Forecast.objects.as_of(NOW + timedelta(days=1))
    assert {one.by: one.p for one in before} == {"ann": 0.7, "bob": 0.4}
    assert {one.by: one.p for one in after} == {"ann": 0.8, "bob": 0.4}
    assert not Forecast.objects.as_of(NOW - timedelta(seconds=1)).exists()


def test_checkpoints_stand_apart(claim: Claim) -> None:
    give(claim)
    give(claim, checkpoint=date(2027, 5, 31), p=0.6)
    assert {one.checkpoint.year: one.p for one in Forecast.objects.as_of(NOW)} == {2026: 0.7, 2027: 0.6}


def test_it_is_taken_to_the_last_second_of_the_checkpoint_and_no_later(claim: Claim) -> None:
    assert give(claim, now=LAST).made_at == LAST
    with pytest.raises(ForecastError, match="by the end of 2026-11-30"):
        give(claim, by="bob", now=LAST + timedelta(seconds=1))


def test_the_database_refuses_a_late_one_too(claim: Claim) -> None:
    values = {"claim": claim, "checkpoint": CHECKPOINT, "by": "ann", "reason": "x"}
    with pytest.raises(IntegrityError, match="forecast_by_its_checkpoint"), transaction.atomic():
        Forecast.objects.create(**values, p=0.5, made_at=LAST + timedelta(seconds=1))


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 1.1, float("nan")])
def test_certainty_is_no_probability(claim: Claim, p: float) -> None:
    with pytest.raises(ForecastError, match="between 0 and 1"):
        give(claim, p=p)
    values = {"claim": claim, "checkpoint": CHECKPOINT, "by": "ann", "reason": "x", "made_at": NOW}
    with pytest.raises(IntegrityError, match="forecast_between"), transaction.atomic():
        Forecast.objects.create(**values, p=p)


@pytest.mark.parametrize("p", [1e-320, 1e-9, 0.0009, 0.9991, 1 - 1e-16])
def test_what_no_record_could_tell_from_certainty_is_no_probability(claim: Claim, p: float) -> None:
    with pytest.raises(ForecastError, match=r"from 0\.001 to 0\.999, got"):
        give(claim, p=p)
    assert (give(claim, p=0.001).p, give(claim, p=0.999, by="bob").p) == (0.001, 0.999)


def test_one_analyst_who_writes_the_name_differently_is_not_several(claim: Claim) -> None:
    for day, name in enumerate(("Eve", "eve ", "ＥＶＥ", "  EVE")):
        give(claim, by=name, p=0.1 + day / 10, now=NOW + timedelta(days=day))
    [standing] = Forecast.objects.as_of(NOW + timedelta(days=9))
    assert (standing.by, standing.p, Forecast.objects.count()) == ("Eve", 0.1 + 3 / 10, 4)
    with pytest.raises(ForecastError, match="a time after that of Eve's last one"):
        give(claim, by="EVE", now=NOW)
    assert give(claim, by="eve", checkpoint=date(2027, 5, 31)).by == "Eve"
    assert give(claim, by="Eve Miller ").by == "Eve Miller"


@pytest.mark.parametrize("state", ["withdrawn", "void"])
def test_a_claim_that_was_ended_takes_no_more(claim: Claim, state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE claims_claim SET state = %s, version = 1 WHERE id = %s", [state, claim.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    with pytest.raises(ForecastError, match=f"a claim that stands, got C1, which is {state}"):
        give(claim)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"by": "e" * 151}, "at most 150 characters, got 151: 'eeee"),
        ({"by": "e\0"}, "that can be written as text"),
        ({"reason": "\udcff"}, "that can be written as text"),
    ],
)
def test_a_name_or_reason_that_cannot_be_recorded_is_refused_in_words(
    claim: Claim, given: dict[str, str], words: str
) -> None:
    with pytest.raises(ForecastError, match=words):
        give(claim, **given)
    with pytest.raises(CommandError, match=words):
        call_command("forecast", claim.slug, str(CHECKPOINT), "0.7", **{"by": "ann", "reason": "x", **given})


@pytest.mark.parametrize("lacking", [{"by": " "}, {"reason": ""}])
def test_a_name_and_a_reason_are_needed(claim: Claim, lacking: dict[str, str]) -> None:
    with pytest.raises(ForecastError, match="a reason"):
        give(claim, **lacking)


def test_only_checkpoints_of_the_claim_are_asked_about(claim: Claim) -> None:
    with pytest.raises(ForecastError, match="2026-11-30, 2027-05-31"):
        give(claim, checkpoint=date(2026, 12, 31))


def test_a_fact_check_has_no_probability(claim: Claim) -> None:
    with pytest.raises(ForecastError, match="fact check"):
        give(Claim.objects.get(number="C3"))


def test_a_settled_claim_takes_no_more(claim: Claim) -> None:
    Assessment.objects.create(claim=claim, checkpoint=CHECKPOINT, as_of=date(2026, 2, 1), outcome="held",
                              inputs="a" * 64, method="1", numpy="2")  # fmt: skip
    with pytest.raises(ForecastError, match="settled"):
        give(claim)
    assert give(claim, checkpoint=date(2027, 5, 31)).p == 0.7


def test_time_runs_forward(claim: Claim) -> None:
    give(claim)
    with pytest.raises(ForecastError, match="a time after"):
        give(claim, p=0.2, now=NOW - timedelta(days=1))


def test_nothing_is_changed_deleted_or_truncated(claim: Claim) -> None:
    row = give(claim)

    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE claims_forecast")

    for act in (lambda: Forecast.objects.filter(pk=row.pk).update(p=0.1), row.delete, truncate):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_the_command_records_and_lists(claim: Claim) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date()
    Claim.objects.filter(pk=claim.pk).update(checkpoints=[day])
    out = StringIO()
    call_command("forecast", claim.slug, str(day), "0.7", by="ann", reason="Grid queues.", stdout=out)
    assert "ann: 0.7" in out.getvalue()
    assert "Grid queues." in out.getvalue()
    with pytest.raises(CommandError, match="between 0 and 1"):
        call_command("forecast", claim.slug, str(day), "1", by="ann", reason="x", stdout=out)
    with pytest.raises(CommandError, match="slug or number of a claim"):
        call_command("forecast", "nothing", stdout=out)


def test_a_name_and_reason_without_a_probability_record_nothing_and_say_so(claim: Claim) -> None:
    with pytest.raises(CommandError, match="nothing is recorded"):
        call_command("forecast", claim.slug, str(CHECKPOINT), by="ann", reason="Grid queues.")
    assert not Forecast.objects.exists()


def test_what_is_listed_is_of_the_checkpoint_asked_for_by_slug_or_number(claim: Claim) -> None:
    give(claim)
    said = {}
    for day in (CHECKPOINT, date(2027, 5, 31)):
        out = StringIO()
        call_command("forecast", claim.number, str(day), stdout=out)
        said[day] = out.getvalue()
    assert "0.7" in said[CHECKPOINT]
    assert said[date(2027, 5, 31)] == "no analyst has given a probability\n"


@pytest.mark.parametrize(
    ("stated", "said"), [("will", "(will): 0.9"), ("0.7", "(0.7): 0.7"), ("could", "(could): 0.5, which is not scored")]
)
def test_the_author_stands_beside_the_analysts_as_stated(claim: Claim, stated: str, said: str) -> None:
    Claim.objects.filter(pk=claim.pk).update(stated=stated)
    out = StringIO()
    call_command("forecast", claim.slug, stdout=out)
    assert said in out.getvalue()


@pytest.mark.parametrize("stated", ["surely", "70%", "1.2", "-0.1", "0."])
def test_what_an_author_cannot_have_stated_is_refused(claim: Claim, stated: str) -> None:
    with pytest.raises(IntegrityError, match="claim_stated_is_known"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(stated=stated)


def test_nothing_stated_is_no_forecast(claim: Claim) -> None:
    assert claim.author_says is None


def test_a_forecast_shows_when_the_database_learnt_of_it(claim: Claim) -> None:
    given = Forecast.objects.get(pk=give(claim).pk)
    assert given.recorded_at > given.made_at

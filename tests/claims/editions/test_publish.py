"""Publishing: once for each period by however many, frozen for good, entered in the ledger, computed again alike."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from claims.assess import assess
from claims.editions.contents.whole import whole
from claims.editions.formats.files import files
from claims.editions.publish import PublishError, correct, publish, reproduced, unassessed, unpublished
from claims.editions.scorecard import Scorecard
from claims.frozen import fingerprint, frozen, thawed
from claims.ledger import verify
from claims.models import Assessment, Claim, Criterion, Edition, LedgerEntry
from claims.periodical import Rhythm
from evidence.archive import export_archive, import_archive
from evidence.ingest import Batch, ingest
from evidence.models import Indicator
from evidence.publication import DAY
from tests.claims import content
from tests.evidence.archive.installation import emptied

FIRST, SECOND = date(2026, 1, 31), date(2026, 2, 28)
NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)


def published(day: date, now: datetime = NOW, rhythm: Rhythm = Rhythm.MONTHLY) -> Edition:
    assess(day)
    return publish(rhythm=rhythm, by_day=day, now=now)


def differing(edition: Edition) -> list[str]:
    """What comes out otherwise when an edition is computed anew; to the byte, though texts are too long to show."""
    again = reproduced(edition)
    new, old = thawed(again), edition.thawed
    return [] if again == edition.data else [key for key in {**new, **old} if new.get(key) != old.get(key)] or ["form"]


@pytest.fixture
def january(world: Path) -> Edition:
    return published(FIRST)


def test_a_period_is_published_once_however_often_it_is_asked(january: Edition) -> None:
    again = publish(rhythm=Rhythm.MONTHLY, by_day=date(2026, 2, 27), now=NOW + timedelta(days=1))
    assert again == january
    assert Edition.objects.count() == LedgerEntry.objects.count() == 1


def test_the_ledger_says_what_was_published(january: Edition) -> None:
    entry = january.entry
    assert entry.kind == "publish"
    assert f'"hash":"{january.hash}"' in entry.body
    assert fingerprint(january.data) == january.hash
    assert verify(LedgerEntry.objects.chain())[1] == []
    assert january.thawed["ledger_head"]["number"] == 0, "the ledger as it was before"


def test_of_two_who_publish_at_once_the_one_that_comes_second_finds_it_done(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked and found none; while one computes, the other is done."""
    assess(FIRST)
    first: list[Edition] = []

    def slowly(*given: Any) -> dict[str, Any]:
        monkeypatch.setattr("claims.editions.publish.whole", whole)
        first.append(publish(rhythm=Rhythm.MONTHLY, by_day=FIRST, now=NOW))
        return whole(*given)

    monkeypatch.setattr("claims.editions.publish.whole", slowly)
    assert publish(rhythm=Rhythm.MONTHLY, by_day=FIRST, now=NOW + timedelta(seconds=1)) == first[0]
    assert Edition.objects.count() == LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("other", ["The statement of C1.", "Something else."], ids=["same", "another"])
def test_of_two_who_correct_at_once_the_one_that_comes_second_is_told_unless_it_says_the_same(
    january: Edition, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """Both have looked and found none; while one computes, the other is done."""
    first: list[Edition] = []

    def slowly(*given: Any) -> dict[str, Any]:
        monkeypatch.setattr("claims.editions.publish.whole", whole)
        first.append(correct(edition=january, wrong=other, now=NOW))
        return whole(*given)

    monkeypatch.setattr("claims.editions.publish.whole", slowly)
    if other == "The statement of C1.":
        assert correct(edition=january, wrong="The statement of C1.", now=NOW) == first[0]
    else:
        with pytest.raises(PublishError, match=r"got monthly 2026-01, which monthly 2026-01 \(2\) corrects"):
            correct(edition=january, wrong="The statement of C1.", now=NOW)
    assert [one.wrong for one in Edition.objects.filter(correction_of=january)] == [other]


def test_publishing_leaves_every_assessment_what_it_was(january: Edition) -> None:
    """Also as a portion of the claims is read: what was assessed together is found by those who read a few."""
    assert unassessed(Scorecard(january.as_of)) == []
    every = Claim.objects.with_everything().assessable()
    for claim in every:
        assert assess(january.as_of, [claim], processes=1).anew == 0, claim.number


@pytest.mark.parametrize("wrong", ["", " ", "half \ud800", "nothing \0"])
def test_a_correction_says_in_words_what_was_wrong(wrong: str, january: Edition) -> None:
    with pytest.raises(PublishError, match=r"^expected (a word on what was wrong|words that can be written as text)"):
        correct(edition=january, wrong=wrong, now=NOW)


def test_nothing_is_published_before_every_claim_has_been_assessed(world: Path) -> None:
    with pytest.raises(PublishError, match="expected an assessment of every claim as of 2026-01-31, got none of 6, C1"):
        publish(rhythm=Rhythm.MONTHLY, by_day=FIRST, now=NOW)
    assert not Edition.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_draft_that_has_no_criterion_yet_holds_up_no_edition(world: Path) -> None:
    Criterion.objects.filter(key="C1.p").delete()
    assess(FIRST, processes=1)
    made = publish(rhythm=Rhythm.MONTHLY, by_day=FIRST, now=NOW)
    (claim,) = (one for one in made.thawed["claims"] if one["number"] == "C1")
    assert (claim["band"], claim["criteria"]) == ("not assessed", [])
    assert reproduced(made) == made.data


def test_nothing_is_published_of_a_day_that_has_not_come(world: Path) -> None:
    with pytest.raises(PublishError, match="got 2026-01-31; today is 2026-01-30"):
        publish(rhythm=Rhythm.MONTHLY, by_day=FIRST, now=datetime(2026, 1, 30, 23, tzinfo=UTC))


@pytest.mark.parametrize("statement", ["UPDATE claims_edition SET wrong = 'x'", "DELETE FROM claims_edition",
                                       "TRUNCATE claims_edition CASCADE"])  # fmt: skip
def test_an_edition_is_never_changed(january: Edition, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is checked at a transaction's end hinders TRUNCATE
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.parametrize("given", [{"data": "{}"}, {"number": 2}, {"number": 1, "wrong": "x"}])
def test_the_database_refuses_a_row_that_is_no_edition(january: Edition, given: dict) -> None:
    entry = LedgerEntry.objects.append(kind="publish", body={}, at=NOW)
    row = {name: getattr(january, name) for name in ("rhythm", "as_of", "published_at", "data", "hash", "inputs",
                                                     "method", "ledger_count", "ledger_head")}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(**{**row, "period": "2026-09", "entry": entry, **given})


def test_an_edition_comes_out_again_to_the_byte_after_more_was_published(january: Edition) -> None:
    published(SECOND)
    assert LedgerEntry.objects.count() == 2
    assert differing(january) == []


def test_an_edition_comes_out_again_to_the_byte_from_an_archive_of_the_evidence(
    january: Edition, tmp_path: Path
) -> None:
    export_archive(tmp_path / "exported")
    emptied(indicators=False)
    assert "claims" in differing(january), "without evidence it is another one"
    assert import_archive(tmp_path / "exported", now=NOW).errors == {}
    assert differing(january) == []
    made = files(january.data)
    assert [name for name, content in files(reproduced(january)).items() if content != made[name]] == []


def test_another_address_for_errors_does_not_change_an_edition(january: Edition, settings: Any) -> None:
    settings.ERRORS_TO = "somebody@else.example"
    assert differing(january) == []


def test_what_became_known_later_does_not_change_an_edition(january: Edition) -> None:
    prices = Indicator.objects.get(slug="prices")
    days = np.array([(date(2026, 1, 1) - date(1970, 1, 1)).days])
    known = np.array([(date(2026, 4, 1) - date(1970, 1, 1)).days * DAY])
    ingest(Batch(np.array([prices.pk]), days, known, np.array([1.0]), np.zeros(1, dtype=bool)))
    assert differing(january) == []


def test_a_correction_is_another_edition_that_says_what_was_wrong(january: Edition) -> None:
    Claim.objects.filter(number="C1").update(statement="Power outpaces prices, corrected.")
    corrected = correct(edition=january, wrong="The statement of C1.", now=NOW + timedelta(hours=1))
    assert (corrected.number, corrected.correction_of, corrected.wrong) == (2, january, "The statement of C1.")
    assert corrected.thawed["edition"]["corrects"]["hash"] == january.hash
    assert january.hash == fingerprint(Edition.objects.get(number=1).data)
    assert list(Edition.objects.standing()) == [corrected]
    assert correct(edition=january, wrong="The statement of C1.", now=NOW + timedelta(hours=2)) == corrected
    with pytest.raises(PublishError, match=r"got monthly 2026-01, which monthly 2026-01 \(2\) corrects"):
        correct(edition=january, wrong="Something else.", now=NOW + timedelta(hours=2))
    with pytest.raises(PublishError, match="what was wrong"):
        correct(edition=corrected, wrong=" ", now=NOW + timedelta(hours=2))


def test_later_editions_list_the_corrections(january: Edition) -> None:
    correct(edition=january, wrong="The statement of C1.", now=NOW)
    later = published(SECOND, NOW + timedelta(hours=1))
    (one,) = later.thawed["corrections"]
    assert (one["period"], one["number"], one["wrong"]) == ("2026-01", 2, "The statement of C1.")


def test_an_edition_is_compared_with_the_one_before_it(january: Edition) -> None:
    later = published(SECOND).thawed
    assert later["edition"]["previous"]["hash"] == january.hash
    assert later["changes"]["since"] == "2026-01-31"
    assert later["changes"]["compared"]
    before = {claim["slug"]: claim for claim in january.thawed["claims"]}
    for change in later["changes"]["claims"]:
        assert change["p_from"] == before[change["slug"]]["p_hold"]
        if change["parts"]:
            assert sum(part["bits"] for part in change["parts"]) == pytest.approx(change["bits"], abs=0.01)


def test_what_is_published_of_no_period_has_no_edition(world: Path) -> None:
    assess(content.AS_OF)
    data = whole(Scorecard(content.AS_OF))
    assert data["edition"] is None
    assert thawed(frozen(data)) == thawed(frozen(thawed(frozen(data))))
    assert Assessment.objects.exists()


def test_what_is_due_is_the_newest_period_that_has_no_edition_and_has_rested(january: Edition) -> None:
    def due(day: str, hour: int) -> str | None:
        period = unpublished(Rhythm.MONTHLY, datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00"))
        return period and period.name

    assert due("2026-02-27", 12) is None, "January is out"
    assert due("2026-03-01", 5) is None, "the last figures are still being fetched"
    assert due("2026-03-01", 6) == "2026-02"
    assert due("2025-12-01", 12) is None, "nobody had claimed anything in November"


@pytest.mark.parametrize("name", ["\0" + "2026-01", "2026-01\0", "2026-01.", "2026-01.²", "2026-01.0x1"])
def test_a_name_that_no_edition_can_have_finds_none(january: Edition, name: str) -> None:
    assert Edition.objects.named(name) is None
    with pytest.raises(CommandError, match="2026-01"):
        call_command("scorecard", "show", name)

"""One claim as of a day: words, state, assessment, settlements, evidence and who may see it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.assess import assess
from claims.models import Article, ArticleText, Assessment, Claim
from claims.onrecord.claim import LONGEST_QUOTE, on_record
from claims.onrecord.data import claim_data, claim_rows
from claims.onrecord.shownclaim import arranged
from claims.verbs.acts import Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.forecast import forecast
from claims.verbs.link import link
from claims.verbs.settle import settle
from evidence.models import Indicator
from tests.claims import content

pytestmark = pytest.mark.django_db
TODAY, C1, C2 = content.AS_OF, "power-runs-short-c1", "power-runs-short-c2"
C6, C7 = "power-runs-short-c6", "power-runs-short-c7"
SETTLED_ON = datetime(2026, 12, 20, 12, tzinfo=UTC)
EARLIER = date(2026, 1, 20)


def test_the_assessment_is_the_newest_of_the_day_or_before(registered: None) -> None:
    assess(EARLIER, processes=1)
    for day, of in ((EARLIER - timedelta(days=1), None), (EARLIER, EARLIER), (TODAY - timedelta(days=1), EARLIER),
                    (TODAY, TODAY), (TODAY + timedelta(days=400), TODAY)):  # fmt: skip
        found = on_record(C1, day)
        assert found
        assert (found.assessment and found.assessment.as_of) == of
    assert found.data["checkpoint"] == "2026-11-30"  # nobody has settled it


def test_without_evidence_nothing_has_a_probability_but_that_nobody_can_tell(registered: None) -> None:
    found = on_record(C7, TODAY)
    assert found
    every = [found.data, *found.data["checkpoints"], *(at for one in found.data["criteria"]
                                                       for at in one["checkpoints"])]  # fmt: skip
    assert len(every) >= 4
    for told in (*every, *claim_rows(found)):
        assert [told[name] for name in ("p_hold", "p_fail", "p_mixed", "p_unknown")] == [None, None, None, 1.0]


def test_a_draft_or_nothing_of_the_name_is_none(assessed_world: None) -> None:
    assert on_record(C1, TODAY) is None
    assert on_record("nothing", TODAY) is None


def test_what_was_registered_later_says_so(registered: None) -> None:
    found = on_record(C1, content.NOW.date() - timedelta(days=1))
    assert found
    assert (found.registered.is_later, found.registered.on) == (True, content.NOW.date())
    said = arranged(found, "", shows_all=False)["marks_of_time"]
    assert said[0].startswith(f"Registered only on {content.NOW.date()}")
    assert not on_record(C1, content.NOW.date()).registered.is_later


def test_amended_words_and_criteria_are_shown_from_the_day_of_the_amendment(registered: None) -> None:
    claim = Claim.objects.get(slug=C1)
    at = content.NOW + timedelta(days=20)
    change = Amendment({"reading": "Another reading."}, {"C1.p": {"holds_when": content.OUTPACES.format("2.5")}})
    amend(claim=claim, amendment=change, request=Request("ann", "The threshold was misread.", at),
          base_rate_reason="As worded.", known=TODAY)  # fmt: skip
    before, after = on_record(C1, at.date() - timedelta(days=1)), on_record(C1, at.date())
    assert before
    assert after
    assert (before.data["version"], before.data["reading"]) == (1, "Reading of C1.")
    assert (after.data["version"], after.data["reading"]) == (2, "Another reading.")
    assert [one["key"] for one in before.data["criteria"]] == ["C1.p"]
    assert "1.5" in before.data["criteria"][0]["holds_when"]
    assert [one["key"] for one in after.data["criteria"]] == ["C1.p", "C1.p@1"]
    claim.refresh_from_db()
    assert claim.reading == "Another reading."  # only what is shown was put back


def test_a_settlement_is_shown_from_the_day_on_which_it_was_set(registered: None, tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "longer", until=324))
    settle(SETTLED_ON.date(), SETTLED_ON)
    before, after = on_record(C1, date(2026, 12, 19)), on_record(C1, SETTLED_ON.date())
    assert before
    assert after
    assert (before.settlements, before.settled) == ([], "")
    assert [(one["checkpoint"], one["outcome"]) for one in after.settlements] == [("2026-11-30", "held")]
    assert after.data["checkpoint"] == "2027-05-31"
    assert after.settlements[0]["hash"]
    assert after.settlements[0]["would_flip"] is False
    fact_check = on_record("power-runs-short-c3", SETTLED_ON.date())
    assert fact_check
    assert fact_check.settled == "held"


def test_a_quote_is_cut_at_what_may_be_shown(registered: None) -> None:
    text = "電" * 150 + "物價" * 200
    article = Article.objects.get()
    ArticleText.objects.create(article=article, text=text, kept_at=content.NOW)
    found = on_record(C1, TODAY)
    assert found
    assert (found.quote, found.is_cut) == (text[:9], False)
    for spans, quote in (([[100, 500]], text[100 : 100 + LONGEST_QUOTE]), ([[0, 5], [9, 12]], text[:5])):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # spans are frozen
            Claim.objects.filter(slug=C1).update(spans=spans)
        found = on_record(C1, TODAY)
        assert found
        assert (found.quote, found.is_cut) == (quote, True)


@pytest.mark.parametrize(("redistribute", "is_public"), [("yes", True), ("derived", False), ("no", False)])
def test_a_figure_that_may_not_be_passed_on_is_seen_with_a_login_alone(
    redistribute: str, is_public: bool, registered: None
) -> None:
    Indicator.objects.update(redistribute=redistribute)
    found = on_record(C1, TODAY)
    assert found
    for shows_all in (False, True):
        told = claim_data(found, shows_all=shows_all)["sources"]
        assert [one["value"] is not None for one in told] == [is_public or shows_all] * 2
        shown = arranged(found, "", shows_all=shows_all)["sources"]
        assert [bool(one["value_word"]) for one in shown] == [is_public or shows_all] * 2


def test_figures_are_those_known_on_the_day(registered: None) -> None:
    (found,) = (one for one in on_record(C1, TODAY).sources if one["indicator"] == "power")
    assert (found["newest"], found["known_on"]) == ("2025-12", "2026-01-14")
    (before,) = (one for one in on_record(C1, date(2026, 1, 13)).sources if one["indicator"] == "power")
    assert before["newest"] == "2025-11"


@pytest.mark.parametrize("slug", [C1, C2, C6, "power-runs-short-c3", "power-runs-short-c4", "power-runs-short-c5"])
def test_a_claim_takes_at_most_nine_queries(slug: str, registered: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = on_record(slug, TODAY)
        assert found
        arranged(found, "", shows_all=False)
    assert len(queries) <= 9, [query["sql"][:80] for query in queries]


def test_nor_does_one_that_is_overdue_linked_and_foretold(registered: None) -> None:
    claim, other = (Claim.objects.get(slug=slug) for slug in (C2, C6))
    request = Request(by="ann", reason="It seems so.", now=content.NOW)
    link(source=claim, kind="supports", target=other, request=request)
    forecast(claim=claim, checkpoint=date(2027, 5, 31), p=0.4, by="ann", reason="A guess.", now=content.NOW)
    with CaptureQueriesContext(connection) as queries:
        found = on_record(C2, date(2026, 12, 2))
        assert found
        assert arranged(found, "", shows_all=False)["link_words"]
    assert "no figure of these has been read here yet" in found.data["reasons"][0]
    assert len(queries) <= 9, [query["sql"][:80] for query in queries]


def test_what_a_claim_is_made_of_has_its_evidence_there(registered: None) -> None:
    found = on_record(C6, TODAY)
    assert found
    assert found.data["children"] == ["C1", "C4", "C7"]
    assert {one["indicator"] for one in found.sources} == {"power", "prices", "jobs"}


def test_series_that_a_base_rate_was_pooled_with_are_named(registered: None) -> None:
    row = Assessment.objects.filter(claim__slug=C1, criterion=None, checkpoint="2026-11-30").latest("as_of")
    row.pk, row.as_of = None, TODAY + timedelta(days=1)
    row.facts["base"]["pooled"] = ["jobs"]  # which no formula of the claim has in it
    row.save(force_insert=True)
    found = on_record(C1, row.as_of)
    assert found
    assert any("with those of Jobs the base rate is" in one for one in found.data["reasons"])
    assert {one["indicator"] for one in found.sources} == {"power", "prices"}

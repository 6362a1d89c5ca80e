"""The list: its order, filters, pages, and the day it is of."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.assess import assess
from claims.models import Claim, Settlement
from claims.onrecord.claim import on_record
from claims.onrecord.listing import Wanted, _narrowed, listing
from claims.onrecord.order import PARTS, Place
from claims.onrecord.summary import summary
from claims.settled import shown, standing_on
from claims.verbs.acts import Request
from claims.verbs.review import reopen
from claims.verbs.settle import settle
from claims.verbs.withdraw import withdraw
from tests.claims import content

pytestmark = pytest.mark.django_db
TODAY = content.AS_OF
SETTLED_ON = datetime(2026, 12, 20, 12, tzinfo=UTC)


def numbers(wanted: Wanted | None = None, as_of: date = TODAY, *, is_past: bool = True, **more: object) -> list[str]:
    found = listing(wanted or Wanted(), as_of, is_past=is_past, **more)
    return [one["number"] for one in found.claims]


def test_open_claims_come_first_then_those_waiting_to_be_settled_then_what_is_over(registered: None) -> None:
    found = listing(Wanted(), TODAY, is_past=True).claims
    assert [one["number"] for one in found] == ["C1", "C2", "C4", "C5", "C6", "C7", "C3"]  # C3 was due in 2025
    assert [one["part"] for one in found] == [0, 0, 0, 0, 0, 0, 1]
    later = listing(Wanted(), date(2026, 12, 1), is_past=True).claims
    assert {one["number"]: (one["part"], one["checkpoint"]) for one in later}["C1"] == (1, "2026-11-30")


@pytest.fixture
def settled(registered: None, tmp_path: Path) -> None:
    """All that is due by `SETTLED_ON`, on that day."""
    content.learn(content.archive(tmp_path / "longer", until=324))
    settle(SETTLED_ON.date(), SETTLED_ON)


def test_what_is_settled_moves_on_to_the_next_checkpoint_on_the_day_it_was_set(settled: None) -> None:
    before = {one["number"]: one for one in listing(Wanted(), date(2026, 12, 19), is_past=True).claims}
    after = {one["number"]: one for one in listing(Wanted(), SETTLED_ON.date(), is_past=True).claims}
    assert (before["C1"]["checkpoint"], before["C1"]["part"]) == ("2026-11-30", 1)
    assert (after["C1"]["checkpoint"], after["C1"]["part"]) == ("2027-05-31", 0)
    assert (before["C3"]["settled"], before["C3"]["part"]) == ("", 1)
    assert (after["C3"]["settled"], after["C3"]["part"]) == ("held", 2)
    assert [one["number"] for one in after.values()][-1] == "C3"


@pytest.fixture
def over(settled: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> date:
    """The day on which the last checkpoints are settled, too."""
    last = datetime(2027, 6, 20, 12, tzinfo=UTC)
    monkeypatch.setattr(content, "LEARNT", datetime(2027, 7, 1, 12, tzinfo=UTC))
    content.learn(content.archive(tmp_path / "longest", until=329))
    assess(last.date(), processes=1)
    settle(last.date(), last)
    return last.date()


def test_what_is_over_shows_its_outcome_and_no_odds_just_as_its_own_page_does(over: date) -> None:
    rows = {one["number"]: one for one in listing(Wanted(), over, is_past=True).claims}
    assert rows["C1"]["settled"] in ("held", "failed")
    assert (rows["C1"]["band"], rows["C1"]["p_hold"], rows["C1"]["overlays"]) == (rows["C1"]["settled"], None, [])
    assert rows["C1"]["history"], "what was said of it before is drawn"
    for row in rows.values():
        own = on_record(row["slug"], over)
        assert own is not None
        shared = ("band", "overlays", "p_hold", "base_rate", "information", "checkpoint", "stand_in", "children")
        assert {name: row[name] for name in shared} == {name: own.data[name] for name in shared}, row["number"]


def test_what_is_made_of_others_is_not_expected_a_second_time(registered: None) -> None:
    rows = listing(Wanted(), TODAY, is_past=True).claims
    groups = [one for one in rows if one["children"]]
    assert [one["number"] for one in groups] == [claim.number for claim in Claim.objects.all() if claim.is_group] != []
    expected = summary(rows)["measured"]["expected"]["compared"]
    assert expected == summary([one for one in rows if not one["children"]])["measured"]["expected"]["compared"] > 0


def test_the_checkpoints_listed_are_those_that_claims_show_elsewhere(settled: None) -> None:
    claims = list(Claim.objects.with_everything())
    for day in (TODAY, date(2026, 12, 19), SETTLED_ON.date(), date(2027, 6, 30)):
        elsewhere = shown(claims, day, standing_on(claims, day))
        found = {one["slug"]: one["checkpoint"] for one in listing(Wanted(), day, is_past=True).claims}
        assert found == {claim.slug: str(elsewhere[claim.pk]) for claim in claims}


def test_a_draft_is_nobodys_to_read(assessed_world: None) -> None:
    assert numbers() == []


def test_a_claim_is_not_listed_before_it_was_made(registered: None) -> None:
    assert numbers(as_of=date(2025, 11, 30)) == []
    assert len(numbers(as_of=date(2025, 12, 1))) == 7


def test_what_was_withdrawn_later_was_open_before(registered: None) -> None:
    at = content.NOW + timedelta(days=10)
    withdraw(claim=Claim.objects.get(number="C1"), request=Request("ann", "An error.", at))
    before = {one["number"]: one for one in listing(Wanted(), at.date() - timedelta(days=1), is_past=True).claims}
    after = {one["number"]: one for one in listing(Wanted(), at.date(), is_past=True).claims}
    now = {one["number"]: one for one in listing(Wanted(), at.date(), is_past=False).claims}
    assert (before["C1"]["state"], before["C1"]["part"]) == ("registered", 0)
    assert (after["C1"]["state"], after["C1"]["part"]) == ("withdrawn", 2)
    assert now["C1"] == after["C1"]


@pytest.mark.parametrize("state", ["registered", "settled", "over"])
def test_the_agenda_has_the_order_that_the_record_of_today_gives(
    state: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    request.getfixturevalue(state)
    day = date(2027, 7, 1)
    at = datetime(2027, 6, 30, 12, tzinfo=UTC)
    withdraw(claim=Claim.objects.get(number="C4"), request=Request("ann", "An error.", at))
    if done := Settlement.objects.filter(counts=True, claim__state="registered").order_by("pk").first():
        reopen(claim=done.claim, checkpoint=done.checkpoint, request=Request("ann", "An error.", at))
    for standing in ("", *PARTS, "held", "failed", "on track", "judged", "not assessed", "no evidence"):
        wanted = Wanted(standing=standing)
        assert _pages(wanted, day, is_past=False) == _pages(wanted, day, is_past=True), standing


def _pages(wanted: Wanted, day: date, *, is_past: bool) -> list[tuple[object, ...]]:
    """What the pages of two list one after the other."""
    found, after = [], None
    while True:
        page = listing(wanted, day, is_past=is_past, after=after, count=2)
        found += [(one["number"], one["part"], one["checkpoint"], one["settled"], one["band"]) for one in page.claims]
        if (after := page.next) is None:
            return found


@pytest.mark.parametrize(("wanted", "expected"), [
    ({"kind": "comparison"}, {"C1", "C6"}),
    ({"nature": "fact check"}, {"C3"}),
    ({"theme": "power"}, {"C1", "C2", "C3", "C4", "C5", "C6", "C7"}),
    ({"theme": "nowhere"}, set()),
    ({"author": "ann", "nature": "judged"}, {"C5"}),
    ({"article": "power-runs-short", "kind": "relation"}, {"C4"}),
    ({"standing": "passed"}, {"C3"}),
    ({"standing": "over"}, set()),
    ({"standing": "on track"}, {"C1", "C2", "C6"}),
    ({"standing": "judged"}, {"C5"}),
    ({"standing": "no evidence"}, {"C7"}),
    ({"standing": "held"}, {"C3"}),
    ({"words": "outpaces"}, {"C1"}),
    ({"words": "POWER prices"}, {"C1"}),
    ({"words": "論點C2"}, {"C2"}),
    ({"words": "檢驗內容 C5"}, {"C5"}),
    ({"words": "%"}, set()),
    ({"words": "_"}, set()),
    ({"words": "\\"}, set()),
    ({"words": "outpaces nothing"}, set()),
])  # fmt: skip
def test_filters_leave_what_they_name(wanted: dict[str, str], expected: set[str], registered: None) -> None:
    assert set(numbers(Wanted(**wanted))) == expected


def test_pages_follow_one_another_without_gap_or_overlap(registered: None) -> None:
    seen, after = [], None
    while True:
        page = listing(Wanted(), TODAY, is_past=True, after=after, count=2)
        seen += [one["number"] for one in page.claims]
        if page.next is None:
            break
        after = Place.of(str(page.next))
    assert seen == numbers()


@pytest.mark.parametrize("text", ["", "1", "3.1.1", "0.1", "0.1.x", "0.99999999.1", "0.1.1 ", "0.1.٣"])
def test_what_is_no_place_in_the_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a place"):
        Place.of(text)


def test_the_search_goes_by_its_index(registered: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        statement, values = _narrowed(Wanted(words="outpaces")).query.sql_with_params()
        cursor.execute("EXPLAIN " + statement, values)
        assert "claims_searched" in str(cursor.fetchall())


def test_a_row_says_what_qualifies_its_verdict(registered: None) -> None:
    rows = {one["number"]: one for one in listing(Wanted(), TODAY, is_past=True).claims}
    assert rows["C1"]["hindsight"] == {"after_opening": True, "written_on": "2026-06-01"}
    assert rows["C6"]["hindsight"] == {"after_opening": True, "written_on": "2026-06-01"}  # by those it is made of
    assert rows["C2"]["stand_in"] == {"criterion": "C2.s1", "for": "C2.p"}
    assert rows["C1"]["stand_in"] is None


@pytest.mark.parametrize("is_past", [False, True])
def test_the_list_takes_the_same_queries_whatever_its_length(is_past: bool, registered: None) -> None:
    taken = []
    for count in (1, 7):
        with CaptureQueriesContext(connection) as queries:
            assert len(listing(Wanted(), TODAY, is_past=is_past, count=count).claims) == count
        taken.append(len(queries))
    assert taken == [4, 4]


FOUR = [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]


@pytest.mark.parametrize("settled", [days for n in range(5) for days in combinations(range(4), n)], ids=str)
def test_the_next_checkpoint_is_the_first_unsettled_one_in_whatever_order_they_were_settled(
    settled: tuple[int, ...], registered: None
) -> None:
    claim, day = Claim.objects.get(number="C1"), date(2026, 12, 15)
    with connection.cursor() as cursor:  # what is registered keeps its checkpoints, and entries are made by acts
        cursor.execute("SET LOCAL session_replication_role = replica")
        Claim.objects.filter(pk=claim.pk).update(checkpoints=FOUR)
        for n in settled:
            Settlement.objects.create(
                claim=claim, version=1, checkpoint=FOUR[n], outcome="held", known_on=FOUR[n], as_of=FOUR[n], by="ann",
                method="1", numpy="2", set_at=datetime(2026, 12, 1, tzinfo=UTC), entry_id=1_000 + n,
            )  # fmt: skip
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    claim.refresh_from_db()
    row = next(one for one in listing(Wanted(), day, is_past=False).claims if one["number"] == "C1")
    expected = claim.next_checkpoint(day, {FOUR[n] for n in settled})
    assert row["checkpoint"] == str(expected)
    assert row["settled"] == ("held" if len(settled) == 4 else "")
    assert row["part"] == (2 if len(settled) == 4 else 1)

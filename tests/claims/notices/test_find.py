"""What happened is found in stored rows, recorded once, and queued once for each who wants to hear of it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.models import Author, Claim, Event, Notice, Subscription, Theme
from claims.notices.find import _FINDING, Found, find
from tests.claims import content
from tests.claims.notices.rows import DAY, FAR, NEAR, NOW, assessed, of, subscriber, subscription
from tests.claims.test_ledger_entries import untriggered

pytestmark = pytest.mark.usefixtures("claims")
ONE = timedelta(days=1)
OPEN = ("verdict", "threshold")


def events(*kinds: str) -> list[Event]:
    return list(Event.objects.filter(kind__in=kinds or OPEN).order_by("pk"))


def look(as_of: date = DAY + ONE) -> Found:
    return find(as_of, now=NOW)


def test_the_first_assessment_changes_nothing() -> None:
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    assert events() == []


def test_a_change_of_the_band_is_an_event_with_both_bands_and_what_moved_it() -> None:
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    parts = [{"indicator": "", "known": "2026-02-21", "bits": 0.1},
             {"indicator": "power", "known": "2026-02-10", "bits": 0.5},
             {"indicator": "prices", "known": "2026-02-21", "bits": 0.25}]  # fmt: skip
    change = {"on": "2026-02-21", "from": "undecided", "to": "on track", "p_from": 0.6, "p_to": 0.95,
              "releases": ["power", "prices"], "parts": parts}  # fmt: skip
    assessed("C1", DAY + ONE, 0.95, "on track", facts={"changes": [change]})
    look()
    (event,) = events()
    (changed,) = event.facts["changes"]
    assert (changed["from"], changed["to"]) == ("leaning to hold", "on track")
    assert (changed["p_from"], changed["p_to"]) == (0.8, 0.95)
    assert changed["cause"] == {"parts": [parts[2]]}, "what was known the day before did not move it since"
    assert [one.number for one in event.claims.all()] == ["C1"]


def test_a_verdict_is_told_with_the_mark_of_hindsight_where_its_test_was_written_late() -> None:
    assessed("C1", DAY, 0.45, "undecided")
    look(DAY)
    assessed("C1", DAY + ONE, 0.95, "on track")
    look()
    assert {event.kind: event.facts["written_on"] for event in events()} == dict.fromkeys(OPEN, "2026-06-01")
    untriggered("UPDATE claims_criterion SET written_on = '2025-11-30'")
    assessed("C1", DAY + 2 * ONE, 0.45, "undecided")
    look(DAY + 2 * ONE)
    assert ["written_on" in event.facts for event in events()] == [True, True, False, False]


def test_looking_again_finds_nothing_new() -> None:
    subscription()
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    assessed("C1", DAY + ONE, 0.95, "on track")
    assert look().notices == 1
    assert look() == Found(0, 0)
    assert Notice.objects.filter(event__kind="verdict").count() == 1


def test_both_checkpoints_of_one_assessment_are_one_event() -> None:
    for day, p, band in ((DAY, 0.8, "leaning to hold"), (DAY + ONE, 0.95, "on track")):
        for checkpoint in (NEAR, FAR):
            assessed("C1", day, p, band, checkpoint)
        look(day)
    (event,) = events()
    assert [one["checkpoint"] for one in event.facts["changes"]] == [str(NEAR), str(FAR)]


def test_after_an_outage_every_change_is_told_and_not_only_the_last() -> None:
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    for number, (p, band) in enumerate([(0.95, "on track"), (0.8, "leaning to hold"), (0.95, "on track")], start=1):
        assessed("C1", DAY + number * ONE, p, band)
    look(DAY + 9 * ONE)
    assert [event.day for event in events()] == [DAY + number * ONE for number in (1, 2, 3)]


def test_an_assessment_of_a_later_day_waits_for_it() -> None:
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    assessed("C1", DAY + ONE, 0.95, "on track")
    look(DAY)
    assert events() == []
    look(DAY + ONE)
    assert len(events()) == 1


def test_a_second_assessment_of_the_same_day_counts_as_later() -> None:
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    assessed("C1", DAY, 0.95, "on track", inputs="other")
    look(DAY)
    assert len(events()) == 1


def test_what_becomes_of_a_claim_after_its_checkpoint_is_left_to_its_settlement() -> None:
    assessed("C1", NEAR, 0.8, "leaning to hold")
    look(NEAR)
    assessed("C1", NEAR + ONE, 1.0, "on track")
    look(NEAR + ONE)
    assert events() == []


def test_a_lost_series_and_another_method_are_causes_too() -> None:
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    assessed("C1", DAY + ONE, None, "no evidence", overlays=["no evidence"], missing=["power"], method="2")
    look()
    (event,) = events()
    assert event.facts["changes"][0]["cause"] == {"lacks": ["power"], "method": ["1", "2"]}
    assert event.facts["changes"][0]["p_to"] is None


def test_a_crossing_is_told_to_those_who_named_its_threshold() -> None:
    low = subscription(subscriber("low@example.org"), kinds=["threshold"], thresholds=[0.3])
    usual = subscription(subscriber("usual@example.org"), kinds=["threshold"])
    assessed("C1", DAY, 0.2, "leaning to fail")
    look(DAY)
    assessed("C1", DAY + ONE, 0.4, "undecided")
    look()
    (event,) = events("threshold")
    (crossing,) = event.facts["crossings"]
    assert (crossing["threshold"], crossing["above"], crossing["p_from"], crossing["p_to"]) == (0.3, True, 0.2, 0.4)
    assert [one.subscription for one in Notice.objects.filter(event=event)] == [low]
    assessed("C1", DAY + 2 * ONE, 0.6, "undecided")
    look(DAY + 2 * ONE)
    assert [one.subscription for one in Notice.objects.filter(event__day=DAY + 2 * ONE)] == [usual]


def test_a_probability_that_trembles_about_a_threshold_is_told_of_once() -> None:
    assessed("C1", DAY, 0.45, "undecided")
    look(DAY)
    for number, p in enumerate([0.51, 0.49, 0.51, 0.52, 0.49, 0.51], start=1):
        assessed("C1", DAY + number * ONE, p, "undecided")
        look(DAY + number * ONE)
    assert len(events("threshold")) == 1


def matching(number: str, wanted: Iterable[Subscription]) -> list[Subscription]:
    return [one for one in wanted if one.covers(of(number))]


def test_a_subscription_is_to_a_claim_a_theme_an_author_a_filter_or_everything() -> None:
    ann, theme = Author.objects.get(slug="ann"), Theme.objects.get(slug="power")
    other = Author.objects.create(slug="bob", name="Bob")
    to = subscriber()
    claim, themed, authored = (subscription(to, **{name: value}) for name, value in
                               (("claim", of("C1")), ("theme", theme), ("author", ann)))  # fmt: skip
    kind, words = subscription(to, filter={"kind": "trend"}), subscription(to, filter={"words": "outpaces PRICES"})
    bob, everything = subscription(to, author=other), subscription(to)
    made = [claim, themed, authored, kind, words, bob, everything]
    assert matching("C1", made) == [claim, themed, authored, words, everything]
    assert matching("C2", made) == [themed, authored, kind, everything]


@pytest.mark.parametrize(
    "given", [{"kinds": []}, {"filter": {"kind": "trend"}, "author": "ann"}], ids=["to nothing", "of two scopes"]
)
def test_the_database_refuses_a_subscription_that_says_nothing_or_two_things(given: dict[str, object]) -> None:
    if "author" in given:
        given = {**given, "author": Author.objects.get(slug="ann")}
    with pytest.raises(IntegrityError), transaction.atomic():
        subscription(**given)


def test_whoever_has_several_subscriptions_is_told_of_an_event_once() -> None:
    ann = subscriber()
    subscription(ann)
    subscription(ann, claim=of("C1"))
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    assessed("C1", DAY + ONE, 0.95, "on track")
    look()
    assert Notice.objects.filter(event__kind="verdict").count() == 1


@pytest.mark.parametrize(
    "given", [{"confirmed_at": None}, {"ended_at": NOW}, {"kinds": ["digest"]}], ids=["unconfirmed", "ended", "other"]
)
def test_nothing_is_queued_for_those_who_did_not_ask(given: dict[str, object]) -> None:
    subscription(**given)
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    assessed("C1", DAY + ONE, 0.95, "on track")
    look()
    assert len(events()) == 1
    assert not Notice.objects.exclude(event__kind="digest").exists()


def test_quiet_hours_put_a_notice_off_until_they_end() -> None:
    subscription(subscriber(time_zone="Asia/Taipei", quiet_from="19:00", quiet_until="23:30"))
    look(DAY)
    (notice,) = Notice.objects.all()
    assert str(notice.not_before) == "2026-02-20 15:30:00+00:00", "at noon in UTC it is 20:00 in Taipei"


def test_a_checkpoint_is_told_30_days_and_7_days_before_once_for_all_its_claims() -> None:
    for days, known in ((31, 0), (30, 1), (12, 1), (7, 2), (0, 2), (-1, 2)):
        look(NEAR - days * ONE)
        assert len(events("checkpoint")) == known, days
    far, near = events("checkpoint")
    assert far.facts == {"checkpoint": str(NEAR), "lead": 30}
    assert near.facts["lead"] == 7
    assert sorted(one.number for one in near.claims.all()) == ["C1", "C2", "C4", "C5", "C6", "C7"]


def test_after_an_outage_the_nearer_notice_of_a_checkpoint_alone_is_told() -> None:
    look(NEAR - 3 * ONE)
    assert [event.facts["lead"] for event in events("checkpoint")] == [7]


def test_a_week_has_one_digest_however_often_and_late_it_is_looked_for() -> None:
    for day in (DAY, DAY + 2 * ONE, DAY + 3 * ONE, DAY + 5 * ONE, DAY + 30 * ONE):
        look(day)
    first, *_, last = events("digest")
    assert [one.key for one in events("digest")] == ["digest:2026-W08", "digest:2026-W09", "digest:2026-W12"]
    assert first.facts == {"after": 0, "since": "2026-02-13"}
    assert last.facts["since"] == str(DAY + 3 * ONE)


def test_two_who_look_at_once_come_one_after_the_other() -> None:
    find(DAY, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database AND datname = current_database()"
            " WHERE locktype = 'advisory' AND objid = %s AND granted",
            [_FINDING],
        )
        assert cursor.fetchone() == (1,), "held until the end of the transaction, which a test's is"


def test_events_are_never_edited() -> None:
    look(DAY)
    for change in ("UPDATE claims_event SET kind = 'test'", "DELETE FROM claims_event"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_a_missing_release_is_told_once_with_the_claims_that_wait_for_it(tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "archive"))
    look(DAY)
    assert [event.facts["indicator"] for event in events("overdue")] == []
    later = date(2026, 4, 30)
    for day in (later, later + ONE):
        look(day)
        assert [event.facts["indicator"] for event in events("overdue")] == ["power", "prices"]
    numbers = {one.number for event in events("overdue") for one in event.claims.all()}
    assert {"C1", "C2", "C4"} <= numbers
    assert "C5" not in numbers, "people judge it, no release does"


def test_a_figure_that_became_known_since_is_named_where_the_parts_are_not_known(tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "archive"))
    known = date(2026, 1, 14)  # December's figures
    assessed("C1", known - ONE, 0.8, "leaning to hold")
    look(known - ONE)
    assessed("C1", known + ONE, 0.95, "on track")
    look(known + ONE)
    (event,) = events("verdict")
    assert event.facts["changes"][0]["cause"] == {"news": ["power", "prices"]}


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_no_query_is_made_for_each_event() -> None:
    subscription()
    numbers = [one.number for one in Claim.objects.filter(checkpoints__contains=[NEAR]).order_by("number")]
    for day, some in ((DAY, numbers), (DAY + ONE, numbers[:1]), (DAY + 2 * ONE, numbers)):
        for number in some:
            assessed(number, day, 0.8 if day == DAY + ONE else 0.5, f"band of {day}")
    look(DAY)
    one, many = (queries(lambda day=day: look(day)) for day in (DAY + ONE, DAY + 2 * ONE))
    assert Event.objects.filter(kind="verdict", day=DAY + 2 * ONE).count() == len(numbers) > 1
    assert many - one < len(numbers) - 1, "so many events more"


def test_what_was_looked_at_is_not_read_again_while_nothing_is_newer() -> None:
    assessed("C1", DAY, 0.8, "leaning to hold")
    look(DAY)
    with CaptureQueriesContext(connection) as asked:
        look(DAY)
    read = [one["sql"] for one in asked if "facts" in one["sql"] and "claims_seen" in one["sql"]]
    assert all("INNER JOIN" not in one for one in read), "an assessment with all its facts for each claim"

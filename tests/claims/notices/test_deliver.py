"""Every notice reaches its receiver: past refusals, dead servers and dead workers; each attempt is in the log."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Delivery, Notice, Subscriber
from claims.notices.channels.contract import GoneError, PutOffError
from claims.notices.deliver import Done, Office, claim, reap
from claims.notices.ending import end_subscription, forget
from claims.notices.find import find
from claims.notices.replay import replay
from claims.notices.subscribe import try_out
from tests.claims.notices.conftest import Clock
from tests.claims.notices.mailserver import Postbox
from tests.claims.notices.rows import DAY, NOW, assessed, subscriber, subscription

pytestmark = pytest.mark.django_db
Send = Callable[..., Done]
Change = Callable[[], None]


def log() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("outcome", flat=True))


def only() -> Notice:
    return Notice.objects.get()


@pytest.fixture
def queued(change: Change) -> Notice:
    """A notice that waits for Ann."""
    subscription(kinds=["verdict"])
    change()
    return only()


def test_a_notice_arrives_once_and_says_what_happened(queued: Notice, postbox: Postbox, send: Send) -> None:
    assert send().counts == {"sent": 1}
    assert send().counts == {}
    (mail,) = postbox.mails
    assert mail["To"] == "ann@example.org"
    assert mail["From"] == "claimbase <notices@kb.example>"
    assert mail["Subject"].strip() == "C1: from “leaning to hold” to “on track”"
    assert mail["Message-ID"] == f"<{queued.code}@kb.example>"
    text = mail.get_body(("plain",)).get_content()
    assert "The probability that it holds went from 80% to 95%." in text
    assert "C1 Power outpaces prices." in text
    assert "<li>C1 Power outpaces prices.</li>" in mail.get_body(("html",)).get_content()
    assert postbox.senders == [f"bounces+{queued.code.hex}@kb.example"]
    assert (only().state, log()) == ("sent", ["sent"])


def test_the_message_is_in_the_subscribers_language(change: Change, postbox: Postbox, send: Send) -> None:
    subscription(subscriber(language="zh-hant"), kinds=["verdict"])
    change()
    send()
    (mail,) = postbox.mails
    assert mail["Subject"].strip().startswith("C1：由「")
    assert "成立的機率由 80% 變為 95%。" in mail.get_body(("plain",)).get_content()
    assert 'lang="zh-hant"' in mail.get_body(("html",)).get_content()


def test_a_mail_can_be_ended_by_one_click_and_shows_nobody_that_it_was_read(
    queued: Notice, postbox: Postbox, send: Send
) -> None:
    send()
    (mail,) = postbox.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/notices/end/" in mail["List-Unsubscribe"]
    assert mail["Auto-Submitted"] == "auto-generated"
    html = mail.get_body(("html",)).get_content()
    assert "<img" not in html
    assert html.count("http") == 1, "the one link is the one that ends it"


def test_without_a_mail_server_mail_waits_and_says_why(
    queued: Notice, clock: Clock, send: Send, settings: object
) -> None:
    settings.EMAIL_HOST = ""  # type: ignore[attr-defined]
    for _ in range(10):
        done = send()
        clock.pass_(days=2)
    assert "EMAIL_URL" in done.down["email"]
    assert only().state == "queued", "however long it takes"
    assert only().not_before <= clock.now + timedelta(minutes=15), "and it is sent soon after there is one"
    assert log() == ["put off"], "the same is not said ten times"
    assert "EMAIL_URL" in only().cause


def test_a_dead_mail_server_is_asked_once_a_run_and_loses_nothing(
    claims: None, clock: Clock, send: Send, settings: object, postbox: Postbox
) -> None:
    for number in range(5):
        subscription(subscriber(f"reader{number}@example.org"), kinds=["digest"])
    find(DAY, now=NOW)
    port = settings.EMAIL_PORT  # type: ignore[attr-defined]
    settings.EMAIL_PORT = 1  # type: ignore[attr-defined]
    assert send().counts == {"put off": 1}
    settings.EMAIL_PORT = port  # type: ignore[attr-defined]
    clock.pass_(hours=1)
    assert send().counts == {"sent": 5}
    assert sorted(mail["To"] for mail in postbox.mails) == [f"reader{number}@example.org" for number in range(5)]


def test_a_server_that_dies_in_the_middle_of_a_mail_gets_it_again_by_the_same_id(
    claims: None, clock: Clock, send: Send, postbox: Postbox
) -> None:
    for number in range(3):
        subscription(subscriber(f"reader{number}@example.org"), kinds=["digest"])
    find(DAY, now=NOW)
    answers = iter(["250 taken", None])
    postbox.at_data = lambda: next(answers, "250 taken")
    assert send().counts == {"sent": 1, "put off": 1}, "the third waits for the server to come back"
    clock.pass_(hours=1)
    assert send().counts == {"sent": 2}
    assert set(postbox.by_id.values()) == {1}
    assert len(postbox.mails) == 3


def test_what_a_server_refuses_for_now_is_tried_again_later_each_time(
    queued: Notice, postbox: Postbox, clock: Clock, send: Send
) -> None:
    postbox.at_recipient = lambda address: "451 greylisted"
    pauses = []
    for _ in range(4):
        assert send().counts == {"put off": 1}
        assert send().counts == {}, "not before its time"
        pauses.append(only().not_before - clock.now)
        clock.now = only().not_before
    assert all(later > earlier for earlier, later in zip(pauses, pauses[2:], strict=False))
    assert "451 greylisted" in only().cause
    postbox.at_recipient = lambda address: "250 OK"
    assert send().counts == {"sent": 1}


def test_it_is_given_up_after_five_days_and_may_be_sent_again_by_hand(
    queued: Notice, postbox: Postbox, clock: Clock, send: Send
) -> None:
    Notice.objects.update(created_at=NOW)
    postbox.at_recipient = lambda address: "451 greylisted"
    for _ in range(40):
        if only().state != "queued":
            break
        clock.now = max(clock.now, only().not_before)
        send()
    assert only().state == "failed"
    assert clock.now - NOW > timedelta(days=5)
    assert log()[-1] == "given up"
    postbox.at_recipient = lambda address: "250 OK"
    assert replay([queued.pk], now=clock.now) == 1
    assert send().counts == {"sent": 1}
    assert replay([queued.pk], now=clock.now) == 0, "what was sent is not sent again"


def test_an_address_that_refuses_three_notices_for_good_ends(
    claims: None, postbox: Postbox, clock: Clock, send: Send
) -> None:
    ann = subscription(kinds=["verdict", "digest"]).subscriber
    postbox.at_recipient = lambda address: "550 nobody of that name"
    for number in range(3):
        assert Subscriber.objects.get().ended_at is None
        find(DAY + timedelta(weeks=number), now=clock.now)
        send()
    ann.refresh_from_db()
    assert ann.ended_reason == "3 notices were refused or came back"
    find(DAY + timedelta(weeks=4), now=clock.now)
    assert Notice.objects.count() == 3, "nothing is queued for it any more"


def test_a_worker_that_dies_gives_its_notice_back_and_the_second_mail_has_the_same_id(
    queued: Notice, postbox: Postbox, clock: Clock, send: Send
) -> None:
    dying = Office("w0", clock, {})
    taken = claim(dying)
    assert taken is not None
    assert send().counts == {}, "while its lease lasts it is left alone"
    clock.pass_(minutes=6)
    assert send().counts == {}, "given back, for a little later"
    clock.pass_(minutes=2)
    assert send().counts == {"sent": 1}
    assert log() == ["died", "sent"]
    assert not taken.end(Notice.State.FAILED, clock.now), "who lost the lease writes nothing any more"
    assert only().state == "sent"


def test_a_notice_that_kills_its_workers_is_given_up(queued: Notice, clock: Clock) -> None:
    Notice.objects.update(created_at=NOW)
    for _ in range(40):
        clock.now = max(clock.now, only().not_before)
        if claim(Office("w", clock, {})) is None:
            break
        clock.pass_(hours=8)
        reap(now=clock.now)
    assert only().state == "failed"


def test_two_workers_take_different_notices(claims: None, clock: Clock) -> None:
    for number in range(2):
        subscription(subscriber(f"reader{number}@example.org"), kinds=["digest"])
    find(DAY, now=NOW)
    taken = [claim(Office(name, clock, {})) for name in ("w1", "w2", "w3")]
    assert len({one.pk for one in taken if one}) == 2
    assert taken[2] is None


def test_quiet_hours_that_begin_before_it_is_sent_put_it_off(
    queued: Notice, postbox: Postbox, clock: Clock, send: Send
) -> None:
    Subscriber.objects.update(quiet_from="11:00", quiet_until="13:00")
    assert send().counts == {}
    assert only().not_before == NOW + timedelta(hours=1)
    clock.pass_(hours=1)
    assert send().counts == {"sent": 1}


def test_what_was_ended_meanwhile_is_not_sent_unless_another_subscription_wants_it(
    change: Change, postbox: Postbox, send: Send, clock: Clock
) -> None:
    ann = subscriber()
    first, second = (
        subscription(ann, kinds=["verdict"]),
        subscription(ann, kinds=["verdict"], filter={"kind": "comparison"}),
    )
    change()
    end_subscription(first.pk, NOW)
    assert send().counts == {"sent": 1}
    assessed("C1", DAY + timedelta(days=2), 0.5, "undecided")
    find(DAY + timedelta(days=2), now=NOW)
    end_subscription(second.pk, NOW, all_of_them=True)
    assert send().counts == {"dropped": 1}
    assert len(postbox.mails) == 1


def test_a_digest_tells_the_week_or_that_nothing_happened(
    change: Change, postbox: Postbox, send: Send, clock: Clock
) -> None:
    subscription(kinds=["digest"])
    change()
    send()
    assert "Nothing happened since 2026-02-13" in postbox.mails[0].get_body(("plain",)).get_content()
    find(DAY + timedelta(weeks=1), now=NOW)
    send()
    text = postbox.mails[1].get_body(("plain",)).get_content()
    assert "What happened since 2026-02-20" in text
    assert "C1: from “leaning to hold” to “on track”" in text


def test_the_log_is_never_edited_and_an_address_can_be_forgotten_all_the_same(
    queued: Notice, postbox: Postbox, send: Send
) -> None:
    send()
    for change in ("UPDATE claims_delivery SET said = ''", "DELETE FROM claims_delivery"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    forget(Subscriber.objects.get(), NOW)
    assert "ann" not in Subscriber.objects.get().address
    assert log() == ["sent"]


class Says:
    """A channel that answers as it is told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send(self, notice: Notice, message: object) -> str:
        raise self.error

    def close(self) -> None:
        pass


def test_a_receiver_that_wants_nothing_any_more_is_ended(db: None, send: Send) -> None:
    hook = subscriber("https://hook.example/…", channel="webhook")
    try_out(hook, NOW)
    assert send(webhook=Says(GoneError("410"))).counts == {"refused": 1}
    assert Subscriber.objects.get().ended_at == NOW


def test_a_receiver_that_asks_for_time_gets_it(db: None, send: Send) -> None:
    try_out(subscriber("https://hook.example/…", channel="webhook"), NOW)
    send(webhook=Says(PutOffError("status 503", 3600.0)))
    assert only().not_before >= NOW + timedelta(hours=1)


def test_an_error_of_our_own_puts_it_off_and_is_raised(db: None, send: Send) -> None:
    try_out(subscriber("https://hook.example/…", channel="webhook"), NOW)
    with pytest.raises(RuntimeError):
        send(webhook=Says(RuntimeError("a defect")))
    assert (only().state, only().cause) == ("queued", "RuntimeError: a defect")


def test_an_error_of_our_own_keeps_no_other_notice_from_being_sent(db: None, send: Send, postbox: Postbox) -> None:
    try_out(subscriber("https://hook.example/…", channel="webhook"), NOW - timedelta(minutes=1))
    try_out(subscriber(), NOW)
    with pytest.raises(RuntimeError):
        send(webhook=Says(RuntimeError("a defect")))
    assert len(postbox.mails) == 1
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["queued", "sent"]

"""An address ends by its own failures alone, and by none of before it said yes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from claims.models import Notice, Subscriber
from claims.notices.deliver import GIVE_UP_AFTER, Done
from claims.notices.find import find
from claims.notices.subscribe import confirm
from tests.claims.notices.conftest import Clock
from tests.claims.notices.mailserver import Postbox
from tests.claims.notices.rows import DAY, subscriber, subscription

pytestmark = pytest.mark.django_db
Send = Callable[..., Done]


def readers() -> None:
    """Three of the digest."""
    for number in range(3):
        subscription(subscriber(f"reader{number}@example.org"), kinds=["digest"])


@pytest.mark.parametrize(
    "said", ["530 5.7.0 sign in first", "535 who are you", "554 5.7.8 not by that password", "538 encrypt first"]
)
def test_a_server_that_wants_us_to_sign_in_ends_nobody_and_loses_nothing(
    claims: None, postbox: Postbox, clock: Clock, send: Send, said: str
) -> None:
    readers()
    postbox.at_recipient = lambda address: said
    for number in range(4):
        find(DAY + timedelta(weeks=number), now=clock.now)
        assert said in send().down["email"]
        clock.pass_(hours=1)
    assert not Subscriber.objects.exclude(ended_at=None).exists()
    postbox.at_recipient = lambda address: "250 OK"
    assert send().counts == {"sent": 12}


def test_a_server_that_relays_for_nobody_ends_nobody_and_loses_nothing(
    claims: None, postbox: Postbox, clock: Clock, send: Send
) -> None:
    readers()
    find(DAY, now=clock.now)
    postbox.at_recipient = lambda address: "554 5.7.1 relay access denied"
    for _ in range(8):
        assert set(send().counts) <= {"put off"}
        clock.pass_(hours=12)
    assert not Subscriber.objects.exclude(ended_at=None).exists()
    postbox.at_recipient = lambda address: "250 OK"
    clock.pass_(hours=12)
    assert send().counts == {"sent": 3}


@pytest.mark.parametrize("said", ["550 5.7.1 not from you", "550 5.7.2 members only", "550 5.7.26 unsigned"])
def test_a_policy_that_refuses_one_address_holds_up_no_other_and_is_given_up_in_the_end(
    claims: None, postbox: Postbox, clock: Clock, send: Send, said: str
) -> None:
    readers()
    find(DAY, now=clock.now)
    Notice.objects.update(created_at=clock.now)
    begun = clock.now
    postbox.at_recipient = lambda address: said if address == "reader0@example.org" else "250 OK"
    assert send().counts == {"put off": 1, "sent": 2}
    one = Notice.objects.exclude(state="sent").get()
    while one.state == "queued":
        assert one.attempts < 40
        clock.now = max(clock.now, one.not_before)
        send()
        one.refresh_from_db()
    assert (one.state, one.cause) == ("failed", said)
    assert GIVE_UP_AFTER < clock.now - begun < GIVE_UP_AFTER + timedelta(days=1)
    assert Subscriber.objects.filter(ended_at=None).count() == 3, "the address is there"


@pytest.mark.parametrize("said", ["552 5.3.4 too large", "554 5.6.0 unreadable", "554 5.7.1 looks like spam"])
def test_a_mail_that_is_refused_for_what_it_is_does_not_count_against_its_address(
    claims: None, postbox: Postbox, clock: Clock, send: Send, said: str
) -> None:
    subscription(kinds=["digest"])
    postbox.at_data = lambda: said
    for number in range(3):
        find(DAY + timedelta(weeks=number), now=clock.now)
        assert send().counts == {"given up": 1}
    assert Subscriber.objects.get().ended_at is None
    assert set(Notice.objects.values_list("state", "cause")) == {("failed", said)}


def test_an_address_that_said_yes_anew_is_not_ended_by_what_failed_before(
    claims: None, postbox: Postbox, clock: Clock, send: Send
) -> None:
    ann = subscription(kinds=["digest"]).subscriber
    postbox.at_recipient = lambda address: "550 5.1.1 nobody of that name"
    for number in range(3):
        find(DAY + timedelta(weeks=number), now=clock.now)
        send()
    assert Subscriber.objects.exclude(ended_at=None).exists()
    clock.pass_(days=1)
    confirm(subscription(ann, kinds=["digest"], confirmed_at=None).pk, clock.now)
    for number, has_ended in ((4, False), (5, False), (6, True)):
        find(DAY + timedelta(weeks=number), now=clock.now)
        send()
        assert Subscriber.objects.exclude(ended_at=None).exists() is has_ended

"""Nobody is told anything who has not said yes, and nobody can say yes or end it for somebody else."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from claims.models import Notice, Subscriber, Subscription
from claims.notices import links
from claims.notices.deliver import Done
from claims.notices.ending import end_subscriber
from claims.notices.sealed import opened
from claims.notices.subscribe import Place, SubscriptionError, Wish, subscribe
from tests.claims.notices.conftest import Clock
from tests.claims.notices.mailserver import Postbox
from tests.claims.notices.rows import NOW, of, subscription

pytestmark = pytest.mark.django_db
Send = Callable[..., Done]
ANN = Place("email", "ann@example.org")
VERDICTS = Wish(["verdict"])


def link(mail: EmailMessage, word: str) -> str:
    """The path of the link in a mail."""
    body = mail.get_body(("plain",))
    assert body
    found = re.search(rf"https?://[^/\s]+(/notices/{word}/\S+)", body.get_content())
    assert found
    return found[1]


def test_an_address_is_asked_and_told_nothing_before_it_has_said_yes(
    change: Callable[[], None], postbox: Postbox, send: Send, client: Client
) -> None:
    subscribe(ANN, VERDICTS, now=NOW)
    change()
    send()
    (question,) = postbox.mails
    assert question["Subject"] == "Do you want these notices?"
    assert "List-Unsubscribe" not in question
    address = link(question, "confirm")
    assert client.get(address).status_code == 200
    assert Subscription.objects.get().confirmed_at is None, "programs that look through mail open every link"
    assert client.post(address).status_code == 200
    assert Subscription.objects.get().confirmed_at is not None


def test_one_click_of_a_mail_program_ends_it_without_cookies(
    change: Callable[[], None], postbox: Postbox, send: Send
) -> None:
    subscription(kinds=["verdict"])
    change()
    send()
    client = Client(enforce_csrf_checks=True)
    address = link(postbox.mails[0], "end")
    assert client.get(address).status_code == 200
    assert Subscription.objects.get().ended_at is None
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.get().ended_at is not None
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200, "again is no error"


def test_the_page_can_end_one_and_leave_the_others(client: Client) -> None:
    one = subscription(kinds=["verdict"])
    other = subscription(one.subscriber, kinds=["digest"], filter={"kind": "trend"})
    client.post(links.end_link(one).removeprefix(links.site()), {"which": "this"})
    assert list(Subscription.objects.active()) == [other]


@pytest.mark.parametrize("word", ["confirm", "end"])
def test_a_link_that_nobody_signed_or_for_something_else_is_lost(client: Client, word: str) -> None:
    one = subscription(confirmed_at=None)
    other = {"confirm": links.end_link, "end": links.confirm_link}[word](one).rstrip("/").rpartition("/")[2]
    for token in ("1", "MQ:abc:def", other):
        assert client.post(f"/notices/{word}/{token}/").status_code == 404
    one.refresh_from_db()
    assert (one.confirmed_at, one.ended_at) == (None, None)


def test_a_confirmation_is_good_for_a_week(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one = subscription(confirmed_at=None)
    token = links.confirm_link(one).rstrip("/").rpartition("/")[2]
    assert links.to_confirm(token) == one.pk
    monkeypatch.setattr(links, "CONFIRM_WITHIN", timedelta(seconds=-1))
    assert client.post(f"/notices/confirm/{token}/").status_code == 404


def test_a_confirmed_address_is_asked_of_each_subscription(postbox: Postbox, send: Send, claims: None) -> None:
    subscription(Subscriber.objects.create(channel="email", address="ann@example.org", digest="x"))
    subscribe(ANN, Wish(["verdict"], {"claim": of("C1")}), now=NOW)
    assert Subscription.objects.filter(confirmed_at=None).count() == 1
    send()
    assert len(postbox.mails) == 1


def test_an_address_is_known_again_after_the_secret_key_was_changed(settings: Any) -> None:
    first = subscribe(ANN, VERDICTS, now=NOW).subscription
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert subscribe(ANN, VERDICTS, now=NOW).subscription == first
    assert Subscriber.objects.count() == 1


def test_it_is_asked_once_a_day_at_most(clock: Clock) -> None:
    for _ in range(5):
        subscribe(ANN, VERDICTS, now=NOW)
    assert Notice.objects.count() == 1
    subscribe(ANN, VERDICTS, now=NOW + timedelta(days=1))
    assert Notice.objects.count() == 2
    assert Subscription.objects.count() == Subscriber.objects.count() == 1


def test_an_address_that_ended_is_asked_anew(postbox: Postbox, send: Send, client: Client, clock: Clock) -> None:
    subscribe(ANN, VERDICTS, now=NOW)
    end_subscriber(Subscriber.objects.get(), "too much came back", NOW)
    subscribe(ANN, VERDICTS, now=NOW + timedelta(days=1))
    clock.pass_(days=1)
    assert send().counts == {"dropped": 1, "sent": 1}, "the former question is not put any more"
    client.post(link(postbox.mails[0], "confirm"))
    assert Subscriber.objects.get().ended_at is None
    assert Subscription.objects.active().count() == 1


def test_the_secret_of_a_webhook_is_shown_once_and_stored_sealed() -> None:
    place = Place("webhook", "https://hook.example/in?token=hidden")
    first = subscribe(place, VERDICTS, now=NOW)
    assert first.secret.startswith("whsec_")
    assert first.subscription.confirmed_at == NOW, "its operator enters it"
    assert subscribe(place, VERDICTS, now=NOW).secret == ""
    kept = Subscriber.objects.get()
    assert kept.address == "https://hook.example/…"
    stored = " ".join(str(value) for value in Subscriber.objects.values().get().values())
    assert first.secret not in stored
    assert "hidden" not in stored
    assert opened(kept.sealed) == {"address": place.address, "secret": first.secret}


def test_a_service_is_kept_by_its_scheme_alone() -> None:
    subscribe(Place("service", "discord://123456789012345678/abcdefghijklmnop"), VERDICTS, now=NOW)
    assert Subscriber.objects.get().address == "discord://…"


@pytest.mark.parametrize(
    ("place", "wish", "error"),
    [
        (Place("email", "ann"), VERDICTS, "an e-mail address, got ann"),
        (Place("webhook", "http://hook.example/"), VERDICTS, "begin with https"),
        (Place("webhook", "https://10.0.0.1/"), VERDICTS, "public host"),
        (Place("webhook", "https://localhost/"), VERDICTS, "public host"),
        (Place("service", "json://10.0.0.1"), VERDICTS, "got json"),
        (Place("email", "ann@example.org", "de"), VERDICTS, "languages en, zh-hant, got de"),
        (Place("email", "ann@example.org", time_zone="Mars"), VERDICTS, "time zone such as Asia/Taipei, got Mars"),
        (ANN, Wish(["verdict", "gossip"]), "got gossip"),
        (ANN, Wish([]), "got -"),
        (ANN, Wish(["threshold"], thresholds=[50.0]), "between 0 and 1"),
    ],
    ids=str,
)
def test_what_cannot_be_taken_says_what_was_expected(place: Place, wish: Wish, error: str) -> None:
    with pytest.raises(SubscriptionError, match=error):
        subscribe(place, wish, now=NOW)
    assert not Subscriber.objects.exists()


def test_quiet_hours_and_language_are_the_subscribers() -> None:
    subscribe(Place("email", "ann@example.org", "zh-hant", "Asia/Taipei", (time(22), time(7))), VERDICTS, now=NOW)
    one = Subscriber.objects.get()
    assert (one.language, one.time_zone, one.quiet_from, one.quiet_until) == (
        "zh-hant",
        "Asia/Taipei",
        time(22),
        time(7),
    )
    assert django_settings.SITE_ADDRESS, "links need to know where the site is"


def test_subscribing_again_leaves_what_is_not_given_as_it_was() -> None:
    first = Place("email", "ann@example.org", "zh-hant", "Asia/Taipei", (time(22), time(7)))
    one = subscribe(first, Wish(["digest"], thresholds=[0.9]), now=NOW).subscription
    again = subscribe(ANN, Wish(), now=NOW).subscription
    assert (again.pk, again.kinds, again.thresholds) == (one.pk, ["digest"], [0.9])
    to = Subscriber.objects.get()
    assert (to.language, to.time_zone, to.quiet_from, to.quiet_until) == ("zh-hant", "Asia/Taipei", time(22), time(7))


def test_a_new_address_hears_of_everything_in_english_unless_it_says_otherwise() -> None:
    one = subscribe(ANN, Wish(), now=NOW).subscription
    assert set(one.kinds) == set(Subscription.Kind.values)
    assert (one.subscriber.language, one.subscriber.time_zone) == ("en", "UTC")


def test_the_page_of_a_link_says_in_the_reader_s_language_what_about_and_to_whom(client: Client, claims: None) -> None:
    one = subscription(Subscriber.objects.create(channel="email", address="ann@example.org", digest="x",
                                                 language="zh-hant"), confirmed_at=None)  # fmt: skip
    page = client.get(links.confirm_link(one).removeprefix(links.site())).content.decode()
    assert '<html lang="zh-hant">' in page
    assert "claims/pages.css" in page
    assert re.search("<p>內容：[^<]*論點[^<]*<br>寄至：ann@example.org</p>", page)

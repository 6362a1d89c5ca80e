"""Webhooks: signed as Standard Webhooks says, sent to public addresses only, again with the same id."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from claims.models import Delivery, Notice, Subscriber
from claims.notices.channels.webhook import Webhook, signature
from claims.notices.deliver import Done
from claims.notices.replay import replay
from claims.notices.sealed import sealed
from tests.claims.notices.conftest import Clock
from tests.claims.notices.rows import NOW, subscriber, subscription
from tests.evidence.web.website import Web, answer, client_of, web_of

pytestmark = pytest.mark.django_db
Send = Callable[..., Done]
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


def hook(address: str = "http://hook.example/in") -> Subscriber:
    """One whose address is not under TLS, which the tests' web does not speak; only subscribing asks for https."""
    kept = sealed({"address": address, "secret": SECRET})
    return subscriber("http://hook.example/…", channel="webhook", sealed=kept)


def channel(web: Web, clock: Clock) -> Webhook:
    return Webhook(client_of(web), lambda: clock.now.timestamp())


def parts(request: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
    return {name.lower(): value for name, _, value in lines}, body


def test_the_example_of_the_standard_comes_out() -> None:
    """Standard Webhooks 1.0, "Signature scheme": the content is "{id}.{timestamp}.{body}"."""
    expected = base64.b64encode(hmac.new(b"k" * 32, b"msg_1.1614265330.{}", hashlib.sha256).digest()).decode()
    assert signature(SECRET, "msg_1", 1614265330, b"{}") == f"v1,{expected}"


def test_a_notice_is_posted_signed_and_the_receiver_can_check_it(
    change: Callable[[], None], clock: Clock, send: Send
) -> None:
    subscription(hook(), kinds=["verdict"])
    change()
    with web_of({"hook.example/in": answer(status=204)}) as web:
        assert send(webhook=channel(web, clock)).counts == {"sent": 1}
    headers, body = parts(web.requests[0])
    assert web.requests[0].startswith(b"POST /in ")
    notice = Notice.objects.get()
    assert headers["webhook-id"] == str(notice.code)
    assert headers["webhook-signature"] == signature(SECRET, str(notice.code), int(headers["webhook-timestamp"]), body)
    said = json.loads(body)
    assert (said["type"], said["parts"][0]["claims"][0]["number"]) == ("verdict", "C1")
    assert said["parts"][0]["facts"]["changes"][0]["to"] == "on track"
    assert "k" * 32 not in body.decode()


def test_what_fails_is_tried_again_with_the_same_id(change: Callable[[], None], clock: Clock, send: Send) -> None:
    subscription(hook(), kinds=["verdict"])
    change()
    with web_of({"hook.example/in": answer(status=503, retry_after="120")}) as web:
        assert send(webhook=channel(web, clock)).counts == {"put off": 1}
        assert Notice.objects.get().not_before >= NOW + timedelta(seconds=120)
        clock.pass_(hours=1)
        web.pages["hook.example/in"] = answer(status=200)
        assert send(webhook=channel(web, clock)).counts == {"sent": 1}
    first, second = (parts(request)[0]["webhook-id"] for request in web.requests)
    assert first == second


def test_what_a_receiver_has_lost_is_sent_again_with_the_same_id(
    change: Callable[[], None], clock: Clock, send: Send
) -> None:
    subscription(hook(), kinds=["verdict"])
    change()
    with web_of({"hook.example/in": answer(status=204)}) as web:
        send(webhook=channel(web, clock))
        assert replay([Notice.objects.get().pk], now=clock.now) == 1
        assert send(webhook=channel(web, clock)).counts == {"sent": 1}
    first, second = (parts(request) for request in web.requests)
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    assert [one.outcome for one in Delivery.objects.order_by("pk")] == ["sent", "sent"]


@pytest.mark.parametrize("reply", [answer(status=302, location="http://hook.example/else"), answer(status=404)],
                         ids=["redirect", "not found"])  # fmt: skip
def test_a_redirect_or_an_error_is_no_delivery(
    change: Callable[[], None], clock: Clock, send: Send, reply: bytes
) -> None:
    subscription(hook(), kinds=["verdict"])
    change()
    with web_of({"hook.example/in": reply}) as web:
        assert send(webhook=channel(web, clock)).counts == {"put off": 1}
    assert len(web.requests) == 1, "what was signed for one place goes to no other"


def test_a_receiver_that_is_gone_ends(change: Callable[[], None], clock: Clock, send: Send) -> None:
    subscription(hook(), kinds=["verdict"])
    change()
    with web_of({"hook.example/in": answer(status=410)}) as web:
        assert send(webhook=channel(web, clock)).counts == {"refused": 1}
    assert Subscriber.objects.get().ended_at is not None


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1"])
def test_no_address_inside_a_network_is_asked(
    change: Callable[[], None], clock: Clock, send: Send, inside: str
) -> None:
    subscription(hook(), kinds=["verdict"])
    change()
    with web_of({"hook.example/in": answer()}, {"hook.example": [inside]}) as web:
        assert send(webhook=channel(web, clock)).counts == {"put off": 1}
    assert web.dialled == []
    assert "public internet" in Notice.objects.get().cause


def test_secrets_sealed_with_another_key_wait_and_say_so(
    change: Callable[[], None], clock: Clock, send: Send, settings: object
) -> None:
    subscription(hook(), kinds=["verdict"])
    change()
    former = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another" * 10  # type: ignore[attr-defined]
    with web_of({"hook.example/in": answer()}) as web:
        done = send(webhook=channel(web, clock))
        assert (done.counts, done.down) == ({"put off": 1}, {}), "the others' are sent all the same"
        assert "secret key" in Notice.objects.get().cause
        assert web.dialled == []
        settings.SECRET_KEY_FALLBACKS = [former]  # type: ignore[attr-defined]
        clock.pass_(hours=1)
        assert send(webhook=channel(web, clock)).counts == {"sent": 1}

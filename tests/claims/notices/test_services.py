"""Messaging services: those of the list alone, each to its own host, whatever stands in an address."""

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from claims.models import Notice
from claims.notices.channels.contract import PutOffError
from claims.notices.channels.services import SERVICES, Service, ServiceAddressError, checked
from claims.notices.message import Message
from claims.notices.sealed import sealed
from claims.notices.subscribe import try_out
from tests.claims.notices.rows import NOW, subscriber

ADDRESSES = {
    "tgram": "tgram://123456789:AAabcdefghijklmnopqrstuvwxyz_012345/12315544/",
    "discord": "discord://123456789012345678/abcdefghijklmnop/",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "pover": "pover://uuuuuuuuuuuuuuuuuuuuuuuuuuuuuu@tttttttttttttttttttttttttttttt",
    "pbul": "pbul://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "prowl": "prowl://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "line": "line://sssssssssssssssssssssssss=/user",
}
ADDRESSES["slack"] = ADDRESSES["slack"].partition("#")[0]
HOSTS = {
    "tgram": "api.telegram.org", "discord": "discord.com", "slack": "hooks.slack.com", "pover": "api.pushover.net",
    "pbul": "api.pushbullet.com", "prowl": "api.prowlapp.com", "line": "api.line.me",
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[requests.PreparedRequest]:
    """What would have gone out; the answer is `status`."""
    sent: list[requests.PreparedRequest] = []

    def answer(self: object, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        assert options["verify"] is not False, "certificates are checked"
        sent.append(request)
        reply = requests.Response()
        reply.status_code, reply._content, reply.request, reply.url = 200, b'{"ok": true}', request, str(request.url)
        if "slack" in str(request.url):
            reply._content = b"ok"
        return reply

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", answer)
    return sent


def test_the_list_is_what_the_tests_know() -> None:
    assert SERVICES.keys() == ADDRESSES.keys() == HOSTS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", sorted(ADDRESSES))
def test_a_service_is_spoken_to_at_its_own_host_alone(scheme: str, asked: list[requests.PreparedRequest]) -> None:
    kept = sealed({"address": ADDRESSES[scheme], "secret": ""})
    notice = try_out(subscriber(f"{scheme}://…", channel="service", sealed=kept), NOW)
    assert Service().send(notice, Message("Title", "Text.\n", "", {})) == "the service took it"
    assert {urlsplit(str(one.url)).hostname for one in asked} == {HOSTS[scheme]}
    assert all(str(one.url).startswith("https://") for one in asked)
    assert any(b"Text." in (one.body if isinstance(one.body, bytes) else str(one.body).encode()) for one in asked)


@pytest.mark.parametrize(
    "address",
    ["json://10.0.0.1/", "https://discord.com/api/webhooks/1/a", "ntfy://10.0.0.1/topic", "gotify://inside/token",
     "file:///etc/passwd", "syslog://", "dbus://", "mailto://u:p@inside", "", "discord", "discord://",
     "tgram://127.0.0.1/1", "slack://inside.example/"],
)  # fmt: skip
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(ServiceAddressError):
        checked(address)


@pytest.mark.parametrize("question", ["?verify=no", "?redirect=yes", "?format=html"])
def test_an_address_cannot_turn_checks_off(question: str) -> None:
    with pytest.raises(ServiceAddressError, match="without a question"):
        checked(ADDRESSES["discord"] + question)


@pytest.mark.django_db
def test_a_service_that_says_no_puts_it_off_and_shows_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        reply = requests.Response()
        reply.status_code, reply._content, reply.request, reply.url = 401, b"no", request, str(request.url)
        return reply

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", refuse)
    kept = sealed({"address": ADDRESSES["discord"], "secret": ""})
    notice: Notice = try_out(subscriber("discord://…", channel="service", sealed=kept), NOW)
    with pytest.raises(PutOffError, match="401") as caught:
        Service().send(notice, Message("Title", "Text.\n", "", {}))
    assert "abcdefghijklmnop" not in str(caught.value)

"""`claimbase notices`: subscribe, try it out, send, look at the log, take back what bounced, end it."""

import io
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Notice, Subscriber, Subscription
from tests.claims import content
from tests.claims.notices.mailserver import Postbox, free_port, running, settings_for
from tests.claims.notices.rows import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def postbox(settings: Any) -> Any:
    box, port = Postbox(), free_port()
    settings_for(settings, port)
    with running(box, port):
        yield box


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("notices", *words, stdout=out)
    return out.getvalue()


def test_from_subscribing_to_the_end(tmp_path: Path, postbox: Postbox) -> None:
    content.load(content.write(tmp_path / "content"))
    said = run("subscribe", "ann@example.org", "--claim", "C1", "--events", "verdict,digest", "--quiet", "23:59-00:00")
    assert "will be asked" in said
    assert "not confirmed yet" in run("list")
    Subscription.objects.update(confirmed_at=NOW)
    assert "1  sent" in run("test", "ann@example.org")
    said = run("send", "--as-of", str(content.AS_OF))
    assert re.search(r"\d+ new events, 1 notices queued", said)
    assert [mail["To"] for mail in postbox.mails] == ["ann@example.org"] * 3, "the question, the test, the digest"
    assert run("log", "ann@example.org", "--limit", "2").count("ann@example.org") == 2
    assert "Nothing was due." in run("send", "--as-of", str(content.AS_OF))
    assert "Nothing is sent to it any more." in run("unsubscribe", "ann@example.org", "--forget")
    assert not Subscriber.objects.filter(address="ann@example.org").exists()


def test_it_speaks_chinese() -> None:
    assert "將先詢問此位址是否同意" in run(
        "--language", "zh-hant", "subscribe", "ann@example.org", "--events", "digest"
    )


def test_the_secret_of_a_webhook_is_shown_once() -> None:
    words = ("subscribe", "https://hook.example/in", "--by", "webhook", "--events", "verdict")
    assert "whsec_" in run(*words)
    assert "whsec_" not in run(*words)


def test_an_address_with_secrets_can_come_in_by_the_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("discord://123456789012345678/abcdefghijklmnop\n"))
    run("subscribe", "-", "--by", "service", "--filter", "kind=trend", "--filter", "words=power")
    assert Subscription.objects.get().filter == {"kind": "trend", "words": "power"}


def test_a_test_that_does_not_arrive_says_why(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    said = run("subscribe", "ann@example.org", "--events", "digest")
    assert "mail waits: set EMAIL_URL" in said, "whoever is asked hears nothing before there is a mail server"
    with pytest.raises(CommandError, match="EMAIL_URL"):
        run("test", "ann@example.org")


def test_a_bounce_comes_in_by_the_pipe_or_as_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mail").write_bytes(b"Subject: hello\n\n.")
    for words in (["bounce", str(tmp_path / "mail")], ["bounce"]):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"Subject: hello\n\n.")))
        with pytest.raises(CommandError, match="RFC 3464"):
            run(*words)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("subscribe", "ann"), "an e-mail address, got ann"),
        (("subscribe", "a@b.example", "--claim", "C9"), "got C9: none"),
        (("subscribe", "a@b.example", "--theme", "x/y"), "got x/y"),
        (("subscribe", "a@b.example", "--author", "nobody"), "got nobody"),
        (("subscribe", "a@b.example", "--filter", "colour=red"), "got colour=red"),
        (("subscribe", "a@b.example", "--events", "gossip"), "got gossip"),
        (("subscribe", "a@b.example", "--filter", "kind=nonsense"), "one of level, .*, got nonsense"),
        (("subscribe", "a@b.example", "--filter", "nature=odd"), "one of measured, .*, got odd"),
        (("subscribe", "a@b.example", "--filter", "article=nowhere"), "expected as article one of .*, got nowhere"),
        (("subscribe", "a@b.example", "--quiet", "late"), "expected hours such as 22:00-07:00, got late"),
        (("subscribe", "a@b.example", "--quiet", "22:00-22:00"), "another time than they begin, got 22:00-22:00"),
        (("send", "--as-of", "yesterday"), "expected a day such as 2026-08-22, got yesterday"),
        (("bounce", "/nowhere/mail"), "The file could not be read: .*/nowhere/mail"),
        (("test", "a@b.example"), "a subscriber, got another"),
        (("unsubscribe", "a@b.example"), "a subscriber, got another"),
    ],
)
def test_what_cannot_be_done_says_what_was_expected(words: tuple[str, ...], error: str) -> None:
    with pytest.raises(CommandError, match=error):
        run(*words)


def test_what_was_given_up_can_be_queued_again() -> None:
    run("subscribe", "ann@example.org", "--events", "digest")
    Notice.objects.update(state="failed", ended_at=NOW)
    assert "1 notices are queued again" in run("replay", str(Notice.objects.get().pk))
    assert Notice.objects.get().state == "queued"

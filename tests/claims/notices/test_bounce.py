"""Mail that came back: known by a code that only its reader has seen; three of them end an address."""

from datetime import timedelta

import pytest

from claims.models import Delivery, Notice, Subscriber
from claims.notices.bounce import BounceError, take_back
from claims.notices.subscribe import try_out
from tests.claims.notices.rows import NOW, subscriber, subscription

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ann@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 nobody of that name

--b
Content-Type: text/rfc822-headers

Message-ID: <{id}>
Subject: A test notice

--b--
"""


def report(to: str = "bounces@kb.example", action: str = "failed", status: str = "5.1.1", id_: str = "x@y") -> bytes:
    return REPORT.format(to=to, action=action, status=status, id=id_).encode()


def returned(notice: Notice, **given: str) -> bytes:
    return report(f"bounces+{notice.code.hex}@kb.example", **given)


@pytest.fixture
def notices() -> list[Notice]:
    ann = subscriber()
    subscription(ann)
    return [try_out(ann, NOW + timedelta(hours=number)) for number in range(3)]


def test_a_report_is_known_by_the_address_that_it_came_to(notices: list[Notice]) -> None:
    back = take_back(returned(notices[1]), NOW)
    assert (back.notice, back.is_final, back.ended) == (notices[1], True, False)
    (logged,) = Delivery.objects.all()
    assert (logged.outcome, logged.said) == ("bounced", "5.1.1 smtp; 550 nobody of that name")


def test_or_by_the_headers_that_it_returns(notices: list[Notice]) -> None:
    assert take_back(report(id_=f"{notices[2].code}@kb.example"), NOW).notice == notices[2]


def test_the_same_report_twice_counts_once_and_three_end_the_address(notices: list[Notice]) -> None:
    for one in (notices[0], notices[0], notices[1]):
        assert not take_back(returned(one), NOW).ended
    assert take_back(returned(notices[2]), NOW).ended
    assert Subscriber.objects.get().ended_at == NOW


def test_reports_of_long_ago_end_nobody(notices: list[Notice]) -> None:
    for one in notices[:2]:
        take_back(returned(one), NOW - timedelta(days=91))
    assert not take_back(returned(notices[2]), NOW).ended


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delivered", "2.0.0")])
def test_a_delay_is_no_failure(notices: list[Notice], action: str, status: str) -> None:
    assert not take_back(returned(notices[0], action=action, status=status), NOW).is_final
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [b"", b"Subject: hello\n\nI am away.", report(), report(f"bounces+{'0' * 32}@kb.example"),
     report(id_="00000000-0000-4000-8000-000000000000@kb.example"), report(id_="-" * 36 + "@kb.example")],
    ids=["nothing", "other mail", "no code", "a made-up code", "a made-up id", "no id"],
)  # fmt: skip
def test_what_is_no_report_about_a_notice_ends_nobody(notices: list[Notice], raw: bytes) -> None:
    with pytest.raises(BounceError):
        take_back(raw, NOW)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", ["5.7.1", "5.3.4", "5.2.2", "5.1.8"])
def test_what_came_back_through_no_fault_of_the_address_does_not_count_against_it(
    notices: list[Notice], status: str
) -> None:
    for one in notices:
        back = take_back(returned(one, status=status), NOW)
        assert (back.is_final, back.ended) == (True, False)
    assert set(Delivery.objects.values_list("outcome", flat=True)) == {"given up"}


def test_a_report_may_hold_what_the_database_cannot(notices: list[Notice]) -> None:
    take_back(returned(notices[0]).replace(b"smtp; 550 nobody", b"smtp; 550 no\x00body"), NOW)
    assert "nobody of that name" in Delivery.objects.get().said

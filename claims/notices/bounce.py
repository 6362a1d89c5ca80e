"""Mail that came back: a report of a mail server (RFC 3464) to the notice that it is about."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from django.db import transaction

from claims.models import Delivery, Notice
from claims.notices.channels.contract import is_of_address
from claims.notices.ending import end_after_failures

_CODE = re.compile(r"\+([0-9a-f]{32})@")  # of a return address of our own
_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")  # of a Message-ID of ours
_WHERE = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


class BounceError(ValueError):
    """No report of a mail server, or one about no notice of ours."""


@dataclass(frozen=True)
class Bounced:
    """What a report says: of which notice, whether for good, and whether the address has ended by it."""

    notice: Notice
    status: str
    is_final: bool
    ended: bool = False


@transaction.atomic
def take_back(raw: bytes, now: datetime) -> Bounced:
    """Note what a mail server reports. A delay is no failure; the same report twice counts once, and one that blames
    a policy or the mail itself does not count against the address.

    The notice is known by its code, in the address that the report came to or in the headers that it returns: nobody
    who has not seen the mail can name it. Raises `BounceError`.
    """
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    action, status, said = (one.replace("\0", "") for one in _status(mail))  # which the database cannot hold
    notice = _notice(mail)
    if action != "failed" or not status.startswith("5"):
        return Bounced(notice, status, is_final=False)
    outcome = Delivery.Outcome.BOUNCED if is_of_address(status) else Delivery.Outcome.GIVEN_UP
    if not notice.deliveries.filter(outcome=outcome).exists():
        Delivery.objects.create(
            notice=notice, attempt=notice.attempts, at=now, outcome=outcome, said=f"{status} {said}"
        )
    return Bounced(notice, status, is_final=True, ended=end_after_failures(notice.subscriber_id, now))


def _status(mail: EmailMessage) -> tuple[str, str, str]:
    """Action, status code and diagnostic of the first recipient of a report."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else ():
                if isinstance(block, Message) and "Action" in block:
                    return (str(block["Action"]).strip().lower(), str(block.get("Status", "")).strip(),
                            str(block.get("Diagnostic-Code", ""))[:500])  # fmt: skip
    raise BounceError("expected a mail server's report (RFC 3464), got another message")


def _notice(mail: EmailMessage) -> Notice:
    codes = [match for name in _WHERE for value in mail.get_all(name, ()) for match in _CODE.findall(str(value))]
    for part in mail.walk():
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822"):
            codes += _ID.findall(part.as_string())
    for code in codes:
        found = Notice.objects.filter(code=uuid.UUID(code), subscriber__channel="email").first()
        if found is not None:
            return found
    raise BounceError("expected a report about a notice of ours, got one about none")

"""E-mail, by Django's SMTP backend, over one connection for as long as it lives."""

import re
import smtplib
from contextlib import suppress
from datetime import UTC

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from claims.models import Notice
from claims.notices.channels.contract import ChannelDownError, NotTakenError, PutOffError, RefusedError, is_of_address
from claims.notices.links import message_id, return_address
from claims.notices.message import Message

_STATUS = re.compile(r"\s*(5\.\d{1,3}\.\d{1,3})\b")  # an enhanced status code (RFC 3463), where the server gives one
_NO_STATUS = "5.0.0"
_SIGN_IN = (530, 534, 535, 538)  # RFC 4954: the server wants a password, or another one, or encryption first
# The same by their status (RFC 4954, RFC 5248): credentials, mechanism, encryption, account and trust of ours.
_OF_SIGNING_IN = ("5.7.8", "5.7.9", "5.7.10", "5.7.11", "5.7.13", "5.7.14")


class Mail:
    """A mail server, as the settings name it. Without one every notice waits."""

    def __init__(self) -> None:
        self.backend = EmailBackend(
            host=settings.EMAIL_HOST, port=settings.EMAIL_PORT, username=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD, use_tls=settings.EMAIL_USE_TLS, use_ssl=settings.EMAIL_USE_SSL,
            timeout=settings.EMAIL_TIMEOUT, fail_silently=False,
        )  # fmt: skip

    def send(self, notice: Notice, message: Message) -> str:
        """Hand it to the server. A connection that broke is not used again."""
        if not settings.EMAIL_HOST:
            raise ChannelDownError("expected a mail server, got none: set EMAIL_URL and CLAIMBASE_MAIL_FROM")
        try:
            self.backend.open()
            self.backend.send_messages([written(notice, message)])
        except smtplib.SMTPRecipientsRefused as error:
            raise _of_recipient(error) from None
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            self.close()
            raise _of_message(error) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ChannelDownError(f"{settings.EMAIL_HOST}: {_said(error)}") from None
        return f"{settings.EMAIL_HOST} took it"

    def close(self) -> None:
        """Say goodbye to the server, if it is still there."""
        with suppress(smtplib.SMTPException, OSError):
            self.backend.close()
        self.backend.connection = None


def written(notice: Notice, message: Message) -> EmailMultiAlternatives:
    """The mail, the same at every attempt: Message-ID and date are those of the notice.

    The sender of the envelope is the notice's own (VERP), so that what comes back says which one it was.
    """
    sender = str(settings.MAIL_FROM)
    headers = {
        "From": sender,
        "Message-ID": message_id(notice),
        "Date": notice.created_at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no answering machine is to answer it
    }
    if message.end:
        headers |= {"List-Unsubscribe": f"<{message.end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(
        message.subject, message.text, return_address(notice) or sender, [notice.subscriber.address], headers=headers
    )
    mail.attach_alternative(message.html, "text/html")
    return mail


def _of_recipient(error: smtplib.SMTPRecipientsRefused) -> Exception:
    """What our server says of an address.

    Where it wants us to sign in, it does so for whichever address. Where a policy refuses this one (5.7.x: RFC 3463
    has it per host or per recipient), other mail goes on. The address is there, so it does not count against it; and
    a policy is a setting, of ours too (relaying), which somebody may mend: so it is tried again, less and less often,
    and given up after as many days as RFC 5321 (4.5.4.1) gives to what may pass.
    """
    code, raw = next(iter(error.recipients.values()))
    text = _text(raw)
    status, said = _status(text), f"{code} {text}"
    if code in _SIGN_IN or status in _OF_SIGNING_IN:
        return ChannelDownError(said)
    if not 500 <= code < 600 or status.startswith("5.7."):
        return PutOffError(said)
    return RefusedError(said) if is_of_address(status) else NotTakenError(said)


def _of_message(error: smtplib.SMTPResponseException) -> Exception:
    """A sender that is refused for good is our own fault, and no address's; nor is one message that is."""
    code, text = error.smtp_code, _text(error.smtp_error)
    said = f"{code} {text}"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return ChannelDownError(said)
    if not 500 <= code < 600:
        return PutOffError(said)
    return RefusedError(said) if _STATUS.match(text) and is_of_address(_status(text)) else NotTakenError(said)


def _status(said: str) -> str:
    found = _STATUS.match(said)
    return found[1] if found else _NO_STATUS


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", errors="replace") if isinstance(said, bytes) else said

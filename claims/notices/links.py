"""Links in notices that need no sign-in: each is signed, and says what may be done with it and to what."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.module_loading import import_string

from claims.models import Notice, Subscription

CONFIRM_WITHIN = timedelta(days=7)
_CONFIRM, _END = "claims.notices.confirm", "claims.notices.end"


class LinkError(Exception):
    """A link that nobody here signed, or one that is too old."""


def site() -> str:
    """The address of this installation, without a slash at its end."""
    return str(import_string(settings.SITE_ADDRESS)()).rstrip("/")


def confirm_link(subscription: Subscription) -> str:
    """By which whoever reads the mail says that they want it."""
    return site() + reverse("notices-confirm", args=[signing.dumps(subscription.pk, salt=_CONFIRM)])


def end_link(subscription: Subscription) -> str:
    """By which a subscription is ended, at any time and by one request (RFC 8058)."""
    return site() + reverse("notices-end", args=[signing.dumps(subscription.pk, salt=_END)])


def to_confirm(token: str) -> int:
    """The key of the subscription that a link confirms. Raises `LinkError`."""
    return _read(token, _CONFIRM, CONFIRM_WITHIN)


def to_end(token: str) -> int:
    """The key of the subscription that a link ends. Raises `LinkError`."""
    return _read(token, _END, None)


def _read(token: str, salt: str, within: timedelta | None) -> int:
    try:
        return int(signing.loads(token, salt=salt, max_age=within))
    except signing.BadSignature as error:  # an expired one is one too
        raise LinkError(str(error)) from None


def return_address(notice: Notice) -> str:
    """Where mail servers send what they cannot deliver: an address of this notice's own (VERP), or "" for the sender's.
    Its code is random, so that nobody can end somebody else's subscriptions by a forged bounce."""
    name, _, host = str(settings.MAIL_BOUNCES).partition("@")
    return f"{name}+{notice.code.hex}@{host}" if host else ""


def message_id(notice: Notice) -> str:
    """The same at every attempt: by it a receiver knows a notice that came twice."""
    return f"<{notice.code}@{str(settings.MAIL_FROM).rpartition('@')[2].strip('> ') or 'claimbase.invalid'}>"

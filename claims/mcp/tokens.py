"""Tokens for programs elsewhere: signed, for somebody by name, good for some days. Nothing of them is stored.

Whoever makes one is an operator of the installation. Another secret key ends all of them.
"""

from datetime import UTC, datetime, timedelta

from django.core import signing

_SALT = "claims.mcp"
MOST_DAYS = 366


def issued(name: str, days: int, now: datetime) -> str:
    """A token for somebody, good for so many days. Raises `ValueError`."""
    if not 1 <= days <= MOST_DAYS or not name.strip():
        raise ValueError(f"expected a name and 1 to {MOST_DAYS} days, got {name!r} and {days}")
    return signing.dumps([name, int((now + timedelta(days=days)).timestamp())], salt=_SALT)


def holder(token: str, now: datetime) -> str | None:
    """Whose token it is; None where nobody here signed it, or its days are over."""
    try:
        name, until = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(name) if now < datetime.fromtimestamp(until, UTC) else None

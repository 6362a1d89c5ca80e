"""Secrets that must be used and may never be shown: sealed with a key made of the installation's secret key.

A copy of the database alone says nothing about them. Fernet (AES-128-CBC with an HMAC) of the cryptography package.
"""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealError(Exception):
    """Something was sealed with another secret key."""


def sealed(secrets: Mapping[str, str]) -> str:
    """The secrets as a text that only this installation can open."""
    return _fernet().encrypt(json.dumps(dict(secrets)).encode()).decode()


def opened(text: str) -> dict[str, str]:
    """What was sealed, also with a former secret key (SECRET_KEY_FALLBACKS). Raises `SealError`."""
    try:
        return dict(json.loads(_fernet().decrypt(text.encode())))
    except InvalidToken:
        raise SealError("expected secrets sealed with this installation's secret key, got others") from None


def _fernet() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(str(one))) for one in keys])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"claims.notices.sealed" + secret.encode()).digest())

"""Tokens for programs elsewhere: those of the API, which are made and ended in the admin and kept as hashes."""

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


def holder(token: str) -> str | None:
    """The name of the account whose token it is; None where there is none, its time is over or the account is off."""
    if not (token.isascii() and token.replace("_", "").isalnum()):
        return None  # none of ours: the database need not be asked
    try:
        account, _found = TokenAuthentication().authenticate_credentials(token.encode())
    except AuthenticationFailed:
        return None
    return str(account.get_username())

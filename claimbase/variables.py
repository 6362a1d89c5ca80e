"""Typed reads of environment variables: a bad value fails at start and says what was expected and what came."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

CONNECT_SECONDS = 10
_YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off")
_SCHEMES = ("postgres://", "postgresql://")
_BROKERS = ("redis://", "rediss://", "redis+socket://", "amqp://", "amqps://")
_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_HERE = ("localhost", "127.0.0.1", "::1")
_DJANGO_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks; empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def truth(name: str, *, default: bool) -> bool:
    """A switch: 1, true, yes, on or 0, false, no, off. Errors: ImproperlyConfigured."""
    given = text(name).lower()
    if given in ("", *_YES, *_NO):
        return given in _YES if given else default
    raise _bad(name, f"one of {', '.join(_YES + _NO)}", given)


def number(name: str, default: int, *, lowest: int, highest: int) -> int:
    """A whole number between two bounds, both allowed. Errors: ImproperlyConfigured."""
    given = text(name, str(default))
    if given.isascii() and given.isdigit() and lowest <= int(given) <= highest:
        return int(given)
    raise _bad(name, f"a whole number from {lowest} to {highest}", given)


def words(name: str, default: str) -> list[str]:
    """A list divided by commas, empty by default where that is "". Errors: ImproperlyConfigured for an empty entry."""
    given = text(name, default)
    if not given:
        return []
    listed = [word.strip() for word in given.split(",")]
    if all(listed):
        return listed
    raise _bad(name, "names divided by single commas", given)


def ports(name: str, default: str) -> frozenset[int]:
    """Numbers of TCP ports divided by commas. Errors: ImproperlyConfigured."""
    listed = words(name, default)
    if all(word.isascii() and word.isdigit() and 1 <= int(word) <= 65_535 for word in listed):
        return frozenset(map(int, listed))
    raise _bad(name, "ports from 1 to 65535 divided by commas", text(name))


def line(name: str) -> str:
    """Printable ASCII, as a header of HTTP may carry it; empty when not set. Errors: ImproperlyConfigured."""
    given = text(name)
    if given.isascii() and (given.isprintable() or not given):
        return given
    raise _bad(name, "one line of printable ASCII", given)


def folder(name: str, default: Path) -> Path:
    """The absolute path of a folder, which need not exist. Errors: ImproperlyConfigured."""
    given = Path(text(name, str(default)))
    if given.is_absolute() and (given.is_dir() or not given.exists()):
        return given
    raise _bad(name, "the absolute path of a folder", str(given))


def secret(name: str, fallback: Callable[[], str], *, shortest: int = 50) -> str:
    """A key of enough characters, never shown in an error. Errors: ImproperlyConfigured."""
    given = text(name) or fallback()
    if len(given) >= shortest:
        return given
    raise _bad(name, f"a random text of {shortest} characters or more", f"one of {len(given)}", quote=False)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; no host: there is none. `upgrades`: STARTTLS, `is_tls`: TLS from the first byte."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    upgrades: bool = False
    is_tls: bool = False


def mail_server(name: str) -> MailServer:
    """The mail server of a URL: smtp:// as it is, smtp+tls:// with STARTTLS, smtps:// under TLS.

    Errors: ImproperlyConfigured, which shows no password; also for a password that would go unencrypted elsewhere.
    """
    given = text(name)
    if not given:
        return MailServer()
    expected = f"an address such as smtp+tls://user:password@host:587 ({', '.join(_MAIL_PORTS)})"
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise _bad(name, expected, "one that cannot be read", quote=False) from None
    if parts.scheme not in _MAIL_PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _bad(name, expected, f"{parts.scheme or 'no scheme'}://…", quote=False)
    if parts.password and parts.scheme == "smtp" and parts.hostname not in _HERE:
        raise _bad(name, "smtp+tls:// or smtps:// where a password is sent", "smtp://", quote=False)
    return MailServer(
        parts.hostname, port or _MAIL_PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), parts.scheme == "smtp+tls", parts.scheme == "smtps",
    )  # fmt: skip


def mail_address(name: str, *, needed: bool = False, bare: bool = False) -> str:
    """An e-mail address, with a name before it unless it must be `bare`; empty when not set. Errors:
    ImproperlyConfigured."""
    given = line(name)
    shown, address = parseaddr(given)
    fits = address.count("@") == 1 and all(address.split("@")) and not (bare and (shown or address != given))
    if fits or not (given or needed):
        return given
    raise _bad(name, "an e-mail address" if bare else 'an address such as "claimbase <notices@example.org>"', given)


def database(name: str) -> dict[str, object] | None:
    """The entry for Django's DATABASES of a PostgreSQL URL; None when the variable is not set.

    Everything libpq understands may stand in it; what Django has no name for becomes an option.
    Errors: ImproperlyConfigured, which shows no password.
    """
    given = text(name)
    if not given:
        return None
    parts, wrong = _read_address(given)
    if wrong:
        expected = "postgresql://user:password@host:port/name (only PostgreSQL is supported)"
        raise _bad(name, expected, wrong, quote=False)
    parts.setdefault("connect_timeout", CONNECT_SECONDS)  # libpq's own is none: a dead address hangs for minutes
    known = {django: str(parts.pop(libpq, "")) for django, libpq in _DJANGO_NAMES.items()}
    return {**known, "OPTIONS": parts}


def broker(name: str) -> str:
    """The address of a Redis, Valkey or RabbitMQ; empty when not set. Errors: ImproperlyConfigured, no password."""
    given = text(name)
    if not given or given.startswith(_BROKERS):
        return given
    scheme, found, _rest = given.partition("://")
    got = f"{scheme}://" if found else "an address without a scheme"
    raise _bad(name, f"an address that begins with {', '.join(_BROKERS)}", got, quote=False)


def _read_address(given: str) -> tuple[dict[str, object], str]:
    """The parts of a URL by libpq's names, and what is wrong with it; nothing that may hold the password."""
    if not given.startswith(_SCHEMES):
        scheme, found, _rest = given.partition("://")
        return {}, f"{scheme}://" if found else "an address without postgresql:// in front"
    try:
        parts: dict[str, object] = dict(conninfo_to_dict(given))
    except ProgrammingError:
        return {}, "an address that PostgreSQL's client cannot read"
    port = str(parts.get("port", "5432"))
    if not port.replace(",", "").isdecimal():  # several hosts have several ports
        return {}, f"the port {port}"
    return parts, "" if parts.get("dbname") else "an address without the name of a database"


def _bad(name: str, expected: str, got: str, *, quote: bool = True) -> ImproperlyConfigured:
    shown = repr(got) if quote else got
    return ImproperlyConfigured(f"{name}: expected {expected}, got {shown}. Correct or unset the environment variable.")

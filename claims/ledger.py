"""A chain of entries that no one can change, drop or reorder unseen: canonical JSON, each hash over the one before.

The canonical text is JSON as of RFC 8785 with two restrictions that make it the same in every language: numbers are
integers (a decimal is a string) and keys are ASCII. Times are UTC to the microsecond.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from evidence.refusal import WordedError

BEGINNING = "0" * 64  # what stands as the hash before the first entry
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_GREATEST = 2**53  # above it, readers that hold numbers as doubles would see another one


class LedgerError(WordedError, ValueError):
    """A value that has no canonical form, or a text that is no entry."""


@dataclass(frozen=True)
class Entry:
    """One line of the ledger. `body` is canonical JSON, `previous` and `hash` are SHA-256 in lower-case hex."""

    number: int  # from 1, without gaps
    at: str  # when it was entered, as of `moment`
    kind: str
    body: str
    previous: str
    hash: str

    @property
    def line(self) -> str:
        """Its canonical text with its hash, as it stands in a public export."""
        return f'{self._unsigned[:-1]},"hash":"{self.hash}"}}'

    @property
    def content_hash(self) -> str:
        """The hash that its content has: equal to `hash`, or it was altered."""
        return hashlib.sha256(self._unsigned.encode()).hexdigest()

    @property
    def _unsigned(self) -> str:
        # Keys in alphabetical order; `hash` is put last by `line`, where it can be cut off again.
        head = f'{{"at":{canonical(self.at)},"body":{self.body},"kind":{canonical(self.kind)}'
        return f'{head},"number":{self.number},"previous":"{self.previous}"}}'


@dataclass(frozen=True)
class Head:
    """How far a ledger goes: the number of its last entry and that one's hash."""

    number: int = 0
    hash: str = BEGINNING

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the entry's place in the order given, what was expected and what came."""

    number: int
    part: str  # number, previous, hash, time, or anchor
    expected: str
    got: str


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, decimals as strings, dates and times as ISO texts in UTC.

    Raises `LedgerError` for a float (no decimal text is its own), a naive time, and whatever else has no one form.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    match value:
        case None | bool():
            return value
        case Mapping():
            return {_key(key): _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case str():
            return _text(value)
        case int() if abs(value) < _GREATEST:
            return value
    return _said(value)


def _said(value: object) -> str:
    """The text of a value that JSON has no form of its own for."""
    match value:
        case Decimal() if value.is_finite():
            return _decimal(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
    raise LedgerError(
        "expected text, an integer, a decimal, a day, a time, a list or a mapping, got %(got)r", got=value
    )


def _decimal(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise LedgerError("expected text that can be written as UTF-8, got %(got)r", got=text) from None
    return text


def _key(key: object) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise LedgerError("expected keys of ASCII letters, got %(got)r", got=key)
    return key


def moment(time: datetime) -> str:
    """A time as it stands in the ledger: UTC, six digits of a second. Raises `LedgerError` for one without a zone."""
    if time.tzinfo is None:
        raise LedgerError("expected a time with its zone, got %(got)s", got=time.isoformat())
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def follows(at: str, previous: str) -> bool:
    """Whether a time, as of `moment`, is no earlier than the one before it ("" at the beginning)."""
    return _MOMENT.fullmatch(at) is not None and at >= previous  # one form for all: order of texts is order of times


def entered(head: Head, kind: str, body: object, at: datetime) -> Entry:
    """The entry that follows a head. Raises `LedgerError` for a body without a canonical form."""
    entry = Entry(head.number + 1, moment(at), kind, canonical(body), head.hash, "")
    return replace(entry, hash=entry.content_hash)


def verify(entries: Iterable[Entry], anchor: Head | None = None) -> tuple[Head, list[Break]]:
    """Walk a chain: its head, and every place at which it does not hold.

    What was cut off at the end leaves a chain that holds: only an `anchor`, a head noted earlier, shows it.
    """
    head, at, breaks, anchored = Head(), "", list[Break](), anchor is None or anchor == Head()
    for entry in entries:
        place = head.number + 1
        for part, expected, got in (
            ("number", str(place), str(entry.number)),
            ("previous", head.hash, entry.previous),
            ("hash", entry.content_hash, entry.hash),
        ):
            if expected != got:
                breaks.append(Break(place, part, expected, got))
        if not follows(entry.at, at):
            breaks.append(Break(place, "time", at, entry.at))
        head, at = Head(place, entry.hash), entry.at
        anchored = anchored or head == anchor
    if not anchored:
        breaks.append(Break(head.number, "anchor", str(anchor), str(head)))
    return head, breaks


def read(line: str) -> Entry:
    """An entry from its line in an export. Raises `LedgerError`."""
    try:
        whole = json.loads(line)
        body = canonical(whole["body"])
        entry = Entry(whole["number"], whole["at"], whole["kind"], body, whole["previous"], whole["hash"])
        is_own = entry.line == line.rstrip("\r\n")
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError("expected an entry of a ledger as one line of JSON, got %(got)r: %(why)s", got=line[:80],
                          why=error) from None  # fmt: skip
    if not is_own:
        raise LedgerError("expected the canonical text %(expected)r…, got %(got)r…", expected=entry.line[:80],
                          got=line[:80])  # fmt: skip
    return entry

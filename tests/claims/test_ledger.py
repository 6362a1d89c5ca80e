"""The chain: one text for a value, and nothing can be altered, dropped, added or moved unseen."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import verify_ledger
from claims.ledger import BEGINNING, Break, Entry, Head, LedgerError, canonical, entered, read, verify

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**52), 2**52) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz_", max_size=5), inner, max_size=4),
    max_leaves=12,
)


def chain(*bodies: object, minutes: Sequence[int] = ()) -> list[Entry]:
    """Entries after one another, at noon or so many minutes after it."""
    entries, head = [], Head()
    for body, late in zip_longest(bodies, minutes, fillvalue=0):
        entries.append(entered(head, "register", body, NOON + timedelta(minutes=late)))
        head = Head(entries[-1].number, entries[-1].hash)
    return entries


def altered(entry: Entry, **values: object) -> Entry:
    return Entry(**{**vars(entry), **values})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "核能"]}, '{"a":[true,null,"核能"],"b":1}'),
        (Decimal("1.500"), '"1.5"'),
        (Decimal("100"), '"100"'),
        (Decimal("1E+2"), '"100"'),
        (Decimal("-0.00"), '"0"'),
        (Decimal("0.1234567890123456789012345678901"), '"0.1234567890123456789012345678901"'),
        (date(2026, 11, 30), '"2026-11-30"'),
        (datetime(2026, 3, 1, 20, tzinfo=timezone(timedelta(hours=8))), '"2026-03-01T12:00:00.000000Z"'),
    ],
)
def test_a_value_has_one_text(value: object, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize(
    "value",
    [0.1, float("nan"), {1: "a"}, {"鍵": 1}, "\ud800", 2**53, Decimal("NaN"), {1, 2}, NOON.replace(tzinfo=None), b"x"],
)
def test_what_has_no_one_text_is_refused(value: object) -> None:
    with pytest.raises(LedgerError, match="expected"):
        canonical({"value": value} if not isinstance(value, dict) else value)


@given(PLAIN)
def test_the_text_of_a_text_is_itself(value: object) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.lists(PLAIN, max_size=5))
def test_a_chain_holds_and_its_export_says_the_same(bodies: list[object]) -> None:
    entries = chain(*bodies)
    again = [read(entry.line + "\n") for entry in entries]
    assert again == entries
    head, breaks = verify(again)
    assert not breaks
    assert head == (Head(len(bodies), entries[-1].hash) if bodies else Head(0, BEGINNING))


def test_each_entry_carries_the_hash_of_the_one_before() -> None:
    first, second = chain("one", "two")
    assert (first.previous, second.previous) == (BEGINNING, first.hash)


TAMPERED = {
    "edited": lambda one, two, three: [one, altered(two, body='"other"'), three],
    "edited and hashed again": lambda one, two, three: [
        one,
        altered(two, body='"other"', hash=altered(two, body='"other"').content_hash),
        three,
    ],
    "another kind": lambda one, two, three: [one, altered(two, kind="withdraw"), three],
    "another time": lambda one, two, three: [one, altered(two, at="2020-01-01T00:00:00.000000Z"), three],
    "dropped in the middle": lambda one, two, three: [one, three],
    "dropped at the beginning": lambda one, two, three: [two, three],
    "moved": lambda one, two, three: [one, three, two],
    "doubled": lambda one, two, three: [one, two, two, three],
}


@pytest.mark.parametrize("change", list(TAMPERED))
def test_tampering_breaks_the_chain(change: str, tmp_path: Path) -> None:
    entries = TAMPERED[change](*chain("one", "two", "three"))
    assert verify(entries)[1]
    assert by_script(tmp_path, entries).returncode == 1


@pytest.mark.parametrize("back", ["2026-03-01T11:59:59.999999Z", "2016-03-01T12:00:00.000000Z", "yesterday", "9999"])
def test_an_entry_dated_before_the_one_before_it_breaks_the_chain_though_its_hash_is_right(
    back: str, tmp_path: Path
) -> None:
    one, two = chain("one", "two")
    two = altered(two, at=back)
    two = altered(two, hash=two.content_hash)
    assert verify([one, two])[1] == [Break(2, "time", one.at, back)]
    found = by_script(tmp_path, [one, two])
    assert (found.returncode, found.stdout) == (
        1, f"BROKEN at line 2: expected a time from {one.at} on, got {back}: it was dated back\n",
    )  # fmt: skip


def test_entries_of_one_moment_and_of_later_ones_hold(tmp_path: Path) -> None:
    entries = chain("one", "two", "three", minutes=[0, 0, 1])
    assert verify(entries)[1] == []
    assert by_script(tmp_path, entries).returncode == 0


def test_what_was_cut_off_at_the_end_shows_by_a_head_noted_earlier(tmp_path: Path) -> None:
    entries = chain("one", "two", "three")
    noted = Head(3, entries[2].hash)
    assert verify(entries, noted)[1] == []
    assert verify(entries[:2])[1] == []
    assert verify(entries[:2], noted)[1] == [Break(2, "anchor", str(noted), str(Head(2, entries[1].hash)))]
    assert by_script(tmp_path, entries, noted).returncode == 0
    assert by_script(tmp_path, entries[:2], noted).returncode == 1


def test_a_ledger_written_anew_from_some_entry_on_shows_by_a_head_noted_earlier() -> None:
    noted = verify(chain("one", "two"))[0]
    assert verify(chain("one", "zwei", "three"), noted)[1]


def by_script(folder: Path, entries: list[Entry], anchor: Head | None = None) -> subprocess.CompletedProcess[str]:
    """Verify an export with the script that stands alone: no package of ours, no library."""
    file = folder / "ledger.jsonl"
    file.write_text("".join(entry.line + "\n" for entry in entries), encoding="utf-8")
    words = [str(anchor.number), anchor.hash] if anchor else []
    script = [sys.executable, "-I", "-S", verify_ledger.__file__, str(file), *words]
    return subprocess.run(script, capture_output=True, text=True, check=False, encoding="utf-8")


def test_the_script_that_stands_alone_finds_the_same_head(tmp_path: Path) -> None:
    entries = chain({"statement": '核能 \u202e \u2028 "quoted" \\ \t', "n": 1}, [], None)
    found = by_script(tmp_path, entries)
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout == f"VERIFIED 3 entries, head {entries[-1].hash}\n"
    assert by_script(tmp_path, []).stdout == f"VERIFIED 0 entries, head {BEGINNING}\n"


@pytest.mark.parametrize(
    "line", ["", "{}", "[1]", "no json", '{"at": 1}', '{"number":1e999}', chain("one")[0].line.replace(":", ": ", 1)]
)
def test_a_line_that_is_no_entry_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="expected"):
        read(line)


def test_the_script_is_short_and_uses_the_standard_library_alone() -> None:
    source = Path(verify_ledger.__file__).read_text()
    assert len(source.splitlines()) <= 60
    assert {line for line in source.splitlines() if line.startswith(("import", "from"))} == {
        "import hashlib", "import json", "import re", "import sys",
    }  # fmt: skip

#!/usr/bin/env python3
"""Verify a ledger's public export without the program that wrote it. Needs nothing but Python 3.

    python3 verify_ledger.py ledger.jsonl [NUMBER HASH]

Every line is one entry: JSON with sorted keys and no spaces, its hash last. The hash is the SHA-256 of the line without
it, and covers the hash of the entry before; the first names 64 zeros. So no entry can be altered, dropped, added or
moved without breaking the chain from there on, and none is dated before the one before it. What is cut off at the end
leaves no mark: give the number and hash of a head that you noted earlier, to be found in the chain. Exit code 1 if not.
"""

import hashlib
import json
import re
import sys

AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
TAIL = re.compile(r',"hash":"([0-9a-f]{64})"}$')


def fault(line: str, number: int, previous: str, since: str) -> str | None:
    """What is wrong with a line that should be entry `number` after the hash `previous` at a time from `since` on."""
    if not (tail := TAIL.search(line)):
        return 'expected a line that ends in ,"hash":"<64 hex digits>"}'
    unsigned = line[: tail.start()] + "}"
    try:
        entry = json.loads(unsigned)
    except ValueError as error:
        return f"expected JSON, got {error}"
    if json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")) != unsigned:
        return "expected sorted keys and no spaces"
    if entry.get("number") != number:
        return f"expected number {number}, got {entry.get('number')}: an entry is missing, added or moved"
    if entry.get("previous") != previous:
        return f"expected previous {previous}, got {entry.get('previous')}: the entry before is another one"
    if not AT.fullmatch(str(entry.get("at"))) or entry["at"] < since:
        return f"expected a time from {since or 'the beginning'} on, got {entry.get('at')}: it was dated back"
    found = hashlib.sha256(unsigned.encode()).hexdigest()
    return None if found == tail[1] else f"expected hash {found}, got {tail[1]}: the entry was altered"


def main(file: str, anchor_number: str = "0", anchor_hash: str = "0" * 64) -> int:
    """Print the head of the chain or the first fault; the exit code."""
    number, previous, since, anchored = 0, "0" * 64, "", int(anchor_number) == 0
    with open(file, encoding="utf-8", newline="\n") as lines:  # noqa: PTH123 - one import less to trust
        for number, line in enumerate(lines, start=1):
            if wrong := fault(line.rstrip("\n"), number, previous, since):
                print(f"BROKEN at line {number}: {wrong}")
                return 1
            previous, since = line.rstrip("\n")[-66:-2], json.loads(line)["at"]
            anchored = anchored or (number == int(anchor_number) and previous == anchor_hash)
    if not anchored:
        print(f"BROKEN: the head {anchor_number} {anchor_hash} is not in this chain of {number} entries")
        return 1
    print(f"VERIFIED {number} entries, head {previous}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) in (2, 4) else __doc__)

"""Settlements as a reader meets them."""

from itertools import product
from typing import Any

from claims.wording.settled import rows

OLD, NEW = "2024-11-30", "2026-05-31"


def settlement(number: str, checkpoint: str, outcome: str) -> dict[str, Any]:
    reason = "metric_missing" if outcome == "void" else None
    return {"number": number, "checkpoint": checkpoint, "outcome": outcome, "reason": reason, "nature": "measured",
            "state": "settled", "on": None, "would_flip": False}  # fmt: skip


def test_the_newest_that_was_decided_comes_first_and_what_is_waited_for_last() -> None:
    """Of many the first page shows some: two years on they were the oldest, and void."""
    cases = product((OLD, NEW), ("pending", "void", "held", "failed"))
    every = [settlement(f"C{n}", day, outcome) for n, (day, outcome) in enumerate(cases)]
    assert [(row[1], row[2].split(" ")[0]) for row in rows({"settlements": every}, "")] == [
        (NEW, "held"), (NEW, "failed"), (NEW, "void"), (OLD, "held"), (OLD, "failed"), (OLD, "void"),
        (NEW, "pending"), (OLD, "pending"),
    ]  # fmt: skip

"""What changed, in sentences: releases that did nothing are not named, and time only where it did something."""

from typing import Any

import pytest
from django.utils.translation import override

from claims.wording.moves import sentences


def said(*parts: tuple[str, float]) -> str:
    """The sentence of a claim that changed its band, by the indicators (empty: time alone) and their bits."""
    told = [{"indicator": name, "name": name, "name_zh": name, "known": "2026-02-01", "bits": bits}
            for name, bits in parts]  # fmt: skip
    change = {"slug": "c", "number": "C1", "what": "band", "from": "undecided", "to": "on track", "p_from": 0.5,
              "p_to": 0.9, "bits": 0.8, "parts": told}  # fmt: skip
    data: dict[str, Any] = {"edition": None, "claims": [{"slug": "c", "statement": "Up.", "statement_zh": "漲。"}],
                            "changes": {"since": "2026-01-01", "claims": [change]}}  # fmt: skip
    return sentences(data, "")[1].partition(" (50% → 90%).")[2].strip()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], ""),
        ([("Power", 0.8), ("", 0.001)], "What did it, in bits: Power (known 2026-02-01) +0.80."),
        ([("Power", 0.9), ("Prices", -0.004), ("", -0.1)],
         "What did it, in bits: Power (known 2026-02-01) +0.90; time alone −0.10."),
        ([("Power", 0.9), ("Prices", -0.1), ("", 0.0)],
         "What did it, in bits: Power (known 2026-02-01) +0.90, Prices (known 2026-02-01) −0.10."),
        ([("Power", 0.001), ("", 0.8)], "What did it, in bits: Power (known 2026-02-01) +0.00; time alone +0.80."),
        ([("", 0.8)], "The passing of time alone did it."),
    ],
)  # fmt: skip
def test_what_did_it_is_named_with_its_bits_and_nothing_that_shows_none(
    parts: list[tuple[str, float]], expected: str
) -> None:
    with override("en"):
        assert said(*parts) == expected

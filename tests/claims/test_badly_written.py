"""Badly written criteria: each is refused registration for its own reason alone, in words that say what to do."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims.models import Claim, Criterion, LedgerEntry
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.register import register
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered

SOUND: dict[str, dict[str, Any]] = {"C1": {"holds_when": "mean(yoy(power) - yoy(prices)) >= 4"}, "C4": {}}
RELATION = {"target": "pct(power)", "a": ["pct(prices)"], "c": ["yoy(prices)"], "lags": 1}
NO_JOBS = "Expected a figure of jobs today, got none"
NO_WINDOW = "Expected complete windows in the past to .*, got none"
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a name with a typing error": ({"holds_when": "growth(powr) > 0"}, "known indicator, got powr; did you mean power"),
    "a function that does not exist": ({"holds_when": "median(power) > 0"}, r"known function, got median\(\)"),
    "a program": ({"holds_when": "__import__('os').getpid() > 0"}, "expected the name of a function, got __import__"),
    "a formula left open": ({"holds_when": "growth(power) >"}, "character 16: .*cannot be read here"),
    "a figure where an answer is due": ({"holds_when": "growth(power)"}, "answer about the window, got a number"),
    "a series where an answer is due": ({"holds_when": "yoy(power) > 0"}, "got a condition on each period"),
    "units mixed": ({"holds_when": "last(power) > last(yoy(prices))"}, r"got index\[2000=100\] and percent"),
    "indexes of different base": (
        {"holds_when": "last(power) > last(prices)", "unit": "index[2010=100]"},
        r"got index\[2010=100\] and index\[2000=100\]",
    ),
    "frequencies mixed": (
        {"holds_when": 'last(quarterly(power, how="mean") - yoy(prices)) > 0'},
        "series of one frequency, got quarterly and monthly",
    ),
    "days out of months without saying how": (
        {"holds_when": "last(daily(yoy(power))) > 0"},
        r'expected how="hold" in daily\(\)',
    ),
    "a precondition that cannot be read": ({"requires_when": "last(pwer) > 0"}, "known indicator, got pwer"),
    "a series without figures": ({"holds_when": "growth(jobs) > 0"}, f"{NO_JOBS}|{NO_WINDOW}"),
    "a failure that rests on a series without figures": ({"fails_when": "growth(jobs) < 0"}, NO_JOBS),
    "a series that has stopped": (
        {"known": date(2029, 6, 1)},
        "Expected a figure of (power|prices) today, got none, or it has stopped",
    ),
    "what has always held": (
        {"holds_when": "last(power) > 0"},
        "Expected a base rate from 5% to 95%, got (9[5-9]|100)%",
    ),
    "what has never held": ({"holds_when": "growth(power) > 90"}, "Expected a base rate from 5% to 95%, got [0-4]%"),
    "holding and failing at once": (
        {"fails_when": "mean(yoy(power) - yoy(prices)) >= 3.9"},
        "Expected it never to hold and to fail at once, got",
    ),
    "a window in which no month ends": (
        {"checkpoints": [date(2025, 12, 15)]},
        f"Expected a period of .* to end by 2025-12-15, got none|{NO_WINDOW}",
    ),
    "no such window in the past": ({"holds_when": "growth(lag(power, 300)) > 0"}, NO_WINDOW),
    "no primary criterion": ({"role": "secondary"}, "expected one primary criterion of C1, got 0"),
    "a relation over a series without figures": ({"relation": {**RELATION, "a": ["pct(jobs)"]}}, f"C4.p: {NO_JOBS}"),
    "a relation of two frequencies": (
        {"relation": {**RELATION, "a": ['quarterly(pct(prices), how="mean")']}},
        "expected series of one frequency, say weekly",
    ),
    "a relation without lags": ({"relation": {**RELATION, "lags": 0}}, "expected lags from 1 to 12 periods, got 0"),
    "a relation of a number": (
        {"relation": {**RELATION, "c": ["last(prices)"]}},
        r"got a number|^ *last\(prices\)$|^ *\^$",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_badly_written_criterion_is_refused_for_its_own_reason(world: Path, what: str) -> None:
    values, words = dict(BAD[what][0]), BAD[what][1]
    number = "C4" if "relation" in values else "C1"
    claim, known = Claim.objects.get(number=number), values.pop("known", content.AS_OF)
    unit = values.pop("unit", "index[2000=100]")
    untriggered(f"UPDATE evidence_indicator SET unit = '{unit}' WHERE slug = 'power'")  # noqa: S608 a unit of the test
    Claim.objects.filter(pk=claim.pk).update(checkpoints=values.pop("checkpoints", claim.checkpoints))
    Criterion.objects.filter(claim=claim).update(**{**SOUND[number], **values})
    with pytest.raises(RegistrationError) as refused:
        register(claim=claim, request=Request("ann", "Ready.", content.NOW), known=known)
    reasons = [line for line in str(refused.value).splitlines() if not line.endswith(", got")]
    assert reasons
    assert [reason for reason in reasons if not re.search(words, reason)] == []
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("number", list(SOUND))
def test_without_its_fault_it_is_registered(world: Path, number: str) -> None:
    claim = Claim.objects.get(number=number)
    Criterion.objects.filter(claim=claim).update(**{"note": "Sound.", **SOUND[number]})
    assert register(claim=claim, request=Request("ann", "Ready.", content.NOW))


def test_there_are_twenty_reasons_and_more() -> None:
    assert len({words for _, words in BAD.values()}) >= 20

"""How calibrated the engine was found to be, and how sound the evidence is."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from claims.endangered import endangered
from claims.models import Calibration, Criterion
from claims.onrecord.rounding import rounded
from claims.scoring import METHOD_VERSION
from claims.wording.languages import LANGUAGES
from evidence.findings import Finding, Severity
from evidence.health import look
from evidence.models import Indicator


def calibration(published_at: datetime) -> dict[str, Any] | None:
    """The newest stored backtest of all series, with its reliability table; None before any has been run."""
    one = newest_calibration(published_at)
    return None if one is None else calibrated(one)


def newest_calibration(published_at: datetime) -> Calibration | None:
    """What the newest backtest of all series found of all questions together."""
    return Calibration.objects.newest_whole(published_at).get("")


def calibrated(one: Calibration) -> dict[str, Any]:
    """Its figures as an edition gives them."""
    figures = one.figures
    names = ("n", "days", "effective", "brier", "brier_base", "strong", "sharpness")
    pairs = ("brier_gain", "slope", "intercept", "strong_right")
    return {
        "method": one.backtest.method, "is_current": one.backtest.method == METHOD_VERSION,
        "inputs": one.backtest.inputs,
        **{name: rounded(figures[name]) for name in names}, **{name: rounded(figures[name]) for name in pairs},
        "reliability": [rounded(row) for row in figures["reliability"]],
    }  # fmt: skip


def evidence_health(as_of: date, most: int) -> dict[str, Any]:
    """Findings about the evidence by severity, the criteria they endanger, and the worst under primary criteria."""
    told: dict[str, list[Finding]] = {}
    seen = look(as_of)
    for language, suffix in LANGUAGES.items():
        with override(language):
            told[suffix] = seen.findings()
    found = told[""]
    danger = endangered(found)
    primary: dict[tuple[str, str], dict[str, None]] = {}
    for one in danger:
        for finding in one.findings if one.criterion.role == Criterion.Role.PRIMARY else ():
            primary.setdefault((finding.slug, finding.kind), {})[one.criterion.claim.number] = None
    chinese = {(one.slug, one.kind): one for one in told["_zh"]}
    indicators = {one.slug: one for one in Indicator.objects.all()}
    worst = [one for one in _once(found) if (one.slug, one.kind) in primary]
    return {
        "counts": {str(severity): sum(one.severity is severity for one in found) for severity in Severity},
        "criteria": len(danger),
        "claims": len({one.criterion.claim_id for one in danger}),
        "primary": len({one.criterion.claim_id for one in danger if one.criterion.role == Criterion.Role.PRIMARY}),
        "worst": [
            _finding(one, chinese[one.slug, one.kind], indicators[one.slug], list(primary[one.slug, one.kind]))
            for one in worst[:most]
        ],
        "more": max(0, len(worst) - most),
    }  # fmt: skip


def _once(found: Iterable[Finding]) -> list[Finding]:
    """One finding of a kind for each indicator, the worst first."""
    return list({(one.slug, one.kind): one for one in reversed(list(found))}.values())[::-1]


def _finding(one: Finding, chinese: Finding, indicator: Indicator, claims: list[str]) -> dict[str, Any]:
    return {
        "indicator": one.slug, "name": indicator.name, "name_zh": indicator.name_zh, "kind": str(one.kind),
        "severity": str(one.severity), "got": one.got, "got_zh": chinese.got, "claims": claims,
    }  # fmt: skip

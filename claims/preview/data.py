"""A preview as plain data, in a fixed order, for the API and other programs. Names are stable: add, never rename."""

from typing import Any

import numpy as np
from django.utils.translation import override

from claims.charts.history import Line
from claims.onrecord.figures import figures
from claims.preview.draft import DraftError, GroupDraft, Mistake
from claims.preview.formulas import Input, Preview
from claims.preview.verdicts import Verdicts
from claims.preview.verdictwording import VerdictsWording
from claims.scoring.baserate import BaseRate
from claims.scoring.dryrun import Finding
from claims.scoring.earliest import Settling
from claims.scoring.fan import LEVELS, Fan
from claims.scoring.power import Need, Table
from claims.scoring.prospect import Prospect, probability
from claims.scoring.robustness import Panel, Regime
from claims.scoring.sofar import SoFar
from claims.scoring.verdict import Overlay, clipped
from claims.wording.dryrun import sentence
from claims.wording.languages import LANGUAGES
from evidence.formula import Node, in_words
from evidence.formula.canonical import canonical
from evidence.periods import date_of, label
from evidence.told import told

_DIGITS = 4  # of shares; figures and thresholds are exact


def as_data(preview: Preview) -> dict[str, Any]:
    """All of a preview, its raw figures included: `inputs` say which of them may be passed on to whom."""
    draft, reading = preview.draft, preview.reading
    trees = {"holds": reading.holds, "fails": reading.fails, "requires": reading.requires}
    return {
        "as_of": str(preview.as_of),
        "made_on": str(draft.made_on),
        "checkpoints": [str(day) for day in draft.checkpoints],
        "coverage": draft.coverage,
        "kind": str(reading.holds.tree.type.kind),
        "formulas": {f"{name}_when": formula and formula.canonical for name, formula in trees.items()},
        "meanings": {
            f"{name}_when{suffix}": formula and _words(formula.tree, preview, language)
            for name, formula in trees.items()
            for language, suffix in LANGUAGES.items()
        },
        "inputs": [_input(one) for one in preview.inputs],
        "comparisons": [_comparison(one, preview) for one in preview.so_far],
        "lines": [_line(one, preview) for one in preview.lines],
        "distances": [
            {"comparison": canonical(one), "deviations": away} for one, away in preview.distances.items()
        ],
        "prospects": [
            _prospect(one, panel) for one, panel in zip(preview.prospects, preview.panels, strict=True)
        ],
        "beyond": [str(day) for day in preview.beyond],
        "findings": [_finding(one) for one in preview.findings],
    }  # fmt: skip


def as_verdicts(found: Verdicts) -> dict[str, Any]:
    """All of the preview of a relation, or of a claim made of others; `verdicts` as a scorecard has them."""
    wording, draft = VerdictsWording(found), found.draft
    group = draft if isinstance(draft, GroupDraft) else None
    said: dict[str, Any] = {}
    verdicts = [{"checkpoint": str(row.checkpoint), **figures(row)} for row in found.rows]
    for language, suffix in LANGUAGES.items():
        with override(language):
            said[f"meaning{suffix}"] = wording.means()
            for one, row in zip(verdicts, found.rows, strict=True):
                one[f"sentences{suffix}"] = wording.sentences(row, found.reading)
    return {
        "as_of": str(found.as_of), "made_on": str(draft.made_on),
        "checkpoints": [str(day) for day in draft.checkpoints],
        "relation": found.reading and found.reading.written.parts,
        "at_least": group and group.least, "members": group and [one.slug for one in group.members], **said,
        "verdicts": verdicts, "beyond": [str(day) for day in found.beyond],
        "findings": [_finding(one) for one in found.findings],
    }  # fmt: skip


def as_errors(error: DraftError) -> dict[str, Any]:
    """What is wrong with a draft that cannot be read: one entry for each formula, its position counted from 0."""
    return {"errors": [_mistake(one) for one in error.mistakes]}


def _mistake(one: Mistake) -> dict[str, Any]:
    found: dict[str, Any] = {
        "field": one.field, "position": one.position, "expected": one.expected, "came": one.came,
    }  # fmt: skip
    for language, suffix in LANGUAGES.items():
        with override(language):
            found[f"pointed_at{suffix}"] = told(one.pointed_at)
    return found


def _words(node: Node, preview: Preview, language: str) -> str:
    return in_words(node, preview.dossier.catalogue.names_in(language), language)


def _meanings(node: Node, preview: Preview) -> dict[str, str]:
    return {f"meaning{suffix}": _words(node, preview, language) for language, suffix in LANGUAGES.items()}


def _input(one: Input) -> dict[str, Any]:
    indicator, source = one.indicator, one.indicator.source
    return {
        "indicator": indicator.slug, "name": indicator.name, "name_zh": indicator.name_zh,
        "source": source.slug if source else "", "code": indicator.code, "unit": str(indicator.base_unit),
        "frequency": indicator.frequency,
        "newest": None if one.newest is None else label(one.newest, indicator.period_frequency),
        "value": one.value, "known": _day(one.known), "next": _day(one.next), "late": one.is_late,
        "stopped": one.has_ended, "licence": indicator.licence, "redistribute": indicator.redistribute,
        "checked_against": indicator.checked_against,
    }  # fmt: skip


def _comparison(one: SoFar, preview: Preview) -> dict[str, Any]:
    left = one.comparison.operands[0]
    return {
        "comparison": canonical(one.comparison), **_meanings(one.comparison, preview),
        "operator": one.comparison.operator, "unit": _unit(left), "left": _number(one.left),
        "right": _number(one.right), "until": _day(one.until),
    }  # fmt: skip


def _line(one: Line, preview: Preview) -> dict[str, Any]:
    places = {"today": -1, "lowest": int(one.values.argmin()), "highest": int(one.values.argmax())}
    return {
        "series": canonical(one.series), **_meanings(one.series, preview), "kind": str(one.series.type.kind),
        "unit": _unit(one.series), "frequency": str(one.series.type.frequency),
        "thresholds": [vars(mark) for mark in one.thresholds],
        **{name: {"day": _day(int(one.days[at])), "value": float(one.values[at])} for name, at in places.items()},
        "figures": [[_day(day), value] for day, value in zip(one.days.tolist(), one.values.tolist(), strict=True)],
    }  # fmt: skip


def _prospect(one: Prospect, panel: Panel | None) -> dict[str, Any]:
    appraisal, odds = one.appraisal, one.appraisal.odds
    silent = Overlay.NO_EVIDENCE in appraisal.overlays
    return {
        "checkpoint": _day(one.close),
        "p_hold": _share(odds.hold if silent else clipped(odds.hold)), "p_fail": _share(odds.fail),
        "p_mixed": _share(odds.mixed), "p_unknown": _share(odds.unknown), "p_void": _share(odds.void),
        "band": str(appraisal.band), "overlays": [str(overlay) for overlay in appraisal.overlays],
        "walk": [{"day": str(step.on), "p": _share(step.p), "band": str(step.band)} for step in appraisal.steps],
        "information": _share(appraisal.information), "distance": _share(appraisal.distance),
        "base_rate": _base(appraisal.base_rate), "base_rate_at_distance": _base(appraisal.past.as_far),
        "regime": appraisal.past.regime and _regime(appraisal.past.regime),
        "power": one.power and _power(one.power),
        "fan": appraisal.fan and _fan(appraisal.fan),
        "expected_information": _expected(one),
        "first_release": one.settling and _settling(one.settling),
        "alternatives": [
            {"key": key, "p_hold": _share(probability(other)), "base_rate": _base(one.alternative_rates[key])}
            for key, other in one.alternatives.items()
        ],
        "agreement": panel and {**vars(panel), "against": list(panel.against), "silent": list(panel.silent)},
    }  # fmt: skip


def _regime(one: Regime) -> dict[str, Any]:
    """Windows that opened in the last five years, and before."""
    return {
        "recent": _share(one.recent), "recent_windows": one.recent_windows,
        "recent_interval": [_share(edge) for edge in one.recent_interval],
        "before": _share(one.before), "before_windows": one.before_windows,
        "before_interval": [_share(edge) for edge in one.before_interval], "differs": one.differs,
    }  # fmt: skip


def _fan(one: Fan) -> dict[str, Any]:
    """Quantiles of a series by level, each a list along the days."""
    days = [_day(day) for day in one.days]
    return {
        "series": one.series,
        "levels": list(LEVELS),
        "days": days,
        "quantiles": [list(row) for row in one.quantiles],
    }


def _base(one: BaseRate | None) -> dict[str, Any] | None:
    if one is None:
        return None
    rounded = {name: _share(value) for name, value in vars(one).items() if isinstance(value, float)}
    return {**vars(one), **rounded, "pooled": list(one.pooled)}


def _power(one: Table) -> dict[str, Any]:
    """Labelled: the tails are those of claims that are independent, which claims on one series are not."""
    return {
        "if": "independent", "fewest": one.fewest, "rates": list(one.rates), "enough": list(one.enough),
        "rows": [{**_need(row.need), "chances": [_share(chance) for chance in row.chances]} for row in one.rows],
    }  # fmt: skip


def _need(one: Need) -> dict[str, Any]:
    return {"n": one.n, "hits": one.hits, "tail": _share(one.tail)}


def _expected(one: Prospect) -> list[dict[str, Any]]:
    """Of what is uncertain today; and of what was at the opening, where that is known."""
    gone = one.appraisal.information
    return [
        {"day": _day(day), "of_today": _share(share),
         "of_opening": None if gone is None else _share(1 - (1 - gone) * (1 - share))}
        for day, share in one.expected
    ]  # fmt: skip


def _settling(one: Settling) -> dict[str, Any]:
    return {
        "day": _day(one.day), "indicators": list(one.by), "outcome": str(one.outcome), "settled": one.is_settled,
        "only_at_the_last": one.is_last, "last": _day(one.last), "last_indicators": list(one.last_by),
        "futures": one.paths,
    }  # fmt: skip


def _finding(one: Finding) -> dict[str, Any]:
    said = {}
    for language, suffix in LANGUAGES.items():
        with override(language):
            said[f"sentence{suffix}"] = sentence(one)
    return {"fault": str(one.fault), "severity": str(one.severity), **said, "figures": dict(one.figures)}


def _unit(node: Node) -> str:
    return str(node.type.unit) if node.type.unit is not None else ""


def _day(day: int | None) -> str | None:
    return None if day is None else str(date_of(day))


def _share(value: float | None) -> float | None:
    """Rounded: the last digits are of the machine."""
    return None if value is None else round(value, _DIGITS)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

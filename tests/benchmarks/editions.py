"""A scorecard's data for any number of made-up claims, each with a chart, a fan's size of sentences and a criterion."""

from typing import Any

import numpy as np

from claims.charts.sparkline import Fan, sparkline
from claims.ledger import BEGINNING
from claims.models import LedgerEntry
from claims.onrecord.summary import summary
from claims.scoring.verdict import BANDS

_THEMES = 7
_SAID = "It stands at %d percent on the figures known by 2026-07-31; 1.5 percent are needed, and it held at 120 of 240."


def data(count: int) -> dict[str, Any]:
    """As `claims.editions.contents.whole` gives it, published on demand without an edition before it."""
    rng = np.random.default_rng(20261130)
    claims = [_claim(number, rng) for number in range(count)]
    themes = [{"slug": f"t{n}", "name": f"Theme {n}", "name_zh": f"主題{n}"} for n in range(_THEMES)]
    article = {"slug": "a", "title": "標題", "title_en": "Title", "author": "Ann", "publisher": "Daily",
               "published_on": "2025-12-01", "published_note": "", "published_note_zh": "", "sha256": "0" * 64,
               "themes": themes}  # fmt: skip
    judgements = {"judged": 0, "rounds": 0, "alpha": None}
    return {
        "as_of": "2026-08-22", "method": "1", "ledger": dict.fromkeys(LedgerEntry.Kind.values, 0),
        "articles": [article], "summary": {**summary(claims), "judgements": judgements}, "claims": claims,
        "data": [_evidence(number) for number in range(count)], "edition": None,
        "ledger_head": {"number": 0, "hash": BEGINNING}, "inputs": "0" * 64,
        "changes": {"since": "2026-07-22", "compared": False, "claims": []}, "settlements": [], "records": [],
        "publishers": [], "forecasters": [],
        "void": {"settled": 0, "void": 0, "share": None}, "due": {"checkpoints": [], "releases": []},
        "narratives": [], "calibration": None,
        "health": {"counts": dict.fromkeys(("severe", "warning", "note"), 0), "criteria": 0, "claims": 0, "primary": 0,
                   "worst": [], "more": 0},
        "corrections": [], "errors_to": "errors@example.org",
    }  # fmt: skip


def _claim(number: int, rng: np.random.Generator) -> dict[str, Any]:
    p = float(np.round(rng.uniform(0.02, 0.98), 4))
    figures = {
        "band": str(BANDS[int(p * len(BANDS))]), "overlays": [], "outcome": "", "p_hold": p, "p_fail": round(1 - p, 4),
        "p_mixed": 0.0, "p_unknown": 0.0, "base_rate": 0.5, "base": None, "as_far": None, "regime": None,
        "information": 0.6, "bits": float(np.round(np.log2(p / 0.5), 4)), "distance": 1.0, "relation": None,
    }  # fmt: skip
    checkpoints = [{"checkpoint": day, **figures} for day in ("2026-11-30", "2027-05-31")]
    criterion = {
        "key": f"C{number}.p", "role": "primary", "holds_when": "mean(yoy(power) - yoy(prices)) >= 1.5",
        "fails_when": "not (mean(yoy(power) - yoy(prices)) >= 1.5)", "requires_when": None, "relation": None,
        "coverage": 0.8, "meaning": "the mean of power's growth less that of prices is at least 1.5 percentage points",
        "meaning_zh": "電價年增率減物價年增率的平均至少 1.5 個百分點", "note": "A note.", "note_zh": "備註。",
        "thresholds": "as worded", "written_on": "2025-12-01", "checkpoints": checkpoints,
    }  # fmt: skip
    return {
        "slug": f"a-c{number}", "number": f"C{number}", "article": "a", "theme": f"t{number % _THEMES}",
        "kind": "comparison", "nature": "measured", "state": "registered", "version": 1,
        "statement": f"Power outpaces prices by {number} points.",
        "statement_zh": f"電價漲幅超過物價 {number} 個百分點。",
        "reading": "Year-on-year growth, on average.", "reading_zh": "年增率平均值。", "holder": "Ann",
        "opens": "2025-12-01", "checkpoint": "2026-11-30", **figures, "fan": None,
        "reasons": [_SAID % n for n in range(4)],
        "reasons_zh": ["依截至 2026-07-31 的數字，目前為 3%，需要 1.5%。"] * 4,
        "chart": _chart(rng), "forecasters": [], "judgement": None, "links": [], "stand_in": None, "missing": [],
        "hindsight": {"written_on": "2025-12-01", "after_opening": False, "after_looking": []}, "measured_by": "",
        "measured_by_zh": "", "checkpoints": checkpoints, "criteria": [criterion], "children": [], "rubric": [],
    }  # fmt: skip


def _chart(rng: np.random.Generator) -> dict[str, str]:
    days = np.arange(20_000, 20_160)
    fan = Fan(np.arange(20_170, 20_270, 10), np.sort(rng.normal(100, 2, (7, 10)), axis=0))
    svg = sparkline(days, 100 + np.cumsum(rng.normal(0, 1, len(days))), 20_050, 101.5, "", fan)
    return {"svg": svg, "title": "Power from 2024 to 2026.", "title_zh": "電價，2024 至 2026。"}


def _evidence(number: int) -> dict[str, Any]:
    return {"indicator": f"i{number}", "name": f"Indicator {number}", "name_zh": f"指標{number}", "source": "fred",
            "code": f"S{number}", "unit": "index", "licence": "public domain", "redistribute": "yes",
            "checked_against": "x", "newest": "2026-07", "vintages": True, "late": False, "figures": 240}  # fmt: skip

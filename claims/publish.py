"""Publish a scorecard: one self-contained HTML file a language, Markdown, CSV and JSON, from stored assessments."""

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from claims.charts.sparkline import Fan, sparkline
from claims.charts.trace import Trace, trace
from claims.presentation import arranged
from claims.reading import Reading
from claims.scorecard import LANGUAGES, Scorecard
from claims.wording.captions import caption
from evidence.formula.canonical import canonical
from evidence.periods import day_number

_BEFORE_OPENING = 730  # days of history in a sparkline
COLUMNS = (
    "number", "theme", "kind", "nature", "statement", "statement_zh", "reading", "reading_zh", "checkpoint", "band",
    "outcome", "p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information", "bits",
)  # fmt: skip
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")  # the wide ones: as East Asian keyboards give them


def publish(scorecard: Scorecard, folder: Path) -> list[Path]:
    """Write a scorecard and return the files: HTML and Markdown per language, JSON, CSV.

    The same assessments give the same bytes.
    """
    data = scorecard.data
    texts = {"scorecard.json": _json(data), "scorecard.csv": _csv(data["claims"])}
    for language, suffix in LANGUAGES.items():
        name = "scorecard" if language == "en" else "scorecard.zh-Hant"
        with override(language):
            context = arranged(data, suffix, _sparklines(scorecard))
            texts[f"{name}.html"] = render_to_string("claims/scorecard.html", context)
            texts[f"{name}.md"] = render_to_string("claims/scorecard.md", context)
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / name, text) for name, text in texts.items()]


def _write(file: Path, text: str) -> Path:
    """Replace a file in one step, so that nobody reads half of it."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    return unfinished.replace(file)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _csv(claims: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180; and a carriage return in a cell gets quotes
    writer.writerow([*COLUMNS, "overlays", "stand_in", "missing"])
    for claim in claims:
        stand_in = claim["stand_in"]["criterion"] if claim["stand_in"] else ""
        missing = " ".join(f"{one['source']}:{one['code']}" for one in claim["missing"])
        writer.writerow([_cell(claim[name]) for name in COLUMNS] + ["; ".join(claim["overlays"]), stand_in, missing])
    return text.getvalue()


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in _FORMULA_STARTS else value


def _fan(drawn: Trace, facts: Mapping[str, Any] | None) -> Fan | None:
    """The fan of the very series that is drawn."""
    if facts is None or facts["series"] != canonical(drawn.series):
        return None
    days = np.array([day_number(date.fromisoformat(day)) for day in facts["days"]])
    return Fan(days, np.array(facts["quantiles"]))


def _sparklines(scorecard: Scorecard) -> dict[str, SafeString]:
    """A line for each claim that has something to draw, by slug, with its title in the active language."""
    dossier = scorecard.dossier
    lines = {}
    for claim in scorecard.claims:
        row = scorecard.shown(claim)
        reading = scorecard.speaking(claim, row)
        opens = day_number(claim.opens)
        if not isinstance(reading, Reading):
            continue
        drawn = trace(reading.holds.tree, dossier.panels, dossier.catalogue.derived, opens - _BEFORE_OPENING)
        if drawn:
            fan = _fan(drawn, row.facts.get("fan") if row else None)
            title = caption(drawn, fan, scorecard.wording)
            svg = sparkline(drawn.days, drawn.values, opens, drawn.threshold, title, fan)
            lines[claim.slug] = mark_safe(svg)  # noqa: S308 numbers of our own and an escaped title
    return lines

"""Publish a scorecard: one self-contained HTML file a language, Markdown, CSV and JSON, from stored assessments."""

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from claims.charts.sparkline import sparkline
from claims.charts.trace import trace
from claims.scorecard import LANGUAGES, Scorecard
from claims.wording import band_word, percent
from evidence.periods import day_number

_BEFORE_OPENING = 730  # days of history in a sparkline
COLUMNS = (
    "number", "theme", "kind", "nature", "statement", "statement_zh", "reading", "reading_zh", "checkpoint", "band",
    "outcome", "p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information", "bits",
)  # fmt: skip


def publish(scorecard: Scorecard, folder: Path) -> list[Path]:
    """Write a scorecard and return the files: HTML and Markdown per language, JSON, CSV.

    The same assessments give the same bytes.
    """
    data = scorecard.data
    lines = _sparklines(scorecard)
    texts = {"scorecard.json": _json(data), "scorecard.csv": _csv(data["claims"])}
    for language, suffix in LANGUAGES.items():
        name = "scorecard" if language == "en" else "scorecard.zh-Hant"
        with override(language):
            context = _context(data, suffix, lines)
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
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*COLUMNS, "overlays", "stand_in", "missing"])
    for claim in claims:
        stand_in = claim["stand_in"]["criterion"] if claim["stand_in"] else ""
        missing = " ".join(f"{one['source']}:{one['code']}" for one in claim["missing"])
        writer.writerow([_cell(claim[name]) for name in COLUMNS] + ["; ".join(claim["overlays"]), stand_in, missing])
    return text.getvalue()


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def _sparklines(scorecard: Scorecard) -> dict[str, SafeString]:
    """A line for each claim that has something to draw, by slug."""
    dossier = scorecard.dossier
    lines = {}
    for claim in scorecard.claims:
        row = scorecard.shown(claim)
        reading = scorecard.speaking(claim, row)
        opens = day_number(claim.opens)
        drawn = reading and trace(
            reading.holds.tree, dossier.panels, dossier.catalogue.derived, opens - _BEFORE_OPENING
        )
        if drawn:
            svg = sparkline(drawn.days, drawn.values, opens, drawn.threshold, claim.number)
            lines[claim.slug] = mark_safe(svg)  # noqa: S308 numbers of our own and an escaped title
    return lines


def _context(data: Mapping[str, Any], suffix: str, lines: Mapping[str, SafeString]) -> dict[str, Any]:
    """The data in one language, with what templates cannot work out."""
    claims = [_in_language(claim, suffix, lines.get(claim["slug"], "")) for claim in data["claims"]]
    articles = [
        {
            **article,
            "note": article[f"published_note{suffix}"],
            "themes": [
                {
                    "name": theme[f"name{suffix}"],
                    "slug": theme["slug"],
                    "summary": data["summary"]["themes"].get(theme["slug"]),
                    "claims": [
                        one for one in claims if (one["article"], one["theme"]) == (article["slug"], theme["slug"])
                    ],
                }
                for theme in article["themes"]
            ],
        }
        for article in data["articles"]
    ]
    evidence = [{**one, "name": one[f"name{suffix}"]} for one in data["data"]]
    return {**data, "articles": articles, "claims": claims, "data": evidence, "is_chinese": bool(suffix)}


def _in_language(claim: Mapping[str, Any], suffix: str, line: SafeString | str) -> dict[str, Any]:
    other = "" if suffix else "_zh"
    return {
        **claim,
        "statement": claim[f"statement{suffix}"],
        "statement_other": claim[f"statement{other}"],
        "reading": claim[f"reading{suffix}"],
        "reasons": claim[f"reasons{suffix}"],
        "measured_by": claim[f"measured_by{suffix}"],
        "band_word": band_word(claim["band"]),
        "band_class": claim["band"].replace(" ", "-"),
        "overlay_words": [band_word(one) for one in claim["overlays"] if one != claim["band"]],
        "p_word": percent(claim["p_hold"]),
        "base_word": percent(claim["base_rate"]),
        "p_place": _place(claim["p_hold"]),
        "base_place": _place(claim["base_rate"]),
        "sparkline": line,
        "criteria": [_criterion(one, suffix) for one in claim["criteria"]],
        "rubric": [level[f"anchor{suffix}"] for level in claim["rubric"]],
        "missing": [{**one, "name": one[f"name{suffix}"]} for one in claim["missing"]],
    }


def _place(share: float | None) -> str:
    """Where a share lies on the drawn scale from 2 to 102."""
    return f"{2 + 100 * (share or 0):.1f}"


def _criterion(one: Mapping[str, Any], suffix: str) -> dict[str, Any]:
    checkpoints = [
        {**at, "band_word": band_word(at["band"]) if at["band"] else "", "p_word": percent(at["p_hold"]),
         "base_word": percent(at["base_rate"])}
        for at in one["checkpoints"]
    ]  # fmt: skip
    return {**one, "meaning": one[f"meaning{suffix}"], "note": one[f"note{suffix}"], "checkpoints": checkpoints}

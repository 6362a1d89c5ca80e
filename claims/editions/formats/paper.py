"""A scorecard as PDF: what its template is given, in the language that is active."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from claims.editions.render import pdf
from claims.wording.languages import is_chinese
from claims.wording.sections import Section, Table

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "claims" / "scorecard.typ"
_MOST_ROWS = 14  # of a table on the first pages; the appendix has every claim
_STYLE = (  # never plain opacity: it makes a group of its own in the PDF, which costs four times the memory
    "<style>.line{stroke:#1f5fa8;stroke-width:1.3}.band{fill:#1f5fa8;fill-opacity:.16}"
    ".median{stroke:#1f5fa8;stroke-width:.8;stroke-opacity:.7}.dot{fill:#1f5fa8}"
    ".threshold{stroke:#9b1c1c;stroke-width:.9;stroke-dasharray:4 3}"
    ".made{stroke:#56636f;stroke-width:.8;stroke-dasharray:1 2}</style>"
)


def paper(context: Mapping[str, Any]) -> bytes:
    """The PDF of a scorecard that was arranged for templates. Its date of creation is the scorecard's day."""
    moment = datetime.combine(date.fromisoformat(context["as_of"]), time(), UTC)
    return pdf(TEMPLATE, given(context), moment)


def given(context: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the template sets, as plain data: it chooses no words and knows no figures of its own."""
    claims = {"themes": [_theme(article, theme) for article in context["articles"] for theme in article["themes"]]}
    return {
        "language": "zh" if context["is_chinese"] else "en",
        "region": "tw" if context["is_chinese"] else "us",
        "as_of": context["as_of"],
        "title": _("Scorecard as of %(as_of)s") % {"as_of": context["as_of"]},
        "edition": context["edition_word"],
        "correction": context["correction_words"],
        "articles": [_lead(article, is_chinese=context["is_chinese"]) for article in context["articles"]],
        "headline": context["headline"],
        "standings": [_standing(one) for one in context["standings"]],
        "tiles": context["tiles"],
        "sections": [_section(one) for one in context["sections"]],
        "notes": [context["hindsight_words"], *context["explanations"]],
        "imprint": [context["ledger_words"], *context["imprint"]],
        **claims,
        "evidence": [_evidence(one) for one in context["data"]],
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "appendix": _("Appendix: every claim"), "evidence": _("The evidence"), "imprint": _("Imprint"),
        "holds": _("that it holds"), "base": _("base rate"), "holds_when": _("Holds when"),
        "fails_when": _("Fails when"), "requires_when": _("Testable only when"), "indicator": _("Indicator"),
        "code": _("Source and code"), "newest": _("Newest period"), "licence": _("Licence"),
    }  # fmt: skip


def _lead(article: Mapping[str, Any], *, is_chinese: bool) -> list[str]:
    figures = {"author": article["author"], "publisher": article["publisher"], "day": article["published_on"]}
    said = _("The claims of %(author)s (%(publisher)s, %(day)s)") % figures
    titles = [article["title"]] if is_chinese else [article["title"], article["title_en"]]
    title = " — ".join(filter(None, titles))  # nobody may have translated it
    return [f"{said}：{title}" if is_chinese else f"{said}: {title}", article["note"]]


def _standing(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"word": one["word"], "class": one["class"], "n": len(one["claims"])}


def _section(one: Section) -> dict[str, Any]:
    return {"title": one.title, "sentences": one.sentences, "table": _table(one.table) if one.table else None}


def _table(one: Table) -> dict[str, Any]:
    more = len(one.rows) - _MOST_ROWS
    return {"header": one.header, "rows": one.rows[:_MOST_ROWS], "numeric": sorted(one.numeric),
            "more": _("and %(count)s more") % {"count": more} if more > 0 else ""}  # fmt: skip


def _theme(article: Mapping[str, Any], theme: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": theme["name"], "claims": [_claim(one) for one in theme["claims"]]}


def _claim(one: Mapping[str, Any]) -> dict[str, Any]:
    shows = one["p_hold"] is not None and one["band"] != "no evidence"
    chart = one["chart"]["svg"] if one["chart"] else ""
    return {
        "number": one["number"], "statement": one["statement"], "reading": one["reading_words"],
        "badge": one["band_word"], "class": one["band_class"], "marks": one["mark_words"],
        "p": one["p_word"] if shows else "", "base": one["base_word"] if shows else "",
        "p_place": one["p_hold"] if shows else None, "base_place": one["base_rate"] if shows else None,
        "chart": _drawn(chart) if chart else "",
        "said": [one for one in _said(one) if one],
        "criteria": [_criterion(criterion) for criterion in one["criteria"]],
        "rubric": one["rubric"],
    }  # fmt: skip


def _said(one: Mapping[str, Any]) -> list[str]:
    return [*one["reasons"], one["judgement_words"], one["forecasters_words"], *one["link_words"]]


def _criterion(one: Mapping[str, Any]) -> dict[str, Any]:
    relation = one["relation"] or {}
    sides = (("a", "target"), ("c", "target_c")) if relation else ()
    formulas = [f"{side}: {'; '.join(relation[side])} → {relation[target]}" for side, target in sides]
    meaning = f"{one['meaning']}{'。' if is_chinese() else '.'}"
    return {"head": f"{one['key']} · {one['role_word']}", "meaning": meaning, "note": one["note"],
            "holds_when": one["holds_when"] or "", "fails_when": one["fails_when"] or "",
            "requires_when": one["requires_when"] or "", "relation": formulas}  # fmt: skip


def _drawn(svg: str) -> str:
    """A chart that stands alone: with its name space and its colours, without words."""
    opened = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return opened.replace("<title></title>", _STYLE, 1)


def _evidence(one: Mapping[str, Any]) -> list[str]:
    newest = one["newest"] or _("no figures")
    late = f" · {_('late')}" if one["newest"] and one["late"] else ""
    return [one["name"], f"{one['source']} {one['code']}", f"{newest}{late}", one["licence"]]

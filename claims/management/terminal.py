"""A scorecard and the progress of a run, for the terminal, in the language that is active."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from claims.reading import Unreadable
from claims.scoring.favour import Favour
from claims.scoring.jointly import Tail
from claims.scoring.verdict import Band
from claims.wording.languages import is_chinese
from claims.wording.phrases import hindsight
from claims.wording.sentences import band_word, percent
from evidence.refresh import Outcome
from evidence.told import told

_STYLES = {
    Band.ON_TRACK: "green", Band.LEANING_TO_HOLD: "green", Band.LEANING_TO_FAIL: "yellow", Band.OFF_TRACK: "red",
    Favour.A: "green", Favour.C: "red", "held": "green", "failed": "red",
}  # fmt: skip
_MOST_ERRORS = 5


def show_scorecard(console: Console, data: Mapping[str, Any]) -> None:
    """All claims as a table, nearest checkpoint first, with the summary below. Made for 80 columns."""
    console.print(f"\n[bold]{_('Scorecard as of %(day)s') % {'day': data['as_of']}}[/]")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column("", width=3)
    table.add_column(_("Claim"), ratio=1, overflow="fold")
    table.add_column(_("Standing"), width=16, overflow="fold")
    for name in ("p", _("Base"), _("Info")):
        table.add_column(name, justify="right", no_wrap=True, min_width=4)
    ordered = sorted(data["claims"], key=lambda claim: (claim["checkpoint"], claim["number"]))
    for checkpoint, claims in groupby(ordered, key=lambda claim: claim["checkpoint"]):
        table.add_row("", f"[dim]{_('to %(day)s') % {'day': checkpoint}}[/]")
        for claim in claims:
            table.add_row(f"[bold]{claim['number']}[/]", _claim(claim), _standing(claim), *_figures(claim))
        table.add_section()
    console.print(table)
    for sentence in _summary(data["summary"]):
        console.print(sentence)


def _summary(summary: Mapping[str, Any]) -> list[str]:
    measured, expected = summary["measured"], summary["measured"]["expected"]
    figures = {
        "scored": measured["scored"], "claims": measured["claims"], "stand_ins": measured["stand_ins"],
        "compared": expected["compared"], "base": f"{expected['by_base_rates']:.1f}",
        "now": f"{expected['by_probabilities']:.1f}", "checks": summary["fact_checks"]["claims"],
        "judged": summary["judged"], "relations": measured["relations"],
    }  # fmt: skip
    return [
        _("%(scored)s of %(claims)s measured claims have a verdict (%(stand_ins)s by a stand-in, marked *).") % figures,
        _("Of %(compared)s with a base rate %(now)s are expected to hold by what is known today, %(base)s by base "
          "rates.") % figures,
        _("%(relations)s of these verdicts are of relations, which have no probability.") % figures,
        _("%(checks)s fact checks and %(judged)s judged claims stand apart.") % figures,
        hindsight(summary["hindsight"]),
    ]  # fmt: skip


def _claim(claim: Mapping[str, Any]) -> str:
    why = ""
    if claim["band"] == "no evidence" and claim["missing"]:
        codes = ", ".join(one["code"] for one in claim["missing"])
        why = f" [dim]{escape(_('lacks %(series)s') % {'series': codes})}[/]"
    statement = claim["statement_zh"] if is_chinese() else claim["statement"]
    return f"{escape(statement)}{why}"


def _standing(claim: Mapping[str, Any]) -> str:
    style = _STYLES.get(claim["band"], "default")
    mark = "*" if claim["stand_in"] else ""
    more = "".join(f"\n[dim]{band_word(one)}[/]" for one in claim["overlays"] if one != claim["band"])
    return f"[{style}]{band_word(claim['band'])}[/]{mark}{more}"


def _figures(claim: Mapping[str, Any]) -> list[str]:
    if claim["p_hold"] is None or claim["band"] == "no evidence":
        return ["–", "–", "–"]
    return [percent(claim[name]) for name in ("p_hold", "base_rate", "information")]


def tail_basis(tail: Tail) -> str:
    """What a tail from past dates rests on."""
    figures = {"dates": tail.dates, "complete": tail.complete, "effective": f"{tail.effective:.1f}",
               "filled": percent(tail.filled)}  # fmt: skip
    return _("In the past: %(dates)s dates, %(complete)s with every answer, worth %(effective)s that do not overlap; "
             "%(filled)s of the answers stand at their base rate.") % figures  # fmt: skip


def show_unreadable(console: Console, claims: Iterable[Unreadable]) -> None:
    """Claims that were left out of an assessment, with what is wrong with them."""
    for one in claims:
        figures = {"claim": one.claim.slug, "error": told(one.error)}
        said = _("%(claim)s is not assessed, for it cannot be read: %(error)s") % figures
        console.print(f"[yellow]{escape(said)}[/]", soft_wrap=True, highlight=False)


def show_refresh(console: Console, outcomes: Iterable[Outcome]) -> None:
    """What each source brought, and what went wrong, by name."""
    for one in outcomes:
        figures = {"source": one.source, "brought": one.brought, "asked": one.asked, "changed": f"{one.changed:,}"}
        said = _("%(source)s: %(brought)s of %(asked)s series, %(changed)s observations new or changed") % figures
        console.print(f"  {escape(said)}", highlight=False)
        if one.unreachable:
            console.print(f"    [yellow]{escape(one.unreachable)}[/]", highlight=False)
        for code, why in list(one.errors.items())[:_MOST_ERRORS]:
            console.print(f"    [yellow]{escape(f'{code} {why}')}[/]", highlight=False)
        if len(one.errors) > _MOST_ERRORS:
            others = list(one.errors)[_MOST_ERRORS:]
            said = _("and %(count)s more") % {"count": len(others)} + f": {', '.join(others)}"
            console.print(f"    [yellow]{escape(said)}[/]", highlight=False)


def show_files(console: Console, files: Sequence[Path]) -> None:
    """Where a scorecard was written."""
    for file in files:
        console.print(str(file), soft_wrap=True, highlight=False, markup=False)

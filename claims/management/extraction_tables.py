"""Candidates of a text, and how well extraction does on labelled ones, for the terminal in the active language."""

from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np
from django.utils.translation import gettext as _
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from claims.extraction.candidate import Candidate
from claims.extraction.evaluation.complete import Count
from claims.extraction.evaluation.metrics import interval
from claims.extraction.evaluation.report import HITS, METHODS, RECALL, Result, Scores
from claims.texts.plaintext import printable


def show_candidate(console: Console, one: Candidate, *, explain: bool) -> None:
    """One candidate in two lines; with `explain` what speaks for and against it below."""
    best = one.best
    facts = [
        best.kind.value, *best.concepts, best.direction, _("negated") if best.negated else "",
        _("until %(day)s") % {"day": best.horizon.closes} if best.horizon else "",
        _("held by %(name)s") % {"name": best.holder} if best.holder else "",
        _("%(count)d places") % {"count": len(one.spans)} if len(one.spans) > 1 else "",
    ]  # fmt: skip
    console.print(f"{best.score:.2f} {escape(printable(best.text))}", soft_wrap=True)
    console.print(f"     [dim]{escape(printable(' · '.join(fact for fact in facts if fact)))}[/]", soft_wrap=True)
    for reason in best.reasons if explain else ():
        said = f"{reason.weight:+.1f} {reason.feature} {' '.join(reason.words)}"
        console.print(f"       [dim]{escape(printable(said))}[/]", soft_wrap=True)


def show_counts(console: Console, counts: Sequence[Count], lacking: Sequence[str]) -> None:
    """What labels hold and lack, article by article."""
    table = _table(_("article"), _("units"), _("claims"), _("kinds"), _("dated"), _("measured"))
    for one in counts:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(one.kinds.items()))
        row = (len(one.article.units), one.claims, kinds, one.dated, one.measured)
        table.add_row(one.article.name, *map(str, row))
    console.print(table)
    for one in counts:
        if one.unknown:
            names = {"article": one.article.name, "names": ", ".join(one.unknown)}
            console.print(_("%(article)s: concepts of other names, counted as missed: %(names)s") % names)
        for said in one.lacking:
            console.print(f"{one.article.name}: {escape(said)}", style="yellow")
    for said in lacking:
        console.print(escape(said), style="yellow")


def show_results(console: Console, title: str, results: Sequence[Result]) -> None:
    """Every article, every method's mean with its interval, and each bar beside what was measured."""
    console.print(f"[bold]{escape(title)}[/]")
    precision = _table(_("average precision"), *METHODS)
    reading = _table(
        _("article"), _("units"), _("claims"), _("true neg."), "F1", _("margin"), _("recall"), _("concepts"),
        _("kind"), _("horizon"), f"hit@{HITS}",
    )  # fmt: skip
    for one in results:
        best = one.scores["blended"]
        precision.add_row(one.article.name, *(f"{one.scores[name].average_precision:.2f}" for name in METHODS))
        figures = (best.true_negatives, best.f1, best.margin, best.recall, one.linking, one.kinds, one.horizons,
                   one.hits)  # fmt: skip
        reading.add_row(one.article.name, str(len(one.article.units)), str(one.claims), *map(_figure, figures))
    for table in (precision, reading, _means(results), _bars(results)):
        console.print(table)
    console.print(_("Intervals hold 90 in 100 means of as many articles, drawn with replacement."))


def _means(results: Sequence[Result]) -> Table:
    table = _table(_("mean over articles"), *(_SCORES[field.name]() for field in fields(Scores)))
    for name in METHODS:
        columns = ([getattr(one.scores[name], field.name) for one in results] for field in fields(Scores))
        table.add_row(name, *map(_mean, columns))
    return table


_SCORES: dict[str, Callable[[], str]] = {
    "average_precision": lambda: _("av. precision"),
    "true_negatives": lambda: _("true negatives at recall %(recall)s") % {"recall": RECALL},
    "f1": lambda: "F1",
    "margin": lambda: _("margin over all"),
    "recall": lambda: _("recall"),
}


def _bars(results: Sequence[Result]) -> Table:
    best = [one.scores["blended"] for one in results]
    rows = (
        (_("average precision, mean"), 0.90, np.nanmean, [one.average_precision for one in best]),
        (_("true negatives at recall %(recall)s, worst article") % {"recall": RECALL}, 0.60, np.nanmin,
         [one.true_negatives for one in best]),
        (_("recall, worst article"), RECALL, np.nanmin, [one.recall for one in best]),
        (_("F1 above all sentences, worst article"), 0.05, np.nanmin, [one.margin for one in best]),
        (_("concepts F1, mean"), 0.82, np.nanmean, [one.linking for one in results]),
        (_("concepts F1, worst article"), 0.75, np.nanmin, [one.linking for one in results]),
        (_("kind, mean"), 0.60, np.nanmean, [one.kinds for one in results]),
        (_("explicit horizon, mean"), 0.90, np.nanmean, [one.horizons for one in results]),
        (_("others left without a horizon, mean"), None, np.nanmean, [one.undated for one in results]),
        (_("indicator among the first %(count)d suggested, mean") % {"count": HITS}, 0.70, np.nanmean,
         [one.hits for one in results]),
        (_("units read alike in both scripts, worst article"), 1.0, np.nanmin, [one.scripts for one in results]),
    )  # fmt: skip
    table = _table(_("bar"), _("at least"), _("measured"), "")
    for name, bar, of, values in rows:
        if np.isnan(values).all():
            continue  # nothing of the kind was labelled
        got = float(of(values))
        verdict = "" if bar is None else _("met") if got >= bar else _("missed")
        table.add_row(name, "" if bar is None else f"{bar:.2f}", f"{got:.3f}", verdict)
    return table


def _table(*columns: str) -> Table:
    table = Table(*columns, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.columns[0].no_wrap = True
    return table


def _figure(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}"


def _mean(values: Sequence[float]) -> str:
    low, high = interval(values)
    spread = "" if np.isnan(low) else f" ({low:.2f}-{high:.2f})"  # one article has none
    return f"{np.nanmean(values):.3f}{spread}"

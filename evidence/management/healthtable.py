"""Findings about the evidence, for the terminal."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evidence.findings import Finding, Severity

_SLUG_WIDTH = 24  # most slugs, in one piece
_MOST_NAMED = 8
_COLOURS = {Severity.SEVERE: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def show_findings(console: Console, found: Sequence[Finding]) -> None:
    """A row for each kind of finding with equal words, gravest first: which indicators, what was expected, what came,
    what to do; and how many there are."""
    if found:
        table = Table(title=_("Health of the evidence"), title_justify="left", pad_edge=False, show_lines=True)
        table.add_column(_("Indicator"), overflow="fold", min_width=_SLUG_WIDTH)
        for heading in (_("Finding"), _("Expected"), _("Got"), _("To do")):
            table.add_column(heading)
        for same in grouped(found):
            one = same[0]
            table.add_row(named(same), marked(one), escape(one.expected), escape(one.got), escape(one.todo))
        console.print(table)
    counts = Counter(one.severity for one in found)
    console.print("  ".join(f"{severity.label}: {counts[severity]}" for severity in Severity))
    if found:
        console.print(_("Of one indicator alone: claimbase evidence health SLUG"))


def grouped(found: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that differ by nothing but their indicator together, gravest first."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.severity, one.kind, one.expected, one.got, one.todo), []).append(one)
    order = list(Severity)
    return sorted(groups.values(), key=lambda same: order.index(same[0].severity))


def named(same: Sequence[Finding]) -> str:
    """Their indicators, the first few by name."""
    slugs = [escape(one.slug) for one in same]
    more = len(slugs) - _MOST_NAMED
    if more > 0:
        slugs = [*slugs[:_MOST_NAMED], _("and %(count)s more") % {"count": more}]
    return "\n".join(slugs)


def marked(finding: Finding) -> str:
    """Kind and severity, coloured."""
    colour = _COLOURS[finding.severity]
    return f"[{colour}]{finding.kind.label}[/]\n[{colour}]({finding.severity.label})[/]"

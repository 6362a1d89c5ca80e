"""Findings about the evidence, for the terminal."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evidence.findings import Finding, Severity

_COLOURS = {Severity.SEVERE: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def show_findings(console: Console, found: Sequence[Finding]) -> None:
    """A row for each finding: what it is about, what was expected, what came, what to do; and how many there are."""
    if found:
        table = Table(title=_("Health of the evidence"), title_justify="left", pad_edge=False, show_lines=True)
        table.add_column(_("Indicator"), overflow="fold")
        for heading in (_("Finding"), _("Expected"), _("Got"), _("To do")):
            table.add_column(heading)
        for one in found:
            table.add_row(escape(one.slug), marked(one), escape(one.expected), escape(one.got), escape(one.todo))
        console.print(table)
    counts = Counter(one.severity for one in found)
    console.print("  ".join(f"{severity.label}: {counts[severity]}" for severity in Severity))


def marked(finding: Finding) -> str:
    """Kind and severity, coloured."""
    colour = _COLOURS[finding.severity]
    return f"[{colour}]{finding.kind.label}[/]\n[{colour}]({finding.severity.label})[/]"

"""A scorecard and the progress of a run, for the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from claims.scoring.verdict import Band
from claims.wording import band_word, percent
from evidence.refresh import Outcome

_STYLES = {
    Band.ON_TRACK: "green", Band.LEANING_TO_HOLD: "green", Band.LEANING_TO_FAIL: "yellow", Band.OFF_TRACK: "red",
    "held": "green", "failed": "red",
}  # fmt: skip


def show_scorecard(console: Console, data: Mapping[str, Any]) -> None:
    """All claims as a table, with the summary below."""
    table = Table(title=f"Scorecard as of {data['as_of']}", title_justify="left", pad_edge=False)
    for name, justify in (("Claim", "left"), ("Standing", "left"), ("p", "right"), ("Base", "right"), ("Info", "right"),
                          ("Checkpoint", "left")):  # fmt: skip
        table.add_column(name, justify=justify, no_wrap=name != "Claim", overflow="fold")  # type: ignore[arg-type]
    for claim in data["claims"]:
        silent = claim["p_hold"] is None or claim["band"] == "no evidence"
        figures = (
            ["–", "–", "–"] if silent else [percent(claim[name]) for name in ("p_hold", "base_rate", "information")]
        )
        table.add_row(_claim(claim), _standing(claim), *figures, claim["checkpoint"])
    console.print(table)
    measured = data["summary"]["measured"]
    expected = measured["expected"]
    console.print(
        f"{measured['scored']} of {measured['claims']} measured claims have a verdict ({measured['stand_ins']} by a "
        f"stand-in, marked *). Of {expected['compared']} with a base rate {expected['by_base_rates']:g} would hold by "
        f"base rates, {expected['by_probabilities']:g} by what is known today. "
        f"{data['summary']['fact_checks']['claims']} fact checks and {data['summary']['judged']} judged claims apart."
    )
    console.print("Criteria were written after their window had opened: every verdict carries the hindsight mark.")


def _claim(claim: Mapping[str, Any]) -> str:
    why = ""
    if claim["band"] == "no evidence" and claim["missing"]:
        why = f" [dim]lacks {', '.join(one['code'] for one in claim['missing'])}[/]"
    return f"[bold]{claim['number']}[/] {claim['statement']}{why}"


def _standing(claim: Mapping[str, Any]) -> str:
    style = _STYLES.get(claim["band"], "default")
    mark = "*" if claim["stand_in"] else ""
    more = "".join(f" ({band_word(one)})" for one in claim["overlays"] if one != claim["band"])
    return f"[{style}]{band_word(claim['band'])}[/]{mark}{more}"


def show_refresh(console: Console, outcomes: Iterable[Outcome]) -> None:
    """What each source brought, and what went wrong, by name."""
    for one in outcomes:
        console.print(
            f"  {one.source}: {one.brought} of {one.asked} series, {one.changed:,} observations new or changed"
        )
        if one.unreachable:
            console.print(f"    [yellow]{one.unreachable}[/]")
        for code, why in list(one.errors.items())[:_MOST_ERRORS]:
            console.print(f"    [yellow]{code} {why}[/]", highlight=False)
        if len(one.errors) > _MOST_ERRORS:
            console.print(f"    [yellow]and {len(one.errors) - _MOST_ERRORS} more[/]")


_MOST_ERRORS = 5


def show_files(console: Console, files: Sequence[Path]) -> None:
    """Where a scorecard was written."""
    for file in files:
        console.print(str(file), soft_wrap=True, highlight=False)

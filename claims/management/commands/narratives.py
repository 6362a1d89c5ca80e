"""`claimbase narratives`: the odds of an article's claims together, by theme, and how many must hold to beat luck."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console
from rich.markup import escape

from claims.management.terminal import tail_basis
from claims.narratives import Narrative, narratives
from claims.scoring.jointly import Tail
from claims.scoring.power import LEVEL, Need
from claims.wording.languages import LANGUAGES, is_chinese
from claims.wording.sentences import percent
from evidence.management.arguments import a_day


class Command(BaseCommand):
    help = "Joint odds of claims by theme, from shared paths, beside what such claims bring by themselves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["as_of"] or datetime.now(UTC).date()
        console = Console(highlight=False)
        with override(options["language"]):
            if found := narratives(day):
                _show(console, found, day)
            else:
                console.print(_("No claim had been made by %(day)s, so there is nothing to take together. "
                                "`claimbase propose --help` tells how claims come in.") % {"day": day},
                              soft_wrap=True)  # fmt: skip


def _show(console: Console, found: list[Narrative], day: date) -> None:
    console.print(f"[bold]{_('Claims together, as of %(day)s') % {'day': day}}[/]")
    for one in found:
        name = one.article.title if one.theme is None else one.theme.name_zh if is_chinese() else one.theme.name
        console.print(f"\n[bold]{escape(name)}[/]", soft_wrap=True)
        for sentence in _sentences(one):
            console.print(f"  {sentence}", soft_wrap=True)
    console.print()
    for sentence in _notes(found):
        console.print(sentence, soft_wrap=True)


def _sentences(one: Narrative) -> list[str]:
    counts = {"claims": one.claims, "answered": one.answered, "stand_ins": one.stand_ins}
    said = [_("%(claims)s claims, %(answered)s with evidence (%(stand_ins)s by a stand-in)") % counts]
    if one.odds is None or one.power is None:
        return said
    odds = {"expected": f"{one.odds.expected:.1f}", "base": f"{one.odds.by_base_rates:.1f}",
            "all": percent(one.odds.all_hold), "past": _past(one.past)}  # fmt: skip
    need = {"jointly": _jointly(one), "independent": _need(one.power.if_independent)}
    return [
        *said,
        _("expected to hold: %(expected)s, by base rates %(base)s; all of them: %(all)s, in the past %(past)s") % odds,
        _("needed to be told from luck: %(jointly)s; if independent: %(independent)s") % need,
    ]


def _past(tail: Tail | None) -> str:
    return "–" if tail is None else percent(float(tail.values[-1]))


def _jointly(one: Narrative) -> str:
    """Where all of history is worth too few dates, no record whatever could tell."""
    if one.past is None or one.power is None or one.power.jointly is None or one.past.least > LEVEL:
        return _("history is too short to tell")
    return _need(one.power.jointly)


def _need(need: Need) -> str:
    if need.hits is None:
        return _("more than %(n)s") % {"n": need.n}
    return _("%(hits)s of %(n)s") % {"hits": need.hits, "n": need.n}


def _notes(found: list[Narrative]) -> list[str]:
    lines = [
        _("All claims are asked on the same futures, at each one's next checkpoint; nothing is a product "
          "of probabilities."),
        _("Needed is the fewest whose tail is at most 5%, all claims moved through the past together. A stand-in never "
          "settles a claim."),
    ]  # fmt: skip
    if (whole := found[-1].past) is not None:
        lines.append(tail_basis(whole))
    return lines

"""`claimbase settle [CLAIM ..] [--as-of DAY]`: settle what has fallen due; and what people do about settlements.

`claimbase settle CLAIM --checkpoint DAY --void CODE|--confirm|--reopen --by NAME --reason TEXT` is a person's act.
"""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape

from claims.management.acting import done, find_claim, request
from claims.management.speaking import SpeakingCommand
from claims.management.terminal import show_unreadable
from claims.models import Settlement, SettlementReview
from claims.scoring.settlement import Reason
from claims.verbs import clock
from claims.verbs.review import confirm, declare_void, reopen
from claims.verbs.settle import Waiting, settle
from evidence.management.arguments import a_day


class Command(SpeakingCommand):
    help = "Settle the claims whose checkpoint has passed, each once. Or void, confirm or reopen a settlement."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("claims", nargs="*", metavar="CLAIM", help="only these, by slug or number (default: all)")
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")
        parser.add_argument("--again", action="store_true", help="also what was reopened, on the same figures")
        parser.add_argument("--checkpoint", type=a_day, metavar="DAY", help="of a person's act")
        acts = parser.add_mutually_exclusive_group()
        acts.add_argument("--void", choices=list(Reason), metavar="CODE", help=", ".join(Reason))
        acts.add_argument("--confirm", action="store_true", help="let one stand that waits for it")
        acts.add_argument("--reopen", action="store_true", help="let one stand no longer; it stays visible")
        parser.add_argument("--by", metavar="NAME", help="who does it")
        parser.add_argument("--reason", metavar="TEXT", help="why; it is public")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["void"] or options["confirm"] or options["reopen"]:
            self._act(options)
        else:
            _settle(options)

    def _act(self, options: dict[str, Any]) -> None:
        if len(options["claims"]) != 1 or not all(options[name] for name in ("checkpoint", "by", "reason")):
            raise CommandError(_("expected one CLAIM with --checkpoint, --by and --reason"))
        asked = {"claim": find_claim(options["claims"][0]), "checkpoint": options["checkpoint"]}
        for line in done(lambda: _acted(options, asked)):
            self.stdout.write(line)


def _acted(options: dict[str, Any], asked: dict[str, Any]) -> list[str]:
    asked["request"] = done(lambda: request(options))
    if options["void"]:
        return [_said(declare_void(code=options["void"], **asked))]
    act: Callable[..., list[SettlementReview]] = confirm if options["confirm"] else reopen
    return [str(one) for one in act(**asked)]


def _settle(options: dict[str, Any]) -> None:
    now = done(clock.now)
    claims = [find_claim(name) for name in options["claims"]] or None
    made = done(lambda: settle(options["as_of"] or now.date(), now, claims, again=options["again"]))
    console = Console(highlight=False)
    for line in [*map(_said, made.settled), *map(_waits, made.waiting)]:
        console.print(escape(line), soft_wrap=True)
    show_unreadable(console, made.unreadable)
    figures = {"settled": len(made.settled), "waiting": len(made.waiting)}
    console.print(_("%(settled)d settled, %(waiting)d pending") % figures)


def _said(row: Settlement) -> str:
    figures = {"settlement": row, "entry": row.entry_id, "reason": row.get_reason_display(), "known": row.known_on}
    said = _("%(settlement)s (%(reason)s)") if row.reason else _("%(settlement)s, on what was known on %(known)s")
    waits = _("; it waits for somebody else to confirm it") if row.needs_review else ""
    return said % figures + _("; entry %(entry)s of the ledger") % figures + waits


def _waits(one: Waiting) -> str:
    figures = {"claim": one.claim.number, "day": one.checkpoint, "series": ", ".join(one.unpublished) or "–",
               "unread": ", ".join(one.unread)}  # fmt: skip
    said = _("%(claim)s %(day)s: pending; waited for: %(series)s") % figures
    return said + (_("; never read here: %(unread)s") % figures if one.unread else "")

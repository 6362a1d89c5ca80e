"""`claimbase forecast CLAIM CHECKPOINT P --by NAME --reason TEXT`: an analyst's probability; without P: those given."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from claims.management.acting import done, find_claim
from claims.management.speaking import SpeakingCommand
from claims.models import Forecast
from claims.verbs import clock
from claims.verbs.forecast import ForecastError, forecast
from evidence.management.arguments import a_day


class Command(SpeakingCommand):
    help = "Record the probability that a claim holds at a checkpoint, or list those given. Nothing is ever edited."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("claim", metavar="CLAIM", help="the claim's slug, or its number")
        parser.add_argument("checkpoint", nargs="?", type=a_day, metavar="CHECKPOINT", help="to list: only of this one")
        parser.add_argument("p", nargs="?", type=float, metavar="P", help="between 0 and 1")
        parser.add_argument("--by", default="", metavar="NAME", help="who gives it")
        parser.add_argument("--reason", default="", metavar="TEXT")

    def handle(self, *args: Any, **options: Any) -> None:
        claim = find_claim(options["claim"])
        if options["p"] is not None:
            told = {name: options[name] for name in ("checkpoint", "p", "by", "reason")}
            try:
                forecast(claim=claim, now=done(clock.now), **told)
            except ForecastError as error:
                raise CommandError(str(error)) from None
        elif options["by"] or options["reason"]:
            raise CommandError(_("expected CHECKPOINT and P beside --by and --reason, got no P: nothing is recorded"))
        author = claim.author_says
        if author is not None:
            words = {"stated": claim.stated, "p": f"{author.p:g}"}
            said = _("the author as stated (%(stated)s): %(p)s") if author.is_scored else _(
                "the author as stated (%(stated)s): %(p)s, which is not scored")  # fmt: skip
            self.stdout.write(said % words)
        given = Forecast.objects.filter(claim=claim)
        if options["checkpoint"]:
            given = given.filter(checkpoint=options["checkpoint"])
        if not given:
            self.stdout.write(_("no analyst has given a probability"))
        for one in given:
            figures = {"at": f"{one.made_at:%Y-%m-%d %H:%M}", "by": one.by, "p": f"{one.p:g}", "to": one.checkpoint}
            self.stdout.write(_("%(at)s  %(by)s: %(p)s that it holds by %(to)s") % figures + f"  {one.reason}")

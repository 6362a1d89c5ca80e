"""`claimbase rate CLAIM CHECKPOINT --p P --level N --source ADDRESS ARCHIVED FAMILY …`: rate a judged claim."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from claims.management.acting import add_who, done, find_claim, request
from claims.management.speaking import SpeakingCommand
from claims.models import Rating
from claims.verbs.rate import Opinion, rate
from evidence.management.arguments import a_day


class Command(SpeakingCommand):
    help = "Rate a judged claim, blind to the other rater; with --adjudicate as the third, who may accept their figure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("claim", metavar="CLAIM", help="the claim's slug, or its number")
        parser.add_argument("checkpoint", type=a_day, metavar="CHECKPOINT")
        parser.add_argument("--p", type=float, metavar="P", help="probability that it holds, .02 to .98")
        parser.add_argument("--level", type=int, metavar="N", help="level of the rubric, 1 refuted to 5 borne out")
        parser.add_argument(
            "--source", nargs=3, action="append", default=[], metavar=("ADDRESS", "ARCHIVED", "FAMILY"),
            help="a document, its archived copy, and the family of its source; at least two",
        )  # fmt: skip
        parser.add_argument("--adjudicate", action="store_true", help="as the adjudicator")
        add_who(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [dict(zip(("address", "archived", "family"), one, strict=True)) for one in options["source"]]
        role = Rating.Role.ADJUDICATOR if options["adjudicate"] else Rating.Role.RATER
        opinion = Opinion(options["p"], options["level"], sources)
        made = done(lambda: rate(claim=find_claim(options["claim"]), checkpoint=options["checkpoint"], role=role,
                                 opinion=opinion, request=request(options)))  # fmt: skip
        self.stdout.write(_("%(rating)s: recorded") % {"rating": made})

"""`claimbase judged`: how far the judged claims are, what was made of them, and whether raters agree beyond chance."""

from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.models import Rating
from claims.opinions import agreement
from claims.scoring import judging
from claims.wording.languages import LANGUAGES
from claims.wording.sentences import percent


class Command(BaseCommand):
    help = "List judgements: what waits for whom, pooled probabilities with their spread, and agreement beyond chance."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            rows = Rating.objects.select_related("claim").order_by("claim", "checkpoint", "round", "at", "pk")
            for (number, checkpoint, turn), ratings in groupby(
                rows, key=lambda one: (one.claim.number, one.checkpoint, one.round)
            ):
                figures = {"claim": number, "to": checkpoint, "round": turn}
                said = _("%(claim)s to %(to)s, round %(round)s (judged): ") % figures
                self.stdout.write(said + _said([one.judged for one in ratings]))
            alpha = agreement().alpha
            said = "-" if alpha is None else f"{alpha:.2f}"
            self.stdout.write(
                _("agreement of raters beyond chance (Krippendorff's alpha): %(alpha)s") % {"alpha": said}
            )


def _said(ratings: list[judging.Rating]) -> str:
    """A figure only once it is judged: until then it would lead those who have still to rate."""
    found = judging.judgement(ratings)
    if found is None:
        waits = judging.stage(ratings) is judging.Stage.RATERS
        return _("waits for a rater") if waits else _("waits for the adjudicator")
    figures = {"p": percent(found.p), "spread": percent(found.spread), "count": found.ratings}
    return _("%(p)s that it holds, pooled from %(count)s ratings with a spread of %(spread)s") % figures

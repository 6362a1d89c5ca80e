"""Checkpoints that come: all of an article's claims that are asked on one day are one event."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from claims.models import Claim, Event
from claims.notices.happened import Happened

LEADS = (30, 7)  # days before a checkpoint


def coming(as_of: date) -> Iterator[Happened]:
    """The checkpoints of the next 30 days: one event from 30 days before, another from 7.

    After an outage the nearer one alone is told.
    """
    claims = Claim.objects.exclude(state__in=Claim.ENDED).filter(article__published_on__lte=as_of)
    asked: dict[tuple[int, date], list[int]] = defaultdict(list)
    for key, article, days in claims.values_list("pk", "article", "checkpoints"):
        for day in days:
            if as_of <= day <= as_of + timedelta(days=max(LEADS)):
                asked[article, day].append(key)
    for (article, day), keys in sorted(asked.items()):
        lead = min(lead for lead in LEADS if lead >= (day - as_of).days)
        facts = {"checkpoint": str(day), "lead": lead}
        yield Happened(Event.Kind.CHECKPOINT, f"checkpoint:{article}:{day}:{lead}", as_of, tuple(sorted(keys)), facts)

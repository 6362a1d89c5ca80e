"""What is said of a claim that shows a checkpoint which has passed, in the language that is active."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from claims.models import Assessment, Claim, Settlement
from claims.reading import AnyReading, RelationReading
from claims.scoring.settlement import GRACE, Outcome
from claims.wording.sentences import Wording
from claims.wording.settlement import outcome_word


def passed(claim: Claim, day: date, as_of: date, settled: Mapping[tuple[int, date], Settlement]) -> list[str]:
    """Whether it is settled for the checkpoint that it shows, and until when it may wait; nothing before that is over.

    `settled` are those that stand. A claim that is not registered is never settled.
    """
    if day >= as_of or claim.state != Claim.State.REGISTERED:
        return []
    row = settled.get((claim.pk, day))
    if row is not None:
        return [_("For its checkpoint %(day)s it is settled: %(outcome)s.")
                % {"day": day, "outcome": outcome_word(Outcome(row.outcome))}]  # fmt: skip
    figures = {"day": day, "last": day + timedelta(days=GRACE)}
    if claim.nature == Claim.Nature.JUDGED:
        return [_("Its checkpoint %(day)s has passed and it is not settled: its raters are to judge it by %(last)s, "
                  "or it is void.") % figures]  # fmt: skip
    return [_("Its checkpoint %(day)s has passed and it is not settled: that is done once all figures up to then are "
              "published, and it is void if they are not by %(last)s.") % figures]  # fmt: skip


def afterwards(wording: Wording, row: Assessment, reading: AnyReading | None) -> list[str]:
    """What there is to say of a claim that is settled: no odds are left, and today's figures settled nothing."""
    if isinstance(reading, RelationReading):
        return []
    stands = wording.standing(row, reading)
    since = [_("As the figures stand today, revised or not since it was settled:"), *stands] if stands else []
    return [*since, *(wording.base_rates(row) if row.base_rate is not None else [])]

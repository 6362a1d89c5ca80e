"""What is said of a claim that shows a checkpoint which has passed, in the language that is active."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Assessment, Claim
from claims.reading import AnyReading, RelationReading
from claims.scoring.settlement import GRACE, Outcome, Settlement
from claims.settled import State, Stood
from claims.wording.languages import is_chinese
from claims.wording.sentences import Wording
from claims.wording.settlement import outcome_word, reason_word
from claims.wording.signs import enumerated
from evidence.models import Indicator
from evidence.periods import date_of


def passed(claim: Claim, one: Stood | None, indicators: Mapping[str, Indicator]) -> list[str]:
    """Whether it is settled for the checkpoint that it shows, and until when it may wait; nothing before that is over.

    `one` is how it stands there, None while it is not over. A claim that is not registered is never settled.
    """
    if one is None or claim.state != Claim.State.REGISTERED:
        return []
    made = one.settlement
    figures = {"day": one.checkpoint, "last": one.checkpoint + timedelta(days=GRACE), "outcome": _outcome(made),
               "series": _names(made.unread, indicators)}  # fmt: skip
    if one.state is State.SETTLED:
        return [_("For its checkpoint %(day)s it is settled: %(outcome)s.") % figures]
    if one.state is State.PROPOSED:
        return [_("Its checkpoint %(day)s has passed and it is not settled: what was worked out waits for somebody to "
                  "confirm it.") % figures]  # fmt: skip
    return [_computed(made, figures) if made.outcome is not Outcome.PENDING else _waits(claim, made, figures)]


def _computed(made: Settlement, figures: Mapping[str, Any]) -> str:
    """Of what only computes, as the demonstration does: it is entered where the product runs, or by the command."""
    if made.on is None:
        return _("Its checkpoint %(day)s has passed and it is not settled: by the figures it is %(outcome)s. That "
                 "stands once it is entered in the ledger (`settle`).") % figures  # fmt: skip
    figures = {**figures, "on": date_of(made.on)}
    return _("Its checkpoint %(day)s has passed and it is not settled: by the figures of %(on)s it is %(outcome)s. "
             "That stands once it is entered in the ledger (`settle`).") % figures  # fmt: skip


def _waits(claim: Claim, made: Settlement, figures: Mapping[str, Any]) -> str:
    if claim.nature == Claim.Nature.JUDGED:
        return _("Its checkpoint %(day)s has passed and it is not settled: its raters are to judge it by %(last)s, "
                 "or it is void.") % figures  # fmt: skip
    if made.unread:
        return _("Its checkpoint %(day)s has passed and it is not settled: no figure of these has been read here yet: "
                 "%(series)s.") % figures  # fmt: skip
    return _("Its checkpoint %(day)s has passed and it is not settled: that is done once all figures up to then are "
             "published, and it is void if they are not by %(last)s.") % figures  # fmt: skip


def _outcome(made: Settlement) -> str:
    word = outcome_word(made.outcome)
    if made.reason is None:
        return word
    return f"{word}（{reason_word(made.reason)}）" if is_chinese() else f"{word} ({reason_word(made.reason)})"


def _names(slugs: tuple[str, ...], indicators: Mapping[str, Indicator]) -> str:
    """By their names, in the language that is active."""
    named = (indicators[slug].name_zh if is_chinese() else indicators[slug].name for slug in slugs)
    return enumerated(named)


def afterwards(wording: Wording, row: Assessment, reading: AnyReading | None) -> list[str]:
    """What there is to say of a claim that is settled: no odds are left, and today's figures settled nothing."""
    if isinstance(reading, RelationReading):
        return []
    stands = wording.standing(row, reading)
    since = [_("As the figures stand today, revised or not since it was settled:"), *stands] if stands else []
    return [*since, *(wording.base_rates(row) if row.base_rate is not None else [])]

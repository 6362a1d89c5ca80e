"""People rate a judged claim: two blind to each other, then an adjudicator. Settled apart, always labelled judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from statistics import median_low
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from claims.models import Claim, Rating, Settlement
from claims.outcomes import FrozenTest
from claims.scoring import judging
from claims.scoring.settlement import Outcome
from claims.scoring.settlement import Settlement as Found
from claims.verbs.acts import RegistrationError, Request, expect_state, locked, person, registered
from claims.verbs.settling import Setting, expect_person, is_open, newest, write
from evidence.periods import day_number
from evidence.told import told

_SOURCE = frozenset({"address", "archived", "family"})
_FAILED_TO, _HELD_FROM = 2, 4  # levels of the rubric: 1 and 2 refute a claim, 4 and 5 bear it out, 3 is mixed


@dataclass(frozen=True)
class Opinion:
    """What somebody thinks: a probability, a level of the rubric, and the archived sources that speak for both."""

    p: float | None
    level: int | None
    sources: Sequence[Mapping[str, Any]]


@transaction.atomic
def rate(*, claim: Claim, checkpoint: date, role: str, opinion: Opinion, request: Request) -> Rating:
    """Record a rating. A round made after the checkpoint's day (UTC) settles the claim, with the adjudicator's. Raises
    `RegistrationError`: for a claim that is not judged or not registered, for another day than a checkpoint, out of
    turn, for the same person twice in a round, off the scale, without two archived sources, and once it is settled.
    """
    expect_person(request)
    current = locked(claim)
    expect_state(current, Claim.State.REGISTERED)
    if current.nature != Claim.Nature.JUDGED or checkpoint not in current.checkpoints:
        figures = {
            "days": ", ".join(str(day) for day in current.checkpoints), "claim": current.number,
            "nature": current.get_nature_display(), "day": checkpoint,
        }  # fmt: skip
        raise RegistrationError(
            _("expected a judged claim and one of its checkpoints (%(days)s), got %(claim)s (%(nature)s) and %(day)s") %
            figures
        )  # fmt: skip
    _check(opinion, role)
    fresh = Rating(
        claim=current, checkpoint=checkpoint, role=role, p=opinion.p, level=opinion.level,
        sources=[dict(one) for one in opinion.sources], by=request.by.strip(), reason=request.reason,
        at=request.now.astimezone(UTC),
    )  # fmt: skip
    if fresh.settles and not is_open(newest(_test(fresh))):
        figures = {"claim": current.number, "day": checkpoint}
        raise RegistrationError(
            _("expected a claim that is not settled, got %(claim)s, which is for %(day)s: reopen that first") % figures
        )
    given = _round(fresh)
    wrong = judging.refusal([_named(one) for one in given], _named(fresh))
    if wrong:
        raise RegistrationError(told(wrong))
    fresh.save(force_insert=True)
    if role == Rating.Role.ADJUDICATOR and fresh.settles:
        _settle([*given, fresh])
    return fresh


def _named(one: Rating) -> judging.Rating:
    """A rating by a name by which one who writes it differently is not another."""
    return replace(one.judged, by=person(one.by))


def _check(opinion: Opinion, role: str) -> None:
    addresses = {one.get("address") for one in opinion.sources}
    if len(addresses) < len(opinion.sources) or any(not one.keys() >= _SOURCE for one in opinion.sources):
        figures = {"parts": ", ".join(sorted(_SOURCE)), "got": [dict(one) for one in opinion.sources]}
        raise RegistrationError(_("expected different sources, each with %(parts)s, got %(got)s") % figures)
    ratios = [one["ratio"] for one in opinion.sources if "ratio" in one]
    if not all(np.isclose(judging.RATIOS, ratio).any() for ratio in ratios):
        scale = ", ".join(f"{ratio:.3g}" for ratio in judging.RATIOS)
        raise RegistrationError(
            _("expected likelihood ratios of %(scale)s, got %(got)s") % {"scale": scale, "got": ratios}
        )
    if (opinion.p is None) != (opinion.level is None) or (opinion.p is None and role == Rating.Role.RATER):
        raise RegistrationError(
            _("expected a probability and a level of the rubric, got %(p)s and %(level)s") %
            {"p": _or_none(opinion.p), "level": _or_none(opinion.level)}
        )  # fmt: skip
    if opinion.level is not None and not 1 <= opinion.level <= 5:
        raise RegistrationError(_("expected a level of the rubric from 1 to 5, got %(got)s") % {"got": opinion.level})


def _or_none(value: float | None) -> float | str:
    return _("none") if value is None else value


def _round(fresh: Rating) -> list[Rating]:
    """The ratings of the round that a new one belongs to, of which it is given the number.

    A round that is judged is over; so is one that was begun before the checkpoint's day was over.
    """
    every = list(Rating.objects.filter(claim=fresh.claim, checkpoint=fresh.checkpoint).order_by("round", "at", "pk"))
    last = every[-1].round if every else 0
    given = [one for one in every if one.round == last]
    over = judging.stage([one.judged for one in given]) is judging.Stage.JUDGED if given else True
    if over or given[0].settles != fresh.settles:
        fresh.round = last + 1
        return []
    fresh.round = last
    return given


def _settle(ratings: Sequence[Rating]) -> Settlement:
    """Settle a judged claim by the median level of those who gave one; three persons have reviewed it already."""
    last = ratings[-1]
    levels = sorted(one.level for one in ratings if one.level is not None)
    found = judging.judgement([one.judged for one in ratings])
    assert found is not None
    day = last.at.date()
    more = {"judged": True, "levels": levels, "p": found.p, "spread": found.spread,
            "raters": [one.by for one in ratings]}  # fmt: skip
    setting = Setting(last.by, last.at, day, needs_review=False, note=last.reason, more=more)
    return write(_test(last), Found(outcome_of(levels), on=day_number(day)), registered(last.claim), setting)


def _test(one: Rating) -> FrozenTest:
    return FrozenTest(one.claim, None, one.checkpoint, one.claim.version, counts=True)


def outcome_of(levels: Sequence[int]) -> Outcome:
    """held, failed or mixed by the median of levels; between two levels that disagree, mixed."""
    low, high = median_low(levels), -median_low([-level for level in levels])
    if low >= _HELD_FROM:
        return Outcome.HELD
    return Outcome.FAILED if high <= _FAILED_TO else Outcome.MIXED

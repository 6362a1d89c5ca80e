"""The odds of an article's claims together, by theme: what is expected to hold now, and what held by itself before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from claims.dossier import Dossier
from claims.models import Article, Claim, Criterion, Theme
from claims.reading import Reading
from claims.scoring.jointly import JointOdds, Tail, joint_odds, placebo_tail, truths
from claims.scoring.outlook import Foresight, Question
from claims.scoring.past import World, before
from claims.scoring.pastanswers import Placebos, side_by_side
from claims.scoring.power import Power, power
from claims.scoring.randomness import PATHS
from claims.scoring.settlement import Outcome
from claims.settled import shown, standing_on
from evidence.periods import day_number
from evidence.series import Floats


@dataclass(frozen=True, eq=False)
class Narrative:
    """A theme, or a whole article (theme None), with its measured claims and the odds of those that have evidence.

    `able` are the slugs of the `answered`; `stand_ins` are answered by a criterion that stands in. `past` is the tail
    of their number at past dates, None where history cannot tell; `odds` and `power` are None where no claim has
    evidence.
    """

    article: Article
    theme: Theme | None
    claims: int
    able: tuple[str, ...]
    stand_ins: int
    odds: JointOdds | None
    past: Tail | None
    power: Power | None

    @property
    def answered(self) -> int:
        """How many have evidence."""
        return len(self.able)


_Asked = tuple[Criterion, Question]


@dataclass(frozen=True, eq=False)
class _Member:
    """A claim by the criterion that answers it. `truth` is whether it holds, path by path."""

    is_stand_in: bool
    base_rate: float
    past: Placebos
    truth: Floats


def narratives(as_of: date) -> list[Narrative]:
    """Every theme of the articles published by a day, each article as a whole after its themes."""
    every = Claim.objects.with_everything().filter(nature=Claim.Nature.MEASURED)
    return narratives_of(Dossier([claim for claim in every if claim.article.published_on <= as_of], as_of))


def narratives_of(dossier: Dossier) -> list[Narrative]:
    """The same of a dossier's claims, on its day.

    Relations, judged claims, fact checks and claims made of others are left out: the last would count the same thing
    twice. Each claim is asked at its next checkpoint; one that is settled for good holds on every path or on none, and
    one that was void is left out.
    """
    claims = [one for one in dossier.claims if one.is_measured and not (one.is_group or one.is_relation)]
    members = _members(claims, dossier)
    found = []
    for article in dict.fromkeys(claim.article for claim in claims):
        own = [claim for claim in claims if claim.article == article]
        for theme in article.themes.all():
            found.append(_narrative(article, theme, [one for one in own if one.theme_id == theme.pk], members))
        found.append(_narrative(article, None, own, members))
    return [one for one in found if one.claims]


def _members(claims: Sequence[Claim], dossier: Dossier) -> dict[int, _Member]:
    """Each claim by the first criterion with all of its evidence and a past, its primary one if that has; by key.

    What is asked of all is asked together: the past at once, and the futures at once.
    """
    settled = standing_on(claims, dossier.as_of)
    shows = shown(claims, dossier.as_of, settled)
    became = {key: row.outcome for (key, day), row in settled.items() if shows[key] == day}
    able = [claim for claim in claims if became.get(claim.pk) != Outcome.VOID]
    chosen = _chosen({one.pk: _able(one, shows[one.pk], dossier, one.pk in became) for one in able}, dossier.world)
    told = _truth([one[1] for key, one in chosen.items() if key not in became], dossier.world, dossier.day)
    return {
        key: _Member(criterion.role != Criterion.Role.PRIMARY, base, past,
                     np.full(PATHS, float(became[key] == Outcome.HELD)) if key in became else told[question.key])
        for key, (criterion, question, base, past) in chosen.items()
    }  # fmt: skip


def _chosen(
    able: Mapping[int, Iterator[_Asked]], world: World
) -> dict[int, tuple[Criterion, Question, float, Placebos]]:
    """Of each claim the first criterion with a past; the next one is asked only where there is none."""
    found: dict[int, tuple[Criterion, Question, float, Placebos]] = {}
    while asked := {key: one for key, own in able.items() if key not in found and (one := next(own, None))}:
        pasts = before([question for _, question in asked.values()], world)
        for (key, (criterion, question)), (base, past) in zip(asked.items(), pasts, strict=True):
            if base is not None:
                found[key] = (criterion, question, base.rate, past)
    return {key: found[key] for key in able if key in found}


def _able(claim: Claim, day: date, dossier: Dossier, is_settled: bool) -> Iterator[_Asked]:
    """The criteria that may answer it and lack nothing, asked at the checkpoint that it shows.

    What settled a claim was its primary one.
    """
    close = day_number(day)
    for criterion in claim.criteria.all():
        reading = dossier.readings[criterion.slug]
        is_asked = criterion.role == Criterion.Role.PRIMARY or not is_settled
        if criterion.can_speak and is_asked and not dossier.lacking(reading):
            yield criterion, _at(reading, close, dossier)


def _at(reading: Reading, close: int, dossier: Dossier) -> Question:
    return replace(dossier.question(reading), closes=(close,))


def _narrative(
    article: Article, theme: Theme | None, claims: Sequence[Claim], members: Mapping[int, _Member]
) -> Narrative:
    able = [members[claim.pk] for claim in claims if claim.pk in members]
    slugs = tuple(claim.slug for claim in claims if claim.pk in members)
    counts = (len(claims), slugs, sum(one.is_stand_in for one in able))
    if not able:
        return Narrative(article, theme, *counts, None, None, None)
    bases = [one.base_rate for one in able]
    _, held = side_by_side([one.past for one in able])
    months = max(one.past.months for one in able)
    odds = joint_odds(np.stack([one.truth for one in able]), bases)
    return Narrative(article, theme, *counts, odds, placebo_tail(held, bases, months), power(bases, held, months))


def _truth(asked: Sequence[Question], world: World, day: int) -> dict[str, Floats]:
    """Whether each holds, path by path, by its key; in portions, for all indicators at once may be too much."""
    if not asked:
        return {}
    foresight = Foresight(asked, (), world.histories, world.measures, world.derived)
    found: dict[str, Floats] = {}
    for portion in foresight.portions(day, asked):
        told = truths(portion, foresight.panels(day, portion), world.derived)
        found |= {question.key: np.broadcast_to(truth, PATHS) for question, truth in zip(portion, told, strict=True)}
    return found

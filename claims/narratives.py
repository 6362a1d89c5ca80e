"""The odds of an article's claims together, by theme: what is expected to hold now, and what held by itself before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from claims.dossier import Dossier
from claims.models import Article, Claim, Criterion, Theme
from claims.reading import Reading
from claims.scoring.jointly import JointOdds, Tail, joint_odds, placebo_tail, truths
from claims.scoring.outlook import Foresight, Question
from claims.scoring.past import World, base_rate
from claims.scoring.pastanswers import placebos, side_by_side
from claims.scoring.power import Power, power
from evidence.periods import day_number
from evidence.series import Floats


@dataclass(frozen=True, eq=False)
class Narrative:
    """A theme, or a whole article (theme None), with its measured claims and the odds of those that have evidence.

    `stand_ins` of them are answered by a criterion that stands in. `past` is the tail of their number at past dates,
    None where history cannot tell; `odds` and `power` are None where no claim has evidence.
    """

    article: Article
    theme: Theme | None
    claims: int
    answered: int
    stand_ins: int
    odds: JointOdds | None
    past: Tail | None
    power: Power | None


@dataclass(frozen=True, eq=False)
class _Member:
    claim: Claim
    question: Question
    is_stand_in: bool
    base_rate: float


def narratives(as_of: date) -> list[Narrative]:
    """Every theme of the articles published by a day, each article as a whole after its themes.

    Relations, judged claims, fact checks and claims made of others are left out: the last would count the same thing
    twice. Each claim is asked at its next checkpoint.
    """
    every = Claim.objects.with_everything().filter(nature=Claim.Nature.MEASURED, rule=Claim.Rule.PRIMARY)
    claims = [claim for claim in every.exclude(kind=Claim.Kind.RELATION) if claim.article.published_on <= as_of]
    dossier = Dossier(claims, as_of)
    claims = dossier.claims
    members = {claim.pk: _member(claim, dossier) for claim in claims}
    found = []
    for article in dict.fromkeys(claim.article for claim in claims):
        own = [claim for claim in claims if claim.article == article]
        for theme in article.themes.all():
            found.append(_narrative(article, theme, [one for one in own if one.theme_id == theme.pk], members, dossier))
        found.append(_narrative(article, None, own, members, dossier))
    return [one for one in found if one.claims]


def _member(claim: Claim, dossier: Dossier) -> _Member | None:
    """A claim by the first criterion with all of its evidence, its primary one if that has; None without one."""
    close = day_number(claim.next_checkpoint(dossier.as_of))
    for criterion in claim.criteria.all():
        reading = dossier.readings[criterion.slug]
        if not criterion.can_speak or dossier.lacking(reading):
            continue
        question = _at(reading, close, dossier)
        base = base_rate(question, close, dossier.world)
        if base is not None:
            return _Member(claim, question, criterion.role != Criterion.Role.PRIMARY, base.rate)
    return None


def _at(reading: Reading, close: int, dossier: Dossier) -> Question:
    return replace(dossier.question(reading), closes=(close,))


def _narrative(
    article: Article, theme: Theme | None, claims: Sequence[Claim], members: dict[int, _Member | None], dossier: Dossier
) -> Narrative:
    able = [one for claim in claims if (one := members[claim.pk]) is not None]
    counts = (len(claims), len(able), sum(one.is_stand_in for one in able))
    if not able:
        return Narrative(article, theme, *counts, None, None, None)
    bases = [one.base_rate for one in able]
    past = [placebos(one.question, one.question.closes[0], dossier.world.histories, dossier.world.derived)
            for one in able]  # fmt: skip
    _, held = side_by_side(past)
    months = max(one.months for one in past)
    odds = joint_odds(_truth([one.question for one in able], dossier.world, dossier.day), bases)
    return Narrative(article, theme, *counts, odds, placebo_tail(held, bases, months), power(bases, held, months))


def _truth(asked: Sequence[Question], world: World, day: int) -> Floats:
    foresight = Foresight(asked, (), world.histories, world.measures, world.derived)
    return truths(asked, foresight.panels(day, asked), world.derived)

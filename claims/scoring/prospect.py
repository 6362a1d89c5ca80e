"""All that can be said of a criterion before it is registered, at each of its checkpoints, from one set of futures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from claims.scoring.appraisal import Appraisal, Outlooks, appraised
from claims.scoring.baserate import BaseRate
from claims.scoring.earliest import Asked, Settling, first_settling
from claims.scoring.expectedinformation import expected_information
from claims.scoring.margin import comparisons, spreads
from claims.scoring.outlook import Foresight, Odds, Outlook, Question
from claims.scoring.past import World, pasts
from claims.scoring.power import Table, table
from claims.scoring.unfolding import Unfolding, known_days, thinned
from claims.scoring.verdict import MOST_UNKNOWN
from evidence.formula import Evaluation, Windows
from evidence.periods import Ints, first_of_month, month_of
from evidence.series import Panel

_MOST_CELLS = 200_000  # figures of futures that are cut and joined, two dozen times: an editor waits for it

Releases = Callable[[str, Ints], Ints]  # of an indicator, the days on which periods that end on some days come out


@dataclass(frozen=True)
class Prospect:
    """A criterion at one checkpoint.

    `expected` says by day which share of what is uncertain today will have gone; from nothing today to all on the day
    of the last release. `alternatives` are the probabilities of the other readings, None without evidence.
    """

    close: int
    appraisal: Appraisal
    power: Table | None
    expected: tuple[tuple[int, float], ...]
    settling: Settling | None
    alternatives: Mapping[str, Odds]
    alternative_rates: Mapping[str, BaseRate | None]


class _Kept(Foresight):
    """Keeps the futures that were simulated last."""

    futures: Mapping[str, Panel] = {}

    def panels(self, day: int, questions: Sequence[Question]) -> dict[str, Panel]:
        """The same, kept."""
        found = super().panels(day, questions)
        own = self.questions[0].leaves
        self.futures = {slug: panel for slug, panel in {**self.futures, **found}.items() if slug in own}
        return found


def prospects(
    question: Question, others: Sequence[Question], world: World, dates: Sequence[int],
    late: Callable[[str], bool], releases: Releases, between: Callable[[], None] = lambda: None,
) -> list[Prospect]:  # fmt: skip
    """A question at its checkpoints, walking `dates` (days in order, the last being the day itself) for its band.

    `others` are its alternative readings with the same checkpoints. `between` is called before each part, which may
    take a second: what it raises ends the work.
    """
    day = dates[-1]
    foresight = _Kept([question, *others], [], world.histories, world.measures, world.derived)
    together = sorted({question.opens - 1, day} if question.opens <= day else {day})
    for one in together:
        between()
        foresight.look(one, is_last=one == day, with_fans=one == day)
    walked = _before(question, world, [one for one in dates if one not in together], between)
    between()
    past = pasts([question, *others], [], world, day)
    unfoldings = _unfoldings(foresight.futures, world, day, releases)
    found = []
    for close in question.closes:
        between()
        key = (question.key, close)
        outlook, base = _walked(foresight.outlooks[key], walked.get(key)), past[key].base
        asked = _asked(question, close, foresight, world)
        settling = first_settling(asked, unfoldings, day)
        found.append(
            Prospect(
                close=close,
                appraisal=appraised(question.leaves, outlook, past[key], world, close, day, late),
                power=None if base is None else table(base.rate),
                expected=_expected(asked, unfoldings, settling, day),
                settling=settling,
                alternatives={one.key: foresight.outlooks[one.key, close].odds[day] for one in others},
                alternative_rates={one.key: past[one.key, close].base for one in others},
            )
        )
    return found


def _before(question: Question, world: World, days: Sequence[int], between: Callable[[], None]) -> Outlooks:
    """The odds of days before the last one."""
    foresight = Foresight([question], [], world.histories, world.measures, world.derived)
    for day in days:
        between()
        foresight.look(day)
    return foresight.outlooks


def probability(odds: Odds) -> float | None:
    """That it holds; None where there is no evidence."""
    return None if odds.unknown > MOST_UNKNOWN else odds.hold


def _walked(last: Outlook, before: Outlook | None) -> Outlook:
    odds = {**(before.odds if before else {}), **last.odds}
    return replace(last, odds=dict(sorted(odds.items())))


def _asked(question: Question, close: int, foresight: _Kept, world: World) -> Asked:
    """With sigmas as of the opening, by which information is measured; where nothing was open then, today's."""
    opening = foresight.openings.get((question.key, close))
    sigmas = opening.sigmas if opening else {}
    if not sigmas.keys() >= set(comparisons(question.holds)):
        evaluation = Evaluation(foresight.futures, world.derived, question.coverage)
        sigmas = {**spreads(question.holds, evaluation, Windows.single(question.opens, close)), **sigmas}
    return Asked(question, close, world.derived, sigmas)


def _unfoldings(futures: Mapping[str, Panel], world: World, day: int, releases: Releases) -> dict[str, Unfolding]:
    found = {}
    for slug, panel in futures.items():
        known_end = world.histories[slug].as_of(day).known_end()
        measure = world.measures[slug]
        is_positive = bool((panel.values > 0).all(where=~np.isnan(panel.values)))
        joins = "level" if measure.walk == "log" and not is_positive else measure.walk
        known = known_days(panel.ends, releases(slug, panel.ends), known_end, day)
        found[slug] = Unfolding(panel, known, joins, measure.minimum)
    return thinned(found, _MOST_CELLS)


def _expected(
    asked: Asked, unfoldings: Mapping[str, Unfolding], settling: Settling | None, day: int
) -> tuple[tuple[int, float], ...]:
    """By today, the month ends to come and the day of the last release; nothing where nothing is open or known."""
    if settling is None or settling.is_settled:
        return ()
    months = range(month_of(day), month_of(settling.last) + 1)
    ends = [end for end in (first_of_month(month + 1) - 1 for month in months) if day < end < settling.last]
    days = [day, *ends, settling.last]
    shares = expected_information(asked.margin, unfoldings, days).tolist()
    return () if np.isnan(shares).any() else tuple(zip(days, shares, strict=True))

"""The final outcome of a question at a checkpoint, from the information set of one day (METHOD section 4).

That day is the first on which every period of the window had been published for every series, plus the settlement lag.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from claims.scoring.outlook import Answers, Question, answer, combined
from evidence.formula import Evaluation, Node, Reference, Windows
from evidence.formula.tree import Call
from evidence.periods import Frequency, Ints, last_day, period_of
from evidence.series import History, days_a_week

GRACE = 120  # days after the checkpoint for which missing figures are waited for


class Outcome(StrEnum):
    """What became of a question."""

    HELD = "held"
    FAILED = "failed"
    MIXED = "mixed"
    VOID = "void"
    PENDING = "pending"


class Reason(StrEnum):
    """Why it is void. The arithmetic gives the first three; the others are for people to find."""

    METRIC_MISSING = "metric_missing"
    PRECONDITION_FALSE = "precondition_false"
    CRITERION_AMBIGUOUS = "criterion_ambiguous"
    SERIES_DISCONTINUED = "series_discontinued"
    SOURCE_WITHDRAWN = "source_withdrawn"
    OTHER = "other"


Answer = tuple[Outcome, Reason | None]


@dataclass(frozen=True)
class Settlement:
    """An outcome, the day whose information it rests on, and what today's figures say instead.

    `on` is None while pending and when nothing came in time. `today` is None where today's figures give no answer.
    `unpublished` names the series that were waited for in vain, `unread` those of them without a single figure.
    """

    outcome: Outcome
    reason: Reason | None = None
    on: int | None = None
    today: Outcome | None = None
    unpublished: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def would_flip(self) -> bool:
        """Whether revisions since have changed the answer (Croushore & Stark 2001)."""
        return self.on is not None and self.today is not None and self.today is not self.outcome

    @property
    def y(self) -> int | None:
        """What scores take it for: 1 only if it held; None of what is void or pending, which is never scored."""
        return None if self.outcome in (Outcome.VOID, Outcome.PENDING) else int(self.outcome is Outcome.HELD)


def settle(
    question: Question,
    close: int,
    histories: Mapping[str, History],
    derived: Mapping[str, Node],
    today: int,
    lag: int = 0,
) -> Settlement:
    """Settle a question at one checkpoint with what is known at the end of `today`. Days are day numbers.

    A period that a later one of its series has overtaken is missing for good (October 2025 of the US consumer prices)
    and not waited for: the formula's coverage decides whether it is needed. Where the answer hangs on such a figure,
    the first day inside the grace counts on which it is known. Raises `ValueError` before the checkpoint has passed.
    """
    known = {slug: histories[slug].until(today) for slug in question.leaves}

    def ask(day: int) -> Answer:
        return _outcome_on(day, question, close, known, derived)

    return settled_by(ask, question.trees, known, derived, close, today, lag)


def settled_by(
    ask: Callable[[int], Answer],
    trees: Iterable[Node],
    known: Mapping[str, History],
    derived: Mapping[str, Node],
    close: int,
    today: int,
    lag: int = 0,
) -> Settlement:
    """Settle what answers on the figures of a day, on the days that the method names. See `settle`."""
    if today <= close:
        raise ValueError(f"expected a day after the checkpoint {close}, got {today}")
    if lag < 0:
        raise ValueError(f"expected a settlement lag of 0 days or more, got {lag}")
    complete = published(trees, known, derived, close)
    for day in _days(complete, known.values(), close, lag, today):
        outcome, reason = ask(day)
        if outcome is not Outcome.PENDING:
            now, _ = ask(today)
            return Settlement(outcome, reason, day, None if now is Outcome.PENDING else now)
    unpublished = tuple(slug for slug, past in known.items() if _published(past, close) is None)
    unread = tuple(slug for slug in unpublished if not len(known[slug].values))
    if today > close + GRACE:
        return Settlement(Outcome.VOID, Reason.METRIC_MISSING, None, None, unpublished, unread)
    return Settlement(Outcome.PENDING, None, None, None, unpublished, unread)


def settle_group(least: int, members: Sequence[Settlement]) -> Settlement:
    """A claim made of others: held if at least `least` of them held, failed if so many failed that no longer could.

    The same rule as for simulated paths. Void members are unknown, and pending ones are waited for where they may
    decide. `on` is the last member's day.
    """
    answers = combined(least, [_answers(one) for one in members])
    outcome = _named(float(answers.holds[0]), float(answers.fails[0]))
    if outcome is Outcome.PENDING and not any(one.outcome is Outcome.PENDING for one in members):
        return Settlement(Outcome.VOID, Reason.METRIC_MISSING)
    if outcome is Outcome.PENDING:
        return Settlement(outcome)
    return Settlement(outcome, None, max(one.on for one in members if one.on is not None))


def published(
    trees: Iterable[Node], histories: Mapping[str, History], derived: Mapping[str, Node], close: int
) -> int | None:
    """The first day on which every period that ended by `close` was published for every series; None: not yet.

    Of the alternatives in coalesce() the first to be whole is enough.
    """
    days = [_complete(tree, histories, derived, close) for tree in trees]
    return max((close, *(day for day in days if day is not None))) if None not in days else None


def _complete(tree: Node, histories: Mapping[str, History], derived: Mapping[str, Node], close: int) -> int | None:
    if isinstance(tree, Reference):
        if tree.slug in derived:
            return _complete(derived[tree.slug], histories, derived, close)
        return _published(histories[tree.slug], close)
    below = [_complete(child, histories, derived, close) for child in tree.children]
    if isinstance(tree, Call) and tree.function == "coalesce":
        return min((day for day in below if day is not None), default=None)
    return None if None in below else max((day for day in below if day is not None), default=close)


def _published(past: History, close: int) -> int | None:
    """The day on which the newest period that ends by `close`, or a later one, was first known."""
    real = ~np.isnan(past.values)
    last = _last_due(past, close)
    known = past.known[real & (past.ends >= last)]
    return int(known.min()) if len(known) else None


def _last_due(past: History, close: int) -> int:
    """The end of the newest period that ends by a day. A holiday is overtaken by the next day's figure."""
    if past.frequency is Frequency.DAY:
        if past.are_events or days_a_week(past.frequency, past.ends) == 7:
            return close
        return close - max(0, (close + 3) % 7 - 4)
    if past.frequency is Frequency.WEEK:
        return close - (close - int(past.ends[-1])) % 7 if len(past.ends) else close
    return int(last_day(period_of(close + 1, past.frequency) - 1, past.frequency))


def _days(complete: int | None, histories: Iterable[History], close: int, lag: int, today: int) -> list[int]:
    """Days to ask on, in order: the settlement day, then those inside the grace on which some figure came."""
    if complete is None or complete > close + GRACE:
        return []
    news: Ints = np.unique(np.concatenate([one.known for one in histories] or [np.empty(0, np.int64)]))
    later = news[(news > complete) & (news <= close + GRACE)] + lag
    return [int(day) for day in (complete + lag, *later) if day <= today]


def _outcome_on(
    day: int, question: Question, close: int, histories: Mapping[str, History], derived: Mapping[str, Node]
) -> Answer:
    """The answer on the figures of a day; pending where they give none."""
    panels = {slug: past.as_of(day) for slug, past in histories.items()}
    evaluation = Evaluation(panels, derived, question.coverage)
    return outcome_of(answer(question, evaluation, Windows.single(question.opens, close)))


def outcome_of(answers: Answers) -> Answer:
    """The outcome of one row of answers: a false precondition comes first, both true is a defect of the criterion."""
    holds, fails, testable = (float(np.ravel(part)[0]) for part in (answers.holds, answers.fails, answers.testable))
    if testable == 0:
        return Outcome.VOID, Reason.PRECONDITION_FALSE
    if np.isnan(testable):
        return Outcome.PENDING, None
    if holds == 1 and fails == 1:
        return Outcome.VOID, Reason.CRITERION_AMBIGUOUS
    return _named(holds, fails), None


def _named(holds: float, fails: float) -> Outcome:
    if holds == 1:
        return Outcome.HELD
    if fails == 1:
        return Outcome.FAILED
    return Outcome.MIXED if holds == 0 and fails == 0 else Outcome.PENDING


def _answers(member: Settlement) -> Answers:
    holds, fails = (
        np.full(1, np.nan if member.y is None else float(member.outcome is wanted))
        for wanted in (Outcome.HELD, Outcome.FAILED)
    )
    return Answers(holds, fails, np.ones(1))

"""Settle the claims whose checkpoint has passed: whenever and by however many workers it is asked, each once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.dossier import Dossier
from claims.models import Act, Claim, Settlement
from claims.outcomes import Acts, Found, FrozenTest, Key, acts_of, found, recorded, registered_on, standing, tests
from claims.reading import Unreadable
from claims.scoring.settlement import Outcome
from claims.verbs.acts import RegistrationError, locked_together
from claims.verbs.settling import ENGINE, Became, Setting, is_open, needs_review, newest_of, write_together
from evidence.periods import day_number

TOGETHER = 100  # settlements in a transaction, which holds their claims and the ledger until it ends


@dataclass(frozen=True)
class Waiting:
    """A test whose checkpoint has passed and that cannot be settled yet; `unpublished` are the series waited for.

    Of those that are `unread` not one figure has come here.
    """

    claim: Claim
    checkpoint: date
    unpublished: tuple[str, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """What was settled now, what is waited for, and which claims could not be read."""

    settled: tuple[Settlement, ...]
    waiting: tuple[Waiting, ...]
    unreadable: tuple[Unreadable, ...] = ()


def due(as_of: date) -> list[int]:
    """Keys of the claims with a test whose checkpoint has passed on a day and that no settlement speaks for."""
    return [claim.pk for claim in _passed(Claim.objects.all(), as_of)[0]]


def settle(as_of: date, now: datetime, claims: Iterable[Claim] | None = None, *, again: bool = False) -> Done:
    """Settle what has fallen due by a day, of all registered claims unless some are given.

    Only figures of days that are over count at `now`: those of a day that is not may still change. What is pending is
    recorded nowhere. One that was reopened is settled again when its evidence has changed, or if `again` says so.
    Raises `RegistrationError` for a day that is still to come.
    """
    if as_of > now.astimezone(UTC).date():
        raise RegistrationError(_("expected a day that has begun, got %(day)s") % {"day": as_of})
    chosen = Claim.objects.all() if claims is None else Claim.objects.filter(pk__in=[one.pk for one in claims])
    passed, acts = _passed(chosen, as_of)
    dossier = Dossier(passed, as_of, pools=False)
    run = _Run(dossier, acts, as_of, now, again)
    run.settle([one for one in dossier.claims if not one.is_group])
    run.settle([one for one in dossier.claims if one.is_group])  # what they are made of came first
    return Done(tuple(run.settled), tuple(run.waiting), tuple(dossier.unreadable.values()))


def _passed(claims: QuerySet[Claim], as_of: date) -> tuple[list[Claim], dict[int, dict[int, Act]]]:
    """Registered claims with an open test that has fallen due, in a fixed number of queries, and their acts."""
    every = Claim.objects.with_everything().filter(pk__in=claims.values("pk"), state=Claim.State.REGISTERED)
    late = [claim for claim in every if any(day < as_of for day in claim.checkpoints)]
    acts = acts_of(late)
    rows = Settlement.objects.filter(claim__in=late).exclude(reviews__kind="reopen")
    settled = set(rows.values_list("claim", "criterion", "checkpoint"))
    due_ = [one for one in late if any(test.key not in settled for test in tests(one, acts[one.pk], as_of))]
    return due_, acts


class _Run:
    """One pass over claims."""

    def __init__(self, dossier: Dossier, acts: Mapping[int, Acts], as_of: date, now: datetime, again: bool) -> None:
        self.dossier, self.acts, self.as_of, self.now, self.again = dossier, acts, as_of, now, again
        self.settled: list[Settlement] = []
        self.waiting: list[Waiting] = []

    def settle(self, claims: Sequence[Claim]) -> None:
        """Settle claims, many at a time: nothing is asked of the database for each."""
        members = self._members(claims)
        passed = [test for claim in claims for test in tests(claim, self.acts[claim.pk], self.as_of)]
        last = newest_of(passed)
        open_ = [test for test in passed if is_open(last.get(test.key))]
        for start in range(0, len(open_), TOGETHER):
            made = [(test, self._found(test, members)) for test in open_[start : start + TOGETHER]]
            self.settled += self._record([one for one in made if self._is_new(*one, last.get(one[0].key))])

    def _found(self, test: FrozenTest, members: Mapping[Key, Found]) -> Found:
        return found(test, self.dossier, members, lambda claim: registered_on(self.acts[claim.pk]))

    def _members(self, claims: Iterable[Claim]) -> dict[Key, Found]:
        """What became of all that claims are made of."""
        children = [child for claim in claims if claim.is_group for child in claim.children.all()]
        return {key: recorded(row) for key, row in standing(children, self.now).items()} if children else {}

    def _is_new(self, test: FrozenTest, made: Found, last: Settlement | None) -> bool:
        """Whether there is an outcome that was not there before. What is waited for is noted."""
        is_over = made.settlement.on is None or made.settlement.on < day_number(self.now.astimezone(UTC).date())
        if made.settlement.outcome is Outcome.PENDING or not is_over:
            lacking = made.settlement.unpublished, made.settlement.unread
            self.waiting.append(Waiting(test.claim, test.checkpoint, *lacking))
            return False
        return last is None or self.again or last.inputs != made.inputs

    @transaction.atomic
    def _record(self, ready: Sequence[tuple[FrozenTest, Found]]) -> list[Settlement]:
        """Without those where another worker was first, or whose claim was amended or ended meanwhile."""
        current = locked_together(test.claim for test, _made in ready)
        last = newest_of(test for test, _made in ready)
        return write_together([
            Became(test, made.settlement, self.acts[test.claim.pk][test.version], self._setting(made), before)
            for test, made in ready
            if current[test.claim.pk].registration == test.claim.registration
            and is_open(before := last.get(test.key))
        ])  # fmt: skip

    def _setting(self, made: Found) -> Setting:
        return Setting(ENGINE, self.now, self.as_of, needs_review(ENGINE), inputs=made.inputs, figures=made.figures)

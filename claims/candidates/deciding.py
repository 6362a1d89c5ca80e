"""What every decision about a candidate goes through: one at a time, on what was seen, and once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Article, Candidate, Decision


class DecisionError(ValueError):
    """A decision that cannot be made. Says in the active language what was expected, what came and what to do."""


@dataclass(frozen=True)
class Asked:
    """Who decides, when, and on what: `seen` is the newest decision about the candidate that they saw.

    0: there was none; None: nobody says, as on a command line.
    """

    by: str
    now: datetime
    seen: int | None = None

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise DecisionError(_("expected the name of who decides, got none"))


def held(candidate: Candidate) -> Candidate:
    """The candidate with its `state`, its article locked until the transaction ends: of two analysts the second waits
    for the first, and then sees what was decided.
    """
    Article.objects.select_for_update().get(pk=candidate.article_id)
    found = Candidate.objects.there().with_state().select_related("article").filter(pk=candidate.pk).first()
    if found is None:
        raise DecisionError(_("expected a candidate that is there, got a part of one whose split was undone"))
    return found


def repeated(candidate: Candidate, asked: Asked, action: Decision.Action, **said: Any) -> Decision | None:
    """The decision that this very request has led to already; None where it is still to be made.

    Raises `DecisionError` where somebody has decided otherwise since it was seen, or where nothing is left to decide.
    """
    every = candidate.decisions.order_by("pk")
    since = list(every.filter(pk__gt=asked.seen) if asked.seen is not None else every.reverse()[:1])
    wanted = {"action": action, "by": asked.by, **said}
    if len(since) == 1 and all(getattr(since[0], name) == value for name, value in wanted.items()):
        return since[0]
    if since and asked.seen is not None:
        raise DecisionError(
            _("expected the candidate as you saw it, got one that changed (%(what)s): look at it again")
            % {"what": in_words(since[-1])}
        )
    expect_open(candidate)
    return None


def expect_open(candidate: Candidate) -> None:
    """Raises `DecisionError` for one that is settled, naming who settled it; it must have its `state`."""
    if candidate.state == Candidate.OPEN:  # type: ignore[attr-defined]
        return
    last = candidate.decisions.standing().filter(action__in=Decision.SETTLING).order_by("pk").reverse()[0]
    raise DecisionError(
        _("expected an open candidate, got one that is settled (%(what)s): undo that first") % {"what": in_words(last)}
    )


def record(candidate: Candidate, asked: Asked, action: Decision.Action, **more: Any) -> Decision:
    """The decision as a row."""
    return Decision.objects.create(candidate=candidate, action=action, by=asked.by, made_at=asked.now, **more)


def in_words(decision: Decision) -> str:
    """What was decided, by whom and when: rejected, ann, 2026-03-01 12:00 (a joke)."""
    reason = f" ({decision.reason})" if decision.reason else ""
    return f"{decision.get_action_display()}, {decision.by}, {decision.made_at:%Y-%m-%d %H:%M}{reason}"

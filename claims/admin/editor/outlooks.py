"""The long part of the live check: kept by its inputs, one at a time in a process, given up for what is typed next."""

import re
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from django.core.cache import caches
from django.http import HttpRequest

from claims.horizon import month_ends
from claims.preview.formulas import Preview, foreseen
from claims.scoring.prospect import Prospect
from claims.scoring.robustness import Panel

_MOST_KEPT = 32
_LASTS = 600  # seconds for which it is remembered that a page has asked
_PAGE, _NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}"), re.compile(r"[0-9]{1,9}")
Answer = tuple[tuple[Prospect, ...], tuple[Panel | None, ...]]
_kept: OrderedDict[tuple[str, bool], Answer] = OrderedDict()
_alone = Lock()  # more at once would only be slower, and keep the other threads from answering


class SupersededError(Exception):
    """Something else has been typed on the page since: nobody waits for the answer."""


@dataclass(frozen=True)
class Turn:
    """The place of a question among those of its page. One that a page without scripts asks is the only one."""

    who: str = ""
    page: str = ""
    number: int = 0

    @classmethod
    def of(cls, request: HttpRequest) -> "Turn":
        """The turn that a request names; from here on those before it are over, in every process."""
        page, number = request.POST.get("page", ""), request.POST.get("turn", "")
        if not _PAGE.fullmatch(page) or not _NUMBER.fullmatch(number):
            return cls()
        turn = cls(str(request.user.pk), page, int(number))
        if not turn.is_over:
            caches["turns"].set(turn._key, turn.number, _LASTS)
        return turn

    @property
    def _key(self) -> str:
        return f"claims.editor.turn.{self.who}.{self.page}"

    @property
    def is_over(self) -> bool:
        """Whether the page has asked something else since."""
        return bool(self.page) and caches["turns"].get(self._key, 0) > self.number

    def demand(self) -> None:
        """Raises `SupersededError` where it is over."""
        if self.is_over:
            raise SupersededError


def outlook(seen: Preview, turn: Turn, *, is_whole: bool) -> tuple[Preview, bool]:
    """A glance with its prospects, and whether their bands are those that an assessment would have, as all else is.

    Raises `SupersededError` where the turn is over before the answer is there.
    """
    digest = seen.dossier.inputs_of_drafts()
    is_whole = is_whole or (digest, True) in _kept or len(month_ends(seen.draft.made_on, seen.as_of)) == 1
    key = (digest, is_whole)
    answer = _kept.get(key)
    if answer is None:
        with _alone:
            turn.demand()
            answer = _kept.get(key) or _found(key, seen, turn)
    return replace(seen, prospects=answer[0], panels=answer[1]), is_whole


def _found(key: tuple[str, bool], seen: Preview, turn: Turn) -> Answer:
    found = foreseen(seen, turn.demand, is_walked=key[1])
    _kept[key] = found.prospects, found.panels
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return found.prospects, found.panels

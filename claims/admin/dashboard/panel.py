"""What the dashboard is made of: panels with lines, each of which leads to where it is dealt with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from claims.models import Claim

MOST = 12  # lines of a panel; more is a list's business


@dataclass(frozen=True)
class Line:
    """Something that happened or is to be done, with what is to be known about it; `is_wrong` asks for attention."""

    said: str
    address: str = ""
    notes: Sequence[str] = ()
    mark: str = ""
    is_wrong: bool = False


@dataclass(frozen=True)
class Panel:
    """Lines under a title; `more` is said where there are others, and leads to their list."""

    name: str
    title: str
    lines: Sequence[Line]
    empty: str
    more: str = ""
    note: str = ""


@dataclass(frozen=True)
class Moment:
    """Who looks, when, and since when what happened is new to them."""

    now: datetime
    since: datetime
    is_first: bool


def cut(lines: Iterable[Line], more: str) -> tuple[list[Line], str]:
    """The first lines, and where the others are if there are more."""
    every = list(lines)
    return every[:MOST], more if len(every) > MOST else ""


def editor(claim: Claim) -> str:
    """Where a claim is dealt with."""
    return reverse("admin:claims_claim_editor", args=[claim.pk])

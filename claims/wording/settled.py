"""What has been settled, and what is due next, in the language that is active."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Claim
from claims.scoring.settlement import Outcome, Reason
from claims.wording.languages import is_chinese
from claims.wording.sentences import percent
from claims.wording.settlement import outcome_word, reason_word
from claims.wording.signs import enumerated

MOST_NUMBERS = 24
Row = tuple[str, ...]


def rows(data: Mapping[str, Any], suffix: str) -> tuple[Row, ...]:
    """Each claim with an outcome, or whose settlement waits for people: number, checkpoint, outcome, the day whose
    figures it rests on, revisions. What only waits for figures would hide it: the day after a checkpoint that is all.

    Paper shows the first ones alone: the newest checkpoint comes first, at each what was decided before what is void,
    and what is waited for comes last.
    """
    shown = [one for one in data["settlements"] if not _is_awaited(one)]
    newest = sorted(shown, key=lambda one: one["checkpoint"], reverse=True)
    ordered = sorted(newest, key=lambda one: one["outcome"] == Outcome.PENDING)
    return tuple(
        (one["number"], one["checkpoint"], _outcome(one), one["on"] or "–", _revision(one))
        for _, of_a_day in groupby(ordered, key=lambda one: one["checkpoint"])
        for one in sorted(of_a_day, key=lambda one: one["outcome"] == Outcome.VOID)
    )


def _outcome(one: Mapping[str, Any]) -> str:
    """With the reason of a void one, whether it stands, and what kind of claim it is of where that is not measured."""
    marks = [reason_word(Reason(one["reason"]))] if one["reason"] else []
    marks += [str(Claim.Nature(one["nature"]).label)] if one["nature"] != Claim.Nature.MEASURED else []
    marks += [_STATES[one["state"]]()] if one["state"] in _STATES else []
    marks += [_("hindsight")] if one.get("hindsight") and one["outcome"] != Outcome.PENDING else []
    marks += [
        _("version %(version)s: %(outcome)s")
        % {"version": other["version"], "outcome": outcome_word(Outcome(other["outcome"]))}
        for other in one.get("versions", ())
    ]
    word = outcome_word(Outcome(one["outcome"]))
    if not marks:
        return word
    return f"{word}（{'、'.join(marks)}）" if is_chinese() else f"{word} ({', '.join(marks)})"


_STATES = {
    "proposed": lambda: _("waits for a review"),
    "reopened": lambda: _("reopened"),
    "worked out": lambda: _("computed, not entered"),
}


def _is_awaited(one: Mapping[str, Any]) -> bool:
    """Whether figures have still to come: nothing has been computed then."""
    return one["outcome"] == Outcome.PENDING and one["state"] == "worked out"


def _revision(one: Mapping[str, Any]) -> str:
    """Whether revisions would flip it; editions of old do not say for how many series that is known."""
    if not one["would_flip"]:
        is_unknown = one["on"] is not None and one.get("unrevised")
        return _("unknown: no vintages of %(unrevised)s of %(series)s series") % one if is_unknown else "–"
    return _("today's figures would say: %(outcome)s") % {"outcome": outcome_word(Outcome(one["today"]))}


def notes(data: Mapping[str, Any]) -> list[str]:
    """What has been settled, and how many outcomes are computed but stand nowhere yet."""
    registered = {one["slug"] for one in data["claims"] if one["state"] == Claim.State.REGISTERED}
    computed = [one for one in data["settlements"] if one["state"] == "worked out" and not _is_awaited(one)]
    counted = sum(one["slug"] in registered for one in computed)
    said = [*voids(data), *_awaited(data)]
    if not counted:
        return said
    return [*said, _("Outcomes that are computed but not entered in the ledger: %(n)s. `./run claimbase settle` "
                            "enters them; an installation that runs does so every hour.") % {"n": counted}]  # fmt: skip


def _awaited(data: Mapping[str, Any]) -> list[str]:
    """The claims that wait at each checkpoint, those for figures apart from those for raters."""
    waiting: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for one in data["settlements"]:
        if _is_awaited(one):
            waiting[one["checkpoint"], one["nature"] == Claim.Nature.JUDGED].append(one["number"])
    figures = _("Pending at %(day)s until all figures are out, claims: %(n)s (%(claims)s).")
    raters = _("Pending at %(day)s until raters have judged them, claims: %(n)s (%(claims)s).")
    return [
        (raters if is_judged else figures) % {"day": day, "n": len(claims), "claims": numbers(claims)}
        for (day, is_judged), claims in sorted(waiting.items())
    ]


def voids(data: Mapping[str, Any]) -> list[str]:
    """The share that was void; that nothing has been settled, where nothing has."""
    counted = data["void"]
    if not data["settlements"]:
        return [_("No checkpoint has passed yet: nothing is settled.")]
    if not counted["settled"]:
        return [_("No measured claim has been settled yet.")]
    figures = {**counted, "share": percent(counted["share"])}
    return [_("Of %(settled)s settlements of measured claims, one for each checkpoint, %(void)s were void (%(share)s): "
              "never scored, always counted.") % figures]  # fmt: skip


def checkpoints(data: Mapping[str, Any]) -> list[str]:
    """The nearest checkpoints with their claims."""
    return [
        (
            _("%(day)s, in %(days)s days, claims: %(n)s (%(claims)s).")
            if one["days"]
            else _("%(day)s, the day of this scorecard, claims: %(n)s (%(claims)s).")
        )
        % {"day": one["checkpoint"], "days": one["days"], "n": len(one["claims"]), "claims": numbers(one["claims"])}
        for one in data["due"]["checkpoints"]
    ]


def releases(data: Mapping[str, Any], suffix: str) -> tuple[Row, ...]:
    """Days on which figures can come; a day that only the usual rhythm says is marked."""
    return tuple(
        (one["day"] if one["planned"] else _("about %(day)s") % {"day": one["day"]}, one[f"name{suffix}"],
         numbers(one["claims"]))
        for one in data["due"]["releases"]
    )  # fmt: skip


def numbers(claims: list[str]) -> str:
    """Claims by number, as many as a line holds."""
    shown = enumerated(claims[:MOST_NUMBERS])
    return shown if len(claims) <= MOST_NUMBERS else f"{shown} …"

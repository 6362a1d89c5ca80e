"""A row of the list arranged for templates in the active language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.charts.standing import standing
from claims.models import Claim
from claims.onrecord.order import PARTS
from claims.onrecord.shown import css_class, short_marks
from claims.scoring.verdict import Overlay
from claims.wording.languages import is_chinese
from claims.wording.sentences import band_word, percent
from evidence.periods import day_number

Row = Mapping[str, Any]


def arranged(row: Row, suffix: str, as_of: date, *, names_theme: bool = True) -> dict[str, Any]:
    """The row with words for codes and its small chart. `names_theme`: it stands among claims of other themes."""
    is_silent = row["p_hold"] is None or Overlay.NO_EVIDENCE in row["overlays"]
    is_ended = row["state"] in Claim.ENDED
    marks = short_marks(row)[1:] if is_ended else short_marks(row)
    return {
        **row,
        "statement": row[f"statement{suffix}"],
        "theme_name": row[f"theme_name{suffix}"],
        "about": _about(row, row[f"theme_name{suffix}"] if names_theme else ""),
        "band_word": str(Claim.State(row["state"]).label) if is_ended else band_word(row["band"]),
        "band_class": row["state"] if is_ended else css_class(row["band"]),
        "p_word": "" if is_silent or is_ended else percent(row["p_hold"]),
        "mark_words": marks,
        "asides": marks if is_silent or is_ended or row["base_rate"] is None else [_base(row["base_rate"]), *marks],
        "when": _when(row),
        "track": _track(row, as_of),
    }


def _about(row: Row, theme: str) -> str:
    """Who claims what kind of thing within which theme ("": that is said elsewhere); its nature if that says more."""
    kind, nature = str(Claim.Kind(row["kind"]).label), Claim.Nature(row["nature"])
    own = str(nature.label)
    said = [row["holder"], theme, kind, "" if nature == Claim.Nature.MEASURED or own == kind else own]
    return " · ".join(filter(None, said))


def _base(rate: float) -> str:
    return _("base rate %(base)s") % {"base": percent(rate)}


def _when(row: Row) -> list[str]:
    """Its checkpoint, and what is to be said of one that has passed; nothing of a claim that was ended."""
    if row["state"] in Claim.ENDED:
        return []
    if row["settled"]:
        return [row["checkpoint"], _("settled")]
    if row["part"] == PARTS["passed"]:
        return [row["checkpoint"], _("not settled yet")]
    return [row["checkpoint"]]


def _track(row: Row, as_of: date) -> SafeString | str:
    """Of a claim that has, or had, a probability."""
    if not row["assessed_on"] or not (row["changes"] or row["history"]):
        return ""
    opens, checkpoint = _day(row["opens"]), _day(row["checkpoint"])
    until = min(_day(row["assessed_on"]), day_number(as_of))
    points = {_day(one["on"]): one["p_to"] for one in row["changes"]} | {
        _day(one["on"]): one["p"] for one in row["history"]
    }
    steps = steps_of(row["changes"], row["stood"], row["opens"])
    drawn = [(_day(day), css_class(band)) for day, band in steps if band]
    return mark_safe(standing(opens, checkpoint, until, sorted(points.items()), row["base_rate"], drawn, told(steps)))  # noqa: S308


def steps_of(changes: Any, band: str, opens: str) -> list[tuple[str, str]]:
    """From which day on a band stood, by its code: the first from the opening."""
    first = changes[0]["from"] if changes else band
    return [(opens, first), *((one["on"], one["to"]) for one in changes)]


def told(steps: list[tuple[str, str]]) -> str:
    """The verdict track in words."""
    said = [_("%(band)s from %(day)s") % {"band": band_word(band), "day": day} for day, band in steps if band]
    return ("，" if is_chinese() else ", ").join(said)


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))

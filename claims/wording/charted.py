"""The words of a claim's chart, in the language that is active."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from claims.charts.claimchart import Axis, Line, Moved, Stretch, Words
from claims.charts.measured import Bar, Measured, Rival, Scale
from claims.charts.sparkline import Fan
from claims.models import Claim
from claims.scoring.randomness import PATHS
from claims.wording.captions import of_fan, of_line
from claims.wording.sentences import band_word, capitalised, is_chinese, language
from evidence.formula import Node, in_words
from evidence.models import Catalogue
from evidence.periods import date_of, day_number
from evidence.quantities import number, quantity
from evidence.units import Unit

_MOST_NAMES = 2  # of what moved a verdict
_LARGE = 100  # from here on a figure has a digit more
_SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤"}
_DIGITS, _ALL_DIGITS = 3, 12


class Vintage(StrEnum):
    """Which figures are shown: each as it was first published, as known on the day, or as known today."""

    FIRST = "first"
    THEN = "then"
    TODAY = "today"


class ChartWording:
    """Words about one drawn comparison."""

    def __init__(self, one: Measured, catalogue: Catalogue, axis: Axis) -> None:
        self.one, self.axis = one, axis
        self.names: Mapping[str, str] = catalogue.names_in(language())

    @property
    def unit(self) -> Unit | None:
        """Of what is drawn."""
        moves = self.one.scale is not Scale.FIGURES
        return (self.one.comparison.operands[0] if moves else self.one.series).type.unit

    def title(self) -> str:
        """What is drawn."""
        return capitalised(self._drawn(self.one.series))

    def _drawn(self, series: Node) -> str:
        what = {"what": self._in_words(series)}
        if self.one.scale is Scale.GROWTH:
            return _("the growth of %(what)s since the start") % what
        return _("the change of %(what)s since the start") % what if self.one.scale is Scale.CHANGE else what["what"]

    def subtitle(self, vintage: Vintage, as_of: date, today: date) -> str:
        """The unit, and which figures."""
        known = {
            Vintage.FIRST: _("each figure as first published, to %(day)s") % {"day": as_of},
            Vintage.THEN: _("as known on %(day)s") % {"day": as_of},
            Vintage.TODAY: _("as known on %(day)s") % {"day": today},
        }[vintage]
        return " · ".join(filter(None, [self.axis.unit, known]))

    def test(self) -> str:
        """What is held against what, and whether that is all."""
        figures = {"meaning": self._in_words(self.one.comparison), "count": self.one.comparisons}
        if self.one.comparisons > 1:
            return _("One of its %(count)s conditions: %(meaning)s.") % figures
        return _("It holds when %(meaning)s.") % figures

    def bar(self, bar: Bar) -> str:
        """What is needed, exactly as written."""
        figures = {"sign": _SIGNS[bar.operator], "figure": self._exact(bar.value, bar.is_written)}
        said = _("needed %(sign)s %(figure)s") if bar.answer == "holds" else _("fails %(sign)s %(figure)s")
        return said % figures

    def baseline(self, value: float) -> str:
        """The figure before the claim was made."""
        return _("start %(figure)s") % {"figure": self._exact(value, is_written=False)}

    def rival(self, rival: Rival) -> str:
        """The other series, and what is added to it."""
        figures = {"what": self._drawn(rival.series), "factor": number(rival.factor, _ALL_DIGITS),
                   "more": quantity(rival.offset, self.unit, language(), _ALL_DIGITS)}  # fmt: skip
        if rival.offset:
            return _("Held against: %(what)s, plus %(more)s") % figures
        if rival.factor != 1:
            return _("Held against: %(factor)s times %(what)s") % figures
        return _("Held against: %(what)s") % figures

    def last(self, value: float, period: str) -> str:
        """The last figure with its period."""
        return f"{self._exact(value, is_written=False)} ({period})"

    def words(
        self, claim: Claim, line: Line, fan: Fan | None, track: Sequence[Stretch], when: tuple[Vintage, date, date]
    ) -> Words:
        """All of them."""
        said = [of_line(self.title(), self.unit, (line.days[0], *line.end)), self.test()]
        said += [of_fan(self.unit, fan)] if fan else []
        said += [_("Verdict so far: %(verdicts)s.") % {"verdicts": self._verdicts(track)}] if track else []
        return Words(
            language=language(), statement=claim.statement_zh if is_chinese() else claim.statement,
            title=self.title(), subtitle=self.subtitle(*when), test=self.test(), description=" ".join(said),
            made=_("claim made"), opens=_("time opens"), checkpoint=_("checkpoint"), as_of=_("as of"),
            outcomes=_("50, 80 and 95%% of %(paths)s simulated outcomes") % {"paths": f"{PATHS:,}"},
            verdict=_("Verdict so far: %(verdict)s") % {"verdict": track[-1].label} if track else "",
        )  # fmt: skip

    def _verdicts(self, track: Sequence[Stretch]) -> str:
        parts = [_("%(verdict)s from %(day)s") % {"verdict": one.label, "day": date_of(one.first)} for one in track]
        return ("、" if is_chinese() else ", ").join(parts)

    def _in_words(self, node: Node) -> str:
        return in_words(node, self.names, language())

    def _exact(self, value: float, is_written: bool) -> str:
        figure = value / self.axis.factor
        digits = _ALL_DIGITS if is_written else _DIGITS + (abs(figure) >= _LARGE)
        return number(figure, digits).replace("-", "−")


def stretches(facts: Mapping[str, Any], band: str, first: int, last: int) -> tuple[Stretch, ...]:
    """The verdicts from the opening to the day of an assessment, from its changes of band; the last one always."""
    changes = facts.get("changes") or []
    days = [first, *(day_number(date.fromisoformat(one["on"])) for one in changes), last]
    bands = [*(one["from"] for one in changes), changes[-1]["to"] if changes else band]
    pieces = list(zip(days[:-1], days[1:], bands, strict=True))
    told = [piece for piece in pieces if piece[0] < piece[1] or piece is pieces[-1]]
    return tuple(Stretch(start, stop, verdict, band_word(verdict)) for start, stop, verdict in told)


def moves(facts: Mapping[str, Any], catalogue: Catalogue) -> tuple[Moved, ...]:
    """Each change of band with what moved it most: the releases that did, or time alone."""
    names = catalogue.names_in(language())
    return tuple(_moved(one, names) for one in facts.get("changes") or [])


def _moved(change: Mapping[str, Any], names: Mapping[str, str]) -> Moved:
    causes = _causes(change)
    told = ("、" if is_chinese() else ", ").join(names.get(slug, slug) for slug in causes[:_MOST_NAMES])
    more = len(causes) - _MOST_NAMES
    figures = {"day": change["on"], "verdict": band_word(change["to"]), "names": told, "more": more}
    day = day_number(date.fromisoformat(change["on"]))
    if not causes:
        return Moved(day, _("%(day)s → %(verdict)s: time alone") % figures)
    if more > 0:
        return Moved(day, _("%(day)s → %(verdict)s: %(names)s and %(more)s more") % figures)
    return Moved(day, _("%(day)s → %(verdict)s: %(names)s") % figures)


def _causes(change: Mapping[str, Any]) -> list[str]:
    """Indicators whose news moved it, the one that moved it most first; without parts in bits, as they came."""
    bits: dict[str, float] = {}
    for part in change.get("parts") or []:
        if part["indicator"]:
            bits[part["indicator"]] = bits.get(part["indicator"], 0.0) + part["bits"]
    return sorted(bits, key=lambda slug: -abs(bits[slug])) or list(change["releases"])

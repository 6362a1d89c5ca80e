"""The words of a claim's chart, in the language that is active: of its panels, and of verdicts and what moved them."""

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
from claims.wording.languages import is_chinese, language
from claims.wording.sentences import band_word, capitalised
from claims.wording.signs import enumerated, minus
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


class PanelWording:
    """Words about one series that is drawn."""

    def __init__(self, one: Measured, catalogue: Catalogue, axis: Axis) -> None:
        self.one, self.axis = one, axis
        self.names: Mapping[str, str] = catalogue.names_in(language())

    @property
    def unit(self) -> Unit | None:
        """Of what is drawn."""
        moves = self.one.scale in (Scale.CHANGE, Scale.GROWTH)
        _answer, comparison = self.one.asked[0]
        return (comparison.operands[0] if moves else self.one.series).type.unit

    def title(self) -> str:
        """What is drawn."""
        return capitalised(self._drawn(self.one.series))

    def _drawn(self, series: Node) -> str:
        what = {"what": self.in_words(series)}
        if self.one.scale is Scale.GROWTH:
            return _("the growth of %(what)s since the start") % what
        if self.one.scale is Scale.CHANGE:
            return _("the change of %(what)s since the start") % what
        return _("%(what)s, so far") % what if self.one.scale is Scale.SO_FAR else what["what"]

    def test(self) -> str:
        """What its series must pass; where nothing is asked of it to hold, when it fails or cannot be tested."""
        said = {answer: [self.in_words(one) for name, one in self.one.asked if name == answer] for answer in _ANSWERS}
        listed = {answer: (";" if is_chinese() else "; ").join(meanings) for answer, meanings in said.items()}
        if said["holds"]:
            return _("Needed: %(meaning)s.") % {"meaning": listed["holds"]}
        if said["fails"]:
            return _("Fails when: %(meaning)s.") % {"meaning": listed["fails"]}
        return _("Testable only when: %(meaning)s.") % {"meaning": listed["requires"]}

    def bar(self, bar: Bar) -> str:
        """What is needed, exactly as written."""
        figures = {"sign": _SIGNS[bar.operator], "figure": self._exact(bar.value, bar.is_written)}
        if bar.answer == "holds":
            return _("needed %(sign)s %(figure)s") % figures
        said = _("fails %(sign)s %(figure)s") if bar.answer == "fails" else _("testable %(sign)s %(figure)s")
        return said % figures

    def baseline(self, value: float) -> str:
        """The figure before the claim was made."""
        return _("start %(figure)s") % {"figure": self._exact(value, is_written=False)}

    def rival(self, rival: Rival) -> str:
        """What it is held against, and what is added to it."""
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

    def told(self, line: Line, fan: Fan | None) -> str:
        """The line and its fan, for who does not see them."""
        said = [of_line(self.title(), self.unit, (line.days[0], *line.end)), self.test()]
        return " ".join([*said, *([of_fan(self.unit, fan)] if fan else [])])

    def in_words(self, node: Node) -> str:
        """A formula's meaning."""
        return in_words(node, self.names, language())

    def _exact(self, value: float, is_written: bool) -> str:
        figure = value / self.axis.factor
        digits = _ALL_DIGITS if is_written else _DIGITS + (abs(figure) >= _LARGE)
        return minus(number(figure, digits))


_ANSWERS = ("holds", "fails", "requires")


def heading(unit: str, vintage: Vintage, as_of: date, today: date) -> str:
    """The unit, and which figures."""
    known = {
        Vintage.FIRST: _("each figure as first published, to %(day)s") % {"day": as_of},
        Vintage.THEN: _("as known on %(day)s") % {"day": as_of},
        Vintage.TODAY: _("as known on %(day)s") % {"day": today},
    }[vintage]
    return " · ".join(filter(None, [unit, known]))


def ahead(
    claim: Claim, title: str, test: str, subtitle: str, told: str, track: Sequence[Stretch] = (), outcomes: str = ""
) -> Words:
    """All that is written around a chart's panels. `told` is for who does not see them."""
    said = [told, *([_("Verdict so far: %(verdicts)s.") % {"verdicts": _verdicts(track)}] if track else [])]
    return Words(
        language=language(), statement=said_of(claim), title=title, subtitle=subtitle, test=test,
        description=" ".join(said), made=_("claim made"), opens=_("time opens"), checkpoint=_("checkpoint"),
        as_of=_("as of"), outcomes=outcomes,
        verdict=_("Verdict so far: %(verdict)s") % {"verdict": track[-1].label} if track else "",
    )  # fmt: skip


def simulated() -> str:
    """What a fan is of."""
    return _("50, 80 and 95%% of %(paths)s simulated outcomes") % {"paths": f"{PATHS:,}"}


def said_of(claim: Claim) -> str:
    """What was claimed."""
    return claim.statement_zh if is_chinese() else claim.statement


def _verdicts(track: Sequence[Stretch]) -> str:
    parts = [_("%(verdict)s from %(day)s") % {"verdict": one.label, "day": date_of(one.first)} for one in track]
    return enumerated(parts)


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
    told = enumerated(names.get(slug, slug) for slug in causes[:_MOST_NAMES])
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

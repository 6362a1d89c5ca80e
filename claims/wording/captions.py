"""What a chart shows, for those who do not see it, in the language that is active."""

from django.utils.translation import gettext as _

from claims.charts.sparkline import Fan
from claims.charts.trace import Trace
from claims.wording.languages import language
from claims.wording.sentences import Wording, capitalised
from evidence.formula import in_words
from evidence.periods import date_of
from evidence.quantities import quantity
from evidence.units import Unit


def caption(line: Trace, fan: Fan | None, wording: Wording) -> str:
    """The series with its ends and threshold, and where its simulated continuations lie at the checkpoint."""
    return " ".join([_of_line(line, wording), *([of_fan(line.series.type.unit, fan)] if fan else [])])


def _of_line(line: Trace, wording: Wording) -> str:
    names = wording.dossier.catalogue.names_in(language())
    unit = line.series.type.unit
    ends = (int(line.days[0]), int(line.days[-1]), float(line.values[-1]))
    return of_line(capitalised(in_words(line.series, names, language())), unit, ends, line.threshold)


def of_line(what: str, unit: Unit | None, ends: tuple[int, int, float], threshold: float | None = None) -> str:
    """A series by name with its first and last day and its last figure, and its threshold."""
    first, last, value = ends
    figures = {"what": what, "first": date_of(first), "last": date_of(last), "value": _figure(unit, value)}
    if threshold is None:
        return _("%(what)s from %(first)s to %(last)s, at the end %(value)s.") % figures
    figures["needed"] = _figure(unit, threshold)
    return _("%(what)s from %(first)s to %(last)s, at the end %(value)s; threshold %(needed)s.") % figures


def of_fan(unit: Unit | None, fan: Fan) -> str:
    """Where the simulated continuations lie on the fan's last day."""
    lowest, _low, lower, _median, upper, _high, highest = (_figure(unit, end) for end in fan.quantiles[:, -1])
    return _("By %(day)s half of the simulated continuations lie between %(lower)s and %(upper)s, 95%% between "
             "%(lowest)s and %(highest)s.") % {
        "day": date_of(int(fan.days[-1])), "lower": lower, "upper": upper, "lowest": lowest, "highest": highest,
    }  # fmt: skip


def _figure(unit: Unit | None, value: float) -> str:
    return quantity(float(value), unit, language(), 3)

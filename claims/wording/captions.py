"""What a chart shows, for those who do not see it, in the language that is active."""

from django.utils.translation import gettext as _

from claims.charts.sparkline import Fan
from claims.charts.trace import Trace
from claims.wording.sentences import Wording, capitalised, language
from evidence.formula import in_words
from evidence.periods import date_of
from evidence.quantities import quantity


def caption(line: Trace, fan: Fan | None, wording: Wording) -> str:
    """The series with its ends and threshold, and where its simulated continuations lie at the checkpoint."""
    return " ".join([_of_line(line, wording), *([_of_fan(line, fan)] if fan else [])])


def _of_line(line: Trace, wording: Wording) -> str:
    names = wording.dossier.catalogue.names_in(language())
    figures = {
        "what": capitalised(in_words(line.series, names, language())),
        "first": date_of(int(line.days[0])),
        "last": date_of(int(line.days[-1])),
        "value": _figure(line, line.values[-1]),
    }
    if line.threshold is None:
        return _("%(what)s from %(first)s to %(last)s, at the end %(value)s.") % figures
    figures["needed"] = _figure(line, line.threshold)
    return _("%(what)s from %(first)s to %(last)s, at the end %(value)s; threshold %(needed)s.") % figures


def _of_fan(line: Trace, fan: Fan) -> str:
    lowest, _low, lower, _median, upper, _high, highest = (_figure(line, end) for end in fan.quantiles[:, -1])
    return _("By %(day)s half of the simulated continuations lie between %(lower)s and %(upper)s, 95%% between "
             "%(lowest)s and %(highest)s.") % {
        "day": date_of(int(fan.days[-1])), "lower": lower, "upper": upper, "lowest": lowest, "highest": highest,
    }  # fmt: skip


def _figure(line: Trace, value: float) -> str:
    return quantity(float(value), line.series.type.unit, language(), 3)

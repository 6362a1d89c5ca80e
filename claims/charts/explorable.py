"""A chart's panels as a Vega-Lite specification in which a reader can zoom and pan, by what its script sets.

Its colours are the custom properties that pages set. The days that are shown are the parameters `from` and `to`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.charts import palette
from claims.charts.claimchart import ClaimChart, Line, Panel
from claims.charts.layout import EDGE, Size, milliseconds
from claims.charts.specification import SCHEMA, Spec, dash, level_dash
from claims.charts.typesetting import BOLD, width, wrapped
from claims.charts.writing import level_color

_HEIGHT = 190  # of a panel
_AXIS = 64  # room for figures
_TITLES = 3


def explorable(chart: ClaimChart, panels: Sequence[Panel], size: Size) -> Spec:
    """Some of a chart's panels, those whose figures its reader may have, one below the other."""
    first, last = (milliseconds(day) for day in (chart.first_day, chart.last_day))
    return {
        "$schema": SCHEMA,
        "description": chart.words.description,
        "background": "transparent",
        "params": [{"name": "from", "value": first}, {"name": "to", "value": last}],
        "config": _CONFIG,
        "vconcat": [_View(chart, panel, size).spec for panel in panels],
    }


def _colour(of: str) -> str:
    return f"var({palette.PROPERTIES[of]},{of})"


_CONFIG: Spec = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": _colour(palette.SOFT), "gridColor": _colour(palette.LINE), "domain": False,
             "tickColor": _colour(palette.LINE), "labelFontSize": 12, "title": None},
    "title": {"color": _colour(palette.INK), "anchor": "start", "frame": "group", "fontSize": 13},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class _View:
    """One panel."""

    chart: ClaimChart
    panel: Panel
    size: Size

    @property
    def spec(self) -> Spec:
        labels = max((width(level.label, self.size.text) for level in self.panel.levels), default=0.0)
        wide = self.size.width - _AXIS - 2 * EDGE - min(labels, self.size.width / 3)
        layers = [self._days(), *self._fan(), self._levels(), self._names(wide)]
        rivals = [self._line(line, palette.RIVAL, dash(one)) for one, line in enumerate(self.panel.rivals)]
        title = wrapped(self.panel.title, 13 * BOLD, wide, _TITLES)
        return {
            "title": title, "width": round(wide), "height": _HEIGHT,
            "layer": [*layers, *rivals, self._line(self.panel.line, palette.ACCENT, [1, 0]), self._points()],
        }  # fmt: skip

    @staticmethod
    def _x(field: str = "day") -> Spec:
        scale = {"type": "utc", "domain": [{"expr": "from"}, {"expr": "to"}], "nice": False}
        axis = {"format": "%Y-%m-%d", "tickCount": 5, "labelOverlap": True, "grid": False}
        return {"field": field, "type": "temporal", "scale": scale, "axis": axis}

    @property
    def _factor(self) -> float:
        return self.panel.axis.factor

    def _y(self, field: str = "value") -> Spec:
        every = [value / self._factor for value in self.panel.figures()]
        pad = 0.06 * (max(every) - min(every)) or 1.0
        scale = {"domain": [min(every) - pad, max(every) + pad], "nice": False, "zero": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": {"tickCount": 5}}

    def _rows(self, line: Line) -> list[Spec]:
        return [
            {"day": milliseconds(day), "value": None if value is None else value / self._factor}
            for day, value in line.pairs
        ]

    def _line(self, line: Line, colour: str, dashes: list[int]) -> Spec:
        step = {"interpolate": "step-after"} if self.panel.is_step else {}
        mark = {"type": "line", "clip": True, "color": _colour(colour), "strokeWidth": 1.6, "strokeDash": dashes,
                "invalid": "break-paths-show-path-domains", **step}  # fmt: skip
        return _layer(self._rows(line), mark, {"x": self._x(), "y": self._y()})

    def _points(self) -> Spec:
        """What a pointer rests on: each figure says its day and itself."""
        unit = self.panel.axis.unit.replace("'", "’")
        said = f"utcFormat(datum.day, '%Y-%m-%d') + ': ' + format(datum.value, '.6~g') + ' {unit}'"
        mark = {"type": "point", "clip": True, "opacity": 0, "size": 90, "filled": True, "tooltip": {"expr": said}}
        rows = [row for row in self._rows(self.panel.line) if row["value"] is not None]
        return _layer(rows, mark, {"x": self._x(), "y": self._y()})

    def _fan(self) -> list[Spec]:
        fan, (known, value) = self.panel.fan, self.panel.known
        if fan is None:
            return []
        after = fan.days > known
        columns = [[value] * len(fan.quantiles), *fan.quantiles[:, after].T.tolist()]
        days = [known, *fan.days[after].tolist()]
        rows = [
            {"day": milliseconds(day), **{f"q{place}": one / self._factor for place, one in enumerate(column)}}
            for day, column in zip(days, columns, strict=True)
        ]
        most = len(fan.quantiles) - 1
        return [
            _layer(rows, {"type": "area", "clip": True, "color": _colour(colour), "opacity": 1},
                   {"x": self._x(), "y": self._y(f"q{place}"), "y2": {"field": f"q{most - place}"}})
            for place, colour in enumerate((palette.WIDE_BAND, palette.MIDDLE_BAND, palette.NARROW_BAND))
        ]  # fmt: skip

    def _days(self) -> Spec:
        days = dict.fromkeys((self.chart.made, self.chart.opens, self.chart.checkpoint, *self.chart.others))
        mark = {"type": "rule", "clip": True, "color": _colour(palette.SOFT), "strokeDash": [2, 3]}
        return _layer([{"day": milliseconds(day)} for day in days], mark, {"x": self._x()})

    def _levels(self) -> Spec:
        """Each at exactly its figure."""
        rows = [
            {"value": one.value / self._factor, "colour": _colour(level_color(one.role)), "dash": level_dash(one.role)}
            for one in self.panel.levels
        ]
        mark = {"type": "rule", "strokeWidth": 1.4, "strokeDash": {"expr": "datum.dash"}}
        return _layer(rows, mark, {"y": self._y(), "color": _own("colour")})

    def _names(self, wide: float) -> Spec:
        rows = [
            {"value": one.value / self._factor, "text": one.label, "colour": _colour(level_color(one.role))}
            for one in self.panel.levels
        ]
        mark = {"type": "text", "align": "left", "dx": 6, "fontSize": 12}
        places = {"x": {"value": round(wide)}, "y": self._y(), "text": {"field": "text", "type": "nominal"}}
        return _layer(rows, mark, {**places, "color": _own("colour")})


def _layer(rows: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _own(field: str) -> Spec:
    return {"field": field, "type": "nominal", "scale": None, "legend": None}

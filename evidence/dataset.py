"""One indicator as a data set for other programs: what it is, and its figures as CSV or JSON, sent as they are read.

Values are in the indicator's own unit, as its provider writes them; times `scale` they are in base units. A raw figure
leaves only where its licence lets it be passed on, or to somebody who has signed in: whoever sends it asks `is_open`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from psycopg import sql

from evidence.models import Indicator, Recording
from evidence.models.indicator import catalogue_of
from evidence.periods import date_of, day_number, first_day
from evidence.permitted import Below, is_open
from evidence.publication import DAY
from evidence.readings import readings
from evidence.snapshot import one_form

COLUMNS = ("period", "value", "known_from", "inferred")
FORMS = ("csv", "json")
SCHEMA: Mapping[str, Any] = {"fields": [
    {"name": "period", "type": "date", "description": "first day of the period", "description_zh": "期間的第一天"},
    {"name": "value", "type": "number", "description": "the figure in `unit`; empty: retracted by its provider",
     "description_zh": "以 `unit` 為單位的數值；空白：提供者已撤回"},
    {"name": "known_from", "type": "string",
     "description": "since when it had been known: a day, from 00:00 UTC, or a moment; empty: computed by a formula",
     "description_zh": "自何時起為人所知：某日（自 UTC 00:00 起）或某一時刻；空白：由公式算出"},
    {"name": "inferred", "type": "boolean",
     "description": "whether known_from is inferred from the usual publication lag",
     "description_zh": "known_from 是否依通常的發布時差推算"},
]}  # fmt: skip
_PIECE = 1 << 16  # bytes: the driver hands out each row by itself


class VintagesError(ValueError):
    """All vintages were asked of what is computed anew from other indicators, and has none of its own."""


@dataclass(frozen=True)
class Cut:
    """Which figures: known at the end of a day (UTC), of periods that begin from one day to another (both included);
    the newest known of each period, or all vintages."""

    as_of: date
    first: date = date.min
    last: date = date.max
    all_vintages: bool = False


class Dataset:
    """An indicator with what it is made of. Raises `VintagesError` where it is a formula, and all vintages are asked
    for."""

    def __init__(self, indicator: Indicator, cut: Cut) -> None:
        self.indicator, self.cut = indicator, cut
        self.below: Below = Indicator.objects.below([indicator.slug])
        if indicator.formula and cut.all_vintages:
            raise VintagesError(indicator.slug)

    @property
    def is_open(self) -> bool:
        """Whether everybody may have its figures."""
        return is_open(self.indicator, self.below)

    @property
    def facts(self) -> dict[str, Any]:
        """What there is to know of it but its figures. `sources` are of all raw indicators that it rests on."""
        one, cut = self.indicator, self.cut
        return {
            "indicator": one.slug, "name": one.name, "name_zh": one.name_zh, "unit": one.unit,
            "base_unit": str(one.base_unit), "scale": one.scale, "frequency": one.frequency,
            "seasonal_adjustment": one.seasonal_adjustment, "aggregation": one.aggregation, "formula": one.formula,
            "why": one.why, "why_zh": one.why_zh, "checked_against": one.checked_against,
            "licence": one.licence, "redistribute": one.redistribute, "wants_login": not self.is_open,
            "sources": [_origin(raw) for raw in self.below.values() if not raw.formula],
            "as_of": str(cut.as_of), "vintages": "all" if cut.all_vintages else "newest",
            "from": None if cut.first == date.min else str(cut.first),
            "to": None if cut.last == date.max else str(cut.last),
        }  # fmt: skip

    @property
    def stamp(self) -> str:
        """Another text whenever its figures or facts could be others; no figure is read for it."""
        keys = [one.pk for one in self.below.values()]
        recorded = Recording.objects.filter(indicator__in=keys).order_by("pk").values_list("pk", flat=True).last()
        defined = sorted((one.slug, one.formula, one.unit, one.frequency, one.walk, one.publication_lag)
                         for one in self.below.values())  # fmt: skip
        told = json.dumps([self.facts, recorded, defined], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def sent(self, form: str, head: Mapping[str, Any]) -> Iterator[bytes]:
        """Its figures as CSV, or as JSON behind `head`; in pieces, of one moment, not held in memory."""
        if form == "csv":
            yield f"{','.join(COLUMNS)}\n".encode()
            yield from pieces(self._lines(form))
            return
        yield f'{json.dumps(head, ensure_ascii=False, indent=1)[:-2]},\n "observations": [\n'.encode()
        yield from pieces(_divided(self._lines(form)))
        yield b"]}\n"

    def _lines(self, form: str) -> Iterator[bytes]:
        return self._computed(form) if self.indicator.formula else self._stored(form)

    def _stored(self, form: str) -> Iterator[bytes]:
        cut, until = self.cut, sql.SQL("to_timestamp({})").format((day_number(self.cut.as_of) + 1) * DAY // 1_000_000)
        newest = sql.SQL("") if cut.all_vintages else sql.SQL(" AND known_to >= {}").format(until)
        statement = _FIGURES[form].format(
            moment=MOMENT, indicator=self.indicator.pk, first=str(cut.first), last=str(cut.last), until=until,
            newest=newest,
        )  # fmt: skip
        with one_form(), connection.cursor() as cursor, cursor.copy(statement) as copy:
            for line in copy:
                yield bytes(line)

    def _computed(self, form: str) -> Iterator[bytes]:
        panel = readings(self.indicator.slug, day_number(self.cut.as_of), catalogue_of(self.below))
        days = first_day(panel.ordinals, panel.frequency)
        first, last = day_number(self.cut.first), day_number(self.cut.last)
        known = ~np.isnan(panel.values[0]) & (days >= first) & (days <= last)
        values = panel.values[0][known] / self.indicator.scale
        line = '{{"period":"{}","value":{!r},"known_from":null,"inferred":null}}\n' if form == "json" else "{},{!r},,\n"
        for day, value in zip(days[known].tolist(), values.tolist(), strict=True):
            yield line.format(date_of(day), value).encode()


def _origin(raw: Indicator) -> dict[str, Any]:
    assert raw.source is not None
    return {"indicator": raw.slug, "source": raw.source.slug, "name": raw.source.name, "name_zh": raw.source.name_zh,
            "address": raw.source.address, "code": raw.code, "licence": raw.licence or raw.source.licence,
            "redistribute": raw.redistribute}  # fmt: skip


def _divided(lines: Iterable[bytes]) -> Iterator[bytes]:
    """With a comma before each but the first."""
    for place, line in enumerate(lines):
        yield b"," + line if place else line


def pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Short lines as pieces of some size: one call for each would cost more than what is done with it."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


# A day where it counts from 00:00, as most do, else to the microsecond.
MOMENT = sql.SQL("""CASE WHEN known_from = date_trunc('day', known_from) THEN known_from::date::text
                ELSE to_char(known_from, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') END""")
_ROWS = """
FROM evidence_observation
WHERE indicator_id = {indicator}::int8 AND period BETWEEN {first}::date AND {last}::date
AND known_from < {until}{newest} ORDER BY period, known_from"""
_TRUTH = "CASE WHEN pseudo THEN 'true' ELSE 'false' END"
_FIGURES = {
    "csv": sql.SQL(f"COPY (SELECT period, value, {{moment}}, {_TRUTH}{_ROWS}) TO STDOUT (FORMAT CSV)"),
    "json": sql.SQL(
        "COPY (SELECT '{{\"period\":\"' || period || '\",\"value\":' || coalesce(value::text, 'null') || "
        f"',\"known_from\":\"' || {{moment}} || '\",\"inferred\":' || {_TRUTH} || '}}}}'{_ROWS}) TO STDOUT"
    ),
}

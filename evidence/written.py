"""An indicator's figures as text, streamed: the database writes the lines, many in one piece, and none is held long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from evidence.models import Indicator
from evidence.periods import Frequency, date_of, day_number
from evidence.publication import DAY
from evidence.readings import readings

COLUMNS = ("period", "known_from", "inferred", "value")
_BLOCK = 2_000  # lines in one piece
# Every text here is of digits, letters and signs that neither JSON nor CSV escapes.
_LINE = {
    "csv": "period || ',' || moment || ',' || inferred || ',' || coalesce(figure, '') || E'\\r\\n'",
    "json": (
        """',{"period":"' || period || '","known_from":"' || moment || '","inferred":' || inferred || ',"value":'"""
        """ || coalesce(figure, 'null') || '}'"""
    ),
}
_QUERY = """
SELECT string_agg({line}, '' ORDER BY number) FROM (
    SELECT to_char(period, 'YYYY-MM-DD') AS period,
           to_char(known_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS moment,
           CASE WHEN pseudo THEN 'true' ELSE 'false' END AS inferred,
           (nullif(value, 'NaN') * {scale}::float8)::text AS figure,
           row_number() OVER (ORDER BY evidence_observation.period, known_from) AS number
    FROM evidence_observation
    WHERE indicator_id = {indicator} AND known_from < to_timestamp({until}) AND {which}
      AND evidence_observation.period BETWEEN {start} AND {end}
) AS figures GROUP BY (number - 1) / {block} ORDER BY (number - 1) / {block}
"""
# A figure closed at the very end of the day was still the newest one during it, as `evidence.readings` has it.
_NEWEST, _ALL = "known_to >= to_timestamp({until}) AND value IS NOT NULL", "TRUE"


@dataclass(frozen=True)
class Part:
    """Which figures: as known at the end of a day (UTC), of periods that begin from `start` to `end`; all vintages,
    retractions among them, or the newest one of each period."""

    as_of: date
    start: date = date.min
    end: date = date.max
    are_vintages: bool = False


def lines(indicator: Indicator, part: Part, form: str) -> Iterator[str]:
    """The figures of a raw indicator in base units, in "csv" or "json" (each behind a comma), in pieces.

    A derived one has no vintages of its own: its figures are those of a reading, known from no day of their own.
    """
    if indicator.formula:
        return _derived(indicator, part, form)
    return _raw(indicator, part, form)


def _raw(indicator: Indicator, part: Part, form: str) -> Iterator[str]:
    until = sql.Literal((day_number(part.as_of) + 1) * DAY // 1_000_000)
    which = sql.SQL(_ALL if part.are_vintages else _NEWEST).format(until=until)
    query = sql.SQL(_QUERY).format(
        line=sql.SQL(_LINE[form]), scale=sql.Literal(indicator.scale),
        indicator=sql.Literal(indicator.pk), until=until, which=which, start=sql.Literal(part.start),
        end=sql.Literal(part.end), block=sql.SQL(str(_BLOCK)),
    )  # fmt: skip
    cursor: CursorWrapper
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        for (piece,) in cursor:
            yield piece


def _derived(indicator: Indicator, part: Part, form: str) -> Iterator[str]:
    panel = readings(indicator.slug, day_number(part.as_of))
    first, last = day_number(part.start), day_number(part.end)
    rows: list[Any] = [
        (begin, value) for end, value in zip(panel.ends.tolist(), panel.values[0].tolist(), strict=True)
        if value == value and first <= (begin := _begin(end, panel.frequency)) <= last  # NaN is no figure
    ]  # fmt: skip
    for start in range(0, len(rows), _BLOCK):
        yield "".join(_written(begin, value, form) for begin, value in rows[start : start + _BLOCK])


def _begin(end: int, frequency: Frequency) -> int:
    """The day that names a period, as the database has it."""
    if not frequency.months:
        return end
    day = date_of(end)
    months = day.year * 12 + day.month - frequency.months
    return day_number(date(months // 12, months % 12 + 1, 1))


def _written(begin: int, value: float, form: str) -> str:
    if form == "csv":
        return f"{date_of(begin)},,,{value!r}\r\n"
    return f',{{"period":"{date_of(begin)}","known_from":null,"inferred":null,"value":{value!r}}}'

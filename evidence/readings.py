"""The one way in to observations: what was known of indicators at the end of a day (UTC)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection
from psycopg import sql

from evidence import binary
from evidence.formula import Evaluation
from evidence.models import Catalogue, Indicator
from evidence.periods import Ints, day_number
from evidence.publication import DAY
from evidence.series import Floats, History, Panel, history

Rows = Mapping[str, np.ndarray]  # columns by name

_COLUMNS = {"indicator_id": "int8", "period": "date", "known_from": "timestamptz", "value": "float8"}
_READ = ("slug", "formula", "unit", "frequency", "walk", "publication_lag")  # of an indicator, by a single reading
_QUERY = (
    "SELECT indicator_id, period, known_from, coalesce(value, 'NaN') AS value FROM evidence_observation"
    " WHERE indicator_id = ANY({indicators}::int8[]) AND "
)
_ALL_VINTAGES = sql.SQL(_QUERY + "known_from < to_timestamp({until})")
# A figure closed at the very end of the day was still the newest one during it.
_NEWEST = sql.SQL(_QUERY + "known_from < to_timestamp({until}) AND known_to >= to_timestamp({until})")
_FEW = 12  # indicators: a gigabyte is the most that one piece may have, and the longest of them takes ten megabytes
_COPY = sql.SQL("COPY ({rows}) TO STDOUT (FORMAT BINARY)")


def _packed(rows: sql.Composed) -> sql.Composed:
    return sql.SQL("SELECT {} FROM ({}) AS read").format(sql.SQL(binary.packed(_COLUMNS)), rows)


# An indicator together with what was known of it: half of a single reading is asking and waiting for an answer.
_ONE = (
    sql.SQL("SELECT id, {columns}, ({figures}) AS figures FROM evidence_indicator WHERE slug = %(slug)s")
    .format(
        columns=sql.SQL(", ").join(map(sql.Identifier, _READ)),
        figures=_packed(
            _NEWEST.format(indicators=sql.SQL("ARRAY[evidence_indicator.id]"), until=sql.Placeholder("until"))
        ),
    )
    .as_string()
)


def histories(
    slugs: Iterable[str], as_of: int, indicators: Mapping[str, Indicator] | None = None
) -> dict[str, History]:
    """All vintages of raw indicators that were known at the end of a day, by slug, in base units.

    Nothing that became known later leaves the database. An indicator without figures has an empty history.
    `indicators`, all of them by slug, spare reading them anew. Raises `LookupError` for a slug that is none of a raw
    one.
    """
    return _histories(slugs, as_of, _ALL_VINTAGES, indicators)


def panels(slugs: Iterable[str], as_of: int) -> dict[str, Panel]:
    """Raw indicators as they were known at the end of a day, by slug: one row each, in base units.

    The same as the last row of their histories, with only the newest vintages read.
    Raises `LookupError` for a slug that is no raw indicator.
    """
    return {slug: newest.as_of(as_of) for slug, newest in _histories(slugs, as_of, _NEWEST).items()}


@dataclass(frozen=True)
class News:
    """The newest day on which a figure of an indicator became known, and when a figure was last recorded here."""

    known: int
    recorded_at: datetime


def news(slugs: Iterable[str], as_of: int) -> dict[str, News]:
    """News of raw indicators by the end of a day, by slug; one without figures has none."""
    wanted = dict(Indicator.objects.raw().filter(slug__in=set(slugs)).values_list("pk", "slug"))
    until = datetime.fromtimestamp((as_of + 1) * DAY // 1_000_000, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, {"indicators": list(wanted), "until": until})
        rows = cursor.fetchall()
    return {wanted[key]: News(day_number(known.astimezone(UTC).date()), at) for key, known, at in rows}


# Of the recordings, of which there are few. Only one that reaches beyond the day makes its figures be looked at, which
# a day of the past may need: figures that became known by then were recorded together with later ones.
_NEWS = """
SELECT indicator_id, max(CASE WHEN last_known < %(until)s THEN last_known ELSE (
           SELECT max(known_from) FROM evidence_observation AS figure
           WHERE figure.indicator_id = one.indicator_id AND figure.recorded_at = one.recorded_at
             AND figure.known_from < %(until)s) END), max(recorded_at)
FROM evidence_recording AS one
WHERE indicator_id = ANY(%(indicators)s) AND first_known < %(until)s
GROUP BY indicator_id
"""


def readings(slug: str, as_of: int, catalogue: Catalogue | None = None) -> Panel:
    """An indicator, raw or derived, as it was known at the end of a day, in base units.

    `catalogue` spares a derived one the reading of all formulas. Raises `LookupError` for an unknown slug.
    """
    if catalogue is None:
        found: list[Any] = list(Indicator._base_manager.raw(_ONE, {"slug": slug, "until": _until(as_of)}))
        if not found:
            raise Indicator.objects.not_raw({slug})
        if not found[0].formula:
            return _history(found[0], _in_order(binary.decode_packed(_COLUMNS, found[0].figures))).as_of(as_of)
        catalogue = Indicator.objects.catalogue()
    if slug not in catalogue.derived:
        return panels([slug], as_of)[slug]
    tree = catalogue.derived[slug]
    return Evaluation(panels(catalogue.leaves(tree), as_of), catalogue.derived).series(tree)


def _histories(
    slugs: Iterable[str], as_of: int, query: sql.SQL, every: Mapping[str, Indicator] | None = None
) -> dict[str, History]:
    wanted = set(slugs)
    if every is None:
        indicators = list(Indicator.objects.raw().filter(slug__in=wanted))
    else:
        indicators = [every[slug] for slug in wanted if slug in every and not every[slug].formula]
    unknown = wanted - {indicator.slug for indicator in indicators}
    if unknown:
        raise Indicator.objects.not_raw(unknown)
    rows = _load([indicator.pk for indicator in indicators], as_of, query)
    return {indicator.slug: _history(indicator, rows) for indicator in indicators}


def _load(indicators: list[int], as_of: int, query: sql.SQL) -> Rows:
    """The rows of indicators by the query: those of a few in one piece, which a whole installation's could be too
    large for."""
    rows = query.format(indicators=sql.Literal(indicators), until=sql.Literal(_until(as_of)))
    with connection.cursor() as cursor:
        if len(indicators) <= _FEW:
            cursor.execute(_packed(rows))
            return _in_order(binary.decode_packed(_COLUMNS, cursor.fetchone()[0]))
        with cursor.copy(_COPY.format(rows=rows)) as copy:
            return _in_order(binary.decode(_COLUMNS, copy))


def _until(day: int) -> int:
    """The end of a day (UTC), in seconds since 1970."""
    return (day + 1) * DAY // 1_000_000


def _in_order(rows: Rows) -> Rows:
    """By indicator, then as they became known: quicker here than by the database's ORDER BY."""
    order = np.lexsort((rows["known_from"], rows["indicator_id"]))
    return {name: column[order] for name, column in rows.items()}


def _history(indicator: Indicator, rows: Rows) -> History:
    ids: Ints = rows["indicator_id"]
    mine = slice(np.searchsorted(ids, indicator.pk), np.searchsorted(ids, indicator.pk, side="right"))
    values: Floats = rows["value"][mine] * indicator.scale
    known = rows["known_from"][mine] // DAY
    are_events = indicator.walk == Indicator.Walk.CALENDAR
    frequency, lag = indicator.period_frequency, indicator.declared_lag
    return history(frequency, rows["period"][mine], known, values, lag, are_events)

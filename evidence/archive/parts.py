"""What an archive of this installation has of each raw indicator: its row of the manifest, and its figures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from django.db import connection
from psycopg import sql

from evidence.archive.manifest import Stock, row_of
from evidence.archivefiles import file_name, is_plain
from evidence.dataset import MOMENT
from evidence.models import Indicator
from evidence.periods import Frequency, date_of, day_number, last_day, period_of
from evidence.sources.archive import EXACT, HEADER, is_closing

_Origins = dict[tuple[int, str], list[tuple[bool, str]]]


@dataclass(frozen=True)
class Part:
    """A raw indicator with figures. Read within `evidence.snapshot.one_form`."""

    indicator: Indicator
    stock: Stock
    origin: str

    @property
    def name(self) -> str:
        """Where its figures lie, from the archive's folder."""
        return file_name(self._source, self.indicator.code)

    @property
    def row(self) -> dict[str, str]:
        """What the manifest says of it."""
        first, last = self.stock.first, self.stock.last
        if self._is_closing:
            first, last = _closing_day(first), _closing_day(last)
        return row_of(self.indicator, self.stock, first, last, self.origin)

    @property
    def is_open(self) -> bool:
        """Whether its licence lets raw figures be passed on."""
        return self.indicator.redistribute == Indicator.Redistribution.YES

    def blocks(self) -> Iterator[bytes]:
        """Its figures, oldest period first, a line at a time: by COPY, not held in memory."""
        period = _LAST_DAY if self._is_closing else sql.SQL("period")
        statement = _FIGURES.format(period=period, moment=MOMENT, indicator=sql.Literal(self.indicator.pk))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for block in chain([_HEADER], copy):
                yield bytes(block)

    @property
    def _source(self) -> str:
        assert self.indicator.source is not None
        return self.indicator.source.slug

    @property
    def _is_closing(self) -> bool:
        return is_closing(self._source, self.indicator.period_frequency)


@dataclass
class Contents:
    """The parts by source and code, slugs `without_figures`, and why others cannot be written, by slug."""

    parts: list[Part] = field(default_factory=list)
    without_figures: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def contents(indicators: Iterable[Indicator]) -> Contents:
    """What there is to be written of raw indicators, in their order."""
    chosen = list(indicators)
    stocks, origins, found = _stocks(chosen), _origins(), Contents()
    for one in chosen:
        if one.pk not in stocks:
            found.without_figures.append(one.slug)
        elif not is_plain(one.code):
            found.errors[one.slug] = f"expected a code that can name a file, got {one.code!r}; not exported"
        else:
            found.parts.append(Part(one, stocks[one.pk], _origin(one, origins)))
    return found


def _stocks(indicators: Iterable[Indicator]) -> dict[int, Stock]:
    """What is recorded, by the indicator's key."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCKS, [[one.pk for one in indicators]])
        return {key: Stock(*facts) for key, *facts in cursor.fetchall()}


_STOCKS = """
SELECT indicator_id, min(period), max(period), count(DISTINCT period), count(*), count(*) FILTER (WHERE NOT pseudo),
       max(recorded_at)
FROM evidence_observation WHERE indicator_id = ANY(%s) GROUP BY indicator_id
"""


def _origins() -> _Origins:
    """Whether figures came from an archive, and what that said of their origin, by source and code."""
    found: _Origins = {}
    with connection.cursor() as cursor:
        cursor.execute(_ORIGINS)
        for source, code, archived, origin in cursor.fetchall():
            found.setdefault((source, code), []).append((archived, origin))
    return found


_ORIGINS = """
SELECT DISTINCT source_id, code, archived, coalesce(facts ->> 'origin', 'an evidence archive')
FROM evidence_fetch, jsonb_array_elements_text(codes) AS code WHERE error = '' ORDER BY 1, 2, 3, 4
"""


def _origin(indicator: Indicator, origins: _Origins) -> str:
    """The source itself where it was asked, and every origin that an archive named."""
    assert indicator.source is not None
    itself = ", ".join(filter(None, (indicator.source.name, indicator.source.address)))
    told = origins.get((indicator.source.pk, indicator.code)) or [(False, "")]
    return "; ".join(dict.fromkeys(origin if archived else itself for archived, origin in told))


def _closing_day(quarter: date) -> date:
    return date_of(last_day(period_of(day_number(quarter), Frequency.QUARTER), Frequency.QUARTER))


_HEADER = f"{','.join((*HEADER, EXACT))}\n".encode()
_LAST_DAY = sql.SQL("(period + interval '3 months' - interval '1 day')::date")  # of the quarter that begins there
_FIGURES = sql.SQL("""
COPY (
    SELECT {period}, value, CASE WHEN NOT pseudo THEN moment END, CASE WHEN pseudo THEN moment END
    FROM evidence_observation, LATERAL (SELECT {moment} AS moment) AS written
    WHERE indicator_id = {indicator}::int8 ORDER BY period, known_from
) TO STDOUT (FORMAT CSV)
""")

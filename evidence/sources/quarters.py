"""Quarters out of the facts of company filings: pure arithmetic of dates, no transport.

A filing gives a figure for a span of days (an outlay) or for a day (a stock). Three traps lie in it:

*Spans.* Three months and the year to date share a concept, and cash flows come as the year to date alone. A quarter is
a three-month fact as soon as one is filed, else the difference of two spans that begin together; the fourth is the
year less nine months. Both spans of a difference must tell of the same year from the same distance: as first reported,
or as the comparison a year later. A restated year less nine months as first reported would be a figure of no filing.
A quarter that neither gives stays missing. Filers tag a span with the wrong dates or figure: NVIDIA's report for 2017
the second quarter as half a year, that of 2022-11-18 an amortization of nine months smaller than its last three. So a
fact of its own goes before a difference, and none is taken from a span that its own quarters contradict.

*Calendars.* Fiscal quarters end in other months than calendar ones. A quarter is put where most of its days lie, as
EDGAR's own frames do: February to April is the first quarter. A stock belongs to the quarter that it closes.

*Vintages.* The same figure is filed again as a comparison, and may differ. Each filing's figure is known from the day
of filing; of two concepts filed on one day the first counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from evidence.periods import Days, Frequency, first_day, period_of

QUARTER_DAYS = range(80, 101)  # thirteen weeks, fourteen in a long year, and calendar quarters
MOST_DAYS = 380  # a fiscal year of 53 weeks
SAME_START = 7  # days by which filings of one fiscal year differ in its first day
SAME_END = 20  # days by which the same part of another year may end earlier or later in it
MOST_DISAGREEMENT = 0.1  # of a span and its quarters: beyond rounding and what a restatement moves
_HALF_QUARTER, _HALF_YEAR = 45, 182
_YEAR = 365.25

Row = tuple[int, int, float]  # first day of the calendar quarter, day of filing, value


@dataclass(frozen=True)
class Fact:
    """A figure of a filing. Days count from 1970-01-01; `start` is None for a stock."""

    start: int | None
    end: int
    value: float
    filed: int
    filing: str

    @property
    def length(self) -> int:
        """Days from start to end, both counted; 0 for a stock."""
        return 0 if self.start is None else self.end - self.start + 1


@dataclass(frozen=True)
class _Claim:
    """A figure for a quarter from one day on. `rank` is its concept's place."""

    quarter: int
    filed: int
    rank: int
    value: float
    is_difference: bool = False


def quarterly(concepts: Sequence[Sequence[Fact]]) -> list[Row]:
    """Vintages of calendar quarters, sorted by quarter and day of filing, from the facts of concepts, best first."""
    claims = [claim for rank, facts in enumerate(concepts) for claim in _claims(facts, rank)]
    direct: dict[int, int] = {}
    for claim in claims:
        if not claim.is_difference:
            direct[claim.quarter] = min(direct.get(claim.quarter, claim.filed), claim.filed)
    best: dict[tuple[int, int], _Claim] = {}
    for claim in sorted(claims, key=lambda one: one.rank, reverse=True):
        if not claim.is_difference or claim.filed < direct.get(claim.quarter, claim.filed + 1):
            best[claim.quarter, claim.filed] = claim
    return [(first_day(one.quarter, Frequency.QUARTER), one.filed, one.value) for _, one in sorted(best.items())]


def calendar_quarter(start: Days | None, end: Days) -> Days:
    """The calendar quarter, counted from 1970, in which the middle of a fiscal one lies; of many at once as arrays."""
    middle = end - _HALF_QUARTER if start is None else (start + end) // 2
    return period_of(middle, Frequency.QUARTER)


def calendar_year(end: Days) -> Days:
    """The calendar year, counted from 1970, in which the middle of a fiscal one that ends on a day lies; as above."""
    return period_of(end - _HALF_YEAR, Frequency.YEAR)


def _claims(facts: Sequence[Fact], rank: int) -> Iterator[_Claim]:
    for fact in _stocks(facts):
        yield _Claim(calendar_quarter(None, fact.end), fact.filed, rank, fact.value)
    for fact in facts:
        if fact.length in QUARTER_DAYS:
            yield _Claim(calendar_quarter(fact.start, fact.end), fact.filed, rank, fact.value)
    for quarter, filed, value in _differences(facts):
        yield _Claim(quarter, filed, rank, value, is_difference=True)


def _stocks(facts: Sequence[Fact]) -> list[Fact]:
    """Figures at the ends of quarters: a filing's own last day where one is known, not the day of an acquisition."""
    stocks = [fact for fact in facts if fact.start is None]
    closing = set(_last_days(stocks).values())
    ends: dict[int, int] = {}
    for fact in stocks:
        quarter = calendar_quarter(None, fact.end)
        held = ends.get(quarter, fact.end)
        ends[quarter] = max(held, fact.end, key=lambda end: (end in closing, end))
    return [fact for fact in stocks if ends[calendar_quarter(None, fact.end)] == fact.end]


def _last_days(facts: Iterable[Fact]) -> dict[str, int]:
    last: dict[str, int] = {}
    for fact in facts:
        last[fact.filing] = max(last.get(fact.filing, fact.end), fact.end)
    return last


def _differences(facts: Sequence[Fact]) -> Iterator[tuple[int, int, float]]:
    """Quarter, day of filing and value for each pair of spans whose difference is a quarter."""
    spans = _spans(facts)
    quarters = [fact for fact in facts if fact.length in QUARTER_DAYS]
    for longer, shorter in product(spans, repeat=2):
        if not _is_quarter_apart(longer, shorter):
            continue
        quarter = calendar_quarter(shorter[1] + 1, longer[1])
        whole, part = spans[longer], spans[shorter]
        for filed in sorted({one.filed for one in (*whole, *part)}):
            newest, before = _known(whole, filed), _known(part, filed)
            if newest and before and not _is_contradicted(before, quarters, filed):
                yield quarter, filed, newest.value - before.value


def _is_contradicted(span: Fact, quarters: Sequence[Fact], day: int) -> bool:
    """Whether the quarters of a span, each known by a day as a fact of its own, add up to something else."""
    first, last = span.end - span.length + 1 - SAME_START, span.end + SAME_START
    inside: dict[int, Fact] = {}
    for fact in sorted(quarters, key=lambda one: one.filed):
        if fact.filed <= day and first <= fact.end - fact.length + 1 and fact.end <= last:
            inside[calendar_quarter(fact.start, fact.end)] = fact
    total = sum(fact.value for fact in inside.values())
    is_whole = abs(sum(fact.length for fact in inside.values()) - span.length) <= SAME_START
    return is_whole and abs(total - span.value) > MOST_DISAGREEMENT * max(abs(total), abs(span.value))


def _is_quarter_apart(longer: tuple[int, int, int], shorter: tuple[int, int, int]) -> bool:
    (start, end, distance), (other_start, other_end, other_distance) = longer, shorter
    return (
        distance == other_distance
        and abs(start - other_start) <= SAME_START
        and end - other_end in QUARTER_DAYS
        and other_end - other_start + 1 >= QUARTER_DAYS[0]
    )


def _spans(facts: Sequence[Fact]) -> dict[tuple[int, int, int], list[Fact]]:
    """Facts by first day, last day, and how many years before their filing's own last day they end.

    What ends some months before it, a quarter in the table of a yearly report, is no part of a difference.
    """
    own = _last_days(fact for fact in facts if fact.start is not None)
    spans: dict[tuple[int, int, int], list[Fact]] = {}
    for fact in facts:
        if fact.start is not None and QUARTER_DAYS[0] <= fact.length <= MOST_DAYS:
            earlier = own[fact.filing] - fact.end
            distance = round(earlier / _YEAR)
            if abs(earlier - distance * _YEAR) <= SAME_END:
                spans.setdefault((fact.start, fact.end, distance), []).append(fact)
    return spans


def _known(facts: Sequence[Fact], day: int) -> Fact | None:
    return max((fact for fact in facts if fact.filed <= day), key=lambda fact: fact.filed, default=None)

"""What is wrong, or looks wrong, with the evidence as it was known on a day. Names indicators only: which claims they
endanger is worked out on the claims' side.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evidence import findings
from evidence.calendar import expectation_after, planned_days
from evidence.findings import Finding, Severity
from evidence.formula.tree import Call
from evidence.models import Catalogue, Description, HeldBatch, Indicator
from evidence.periods import Ints, day_number
from evidence.readings import panels
from evidence.releases import NONE_PLANNED
from evidence.series import Panel
from evidence.soundness import twins

_ORDER = list(Severity)


@dataclass(frozen=True, eq=False)
class Look:
    """What findings are about, read once: they can be said in any number of languages. Indicators by slug."""

    as_of: date
    indicators: Mapping[str, Indicator]
    known: Mapping[str, Panel]
    planned: Mapping[int, Ints]
    told: Mapping[int, Description]
    held: Sequence[HeldBatch]
    twins: Sequence[tuple[str, str, int, str]]  # two with the same figures, how many, and what takes one for the other

    def findings(self, slugs: Iterable[str] = ()) -> list[Finding]:
        """Those about raw indicators (default: all), the severe ones first, in the active language.

        Raises `LookupError` for a slug that is no raw indicator.
        """
        wanted = set(slugs)
        unknown = wanted - self.indicators.keys()
        if unknown:
            raise Indicator.objects.not_raw(unknown)
        found = [
            finding
            for slug, one in self.indicators.items()
            if not wanted or slug in wanted
            for finding in self._of_one(one)
        ]
        between = [
            *map(findings.of_held, self.held),
            *_same_codes(self.indicators.values()),
            *(findings.of_twin(*pair) for pair in self.twins),
        ]
        found += [finding for finding in between if not wanted or finding.slug in wanted]
        return sorted(found, key=lambda one: (_ORDER.index(one.severity), one.slug, one.kind))

    def _of_one(self, one: Indicator) -> Iterator[Finding]:
        planned = self.planned.get(one.pk, NONE_PLANNED)
        return _of_one(one, self.known[one.slug], self.told.get(one.pk), planned, self.as_of)


def health(as_of: date, slugs: Iterable[str] = ()) -> list[Finding]:
    """Findings about raw indicators (default: all), the severe ones first, in the active language.

    Raises `LookupError` for a slug that is no raw indicator, `FormulaError` for a formula that cannot be read.
    """
    return look(as_of).findings(slugs)


def look(as_of: date) -> Look:
    """Read what findings are about. Figures and release calendars are those known at the end of the day; descriptions
    and held figures are today's. Raises `FormulaError` for a formula that cannot be read."""
    indicators = {one.slug: one for one in Indicator.objects.raw().select_related("source")}
    known = panels(indicators, day_number(as_of))
    told = {one.indicator_id: one for one in Description.objects.all()}
    held = HeldBatch.objects.waiting().select_related("indicator").defer("rows")  # which may have megabytes
    return Look(as_of, indicators, known, planned_days(as_of), told, list(held), _twins(known, indicators))


def _of_one(
    indicator: Indicator, panel: Panel, told: Description | None, planned: Ints, as_of: date
) -> Iterator[Finding]:
    today, newest = day_number(as_of), panel.known_end()
    if newest is None:
        yield findings.of_absence(indicator)
    elif indicator.walk == Indicator.Walk.CALENDAR:
        yield from findings.of_event_days(indicator, newest, today)
    else:
        expected = expectation_after(indicator, newest, planned, as_of)
        yield from findings.of_lateness(indicator, newest, expected)
        yield from findings.of_gaps(indicator, panel, today)
        yield from findings.of_jumps(indicator, panel)
    if told is not None:
        yield from findings.of_description(indicator, told, newest)


def _same_codes(indicators: Iterable[Indicator]) -> Iterator[Finding]:
    """A code that differs only by case or blanks; the very same code twice is refused by the database."""
    seen: dict[tuple[int | None, str], str] = {}
    for one in sorted(indicators, key=lambda one: one.slug):
        key = (one.source_id, "".join(one.code.casefold().split()))
        if key in seen:
            yield findings.of_codes(one.slug, seen[key], one.code)
        seen.setdefault(key, one.slug)


def _twins(known: Mapping[str, Panel], indicators: Mapping[str, Indicator]) -> list[tuple[str, str, int, str]]:
    walking = {slug: panel for slug, panel in known.items() if indicators[slug].walk != Indicator.Walk.CALENDAR}
    pairs = twins(walking)
    catalogue = Indicator.objects.catalogue() if pairs else Catalogue()
    return [(one, other, shared, _alternates(catalogue, one, other)) for one, other, shared in pairs]


def _alternates(catalogue: Catalogue, one: str, other: str) -> str:
    """The derived indicator that takes one of the two where the other is missing, "" if none does."""
    for slug, tree in catalogue.derived.items():
        for part in tree.walk():
            if isinstance(part, Call) and part.function == "coalesce" and {one, other} <= set(catalogue.leaves(part)):
                return slug
    return ""

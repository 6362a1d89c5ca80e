"""Series that past claims can be made about, with all their vintages: from an evidence archive or from the database."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from claims.scoring.outlook import Measure
from claims.scoring.pseudoclaims import Form, Subject, horizons_of
from evidence.archivefiles import MANIFEST, ArchiveError, read_manifest
from evidence.formula import Kind, Type, parse
from evidence.models import Indicator
from evidence.periods import Frequency, end_days
from evidence.publication import CAUTIOUS_LAGS, DAY, dated
from evidence.readings import histories as readings
from evidence.series import History, history
from evidence.sources import Offline, Series, SourceError, archive
from evidence.units import parse_unit

_FEWEST = 60  # periods below which a series has no past worth asking about
_EVER = 100_000
_TOLD = ("source", "code", "title", "unit", "frequency")  # columns of a manifest that a series is described by


@dataclass(frozen=True)
class Described:
    """A series: how it is called and measured, how it moves, and which others are like it."""

    slug: str
    source: str
    code: str
    unit: str
    scale: float
    frequency: Frequency
    lag: int
    measure: Measure
    family: str


@dataclass(frozen=True, eq=False)
class PastEvidence:
    """Subjects with the histories and measures of their series. `digest` changes with any of these figures."""

    subjects: tuple[Subject, ...]
    histories: Mapping[str, History]
    measures: Mapping[str, Measure]

    @property
    def digest(self) -> str:
        """A hash of everything the answers rest on but the method."""
        digest = hashlib.sha256()
        for slug, past in sorted(self.histories.items()):
            digest.update(repr((slug, past.frequency, past.lag, self.measures[slug])).encode())
            for array in (past.ordinals, past.ends, past.known, past.values):
                digest.update(np.ascontiguousarray(array).tobytes())
        for one in self.subjects:
            digest.update(repr((one.name, one.family, [form.text for form in one.forms])).encode())
        return digest.hexdigest()


def gather(folder: Path | None, wanted: Iterable[str] = ()) -> PastEvidence:
    """Subjects of all series that an archive holds, or the database has figures of; of the `wanted` ones if any.

    Wanted ones are named by slug or code. Raises `SourceError` for an archive that cannot be read, `LookupError` for
    a series that is not there.
    """
    found = _from_database() if folder is None else _from_archive(folder)
    names = {name: one.slug for one, _ in found for name in (one.slug, one.code)}
    absent = [name for name in wanted if name not in names]
    if absent:
        raise LookupError(f"expected series that the evidence holds, got {', '.join(absent)}")
    chosen = {names[name] for name in wanted} or set(names.values())
    kept = [(one, past) for one, past in found if one.slug in chosen and _is_askable(one, past)]
    described = [one for one, _ in kept]
    positive = {one.slug for one, past in kept if one.measure.walk == "log" and bool((past.values > 0).all())}
    histories = {one.slug: past for one, past in kept}
    measures = {one.slug: one.measure for one in described}
    return PastEvidence(tuple(_subjects(described, positive)), histories, measures)


def _is_askable(one: Described, past: History) -> bool:
    return (
        one.measure.walk in ("level", "log")
        and one.frequency is not Frequency.YEAR
        and len(np.unique(past.ordinals)) >= _FEWEST
    )


def _from_database() -> list[tuple[Described, History]]:
    indicators = [_known(one) for one in Indicator.objects.raw().select_related("source")]
    found = readings([one.slug for one in indicators], _EVER)
    return [(one, found[one.slug]) for one in indicators]


def _from_archive(folder: Path) -> list[tuple[Described, History]]:
    """Indicators of which the archive holds a file, then what only its own list knows."""
    indicators = [_known(one) for one in Indicator.objects.raw().select_related("source")]
    known = {(one.source, one.code) for one in indicators}
    rows = [row for row in _manifest(folder) if (row["source"], row["code"]) not in known]
    listed = [(one, _history(folder, one)) for one in indicators]
    guessed = [(one, _history(folder, one)) for one in filter(None, map(_guessed, rows))]
    fitted = [(one if past is None or (past.values > 0).all() else _in_levels(one), past) for one, past in guessed]
    return [(one, past) for one, past in [*listed, *fitted] if past is not None]


def _manifest(folder: Path) -> list[dict[str, str]]:
    try:
        rows = read_manifest(folder)
    except ArchiveError as error:
        raise SourceError(str(error)) from None
    absent = [name for name in _TOLD if rows and name not in rows[0]]
    if absent:
        raise SourceError(f"expected the columns {', '.join(_TOLD)} in {folder / MANIFEST}, found no {absent[0]}")
    return rows


def _known(one: Indicator) -> Described:
    """A series that the installation knows as an indicator."""
    measure = Measure(one.walk, one.seasonal_adjustment, one.minimum)
    assert one.source is not None
    return Described(
        one.slug, one.source.slug, one.code, one.unit, one.scale, one.period_frequency, one.usual_lag, measure,
        one.family,
    )  # fmt: skip


def _guessed(row: Mapping[str, str]) -> Described | None:
    """A series of which only the archive's list is known: rates move in levels, all else in logarithms if positive.

    None where it is no quantity that moves, or of a frequency that is not asked about.
    """
    unit, title = row["unit"], row["title"]
    if row["frequency"] not in CAUTIOUS_LAGS or unit == "0/1":
        return None
    is_rate = re.match(r"percent|pp", unit, re.IGNORECASE) is not None
    adjusted = "SA" if re.search(r"\bSA(AR)?\b", f"{unit} {title}") else "none"
    slug = re.sub(r"[^a-z0-9]+", "_", f"{row['source']}_{row['code']}".lower()).strip("_")
    return Described(
        slug, row["source"], row["code"], "percent" if is_rate else "count", 1.0, Frequency(row["frequency"]),
        CAUTIOUS_LAGS[row["frequency"]], Measure("level" if is_rate else "log", adjusted, None),
        "other rates" if is_rate else "other amounts",
    )  # fmt: skip


def _in_levels(one: Described) -> Described:
    measure = Measure("level", one.measure.seasonal_adjustment, None)
    return replace(one, measure=measure, family="other rates")


def _history(folder: Path, one: Described) -> History | None:
    """All vintages of an archive's file, known when the archive says, or by the usual lag."""
    asked = archive.requests([Series(one.code, one.frequency)], {"archive": str(folder), "source": one.source})
    if not asked:
        return None
    figures = archive.read(archive.download(asked[0], Offline()), asked[0])[0]
    if not len(figures.days):
        return None
    ends = end_days(figures.days, one.frequency)
    if len(np.unique(ends)) < len(np.unique(figures.days)):
        return None  # two dates in one period: the list misstates the frequency, or the periods are a company's own
    known = dated(ends, figures.times, one.lag).times // DAY
    return history(one.frequency, figures.days, known, figures.values * one.scale, one.lag)


def _subjects(described: Iterable[Described], positive: set[str]) -> Iterable[Subject]:
    """Each series, and pairs of one class and frequency, no series in two pairs."""
    types = {one.slug: _type(one) for one in described}
    classes: dict[tuple[str, Frequency, bool, str], list[str]] = {}
    for one in described:
        in_logs = one.slug in positive
        texts = _IN_LOGS if in_logs else _IN_LEVELS
        with_years = in_logs and not one.frequency.is_finer_than_month
        forms = [_form(kind, text.format(x=one.slug), types) for kind, text in texts + (_YEARS if with_years else ())]
        yield Subject(one.slug, one.family, (one.slug,), tuple(forms), horizons_of(one.frequency))
        unit = "" if in_logs else str(types[one.slug].unit)
        classes.setdefault((one.family, one.frequency, in_logs, unit), []).append(one.slug)
    for (family, frequency, in_logs, _), members in classes.items():
        text = "growth({x}) - growth({y})" if in_logs else "change({x}) - change({y})"
        for x, y in zip(members[::2], members[1::2], strict=False):
            form = _form("comparison", text.format(x=x, y=y), types)
            yield Subject(f"{x} / {y}", family, (x, y), (form,), horizons_of(frequency))


def _type(one: Described) -> Type:
    return Type(Kind.SERIES, parse_unit(one.unit, one.slug)[0], one.frequency, "last")


def _form(kind: str, text: str, types: Mapping[str, Type]) -> Form:
    return Form(kind, text, parse(text, types, Kind.NUMBER).tree, kind in ("trend", "comparison"))


_IN_LOGS = (
    ("trend", "growth({x})"),
    ("level", "100 * (mean({x}) / start({x}) - 1)"),
    ("event", "100 * (highest({x}) / start({x}) - 1)"),
    ("event", "100 * (1 - lowest({x}) / start({x}))"),
)
_IN_LEVELS = (
    ("trend", "change({x})"),
    ("level", "mean({x}) - start({x})"),
    ("event", "highest({x}) - start({x})"),
    ("event", "start({x}) - lowest({x})"),
)
_YEARS = (("level", "change(yoy({x}))"),)

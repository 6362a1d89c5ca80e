"""Load what an installation knows of sources and indicators from TOML files, by slug; safe to repeat."""

from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import Model

from evidence.models import Catalogue, Indicator, IndicatorError, Recording, Source
from evidence.models.natural import kept, one_loader_at_a_time
from evidence.refusal import Worded, gettext_noop
from evidence.tomlfiles import ContentError, Entry, Where, entries
from evidence.wordedunits import is_stand_in

_SOURCE = frozenset({"name", "name_zh", "licence"})
_SOURCE_OPTIONS = frozenset({"address", "key_variable", "key_address", "politeness", "verified_against"})
_INDICATOR = frozenset({"name", "name_zh", "unit", "frequency", "aggregation"})
_RAW = frozenset({"source", "code", "publication_lag"})
_SERIES = ("source", "code", "formula", "frequency", "unit")
_INDICATOR_OPTIONS = frozenset({
    "source", "code", "formula", "seasonal_adjustment", "publication_lag", "days_ahead", "walk", "minimum", "family",
    "licence", "redistribute", "why", "why_zh", "checked_against", "never_collected", "unserved", "unserved_zh",
    "entered", "entered_zh",
})  # fmt: skip


@transaction.atomic
def load(folder: Path) -> Catalogue:
    """Load `sources.toml` and `indicators/*.toml`. Raises `ContentError`; then nothing has changed."""
    one_loader_at_a_time()
    sources = Source.objects.in_bulk(field_name="slug")
    for slug, entry in entries(folder / "sources.toml", _SOURCE, _SOURCE_OPTIONS):
        values = _whole(Source, _SOURCE_OPTIONS, entry)
        where = f"[{slug}] in sources.toml"
        sources[slug] = kept(sources.get(slug), Source, {"slug": slug}, values, where)
    written = _written(folder / "indicators")
    places = {slug: place for slug, (place, _) in written.items()}
    indicators = _Known(Indicator.objects.select_related("source"), places)
    for slug, (place, entry) in written.items():
        where = f"[{slug}] in {place}"
        said = entry if "formula" in entry else _as_raw(where, entry)
        values = _with_source(where, _whole(Indicator, _INDICATOR_OPTIONS, said), sources)
        row = indicators.of(slug, values)
        _expect_same_series(row, values, where)
        kept(row, Indicator, {"slug": slug}, values, where)
    return _computed(places)


def _written(folder: Path) -> dict[str, tuple[str, Entry]]:
    """Every indicator's entry by slug, with its file. Raises `ContentError` where two have one slug or one series."""
    found: dict[str, tuple[str, Entry]] = {}
    series: dict[tuple[object, object], str] = {}
    for file in sorted(folder.glob("*.toml")):
        for slug, entry in entries(file, _INDICATOR, _INDICATOR_OPTIONS):
            if slug in found:
                raise ContentError("expected [%(slug)s] once, got it in %(first)s and in %(second)s", slug=slug,
                                   first=found[slug][0], second=file.name)  # fmt: skip
            found[slug] = file.name, entry
            if not entry.get("code"):
                continue
            first = series.setdefault((entry.get("source"), entry["code"]), slug)
            if first != slug:
                raise ContentError(
                    "expected a series of its own at [%(slug)s] in %(file)s, got %(code)s of %(source)s, which is "
                    "already %(first)s, %(place)s",
                    slug=slug, file=file.name, code=entry["code"], source=entry.get("source"), first=first,
                    place=found[first][0],
                )  # fmt: skip
    return found


def _computed(places: Mapping[str, str]) -> Catalogue:
    """What formulas need to know. A derived indicator that has left the files and cannot be computed any more goes: it
    has no figures of its own, and would be in the way of every later load. Raises `ContentError` for one of the files.
    """
    while True:
        try:
            return Indicator.objects.catalogue()
        except IndicatorError as error:
            if error.slug in places:
                raise ContentError("%(key)s at [%(slug)s] in %(file)s: %(why)s", key=error.key, slug=error.slug,
                                   file=places[error.slug], why=error.why) from None  # fmt: skip
            if not Indicator.objects.derived().filter(slug=error.slug).delete()[0]:
                raise ContentError("%(key)s of %(slug)s, which is in no file: %(why)s", key=error.key, slug=error.slug,
                                   why=error.why) from None  # fmt: skip


def _whole(model: type[Model], options: Iterable[str], entry: Entry) -> Entry:
    """An entry with the model's own defaults for what it does not say: a line that was taken out has no more effect."""
    blank = model()
    return {**{name: getattr(blank, name) for name in options}, **entry}


class _Known:
    """The indicators that are there already, read once; `written`: the slugs of those that files have."""

    def __init__(self, rows: Iterable[Indicator], written: Container[str]) -> None:
        self.written = written
        self.by_slug = {row.slug: row for row in rows}
        self.by_series = {(row.source, row.code): row for row in self.by_slug.values() if row.code}

    def of(self, slug: str, values: Entry) -> Indicator | None:
        """The one of this slug; one that an archive brought before gets the name by which content knows its series.

        Raises `ContentError` where content has known it, by another name: claims may rest on that.
        """
        series = (values["source"], values["code"])
        row = self.by_series.get(series)
        if slug not in self.by_slug and row is not None and (row.source, row.code) == series:  # it may have changed
            if row.slug in self.written or row.checked_against:
                raise ContentError(
                    "expected a series of its own at [%(slug)s], got %(code)s, which is already %(first)s: keep that "
                    "slug",
                    slug=slug, code=row.code, first=row.slug,
                )  # fmt: skip
            self.by_slug[slug] = self.by_slug.pop(row.slug)
            row.slug = slug
            row.save(update_fields=["slug"])
        return self.by_slug.get(slug)


def _expect_same_series(row: Indicator | None, values: Mapping[str, object], where: Where) -> None:
    """Raises `ContentError` where recorded figures would become another series', or be in another unit; the database
    refuses that too. What nobody has understood in an archive is no unit yet."""
    changed = [name for name in _SERIES if row is not None and getattr(row, name) != values.get(name)]
    if row is not None and changed == ["unit"] and is_stand_in(row.unit):
        return
    if changed and Recording.objects.filter(indicator=row).exists():
        was = ", ".join(f"{name} = {str(getattr(row, name))!r}" for name in changed)
        got = ", ".join(f"{name} = {str(values.get(name))!r}" for name in changed)
        raise ContentError(
            "expected %(was)s at %(where)s, of which figures are recorded, got %(got)s: give another series another "
            "slug, and leave a unit as it was",
            was=was, where=where, got=got,
        )  # fmt: skip


def _as_raw(where: Where, entry: Entry) -> Entry:
    """A provider's series. It must say how late its figures come: a lag too short lets the past see the future.

    Without a licence nobody has said that its figures may be passed on. Raises `ContentError`.
    """
    if missing := _RAW - entry.keys():
        about = Worded(gettext_noop("; publication_lag is the days from a period's end until its figure is out"))
        raise ContentError(
            "expected %(names)s at %(where)s, or a formula, got %(got)s%(about)s",
            names=", ".join(sorted(missing)), where=where, got=", ".join(sorted(entry)),
            about=about if "publication_lag" in missing else "",
        )  # fmt: skip
    licence, never = str(entry.get("licence", "")), str(Indicator.Redistribution.NO)
    if not licence and entry.get("redistribute", never) != never:
        raise ContentError('expected a licence at %(where)s that allows redistribute = "%(what)s", got none',
                           where=where, what=entry["redistribute"])  # fmt: skip
    return {"redistribute": str(Indicator.Redistribution.under(licence)), **entry}


def _with_source(where: Where, entry: Entry, sources: Mapping[str, Source]) -> dict[str, object]:
    name = entry.get("source")
    if name is not None and name not in sources:
        raise ContentError("expected a source among %(names)s at %(where)s, got %(got)s", names=", ".join(sources),
                           where=where, got=name)  # fmt: skip
    return {**entry, "source": sources[name] if name else None}

"""Write every vintage of raw indicators into an evidence archive, by COPY: one stream a series, not held in memory."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from evidence.archive.journal import Journal, journal
from evidence.archive.manifest import COLUMNS
from evidence.archive.parquet import check_parquet, write_parquet
from evidence.archive.parts import Part, contents
from evidence.archivefiles import CHECKSUMS, MANIFEST, checksums_text, manifest_text, sha256, written_whole
from evidence.models import Indicator
from evidence.snapshot import one_form

Progress = Callable[[int, int], None]  # series done, series in all


@dataclass
class Exported:
    """What an export wrote. `restricted` may be passed on only as far as their licence allows, `empty` have no figures.

    `kept` files were written by an earlier run that was interrupted.
    """

    series: int = 0
    rows: int = 0
    kept: int = 0
    restricted: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def export_archive(
    folder: Path, slugs: Iterable[str] = (), *, parquet: bool = False, progress: Progress = lambda done, total: None
) -> Exported:
    """Export raw indicators (default: all) to a new folder, or go on with an export that was interrupted there.

    A derived indicator is a formula, and is not exported as figures. Whoever calls this is an operator: raw figures of
    every licence leave. Raises `ArchiveError` for a folder that is in use, `LookupError` for a slug that is not raw.
    """
    if parquet:
        check_parquet()
    indicators = _indicators(set(slugs))
    with journal(folder) as done, one_form():
        present = contents(indicators)
        checksums: dict[str, str] = {}
        for place, part in enumerate(present.parts):
            progress(place, len(present.parts))
            checksums |= _files(done, part, parquet)
        done.forget_others(checksums)
        _close(folder, manifest_text(COLUMNS, [part.row for part in present.parts]), checksums)
    progress(len(present.parts), len(present.parts))
    return Exported(
        series=len(present.parts), rows=sum(part.stock.rows for part in present.parts), kept=done.kept,
        restricted=[part.indicator.slug for part in present.parts if not part.is_open],
        empty=present.without_figures, errors=present.errors,
    )  # fmt: skip


def _indicators(wanted: set[str]) -> list[Indicator]:
    """By source and code. Raises `LookupError`."""
    raw = list(Indicator.objects.raw().select_related("source").order_by("source__slug", "code"))
    unknown = wanted - {one.slug for one in raw}
    derived = {one.slug: one.formula for one in Indicator.objects.derived().filter(slug__in=unknown)}
    if derived:
        told = "; ".join(f"{slug} = {formula}" for slug, formula in sorted(derived.items()))
        raise LookupError(f"expected raw indicators, got formulas: {told}; export what they are made of")
    if unknown:
        raise Indicator.objects.not_raw(unknown)
    return [one for one in raw if not wanted or one.slug in wanted]


def _files(done: Journal, part: Part, parquet: bool) -> dict[str, str]:
    """The checksums of an indicator's files, which are there now."""
    checksums = {part.name: done.file(part.name, part.stock, partial(_write, part))}
    if parquet:
        other = f"{part.name.removesuffix('.csv')}.parquet"
        checksums[other] = done.file(other, part.stock, partial(write_parquet, done.folder / part.name))
    return checksums


def _write(part: Part, file: Path) -> str:
    """One series. Its SHA-256."""
    digest = hashlib.sha256()
    with written_whole(file) as stream:
        for block in part.blocks():
            stream.write(block)
            digest.update(block)
    return digest.hexdigest()


def _close(folder: Path, manifest: str, checksums: dict[str, str]) -> None:
    """The manifest comes last: a folder without one is no archive yet."""
    body = manifest.encode()
    with written_whole(folder / CHECKSUMS) as stream:
        stream.write(checksums_text({**checksums, MANIFEST: sha256(body)}).encode())
    with written_whole(folder / MANIFEST) as stream:
        stream.write(body)

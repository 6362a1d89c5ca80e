"""Record what an evidence archive holds; a series that this installation does not know gets an indicator of its own."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction

from evidence.archive.journal import NAME as UNFINISHED
from evidence.archive.manifest import NEEDED, fields_of
from evidence.archivefiles import (
    CHECKSUMS,
    MANIFEST,
    ArchiveError,
    file_name,
    is_plain,
    read_checksums,
    read_manifest,
    sha256_of,
)
from evidence.models import Indicator, Observation, Source
from evidence.models.natural import one_loader_at_a_time, save_if_valid
from evidence.refresh import refresh
from evidence.units import parse_unit
from evidence.wordedunits import is_understood

Progress = Callable[[str, int, int], None]  # source, series done, series in all
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_LONGEST = 60  # characters of an indicator's slug
IMPORTING = 1_129_072_719  # an advisory lock that nothing else of the project takes


@dataclass
class Imported:
    """What an import did. `errors` says by file what was not recorded, or kept as it was, and why; `unread` in which
    words the unit of a new indicator is given, where they are not understood."""

    series: int = 0
    changed: int = 0
    created: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def import_archive(
    folder: Path, *, now: datetime, progress: Progress = lambda source, done, total: None,
    waiting: Callable[[], None] = lambda: None,
) -> Imported:  # fmt: skip
    """Record an archive series by series, each whole or not at all; safe to repeat and to interrupt. One that is begun
    while another runs tells of it (`waiting`) and waits.

    A file that cannot be trusted is named and left out, the others are recorded. Raises `ArchiveError` for a folder
    that is no archive, or whose manifest is not the one that its checksums are of.
    """
    with _alone(waiting):
        return _import(folder, now, progress)


@contextmanager
def _alone(waiting: Callable[[], None]) -> Iterator[None]:
    """Wait for other imports: two would make the same indicators. The lock ends with the connection at the latest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [IMPORTING])
        if not cursor.fetchone()[0]:
            waiting()
            cursor.execute("SELECT pg_advisory_lock(%s)", [IMPORTING])
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:  # with the server it is gone
            cursor.execute("SELECT pg_advisory_unlock(%s)", [IMPORTING])


def _import(folder: Path, now: datetime, progress: Progress) -> Imported:
    found = Imported()
    indicators = list(_admitted(folder, _manifest(folder), found))
    for outcome in refresh(
        indicators, client=None, now=now, settings={}, archive_folder=folder, own=False, progress=progress
    ):
        source = outcome.source.removesuffix(" (archive)")
        found.errors |= {file_name(source, code): why for code, why in outcome.errors.items()}
        found.series += outcome.brought
        found.changed += outcome.changed
    _take_back_the_empty(found)
    return found


def _manifest(folder: Path) -> list[dict[str, str]]:
    rows = read_manifest(folder)
    if (folder / UNFINISHED).is_file():
        raise ArchiveError(f"expected a finished archive in {folder}, got an unfinished export; finish it first")
    lacking = [name for name in NEEDED if rows and name not in rows[0]]
    if lacking or not rows:
        raise ArchiveError(
            f"expected series with {', '.join(NEEDED)} in {folder / MANIFEST}, got no {lacking or 'row'}"
        )
    checksums = read_checksums(folder)
    if checksums is not None and (got := sha256_of(folder / MANIFEST)) != checksums.get(MANIFEST):
        raise ArchiveError(
            f"expected {folder / MANIFEST} with the SHA-256 {checksums.get(MANIFEST, '(none)')} of {CHECKSUMS}, got "
            f"{got}; it was changed or cut short: copy the archive anew"
        )
    return rows


def _admitted(folder: Path, rows: list[dict[str, str]], found: Imported) -> Iterator[Indicator]:
    """The indicators of an archive's series, made where there are none."""
    seen = set()
    known = {(one.source.slug, one.code): one for one in Indicator.objects.raw().select_related("source") if one.source}
    for row in rows:
        name = file_name(row["source"], row["code"])
        try:
            if name in seen:
                raise ArchiveError(f"expected each series once in {MANIFEST}, got {name} again")
            seen.add(name)
            _check_place(folder, row, name)
            indicator = known.get((row["source"], row["code"]))
            if indicator is None:
                indicator = _created(row)
                found.created.append(indicator.slug)
                if not is_understood(row["unit"]):
                    found.unread[name] = row["unit"]
            yield indicator
        except ArchiveError as error:
            found.errors[name] = str(error)


def _check_place(folder: Path, row: Mapping[str, str], name: str) -> None:
    if not _SLUG.fullmatch(row["source"]) or not is_plain(row["code"]):
        raise ArchiveError(f"expected a source and a code that can name a file, got {row['source']!r}, {row['code']!r}")
    if not (folder / name).is_file():
        raise ArchiveError(f"expected the file {name} that {MANIFEST} names, found none; copy the archive anew")


def _created(row: Mapping[str, str]) -> Indicator:
    """A new indicator, unverified: nobody has checked it. Raises `ArchiveError`."""
    try:
        with transaction.atomic():
            one_loader_at_a_time()  # content may be about to give the same slug away
            source, _ = Source.objects.get_or_create(
                slug=row["source"],
                defaults={"name": row["source"], "name_zh": row["source"], "licence": "as each series says"},
            )
            indicator = Indicator(source=source, slug=_free_slug(row), **fields_of(row))
            parse_unit(indicator.unit)
            save_if_valid(indicator)
            return indicator
    except ValidationError as error:
        why = "; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
        raise ArchiveError(f"expected a series that an indicator can be made of, got {why}") from None
    except ValueError as error:
        raise ArchiveError(f"expected a series that an indicator can be made of, got {error}") from None


def _free_slug(row: Mapping[str, str]) -> str:
    """The archive's slug if it is free, else one of source and code."""
    wished = row.get("slug") or re.sub(r"[^a-z0-9]+", "_", f"{row['source']}_{row['code']}".lower()).strip("_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", wished):
        wished = f"s_{re.sub(r'[^a-z0-9]+', '_', wished.lower())}"
    wished, slug, number = wished[: _LONGEST - 4], wished[:_LONGEST], 1
    while Indicator.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wished}_{number}"
    return slug


def _take_back_the_empty(found: Imported) -> None:
    """An indicator that was made for a file which could not be recorded would only be in the way."""
    for indicator in Indicator.objects.filter(slug__in=found.created):
        if not Observation.objects.filter(indicator=indicator).exists() and not indicator.held_batches.exists():
            indicator.delete()
            found.created.remove(indicator.slug)

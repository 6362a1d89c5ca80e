"""Hold back figures that came on another scale, and do with them what an analyst decides.

accept(.., treatment=BASE)   a new base: a new vintage of all periods, older ones multiplied by the factor
accept(.., treatment=UNIT)   another unit: these figures and all later ones are brought back to the recorded unit
refuse(..)                   the provider is wrong: nothing is recorded
"""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from psycopg import sql

from evidence import binary
from evidence.ingest import BESIDE, COLUMNS, Batch, Ingested, ingest
from evidence.models import Fetch, HeldBatch, Indicator, Observation
from evidence.periods import Ints, day_number
from evidence.publication import microseconds, moment
from evidence.rescaling import Rescaling, rescaling
from evidence.scales import by_one_change, in_recorded_unit, newest, scale_of
from evidence.series import Bools, Floats


class HeldError(Exception):
    """A decision that cannot be taken. Says what was expected, what came, and what to do."""


@dataclass(frozen=True, eq=False)
class Held:
    """Figures that must not be recorded yet. `since` in microseconds since 1970-01-01."""

    indicator: Indicator
    batch: Batch
    found: Rescaling
    since: int
    only_differences: bool

    @property
    def content(self) -> str:
        """SHA-256 of periods and values: the same figures may come again and again."""
        return hashlib.sha256(self.batch.period.tobytes() + self.batch.value.tobytes()).hexdigest()

    @property
    def why(self) -> str:
        """For whoever asked for the refresh: what waits for an analyst, or what one has decided on these figures."""
        before = _undone(self)
        if before is None or before.state == HeldBatch.State.HELD:
            end = "held back, see: claimbase held list"
        else:
            end = f"refused on {before.decided_at:%Y-%m-%d} by {before.decided_by}: {before.reason}"
        return (
            f"expected figures on the scale recorded, got all of {self.found.periods} multiplied by "
            f"{self.found.factor:.6g}; {end}"
        )


def ingest_or_hold(
    indicator: Indicator, batch: Batch, *, only_differences: bool, now: datetime, is_exact: bool = False
) -> Ingested | Held:
    """Record a batch as `ingest` does, unless it puts the series on another scale.

    Figures in an accepted other unit are brought back first; those of an exact archive are in the recorded one.
    """
    current = _current(indicator)
    if not is_exact:
        batch = in_recorded_unit(indicator, batch, now, current, is_whole=only_differences)
    if not len(current):
        return ingest(batch, only_differences=only_differences)
    last = newest(batch)
    _, mine, theirs = np.intersect1d(current.period, batch.period[last], return_indices=True)
    stored, fresh = current.value[mine], last[theirs]
    later = batch.known_from[fresh] >= current.known_from[mine]
    found = rescaling(stored[later], batch.value[fresh][later])
    if found is None:
        return ingest(batch, only_differences=only_differences)
    since = _since(_take(batch, fresh[later]), _take(current, mine[later]), found.factor, microseconds(now))
    return Held(indicator, batch, found, since, only_differences)


def _since(new: Batch, old: Batch, factor: float, now: int) -> int:
    """Since when a provider uses a new scale: by the first dated figure that came on it after the recorded one.

    Where none did, or the figure recorded for the very date is on the old scale, dates tell nothing of the scale: then
    it counts from now, when it was seen.
    """
    rescaled = ~new.pseudo & (np.abs(new.value - factor * old.value) < np.abs(new.value - old.value))
    after, same = new.known_from > old.known_from, new.known_from == old.known_from
    if (rescaled & same).any() or not (rescaled & after).any():
        return now
    return int(new.known_from[rescaled & after].min())


def _take(batch: Batch, places: Ints | Bools) -> Batch:
    return Batch(*(getattr(batch, field.name)[places] for field in fields(Batch)))


def _current(indicator: Indicator) -> Batch:
    """What is recorded of an indicator and not superseded, by period."""
    with connection.cursor() as cursor, cursor.copy(_CURRENT.format(indicator=sql.Literal(indicator.pk))) as copy:
        rows = binary.decode(_COLUMNS, copy)
    periods, times = (np.asarray(rows[name], dtype=np.int64) for name in ("period", "known_from"))
    values = np.asarray(rows["value"], dtype=np.float64)
    return _batch(indicator, periods, times, values, np.zeros(len(periods), bool))


_COLUMNS = {"period": "date", "known_from": "timestamptz", "value": "float8"}
_CURRENT = sql.SQL(
    "COPY (SELECT period, known_from, value FROM evidence_observation WHERE indicator_id = {indicator}::int8"
    " AND known_to = '9999-12-31 00:00+00' AND value IS NOT NULL ORDER BY period) TO STDOUT (FORMAT BINARY)"
)


def _batch(indicator: Indicator, periods: Ints, times: Ints, values: Floats, pseudo: Bools) -> Batch:
    return Batch(np.full(len(periods), indicator.pk), periods, times, values, pseudo)


def hold(held: Sequence[Held], fetches: Sequence[Fetch], *, now: datetime) -> None:
    """Keep what was held back together with the answers it came in; the same figures again only add their answers."""
    for one in held:
        before = _undone(one)
        if before is None:
            columns = {field.name: getattr(one.batch, field.name) for field in fields(one.batch)}
            rows = zlib.compress(b"".join(binary.encode(COLUMNS, columns)), 6)
            before = HeldBatch.objects.create(
                indicator=one.indicator, found_at=now, since=moment(one.since), factor=one.found.factor,
                compared=one.found.periods, content=one.content, rows=rows, only_differences=one.only_differences,
            )  # fmt: skip
        before.fetches.add(*fetches)


def _undone(one: Held) -> HeldBatch | None:
    """The very figures as they were held back last, unless others came since or they have been accepted."""
    batches = HeldBatch.objects.filter(indicator=one.indicator).exclude(state=HeldBatch.State.ACCEPTED)
    before = batches.defer("rows").first()
    return before if before is not None and before.content == one.content else None


@transaction.atomic
def accept(indicator: Indicator, *, treatment: str, by: str, reason: str, now: datetime) -> int:
    """Record what is held back of an indicator; how many observations changed.

    Raises `HeldError`, and changes nothing, when nothing is held back, the provider has since sent the old scale again,
    or an older vintage contradicts what is recorded for its moment.
    """
    waiting = _decidable(indicator, by, reason)
    if treatment not in HeldBatch.Treatment.values:
        raise HeldError(
            f"expected {' or '.join(HeldBatch.Treatment.values)} as what it is taken for, got {treatment!r}"
        )
    _check_not_taken_back(indicator, waiting)
    before = list(HeldBatch.objects.converting(indicator).values_list("since", flat=True))
    changed = 0
    for held in waiting:
        batch = _decoded(held)
        times = scale_of(batch, held.found_at, is_whole=held.is_whole)
        if treatment == HeldBatch.Treatment.UNIT:
            batch = replace(batch, value=by_one_change(batch.value, times, [(held.since, held.factor)], before))
        else:
            batch = _known_since(batch, times, microseconds(held.since))
        if treatment == HeldBatch.Treatment.BASE and held is waiting[0]:
            carried = _carried(indicator, batch, held)
            held.carried = len(carried)
            changed += ingest(carried, only_differences=True).changed
        batch = _beside_recorded(indicator, batch, microseconds(held.found_at))
        result = ingest(batch, only_differences=held.only_differences)
        if result.contradictions:
            raise HeldError(
                f"expected no other figures for moments of {indicator.slug} that are recorded, got "
                f"{result.contradictions} older vintages; nothing is changed: refuse what is held back"
            )
        changed += result.changed
        _decide(held, HeldBatch.State.ACCEPTED, by, reason, now, treatment)
    return changed


@transaction.atomic
def refuse(indicator: Indicator, *, by: str, reason: str, now: datetime) -> int:
    """Leave what is held back unrecorded for good; how many batches. Raises `HeldError` when nothing is held back."""
    waiting = _decidable(indicator, by, reason)
    for held in waiting:
        _decide(held, HeldBatch.State.REFUSED, by, reason, now, "")
    return len(waiting)


def _decidable(indicator: Indicator, by: str, reason: str) -> list[HeldBatch]:
    if not by or not reason:
        raise HeldError("expected who decides and why, got nothing; name both")
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)  # a refresh of it waits
    waiting = list(HeldBatch.objects.waiting().filter(indicator=indicator))
    if not waiting:
        raise HeldError(f"expected figures of {indicator.slug} that are held back, got none; see: claimbase held list")
    return waiting


def _check_not_taken_back(indicator: Indicator, waiting: Sequence[HeldBatch]) -> None:
    held = {fetch.pk for one in waiting for fetch in one.fetches.all()}
    later = Fetch.objects.filter(
        source=indicator.source_id, codes__contains=[indicator.code], error="", fetched_at__gt=waiting[-1].found_at
    ).exclude(pk__in=held)
    if later.exists():
        raise HeldError(
            f"expected {indicator.slug} to be on the new scale still, got the old one again in a later fetch; "
            "refuse what is held back"
        )


def _decoded(held: HeldBatch) -> Batch:
    columns = binary.decode(COLUMNS, [held.body])
    return Batch(**{**columns, "pseudo": columns["pseudo"].astype(bool)})


def _known_since(batch: Batch, times: Ints, since: int) -> Batch:
    """No figure on the new scale was known before that scale: of older ones each period's newest counts from then."""
    early = (times >= since) & (batch.known_from < since)
    moved = replace(batch, known_from=np.where(early, since, batch.known_from), pseudo=batch.pseudo & ~early)
    is_last = np.zeros(len(batch), bool)
    is_last[newest(batch)] = True
    return _take(moved, ~early | is_last)


def _beside_recorded(indicator: Indicator, batch: Batch, found: int) -> Batch:
    """A period's newest figure counts from when it was found where another is recorded for its very moment."""
    rows = Observation.objects.filter(indicator=indicator).values_list("period", "known_from", "value", "pseudo")
    recorded = {
        (day_number(period), microseconds(since)): (value, pseudo) for period, since, value, pseudo in rows.iterator()
    }
    times, pseudo = batch.known_from.copy(), batch.pseudo.copy()
    for place in newest(batch).tolist():
        value, inferred = recorded.get((int(batch.period[place]), int(times[place])), (batch.value[place], False))
        gives_way = inferred and not pseudo[place]  # `ingest` puts the dated one beside it
        if value is not None and value != batch.value[place] and not gives_way:
            times[place], pseudo[place] = found, False
    return replace(batch, known_from=times, pseudo=pseudo)


def _carried(indicator: Indicator, batch: Batch, held: HeldBatch) -> Batch:
    """Recorded periods of which the provider sends nothing newer, on the new scale: one information set, one scale.

    What was recorded on the old scale after the new one began is put on it when that was found, and never before.
    """
    current, last, found = _current(indicator), newest(batch), microseconds(held.found_at)
    _, mine, theirs = np.intersect1d(current.period, batch.period[last], return_indices=True)
    left = np.ones(len(current), bool)
    left[mine[batch.known_from[last[theirs]] >= current.known_from[mine]]] = False
    current, since = _take(current, left), microseconds(held.since)
    times = np.where(current.known_from < since, since, np.maximum(found, current.known_from + BESIDE))
    return replace(current, known_from=times, value=current.value * held.factor)


def _decide(held: HeldBatch, state: str, by: str, reason: str, now: datetime, treatment: str) -> None:
    held.state, held.treatment, held.decided_by, held.decided_at, held.reason = state, treatment, by, now, reason
    held.save(update_fields=["state", "treatment", "carried", "decided_by", "decided_at", "reason"])

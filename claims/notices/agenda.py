"""Days to come: when claims are asked, and when figures that they wait for should be out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Claim
from claims.notices.links import site
from claims.notices.sources.leaves import leaves_of
from claims.onrecord.listing import Wanted, keys_of, rows_of
from claims.wording.languages import is_chinese
from claims.wording.sentences import band_word, percent
from evidence.calendar import Expectation, expectations
from evidence.models import Indicator
from evidence.periods import date_of, label
from evidence.releases import next_end
from evidence.told import of_two

MOST = 500  # claims, those with the nearest checkpoint first
KINDS = ("checkpoint", "release")


@dataclass(frozen=True)
class Appointment:
    """A day with its title and text. `uid` is of the same thing whenever it is told, though its day may move."""

    uid: str
    kind: str
    day: date
    title: str
    text: str
    address: str


def agenda(wanted: Wanted, as_of: date, kinds: Iterable[str] = KINDS) -> list[Appointment]:
    """The checkpoints of registered claims, and the next releases of raw indicators below those that are open.

    In the active language, as known at the end of a day; by day and uid. At most `MOST` claims.
    """
    keys = keys_of(wanted, as_of)[:MOST]
    chosen, rows = set(kinds), rows_of(keys, as_of)
    found: list[Appointment] = []
    if "checkpoint" in chosen:
        found += [one for row in rows.values() for one in _checkpoints(row, as_of)]
    if "release" in chosen:
        found += _releases([key for key, row in rows.items() if row["part"] < 2], as_of)
    return sorted(found, key=lambda one: (one.day, one.uid))


def _checkpoints(row: Mapping[str, Any], as_of: date) -> Iterator[Appointment]:
    if row["state"] != Claim.State.REGISTERED:
        return
    days = row["checkpoints"][:1] if row["nature"] == Claim.Nature.FACT_CHECK else row["checkpoints"]
    statement = row["statement_zh"] if is_chinese() else row["statement"]
    for day in days:
        stands = _stands(row, as_of) if day == row["checkpoint"] else ""
        yield Appointment(
            _uid("checkpoint", row["slug"], day), "checkpoint", date.fromisoformat(day),
            _("Checkpoint of %(number)s: %(statement)s") % {"number": row["number"], "statement": statement},
            stands, f"{site()}{reverse('pages:claim', args=[row['slug']])}",
        )  # fmt: skip


def _stands(row: Mapping[str, Any], as_of: date) -> str:
    """How it stood on the day."""
    figures = {
        "day": as_of,
        "band": band_word(row["band"]),
        "p": percent(row["p_hold"]),
        "base": percent(row["base_rate"]),
    }
    if row["settled"]:
        return _("Settled: %(band)s.") % figures
    if row["p_hold"] is None:
        return _("On %(day)s: %(band)s.") % figures
    return _("On %(day)s: %(band)s, probability %(p)s, base rate %(base)s.") % figures


def _releases(keys: Iterable[int], as_of: date) -> Iterator[Appointment]:
    claims = Claim.objects.filter(pk__in=list(keys)).prefetch_related("criteria", "children__criteria")
    numbers = {one.pk: one.number for one in claims}
    waiting = leaves_of(claims)
    slugs = {slug for leaves in waiting.values() for slug in leaves}
    asked = Indicator.objects.raw().exclude(walk=Indicator.Walk.CALENDAR).filter(slug__in=slugs)
    for one in expectations(asked, as_of):
        if one.next is not None and not one.has_ended:
            those = sorted(numbers[key] for key, leaves in waiting.items() if one.indicator.slug in leaves)
            yield _release(one, those)


def _release(one: Expectation, numbers: list[str]) -> Appointment:
    assert one.newest is not None  # nothing is expected of a series without figures
    assert one.next is not None
    indicator = one.indicator
    period = label(next_end(one.newest, indicator.period_frequency), indicator.period_frequency)
    figures = {"name": of_two(indicator.name, indicator.name_zh), "period": period, "claims": ", ".join(numbers),
               "by": date_of(one.next.overdue_after)}  # fmt: skip
    said = _("The provider's calendar says so.") if one.next.planned else _("By the rhythm of the series.")
    text = _("Overdue after %(by)s. Claims: %(claims)s.") % figures
    return Appointment(
        _uid("release", indicator.slug, period), "release", date_of(one.next.day),
        _("Expected: %(name)s, %(period)s") % figures, f"{said} {text}",
        f"{site()}{reverse('indicator-metadata', args=[indicator.slug])}",
    )  # fmt: skip


def _uid(*parts: str) -> str:
    return f"{'-'.join(parts)}@{urlsplit(site()).hostname}"

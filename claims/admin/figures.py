"""Figures in lists and on pages as a reader wants them: a share as percents, and none where there is no evidence."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims.models import Assessment
from claims.scoring.verdict import Overlay
from claims.wording.sentences import band_word, percent

Shown = Callable[[Any], str]
_BEGINNING = 12  # signs of a hash, as pages write them
_DIGITS = 4  # significant ones, of what is kept beside the shares


def shown(model: type[Model], name: str, show: Callable[[Any], str]) -> Shown:
    """A column that shows a field in its own way, under the field's name and in its order."""

    @admin.display(description=model._meta.get_field(name).verbose_name, ordering=name)  # type: ignore[union-attr]
    def column(row: Any) -> str:
        return show(row)

    column.__name__ = f"{name}_shown"
    return column


def share(model: type[Model], name: str) -> Shown:
    """A share as percents."""
    return shown(model, name, lambda row: percent(getattr(row, name)))


def digest(model: type[Model], name: str) -> Shown:
    """The beginning of a hash, for a list; whole it would be wider than all the rest."""
    return shown(model, name, lambda row: f"{getattr(row, name)[:_BEGINNING]}…")


def share_of(row: Assessment, value: float | None) -> str:
    """A share of the continuations; where too many of them are unknown it says so, for 0 of nothing is no probability.

    A fact check and a relation have none.
    """
    if value is not None and Overlay.NO_EVIDENCE in (row.band, *row.overlays):
        return band_word(Overlay.NO_EVIDENCE)
    return percent(value)


def of_continuations(name: str) -> Shown:
    """One of an assessment's shares of the simulated continuations."""
    return shown(Assessment, name, lambda row: share_of(row, getattr(row, name)))


def words(*names: str) -> dict[str, Shown]:
    """Bands and marks of an assessment in words."""
    return {name: _as(_in_words, Assessment, name) for name in names}


def facts(model: type[Model], *names: str) -> dict[str, Shown]:
    """Fields of JSON with their figures to a few digits: all of them stand in the database and leave by the API."""
    return {name: _as(_json, model, name) for name in names}


def _as(show: Callable[[Any], str], model: type[Model], name: str) -> Shown:
    return shown(model, name, lambda row: show(getattr(row, name)))


def _in_words(value: Any) -> str:
    codes = value if isinstance(value, list) else [value]
    return "; ".join(band_word(code) for code in codes if code) or "–"


def _json(value: Any) -> SafeString:
    text = json.dumps(rounded(value), ensure_ascii=False, indent=1)
    return format_html('<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>', text)


def rounded(value: Any) -> Any:
    """The same with every fraction to a few significant digits."""
    match value:
        case float():
            return float(f"{value:.{_DIGITS}g}")
        case Mapping():
            return {name: rounded(part) for name, part in value.items()}
        case list():
            return [rounded(part) for part in value]
    return value


ASSESSMENT: Mapping[str, Shown] = {
    **{name: of_continuations(name) for name in ("p_hold", "p_fail", "p_mixed")},
    **{name: share(Assessment, name) for name in ("p_unknown", "base_rate", "information")},
    **words("band", "overlays", "outcome"),
    **facts(Assessment, "missing", "facts"),
}


class BandFilter(admin.SimpleListFilter):
    """Assessments of a band, by its name."""

    parameter_name = "band"

    def __init__(self, *arguments: Any) -> None:
        self.title = _("band")
        super().__init__(*arguments)

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """The bands that there are."""
        bands = Assessment.objects.order_by("band").values_list("band", flat=True).distinct()
        return [(band, band_word(band)) for band in bands if band]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Those of the band that was chosen."""
        return queryset.filter(band=self.value()) if self.value() else queryset

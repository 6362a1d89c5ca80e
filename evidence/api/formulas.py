"""What a formula means: in words, with its unit, and what it gives on a day's evidence."""

from datetime import date
from math import isnan
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from evidence.api.door import AS_OF, Door, Row, day_of
from evidence.api.said import FormulaSaid
from evidence.formula import Evaluation, Formula, FormulaError, Kind, Windows, in_words, parse
from evidence.models import Catalogue, Indicator
from evidence.periods import add_months, day_number, label
from evidence.permitted import are_open
from evidence.readings import panels
from evidence.series import Panel
from evidence.told import told

_LONGEST = 2_000
_FORMULA = OpenApiParameter("formula", {"type": "string", "minLength": 1, "maxLength": _LONGEST}, required=True,
                            description="Such as mean(yoy(cpi_electricity) - yoy(cpi_all)) >= 1.5")  # fmt: skip
_OPENS = OpenApiParameter("opens", date, description="First day of the window; else a year before it closes.")
_CLOSES = OpenApiParameter("closes", date, description="Last day of the window; else the day that is asked for.")


class Formulas(Door):
    """The formula language."""

    queryset = Indicator.objects.none()  # for the description alone
    serializer_class = FormulaSaid
    takes = (AS_OF, _FORMULA, _OPENS, _CLOSES)

    @extend_schema(summary="Check a formula")
    def retrieve(self, request: Request) -> Response:
        """One that cannot be read is a problem that points at the place."""
        text = request.query_params.get("formula", "")
        if not text or len(text) > _LONGEST:
            raise ValidationError({"formula": _("Expected a formula of at most %(most)d signs.") % {"most": _LONGEST}})
        catalogue = Indicator.objects.catalogue()
        try:
            formula = parse(text, catalogue.types)
        except FormulaError as error:
            raise ValidationError({"formula": told(error.pointed_at(text))}) from None
        return Response(self._checked(formula, catalogue))

    def _checked(self, formula: Formula, catalogue: Catalogue) -> Row:
        slugs = catalogue.leaves(formula.tree)
        self._expect_allowed(slugs)
        known = panels(slugs, day_number(self.on))
        kind, unit = formula.tree.type.kind, formula.tree.type.unit
        return {
            "as_of": str(self.on), "canonical": formula.canonical, "kind": str(kind.value),
            "unit": None if unit is None else str(unit), "meaning": in_words(formula.tree, catalogue.names),
            "meaning_zh": in_words(formula.tree, catalogue.names_zh, "zh-hant"),
            "figures": [{"indicator": slug, "newest": _newest(panel)} for slug, panel in known.items()],
            **_value(formula, Evaluation(known, catalogue.derived), self._windows()),
        }  # fmt: skip

    def _expect_allowed(self, slugs: tuple[str, ...]) -> None:
        """Raises `NotAuthenticated` where the value would tell figures of a series that may not be passed on."""
        named = list(Indicator.objects.filter(slug__in=slugs))
        if not self.knows_who and not all(are_open(named)):
            raise NotAuthenticated(_("These figures may not be passed on: they want a login."))

    def _windows(self) -> Windows:
        given = self.request.query_params
        closes = day_number(day_of(given, "closes") or self.on)
        start = day_of(given, "opens")
        opens = day_number(start) if start else add_months(closes + 1, -12)
        if opens > closes:
            raise ValidationError({"opens": _("Expected a window that opens before it closes.")})
        return Windows.single(opens, closes)


def _newest(panel: Panel) -> str | None:
    end = panel.known_end()
    return None if end is None else label(end, panel.frequency)


def _value(formula: Formula, evaluation: Evaluation, windows: Windows) -> Row:
    """Of a series its newest figure and period, else what it gives for the window; null where nothing is known."""
    tree, kind = formula.tree, formula.tree.type.kind
    if kind in (Kind.SERIES, Kind.CONDITION):
        panel: Any = evaluation.series(tree)
        end = panel.known_end()
        value = float("nan") if end is None else float(panel.values[0][panel.ends == end][0])
        return {"value": None if isnan(value) else value, "period": _newest(panel)}
    found = evaluation.number(tree, windows) if kind is Kind.NUMBER else evaluation.truth(tree, windows)
    value = float(found[0])
    return {"value": None if isnan(value) else value, "period": None}

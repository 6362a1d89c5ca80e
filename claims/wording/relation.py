"""The plain sentences about relations. They say what foretold what better, and never that it caused it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Assessment
from claims.reading import AnyReading, RelationReading
from claims.scoring.favour import Favour, Why
from claims.wording.languages import language
from claims.wording.sentences import Wording, percent
from claims.wording.signs import enumerated
from evidence.formula import Formula, in_words
from evidence.quantities import number


class RelationWording(Wording):
    """Sentences about assessments of one dossier, relations among them."""

    def meaning(self, reading: AnyReading) -> str:
        """When a criterion holds, in words."""
        return self._relation(reading) if isinstance(reading, RelationReading) else super().meaning(reading)

    def _relation(self, reading: RelationReading) -> str:
        one = reading.written
        figures = {
            "target": self._series(one.target), "target_c": self._series(one.target_c), "lags": one.lags,
            "a": self._listed(one.a), "c": self._listed(one.c),
        }  # fmt: skip
        if one.target.tree != one.target_c.tree:
            return _("a (%(a)s) foretells %(target)s more than c (%(c)s) foretells %(target_c)s, each beyond its own "
                     "past; lags: %(lags)s") % figures  # fmt: skip
        if one.same_period:
            return _("%(target)s is explained better by a of the same period (%(a)s) than by c of the same period "
                     "(%(c)s), with coefficients from the past; lags: %(lags)s") % figures  # fmt: skip
        return _("%(target)s is foretold better from its own past and a (%(a)s) than from its own past and c (%(c)s); "
                 "lags: %(lags)s") % figures  # fmt: skip

    def _series(self, formula: Formula) -> str:
        return in_words(formula.tree, self.dossier.catalogue.names_in(language()), language())

    def _listed(self, formulas: tuple[Formula, ...]) -> str:
        return enumerated((self._series(one) for one in formulas), "; ")

    def sentences(self, row: Assessment, reading: AnyReading | None) -> list[str]:
        """Everything worth saying about a claim at a checkpoint, most important first."""
        seen = row.facts.get("relation")
        if not seen:
            return super().sentences(row, None if isinstance(reading, RelationReading) else reading)
        return [
            *_answer(seen), *self._sides(reading), _to_come(seen), *_evidence(seen), *_prospect(seen),
            *self.missing(row), *self.late(reading),
        ]  # fmt: skip

    def _sides(self, reading: AnyReading | None) -> list[str]:
        """What a and c stand for."""
        if not isinstance(reading, RelationReading):
            return []
        figures = {"a": self._listed(reading.written.a), "c": self._listed(reading.written.c)}
        return [_("Here a stands for: %(a)s. And c for: %(c)s.") % figures]


Seen = Mapping[str, Any]  # the facts of a relation, as `claims.relations.facts` makes them


def _answer(seen: Seen) -> list[str]:
    """Who is favoured, or why nobody is."""
    if seen["favour"] == Favour.A:
        return [_("a foretold better than c; that is no proof that it is a cause.")]
    if seen["favour"] == Favour.C:
        return [_("c foretold better than a; that is no proof that it is a cause.")]
    return [
        {
            Why.NO_POINTS: _("It cannot be told: no forecast of the window can be made and scored yet."),
            Why.FEW_POINTS: _("It cannot be told yet: the window has too few points."),
            Why.FEW_WINDOWS: _("It cannot be told: there are too few earlier windows to compare with."),
            Why.SAME: _("It cannot be told: both forecasts are the same."),
            Why.GAPS: _("It cannot be told: too many periods have no forecast or no outcome."),
            Why.NOISE: _("It cannot be told: the difference is no larger than chance makes it."),
        }[seen["why"]]
    ]


def _to_come(seen: Seen) -> str:
    figures = {"points": seen["points"], "due": seen["due"], "to_come": seen["to_come"], "until": seen["until"]}
    if not seen["until"]:
        return _("None of %(due)s points is known; %(to_come)s are still to come.") % figures
    return _("%(points)s of %(due)s points are known, by %(until)s; %(to_come)s are still to come.") % figures


def _evidence(seen: Seen) -> list[str]:
    """What each side took off the error, and the test's figures."""
    if seen["gain_a"] is None:
        return []
    figures = {
        "a": _share(seen["gain_a"]), "c": _share(seen["gain_c"]), "statistic": _figure(seen["statistic"]),
        "share": percent(seen["share"]), "percentile": _figure(seen["percentile"]), "windows": seen["windows"],
    }  # fmt: skip
    said = [_("Beyond the target's own past a took %(a)s off the usual squared error in the window, and c %(c)s "
              "(minus: it added to it).") % figures]  # fmt: skip
    if seen["percentile"] is not None:
        said.append(_("Diebold-Mariano %(statistic)s; %(share)s of the bootstrap favours a; place %(percentile)s of "
                      "100 among %(windows)s earlier windows. It is called from 99%% and place 90, or up to 1%% and "
                      "place 10.") % figures)  # fmt: skip
    return said


def _prospect(seen: Seen) -> list[str]:
    """What all of its points can show, known before the first of them."""
    prospect = seen["prospect"]
    if not prospect:
        return []
    figures = {
        "points": prospect["points"], "detectable": _share(prospect["detectable"]),
        "equal": percent(prospect["cannot_tell_if_equal"]), "before": percent(prospect["cannot_tell_as_before"]),
        "difference": _share(prospect["difference"]),
    }  # fmt: skip
    return [
        _("Known beforehand: %(points)s points detect a difference of %(detectable)s of the usual squared error four "
          "times in five. It ends in “cannot tell” in %(equal)s of windows if neither is better, and in %(before)s if "
          "they differ by %(difference)s as in the past.") % figures
    ]  # fmt: skip


def _share(value: float) -> str:
    return f"{100 * value:.1f}%"


def _figure(value: float | None) -> str:
    return "–" if value is None else number(value, 2)

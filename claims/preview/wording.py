"""What a preview says, in the language that is active, most important first."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from claims.charts.history import Line, chart
from claims.models import Assessment
from claims.preview.draft import PRIMARY
from claims.preview.formulas import Input, Preview
from claims.scoring.earliest import Settling
from claims.scoring.prospect import Prospect, probability
from claims.scoring.robustness import Panel
from claims.scoring.verdict import Overlay
from claims.wording.dryrun import sentence, severity_word
from claims.wording.languages import language
from claims.wording.power import power
from claims.wording.sentences import Wording, band_word, percent
from claims.wording.signs import enumerated
from evidence.formula import in_words
from evidence.formula.canonical import canonical
from evidence.formula.tree import Operation
from evidence.periods import date_of, day_number, label
from evidence.quantities import quantity

_MONTHS_SHOWN = 6  # of what is expected to be known


class PreviewWording(Wording):
    """Sentences about one preview."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview.dossier)
        self.preview = preview

    def draft(self) -> list[str]:
        """What it means, where its figures stand, and what speaks against it."""
        preview = self.preview
        said = [self.meaning(preview.reading), preview.reading.holds.canonical]
        said += [self.input(one) for one in preview.inputs]
        said += [self.range(one) for one in preview.lines]
        said += [
            self.comparison(one.comparison, {**vars(one), "until": date_of(one.until)})
            for one in preview.so_far
            if one.until is not None
        ]
        said += [self.distance(one, away) for one, away in preview.distances.items()]
        said += [_("%(day)s is too far ahead for a probability.") % {"day": day} for day in preview.beyond]
        return said + [f"{severity_word(one.severity)}: {sentence(one)}" for one in preview.findings]

    def input(self, one: Input) -> str:
        """The newest figure of an indicator, and when the next one can come."""
        name = self.series(one.indicator.slug)
        if one.newest is None or one.value is None:
            return _("%(name)s: no figures.") % {"name": name}
        figures = {
            "name": name, "value": quantity(one.value, one.indicator.base_unit, language()),
            "period": label(one.newest, one.indicator.period_frequency),
            "known": one.known and date_of(one.known), "next": one.next and date_of(one.next),
        }  # fmt: skip
        if one.has_ended:
            return _("%(name)s: %(value)s in %(period)s, known on %(known)s; it has stopped.") % figures
        if one.next is None:
            return _("%(name)s: %(value)s in %(period)s, known on %(known)s.") % figures
        return _("%(name)s: %(value)s in %(period)s, known on %(known)s; the next on %(next)s.") % figures

    def range(self, one: Line) -> str:
        """The lowest and highest figure of what is drawn."""
        unit = one.series.type.unit
        low, high = int(one.values.argmin()), int(one.values.argmax())
        figures = {
            "what": in_words(one.series, self.dossier.catalogue.names_in(language()), language()),
            "low": quantity(float(one.values[low]), unit, language()), "low_day": date_of(int(one.days[low])),
            "high": quantity(float(one.values[high]), unit, language()), "high_day": date_of(int(one.days[high])),
            "first": date_of(int(one.days[0])),
        }  # fmt: skip
        return _("Since %(first)s %(what)s: lowest %(low)s (%(low_day)s), highest %(high)s (%(high_day)s).") % figures

    def distance(self, one: Operation, away: float) -> str:
        """How far a threshold is from the start."""
        figures = {"comparison": canonical(one), "away": f"{away:+.1f}"}
        return _("%(comparison)s: %(away)s standard deviations of one period's change from the start.") % figures

    def charts(self) -> list[str]:
        """Each line over its history as inline SVG, with the thresholds written at the edge."""
        opens = day_number(self.preview.draft.made_on)
        closes = [day_number(day) for day in self.preview.draft.checkpoints]
        return [chart(one, opens, closes, self.range(one), self._labels(one)) for one in self.preview.lines]

    def _labels(self, one: Line) -> dict[float, str]:
        """Thresholds as they are written, the last figure as figures are told."""
        digits = {float(one.values[-1]): 4, **{mark.value: 8 for mark in one.thresholds}}
        return {value: quantity(value, one.series.type.unit, language(), count) for value, count in digits.items()}

    def prospect(self, one: Prospect, panel: Panel | None) -> list[str]:
        """What can be said of one checkpoint."""
        row = _as_row(one)
        band = "; ".join(band_word(word) for word in dict.fromkeys([one.appraisal.band, *one.appraisal.overlays]))
        said = [_("To %(day)s: %(band)s") % {"day": date_of(one.close), "band": band}]
        if Overlay.NO_EVIDENCE not in one.appraisal.overlays:
            said += [self.odds(row), *self.information(row), *self.expected(one)]
        said += [*self.base_rates(row), *self.precondition(row)]
        said += [*power(one.power), *self.settling(one.settling), *self.others(one, panel)]
        return [sentence for sentence in said if sentence]

    def expected(self, one: Prospect) -> list[str]:
        """How much of today's uncertainty will have gone by the next month ends."""
        shown = [*one.expected[1:-1][:_MONTHS_SHOWN], *one.expected[-1:]]
        if not shown:
            return []
        parts = (_("%(share)s by %(day)s") % {"share": percent(share), "day": date_of(day)} for day, share in shown)
        return [_("Of what is uncertain today, expected to have gone: %(parts)s.") % {"parts": self._listed(parts)}]

    def settling(self, one: Settling | None) -> list[str]:
        """The first release that could settle it."""
        if one is None:
            return []
        figures = {
            "day": date_of(one.day), "names": self.named(one.by), "outcome": band_word(one.outcome),
            "last": date_of(one.last), "last_names": self.named(one.last_by), "paths": f"{one.paths:,}",
        }  # fmt: skip
        if one.is_settled:
            return [_("All of %(paths)s simulated continuations come to the same: %(outcome)s.") % figures]
        if one.is_last:
            return [_("Only the last release can settle it: %(last_names)s on %(last)s.") % figures]
        return [_("The earliest release that could settle it, on at least one simulated future: %(names)s on %(day)s; "
                  "from there all of %(paths)s continuations come to “%(outcome)s”. The last: %(last_names)s on "
                  "%(last)s.") % figures]  # fmt: skip

    def others(self, one: Prospect, panel: Panel | None) -> list[str]:
        """What the other readings say."""
        said = [
            f"{key.removeprefix(f'{PRIMARY}:')} {percent(probability(odds))}" for key, odds in one.alternatives.items()
        ]
        if not said:
            return []
        shown = _("Other readings: %(said)s.") % {"said": self._listed(said)}
        if panel is None:
            return [shown]
        figures = {"agree": panel.readings - len(panel.against), "readings": panel.readings}
        return [shown, _("%(agree)s of %(readings)s other readings agree") % figures]

    @staticmethod
    def _listed(parts: Iterable[str]) -> str:
        return enumerated(parts)


def _as_row(one: Prospect) -> Assessment:
    """As an assessment, which is never saved, so that the same sentences speak of both."""
    appraisal = one.appraisal
    return Assessment(
        checkpoint=date_of(one.close), p_hold=appraisal.odds.hold, p_fail=appraisal.odds.fail,
        p_mixed=appraisal.odds.mixed, p_unknown=appraisal.odds.unknown, information=appraisal.information,
        facts={
            "base": appraisal.past.base and vars(appraisal.past.base),
            "as_far": appraisal.past.as_far and vars(appraisal.past.as_far),
            "void": appraisal.odds.void,
        },
    )  # fmt: skip

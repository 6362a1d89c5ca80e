"""The plain sentences about an assessment, in the language that is active. Everything in them is a figure or a name."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.dossier import Dossier
from claims.models import Assessment
from claims.reading import AnyReading, Reading, RelationReading
from claims.scoring.baserate import FEWEST_EFFECTIVE
from claims.scoring.dryrun import NEARLY
from claims.scoring.favour import Favour
from claims.scoring.margin import comparisons
from claims.scoring.randomness import PATHS
from claims.scoring.verdict import CLIP, Band, Overlay
from claims.wording import phrases
from claims.wording.languages import is_chinese, language
from claims.wording.signs import enumerated, minus
from evidence.formula import in_words
from evidence.formula.tree import Operation, written
from evidence.periods import label
from evidence.quantities import number, quantity

MOST_COMPARISONS = 4
_NEARLY_ALL, _OPEN = 0.9, (0.1, 0.9)  # a share of the uncertainty, and probabilities that leave a question open


_BANDS = {
    Band.ON_TRACK: gettext_lazy("on track"),
    Band.LEANING_TO_HOLD: gettext_lazy("leaning to hold"),
    Band.UNDECIDED: gettext_lazy("undecided"),
    Band.LEANING_TO_FAIL: gettext_lazy("leaning to fail"),
    Band.OFF_TRACK: gettext_lazy("off track"),
    Overlay.TOO_EARLY: gettext_lazy("too early"),
    Overlay.STALE: gettext_lazy("stale"),
    Overlay.NO_EVIDENCE: gettext_lazy("no evidence"),
    Overlay.PENDING: gettext_lazy("pending"),
    Favour.A: gettext_lazy("favours a"),
    Favour.C: gettext_lazy("favours c"),
    Favour.CANNOT_TELL: gettext_lazy("cannot tell"),
    "held": gettext_lazy("held"),
    "failed": gettext_lazy("failed"),
    "mixed": gettext_lazy("mixed"),
    "void": gettext_lazy("void"),
    "not assessed": gettext_lazy("not assessed yet"),
    "judged": gettext_lazy("to be judged"),
}


def band_word(band: str) -> str:
    """A band, overlay or outcome for a reader."""
    return str(_BANDS[band])


def percent(share: float | None) -> str:
    """A share as whole percents, never rounded to certainty."""
    if share is None:
        return "–"
    if 0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1:
        return ">99%"
    return f"{100 * share:.0f}%"


class Wording:
    """Sentences about assessments of one dossier."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    def name(self, slug: str) -> str:
        """An indicator's name."""
        one = self.dossier.indicators[slug]
        return one.name_zh if is_chinese() else one.name

    def named(self, slugs: Sequence[str]) -> str:
        """Several indicators' names, told apart where they have commas in them."""
        names = [self.name(slug) for slug in slugs]
        return enumerated(names, "; " if any("," in name for name in names) else ", ")

    def series(self, slug: str) -> str:
        """An indicator with its source and code, so that it can be looked up."""
        one = self.dossier.indicators[slug]
        return _bracketed(self.name(slug), f"{one.source.slug if one.source else ''} {one.code}")

    def meaning(self, reading: AnyReading) -> str:
        """When a criterion holds, in words. Those of relations stand in `relationwording`."""
        assert not isinstance(reading, RelationReading), reading
        return in_words(reading.holds.tree, self.dossier.catalogue.names_in(language()), language())

    def sentences(self, row: Assessment, reading: AnyReading | None) -> list[str]:
        """Everything worth saying about a claim at a checkpoint, most important first."""
        said = [] if isinstance(reading, RelationReading) else self.standing(row, reading)
        if row.p_hold is not None and Overlay.NO_EVIDENCE not in row.overlays:
            said += [self.odds(row), *self.base_rates(row), *self.information(row), *self.changes(row)]
        said += self.stand_in(row)
        said += self.missing(row)
        said += self.precondition(row)
        said += self.late(reading)
        return [sentence for sentence in said if sentence]

    def standing(self, row: Assessment, reading: Reading | None) -> list[str]:
        """Where each comparison stands on the figures known."""
        if reading is None:
            return []
        pairs = zip(comparisons(reading.holds.tree), row.facts.get("so_far", []), strict=False)
        return [self.comparison(one, known) for one, known in list(pairs)[:MOST_COMPARISONS] if known["until"]]

    def comparison(self, one: Operation, known: Mapping[str, Any]) -> str:
        """One comparison with its two sides so far ("left", "right", "until") and what is needed."""
        figures = self.compared(one, known)
        return (phrases.needed_against if "other" in figures else phrases.needed)(one.operator) % figures

    def compared(self, one: Operation, known: Mapping[str, Any]) -> dict[str, str]:
        """The words and figures of a comparison; `other` is what the right side is where that is no written number."""
        left, right = one.operands
        names, unit = self.dossier.catalogue.names_in(language()), left.type.unit
        figures = {
            "what": capitalised(in_words(left, names, language())),
            "value": quantity(known["left"], unit, language(), 3),
            "needed": quantity(known["right"], unit, language(), 3),
            "until": known["until"],
        }
        return figures if written(right) is not None else {**figures, "other": in_words(right, names, language())}

    def odds(self, row: Assessment) -> str:
        """Shares of the simulated futures, and what is published of them."""
        figures = {
            "day": row.checkpoint, "hold": percent(row.p_hold), "paths": f"{PATHS:,}", "fail": percent(row.p_fail),
            "mixed": percent(row.p_mixed), "unknown": percent(row.p_unknown),
        }  # fmt: skip
        said = phrases.futures(figures, neither=bool(row.p_mixed), unknown=bool(row.p_unknown))
        least, most = CLIP
        if row.outcome or row.p_hold is None or least <= row.p_hold <= most:
            return said
        nearest = percent(min(max(row.p_hold, least), most))
        return phrases.in_a_row(
            [said, phrases.published({"published": nearest, "least": percent(least), "most": percent(most)})]
        )

    def base_rates(self, row: Assessment) -> list[str]:
        """How often such a criterion held at earlier dates, at this distance, and lately."""
        said = (self.base_rate(row), self.anyway(row), self.as_far(row), self.regime(row))
        return [sentence for sentence in said if sentence]

    def anyway(self, row: Assessment) -> str:
        """That a call is easy or bold: such base rates need a written reason when a criterion is registered."""
        base = row.facts.get("base")
        if not base or NEARLY <= base["rate"] <= 1 - NEARLY or base["pooled"]:
            return ""
        figures = {"hits": base["hits"], "windows": base["windows"]}
        if base["rate"] > 0.5:
            return _("It would be true anyway: at %(hits)s of %(windows)s earlier dates it was.") % figures
        return _("It would hardly ever be true: at %(hits)s of %(windows)s earlier dates it was.") % figures

    def as_far(self, row: Assessment) -> str:
        """The base rate with thresholds as far away as now."""
        base = row.facts.get("as_far")
        if not base:
            return ""
        return phrases.earlier_dates_as_far({
            "hits": base["hits"], "windows": base["windows"], "rate": percent(base["rate"]),
            "effective": number(base["effective"], 2),
        })  # fmt: skip

    def regime(self, row: Assessment) -> str:
        """How often it held lately."""
        found = row.facts.get("regime")
        if not found:
            return ""
        figures = {"months": found["months"], "windows": found["recent"]["windows"],
                   "recent": percent(found["recent"]["rate"]), "before": percent(found["before"]["rate"])}  # fmt: skip
        said = (
            _("Of the %(windows)s windows of the last %(months)s months %(recent)s held, before %(before)s.") % figures
        )
        apart = _("The intervals of the two do not overlap: the base rate speaks of another time.")
        return phrases.in_a_row([said, apart]) if found["differs"] else said

    def base_rate(self, row: Assessment) -> str:
        """How often such a criterion held at earlier dates."""
        base = row.facts.get("base")
        if not base and "not_assessed" in row.facts:
            return _("A claim made of others has no base rate of its own yet.")
        if not base:
            return _("There are no earlier dates to compare with.")
        figures = {
            "hits": base["hits"], "windows": base["windows"], "rate": percent(base["rate"]),
            "effective": number(base["effective"], 2), "low": percent(base["low"]), "high": percent(base["high"]),
            "pooled": self.named(base["pooled"]),
        }  # fmt: skip
        few = _("So few windows say little: take it for a rough guess.") if base["effective"] < FEWEST_EFFECTIVE else ""
        return phrases.in_a_row([phrases.earlier_dates(figures), few])

    def information(self, row: Assessment) -> list[str]:
        """How much of the uncertainty has gone."""
        if row.information is None:
            return []
        share = {"share": percent(row.information)}
        if row.information >= _NEARLY_ALL and row.p_hold is not None and _OPEN[0] < row.p_hold < _OPEN[1]:
            return [_("%(share)s of the uncertainty about the figures has gone, and yet the answer is open: they are "
                      "close to the threshold.") % share]  # fmt: skip
        return [_("%(share)s of the uncertainty about the figures at the opening has gone.") % share]

    def changes(self, row: Assessment) -> list[str]:
        """The last change of the band and what caused it."""
        moves = row.facts.get("changes") or []
        if not moves:
            return []
        last = moves[-1]
        figures = {
            "before": band_word(last["from"]), "after": band_word(last["to"]), "day": last["on"],
            "releases": self.named(last["releases"]),
        }  # fmt: skip
        if not last["releases"]:
            return [_("It went from “%(before)s” to “%(after)s” by %(day)s, by the passing of time alone.") % figures]
        said = _("It went from “%(before)s” to “%(after)s” by %(day)s, after news of: %(releases)s.") % figures
        return [said, *self.parts(last.get("parts") or [])]

    def parts(self, parts: Sequence[Mapping[str, Any]]) -> list[str]:
        """How much each indicator's news moved the probability, in bits, and the passing of time."""
        bits: dict[str, float] = {}
        for part in parts:
            bits[part["indicator"]] = bits.get(part["indicator"], 0.0) + part["bits"]
        if not bits:
            return []
        time = _("%(bits)s by time alone") % {"bits": _signed(bits.pop("", 0.0))}
        news = (_("%(bits)s by %(name)s") % {"bits": _signed(moved), "name": self.name(slug)}
                for slug, moved in bits.items())  # fmt: skip
        return [_("In bits: %(parts)s.") % {"parts": enumerated([*news, time])}]

    def stand_in(self, row: Assessment) -> list[str]:
        """That another criterion speaks for the primary one."""
        if not row.facts.get("stand_in"):
            return []
        return [_("Stand-in: %(key)s speaks for the primary criterion, which lacks its figures; it never settles the "
                  "claim.") % {"key": row.facts["speaks"]}]  # fmt: skip

    def missing(self, row: Assessment) -> list[str]:
        """Which series are missing, by name and code."""
        said = []
        if row.missing:
            series = enumerated((self.series(slug) for slug in row.missing), "; ")
            said.append(_("Missing: %(series)s.") % {"series": series})
        if row.facts.get("not_assessed"):
            said.append(_("Unknown on every continuation, being relations, which have a verdict and no probability, or "
                          "unreadable: %(numbers)s.") % {"numbers": ", ".join(row.facts["not_assessed"])})  # fmt: skip
        return said

    def precondition(self, row: Assessment) -> list[str]:
        """How likely the claim cannot be tested at all."""
        void = row.facts.get("void") or 0
        if void < 0.01:
            return []
        return [_("Its precondition is false on %(share)s of the continuations; then it would be void.") %
                {"share": percent(void)}]  # fmt: skip

    def late(self, reading: AnyReading | None) -> list[str]:
        """Which figures are late."""
        late = [slug for slug in reading.leaves if self.dossier.is_late(slug)] if reading else []
        if not late:
            return []
        named = enumerated((_bracketed(self.name(slug), self._newest(slug)) for slug in late), "; ")
        return [_("Late, with the newest figure in brackets: %(series)s.") % {"series": named}]

    def _newest(self, slug: str) -> str:
        newest = self.dossier.newest_ends[slug]
        assert newest is not None
        return label(newest, self.dossier.histories[slug].frequency)


def _signed(bits: float) -> str:
    return minus(f"{bits:+.2f}")


def _bracketed(text: str, more: str) -> str:
    return f"{text}（{more}）" if is_chinese() else f"{text} ({more})"


def capitalised(text: str) -> str:
    """With a capital at the beginning."""
    return text[:1].upper() + text[1:]

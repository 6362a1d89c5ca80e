"""A claim's data arranged for templates in the active language: words for codes, claims by how they stand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.charts.sparkline import titled
from claims.models import Claim, Criterion
from claims.onrecord.told import JUDGED, NOT_ASSESSED
from claims.scoring.favour import Favour
from claims.scoring.verdict import BANDS, Overlay
from claims.wording import beside
from claims.wording.languages import is_chinese
from claims.wording.sentences import band_word, percent

ORDER = (
    "held", *reversed(BANDS), Favour.A, Favour.CANNOT_TELL, Favour.C, "mixed", "failed", "void", Overlay.PENDING,
    Overlay.NO_EVIDENCE, NOT_ASSESSED, JUDGED,
)  # fmt: skip
Shown = Mapping[str, Any]  # a claim with everything a template shows of it


def standings(claims: Sequence[Shown]) -> list[dict[str, Any]]:
    """Claims with the same band or outcome together, from borne out to unknown."""
    bands = [band for band in ORDER if any(one["band"] == band for one in claims)]
    return [
        {"word": band_word(band), "class": css_class(band), "claims": [one for one in claims if one["band"] == band]}
        for band in bands
    ]


def choices_of_standing() -> list[tuple[str, str]]:
    """Every way to stand by which a list can be narrowed, with its word: the parts of the list, bands, outcomes."""
    parts = {"open": _("still open"), "passed": _("passed, not settled yet"), "over": _("over")}
    return [*parts.items(), *((band, band_word(band)) for band in ORDER if band != Overlay.PENDING)]


def css_class(band: str) -> str:
    """The class by which style sheets know a band or outcome."""
    return band.replace(" ", "-")


def arranged(claim: Mapping[str, Any], suffix: str, author: str) -> dict[str, Any]:
    """The data of `Told.claim` with what templates cannot work out; `suffix` picks a language's fields."""
    return {
        **claim,
        "statement": claim[f"statement{suffix}"],
        "is_quoted": claim["holder"] != author,
        "reading": claim[f"reading{suffix}"],
        "reading_words": _reading(claim, claim[f"reading{suffix}"]),
        "mark_words": marks(claim),
        "reasons": claim[f"reasons{suffix}"],
        "measured_by": claim[f"measured_by{suffix}"],
        "band_word": band_word(claim["band"]),
        "band_class": css_class(claim["band"]),
        "p_word": percent(claim["p_hold"]),
        "base_word": percent(claim["base_rate"]),
        "p_place": place(claim["p_hold"]),
        "base_place": place(claim["base_rate"]),
        "sparkline": _sparkline(claim["chart"], suffix),
        "criteria": [_criterion(one, suffix) for one in claim["criteria"]],
        "forecasters_words": beside.forecasters(claim["forecasters"]),
        "judgement_words": beside.judgement(claim["judgement"]),
        "link_words": [beside.link(one) for one in claim["links"]],
        "rubric": [level[f"anchor{suffix}"] for level in claim["rubric"]],
        "missing": [{**one, "name": one[f"name{suffix}"]} for one in claim["missing"]],
    }


def _reading(claim: Mapping[str, Any], reading: str) -> str:
    """What is checked, and when."""
    match claim["nature"]:
        case Claim.Nature.JUDGED:
            asked = _("To be judged by people:")
        case Claim.Nature.FACT_CHECK:
            asked = _("Checked:")
        case _:
            asked = _("Checked on %(day)s:") % {"day": claim["checkpoint"]}
    return f"{asked}{reading}" if is_chinese() else f"{asked} {reading}"


def marks(claim: Mapping[str, Any]) -> list[str]:
    """What qualifies a verdict wherever it is shown."""
    said = [str(Claim.State(claim["state"]).label)] if claim["state"] in Claim.ENDED else []
    said += [band_word(one) for one in claim["overlays"] if one != claim["band"]]
    if claim["stand_in"]:
        figures = {"key": claim["stand_in"]["criterion"]}
        said.append(_("measured by a stand-in, %(key)s") % figures)
    if claim["hindsight"]["after_opening"] and claim["nature"] != Claim.Nature.JUDGED:
        said.append(_("hindsight: written %(day)s") % {"day": claim["hindsight"]["written_on"]})
    return said


def short_marks(claim: Mapping[str, Any]) -> list[str]:
    """The same without what they say more precisely, for lists."""
    said = [str(Claim.State(claim["state"]).label)] if claim["state"] in Claim.ENDED else []
    said += [band_word(one) for one in claim["overlays"] if one != claim["band"]]
    said += [_("stand-in")] if claim["stand_in"] else []
    is_late = claim["hindsight"]["after_opening"] and claim["nature"] != Claim.Nature.JUDGED
    return [*said, _("hindsight")] if is_late else said


def _sparkline(chart: Mapping[str, str] | None, suffix: str) -> SafeString | str:
    """The claim's small chart with its words."""
    return mark_safe(titled(chart["svg"], chart[f"title{suffix}"])) if chart else ""  # noqa: S308 drawn by ourselves


def place(share: float | None) -> str:
    """Where a share lies on the drawn scale from 2 to 102."""
    return f"{2 + 100 * (share or 0):.1f}"


def _criterion(one: Mapping[str, Any], suffix: str) -> dict[str, Any]:
    return {**one, "meaning": one[f"meaning{suffix}"], "note": one[f"note{suffix}"],
            "role_word": str(Criterion.Role(one["role"]).label),
            "checkpoints": [_standing(at) for at in one["checkpoints"] if at["band"]]}  # fmt: skip


def _standing(at: Mapping[str, Any]) -> str:
    """How a criterion stands at one of its checkpoints."""
    figures = {"day": at["checkpoint"], "band": band_word(at["band"]), "p": percent(at["p_hold"]),
               "base": percent(at["base_rate"])}  # fmt: skip
    if at["p_hold"] is None or Overlay.NO_EVIDENCE in at["overlays"]:
        return _("%(day)s: %(band)s") % figures
    return _("%(day)s: %(band)s, %(p)s (base rate %(base)s)") % figures

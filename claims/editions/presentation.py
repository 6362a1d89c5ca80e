"""A scorecard's data arranged for templates in the active language: words for codes, claims by how they stand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.charts.sparkline import titled
from claims.editions.scorecard import JUDGED, NOT_ASSESSED
from claims.models import Claim, Criterion, LedgerEntry
from claims.scoring.favour import Favour
from claims.scoring.verdict import BANDS, Band, Overlay
from claims.wording import beside, imprint
from claims.wording.phrases import explanations, hindsight, licence_word
from claims.wording.sections import sections
from claims.wording.sentences import band_word, is_chinese, percent

_ORDER = (
    "held", *reversed(BANDS), Favour.A, Favour.CANNOT_TELL, Favour.C, "mixed", "failed", "void", Overlay.PENDING,
    Overlay.NO_EVIDENCE, NOT_ASSESSED, JUDGED,
)  # fmt: skip
Shown = Mapping[str, Any]  # a claim with everything a template shows of it


def arranged(data: Mapping[str, Any], suffix: str, digest: str) -> dict[str, Any]:
    """The data with what templates cannot work out. `suffix` picks a language's fields, `digest` is the data's hash."""
    authors = {article["slug"]: article["author"] for article in data["articles"]}
    claims = [_claim(claim, suffix, authors[claim["article"]]) for claim in data["claims"]]
    articles = [_article(article, suffix, claims, data["summary"]["themes"]) for article in data["articles"]]
    evidence = [{**one, "name": one[f"name{suffix}"], "licence": licence_word(one["licence"])} for one in data["data"]]
    by_nature = _by_nature(claims)
    more = {
        "ledger_words": _ledger(data["ledger"]),
        "hindsight_words": hindsight(data["summary"]["hindsight"]),
        "explanations": explanations(),
        "headline": _headline(data["summary"]["measured"], _tally(claims)),
        "tiles": _tiles(data["summary"], by_nature["checked"]),
        "edition_word": imprint.edition(data),
        "correction_words": imprint.correction(data),
        "imprint": imprint.imprint(data, digest),
        "sections": sections(data, suffix),
        "articles": articles,
        "data": evidence,
        "is_chinese": bool(suffix),
    }
    return {**data, **by_nature, **more}


def _headline(measured: Mapping[str, Any], tally: Mapping[str, int]) -> str:
    """How many of the measured claims stand how."""
    figures = {"claims": measured["claims"], "scored": measured["scored"], "up": tally["up"],
               "open": tally["undecided"], "down": tally["down"]}  # fmt: skip
    said = [_("Of %(claims)s measured claims %(scored)s have a verdict: %(up)s on track or leaning to hold, %(open)s "
              "undecided, %(down)s leaning to fail or off track.") % figures]  # fmt: skip
    settled = measured.get("settled")  # editions of old have none
    if settled:
        outcomes = ("、" if is_chinese() else ", ").join(f"{band_word(one)} {settled[one]}" for one in sorted(settled))
        said.append(_("%(n)s are settled at their last checkpoint: %(outcomes)s.") %
                    {"n": sum(settled.values()), "outcomes": outcomes})  # fmt: skip
    if measured["relations"]:
        said.append(_("%(n)s are relations: they favour one driver or the other, or cannot tell, and have no "
                      "probability.") % {"n": measured["relations"]})  # fmt: skip
    if measured["stand_ins"]:
        said.append(_("%(n)s of these verdicts rest on a stand-in.") % {"n": measured["stand_ins"]})
    return ("" if is_chinese() else " ").join(said)


def _tiles(summary: Mapping[str, Any], checked: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """A figure, what it is, and what stands beside it: measured claims, fact checks and judged ones, never added up."""
    expected, checks = summary["measured"]["expected"], summary["fact_checks"]
    base = _("%(base)s expected by base rates alone") % {"base": f"{expected['by_base_rates']:.1f}"}
    outcomes = " · ".join(f"{one['word']} {len(one['claims'])}" for one in checked)
    return [
        (f"{expected['by_probabilities']:.1f}",
         _("of %(n)s expected to hold by what is known today") % {"n": expected["compared"]}, base),
        (str(checks["claims"]), _("fact checks of the past or present"), outcomes),
        (str(summary["judged"]), _("claims that only people can judge"),
         beside.agreement(summary["judgements"]) or _("a rubric waits for two raters")),
    ]  # fmt: skip


def _ledger(counts: Mapping[str, int]) -> str:
    """How many entries of each kind the ledger has: many registered and one shown would be seen."""
    kinds = [(kind.label, counts[kind]) for kind in LedgerEntry.Kind if counts.get(kind)]
    said = ("、" if is_chinese() else ", ").join(
        _("%(count)s %(kind)s") % {"kind": kind, "count": count} for kind, count in kinds
    )
    entries = sum(counts.values())
    if not entries:
        return _("The ledger has no entries: nothing is registered.")
    return _("Entries of the ledger: %(entries)s (%(kinds)s).") % {"entries": entries, "kinds": said}


def _article(
    article: Mapping[str, Any], suffix: str, claims: Sequence[Shown], summaries: Mapping[str, Any]
) -> dict[str, Any]:
    themes = []
    for theme in article["themes"]:
        mine = [one for one in claims if (one["article"], one["theme"]) == (article["slug"], theme["slug"])]
        shown = {"name": theme[f"name{suffix}"], "slug": theme["slug"], "summary": summaries.get(theme["slug"])}
        themes.append({**shown, "claims": mine, **_by_nature(mine)})
    return {**article, "note": article[f"published_note{suffix}"], "themes": themes}


def _by_nature(claims: Sequence[Shown]) -> dict[str, Any]:
    """Measured claims and fact checks by how they stand, each apart, and the judged ones."""
    natures = Claim.Nature
    return {
        "standings": _standings([one for one in claims if one["nature"] == natures.MEASURED]),
        "checked": _standings([one for one in claims if one["nature"] == natures.FACT_CHECK]),
        "judged": [one for one in claims if one["nature"] == natures.JUDGED],
    }


def _standings(claims: Sequence[Shown]) -> list[dict[str, Any]]:
    """Claims with the same band or outcome together, from borne out to unknown."""
    bands = [band for band in _ORDER if any(one["band"] == band for one in claims)]
    return [
        {"word": band_word(band), "class": _css_class(band), "claims": [one for one in claims if one["band"] == band]}
        for band in bands
    ]


def _tally(claims: Sequence[Shown]) -> dict[str, int]:
    """Measured claims that stand well, are open, or stand badly."""
    bands = [one["band"] for one in claims if one["nature"] == Claim.Nature.MEASURED]
    return {
        "up": bands.count(Band.ON_TRACK) + bands.count(Band.LEANING_TO_HOLD),
        "undecided": bands.count(Band.UNDECIDED),
        "down": bands.count(Band.LEANING_TO_FAIL) + bands.count(Band.OFF_TRACK),
    }


def _css_class(band: str) -> str:
    return band.replace(" ", "-")


def _claim(claim: Mapping[str, Any], suffix: str, author: str) -> dict[str, Any]:
    return {
        **claim,
        "statement": claim[f"statement{suffix}"],
        "is_quoted": claim["holder"] != author,
        "reading": claim[f"reading{suffix}"],
        "reading_words": _reading(claim, claim[f"reading{suffix}"]),
        "mark_words": _marks(claim),
        "reasons": claim[f"reasons{suffix}"],
        "measured_by": claim[f"measured_by{suffix}"],
        "band_word": band_word(claim["band"]),
        "band_class": _css_class(claim["band"]),
        "p_word": percent(claim["p_hold"]),
        "base_word": percent(claim["base_rate"]),
        "p_place": _place(claim["p_hold"]),
        "base_place": _place(claim["base_rate"]),
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


def _marks(claim: Mapping[str, Any]) -> list[str]:
    """What qualifies a verdict wherever it is shown."""
    marks = [str(Claim.State(claim["state"]).label)] if claim["state"] in Claim.ENDED else []
    marks += [band_word(one) for one in claim["overlays"] if one != claim["band"]]
    if claim["stand_in"]:
        figures = {"key": claim["stand_in"]["criterion"], "primary": claim["stand_in"]["for"]}
        marks.append(_("stand-in %(key)s for %(primary)s") % figures)
    if claim["hindsight"]["after_opening"] and claim["nature"] != Claim.Nature.JUDGED:
        marks.append(_("hindsight: written %(day)s") % {"day": claim["hindsight"]["written_on"]})
    return marks


def _sparkline(chart: Mapping[str, str] | None, suffix: str) -> SafeString | str:
    """The claim's small chart with its words."""
    return mark_safe(titled(chart["svg"], chart[f"title{suffix}"])) if chart else ""  # noqa: S308 drawn by ourselves


def _place(share: float | None) -> str:
    """Where a share lies on the drawn scale from 2 to 102."""
    return f"{2 + 100 * (share or 0):.1f}"


def _criterion(one: Mapping[str, Any], suffix: str) -> dict[str, Any]:
    checkpoints = [
        {**at, "band_word": band_word(at["band"]) if at["band"] else "", "p_word": percent(at["p_hold"]),
         "base_word": percent(at["base_rate"])}
        for at in one["checkpoints"]
    ]  # fmt: skip
    return {**one, "meaning": one[f"meaning{suffix}"], "note": one[f"note{suffix}"],
            "role_word": str(Criterion.Role(one["role"]).label), "checkpoints": checkpoints}  # fmt: skip

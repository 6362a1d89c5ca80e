"""A scorecard's data arranged for templates in the active language: words for codes, claims by how they stand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims.models import Claim, Criterion, LedgerEntry
from claims.scorecard import JUDGED, NOT_ASSESSED
from claims.scoring.favour import Favour
from claims.scoring.verdict import BANDS, Band, Overlay
from claims.wording import beside
from claims.wording.phrases import hindsight, licence_word
from claims.wording.sentences import band_word, is_chinese, percent

_ORDER = (
    "held", *reversed(BANDS), Favour.A, Favour.CANNOT_TELL, Favour.C, "mixed", "failed", Overlay.PENDING,
    Overlay.NO_EVIDENCE, NOT_ASSESSED, JUDGED,
)  # fmt: skip
_ENDED = (Claim.State.WITHDRAWN, Claim.State.VOID)
Shown = Mapping[str, Any]  # a claim with everything a template shows of it


def arranged(data: Mapping[str, Any], suffix: str, lines: Mapping[str, SafeString]) -> dict[str, Any]:
    """The data with what templates cannot work out. `suffix` picks a language's fields, `lines` are charts by slug."""
    authors = {article["slug"]: article["author"] for article in data["articles"]}
    claims = [
        _claim(claim, suffix, authors[claim["article"]], lines.get(claim["slug"], "")) for claim in data["claims"]
    ]
    articles = [_article(article, suffix, claims, data["summary"]["themes"]) for article in data["articles"]]
    evidence = [{**one, "name": one[f"name{suffix}"], "licence": licence_word(one["licence"])} for one in data["data"]]
    more = {
        "ledger_words": _ledger(data["ledger"]),
        "hindsight_words": hindsight(data["summary"]["hindsight"]),
        "tally": _tally(claims),
        "agreement_words": beside.agreement(data["summary"]["judgements"]),
        "articles": articles,
        "data": evidence,
        "is_chinese": bool(suffix),
    }
    return {**data, **_by_nature(claims), **more}


def _ledger(counts: Mapping[str, int]) -> str:
    """How many entries of each kind the ledger has: many registered and one shown would be seen."""
    kinds = [(LedgerEntry.Kind(kind).label, count) for kind, count in counts.items() if count]
    said = ("、" if is_chinese() else ", ").join(
        _("%(count)s %(kind)s") % {"kind": kind, "count": count} for kind, count in kinds
    )
    entries = sum(counts.values())
    if not entries:
        return _("The ledger has no entries: nothing is registered.")
    return _("The ledger has %(entries)s: %(kinds)s.") % {"entries": entries, "kinds": said}


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


def _claim(claim: Mapping[str, Any], suffix: str, author: str, line: SafeString | str) -> dict[str, Any]:
    return {
        **claim,
        "statement": claim[f"statement{suffix}"],
        "is_quoted": claim["holder"] != author,
        "reading": claim[f"reading{suffix}"],
        "reasons": claim[f"reasons{suffix}"],
        "measured_by": claim[f"measured_by{suffix}"],
        "state_word": str(Claim.State(claim["state"]).label) if claim["state"] in _ENDED else "",
        "band_word": band_word(claim["band"]),
        "band_class": _css_class(claim["band"]),
        "overlay_words": [band_word(one) for one in claim["overlays"] if one != claim["band"]],
        "p_word": percent(claim["p_hold"]),
        "base_word": percent(claim["base_rate"]),
        "p_place": _place(claim["p_hold"]),
        "base_place": _place(claim["base_rate"]),
        "sparkline": line,
        "criteria": [_criterion(one, suffix) for one in claim["criteria"]],
        "forecasters_words": beside.forecasters(claim["forecasters"]),
        "judgement_words": beside.judgement(claim["judgement"]),
        "link_words": [beside.link(one) for one in claim["links"]],
        "rubric": [level[f"anchor{suffix}"] for level in claim["rubric"]],
        "missing": [{**one, "name": one[f"name{suffix}"]} for one in claim["missing"]],
    }


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

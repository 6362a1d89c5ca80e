"""A scorecard's data arranged for templates in the active language: words for codes, claims by how they stand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Claim, LedgerEntry
from claims.onrecord import shown
from claims.onrecord.shown import Shown, standings
from claims.wording import beside, imprint
from claims.wording.counted import headline
from claims.wording.phrases import explanations, hindsight, licence_word
from claims.wording.sections import sections
from claims.wording.signs import enumerated


def arranged(data: Mapping[str, Any], suffix: str, digest: str) -> dict[str, Any]:
    """The data with what templates cannot work out. `suffix` picks a language's fields, `digest` is the data's hash."""
    authors = {article["slug"]: article["author"] for article in data["articles"]}
    claims = [shown.arranged(claim, suffix, authors[claim["article"]]) for claim in data["claims"]]
    articles = [_article(article, suffix, claims, data["summary"]["themes"]) for article in data["articles"]]
    evidence = [{**one, "name": one[f"name{suffix}"], "licence": licence_word(one["licence"])} for one in data["data"]]
    by_nature = _by_nature(claims)
    more = {
        "ledger_words": _ledger(data["ledger"]),
        "hindsight_words": hindsight(data["summary"]["hindsight"]),
        "explanations": explanations(),
        "headline": headline(data["summary"]["measured"], claims),
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
    said = enumerated(_("%(count)s %(kind)s") % {"kind": kind, "count": count} for kind, count in kinds)
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
        named = {"name": theme[f"name{suffix}"], "slug": theme["slug"], "summary": summaries.get(theme["slug"])}
        themes.append({**named, "claims": mine, **_by_nature(mine)})
    return {**article, "note": article[f"published_note{suffix}"], "themes": themes}


def _by_nature(claims: Sequence[Shown]) -> dict[str, Any]:
    """Measured claims and fact checks by how they stand, each apart, and the judged ones."""
    natures = Claim.Nature
    return {
        "standings": standings([one for one in claims if one["nature"] == natures.MEASURED]),
        "checked": standings([one for one in claims if one["nature"] == natures.FACT_CHECK]),
        "judged": [one for one in claims if one["nature"] == natures.JUDGED],
    }

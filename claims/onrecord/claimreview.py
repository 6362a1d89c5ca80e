"""Settled claims as schema.org's ClaimReview (https://schema.org/ClaimReview), by which search engines find checks.

The rating says held, failed or mixed, as 3, 1 and 2 of 3. What is void has not been rated, so there is no review of it.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from claims.models import Settlement
from claims.onrecord.claim import OnRecord

_VALUES = {Settlement.Outcome.FAILED: 1, Settlement.Outcome.MIXED: 2, Settlement.Outcome.HELD: 3}
_CONTEXT = "https://schema.org"
_ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}  # nothing in it can end the element


def data_block(found: OnRecord, suffix: str, address: str, site: str) -> SafeString:
    """The reviews as the content of a `<script type="application/ld+json">`, which no browser runs; "" of none."""
    reviews = claim_reviews(found, suffix, address, site)
    text = json.dumps(reviews, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED) if reviews else ""
    return mark_safe(text)  # noqa: S308 escaped here


def claim_reviews(found: OnRecord, suffix: str, address: str, site: str) -> list[dict[str, Any]]:
    """A review for each checkpoint for which the claim was settled as held, failed or mixed; words in the active
    language. `address` is the page's own, without a day."""
    return [
        _review(found, one, suffix, address, site) for one in found.settlements if one["outcome"] in _VALUES
    ]  # fmt: skip


def _review(
    found: OnRecord, one: Mapping[str, Any], suffix: str, address: str, site: str
) -> dict[str, Any]:  # fmt: skip
    article, language = found.claim.article, "zh-Hant" if suffix else "en"
    said: dict[str, Any] = {
        "@type": "CreativeWork",
        "headline": article.title,
        "inLanguage": article.language,
        "datePublished": str(article.published_on),
        "author": {"@type": "Person", "name": article.author.name},
    }
    if article.address:
        said["url"] = article.address
    if article.publisher:
        said["publisher"] = {"@type": "Organization", "name": article.publisher}
    return {
        "@context": _CONTEXT,
        "@type": "ClaimReview",
        "@id": f"{address}#settled-{one['checkpoint']}",
        "url": address,
        "inLanguage": language,
        "datePublished": one["set_on"],
        "claimReviewed": found.data[f"statement{suffix}"],
        "author": {"@type": "Organization", "name": "claimbase", "url": f"{site}/"},
        "itemReviewed": {
            "@type": "Claim",
            "datePublished": str(article.published_on),
            "author": _holder(found),
            "appearance": said,
        },
        "reviewAspect": one["checkpoint"],
        "reviewRating": {
            "@type": "Rating", "ratingValue": _VALUES[one["outcome"]], "worstRating": 1, "bestRating": 3,
            "alternateName": str(Settlement.Outcome(one["outcome"]).label),
        },
    }  # fmt: skip


def _holder(found: OnRecord) -> dict[str, str]:
    """Of somebody who is quoted nobody says whether it is a person."""
    return {"@type": "Thing" if found.claim.holder else "Person", "name": found.data["holder"]}

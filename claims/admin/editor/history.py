"""What has become of a claim: its acts, versions side by side, links, and what people made of it, for its page."""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimLink, Criterion, Rating
from claims.scoring import judging
from claims.wording.sentences import percent

_WORDS = re.compile(r"[A-Za-z0-9_.]+|\s+|.", re.DOTALL)


def links_of(claim: Claim) -> dict[str, Any]:
    """How a claim bears on others, and they on it, those that have ended last; and what it could be linked to."""
    links = sorted(ClaimLink.objects.about(claim), key=lambda one: (one.ended_at is not None, one.at))
    others = Claim.objects.filter(article=claim.article_id).exclude(pk=claim.pk).only("number", "statement")
    return {"links": links, "link_kinds": ClaimLink.Kind.choices, "others": others}


def acts_of(claim: Claim) -> list[dict[str, Any]]:
    """What was done to a claim, the newest first, each version with what it changed."""
    acts = list(claim.acts.select_related("entry").order_by("entry"))
    before: Mapping[str, Any] | None = None
    found = []
    for act in acts:
        payload = act.payload
        rows = list(_changes(before, payload)) if payload and before else []
        before = payload or before
        found.append({"act": act, "changes": rows, "body": json.loads(act.entry.body)})
    return found[::-1]


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Places in which two versions differ, with both texts marked."""
    before, after = _flat(old), _flat(new)
    for name in dict.fromkeys([*before, *after]):
        left, right = before.get(name, ""), after.get(name, "")
        if left != right:
            yield {"where": name, **marked(left, right)}


def _flat(payload: Mapping[str, Any]) -> dict[str, str]:
    """A version as texts by the name of their field, in the active language."""
    names = {field.name: str(field.verbose_name) for field in Claim._meta.fields}
    found = {names[name]: _text(payload[name]) for name in names if name in payload and name != "slug"}
    labels = {field.name: str(field.verbose_name) for field in Criterion._meta.fields}
    for one in payload["criteria"]:
        found |= {f"{one['key']} {labels[name]}": _text(one[name]) for name in labels if name in one and name != "key"}
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value in (None, {}) else json.dumps(value, ensure_ascii=False)


def marked(old: str, new: str) -> dict[str, SafeString]:
    """Two texts, with what went struck out in the first and what came underlined in the second."""
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    parts = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    struck = [(tag != "equal", "".join(left[start:end])) for tag, start, end, _, _ in parts]
    added = [(tag != "equal", "".join(right[start:end])) for tag, _, _, start, end in parts]
    return {"old": _joined(struck, "del"), "new": _joined(added, "ins")}


def _joined(parts: list[tuple[bool, str]], tag: str) -> SafeString:
    html = {True: f"<{tag}>{{}}</{tag}>", False: "{}"}
    return format_html_join("", "{}", ((format_html(html[is_marked], text),) for is_marked, text in parts if text))


def judged_of(claim: Claim, reader: str) -> list[dict[str, Any]]:
    """The rounds of rating a judged claim: what a reader may see of each, and whom it waits for.

    Until both raters are done each sees only their own, so that nobody leans on the other.
    """
    every = list(Rating.objects.filter(claim=claim).order_by("round", "at", "pk"))
    seen = {one.pk for one in Rating.objects.filter(claim=claim).visible_to(reader)}
    return [_round(claim, day, [one for one in every if one.checkpoint == day], seen) for day in claim.checkpoints]


def _round(claim: Claim, day: Any, ratings: list[Rating], seen: set[int]) -> dict[str, Any]:
    last = max((one.round for one in ratings), default=0)
    current = [one for one in ratings if one.round == last]
    stage = judging.stage([one.judged for one in current])
    found = judging.judgement([one.judged for one in current]) if current else None
    waits = {
        judging.Stage.RATERS: _("waits for a rater"),
        judging.Stage.ADJUDICATOR: _("waits for the adjudicator"),
        judging.Stage.JUDGED: _("judged"),
    }[stage]
    return {
        "checkpoint": day, "waits": waits, "shown": [one for one in ratings if one.pk in seen],
        "hidden": sum(one.pk not in seen for one in ratings),
        "role": Rating.Role.ADJUDICATOR if stage is judging.Stage.ADJUDICATOR else Rating.Role.RATER,
        "pooled": found and {"p": percent(found.p), "spread": percent(found.spread), "count": found.ratings},
    }  # fmt: skip

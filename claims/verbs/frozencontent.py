"""Content files against the ledger: drafts are registered as they are; what is registered must be what they say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from claims.freezing import Definitions, Frozen, differences
from claims.models import Act, Article, Claim, Criterion
from claims.verbs.acts import RegistrationError, Request, begin, check_whole, hindsight, locked, record, registered
from claims.verbs.amending import FIELDS, WORDS, Amendment, apply
from evidence.tomlfiles import ContentError

_AS_SAID = "%(why)s"  # a verb's own words, in the language that is active


@dataclass(frozen=True)
class Written:
    """A claim as files say it is: values of the claim and of its criteria by key, the numbers of its children.

    `amendment` is the reason why it may differ from what was registered; "" where it may not.
    """

    number: str
    claim: Mapping[str, Any]
    criteria: Mapping[str, Mapping[str, Any]]
    children: Sequence[str]
    amendment: str


def register_drafts(article: Article, request: Request, definitions: Definitions) -> None:
    """Register every draft of an article without a dry run, claims made of others last. Raises `ContentError`."""
    drafts = article.claims.filter(state=Claim.State.DRAFT).select_related("article", "theme")
    for draft in sorted(drafts.prefetch_related("criteria", "children"), key=lambda one: (one.is_group, one.number)):
        _register(locked(draft), Request(request.by, request.reason, request.now), definitions)


def _register(claim: Claim, request: Request, definitions: Definitions) -> None:
    try:
        check_whole(claim)
        begin(claim, request, definitions.of(claim), None)
    except RegistrationError as error:
        raise ContentError(_AS_SAID, why=str(error)) from None


def keep_frozen(claim: Claim, written: Written, by: Request, definitions: Definitions) -> None:
    """Leave a registered claim alone if files say what is, or once was, registered; amend it where they say why.

    Raises `ContentError` with the difference for anything else.
    """
    frozen = _as_written(claim, written, definitions)
    if claim.acts.filter(payload_hash=frozen.hash).exists():
        return
    before = registered(claim).payload
    found = differences(before, json.loads(frozen.text))
    if not written.amendment:
        changes = "\n".join(f"  {one}" for one in found)
        raise ContentError(
            "expected [%(number)s] of %(article)s as it is registered, got\n%(changes)s\n"
            "take the change back, or give the entry an `amendment`: the reason, which makes a new version",
            number=claim.number, article=claim.article.slug, changes=changes,
        )  # fmt: skip
    try:
        _amend(claim, written, Request(by.by, written.amendment, by.now), definitions, found, frozen)
    except RegistrationError as error:
        raise ContentError(_AS_SAID, why=str(error)) from None


def _asked(claim: Claim, written: Written) -> Amendment:
    """What is to change, that the claim may be as written."""
    current = {one.key: one for one in claim.criteria.filter(superseded_by=None)}
    changed: dict[str, Mapping[str, Any] | None] = dict.fromkeys(current.keys() - written.criteria.keys())
    for key, values in written.criteria.items():
        different = _different(current[key], values) if key in current else set(values)
        if different:
            changed[key] = {name: values[name] for name in FIELDS if name in values}
    words = {name: written.claim[name] for name in _different(claim, written.claim) & set(WORDS)}
    return Amendment(words, changed, {key: values["written_on"] for key, values in written.criteria.items()})


def _different(row: Claim | Criterion, values: Mapping[str, Any]) -> set[str]:
    return {name for name, value in values.items() if getattr(row, name) != value}


def _as_written(claim: Claim, written: Written, definitions: Definitions) -> Frozen:
    """What would be frozen of the claim that the files describe; nothing is saved."""
    described = Claim(article=claim.article, number=written.number, **written.claim)
    criteria = [Criterion(claim=described, key=key, **values) for key, values in written.criteria.items()]
    return definitions.frozen(described, criteria, written.children)


def _amend(
    row: Claim, written: Written, request: Request, definitions: Definitions, changes: list[str], frozen: Frozen
) -> Act:
    claim = locked(row)
    apply(claim, _asked(claim, written), request.now.astimezone(UTC).date())
    after = definitions.of(claim)
    if after.hash != frozen.hash:
        rest = differences(json.loads(after.text), json.loads(frozen.text))
        figures = {"claim": claim.number, "got": "; ".join(rest)}
        raise RegistrationError(_("expected an amendment of words or criteria of %(claim)s, got %(got)s") % figures)
    return record(claim, Act.Kind.AMEND, request, after, changes=changes, dry_run=None,
                  hindsight=hindsight(claim, request))  # fmt: skip

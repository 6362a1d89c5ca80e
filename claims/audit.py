"""Does the database still say what the ledger says? The chain cannot tell: rows beside it may have changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from claims.freezing import Definitions, differences
from claims.ledger import canonical
from claims.models import Act, Claim, LedgerEntry
from claims.scoring.relationform import RelationError
from evidence.formula import FormulaError


@dataclass(frozen=True)
class Discrepancy:
    """A claim of which rows and ledger differ; `entry` is the entry's number, None where there is none."""

    claim: str
    entry: int | None
    what: str


def audit() -> list[Discrepancy]:
    """Claims that are not what the ledger says was registered, registered ones without an entry, and entries without
    a claim or act.
    """
    definitions = Definitions()
    claims = {one.slug: one for one in Claim.objects.with_everything()}
    last = {one.claim.slug: one for one in Act.objects.select_related("claim", "entry").order_by("entry")}
    versions = dict(_frozen())
    found = [Discrepancy(slug, body["number"], "expected its claim in the database, found none")
             for slug, body in versions.items() if slug not in claims]  # fmt: skip
    for slug, claim in claims.items():
        if not claim.is_draft or slug in versions:
            found += _of(claim, last.get(slug), versions.get(slug), definitions)
    return found


def _frozen() -> Iterator[tuple[str, dict[str, Any]]]:
    """What each entry that froze something says, with its number; later entries of a claim come later."""
    for one in LedgerEntry.objects.order_by("number").iterator():
        body = json.loads(one.body)
        if isinstance(body, dict) and "payload" in body and "claim" in body:
            yield body["claim"], {**body, "number": one.number}


def _of(claim: Claim, act: Act | None, body: dict[str, Any] | None, definitions: Definitions) -> list[Discrepancy]:
    if body is None:
        return [Discrepancy(claim.slug, None, f"expected an entry in the ledger, as it is {claim.state}, found none")]
    number = body["number"]
    if act is None or act.entry_id < number:
        return [Discrepancy(claim.slug, number, "expected the entry's act in the database, found none")]
    found = []
    if act.version != body["version"] or claim.version != body["version"]:
        found.append(f"expected version {body['version']}, got {claim.version}")
    if claim.state != act.state:
        found.append(f"expected it {act.state}, got {claim.state}")
    if "article" in body:  # it stands in no entry of the first ones
        found += differences(body["article"], json.loads(canonical(claim.article.facts)), "article")
    try:
        found += differences(body["payload"], json.loads(definitions.of(claim).text))
    except (FormulaError, RelationError) as error:
        found.append(f"expected criteria that can be read, got: {error}")
    return [Discrepancy(claim.slug, number, one) for one in found]

"""How acts on claims are recorded: one transaction that locks the claim, writes the ledger, changes the state."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from claims.freezing import Frozen
from claims.ledger import LedgerError
from claims.models import Act, Assessment, Claim, LedgerEntry, Submission
from claims.models.claim import LEVELS
from claims.reading import IncompleteError, expect_test
from claims.wording.acts import said, states_in_words
from evidence.told import told

LONGEST_NAME, LONGEST_KEY = 150, 200  # characters, as the rows hold them


class RegistrationError(ValueError):
    """An act that cannot be done: what was expected, what came, what to do, in the language that is active."""


@dataclass(frozen=True)
class Request:
    """Who wants something done, why and when. `key` names the request: the same one twice is done once."""

    by: str
    reason: str
    now: datetime
    key: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        wrong = fault(self.by, self.reason)
        if wrong:
            raise RegistrationError(wrong)
        if not 0 < len(self.key) <= LONGEST_KEY or "\0" in self.key:
            figures = {"longest": LONGEST_KEY, "got": f"{self.key!r:.80}"}
            raise RegistrationError(_("expected a key of 1 to %(longest)s characters, got %(got)s") % figures)


def fault(by: str, reason: str) -> str:
    """Why somebody cannot act by this name for this reason, as "expected .., got .."; empty: they can."""
    if not by.strip() or not reason.strip():
        return _("expected the name of who does it and a reason, got none")
    if len(by) > LONGEST_NAME:
        figures = {"longest": LONGEST_NAME, "length": len(by), "got": repr(by[:40])}
        return _("expected a name of at most %(longest)s characters, got %(length)s: %(got)s…") % figures
    for text in (by, reason):
        if "\0" in text or text != text.encode(errors="ignore").decode():
            return _("expected a name and a reason that can be written as text, got %(got)r") % {"got": text[:40]}
    return ""


def locked(claim: Claim) -> Claim:
    """The claim as it stands now, held until the transaction ends: of two who act at once the second sees the first."""
    return Claim.objects.select_for_update(of=("self",)).select_related("article__author", "theme").get(pk=claim.pk)


def locked_together(claims: Iterable[Claim]) -> dict[int, Claim]:
    """The same of several, by key: held in one order, so that two who hold several do not wait for each other."""
    rows = Claim.objects.select_for_update(of=("self",)).filter(pk__in={one.pk for one in claims})
    return {one.pk: one for one in rows.order_by("pk")}


def asked(claim: Claim, kind: Act.Kind, request: Request, **more: Any) -> str:
    """SHA-256 of all that a request asks for, whenever it is sent; `more` is what the act needs beside who and why."""
    whole = {"claim": claim.slug, "kind": kind, "by": request.by, "reason": request.reason, **more}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()


def repeated(claim: Claim, kind: Act.Kind, request: Request, digest: str) -> Act | None:
    """The act that this very request led to already. Raises `RegistrationError` where its key was another request's.

    `digest` is as of `asked`, and stands in the ledger; of the oldest acts, which have none, only who and why is known.
    """
    act = Act.objects.select_related("claim", "entry").filter(key=request.key).first()
    if act is None:
        return None
    same = (act.claim_id, act.kind, act.by, act.reason) == (claim.pk, kind, request.by, request.reason)
    if not same or json.loads(act.entry.body).get("asked", digest) != digest:
        raise RegistrationError(
            _("expected a key that no other request has had, got %(key)s, by which %(act)s; give this one a key of its "
              "own") % {"key": request.key, "act": said(act)}
        )  # fmt: skip
    return act


def expect_state(claim: Claim, *wanted: Claim.State) -> None:
    """Raises `RegistrationError` for a claim in another state, naming who brought it there."""
    if claim.state in wanted:
        return
    last = claim.acts.order_by("entry").last()
    figures = {"wanted": states_in_words(wanted), "claim": claim.number, "act": said(last) if last else ""}
    if last is None:
        template = _("expected a claim that is %(wanted)s, got %(claim)s, which is a draft: register it first")
    else:
        template = _("expected a claim that is %(wanted)s, got %(claim)s: %(act)s")
    raise RegistrationError(template % figures)


def reviewed(claim: Claim, kind: Act.Kind, digest: str, request: Request) -> dict[str, str]:
    """Who else submitted an act, where two persons are asked for. Raises `RegistrationError` if nobody else has."""
    if not settings.TWO_PERSON_REVIEW:
        return {}
    others = [one for one in submissions(claim, kind, request) if one.payload_hash == digest]
    if not others:
        raise RegistrationError(
            _("expected somebody other than %(by)s to have submitted this act on %(claim)s, found nobody: two persons "
              "are asked for, see `claimbase submit`") % {"by": request.by, "claim": claim.number}
        )  # fmt: skip
    return {"submitted_by": others[-1].by}


def submissions(claim: Claim, kind: Act.Kind, request: Request) -> list[Submission]:
    """What others have submitted of a kind since the last act on a claim, oldest first."""
    every = Submission.objects.filter(claim=claim, kind=kind, acts=claim.acts.count())
    return [one for one in every if person(one.by) != person(request.by)]


def person(name: str) -> str:
    """A name by which one who writes it differently is not another: without what cannot be seen (Unicode's Cf)."""
    seen = "".join(one for one in name if unicodedata.category(one) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold()).split())


def record(claim: Claim, kind: Act.Kind, request: Request, frozen: Frozen | None = None, **more: Any) -> Act:
    """Write an act of a locked claim into the ledger and bring the claim to its state; `claim.version` is set already.

    Acts that make a version bring what is `frozen`, which goes into the ledger whole; others name the last hash.
    """
    digest = frozen.hash if frozen else registered(claim).payload_hash
    act = Act(claim=claim, kind=kind, version=claim.version, by=request.by, reason=request.reason, at=request.now,
              key=request.key, payload_hash=digest)  # fmt: skip
    body = {
        "claim": claim.slug, "version": claim.version, "by": request.by, "reason": request.reason,
        "payload_hash": digest, **({"payload": frozen.payload, "article": frozen.article} if frozen else {}),
        **plain(more),
    }  # fmt: skip
    act.entry = enter(kind, body, request.now)
    claim.state = act.state
    claim.save(update_fields=["state", "version"])
    act.save(force_insert=True)
    return act


def enter(kind: str, body: Mapping[str, Any], at: datetime) -> LedgerEntry:
    """Write into the ledger. Raises `RegistrationError` for what it refuses: a time before its last entry's."""
    return enter_together(kind, [body], at)[0]


def enter_together(kind: str, bodies: Sequence[Mapping[str, Any]], at: datetime) -> list[LedgerEntry]:
    """Write several acts of a kind into the ledger, one after the other. See `enter`."""
    try:
        return LedgerEntry.objects.extend(kind=kind, bodies=bodies, at=at)
    except LedgerError as error:
        raise RegistrationError(told(error)) from None


def begin(claim: Claim, request: Request, frozen: Frozen, dry_run: Any, **more: Any) -> Act:
    """Register a locked draft; `dry_run` is what spoke against it and did not stop it, None where none was made."""
    claim.version = 1
    seen = hindsight(claim, request)
    return record(claim, Act.Kind.REGISTER, request, frozen, dry_run=dry_run, hindsight=seen, **more)


def registered(claim: Claim) -> Act:
    """The act that made the version of a claim that stands."""
    made = claim.acts.select_related("entry").filter(kind__in=(Act.Kind.REGISTER, Act.Kind.AMEND))
    return made.order_by("version").reverse()[0]


def hindsight(claim: Claim, request: Request) -> dict[str, Any]:
    """What was written or registered after the window had opened."""
    criteria = [one for one in claim.criteria.all() if one.is_current]
    return {
        "registered_after_opening": request.now.astimezone(UTC).date() > claim.opens,
        "written_after_opening": sorted(one.key for one in criteria if one.is_hindsight),
    }


def standing(claim: Claim) -> list[dict[str, Any]]:
    """How a claim stood when it was ended, so that ending what fails is seen: its newest figures at each checkpoint."""
    rows = Assessment.objects.filter(claim=claim, criterion=None).order_by("checkpoint", "-as_of", "-id")
    names = ("checkpoint", "as_of", "p_hold", "band", "outcome")
    return [{name: getattr(row, name) for name in names} for row in rows.distinct("checkpoint")]


def check_whole(claim: Claim) -> None:
    """Raises `RegistrationError` for a claim that is no complete test."""
    try:
        expect_test(claim, claim.criteria.all())
    except IncompleteError as error:
        raise RegistrationError(told(error)) from None
    if claim.nature == Claim.Nature.JUDGED and not claim.has_whole_rubric:
        template = _("expected a rubric of %(levels)s levels in both languages for %(claim)s, got %(got)s")
        raise RegistrationError(template % {"levels": LEVELS, "claim": claim.number, "got": len(claim.rubric)})
    if claim.is_group:
        loose = [child.number for child in claim.children.all() if child.state != Claim.State.REGISTERED]
        if loose:
            figures = {"claim": claim.number, "got": ", ".join(loose)}
            raise RegistrationError(
                _("expected the claims that %(claim)s is made of to be registered first, got %(got)s") % figures
            )


def plain(value: Any) -> Any:
    """With numbers as decimals, which have one text; floats have none."""
    match value:
        case float():
            return Decimal(repr(float(value)))  # numpy's own says its type too
        case Mapping():
            return {name: plain(part) for name, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
    return value

"""Claims as they are edited: drafts, and acts that freeze, amend and end a claim."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import sent
from claims.api.saidwritten import Done, Edited, SubmittedSaid
from claims.api.writing import IF_MATCH, KEY, MayWrite, asks, checked, expect_unchanged, once
from claims.models import Act, Claim, Submission
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.redraft import FIELDS, WORDS, Redraft, redraft, stamp
from claims.verbs.register import register
from claims.verbs.submit import submit
from claims.verbs.withdraw import reopen, void, withdraw
from evidence.api.door import FIELDS as WANTED
from evidence.api.door import Door, Row

_ACT = "claims.add_act"


class Editing(Door):
    """What may be edited, and the acts that this leads to; the ETag is of what a claim says."""

    queryset = Claim.objects.select_related("article", "theme").prefetch_related("criteria")
    lookup_field = "slug"
    permission_classes = (MayWrite,)
    needs = {"list": "claims.view_claim", "retrieve": "claims.view_claim", "partial_update": "claims.change_claim",
             "submit": "claims.add_submission",
             **dict.fromkeys(("register", "amend", "withdraw", "void", "reopen"), _ACT)}  # fmt: skip
    serializer_class = Edited
    takes = (WANTED,)
    ordering_fields = ("slug",)
    ordering = "slug"

    @extend_schema(summary="Drafts")
    def list(self, request: Request) -> Response:
        """What nobody has registered yet."""
        return self.paged(map(edited, self.page_of(self.get_queryset().filter(state=Claim.State.DRAFT))))

    @extend_schema(summary="A claim as it is edited")
    def retrieve(self, request: Request, slug: str) -> Response:
        """Drafts and registered claims, of the latter the criteria that speak now; and what was submitted since its
        last act, for somebody else to do."""
        found = self._found()
        waiting = found.submissions.filter(acts=found.acts.count())
        answer = self.one({**edited(found), "submitted": [_waits(one) for one in waiting]})
        answer["ETag"] = f'"{stamp(found)}"'
        return answer

    @extend_schema(summary="Change a draft", request=sent.Drafting, responses=Edited, parameters=[KEY, IF_MATCH])
    def partial_update(self, request: Request, slug: str) -> Response:
        """Words that are not sent stay; criteria, if any are sent, are all that it is to have."""
        given = checked(sent.Drafting, request)

        def do(now: Any) -> tuple[int, Row]:
            claim = expect_unchanged(request, self._found())
            stored: dict[str, Any] = {one.key: {} for one in claim.criteria.all()}
            changes = Redraft(_words(claim, given.get("words", {})), given.get("criteria", stored), stamp(claim))
            redraft(claim=claim, changes=changes, on=now.date())
            return 200, edited(self._found())

        return once(request, do)

    @extend_schema(summary="Submit an act for somebody else to do", request=sent.Submitting,
                   responses={201: SubmittedSaid}, parameters=[KEY, IF_MATCH])  # fmt: skip
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, slug: str) -> Response:
        """Nothing is changed yet: who does the act sees what is to be frozen, by its hash."""
        given = checked(sent.Submitting, request)
        changes = Amendment(dict(given.get("words", {})), given.get("criteria", {})) if _amends(given) else None

        def do(now: Any) -> tuple[int, Row]:
            claim = expect_unchanged(request, self._found())
            asked = asks(request, now, given["reason"])
            return 201, _waits(submit(claim=claim, kind=given["kind"], request=asked, amendment=changes))

        return once(request, do)

    @extend_schema(summary="Register a draft", request=sent.Registering, responses={201: Done},
                   parameters=[KEY, IF_MATCH])  # fmt: skip
    @action(detail=True, methods=["post"])
    def register(self, request: Request, slug: str) -> Response:
        """Freeze it, with what the dry run warned of."""
        return self._act(sent.Registering, register, "base_rate_reason")

    @extend_schema(summary="Amend a registered claim", request=sent.Amending, responses={201: Done},
                   parameters=[KEY, IF_MATCH])  # fmt: skip
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, slug: str) -> Response:
        """Make its next version; the one before stays beside it."""
        given = checked(sent.Amending, request)
        changes = Amendment(dict(given.pop("words", {})), given.pop("criteria", {}))
        return self._done(given, lambda **named: amend(amendment=changes, **named), "base_rate_reason")

    @extend_schema(summary="Withdraw a registered claim", request=sent.Reasoned, responses={201: Done},
                   parameters=[KEY, IF_MATCH])  # fmt: skip
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, slug: str) -> Response:
        """How it stood on this day stays in the ledger."""
        return self._act(sent.Reasoned, withdraw)

    @extend_schema(summary="Declare a registered claim void", request=sent.Voiding, responses={201: Done},
                   parameters=[KEY, IF_MATCH])  # fmt: skip
    @action(detail=True, methods=["post"])
    def void(self, request: Request, slug: str) -> Response:
        """It cannot be settled."""
        return self._act(sent.Voiding, void, "code")

    @extend_schema(summary="Reopen a claim that was ended", request=sent.Reasoned, responses={201: Done},
                   parameters=[KEY, IF_MATCH])  # fmt: skip
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, slug: str) -> Response:
        """It stands again as it was registered."""
        return self._act(sent.Reasoned, reopen)

    def _act(self, serializer: Any, verb: Any, *names: str) -> Response:
        return self._done(checked(serializer, self.request), verb, *names)

    def _done(self, given: dict[str, Any], verb: Any, *names: str) -> Response:
        def do(now: Any) -> tuple[int, Row]:
            claim = expect_unchanged(self.request, self._found())
            more = {name: given[name] for name in names if name in given}
            return 201, _told(verb(claim=claim, request=asks(self.request, now, given["reason"]), **more))

        return once(self.request, do)

    def _found(self) -> Claim:
        found: Claim = get_object_or_404(self.get_queryset(), slug=self.kwargs["slug"])
        return found


def _amends(given: Row) -> bool:
    """Whether it is to amend. Raises `ValidationError` for changes beside an act that makes none."""
    is_amendment = bool(given["kind"] == Act.Kind.AMEND)
    extra = [] if is_amendment else [name for name in ("words", "criteria") if name in given]
    if extra:
        told = _("Expected changes with “%(kind)s” alone.") % {"kind": Act.Kind.AMEND.value}
        raise ValidationError(dict.fromkeys(extra, told))
    return is_amendment


def _words(claim: Claim, words: Row) -> dict[str, Any]:
    named = {name: value for name, value in words.items() if name != "theme"}
    if "theme" in words:
        theme = claim.article.themes.filter(slug=words["theme"]).first()
        if theme is None:
            known = ", ".join(claim.article.themes.values_list("slug", flat=True))
            raise ValidationError({"words.theme": _("Expected one of %(known)s.") % {"known": known}})
        named["theme_id"] = theme.pk
    return named


def edited(claim: Claim) -> Row:
    """A claim as it is edited."""
    criteria = [one for one in claim.criteria.all() if one.is_current]
    words = {name: getattr(claim, name) for name in WORDS if name != "theme_id"}
    return {
        "slug": claim.slug, "article": claim.article.slug, "theme": claim.theme.slug, **claim.registration,
        **words, "opens": str(claim.opens), "checkpoints": [str(day) for day in claim.checkpoints],
        "criteria": {one.key: {name: getattr(one, name) for name in FIELDS}
                     for one in sorted(criteria, key=lambda one: one.position)},
    }  # fmt: skip


def _waits(one: Submission) -> Row:
    return {"claim": one.claim.slug, "kind": one.kind, "by": one.by, "reason": one.reason, "at": one.at.isoformat(),
            "frozen": one.payload_hash, "amendment": one.amendment}  # fmt: skip


def _told(act: Act) -> Row:
    return {"claim": act.claim.slug, "kind": act.kind, "version": act.version, "by": act.by, "reason": act.reason,
            "at": act.at.isoformat(), "entry": act.entry_id, "hash": act.entry.hash}  # fmt: skip

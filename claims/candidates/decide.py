"""What an analyst decides about a candidate: accept, edit, merge, reject, and undo. Rows are added, never changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from claims.candidates.deciding import Asked, DecisionError, expect_open, held, in_words, record, repeated
from claims.candidates.newclaim import draft_claim, horizon_of
from claims.models import Article, Candidate, Claim, Criterion, Decision, Theme
from evidence.formula import FormulaError, Kind, Reference, parse
from evidence.formula import in_words as formula_in_words
from evidence.models import Catalogue, Indicator
from evidence.told import told

Action = Decision.Action
CHANGEABLE = frozenset(
    {"kind", "nature", "holder", "opens", "closes", "horizon", "indicators", "statement", "statement_zh", "holds_when"}
)


@transaction.atomic
def accept(*, candidate: Candidate, asked: Asked, theme: Theme | None = None) -> Decision:
    """Make the draft of a claim of a candidate: `claim` of the decision. Nothing is registered.

    `theme` None: the article's first. Raises `DecisionError`, as every verb here does where somebody was faster.
    """
    current = held(candidate)
    done = repeated(current, asked, Action.ACCEPT)
    if done:
        return done
    claim, taken = draft_claim(current, theme, asked.now)
    return record(current, asked, Action.ACCEPT, claim=claim, values={"indicators": taken})


@transaction.atomic
def reject(*, candidate: Candidate, asked: Asked, reason: str) -> Decision:
    """Say why a candidate is no claim to follow."""
    said = reason.strip()
    if not said:
        raise DecisionError(_("expected a reason, got none"))
    current = held(candidate)
    done = repeated(current, asked, Action.REJECT, reason=said)
    return done or record(current, asked, Action.REJECT, reason=said)


@transaction.atomic
def merge(*, candidate: Candidate, into: Candidate, asked: Asked) -> Decision:
    """Say that a candidate says the same as another open one of its article, which gets its places."""
    if candidate.pk == into.pk or candidate.article_id != into.article_id:
        raise DecisionError(_("expected another candidate of the same article to merge into"))
    current = held(candidate)
    done = repeated(current, asked, Action.MERGE, into_id=into.pk)
    if done:
        return done
    other = held(into)
    expect_open(other)
    return record(current, asked, Action.MERGE, into=other)


@transaction.atomic
def edit(*, candidate: Candidate, changes: Mapping[str, Any], asked: Asked) -> Decision | None:
    """Change what a candidate says, by the names in `CHANGEABLE`; None where nothing would change.

    `holds_when` is the formula of the drafted criterion; its words follow it, and an empty one takes the draft away.
    """
    unknown = sorted(changes.keys() - CHANGEABLE)
    if unknown:
        raise DecisionError(_("expected one of %(known)s, got %(names)s")
                            % {"known": ", ".join(sorted(CHANGEABLE)), "names": ", ".join(unknown)})  # fmt: skip
    current = held(candidate)
    values = current.values()
    new = _checked(changes, values, current.article)
    stored = {name: str(value) if isinstance(value, date) else value for name, value in new.items()}
    done = repeated(current, asked, Action.EDIT, values=stored) if stored else None
    if done or not stored:
        return done
    return record(current, asked, Action.EDIT, values=stored)


def _checked(changes: Mapping[str, Any], values: dict[str, Any], article: Article) -> dict[str, Any]:
    """Those that do change, with the formula as a draft. Raises `DecisionError` for what cannot be."""
    new = {name: value for name, value in changes.items() if name != "holds_when" and value != values[name]}
    for name, choices in (("kind", Claim.Kind), ("nature", Claim.Nature)):
        if new.get(name) and new[name] not in choices.values:
            raise DecisionError(_("expected one of %(known)s, got %(names)s")
                                % {"known": ", ".join(choices.values), "names": new[name]})  # fmt: skip
    horizon_of(values | new, article)
    catalogue = Indicator.objects.catalogue()
    foreign = [slug for slug in new.get("indicators", ()) if slug not in catalogue.types]
    if foreign:
        raise DecisionError(_("expected indicators that are known, got %(names)s") % {"names": ", ".join(foreign)})
    if "holds_when" in changes and changes["holds_when"].strip() != values["draft"].get("holds_when", ""):
        new["draft"] = _written(changes["holds_when"].strip(), catalogue)
    return new


def _written(text: str, catalogue: Catalogue) -> dict[str, Any]:
    """A formula by hand as a candidate's draft."""
    if not text:
        return {}
    try:
        tree = parse(text, catalogue.types, Kind.TRUTH).tree
    except FormulaError as error:
        raise DecisionError(
            _("expected a formula that can be read, got:") + "\n" + told(error.pointed_at(text))
        ) from None
    slugs = dict.fromkeys(node.slug for node in tree.walk() if isinstance(node, Reference))
    english = formula_in_words(tree, catalogue.names, "en")
    words = {
        "en": f"{english[:1].upper()}{english[1:]}.",
        "zh": f"{formula_in_words(tree, catalogue.names_zh, 'zh-hant')}。",
    }
    return {"holds_when": text, "relation": {}, "indicators": list(slugs), "note": "", "why": "", "words": words}


@transaction.atomic
def undo(*, decision: Decision, asked: Asked) -> Decision:
    """Take back a decision of one's own: the last one that stands about its candidate. What it made goes too.

    Raises `DecisionError` where it made a claim that was registered or assessed since, where something rests on it,
    and for a decision of somebody else.
    """
    current = held(decision.candidate)
    done = Decision.objects.filter(undoes=decision, by=asked.by).first()
    if done:
        return done
    last = current.decisions.standing().order_by("pk").last()
    if last is None or last.pk != decision.pk:
        what = in_words(last) if last else _("none")
        raise DecisionError(_("expected the last decision about the candidate, got an earlier one; the last: %(what)s")
                            % {"what": what})  # fmt: skip
    if last.by != asked.by:
        raise DecisionError(_("expected a decision of your own, got one of %(name)s") % {"name": last.by})
    _take_back(last)
    return record(current, asked, Action.UNDO, undoes=last)


def last_of(article: Article, by: str) -> Decision | None:
    """The newest decision of a person in an article that stands: what `undo` is for."""
    own = Decision.objects.standing().filter(candidate__article=article, by=by)
    return own.select_related("candidate").order_by("pk").last()


def _take_back(decision: Decision) -> None:
    match decision.action:
        case Action.ACCEPT:
            _delete_draft(_draft_of(decision))
        case Action.MERGE:
            assert decision.into
            expect_open(held(decision.into))
        case Action.SPLIT:
            parts = Candidate.objects.filter(parent=decision.candidate_id, made_at=decision.made_at)
            if Decision.objects.standing().filter(Q(candidate__in=parts) | Q(into__in=parts)).exists():
                raise DecisionError(_("expected a split whose parts are undecided, got one that was gone on with"))


def _draft_of(decision: Decision) -> Claim | None:
    return Claim.objects.select_for_update().filter(candidate_decisions=decision).first()


def _delete_draft(claim: Claim | None) -> None:
    """Somebody may have deleted it already."""
    if claim is None:
        return
    if not claim.is_draft:
        raise DecisionError(_("expected the draft of a claim, got %(number)s, which is registered: withdraw it instead")
                            % {"number": claim.number})  # fmt: skip
    try:
        with transaction.atomic():
            Criterion.objects.filter(claim=claim).delete()
            claim.delete()
    except ProtectedError as error:
        kinds = sorted({str(one._meta.verbose_name) for one in error.protected_objects})
        raise DecisionError(
            _("expected a draft on which nothing rests, got %(number)s, on which there is: %(what)s")
            % {"number": claim.number, "what": ", ".join(kinds)}
        ) from None

"""Say how two claims bear on one another, or take that back."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimLink
from claims.verbs.acts import RegistrationError, Request


def link(*, source: Claim, kind: str, target: Claim, request: Request) -> ClaimLink:
    """Record that `source` bears on `target`. Repeating what stands changes nothing.

    Raises `RegistrationError`: for a claim and itself, for an unknown kind, where the two are linked another way, and
    where something would come to depend on, or repeat, itself.
    """
    if kind not in ClaimLink.Kind.values:
        figures = {"names": ", ".join(ClaimLink.Kind.values), "got": kind}
        raise RegistrationError(_("expected one of %(names)s, got %(got)s") % figures)
    if source == target:
        raise RegistrationError(_("expected two claims, got %(claim)s twice") % {"claim": source.number})
    there = between(source, target)
    if there is not None and (there.source_id, there.kind) == (source.pk, kind):
        return there
    if there is not None:
        figures = {"link": str(there), "by": there.by}
        raise RegistrationError(
            _("expected claims without a link, got %(link)s (by %(by)s): end that one first") % figures
        )
    return _create(source, kind, target, request)


def _create(source: Claim, kind: str, target: Claim, request: Request) -> ClaimLink:
    try:
        with transaction.atomic():
            return ClaimLink.objects.create(
                source=source, kind=kind, target=target, by=request.by, reason=request.reason, at=request.now
            )
    except IntegrityError as error:
        figures = {
            "link": ClaimLink(source=source, kind=kind, target=target), "why": str(error).splitlines()[0],
        }  # fmt: skip
        raise RegistrationError(
            _("expected %(link)s to close no circle and to be the only link of the two, got: %(why)s") % figures
        ) from None


def between(one: Claim, other: Claim) -> ClaimLink | None:
    """The link that stands between two claims, either way."""
    standing = ClaimLink.objects.standing().select_related("source", "target")
    return standing.filter(source__in=(one, other), target__in=(one, other)).first()


@transaction.atomic
def unlink(*, one: Claim, other: Claim, request: Request) -> ClaimLink:
    """End the link that stands between two claims; it stays to be read. Raises `RegistrationError` if there is none."""
    there = between(one, other)
    if there is None:
        figures = {"one": one.number, "other": other.number}
        raise RegistrationError(_("expected a link between %(one)s and %(other)s, found none") % figures)
    there.ended_by, there.ended_reason, there.ended_at = request.by, request.reason, request.now
    there.save(update_fields=["ended_by", "ended_reason", "ended_at"])
    return there

"""Say how two claims bear on one another, or take that back."""

from django.db import IntegrityError, transaction

from claims.acts import RegistrationError, Request
from claims.models import Claim, ClaimLink


def link(*, source: Claim, kind: str, target: Claim, request: Request) -> ClaimLink:
    """Record that `source` bears on `target`. Repeating what stands changes nothing.

    Raises `RegistrationError`: for a claim and itself, for an unknown kind, where the two are linked another way, and
    where something would come to depend on, or repeat, itself.
    """
    if kind not in ClaimLink.Kind.values:
        raise RegistrationError(f"expected one of {', '.join(ClaimLink.Kind.values)}, got {kind}")
    if source == target:
        raise RegistrationError(f"expected two claims, got {source.number} twice")
    there = between(source, target)
    if there is not None and (there.source_id, there.kind) == (source.pk, kind):
        return there
    if there is not None:
        raise RegistrationError(f"expected claims without a link, got {there} (by {there.by}): end that one first")
    return _create(source, kind, target, request)


def _create(source: Claim, kind: str, target: Claim, request: Request) -> ClaimLink:
    try:
        with transaction.atomic():
            return ClaimLink.objects.create(
                source=source, kind=kind, target=target, by=request.by, reason=request.reason, at=request.now
            )
    except IntegrityError as error:
        raise RegistrationError(
            f"expected {source.number} {kind} {target.number} to close no circle and to be the only link of the two, "
            f"got: {str(error).splitlines()[0]}"
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
        raise RegistrationError(f"expected a link between {one.number} and {other.number}, found none")
    there.ended_by, there.ended_reason, there.ended_at = request.by, request.reason, request.now
    there.save(update_fields=["ended_by", "ended_reason", "ended_at"])
    return there

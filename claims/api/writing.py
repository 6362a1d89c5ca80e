"""How programs write: by the verbs that the admin has, under a key that has it done once, on what they have read."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, FloatField, IntegerField, Serializer, SlugField

from claims.candidates.deciding import DecisionError
from claims.editions.publish import PublishError
from claims.models import Answer, Claim
from claims.propose import ProposeError
from claims.verbs import acts, clock
from claims.verbs.acts import RegistrationError
from claims.verbs.clock import ClockError
from claims.verbs.forecast import ForecastError
from claims.verbs.redraft import RefusedDraftError, StaleDraftError, stamp
from evidence.api.door import Row

KEY = OpenApiParameter("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 160, "pattern": "^[!-~]+$"},
                       OpenApiParameter.HEADER, required=True,
                       description="Of your making: the same again within 30 days does nothing.")  # fmt: skip
IF_MATCH = OpenApiParameter("If-Match", {"type": "string", "minLength": 1}, OpenApiParameter.HEADER, required=True,
                            description="The ETag of the claim under editing/ as you read it.")  # fmt: skip
_LONGEST_KEY = 160
_GREATEST = 1e300


class RefusedError(APIException):
    """What a verb does not do, in its own words."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "refused"


class StaleError(APIException):
    """Somebody else has changed it since it was read."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "changed_since"


class UnreadError(APIException):
    """It was not said what had been read."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "if_match_required"


class AwayError(APIException):
    """No worker can be told, or clocks disagree."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"


class MayWrite(BasePermission):
    """The permission of the admin that a view names in `needs` for its action."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Of a method that there is not the framework says so, to those who are known."""
        wanted = view.needs.get(view.action)
        return bool(request.user.is_authenticated) and (wanted is None or request.user.has_perm(wanted))


class Strict(Serializer[Any]):
    """What is sent. A member that there is not is refused: it would be left out in silence."""

    is_strict = True

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(map(str, data)) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            known = _("Expected one of %(known)s.") % {"known": ", ".join(self.fields)}
            raise ValidationError({unknown[0]: known})
        return super().to_internal_value(data)


class Text(CharField):
    """A text that is one: the framework's own takes numbers, too."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Slug(SlugField):
    """A slug that is a text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Whole(IntegerField):
    """A whole number that is one, and no text."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class Number(FloatField):
    """A number that is one, finite, and no text."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float) or not abs(data) < _GREATEST:
            self.fail("invalid")
        return float(data)


def once(request: Request, do: Callable[[datetime], tuple[int, Row]], *, in_one: bool = True) -> Response:
    """Do it, and keep the answer under the request's key; or give the answer that was kept. Errors are kept of none.

    Of two that come at once the second waits for the first. `in_one`: all in one transaction; an act that has one of
    its own, and by itself is done once, is kept afterwards. Raises `ValidationError` without a key, `RefusedError` for
    a key that another request has had, and what the verb refuses.
    """
    named = {"account": request.user, "key": _key(request)}
    asked = _asked(request)
    with _refusals():
        made = None
        if not in_one and not Answer.objects.filter(**named).exists():
            made = do(clock.now())
        with transaction.atomic():
            kept, is_new = Answer.objects.get_or_create(**named, defaults={"asked": asked})
            if not is_new and kept.asked != asked:
                raise RefusedError(_("Expected a key that no other request has had."), code="key_reused")
            if is_new:
                _keep(kept, *(made or do(clock.now())))
    headers = {} if is_new else {"Idempotent-Replayed": "true"}
    return Response(json.loads(kept.body), kept.status, headers=headers)


def _keep(kept: Answer, code: int, body: Row) -> None:
    kept.status, kept.body = code, json.dumps(body, default=str)
    kept.save(update_fields=["status", "body"])


def asks(request: Request, now: datetime, reason: str) -> acts.Request:
    """The request to a verb of an account, by the key that it gave."""
    return acts.Request(by=request.user.get_username(), reason=reason.strip(), now=now,
                        key=f"api-{request.user.pk}-{_key(request)}")  # fmt: skip


def expect_unchanged(request: Request, claim: Claim) -> Claim:
    """The claim, held, where it says what it said when it was read. Raises `StaleError`, and `UnreadError`."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise UnreadError(_("Expected If-Match with the ETag that the claim has under editing/."))
    current = acts.locked(claim)
    if given.removeprefix("W/") != f'"{stamp(current)}"':
        raise StaleError(_("Expected the claim as it stands, got one that has changed since it was read."))
    return current


def checked(serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    """What was sent. Raises `ValidationError`."""
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


def _key(request: Request) -> str:
    given = request.headers.get("Idempotency-Key", "")
    is_readable = given.isascii() and given.isprintable() and " " not in given
    if not given or len(given) > _LONGEST_KEY or not is_readable:
        told = _("Expected a key of 1 to %(most)d signs of ASCII without blanks.") % {"most": _LONGEST_KEY}
        raise ValidationError({"Idempotency-Key": told})
    return given


def _asked(request: Request) -> str:
    whole = [request.method, request.path, request.headers.get("If-Match", ""), request.data]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _refusals() -> Iterator[None]:
    """What verbs refuse, as problems."""
    try:
        yield
    except StaleDraftError:
        raise StaleError(_("Expected the claim as it stands, got one that has changed since it was read.")) from None
    except RefusedDraftError as error:
        wrong = {f"criteria.{key}.{name}" if key else f"words.{name}": said
                 for (key, name), said in error.mistakes.items()}  # fmt: skip
        raise ValidationError(wrong) from None
    except ClockError as error:
        raise AwayError(str(error)) from None
    except (RegistrationError, ForecastError, DecisionError, ProposeError, PublishError) as error:
        raise RefusedError(str(error)) from None

"""What all public pages have in common: who may enter, which day is asked for, what stands around the content."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from claims.notices.links import site

TAGS = {"en": "en", "zh-hant": "zh-Hant"}  # as HTML and hreflang write them
ASKED_WHO = ("Cookie", "Authorization")  # what an answer hangs on that asks who wants it
_FRESH = 60  # seconds that a copy is good for without asking
View = Callable[..., HttpResponse]


class AskedError(ValueError):
    """An address that asks for what there cannot be. Says what was expected and what came, in the active language."""


@dataclass(frozen=True)
class Day:
    """The day whose knowledge a page shows, and what today is (both UTC)."""

    on: date
    today: date

    @property
    def is_past(self) -> bool:
        """Whether another day than today was asked for."""
        return self.on != self.today

    @property
    def text(self) -> str:
        """The day as it is written everywhere: 2026-03-01."""
        return str(self.on)

    @property
    def suffix(self) -> str:
        """What keeps the day in the address of another page; "" for today."""
        return f"?as_of={self.on}" if self.is_past else ""


def day(request: HttpRequest) -> Day:
    """The day in the address (`as_of`), else today. Raises `AskedError` for what is no day, and for one to come."""
    today, given = datetime.now(UTC).date(), request.GET.get("as_of", "")
    if not given:
        return Day(today, today)
    try:
        asked = date.fromisoformat(given)
    except ValueError:
        raise AskedError(
            _("Expected a day such as 2026-03-01 in as_of, got “%(got)s”.") % {"got": given[:40]}
        ) from None
    if asked > today:
        figures = {"day": asked, "today": today}
        raise AskedError(_("Expected a day that has come, got %(day)s: today is %(today)s (UTC).") % figures)
    return Day(asked, today)


def page(view: View) -> View:
    """A view as a page: for those who may enter, compressed, with a hash by which a copy is known to be fresh."""

    @wraps(view)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            response = view(request, *arguments, **named)
        except AskedError as error:
            told = {"heading": _("This address asks for what there is not"), "told": error}
            return shown(request, "claims/pages/message.html", told, status=400)
        return conditional(request, response, getattr(response, "changed", None))

    return require_safe(gzip_page(guarded(asked)))


def streamed(view: Callable[..., Any]) -> View:
    """A view whose answer is sent as it is read, for those who may read; what is asked in vain is told in plain text.

    It sees to `fresh` and to compression itself: what it sends may be compressed already.
    """

    @wraps(view)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        try:
            return view(request, *arguments, **named)
        except AskedError as error:
            return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")

    return require_safe(guarded(asked))


def guarded(view: View) -> View:
    """A view for those who may read: everybody, or (CLAIMBASE_PUBLIC=off) staff who have signed in."""

    @wraps(view)
    def entered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not may_read(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if any("\0" in value for value in request.GET.values()):
            raise Http404  # nothing has such a name, and the database cannot be asked for it
        return view(request, *arguments, **named)

    return entered


def may_read(request: HttpRequest) -> bool:
    """Whether the pages are open to whoever asks."""
    return settings.PUBLIC_PAGES or is_signed_in(request)


def is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody asks who may enter the admin, or a program with a token of the API. What is answered then hangs
    on cookie and token."""
    request.is_asked_who = True  # type: ignore[attr-defined]
    if is_bearing(request):
        return True
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.user.is_active and request.user.is_staff


def is_bearing(request: HttpRequest) -> bool:
    """Whether a program has given a token of the API, which was looked at where the request came in."""
    return getattr(request, "bearer", None) is not None


def shown(
    request: HttpRequest, template: str, context: Mapping[str, Any], day: Day | None = None, status: int = 200
) -> HttpResponse:
    """A page of a template, with what its surroundings need: languages, address, day."""
    return render(request, template, {**context, "page": _surroundings(request, day)}, status=status)


def conditional(request: HttpRequest, response: HttpResponse, changed: datetime | None = None) -> HttpResponse:
    """The answer, or 304 to those who have it. `changed` is when what it says was last recorded."""
    if response.status_code != 200:
        return response
    return fresh(request, response, hashlib.sha256(response.content).hexdigest(), changed)


def fresh(request: HttpRequest, response: Any, stamp: str, changed: datetime | None = None) -> Any:
    """The answer, of whatever kind, or 304 to those who have what `stamp` (32 hex digits or more) stands for. Nothing
    of it is read."""
    etag = quote_etag(stamp[:32])
    response["ETag"] = etag
    if changed is not None:
        response["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    if getattr(request, "is_asked_who", False):
        patch_vary_headers(response, ASKED_WHO)
    if request.session.accessed or is_bearing(request):
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=_FRESH)
    seconds = None if changed is None else int(changed.timestamp())
    return get_conditional_response(request, etag, seconds, response) or response


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing lies at an address."""
    told = _("Nothing lies at this address. Claims are found by the list, in which every word of them can be searched.")
    return shown(request, "claims/pages/message.html", {"heading": _("Not found"), "told": told}, status=404)


def _surroundings(request: HttpRequest, day: Day | None) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    languages = [
        {"tag": TAGS[code], "name": get_language_info(code)["name_local"], "is_this": code == language,
         "address": translate_url(request.get_full_path(), code),
         "absolute": site() + translate_url(request.path, code)}
        for code, _name in settings.LANGUAGES
    ]  # fmt: skip
    at = day.suffix if day else ""
    return {
        "tag": TAGS[language],
        "language": language,
        "is_chinese": language != "en",
        "languages": languages,
        "day": day,
        "site": site(),
        "canonical": site() + request.path,
        "permalink": site() + request.path + (f"?as_of={day.on}" if day else ""),
        "at": at,
        "also": at.replace("?", "&"),
        "path": request.path,
    }

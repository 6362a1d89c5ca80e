"""A claim's chart for whoever is shown its link elsewhere (https://oembed.com): a frame, and a picture of it."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import override

from claims.charts.layout import CARD, NARROW, WIDE
from claims.models import Claim
from claims.notices.links import site
from claims.views.door import page
from claims.wording.languages import LANGUAGES

_MARGIN = 60  # pixels that the statement takes above the chart
_KEPT = ("as_of", "vintage")
_FRAME = '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"></iframe>'
_AGE = 300  # seconds


@page
def oembed(request: HttpRequest) -> HttpResponse:
    """Of the `url` of a claim's page or embed: `maxwidth`, `maxheight`; `format` is json."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("expected json in format\n", status=501, content_type="text/plain; charset=utf-8")
    slug, language, query = _asked(request.GET.get("url", ""))
    one = get_object_or_404(Claim.objects.exclude(state=Claim.State.DRAFT).select_related("article__author"), slug=slug)
    said = {**query, "lang": language}
    width, height = _size(_number(request, "maxwidth"), _number(request, "maxheight"))
    statement = one.statement if language == "en" else one.statement_zh
    source = f"{site()}{reverse('chart-embed', args=[slug])}?{urlencode(said)}"
    picture = f"{site()}{reverse('chart-png', args=[slug])}?{urlencode({**said, 'width': CARD.name})}"
    answer: dict[str, Any] = {
        "version": "1.0", "type": "rich", "title": statement, "author_name": one.held_by,
        "provider_name": "claimbase", "provider_url": f"{site()}/", "cache_age": _AGE,
        "html": format_html(_FRAME, source, width, height, statement),
        "width": width, "height": height, "thumbnail_url": picture,
        "thumbnail_width": CARD.width * 2, "thumbnail_height": CARD.height * 2,
    }  # fmt: skip
    return JsonResponse(answer, headers={"Access-Control-Allow-Origin": "*"}, json_dumps_params={"ensure_ascii": False})


def discovered(address: str) -> str:
    """Where what is to be known of a page lies, for the page's own head."""
    return f"{site()}{reverse('oembed')}?{urlencode({'url': address, 'format': 'json'}, safe=':/')}"


def _asked(url: str) -> tuple[str, str, dict[str, str]]:
    """The slug, the language and what else an address of ours names. Raises `Http404` for any other."""
    parts, own = urlsplit(url), urlsplit(site())
    if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
        raise Http404
    language = "zh-hant" if parts.path.startswith("/zh-hant/") else "en"
    try:
        with override(language):  # an address with a language is known in that alone
            found = resolve(parts.path)
    except Resolver404:
        raise Http404 from None
    if found.view_name not in ("pages:claim", "chart-embed"):
        raise Http404
    given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if given.get("lang") in LANGUAGES:  # of an embed
        language = given["lang"]
    return found.kwargs["slug"], language, {name: given[name] for name in _KEPT if name in given}


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and 0 < len(given) < 6 else WIDE.width * 4


def _size(most_wide: int, most_high: int) -> tuple[int, int]:
    """As large as may be: the narrow drawing where the wide one has no room."""
    chosen = WIDE if most_wide >= WIDE.width else NARROW
    return min(most_wide, chosen.width), min(most_high, chosen.height + _MARGIN)

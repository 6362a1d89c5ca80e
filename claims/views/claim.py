"""The page of a claim."""

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from claims import explorer
from claims.charts.layout import WIDE
from claims.inpages import drawn, figure, lack
from claims.notices.links import site
from claims.onrecord.claim import OnRecord, on_record
from claims.onrecord.claimreview import data_block
from claims.onrecord.shownclaim import arranged
from claims.render import Asked
from claims.views.door import AskedError, Day, day, is_signed_in, page, shown
from claims.views.oembed import discovered
from claims.wording.charted import Vintage
from claims.wording.languages import LANGUAGES


@page
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """A registered claim as of the day in the address."""
    at, vintage = day(request), _vintage(request)
    language = get_language() or "en"
    found = recorded(slug, at.on, {language: LANGUAGES[language]})
    said = arranged(found, LANGUAGES[language], shows_all=is_signed_in(request))
    wanted = _wanted(found, at, language, vintage)
    chart = _chart(wanted)
    return shown(request, "claims/pages/claim.html", {
        "claim": said, "article": found.claim.article, "theme": found.claim.theme, "registered": found.registered,
        "first_day": found.claim.article.published_on, "changed": found.changed,
        "vintage": vintage, "language": language, "chart": chart, "no_chart": lack(wanted),
        "reviews": data_block(found, LANGUAGES[language], site() + request.path, site()),
        "oembed": discovered(site() + request.path + at.suffix),
        "explorer": _explorer(request, chart),
    }, at)  # fmt: skip


def _vintage(request: HttpRequest) -> Vintage:
    """Which figures the chart shows. Raises `AskedError` for what there is not."""
    given = request.GET.get("vintage", Vintage.THEN)
    if given not in list(Vintage):
        raise AskedError(_("Expected one of %(known)s in vintage, got “%(got)s”.") %
                         {"known": ", ".join(Vintage), "got": given[:40]})  # fmt: skip
    return Vintage(given)


def _wanted(found: OnRecord, at: Day, language: str, vintage: Vintage) -> Asked:
    checkpoint = date.fromisoformat(found.data["checkpoint"])
    judgement = found.data["judgement"]
    newest = found.assessment.pk if found.assessment else judgement["round"] if judgement else None
    return Asked(found.claim, at.on, at.today, checkpoint, language, vintage, WIDE, newest)


def _chart(wanted: Asked) -> SafeString:
    """As it has been drawn; until then "", for the page has a small one, or our own lines of what was chosen."""
    return drawn(wanted) if wanted.vintage is Vintage.THEN else figure(wanted).svg


def _explorer(request: HttpRequest, chart: SafeString) -> str:
    """Where the library lies with which to explore a chart; "" where there is nothing that the reader may have."""
    return explorer.address() if "data-line=" in chart or (chart and is_signed_in(request)) else ""


def recorded(slug: str, on: date, languages: Mapping[str, str] = LANGUAGES) -> OnRecord:
    """A claim on record. Raises `Http404` where there is none, `AskedError` for a day before it was made."""
    found = on_record(slug, on, languages)
    if found is None:
        raise Http404
    made = found.claim.article.published_on
    if made > on:
        raise AskedError(_("Expected a day from %(first)s on, when the claim was made, got %(day)s.") %
                         {"first": made, "day": on})  # fmt: skip
    return found

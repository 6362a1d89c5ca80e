"""The list of claims: filters and day in the address."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.models import Article, Author, Claim, Theme
from claims.onrecord.listing import Wanted, listing
from claims.onrecord.order import Place
from claims.onrecord.shown import choices_of_standing
from claims.onrecord.shownrow import arranged
from claims.views.door import AskedError, day, page, shown
from claims.wording.languages import is_chinese

MOST_CHOICES = 50  # of themes, authors or articles, in a menu; of articles the newest
_SELECTED = mark_safe(" selected")
_OTHERS = {"q": "words"}  # what a filter is called in the address where that is not its name


@page
def claims(request: HttpRequest) -> HttpResponse:
    """The claims that the address asks for, a page of them."""
    at, wanted = day(request), wanted_of(request.GET)
    found = listing(wanted, at.on, is_past=at.is_past, after=after(request.GET))
    suffix = "_zh" if is_chinese() else ""
    return shown(request, "claims/pages/list.html", {
        "claims": [arranged(one, suffix, at.on) for one in found.claims],
        "is_first": "after" not in request.GET,
        "next": found.next and _with(request.GET, after=str(found.next)),
        "first": _with(request.GET),
        "query": _with(request.GET),
        "wanted": wanted, "is_narrowed": bool(wanted.given), "choices": _choices(wanted, suffix),
        "is_chosen": any(name != "words" for name in wanted.given),
    }, at)  # fmt: skip


def wanted_of(given: QueryDict) -> Wanted:
    """The filters in an address."""
    names = {
        name: _OTHERS.get(name, name) for name in ("theme", "author", "article", "kind", "nature", "standing", "q")
    }
    return Wanted(**{field: given.get(name, "")[:200] for name, field in names.items()})


def after(given: QueryDict) -> Place | None:
    """Where the page begins. Raises `AskedError`."""
    try:
        return Place.of(str(given["after"])) if given.get("after") else None
    except ValueError:
        raise AskedError(_("Expected a place in the list as its links have it in after, got “%(got)s”.") %
                         {"got": str(given["after"])[:40]}) from None  # fmt: skip


def _with(given: QueryDict, **more: str) -> str:
    """The address's query with another place; filters and day stay."""
    kept = given.copy()
    kept.pop("after", None)
    for name, value in more.items():
        kept[name] = value
    for name in [name for name, value in kept.items() if not value]:
        del kept[name]
    return kept.urlencode()


def _choices(wanted: Wanted, suffix: str) -> list[dict[str, Any]]:
    """The menus of the filters: name, label, and the options in HTML, which a template would take longer to write."""
    themes = Theme.objects.values_list("slug", f"name{suffix}").distinct().order_by("slug")[:MOST_CHOICES]
    authors = Author.objects.values_list("slug", "name").order_by("name")[:MOST_CHOICES]
    articles = Article.objects.values_list("slug", "title" if suffix else "title_en")[:MOST_CHOICES]
    menus: tuple[tuple[str, str, Iterable[Any], str], ...] = (
        ("standing", _("Standing"), choices_of_standing(), wanted.standing),
        ("theme", _("Theme"), themes, wanted.theme),
        ("author", _("Author"), authors, wanted.author),
        ("article", _("Article"), articles, wanted.article),
        ("kind", _("Kind"), Claim.Kind.choices, wanted.kind),
        ("nature", _("Nature"), Claim.Nature.choices, wanted.nature),
    )
    return [
        {"name": name, "label": label, "options": _options(choices, chosen)} for name, label, choices, chosen in menus
    ]


def _options(choices: Iterable[Any], chosen: str) -> SafeString:
    given = [(value, _SELECTED if value == chosen else "", words) for value, words in _few(choices, chosen)]
    return format_html_join("", '<option value="{}"{}>{}</option>', given)


def _few(choices: Iterable[Any], chosen: str) -> list[tuple[str, str]]:
    """As many as a menu holds; the chosen one is always among them."""
    few = list(islice(choices, MOST_CHOICES))
    is_lacking = chosen and chosen not in [value for value, _words in few]
    return [*few, (chosen, chosen)] if is_lacking else few

"""Pages whose words are the project's own: what this is, how a claim becomes a number, and what robots may read."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.editions.contents.measured import calibration
from claims.onrecord.shown import css_class
from claims.scoring import METHOD_VERSION
from claims.scoring.randomness import PATHS
from claims.scoring.verdict import BANDS, EDGES, PASSED_BY, TOO_EARLY_BELOW
from claims.views.door import page, shown
from claims.wording import measured
from claims.wording.sentences import band_word, percent


@page
def about(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and what it does not do."""
    return shown(request, "claims/pages/about.html", {"errors_to": settings.ERRORS_TO})


@page
def method(request: HttpRequest) -> HttpResponse:
    """The method with its formulas; the only measured figures are those of a stored backtest."""
    found = {"calibration": calibration(datetime.now(UTC))}
    return shown(request, "claims/pages/method.html", {
        "version": METHOD_VERSION, "paths": f"{PATHS:,}", "bands": _bands(), "passed_by": f"{PASSED_BY:.2f}",
        "formulas": {"base": "b = (hits · m / n + 1) / (m + 2)", "bits": "bits = log2(p / b)"},
        "too_early": percent(TOO_EARLY_BELOW), "calibration": measured.calibration(found),
    })  # fmt: skip


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The pages are for everybody; the admin, links out of mail and lists of filters are for no robot."""
    away = [reverse("admin:index"), "/sign-in/", "/notices/confirm/", "/notices/end/", "/*?*after="]
    lines = [f"Disallow: {path}" for path in away] if settings.PUBLIC_PAGES else ["Disallow: /"]
    return HttpResponse("\n".join(["User-agent: *", *lines, ""]), content_type="text/plain; charset=utf-8")


def _bands() -> list[dict[str, str]]:
    """Each band with its word and the probabilities that it has, from the highest."""
    edges = [0.0, *EDGES, 1.0]
    return [
        {
            "word": band_word(band),
            "class": css_class(band),
            "from": percent(edges[place]),
            "to": percent(edges[place + 1]),
        }
        for place, band in reversed(list(enumerate(BANDS)))
    ]

"""Addresses of what anybody may open. `pages` have their language in them; the others are the same in each."""

from django.urls import path

from claims.views import (
    bundles,
    calibration,
    charts,
    claim,
    data,
    fixed,
    gathered,
    health,
    indicators,
    ledger,
    listing,
    metadata,
    notices,
    scorecards,
)
from claims.views.metadata import described

urlpatterns = [
    path("claims/<slug:slug>/chart.svg", charts.svg, name="chart-svg"),
    path("claims/<slug:slug>/chart.png", charts.png, name="chart-png"),
    path("claims/<slug:slug>/embed/", charts.embed, name="chart-embed"),
    path("notices/confirm/<str:token>/", notices.confirm_page, name="notices-confirm"),
    path("notices/end/<str:token>/", notices.end_page, name="notices-end"),
    path("notices/feed.atom", notices.feed, name="notices-feed"),
    path("claims.metadata.json", metadata.claims, name="claims-metadata"),
    path("claims.<str:form>", described(data.claims), name="claims-data"),
    path("claims/<slug:slug>.metadata.json", metadata.claim, name="claim-metadata"),
    path("claims/<slug:slug>.<str:form>", described(data.claim), name="claim-data"),
    path("indicators.<str:form>", indicators.data, name="indicators-data"),
    path("indicators/<slug:slug>.metadata.json", indicators.metadata, name="indicator-metadata"),
    path("indicators/<slug:slug>.<str:form>", described(indicators.figures), name="indicator-data"),
    path("scorecards.<str:form>", scorecards.data, name="scorecards-data"),
    path("scorecards/diff.<str:form>", scorecards.diff_data, name="scorecard-diff-data"),
    path("scorecards/<str:name>.metadata.json", metadata.scorecard, name="scorecard-metadata"),
    path("scorecards/<str:name>.<str:form>", metadata.scorecard_data, name="scorecard-data"),
    path("scorecards/<str:name>/<str:file>", scorecards.file, name="scorecard-file"),
    path("bundle.zip", bundles.bundle, name="bundle"),
    path("ledger.jsonl", ledger.export, name="ledger-export"),
    path("ledger.<str:form>", ledger.data, name="ledger-data"),
    path("verify_ledger.py", ledger.verifier, name="ledger-verifier"),
    path("calibration.<str:form>", calibration.data, name="calibration-data"),
    path("health.<str:form>", health.data, name="health-data"),
    path("robots.txt", fixed.robots, name="robots"),
]
pages = [
    path("claims/", listing.claims, name="list"),
    path("claims/<slug:slug>/", claim.claim, name="claim"),
    path("articles/<slug:slug>/", gathered.article, name="article"),
    path("articles/<slug:article>/themes/<slug:slug>/", gathered.theme, name="theme"),
    path("authors/<slug:slug>/", gathered.author, name="author"),
    path("scorecards/", scorecards.archive, name="scorecards"),
    path("scorecards/diff/", scorecards.diff, name="scorecard-diff"),
    path("scorecards/<str:name>/", scorecards.edition, name="scorecard"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("calibration/", calibration.calibration, name="calibration"),
    path("health/", health.health, name="health"),
    path("about/", fixed.about, name="about"),
    path("method/", fixed.method, name="method"),
]

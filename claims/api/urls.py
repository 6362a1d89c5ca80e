"""Addresses of the claims: prefix, view, name; and of what there is one of."""

from typing import Any

from claims.api import claims, editing, extracting, gathered, history, proposing, record

_SLUG = "[-a-zA-Z0-9_]+"
routes: list[tuple[str, Any, str]] = [
    ("claims", claims.Claims, "claims"),
    ("articles", gathered.Articles, "articles"),
    (rf"articles/(?P<article>{_SLUG})/themes", gathered.Themes, "themes"),
    ("authors", gathered.Authors, "authors"),
    ("criteria", history.Criteria, "criteria"),
    ("assessments", history.Assessments, "assessments"),
    ("settlements", history.Settlements, "settlements"),
    ("scorecards", record.Scorecards, "scorecards"),
    ("ledger", record.Ledger, "ledger"),
    ("editing", editing.Editing, "editing"),
    ("proposals", proposing.Proposals, "proposals"),
    ("candidates", proposing.Candidates, "candidates"),
    ("extract", extracting.Extract, "extract"),
    ("sources", record.Sources, "sources"),
]
singles: list[tuple[str, Any, str]] = [
    ("calibration", record.Calibration, "calibration"),
    ("health", record.Health, "health"),
]

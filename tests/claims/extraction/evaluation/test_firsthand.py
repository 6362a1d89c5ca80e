"""Claims that people worked out become labels, by the text's hash and the claims' spans."""

import hashlib
import os
from pathlib import Path

import pytest

import evidence.load
from claimbase.settings import BASE_DIR
from claims.extraction.candidate import Kind, Span
from claims.extraction.drafting import draft
from claims.extraction.evaluation.firsthand import claims_of, indicators_of, worked_out
from claims.extraction.evaluation.report import reading_of
from claims.extraction.extract import readings
from claims.extraction.phrases import is_abroad
from claims.extraction.suggest import suggested
from evidence.tomlfiles import ContentError

TEXT = "天氣很好。失業率明年將上升。"
FIXTURES = BASE_DIR / "fixtures" / "articles"
FILE = Path(os.environ.get("CLAIMBASE_SHARED", "")) / "article" / "article.zh-Hant.txt"
needs_text = pytest.mark.skipif(
    not (os.environ.get("CLAIMBASE_SHARED") and FILE.is_file()),
    reason="CLAIMBASE_SHARED names no folder with the first article's text, which is its author's and not kept here",
)


def folder(where: Path) -> Path:
    claims = where / "a" / "claims"
    claims.mkdir(parents=True)
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    (where / "a" / "article.toml").write_text(f'sha256 = "{digest}"\nlanguage = "zh-Hant"\npublished_on = 2025-12-01\n')
    (claims / "x.toml").write_text(
        '[C01]\nkind = "trend"\nspans = [[5, 12]]\n[[C01.criteria]]\nholds_when = "change(unemployment_rate) > 0"\n'
    )
    return where


def test_the_units_of_a_claims_quote_are_labelled_with_its_kind_and_indicators(tmp_path: Path) -> None:
    found = worked_out(TEXT, folder(tmp_path))
    weather, jobs = found.units
    assert (weather.kind, jobs.kind) == (None, Kind.TREND)
    assert "unemployment_rate" in jobs.indicators


def test_another_text_is_refused_by_its_hash(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="SHA-256"):
        worked_out(TEXT + "。", folder(tmp_path))


@needs_text
@pytest.mark.django_db
def test_the_first_article_has_the_right_indicator_among_three_and_a_draft_as_often_as_was_measured() -> None:
    catalogue = evidence.load.load(BASE_DIR / "fixtures")
    text = FILE.read_text(encoding="utf-8")
    article = worked_out(text, FIXTURES)
    read = list(readings(text, article.published, None))
    measured, hits, drafts = 0, 0, 0
    claims = claims_of(FIXTURES / "ai-the-only-engine")
    for claim in claims.values():
        own = [one for span in claim["spans"] if (one := reading_of(Span(*span), read))]
        wanted = set(indicators_of(claim)) & set(catalogue.types)
        measured += bool(wanted)
        hits += any(wanted & set(suggested(one)[:3]) for one in own)
        drafts += any(not draft(one, catalogue.types, abroad=bool(is_abroad(text))).why for one in own)
    assert (len(claims), measured) == (56, 45)
    print(f"right indicator among three: {hits} of {measured}; drafts: {drafts} of {len(claims)}")
    assert hits >= 25
    assert drafts >= 10

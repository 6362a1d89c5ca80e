"""Claims go out as the files that loading reads: exported, loaded and exported again they have the same bytes."""

from pathlib import Path

import pytest
from django.db import transaction

from claims.contentfiles import closed, files
from claims.intake import Bringer, Outcome, preview, take_in
from claims.load import load
from claims.models import Article, Author, Claim, Criterion, Theme
from claims.parcel import packed, unpacked
from evidence.models import Indicator
from tests.claims import content

pytestmark = pytest.mark.django_db


def everything() -> dict[str, bytes]:
    return files(closed(Claim.objects.all()))


def emptied() -> None:
    """No claims, as in another installation with the same indicators."""
    for model in (Criterion, Claim, Theme, Article, Author):
        model.objects.all().delete()


def loaded_from(folder: Path, exported: dict[str, bytes]) -> None:
    for place, data in exported.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(data)
    load(folder, Indicator.objects.catalogue(), acts=False)


def test_exported_loaded_and_exported_again_they_have_the_same_bytes(loaded: Path, tmp_path: Path) -> None:
    before = everything()
    assert set(before) == {"articles/power-runs-short/article.toml", "articles/power-runs-short/claims/power.toml"}
    emptied()
    loaded_from(tmp_path / "again", before)
    assert Claim.objects.count() == len(content.CLAIMS)
    assert everything() == before


def test_the_first_article_comes_back_to_the_byte(first_article: None, tmp_path: Path) -> None:
    """Every form of claim that there is: registered ones come as drafts, for what is registered is no content."""
    before = everything()
    with transaction.atomic():
        article = Article.objects.get()
        folder = tmp_path / "other"
        renamed = {place.replace(article.slug, "other"): data for place, data in before.items()}
        loaded_from(folder, renamed)
        after = files(closed(Claim.objects.filter(article__slug="other")))
    assert {place.replace("/other/", f"/{article.slug}/"): data for place, data in after.items()} == before
    assert Claim.objects.filter(article__slug="other", state="draft").count() == 56


def test_a_registered_claim_is_what_its_file_says(loaded: Path) -> None:
    content.enter()
    parcel = packed(everything())
    plan, is_done = take_in(parcel, Bringer(lambda codename: True, content.AS_OF), preview(parcel, _anyone()).stamp)
    assert is_done
    assert {one.outcome for one in plan.rows} == {Outcome.SAME}


def test_a_claim_made_of_others_brings_them_along(loaded: Path) -> None:
    (place,) = [one for one in files(closed(Claim.objects.filter(number="C6"))) if "/claims/" in one]
    text = files(closed(Claim.objects.filter(number="C6")))[place].decode()
    assert [number for number in ("C1", "C2", "C4", "C6", "C7") if f"[{number}]" in text] == ["C1", "C4", "C6", "C7"]


def test_themes_keep_their_order_whatever_claims_are_chosen(loaded: Path) -> None:
    article = Article.objects.get()
    Theme.objects.create(article=article, slug="first", name="First", name_zh="一", position=0)
    Theme.objects.filter(slug="power").update(position=7)
    text = everything()["articles/power-runs-short/article.toml"].decode()
    assert text.index("[themes.first]") < text.index("[themes.power]")


def test_queries_do_not_grow_with_the_claims(loaded: Path, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert len(unpacked(packed(everything()))) == 2


def _anyone() -> Bringer:
    return Bringer(lambda codename: True, content.AS_OF)

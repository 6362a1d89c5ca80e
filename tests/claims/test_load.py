"""Articles with their claims come from files, by natural key; a mistake is named by file, entry and key."""

from pathlib import Path

import pytest
from django.db import connection

from claims.models import Article, Author, Claim, Criterion, Theme
from evidence.tomlfiles import ContentError
from tests.claims import content

MODELS = (Author, Article, Theme, Claim, Criterion)
pytestmark = pytest.mark.django_db


def versions() -> dict[str, list[tuple[int, str]]]:
    """Every row with the transaction that last wrote it."""
    rows = {}
    with connection.cursor() as cursor:
        for model in MODELS:
            cursor.execute(f"SELECT id, ctid::text FROM {model._meta.db_table} ORDER BY id")  # noqa: S608 our own names
            rows[model.__name__] = cursor.fetchall()
    return rows


def test_an_article_is_loaded_with_its_themes_claims_and_criteria(content_folder: Path) -> None:
    content.load(content_folder)
    article = Article.objects.get(slug="power-runs-short")
    assert (article.author.name, article.title_en, article.months) == ("Ann", "Power runs short", [12, 18])
    assert [claim.number for claim in article.claims.order_by("number")] == ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]
    second = Claim.objects.get(number="C2")
    assert second.slug == "power-runs-short-c2"
    assert [(one.key, one.role) for one in second.criteria.all()] == [("C2.p", "primary"), ("C2.s1", "secondary")]


def test_the_default_checkpoints_are_the_days_before_the_opening_plus_the_articles_months(content_folder: Path) -> None:
    content.load(content_folder)
    assert [str(day) for day in Claim.objects.get(number="C1").checkpoints] == ["2026-11-30", "2027-05-31"]
    assert [str(day) for day in Claim.objects.get(number="C3").checkpoints] == ["2025-11-30"]


def test_a_claim_made_of_others_knows_its_children_and_how_many_must_hold(content_folder: Path) -> None:
    content.load(content_folder)
    group = Claim.objects.get(number="C6")
    assert (group.rule, group.least) == ("at least", 1)
    assert [child.number for child in group.children.order_by("number")] == ["C1", "C4", "C7"]


def test_loading_twice_leaves_every_row_untouched(content_folder: Path) -> None:
    content.load(content_folder)
    before = versions()
    content.load(content_folder)
    assert versions() == before


def test_a_changed_entry_changes_its_row_alone(content_folder: Path) -> None:
    content.load(content_folder)
    before = versions()
    file = content_folder / "articles" / "power-runs-short" / "claims" / "power.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Reading of C4.", "Another reading."), encoding="utf-8")
    content.load(content_folder)
    after = versions()
    assert {name for name in after if after[name] != before[name]} == {"Claim"}
    assert len(set(after["Claim"]) - set(before["Claim"])) == 1
    assert Claim.objects.get(number="C4").reading == "Another reading."


def claims_file(folder: Path) -> Path:
    return folder / "articles" / "power-runs-short" / "claims" / "power.toml"


BAD = {
    "a key nobody knows": ('kind = "trend"', 'kinds = "trend"', ["[C2]", "power.toml", "kind"]),
    "a formula with a typing error": ("growth(power) > 0", "growth(powr) > 0", ["holds_when", "C2.s1", "powr", "^"]),
    "a figure where an answer is due": ("growth(power) > 0", "growth(power)", ["holds_when", "C2.s1"]),
    "spans beyond the text": ("spans = [[0, 9]]", "spans = [[0, 901]]", ["[C1]", "900 code points", "901"]),
    "a rubric of one level": (content.RUBRIC, 'rubric = [{ anchor = "a", anchor_zh = "b" }]', ["[C5]", "5 levels"]),
    "a rule over a claim that is not there": ('of = ["C1", ', 'of = ["C9", ', ["rule of [C6]", "C9"]),
    "a kind that does not exist": ('kind = "relation"', 'kind = "rumour"', ["claim", "C4", "rumour"]),
    "a relation in a claim of another kind": (
        'kind = "relation"',
        'kind = "trend"',
        ["C4.p", "holds_when", "relation"],
    ),
    "a formula in a relation": (
        "relation = {",
        'holds_when = "growth(power) > 0"\nrelation = {',
        ["C4.p", "no formula"],
    ),
    "no criterion of either form": ('holds_when = "growth(power) > 0"\n', "", ["holds_when", "C2.s1"]),
    "neither criterion nor rule": (
        'rule = { at_least = 1, of = ["C1", "C4", "C7"] }',
        "",
        ["[C6]", "criterion or a rule"],
    ),
    "a file that is no TOML": ("[C1]", "[C1", ["power.toml", "TOML"]),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_named_and_nothing_is_changed(case: str, content_folder: Path) -> None:
    good, bad, named = BAD[case]
    file = claims_file(content_folder)
    text = file.read_text(encoding="utf-8")
    assert good in text
    file.write_text(text.replace(good, bad), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        content.load(content_folder)
    assert str(error.value).startswith("expected ")
    for part in named:
        assert part in str(error.value)
    assert not Claim.objects.exists()
    assert not Author.objects.exists(), "all or nothing"


def test_a_file_of_claims_must_be_named_after_a_theme(content_folder: Path) -> None:
    claims_file(content_folder).rename(claims_file(content_folder).with_name("gossip.toml"))
    with pytest.raises(ContentError, match=r"expected a theme among power as the name of .*gossip\.toml"):
        content.load(content_folder)

"""Content that registers its claims: entered once, as they are; later only amended, with a reason."""

import json
import os
import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

import claims.load
import evidence.load
from claimbase.settings import BASE_DIR
from claims.audit import audit
from claims.ledger import verify
from claims.models import Act, Article, Claim, Criterion, LedgerEntry
from evidence.tomlfiles import ContentError
from tests.claims import content

pytestmark = pytest.mark.django_db
REGISTRATION = '\n[registration]\nby = "desk"\nreason = "Entered as they are."\n'
OTHER = "mean(yoy(power) - yoy(prices)) >= 2.5"


def article_file(folder: Path) -> Path:
    return folder / "articles" / "power-runs-short" / "article.toml"


@pytest.fixture
def folder(content_folder: Path) -> Path:
    """The small article, which registers its claims, loaded."""
    change(content_folder, "\n[authors.ann]", REGISTRATION + "\n[authors.ann]", article_file(content_folder))
    content.load(content_folder)
    return content_folder


def change(folder: Path, old: str, new: str, *files: Path) -> None:
    for file in files or (folder / "articles" / "power-runs-short" / "claims" / "power.toml",):
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_claim_is_registered_as_it_is_and_those_made_of_others_after_them(folder: Path) -> None:
    bodies = [json.loads(entry.body) for entry in LedgerEntry.objects.order_by("number")]
    assert [body["payload"]["number"] for body in bodies] == ["C1", "C2", "C3", "C4", "C5", "C7", "C6"]
    assert {(body["by"], body["reason"], body["dry_run"]) for body in bodies} == {
        ("desk", "Entered as they are.", None)
    }
    assert bodies[0]["hindsight"] == {"registered_after_opening": True, "written_after_opening": ["C1.p"]}
    assert not Claim.objects.exclude(state="registered").exists()
    assert audit() == []
    connection.check_constraints()


def test_what_the_registered_claims_of_an_article_rest_on_is_not_loaded_anew(folder: Path) -> None:
    change(folder, 'title = "電力不足"', 'title = "缺電"', article_file(folder))
    content.load(folder)
    assert Article.objects.get().title == "缺電", "a title is none of it"
    change(folder, "published_on = 2025-12-01", "published_on = 2025-12-02", article_file(folder))
    with pytest.raises(ContentError, match="published_on: expected 2025-12-01, got 2025-12-02"):
        content.load(folder)


def test_loading_again_changes_nothing(folder: Path) -> None:
    content.load(folder)
    assert (LedgerEntry.objects.count(), Act.objects.count()) == (7, 7)


def test_other_spacing_of_a_formula_is_no_change(folder: Path) -> None:
    change(folder, "growth(power) > 0", "growth( power )>0")
    content.load(folder)
    assert LedgerEntry.objects.count() == 7


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (content.OUTPACES.format("1.5"), OTHER, "criteria.C1.p.holds_when"),
        ("Reading of C1.", "Another reading.", 'reading: expected "Reading of C1.", got "Another reading."'),
        ("spans = [[0, 9]]", "spans = [[0, 8]]", "spans"),
        ("checkpoints = [2025-11-30]", "checkpoints = [2025-12-31]", "checkpoints"),
        ('of = ["C1", "C4", "C7"]', 'of = ["C1", "C7"]', "children"),
        ("at_least = 1", "at_least = 2", "least"),
    ],
)
def test_a_change_of_what_is_registered_is_refused_by_its_difference(
    folder: Path, old: str, new: str, difference: str
) -> None:
    change(folder, old, new)
    with pytest.raises(ContentError, match="as it is registered") as error:
        content.load(folder)
    assert difference in str(error.value)
    assert LedgerEntry.objects.count() == 7


def test_an_indicator_redefined_below_a_registered_criterion_is_refused(folder: Path) -> None:
    change(folder, 'code = "POWER"', 'code = "GAS"', folder / "indicators" / "all.toml")
    with pytest.raises(ContentError, match=r"indicators\.power\.code"):
        content.load(folder)


def test_a_change_with_a_reason_is_an_amendment_made_once(folder: Path) -> None:
    change(folder, content.OUTPACES.format("1.5"), OTHER)
    change(folder, 'key = "C1.p"', 'key = "C1.p"\nwritten_on = 2026-07-01')
    change(folder, 'thresholds = "before figures"', 'thresholds = "after looking"')
    change(folder, 'reading = "Reading of C1."', 'reading = "Clearer."\namendment = "It was too easy."')
    for _ in range(2):
        content.load(folder)
    claim = Claim.objects.get(number="C1")
    assert (claim.version, claim.reading) == (2, "Clearer.")
    assert [one.holds_when for one in claim.criteria.order_by("version")] == [content.OUTPACES.format("1.5"), OTHER]
    last = Act.objects.order_by("entry").last()
    assert (last.kind, last.reason, last.by, LedgerEntry.objects.count()) == ("amend", "It was too easy.", "desk", 8)
    assert claim.criteria.get(version=2).written_on == date(2026, 7, 1)
    assert audit() == []
    connection.check_constraints()


def test_what_the_author_stated_is_loaded_frozen_and_amended_with_a_reason(folder: Path) -> None:
    change(folder, 'reading = "Reading of C1."', 'reading = "Reading of C1."\nstated = "likely"')
    with pytest.raises(ContentError, match='stated: expected null, got "likely"'):
        content.load(folder)
    change(folder, 'stated = "likely"', 'stated = "likely"\namendment = "It says so."')
    content.load(folder)
    claim = Claim.objects.get(number="C1")
    assert (claim.version, claim.author_says.p) == (2, 0.75)
    assert audit() == []


def test_an_older_version_in_the_files_is_no_change(folder: Path) -> None:
    file = folder / "articles" / "power-runs-short" / "claims" / "power.toml"
    shipped = file.read_text(encoding="utf-8")
    change(folder, 'reading = "Reading of C1."', 'reading = "Clearer."\namendment = "Clearer."')
    content.load(folder)
    file.write_text(shipped, encoding="utf-8")
    content.load(folder)
    assert Claim.objects.get(number="C1").version == 2


def test_an_amended_test_needs_a_day_of_its_own(folder: Path) -> None:
    change(folder, content.OUTPACES.format("1.5"), OTHER)
    change(folder, 'reading = "Reading of C1."', 'reading = "Clearer."\namendment = "Clearer."')
    with pytest.raises(ContentError, match=r"day on which C1\.p was amended"):
        content.load(folder)


@pytest.mark.parametrize(
    ("day", "thresholds", "words"),
    [
        ("2025-07-01", "after looking", r"day on which C1\.p was amended, after 2025-12-01"),
        ("2025-12-01", "after looking", r"day on which C1\.p was amended, after 2025-12-01"),
        ("2026-01-15", "before figures", r"thresholds of C1\.p set 'after looking', as its window has opened"),
    ],
)
def test_an_amendment_after_the_opening_cannot_say_that_it_was_written_before_or_without_looking(
    content_folder: Path, day: str, thresholds: str, words: str
) -> None:
    folder = content_folder
    change(folder, "\n[authors.ann]", REGISTRATION + "\n[authors.ann]", article_file(folder))
    change(folder, 'key = "C1.p"', 'key = "C1.p"\nwritten_on = 2025-06-01')
    content.load(folder)
    change(folder, "written_on = 2025-06-01", f"written_on = {day}")
    change(folder, content.OUTPACES.format("1.5"), OTHER)
    change(folder, 'thresholds = "before figures"', f'thresholds = "{thresholds}"')
    change(folder, 'reading = "Reading of C1."', 'reading = "Clearer."\namendment = "Too easy."')
    with pytest.raises(ContentError, match=words):
        content.load(folder)


def test_no_amendment_moves_a_horizon(folder: Path) -> None:
    change(folder, "checkpoints = [2025-11-30]", 'checkpoints = [2025-12-31]\namendment = "Later."')
    with pytest.raises(ContentError, match="amendment of words or criteria of C3, got checkpoints"):
        content.load(folder)
    assert Criterion.objects.filter(superseded_by__isnull=False).count() == 0


def test_the_first_article_is_registered_whole_and_stays_so() -> None:
    folder = BASE_DIR / "fixtures"
    for _ in range(2):
        claims.load.load(folder, evidence.load.load(folder), content.NOW)
    assert LedgerEntry.objects.filter(kind="register").count() == Claim.objects.count() == 56
    assert LedgerEntry.objects.count() == 56
    assert verify(LedgerEntry.objects.chain())[1] == []
    assert audit() == []


def test_what_the_first_article_states_is_an_amendment_where_it_was_registered_before(tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(BASE_DIR / "fixtures", older)
    for file in (older / "articles").glob("*/claims/*.toml"):
        file.write_text(re.sub(r'(stated|amendment) = ".*"\n', "", file.read_text(encoding="utf-8")), encoding="utf-8")
    for folder in (older, BASE_DIR / "fixtures", older, BASE_DIR / "fixtures"):
        claims.load.load(folder, evidence.load.load(folder), content.NOW)
    stated = Claim.objects.exclude(stated="")
    assert set(stated.values_list("version", "acts__kind")) == {(2, "register"), (2, "amend")}
    assert LedgerEntry.objects.filter(kind="amend").count() == stated.count() > 5
    assert audit() == []


WORDS = {"will": ("將", "必然會"), "likely": ("很可能", "大概"), "could": ("可能", "或許")}
ARTICLE = Path(os.environ.get("CLAIMBASE_SHARED", "/none")) / "article" / "article.zh-Hant.txt"


@pytest.mark.skipif(not ARTICLE.exists(), reason="CLAIMBASE_SHARED names no folder with the first article's text")
def test_only_what_the_first_article_says_is_stated() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    for file in (BASE_DIR / "fixtures" / "articles" / "ai-the-only-engine" / "claims").glob("*.toml"):
        for number, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if "stated" in entry:
                quotes = [text[start:end] for start, end in entry["spans"]]
                assert any(word in quote for word in WORDS[entry["stated"]] for quote in quotes), number

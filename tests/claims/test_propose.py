"""Proposals: kept with the text, once for each place, decided by people and never edited."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F, Model

import claims.propose
from claims.candidates.suggesting import accepted_before
from claims.models import Article, ArticleText, Author, Candidate, CandidateSpan, Decision, LedgerEntry, Proposal
from claims.propose import Proposed, ProposeError, hash_of, keep_new, keep_text, propose
from evidence.formula import Kind, parse
from evidence.models import Catalogue

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = (
    "一封信\n\n美國失業率明年將升破 5%。天氣很好。比特幣將跑贏黃金。\n\n"
    "未來兩年美國失業率會怎麼走？\n\n再說一次，比特幣將跑贏黃金。"
)


@pytest.fixture
def article(indicators: None) -> Article:
    return new(TEXT)


def new(text: str, slug: str = "letter") -> Article:
    author, _ = Author.objects.get_or_create(slug="ann", defaults={"name": "Ann"})
    return keep_new(
        text=text, slug=slug, title="一封信", title_en="A letter", author=author, language="zh-Hant",
        published_on=date(2025, 12, 1), months=[12, 18], now=NOW,
    )  # fmt: skip


def again(article: Article, monkeypatch: pytest.MonkeyPatch, version: str = "2") -> Proposed:
    monkeypatch.setattr(claims.propose, "version", lambda: version)
    return propose(article=article, now=NOW)


def test_candidates_are_stored_with_places_indicators_and_a_draft(article: Article, catalogue: Catalogue) -> None:
    assert propose(article=article, now=NOW).candidates == 2
    jobs, coins = article.candidates.all()
    assert [TEXT[one.start : one.end] for one in jobs.spans.all()] == ["美國失業率明年將升破 5%。"]
    assert coins.spans.count() == 2
    assert (jobs.kind, jobs.closes, jobs.indicators[0]) == ("level", date(2026, 12, 31), "unemployment_rate")
    assert jobs.reasons
    for one, formula in ((jobs, "highest(unemployment_rate) > 5%"), (coins, "growth(bitcoin) > growth(gold)")):
        assert one.draft["holds_when"] == formula
        parse(one.draft["holds_when"], catalogue.types, expect=Kind.TRUTH)
        assert one.draft["words"]["en"]
        assert one.draft["words"]["zh"]


def test_nothing_is_registered_by_itself(article: Article) -> None:
    propose(article=article, now=NOW)
    assert not LedgerEntry.objects.exists()
    assert not article.claims.exists()


def test_no_place_is_proposed_twice(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    propose(article=article, now=NOW)
    before = list(CandidateSpan.objects.values_list("start", "end", "candidate"))
    assert propose(article=article, now=NOW).candidates == 0
    found = again(article, monkeypatch)
    assert (found.candidates, found.places) == (0, 0)
    assert list(CandidateSpan.objects.values_list("start", "end", "candidate")) == before
    assert Proposal.objects.count() == 2


def test_a_rejected_candidate_is_not_proposed_again(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    propose(article=article, now=NOW)
    decide(article.candidates.first(), "reject", reason="known")
    assert again(article, monkeypatch).candidates == 0


def test_a_place_that_an_analyst_took_before_is_left_alone(article: Article) -> None:
    own = Candidate.objects.create(article=article, origin="added", kind="trend", made_at=NOW)
    start = TEXT.index("失業率明年")
    CandidateSpan.objects.create(candidate=own, article=article, start=start, end=start + 5, is_proposed=False)
    assert propose(article=article, now=NOW).candidates == 1


def test_a_further_place_of_a_known_candidate_is_added_to_it(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Candidate.objects.create(article=article, origin="added", kind="comparison", made_at=NOW)
    start = TEXT.index("比特幣")
    CandidateSpan.objects.create(candidate=own, article=article, start=start, end=start + 3, is_proposed=False)
    found = again(article, monkeypatch)
    assert (found.candidates, found.places) == (1, 1)
    assert own.spans.count() == 2


def test_an_interrupted_run_leaves_no_trace_and_is_run_again(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(CandidateSpan.objects, "bulk_create", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            propose(article=article, now=NOW)
    assert not Proposal.objects.exists()
    assert not Candidate.objects.exists()
    assert propose(article=article, now=NOW).candidates == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [(" \n", "nothing but white space"), ("a\0b", "a NUL at code point 1"), (TEXT, "got that of letter")],
)
def test_a_text_that_cannot_be_kept_is_refused(article: Article, text: str, said: str) -> None:
    with pytest.raises(ProposeError, match=said):
        new(text, "other")
    assert not Article.objects.filter(slug="other").exists()


def test_another_text_than_the_articles_is_refused(article: Article) -> None:
    with pytest.raises(ProposeError, match="spans would point elsewhere"):
        keep_text(article=article, text=TEXT + " ", now=NOW)
    assert keep_text(article=article, text=TEXT, now=NOW).text == TEXT
    assert hash_of(TEXT) == article.sha256


def test_hostile_text_is_kept_as_it_is_and_nothing_in_it_is_run(indicators: None) -> None:
    text = (
        "<script>alert('美國失業率將升破 5%')</script>\r\n\u202e比特幣將跑贏黃金\u202c。"
        "\x1b[31m\x07\ufeff美國失業率明年將升破 6%。"
    )
    article = new(text)
    propose(article=article, now=NOW)
    assert ArticleText.objects.get(article=article).text == text
    assert article.candidates.count() >= 2
    assert all(0 <= one.start < one.end <= len(text) for one in CandidateSpan.objects.filter(article=article))


def decide(candidate: Candidate | None, action: str, **more: object) -> Decision:
    assert candidate is not None
    return Decision.objects.create(candidate=candidate, action=action, by="ann", made_at=NOW, **more)  # type: ignore[misc]


def test_the_last_decision_that_stands_makes_the_state(article: Article) -> None:
    propose(article=article, now=NOW)
    one, other = article.candidates.all()
    reject = decide(one, "reject", reason="a joke")
    decide(other, "merge", into=one)
    assert [each.state for each in article.candidates.with_state()] == ["reject", "merge"]
    assert not article.candidates.open().exists()
    decide(one, "undo", undoes=reject)
    assert [each.state for each in article.candidates.with_state()] == ["open", "merge"]
    assert list(article.candidates.open()) == [one]


def test_edits_are_laid_over_what_came_and_can_be_undone(article: Article) -> None:
    propose(article=article, now=NOW)
    one = article.candidates.first()
    assert one is not None
    edit = decide(one, "edit", values={"kind": "trend"})
    decide(one, "edit", values={"holder": "Ann"})
    assert (one.values()["kind"], one.values()["holder"]) == ("trend", "Ann")
    decide(one, "undo", undoes=edit)
    assert (one.values()["kind"], one.values()["holder"]) == ("level", "Ann")


def test_indicators_taken_before_are_counted_while_the_decision_stands(article: Article) -> None:
    propose(article=article, now=NOW)
    accept = decide(article.candidates.first(), "accept", values={"indicators": ["unemployment_rate"]})
    assert accepted_before() == {("unemployment_rate", "unemployment_rate"): 1}
    decide(accept.candidate, "undo", undoes=accept)
    assert accepted_before() == {}


@pytest.mark.parametrize(
    "values",
    [{"action": "reject"}, {"action": "edit"}, {"action": "merge"}, {"action": "undo"}, {"action": "accept", "by": ""}],
)
def test_the_database_refuses_half_a_decision(article: Article, values: dict[str, str]) -> None:
    propose(article=article, now=NOW)
    one = article.candidates.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(candidate=one, made_at=NOW, **({"by": "ann"} | values))


@pytest.mark.parametrize("model", [ArticleText, Proposal, Candidate, CandidateSpan, Decision])
def test_nothing_of_it_can_be_changed_or_deleted(article: Article, model: type[Model]) -> None:
    propose(article=article, now=NOW)
    decide(article.candidates.first(), "reject", reason="x")
    column = model._meta.fields[-1].attname
    rows = model._base_manager.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(**{column: F(column)})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows._raw_delete("default")


def test_a_file_becomes_an_article_with_candidates_by_command(
    indicators: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(TEXT, encoding="utf-8")
    with pytest.raises(CommandError, match="--article, --title, --author, --published"):
        call_command("propose", str(file))
    facts = {"article": "letter", "title": "信", "author": "ann", "author_name": "Ann", "published": date(2025, 12, 1)}
    call_command("propose", str(file), **facts)
    assert "letter: 2 new candidates, 0 further places; 2 are open" in capsys.readouterr().out
    call_command("propose", str(file))
    call_command("propose", "--article", "letter")
    call_command("propose", "--all")
    assert capsys.readouterr().out.count("letter: 0 new candidates") == 3


@pytest.mark.parametrize(
    ("words", "said"), [((), "--article SLUG or --all"), (("--article", "x"), "slug of an article")]
)
def test_a_command_without_an_article_says_what_to_give(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("propose", *words)

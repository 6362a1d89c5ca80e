"""Decisions about candidates: made once, on what was seen, by one person at a time; nothing of them is edited."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.candidates.decide import accept, edit, last_of, merge, reject, undo
from claims.candidates.deciding import Asked, DecisionError
from claims.candidates.divide import add, place_of, split
from claims.models import Article, Candidate, Claim, Decision, LedgerEntry
from claims.verbs.acts import Request
from claims.verbs.register import register
from tests.claims.candidates.letters import NOW, TEXT, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(article: Article) -> Candidate:
    return at(article, "升破")


@pytest.fixture
def coins(article: Article) -> Candidate:
    return at(article, "跑贏")


def ann(seen: int | None = None) -> Asked:
    return Asked("ann", NOW, seen)


def bob(seen: int | None = None) -> Asked:
    return Asked("bob", NOW, seen)


def state(candidate: Candidate) -> str:
    return str(Candidate.objects.with_state().get(pk=candidate.pk).state)  # type: ignore[attr-defined]


def test_an_accepted_candidate_becomes_a_draft_with_its_criterion(jobs: Candidate) -> None:
    claim = accept(candidate=jobs, asked=ann()).claim
    assert claim is not None
    assert claim.is_draft
    assert (claim.number, claim.slug, claim.kind, claim.nature) == ("C1", "letter-c1", "level", "measured")
    assert claim.statement_zh == "美國失業率明年將升破 5%。"
    assert [TEXT[start:end] for start, end in claim.spans] == ["美國失業率明年將升破 5%。"]
    assert (claim.opens, claim.checkpoints) == (date(2025, 12, 1), [date(2026, 12, 31)])
    assert claim.theme.name == "A letter"
    (criterion,) = claim.criteria.all()
    assert criterion.holds_when == "highest(unemployment_rate) > 5%"
    assert (criterion.key, criterion.role, criterion.written_on) == ("C1.p", "primary", NOW.date())
    assert "unemployment" in claim.reading.lower()
    assert claim.reading_zh.startswith("失業率")
    assert criterion.note not in claim.reading
    assert not LedgerEntry.objects.exists()


def test_the_articles_default_horizon_holds_where_the_text_names_none(coins: Candidate) -> None:
    claim = accept(candidate=coins, asked=ann()).claim
    assert claim is not None
    assert claim.checkpoints == [date(2026, 11, 30), date(2027, 5, 31)]
    assert len(claim.spans) == 2


def test_claims_are_numbered_on(jobs: Candidate, coins: Candidate) -> None:
    numbers = [accept(candidate=one, asked=ann()).claim.number for one in (jobs, coins)]  # type: ignore[union-attr]
    assert numbers == ["C1", "C2"]


def test_what_is_accepted_can_be_registered(jobs: Candidate) -> None:
    claim = accept(candidate=jobs, asked=ann()).claim
    assert claim is not None
    with pytest.raises(ValueError, match="dry run"):  # there are no figures here: the gate is reached and judges
        register(claim=claim, request=Request("ann", "Ready.", NOW))


def test_taken_indicators_are_those_of_the_criterion(jobs: Candidate) -> None:
    assert accept(candidate=jobs, asked=ann()).values == {"indicators": ["unemployment_rate"]}


@pytest.mark.parametrize("seen", [None, 0])
def test_an_acceptance_that_is_repeated_makes_one_claim(jobs: Candidate, seen: int | None) -> None:
    assert accept(candidate=jobs, asked=ann(seen)) == accept(candidate=jobs, asked=ann(seen))
    assert Claim.objects.count() == 1


VERBS: list[Callable[[Candidate, Candidate, Asked], Any]] = [
    lambda one, other, asked: accept(candidate=one, asked=asked),
    lambda one, other, asked: reject(candidate=one, asked=asked, reason="Old news."),
    lambda one, other, asked: merge(candidate=one, into=other, asked=asked),
    lambda one, other, asked: edit(candidate=one, changes={"holder": "Ann"}, asked=asked),
    lambda one, other, asked: split(candidate=one, places=halves(one), asked=asked),
]
NAMES = ["accept", "reject", "merge", "edit", "split"]


def halves(candidate: Candidate) -> list[tuple[int, int]]:
    span = candidate.spans.first()
    assert span is not None
    return [(span.start, span.start + 4), (span.start + 4, span.end)]


@pytest.mark.parametrize("verb", VERBS, ids=NAMES)
def test_what_is_repeated_is_done_once(jobs: Candidate, coins: Candidate, verb: Any) -> None:
    verb(jobs, coins, ann(0))
    verb(jobs, coins, ann(0))
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("verb", VERBS, ids=NAMES)
def test_of_two_analysts_at_once_the_second_is_told_what_the_first_did(
    jobs: Candidate, coins: Candidate, verb: Any
) -> None:
    reject(candidate=jobs, asked=bob(0), reason="A joke.")
    with pytest.raises(DecisionError, match=r"as you saw it, got one that changed \(rejected, bob, .*A joke"):
        verb(jobs, coins, ann(0))
    assert Decision.objects.count() == 1
    assert not Claim.objects.exists()


@pytest.mark.parametrize("verb", VERBS, ids=NAMES)
def test_what_is_settled_is_not_decided_again(jobs: Candidate, coins: Candidate, verb: Any) -> None:
    done = reject(candidate=jobs, asked=bob(), reason="A joke.")
    with pytest.raises(DecisionError, match=r"an open candidate, got one that is settled \(rejected, bob"):
        verb(jobs, coins, ann(done.pk))


def test_every_decision_locks_the_article_first(jobs: Candidate) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reject(candidate=jobs, asked=ann(), reason="x")
    assert "claims_article" in queries[1]["sql"]
    assert "FOR UPDATE" in queries[1]["sql"]


def test_a_rejection_needs_a_reason(jobs: Candidate) -> None:
    with pytest.raises(DecisionError, match="a reason, got none"):
        reject(candidate=jobs, asked=ann(), reason=" ")


def test_nobody_decides_namelessly() -> None:
    with pytest.raises(DecisionError, match="the name of who decides"):
        Asked(" ", NOW)


def test_edits_go_into_the_claim(jobs: Candidate) -> None:
    changes = {"statement": "Unemployment tops 6 %.", "kind": "level", "holder": "Fed", "closes": date(2027, 1, 31),
               "holds_when": "last(unemployment_rate) >= 6%"}  # fmt: skip
    done = edit(candidate=jobs, changes=changes, asked=ann())
    assert done is not None
    assert set(done.values) == {"statement", "holder", "closes", "draft"}  # the kind was that already
    claim = accept(candidate=jobs, asked=ann(done.pk)).claim
    assert claim is not None
    assert (claim.statement, claim.holder, claim.checkpoints) == ("Unemployment tops 6 %.", "Fed", [date(2027, 1, 31)])
    assert [one.holds_when for one in claim.criteria.all()] == ["last(unemployment_rate) >= 6%"]
    assert "6" in claim.reading
    assert claim.statement_zh == "美國失業率明年將升破 5%。"


def test_a_judged_claim_gets_no_criterion(jobs: Candidate) -> None:
    edit(candidate=jobs, changes={"kind": "judged"}, asked=ann())
    claim = accept(candidate=jobs, asked=ann()).claim
    assert claim is not None
    assert (claim.nature, claim.criteria.count()) == ("judged", 0)


def test_a_claim_without_a_draft_says_how_it_may_be_measured(jobs: Candidate) -> None:
    edit(candidate=jobs, changes={"holds_when": "", "indicators": ["gold"]}, asked=ann())
    done = accept(candidate=jobs, asked=ann())
    assert done.claim is not None
    assert done.values == {"indicators": ["gold"]}
    assert done.claim.measured_by
    assert not done.claim.criteria.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "guess"}, "expected one of level"),
        ({"score": 1}, "got score"),
        ({"indicators": ["moon"]}, "indicators that are known, got moon"),
        ({"closes": date(2020, 1, 1)}, "ends on 2025-12-01 or later"),
        ({"holds_when": "last(unemployment_rate"}, "a formula that can be read"),
    ],
    ids=["kind", "name", "indicator", "horizon", "formula"],
)
def test_an_edit_that_cannot_be_is_refused(jobs: Candidate, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        edit(candidate=jobs, changes=changes, asked=ann())
    assert not Decision.objects.exists()


def test_an_edit_that_changes_nothing_leaves_no_row(jobs: Candidate) -> None:
    assert edit(candidate=jobs, changes={"kind": jobs.kind}, asked=ann()) is None
    assert not Decision.objects.exists()


def test_merged_places_are_those_of_the_claim(jobs: Candidate, coins: Candidate) -> None:
    merge(candidate=jobs, into=coins, asked=ann())
    claim = accept(candidate=coins, asked=ann()).claim
    assert claim is not None
    assert len(claim.spans) == 3
    assert claim.statement_zh == "比特幣將跑贏黃金。"  # its own words, though the other's stand before them
    assert state(jobs) == "merge"


def test_nothing_is_merged_into_itself_or_into_what_is_settled(jobs: Candidate, coins: Candidate) -> None:
    with pytest.raises(DecisionError, match="another candidate"):
        merge(candidate=jobs, into=jobs, asked=ann())
    reject(candidate=coins, asked=ann(), reason="x")
    with pytest.raises(DecisionError, match="settled"):
        merge(candidate=jobs, into=coins, asked=ann())


def test_parts_of_a_split_are_read_anew_and_stand_in_its_place(article: Article) -> None:
    both = at(article, "而且")
    first = place_of(article, "央行會繼續買進黃金，")
    second = place_of(article, "而且失業率將上升。")
    split(candidate=both, places=[second, first], asked=ann())
    parts = list(Candidate.objects.filter(parent=both).order_by("pk"))
    assert [TEXT[slice(*part.places()[0])] for part in parts] == ["央行會繼續買進黃金，", "而且失業率將上升。"]
    assert parts[1].draft["holds_when"] == "change(unemployment_rate) > 0"
    assert state(both) == "split"
    assert set(Candidate.objects.open()) >= set(parts)


@pytest.mark.parametrize(
    ("places", "said"),
    [([(0, 3)], "two parts or more"), ([(0, 3), (4, 6)], "the candidate's own text"),
     ([(20, 25), (22, 26)], "do not overlap"), ([(0, 10_000), (0, 1)], "a place of the text"), ([(3, 5)], "white")],
    ids=["one", "elsewhere", "overlap", "outside", "space"],
)  # fmt: skip
def test_a_split_that_cannot_be_is_refused(jobs: Candidate, places: list[tuple[int, int]], said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        split(candidate=jobs, places=places, asked=ann())
    assert not Candidate.objects.filter(origin="split").exists()


def test_a_missed_claim_is_added_once_and_read_like_others(article: Article) -> None:
    place = place_of(article, "天氣很好。")
    one = add(article=article, place=place, asked=ann())
    assert add(article=article, place=(place[0], place[1]), asked=bob()) == one
    assert (one.origin, one.score, one.proposal) == ("added", None, None)
    assert state(one) == "open"
    read = add(article=article, place=place_of(article, "失業率將上升"), asked=ann())
    assert read.draft["holds_when"] == "change(unemployment_rate) > 0"


@pytest.mark.parametrize(
    ("words", "said"), [("月亮", "does not have"), ("", "does not have"), ("黃金", "that it repeats")]
)
def test_words_must_stand_once_in_the_article(article: Article, words: str, said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        place_of(article, words)


def test_undoing_an_acceptance_deletes_the_draft_and_opens_the_candidate(jobs: Candidate) -> None:
    done = accept(candidate=jobs, asked=ann())
    undone = undo(decision=done, asked=ann())
    assert not Claim.objects.exists()
    assert state(jobs) == "open"
    assert Decision.objects.get(pk=done.pk).claim_id == done.claim_id
    assert undo(decision=done, asked=ann()) == undone
    assert accept(candidate=jobs, asked=ann(undone.pk)).claim is not None


def test_each_verb_can_be_undone_in_turn(jobs: Candidate, coins: Candidate, article: Article) -> None:
    edit(candidate=jobs, changes={"holder": "Fed"}, asked=ann())
    merge(candidate=coins, into=jobs, asked=ann())
    split(candidate=jobs, places=halves(jobs), asked=ann())
    parts = Candidate.objects.filter(parent=jobs)
    reject(candidate=parts[0], asked=ann(), reason="x")
    with pytest.raises(DecisionError, match="whose parts are undecided"):
        undo(decision=Decision.objects.get(action="split"), asked=ann())
    while (last := last_of(article, "ann")) is not None and last.action != "merge":
        undo(decision=last, asked=ann())
    assert state(jobs) == "open"
    assert not Candidate.objects.there().filter(parent=jobs).exists()
    assert not Candidate.objects.open().filter(parent=jobs).exists()
    with pytest.raises(DecisionError, match="whose split was undone"):
        reject(candidate=parts[0], asked=ann(), reason="x")
    assert last is not None
    undo(decision=last, asked=ann())
    last = last_of(article, "ann")
    assert last is not None
    undo(decision=last, asked=ann())
    assert last_of(article, "ann") is None
    assert jobs.values()["holder"] == ""


def test_a_merge_stays_while_what_it_went_into_is_settled(jobs: Candidate, coins: Candidate) -> None:
    done = merge(candidate=coins, into=jobs, asked=ann())
    accept(candidate=jobs, asked=ann())
    with pytest.raises(DecisionError, match="settled"):
        undo(decision=done, asked=ann())


def test_one_undoes_the_last_decision_and_only_ones_own(jobs: Candidate) -> None:
    first = edit(candidate=jobs, changes={"holder": "Fed"}, asked=ann())
    second = reject(candidate=jobs, asked=bob(), reason="x")
    assert first is not None
    with pytest.raises(DecisionError, match="the last: rejected, bob"):
        undo(decision=first, asked=ann())
    with pytest.raises(DecisionError, match="of your own, got one of bob"):
        undo(decision=second, asked=ann())


def test_what_is_registered_is_not_undone(jobs: Candidate) -> None:
    edit(candidate=jobs, changes={"kind": "judged"}, asked=ann())
    done = accept(candidate=jobs, asked=ann())
    assert done.claim is not None
    levels = [{"anchor": f"Level {n}", "anchor_zh": f"等級{n}"} for n in range(1, 6)]
    Claim.objects.filter(pk=done.claim.pk).update(rubric=levels)
    done.claim.refresh_from_db()
    register(claim=done.claim, request=Request("ann", "Ready.", NOW))
    with pytest.raises(DecisionError, match="C1, which is registered"):
        undo(decision=done, asked=ann())


def test_a_draft_that_something_rests_on_is_not_undone(jobs: Candidate) -> None:
    done = accept(candidate=jobs, asked=ann())
    assert done.claim is not None
    done.claim.submissions.create(kind="register", acts=0, payload_hash="0" * 64, by="ann", reason="x", at=NOW)
    with pytest.raises(DecisionError, match=r"on which nothing rests, got C1, on which there is: submission"):
        undo(decision=done, asked=ann())
    assert done.claim.criteria.exists()

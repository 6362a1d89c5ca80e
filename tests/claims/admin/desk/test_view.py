"""The desk: candidates beside the article, decided about by plain forms."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Article, Candidate, Claim, Decision
from tests.claims.candidates import letters
from tests.claims.candidates.letters import TEXT, at

RIGHTS = ("view_article", "view_candidate", "add_decision", "add_claim", "add_candidate", "add_proposal")
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(person("ann", *RIGHTS))
    return client


def person(name: str, *rights: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="claims"))
    return user


def desk(article: Article) -> str:
    return reverse("admin:claims_article_desk", args=[article.pk])


def page(client: Client, article: Article, candidate: Candidate | None = None) -> str:
    answer = client.get(desk(article), {"candidate": candidate.pk} if candidate else {})
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, article: Article, do: str, candidate: Candidate | None = None, **more: Any) -> Any:
    given = {"do": do, "seen": 0, **({"candidate": candidate.pk} if candidate else {}), **more}
    return client.post(desk(article), given)


def text_on(html: str) -> str:
    """The article's text as the page has it."""
    found = re.search(r'<div id="article-text"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found[1]))


def test_candidates_stand_beside_the_article_with_what_is_suggested(client: Client, article: Article) -> None:
    html = page(client, article)
    assert text_on(html) == TEXT
    assert "美國失業率明年將升破 5%。</mark>" in html
    for words in ("Unemployment rate", "highest(unemployment_rate) &gt; 5%", "2026-12-31", "level",
                  "likelihood by the extraction", "not that it holds", "names something that is measured"):  # fmt: skip
        assert words in html
    assert "candidates to decide: 3" in html
    assert "天氣很好。" not in re.findall(r"<mark>(.*?)</mark>", html)


def test_what_the_drafted_criterion_leaves_out_is_named_with_the_way_to_split_it(
    client: Client, article: Article
) -> None:
    html = page(client, article, at(article, "而且"))
    assert "not covered by it" in html
    assert '<bdi lang="zh-Hant">而且失業率將上升</bdi>' in html
    assert "Split (s) makes each part a claim of its own." in html
    assert "not covered by it" not in page(client, article, at(article, "升破"))


def test_the_desk_speaks_chinese(client: Client, article: Article) -> None:
    client.cookies["django_language"] = "zh-hant"
    html = page(client, article)
    assert "失業率" in html
    assert "由擷取程式估計的可能性" in html
    assert "likelihood by the extraction" not in html


def test_accepting_drafts_a_claim_and_offers_its_editor(client: Client, article: Article) -> None:
    one = at(article, "升破")
    answer = send(client, article, "accept", one)
    assert answer.status_code == 302
    claim = Claim.objects.get()
    html = page(client, article, one)
    editor = re.search(r'<a class="desk-button" href="([^"]+)" data-keys="e Enter"', html)
    assert editor
    assert f"/claim/{claim.pk}/" in editor[1]
    assert Decision.objects.get().by == "ann"


def test_each_act_is_a_plain_form(client: Client, article: Article) -> None:
    jobs, coins, both = at(article, "升破"), at(article, "跑贏"), at(article, "而且")
    edited = {"kind": "trend", "statement": "Jobs get scarce.", "holds_when": "change(unemployment_rate) > 0"}
    assert send(client, article, "edit", jobs, **edited).status_code == 302
    assert jobs.values()["statement"] == "Jobs get scarce."
    assert send(client, article, "merge", coins, into=jobs.pk).status_code == 302
    split = send(client, article, "split", both, text="央行會繼續買進黃金，\r\n而且失業率將上升。")
    assert split.status_code == 302
    assert [TEXT[slice(*part.places()[0])] for part in Candidate.objects.filter(parent=both)] == [
        "央行會繼續買進黃金，", "而且失業率將上升。"
    ]  # fmt: skip
    added = send(client, article, "add", quote="天氣很好。")
    assert f"candidate={Candidate.objects.get(origin='added').pk}#" in added["Location"]
    assert send(client, article, "reject", Candidate.objects.get(origin="added"), reason="weather").status_code == 302
    assert send(client, article, "undo").status_code == 302
    assert Decision.objects.standing().count() == 3
    assert set(Decision.objects.values_list("action", flat=True)) == {"edit", "merge", "split", "reject", "undo"}


def test_a_script_adds_by_code_points(client: Client, article: Article) -> None:
    start = TEXT.index("天氣")
    send(client, article, "add", quote="whatever the page shows", start=start, end=start + 5)
    assert Candidate.objects.get(origin="added").places() == [(start, start + 5)]


@pytest.mark.parametrize(
    ("do", "more", "said", "kept"),
    [
        ("edit", {"kind": "level", "holds_when": "last(moon) > 1"}, "a formula that can be read", "moon"),
        ("edit", {"kind": "level", "closes": "2020-01-01", "holder": "Fed"}, "ends on 2025-12-01 or later", "Fed"),
        ("split", {"text": "月亮\n太陽"}, "own words in their order", "月亮"),
        ("add", {"quote": "月亮"}, "some that it does not have", "月亮"),
    ],
    ids=["formula", "horizon", "split", "add"],
)  # fmt: skip
def test_what_cannot_be_done_comes_back_with_what_was_typed(
    client: Client, article: Article, do: str, more: dict[str, str], said: str, kept: str
) -> None:
    answer = send(client, article, do, at(article, "升破"), **more)
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert said in html
    assert kept in html
    assert not Decision.objects.exists()


def test_of_two_analysts_the_second_keeps_what_was_typed_and_sees_what_happened(
    client: Client, article: Article
) -> None:
    one = at(article, "升破")
    other = Client()
    other.force_login(person("bob", *RIGHTS))
    send(other, article, "edit", one, kind="trend", holder="Bob")
    answer = send(client, article, "edit", one, kind="level", holder="Ann thinks")
    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "got one that changed (edited, bob" in html
    assert "Ann thinks" in html
    assert Decision.objects.count() == 1


def test_one_does_not_undo_what_another_did(client: Client, article: Article) -> None:
    other = Client()
    other.force_login(person("bob", *RIGHTS))
    send(other, article, "reject", at(article, "升破"), reason="x")
    answer = client.post(desk(article), {"do": "undo"}, follow=True)
    assert "a decision of your own to undo, found none" in answer.content.decode()
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("do", ["accept", "edit", "reject", "split", "merge", "add", "undo", "propose"])
def test_who_may_not_decide_may_look_and_no_more(article: Article, do: str) -> None:
    reader = Client()
    reader.force_login(person("eve", "view_article", "view_candidate"))
    html = page(reader, article)
    assert "升破" in html
    assert 'value="accept"' not in html
    one = at(article, "升破")
    assert send(reader, article, do, one, reason="x", kind="trend", quote="天氣", into=one.pk).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("do", ["accept", "split", "add", "propose"])
def test_what_an_act_makes_needs_a_right_of_its_own(article: Article, do: str) -> None:
    reader = Client()
    reader.force_login(person("eve", "view_article", "view_candidate", "add_decision"))
    assert send(reader, article, do, at(article, "升破")).status_code == 403


def test_strangers_are_sent_to_sign_in_and_staff_without_rights_are_refused(article: Article) -> None:
    assert "login" in Client().get(desk(article))["Location"]
    eve = Client()
    eve.force_login(person("eve"))
    assert eve.get(desk(article)).status_code == 403


def test_a_form_from_elsewhere_is_refused(article: Article) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person("ann", *RIGHTS))
    assert send(strict, article, "accept", at(article, "升破")).status_code == 403
    assert not Claim.objects.exists()


def test_a_candidate_of_another_article_is_not_decided_here(client: Client, article: Article) -> None:
    other = letters.letter("前言。\n\n美國失業率明年將升破 9%。", "other")
    send(client, article, "reject", other.candidates.get(), reason="x")
    assert not Decision.objects.exists()
    assert "a decision about a candidate that is there, got none" in page(client, article)


@pytest.mark.parametrize("part", ["0", "99", "-1", "x", "٣", "9" * 30])
def test_an_address_with_a_part_that_is_not_there_shows_one_that_is(
    client: Client, article: Article, part: str
) -> None:
    assert client.get(desk(article), {"part": part, "candidate": part}).status_code == 200


def test_an_article_without_text_says_so(client: Client, article: Article) -> None:
    bare = Article.objects.create(
        slug="bare", title="Bare", title_en="Bare", language="en", author=article.author, published_on="2025-01-01",
        sha256="0" * 64, length=9, months=[12], written_on="2025-01-01",
    )  # fmt: skip
    assert "is not kept here" in page(client, bare)


def test_queries_do_not_grow_with_the_candidates(client: Client, article: Article) -> None:
    many = letters.letter("\n\n".join(f"第 {n} 段：美國失業率明年將升破 {n}%。" for n in range(5, 65)), "many")
    counts = []
    for one in (article, many):
        send(client, one, "edit", one.candidates.order_by("pk")[0], kind="trend")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, one)
        counts.append(len(queries))
    assert many.candidates.count() >= 50
    assert counts[0] == counts[1] <= 20


HOSTILE = (
    "<script>alert('美國失業率將升破 5%')</script>\r\n\u202e比特幣將跑贏黃金\u202c。\x1b[31m\x07\ufeff"
    "美國失業率明年將升破 6%。\n\n" + '"><img src=x onerror=alert(1)>' + "失業率將上升" * 20_000
)


def test_hostile_text_is_shown_inert_in_its_places_and_in_parts(client: Client, article: Article) -> None:
    found = letters.letter(HOSTILE, "hostile")
    html = page(client, found)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    for sign in ("\u202e", "\x1b", "\x07", "\ufeff"):
        assert sign not in html
    shown = text_on(html)
    assert len(shown) <= 20_000
    assert HOSTILE.startswith("<script>")
    assert shown.index("美國失業率明年將升破 6%") == HOSTILE.index("美國失業率明年將升破 6%")
    assert len(html) < 400_000
    for one in found.candidates.all()[:3]:
        assert "<script>alert" not in page(client, found, one)

"""New articles: pasted, uploaded or fetched; what is wrong is said, and what was typed stays."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import claims.admin.desk.newarticle
from claims.articletext import ArticleError, ArticleText
from claims.models import Article, Author, Candidate
from tests.claims.candidates import letters
from tests.claims.candidates.letters import TEXT

pytestmark = pytest.mark.django_db
RIGHTS = ("add_article", "add_proposal", "add_author", "view_article", "view_candidate")
FACTS = {"author": "林小姐", "published_on": "2025-12-01", "months": "12 18"}
PAGE = (
    "<html lang='en'><head><title>Jobs | Daily</title><meta name='author' content='Kim'></head><body><article>"
    + "<h1>Jobs</h1>"
    + "<p>The unemployment rate will exceed 5% by the end of 2026. It rained all day, and few minded.</p>" * 8
    + "<script>alert(1)</script></article></body></html>"
)


@pytest.fixture
def client(client: Client) -> Client:
    client.force_login(person(*RIGHTS))
    return client


def person(*rights: str) -> User:
    user = User.objects.create_user("ann", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="claims"))
    return user


def send(client: Client, **given: Any) -> Any:
    return client.post(reverse("admin:claims_article_new"), {"do": "keep", "months": "12 18", **given})


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_pasted_text_becomes_an_article_with_candidates(client: Client) -> None:
    letters.indicators()
    answer = send(client, text=TEXT.replace("\n", "\r\n"), **FACTS)
    article = Article.objects.get()
    assert answer["Location"] == reverse("admin:claims_article_desk", args=[article.pk])
    assert article.kept.text == TEXT
    assert (article.title, article.language, article.author.name) == ("一封信", "zh-Hant", "林小姐")
    assert (str(article.published_on), article.months) == ("2025-12-01", [12, 18])
    assert article.candidates.count() == 3


@pytest.mark.parametrize(
    ("text", "language"),
    [("美國失業率將上升。", "zh-Hant"), ("美国失业率将上升。", "zh-Hans"), ("Unemployment will rise.", "en")],
)
def test_the_language_is_read_off_the_text(client: Client, text: str, language: str) -> None:
    send(client, text=text, **FACTS)
    assert Article.objects.get().language == language


def test_a_page_says_what_need_not_be_typed(client: Client) -> None:
    file = SimpleUploadedFile("jobs.html", PAGE.encode())
    answer = send(client, file=file, published_on="2025-12-01")
    assert answer.status_code == 302
    article = Article.objects.get()
    assert article.author.name == "Kim"
    assert "Jobs" in article.title
    assert "alert" not in article.kept.text


def test_reading_alone_fills_the_form_and_keeps_nothing(client: Client) -> None:
    answer = send(client, do="read", file=SimpleUploadedFile("jobs.html", PAGE.encode()), **FACTS)
    html = said(answer)
    assert answer.status_code == 200
    assert "The unemployment rate will exceed 5%" in html
    assert 'value="林小姐"' in html
    assert "code points read:" in html
    assert not Article.objects.exists()


@pytest.mark.parametrize("lacking", ["author", "published_on"])
def test_what_is_not_known_is_asked_for_and_the_text_stays(client: Client, lacking: str) -> None:
    answer = send(client, text=TEXT, publisher="日報", **{name: v for name, v in FACTS.items() if name != lacking})
    html = said(answer)
    assert answer.status_code == 400
    assert "which the text does not say" in html
    assert TEXT.split("\n")[2] in html
    assert 'value="日報"' in html
    assert not Article.objects.exists()


def test_an_address_is_fetched_by_the_guarded_reader(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = ArticleText(TEXT, title="一封信", author="Kim", address="https://example.org/final")
    monkeypatch.setattr(claims.admin.desk.newarticle, "fetched", lambda address, today: found)
    assert send(client, address="https://example.org/a", published_on="2025-12-01").status_code == 302
    assert Article.objects.get().address == "https://example.org/final"


def test_an_address_that_cannot_be_read_says_why_and_what_was_typed_stays(client: Client) -> None:
    answer = send(client, address="http://127.0.0.1/x", **FACTS)
    html = said(answer)
    assert answer.status_code == 400
    assert "127.0.0.1" in html
    assert "paste its text" in html
    assert 'value="林小姐"' in html


def test_nothing_given_says_what_is_expected(client: Client) -> None:
    assert "expected a text, a file or an address, got none of them" in said(send(client, **FACTS))


def test_too_large_a_text_is_refused_with_what_was_typed(client: Client) -> None:
    answer = send(client, text="字" * 1_700_000, **FACTS)
    html = said(answer)
    assert answer.status_code == 400
    assert "expected at most 5,000,000 bytes, got 5,100,000" in html
    assert html.count("字") >= 1_700_000


def test_a_text_that_is_known_leads_to_its_desk(client: Client) -> None:
    letters.indicators()
    known = letters.letter()
    answer = send(client, text=TEXT, **FACTS)
    assert answer["Location"] == reverse("admin:claims_article_desk", args=[known.pk])
    assert Article.objects.count() == 1


def test_titles_without_latin_letters_get_slugs_of_their_own(client: Client) -> None:
    for text in ("第一篇。失業率將上升。", "第二篇。失業率將上升。"):
        send(client, text=text, title="同名", **FACTS)
    assert sorted(Article.objects.values_list("slug", flat=True)) == ["article", "article-2"]
    assert Author.objects.count() == 1


def test_a_long_text_is_read_by_a_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(claims.admin.desk.newarticle, "tell", lambda *given: sent.append(given) is None)
    send(client, text="失業率將上升。\n" * 30_000, **FACTS)
    article = Article.objects.get()
    assert sent == [("claims.propose_article", [(article.pk,)])]
    assert not Candidate.objects.exists()


def test_without_a_worker_a_long_text_is_kept_and_the_command_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims.admin.desk.newarticle, "tell", lambda *given: False)
    answer = client.post(
        reverse("admin:claims_article_new"), {"do": "keep", "text": "失業率將上升。\n" * 30_000, **FACTS}, follow=True
    )
    article = Article.objects.get()
    assert f"claimbase propose --article {article.slug}" in said(answer)


def test_only_those_may_who_may_add_articles(db: None) -> None:
    eve = Client()
    eve.force_login(person("view_article"))
    assert eve.get(reverse("admin:claims_article_new")).status_code == 403
    assert send(eve, text=TEXT, **FACTS).status_code == 403
    assert not Article.objects.exists()


def test_an_author_is_added_only_by_those_who_may(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.get().user_permissions.remove(Permission.objects.get(codename="add_author"))
    answer = send(client, text=TEXT, **FACTS)
    assert "expected an author who is known" in said(answer)
    assert not Article.objects.exists()


def test_an_error_of_the_reader_is_shown_as_it_is(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(address: str, today: object) -> ArticleText:
        raise ArticleError("expected <b>, got 'x'")

    monkeypatch.setattr(claims.admin.desk.newarticle, "fetched", fails)
    answer = send(client, address="https://example.org/", **FACTS)
    assert "expected &lt;b&gt;" in answer.content.decode()


def test_a_byline_fills_in_author_and_day_and_chinese_is_no_english_title(client: Client) -> None:
    letters.indicators()
    text = "美國電價還要再漲多久？\n\n作者：林小麥　2025-11-20\n\n" + TEXT
    answer = send(client, text=text, months="12 18")
    article = Article.objects.get()
    assert (article.author.name, str(article.published_on)) == ("林小麥", "2025-11-20")
    assert (article.title, article.title_en) == ("美國電價還要再漲多久？", "")
    assert "no title in English" in said(client.get(answer["Location"]))


def test_the_plus_beside_articles_leads_to_the_desks_own_form(client: Client) -> None:
    answer = client.get(reverse("admin:claims_article_add"))
    assert answer["Location"] == reverse("admin:claims_article_new")

"""From an address, a file or a paste to a text, or to a sentence that says what to do instead."""

import gzip
from datetime import date
from hashlib import sha256

import pytest
from django.utils.translation import override

from claims.articletext import MOST_BYTES, ArticleError, ArticleText, fetched, pasted, uploaded
from evidence.web.permission import Permission
from tests.claims.texts.webpages import HEAD, SCRIPT, SENTENCE, TEXT, page
from tests.evidence.web.website import PUBLIC, Talk, Web, answer, client_of, redirect, web_of

TODAY = date(2026, 11, 24)
ADDRESS = "https://news.example/a"
BIG5 = page(head=f'<meta charset="big5">{HEAD}').encode("big5")


def read(web: Web, address: str = "http://news.example/a") -> ArticleText:
    return fetched(address, TODAY, Permission(client_of(web), "claimbase"))


@pytest.mark.parametrize(
    "said",
    [
        answer(page()),
        answer(page(), content_type="application/xhtml+xml"),
        answer(page(), content_type=""),
        answer(gzip.compress(page().encode(), mtime=0), content_encoding="gzip"),
        answer(BIG5, content_type="text/html; charset=Big5"),
        answer(BIG5, content_type="text/html"),
        answer(BIG5, content_type="text/html; charset=utf-8"),
        answer(page(), content_type="text/html; charset=big5"),
    ],
    ids=[
        "utf-8",
        "xhtml",
        "no type",
        "gzip",
        "big5 by header",
        "big5 by page",
        "header lies: utf-8",
        "header lies: big5",
    ],
)
def test_a_page_is_read_whatever_its_server_says_of_its_charset(said: bytes) -> None:
    with web_of({"news.example/a": said}) as web:
        found = read(web, " http://news.example/a\n")
    assert (found.text, found.title, found.author) == (TEXT, "殖利率將升破五厘", "王小明")
    assert (found.published, found.address) == (date(2026, 3, 1), "http://news.example/a")
    assert found.sha256 == sha256(TEXT.encode()).hexdigest()
    assert web.asked == ["news.example/robots.txt", "news.example/a"]


def test_the_address_is_the_one_that_answered_not_the_one_the_page_claims() -> None:
    lying = page(
        head=HEAD
        + '<link rel="canonical" href="https://bank.example/"><meta property="og:url" content="https://bank.example/">'
    )
    with web_of({"news.example/a": redirect("/b"), "news.example/b": answer(lying)}) as web:
        assert read(web).address == "http://news.example/b"


def test_plain_text_is_taken_as_it_stands() -> None:
    with web_of({"news.example/a": answer("a <p> b\r\n\r\n二", content_type="text/plain; charset=utf-8")}) as web:
        found = read(web)
    assert (found.text, found.shown) == ("a <p> b\n\n二", None)


def test_what_robots_may_not_read_is_not_read_even_behind_a_redirect() -> None:
    rules = answer("User-agent: *\nDisallow: /a")
    pages = {"news.example/a": redirect("http://other.example/a"), "other.example/robots.txt": rules}
    with (
        web_of(pages) as web,
        pytest.raises(ArticleError, match=r"other\.example to let robots .*; open it in a browser"),
    ):
        read(web)
    assert "other.example/a" not in web.asked


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (redirect("http://169.254.169.254/"), "the full name of a public host, got '169.254.169.254'; open it in"),
        (redirect("http://inside.example/"), "inside.example to be on the public internet, got the address 10.0.0.7"),
        (answer(status=404), "expected a page from news.example, got status 404; open it in a browser and paste"),
        (answer(status=503), "got status 503; try again later, or open it in a browser and paste its text"),
        (answer(b"%PDF-1.7", content_type="application/pdf"), "got a PDF; open it, copy its text and paste that"),
        (answer(b"", content_type="image/png"), "expected a page or plain text from news.example, got 'image/png'"),
        (answer(TEXT.encode("big5"), content_type="text/plain"), "expected text in UTF-8 or the charset that it names"),
        (answer(bytes(MOST_BYTES + 1)), "expected at most 5,000,000 bytes, got more"),
        (answer(gzip.compress(bytes(10**8), mtime=0), content_encoding="gzip"), "at most 5,000,000 bytes, got more"),
        (answer("<p></p>"), "expected a page with an article"),
        (answer(" \n", content_type="text/plain"), "expected a text, got an empty one"),
        (b"", "expected an answer from news.example, got none"),
    ],
    ids=["number", "inside", "404", "503", "pdf", "image", "charset", "size", "bomb", "no article", "empty", "nothing"],
)  # fmt: skip
def test_what_cannot_be_read_says_what_came_and_to_paste_the_text(said: bytes | Talk, expected: str) -> None:
    with (
        web_of({"news.example/a": said}, {"inside.example": ["10.0.0.7"]}) as web,
        pytest.raises(ArticleError) as caught,
    ):
        read(web)
    assert expected in str(caught.value)
    assert "paste" in str(caught.value)
    assert {host for host, _port in web.dialled} == {PUBLIC}


def test_errors_and_notes_are_in_the_active_language_to_their_innermost_reason() -> None:
    with override("zh-hant"), web_of({"news.example/robots.txt": redirect("http://10.0.0.1/")}) as web:
        with pytest.raises(ArticleError) as caught:
            read(web)
        assert str(caught.value) == (
            "預期 news.example 以 robots.txt 說明程式可讀取的內容，實際為："
            "預期為公開主機的完整名稱，實際為 '10.0.0.1'；請稍後再試，或以瀏覽器開啟，再貼上文字"
        )
        assert pasted("a\u202eb", TODAY).notes == [
            "已移除：U+202E RIGHT-TO-LEFT OVERRIDE × 1",
            "文字含有可使句子倒序顯示的標記，已移除；請重新閱讀",
        ]


@pytest.mark.parametrize("name", ["a.html", "A.HTM", "download"])
def test_an_uploaded_page_goes_through_the_same_reader(name: str) -> None:
    for body in (page().encode(), BIG5):
        assert uploaded(body, TODAY, name).text == TEXT


def test_a_pasted_page_goes_through_the_same_reader_whatever_charset_it_names() -> None:
    found = pasted(page(head=f'<meta charset="big5">{HEAD}'), TODAY)
    assert (found.text, found.unreadable) == (TEXT, 0)
    assert SCRIPT not in repr(found)


def test_marks_that_come_as_entities_are_taken_out_too() -> None:
    found = pasted(page(f"<article><p>{SENTENCE}&#x202e;&#8203;</p><p>{SENTENCE}</p></article>"), TODAY)
    assert found.text == f"{SENTENCE}\n\n{SENTENCE}"
    assert found.marks_of_direction == 1
    assert found.removed == {"U+200B ZERO WIDTH SPACE": 1, "U+202E RIGHT-TO-LEFT OVERRIDE": 1}


def test_halves_of_pairs_find_one_another_and_lone_ones_stand_out() -> None:
    found = pasted("漲\ud83d\ude80跌\ud800。", TODAY)
    assert (found.text, found.unreadable) == ("漲🚀跌\ufffd。", 1)


def test_an_uploaded_pdf_and_a_text_that_is_too_long_say_what_to_do() -> None:
    with pytest.raises(ArticleError, match="got a PDF; open it, copy its text and paste that"):
        uploaded(b"%PDF-1.7", TODAY, "a.txt")
    for take in (lambda: uploaded(bytes(MOST_BYTES + 1), TODAY), lambda: pasted("字" * MOST_BYTES, TODAY)):
        with pytest.raises(ArticleError, match=r"expected at most 5,000,000 bytes, got .*; split the text"):
            take()


def test_a_text_and_a_page_of_five_megabytes_are_read_whole() -> None:
    text = (SENTENCE + "\n") * (MOST_BYTES // len((SENTENCE + "\n").encode()))
    assert uploaded(text.encode(), TODAY).text == text
    parts = "".join(f"<p>{number}：{SENTENCE * 100}</p>" for number in range(450))
    with web_of({"news.example/a": answer(page(f"<article>{parts}</article>"))}) as web:
        found = read(web)
    assert found.text.count(SENTENCE) == 45_000


def test_a_page_says_how_much_of_it_was_taken_and_that_it_has_no_date() -> None:
    found = pasted(page(head=""), TODAY)
    assert "of the page's" in found.notes[0]
    assert found.notes[1] == "the page does not say when it was published"

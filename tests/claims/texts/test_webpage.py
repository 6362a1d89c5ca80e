"""An article out of a page's source: what belongs to it, what it says of itself; nothing runs, nothing is fetched."""

from datetime import date

import pytest

from claims.texts.webpage import MOST_ELEMENTS, article, is_page
from evidence.refusal import FetchError
from tests.claims.texts.webpages import ARTICLE, HEAD, HIDDEN, SCRIPT, SENTENCE, TEXT, page

TODAY = date(2026, 11, 24)
ADDRESS = "https://news.example/a"


def test_blocks_stand_apart_and_menus_scripts_and_hidden_parts_are_gone() -> None:
    """The network's guard fails this test should anything of the page be fetched."""
    found = article(page(), ADDRESS, TODAY)
    assert found.text == TEXT
    assert SCRIPT not in repr(found)
    assert HIDDEN not in repr(found)


def test_the_page_is_asked_what_it_is() -> None:
    found = article(page(), ADDRESS, TODAY)
    assert (found.title, found.author, found.publisher) == ("殖利率將升破五厘", "王小明", "財經日報")
    assert (found.published, found.language) == (date(2026, 3, 1), "zh-Hant-TW")
    assert len("".join(found.text.split())) < found.shown < 200


def test_what_a_page_does_not_say_is_left_open() -> None:
    found = article(page(f"<article><p>{SENTENCE * 3}</p></article><footer>© 2019</footer>", "", ""), "", TODAY)
    assert (found.author, found.publisher, found.published, found.language) == ("", "", None, "")


@pytest.mark.parametrize("said", ["2027-03-01", "2026-13-45", "soon", "0001-01-01"])
def test_a_day_that_cannot_be_is_no_day(said: str) -> None:
    head = HEAD.replace("2026-03-01T00:30:00+08:00", said)
    assert article(page(head=head), "", TODAY).published is None


def test_data_for_programs_says_what_a_page_is_but_is_no_text_of_it() -> None:
    data = (
        '{"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2026-02-03",'
        f' "author": {{"@type": "Person", "name": "Jane Doe"}}, "articleBody": "{SCRIPT} {HIDDEN * 20}"}}'
    )
    found = article(page(head=f'<script type="application/ld+json">{data}</script>'), "", TODAY)
    assert (found.author, found.published) == ("Jane Doe", date(2026, 2, 3))
    assert found.text == TEXT


@pytest.mark.parametrize("body", ["http://169.254.169.254/latest/meta-data", "https://news.example/" + "a" * 300])
def test_a_text_that_is_an_address_is_not_fetched(body: str) -> None:
    """The date finder would fetch it, were it not given a tree: the network's guard would fail this test."""
    assert article(body, "", TODAY).text == body


@pytest.mark.parametrize("part", ["html", "body"])
@pytest.mark.parametrize("how", ["hidden", 'style="display:none"', "style='visibility: hidden'"])
def test_a_page_that_hides_itself_until_its_scripts_have_run_is_read(part: str, how: str) -> None:
    assert article(page().replace(f"<{part}", f"<{part} {how}"), "", TODAY).text == TEXT


def test_what_names_a_charset_in_the_text_is_not_read_anew() -> None:
    head = '<?xml version="1.0" encoding="big5"?>\n' + page(head=f'<meta charset="big5">{HEAD}')
    assert article(head, "", TODAY).text == TEXT


def test_a_page_of_nothing_is_refused() -> None:
    for body in ("", "<nav><a href=/>首頁</a></nav>", f"<script>{SCRIPT}</script>", "\0"):
        with pytest.raises(FetchError, match="expected a page"):
            article(page(body), "", TODAY)


def test_a_page_that_is_too_deep_to_be_read_whole_is_refused_and_not_cut() -> None:
    with pytest.raises(FetchError, match="at most 250 deep"):
        article(page("<div>" * 20_000 + ARTICLE), "", TODAY)


def test_a_page_of_too_many_parts_is_refused() -> None:
    with pytest.raises(FetchError, match="expected a page of at most 50,000 elements, got"):
        article(page(ARTICLE + "<p>a</p>" * MOST_ELEMENTS), "", TODAY)


def test_a_long_page_is_read_whole() -> None:
    parts = "".join(f"<p>第{number}段：{SENTENCE}</p>" for number in range(6_000))
    found = article(page(f"<article>{parts}</article>"), "", TODAY).text
    assert found.count(SENTENCE) == 6_000
    assert found.endswith(f"第5999段：{SENTENCE}")


@pytest.mark.parametrize(
    "text",
    ["<!DOCTYPE html>", " <?xml version='1.0'?><html>", "<!-- a --><!-- b -->\n<p>a", '<div class="x">', "<h1>a</h1>"],
)
def test_a_pages_source_is_known_by_its_beginning(text: str) -> None:
    assert is_page(text)


@pytest.mark.parametrize("text", ["", "a < b", "殖利率 <p>", "< html", "<!-- a", "<3 yields", "<!-- a -->" * 490 + "x"])
def test_plain_text_is_no_page(text: str) -> None:
    assert not is_page(text)

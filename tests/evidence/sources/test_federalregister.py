"""Federal Register documents, counted by month.

Answers recorded from the provider between 2026-09-23 and 2026-09-29 stand in
KalebCooper/swift-federal-register@50b09c849d Sources/SwiftFederalRegisterDocumentsTestSupport/Fixtures, with receipts
of when each was fetched: presidential documents (presidential-page-one.json), a query by term whose next page has a
number and no cursor (search-spaced-term-page-one.json), one that finds too much (eo-term-two.json, count 10000), one
that finds nothing (search-terminal.json). `REAL_NEXT` and `REAL_PRESIDENTIAL` have their members and a few facts.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from evidence.periods import Frequency
from evidence.sources import Answer, Figures, Series, SourceError, federalregister
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows

PAGES = (recorded("federalregister/documents_1.json"), recorded("federalregister/documents_2.json"))
CODE = "PRESDOCU+RULE.chip fabs"
DATED = {"date": "Thu, 12 Feb 2026 10:00:00 GMT"}
RULE = {"document_number": "2025-00001", "publication_date": "2025-10-02", "type": "Rule"}
REAL_PRESIDENTIAL = {
    "title": "x", "type": "Presidential Document", "abstract": None, "document_number": "2026-19555",
    "publication_date": "2026-09-23", "agencies": [], "excerpts": None,
}  # fmt: skip
REAL_NEXT = (
    "https://www.federalregister.gov/api/v1/documents?conditions%5Bpublication_date%5D%5Bgte%5D=2024-01-01&"
    "conditions%5Bterm%5D=clean+water&format=json&order=newest&page=2&per_page=2"
)


def read(*bodies: bytes, facts: dict[str, str] = DATED) -> Figures:
    (request,) = federalregister.requests([Series(CODE, Frequency.MONTH)], {})
    answers = federalregister.download(request, Player(*bodies))
    return federalregister.read([Answer(one.body, one.address, 200, facts) for one in answers], request)[0]


def page(*results: Any, count: int | None = None, **more: Any) -> bytes:
    return json.dumps({"count": len(results) if count is None else count, "results": results, **more}).encode()


def test_documents_are_counted_by_month_up_to_the_last_month_that_is_over() -> None:
    assert rows(read(*PAGES)) == [("2025-10-01", 2.0), ("2025-11-01", 0.0), ("2025-12-01", 1.0), ("2026-01-01", 0.0)]


def test_the_month_that_is_not_over_does_not_count() -> None:
    figures = read(*PAGES, facts={"date": "Mon, 15 Dec 2025 10:00:00 GMT"})
    assert rows(figures) == [("2025-10-01", 2.0), ("2025-11-01", 0.0)]


def test_the_next_page_is_asked_for_at_the_address_given() -> None:
    (request,) = federalregister.requests([Series(CODE, Frequency.MONTH)], {})
    player = Player(*PAGES)
    federalregister.download(request, player)
    question = parse_qs(urlsplit(player.asked[0][0]).query)
    assert (question["conditions[term]"], question["per_page"], question["order"]) == (
        ["chip fabs"],
        ["1000"],
        ["oldest"],
    )
    assert question["conditions[type][]"] == ["PRESDOCU", "RULE"]
    assert question["fields[]"] == ["document_number", "publication_date", "type"]
    assert player.asked[1][0] == json.loads(PAGES[0])["next_page_url"]


def test_the_next_page_of_a_real_query_by_term_is_followed() -> None:
    (request,) = federalregister.requests([Series(CODE, Frequency.MONTH)], {})
    player = Player(page(RULE, count=844, total_pages=50, next_page_url=REAL_NEXT), page(RULE))
    federalregister.download(request, player)
    assert [asked[0] for asked in player.asked[1:]] == [REAL_NEXT]


def test_a_real_presidential_document_counts() -> None:
    figures = read(page(REAL_PRESIDENTIAL), facts={"date": "Thu, 01 Oct 2026 10:00:00 GMT"})
    assert rows(figures) == [("2026-09-01", 1.0)]


def test_a_number_that_was_given_out_again_is_another_document() -> None:
    figures = read(page(RULE, {**RULE, "publication_date": "2025-12-01"}))
    assert rows(figures) == [("2025-10-01", 1.0), ("2025-11-01", 0.0), ("2025-12-01", 1.0), ("2026-01-01", 0.0)]


def test_a_count_that_may_have_been_cut_off_is_refused() -> None:
    with pytest.raises(SourceError, match="expected fewer than 10,000 documents, got 10,000; narrow the query"):
        read(page(RULE, count=10_000))


@pytest.mark.parametrize("address", ["https://evil.example/api/v1/documents?page=2", 5, "/documents?page=2"])
def test_a_next_page_elsewhere_is_not_followed(address: object) -> None:
    with pytest.raises(SourceError, match=r"expected the next page at https://www\.federalregister\.gov/"):
        read(page(RULE, next_page_url=address))


def test_more_documents_than_can_be_paged_through_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federalregister, "MOST_PAGES", 1)
    with pytest.raises(SourceError, match="expected at most 1,000 documents, got more; narrow the query"):
        read(*PAGES)


@pytest.mark.parametrize("code", ["chip fabs", "RULES.chip fabs", "RULE.", "RULE+.chips", "RULE. chips"])
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a monthly code such as 'PRESDOCU\+RULE\.export controls', got "):
        federalregister.requests([Series(code, Frequency.MONTH)], {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (PAGES[1][:-20], "cut short or damaged"),
        (b'{"errors":{"conditions":"invalid"}}', 'got its error .*"invalid"'),
        (b"[]", "expected count in the Federal Register's answer"),
        (b'{"description":"Documents matching \'x\'","count":0}', "got none at all; is the query right"),
        (page(RULE, count=2), "expected 2 Federal Register documents on chip fabs, got 1 rows of 1"),
        (page(RULE, RULE), "got 2 rows of 1 documents"),
        (page({**RULE, "type": "Notice"}), "of type PRESDOCU or RULE, got .*Notice"),
        (page({**RULE, "publication_date": "soon"}), "expected ISO dates"),
        (page({**RULE, "publication_date": None}), "of type PRESDOCU or RULE, got"),
        (page({"title": "x"}), "expected document_number and publication_date and type"),
        (page(count=-1), "expected a count of documents, got -1"),
    ],
)
def test_what_is_no_list_of_these_documents_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body)


def test_without_a_date_nobody_knows_which_months_are_over() -> None:
    with pytest.raises(SourceError, match="expected a Date header"):
        read(*PAGES, facts={})

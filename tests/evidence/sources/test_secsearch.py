"""EDGAR's full-text search, counted by quarter.

An answer of 2026-06-14 about climate change in reports on form 8-K is recorded in OpenBB-finance/OpenBB@869cfed125
openbb_platform/providers/sec/tests/record/http/test_sec_fetchers/test_sec_full_text_search_fetcher_urllib3_v2.yaml.
Its beginning up to the second document was read: `REAL_TOTAL` is its count, a floor, and `REAL_HIT` has members of its
first document. That the search takes dateRange, startdt and enddt is how public code asks it.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from evidence.periods import Frequency
from evidence.sources import Answer, Figures, Series, SourceError, secsearch
from tests.evidence.sources.played import WEB_PAGE, recorded, rows

CODE = "10-K+10-Q.data_center+electricity"
SETTINGS = {"SEC_CONTACT": "Jane Doe jane@example.org"}
QUARTERS = (recorded("sec_search/2016Q1.json"), recorded("sec_search/2016Q2.json"))
REAL_TOTAL = {"value": 10_000, "relation": "gte"}
REAL_HIT = {
    "_index": "edgar_file", "_id": "0000950142-20-002702:eh200118123_ex9901.htm", "_score": 10.828796,
    "_source": {
        "ciks": ["0000016875"], "period_ending": "2020-12-08", "root_forms": ["8-K"], "file_date": "2020-12-08",
        "form": "8-K", "adsh": "0000950142-20-002702", "file_type": "EX-99.1", "items": ["8.01", "9.01"],
    },
}  # fmt: skip


class Search:
    """Answers in turn, with the address and the Date header that the client keeps."""

    def __init__(self, *bodies: bytes, date: str = "Fri, 01 Jul 2016 10:00:00 GMT") -> None:
        self.bodies, self.date = list(bodies), date
        self.asked: list[Mapping[str, str]] = []
        self.headers: list[Mapping[str, str]] = []

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        self.asked.append(dict(parameters or {}))
        self.headers.append(dict(headers or {}))
        facts = {"date": self.date} if self.date else {}
        return Answer(self.bodies.pop(0), f"{address}?{urlencode(parameters or {})}", 200, facts)


def read(*bodies: bytes, code: str = CODE, date: str = "Fri, 01 Jul 2016 10:00:00 GMT") -> Figures:
    (request,) = secsearch.requests([Series(code, Frequency.QUARTER)], SETTINGS)
    return secsearch.read(secsearch.download(request, Search(*bodies, date=date)), request)[0]


def body(total: Any = None, *hits: Any, **other: Any) -> bytes:
    """The first quarter of 2016 as recorded, but for what is given."""
    value = json.loads(QUARTERS[0])
    if total is not None:
        value["hits"] |= {"total": total, "hits": list(hits)}
    return json.dumps({**value, **other}).encode()


def test_documents_are_counted_by_quarter_and_not_only_those_on_the_first_page() -> None:
    assert rows(read(*QUARTERS)) == [("2016-01-01", 41.0), ("2016-04-01", 17.0)]


def test_each_quarter_that_is_over_is_asked_for_once_with_a_contact() -> None:
    (request,) = secsearch.requests([Series(CODE, Frequency.QUARTER)], SETTINGS)
    search = Search(*QUARTERS)
    secsearch.download(request, search)
    assert search.asked[1] == {
        "q": '"data center" electricity', "forms": "10-K,10-Q", "dateRange": "custom", "startdt": "2016-04-01",
        "enddt": "2016-06-30",
    }  # fmt: skip
    assert [asked["startdt"] for asked in search.asked] == ["2016-01-01", "2016-04-01"]
    assert {one["user-agent"] for one in search.headers} == {"Jane Doe jane@example.org"}


def test_the_last_day_of_a_quarter_is_not_yet_over() -> None:
    assert rows(read(QUARTERS[0], date="Thu, 30 Jun 2016 23:59:59 GMT")) == [("2016-01-01", 41.0)]


def test_only_the_newest_quarters_are_asked_for_behind_a_question_that_tells_the_date(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(secsearch, "QUARTERS", 1)
    assert rows(read(*QUARTERS)) == [("2016-04-01", 17.0)]
    monkeypatch.undo()
    (request,) = secsearch.requests([Series(CODE, Frequency.QUARTER)], SETTINGS)
    search = Search(*[QUARTERS[0]] * 31, date="Tue, 24 Nov 2026 10:00:00 GMT")
    assert len(secsearch.download(request, search)) == 30
    assert [asked["startdt"] for asked in search.asked][:2] == ["2016-01-01", "2019-04-01"]
    assert search.asked[-1]["enddt"] == "2026-09-30"


def test_the_floor_of_a_real_answer_is_no_count() -> None:
    with pytest.raises(
        SourceError, match=r"expected a count in .* to 2016-03-31, got the floor .*gte.*; narrow the qu"
    ):
        read(body(REAL_TOTAL, REAL_HIT), QUARTERS[1])


def test_a_real_document_of_another_time_and_form_is_refused() -> None:
    with pytest.raises(SourceError, match=r"expected documents of 10-K or 10-Q in .*, got .*0000016875"):
        read(body({"value": 1, "relation": "eq"}, REAL_HIT), QUARTERS[1])


def test_a_quarter_in_which_nothing_was_found_counts_none() -> None:
    assert rows(read(body({"value": 0, "relation": "eq"}), QUARTERS[1])) == [("2016-01-01", 0.0), ("2016-04-01", 17.0)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (QUARTERS[0][:-30], "cut short or damaged"),
        (b'{"message":"Internal server error"}', "expected timed_out and _shards and hits in"),
        (body(timed_out=True), "to be whole, got .*true"),
        (body(_shards={"total": 50, "successful": 49}), "to be whole, got .*49"),
        (body({"value": "41", "relation": "eq"}), "expected a count of at least"),
        (body({"value": 3, "relation": "eq"}), "expected a count of at least the 0 documents"),
        (body({"value": 0, "relation": "eq"}, REAL_HIT), "expected a count of at least the 1 documents"),
        (body({"value": 1, "relation": "eq"}, {"_id": "x"}), "expected _source in"),
    ],
)
def test_what_is_no_whole_count_is_refused_and_named(answer: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(answer, QUARTERS[1])


def test_a_search_that_never_finds_anything_is_no_series() -> None:
    nothing = body({"value": 0, "relation": "eq"})
    with pytest.raises(SourceError, match="is the query right"):
        read(nothing, nothing)


def test_an_answer_is_of_the_quarter_in_its_address() -> None:
    (request,) = secsearch.requests([Series(CODE, Frequency.QUARTER)], SETTINGS)
    address = f"{secsearch.SEARCH}?startdt=2016-01-01&enddt=2016-02-29"
    with pytest.raises(SourceError, match="expected the address of a quarter's search"):
        secsearch.read([Answer(QUARTERS[0], address)], request)


def test_without_a_date_nobody_knows_which_quarters_are_over() -> None:
    with pytest.raises(SourceError, match="expected a Date header"):
        read(*QUARTERS, date="")


def test_without_a_contact_nobody_is_asked() -> None:
    with pytest.raises(SourceError, match="EDGAR turns away requests that name no contact; got nothing"):
        secsearch.requests([Series(CODE, Frequency.QUARTER)], {})


@pytest.mark.parametrize("code", ["10-K", "10-K.", "data_center", '10-K."data center"', "10-k.power", "10-K+.power"])
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a quarterly code such as"):
        secsearch.requests([Series(code, Frequency.QUARTER)], SETTINGS)

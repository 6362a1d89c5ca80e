"""Pages for readers of an installation with 10,000 registered claims, all indicators, and assessments of half a year.

Server time, without the network, as a browser that takes compressed answers and has nothing yet causes it.

claim_page_ms         a claim's page, of another claim each time                       bar: 50
list_page_ms          the first page of the list                                       bar: 50
list_later_ms         a page from the middle of the list
list_search_ms        the list, searched for a word
list_band_ms          the list of the claims in a band
list_past_ms          the list as of a day two months ago
claim_vs_empty_view   a claim's page in ms, against an answer that says nothing
list_queries          queries of the list                                              bar: 10
claim_queries         queries of a claim's page                                        bar: 10
claim_page_kb         a claim's page with its style sheet and its chart, compressed    bar: 60
list_page_kb          the list with its style sheet, compressed                        bar: 60
"""

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.database import empty_database
from tests.benchmarks.rows import Row, in_turn

CLAIMS, RUNS = 10_000, 25


def measure() -> Iterator[Row]:
    """All rows, in one run."""
    with empty_database():
        from tests.benchmarks import readers  # it imports models, which need Django set up

        readers.stock(CLAIMS)
        pages = readers.Pages()
        yield from _measured(pages)


def _measured(pages: Any) -> Iterator[Row]:
    sides = ("claim", "list", "later", "search", "band", "past", "empty")
    for name in sides:
        getattr(pages, name)()  # templates and statements are ready, as in a process that has served before
    taken = dict(zip(sides, in_turn(*(getattr(pages, name) for name in sides), runs=RUNS), strict=True))
    yield Row("claim_page_ms", taken["claim"] * 1000, "ms")
    yield Row("list_page_ms", taken["list"] * 1000, "ms")
    for name in sides[2:-1]:
        yield Row(f"list_{name}_ms", taken[name] * 1000, "ms")
    yield Row("claim_vs_empty_view", taken["claim"] * 1000, "ms", taken["empty"] * 1000)
    for name in ("list", "claim"):
        yield Row(f"{name}_queries", pages.queries(name), "")
    for name in ("claim", "list"):
        yield Row(f"{name}_page_kb", pages.weight(name) / 1000, "kB")

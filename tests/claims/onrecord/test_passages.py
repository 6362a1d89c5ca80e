"""The article's text on the desk: every code point keeps its place, and nothing in it acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.candidate import Span
from claims.onrecord.passages import part_of, parts, segments, visible

TEXT = "abcdefghij"
ALL = Span(0, len(TEXT))


@given(st.text())
def test_what_is_shown_has_a_code_point_for_each(text: str) -> None:
    assert len(visible(text)) == len(text)


@pytest.mark.parametrize("one", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ufeff", "\u2028", "\r"])
def test_what_shows_nothing_or_turns_text_round_is_shown_as_a_sign(one: str) -> None:
    assert visible(f"a{one}b") not in (f"a{one}b", "ab")


@pytest.mark.parametrize("text", ["升破 5%。\n\t", "👨\u200d👩", "नी\u200c", "日\u3000本"])
def test_what_is_read_stays(text: str) -> None:
    assert visible(text) == text


def test_places_are_marked_and_may_overlap() -> None:
    found = list(segments(TEXT, ALL, [(1, 4, 7), (3, 6, 8)], 8))
    assert [(one.text, one.candidates) for one in found] == [
        ("a", ()), ("bc", (7,)), ("d", (7, 8)), ("ef", (8,)), ("ghij", ())
    ]  # fmt: skip
    assert [one.is_current for one in found] == [False, False, True, True, False]
    assert [one.is_first for one in found] == [False, False, True, False, False]


def test_a_place_that_reaches_over_a_part_is_cut() -> None:
    found = list(segments(TEXT, Span(2, 5), [(0, 3, 7), (4, 9, 8), (6, 8, 9)], None))
    assert [(one.text, one.candidates) for one in found] == [("c", (7,)), ("d", ()), ("e", (8,))]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10), st.integers(1, 5))))
def test_segments_spell_the_text(places: list[tuple[int, int, int]]) -> None:
    assert "".join(one.text for one in segments(TEXT, ALL, places, 1)) == TEXT


def test_a_long_text_is_shown_in_parts_even_without_a_line_end() -> None:
    every = parts("字" * 100_000)
    assert max(one.end - one.start for one in every) <= 20_000
    assert [one.start for one in every[1:]] == [one.end for one in every[:-1]]
    assert part_of(0, every) == 0
    assert part_of(99_999, every) == len(every) - 1
    assert parts("") == [Span(0, 0)]

"""How much room writing takes, and where it is broken."""

import pytest

from claims.charts.typesetting import fitted, width, wrapped


def test_a_chinese_sign_is_as_wide_as_it_is_high() -> None:
    assert width("電力", 12) == pytest.approx(24)
    assert width("it", 12) < width("on", 12) < width("電力", 12)


def test_lines_break_between_words_and_between_chinese_signs() -> None:
    assert wrapped("one two three", 10, width("one two", 10), 3) == ["one two", "three"]
    assert wrapped("電力價格", 10, 20, 3) == ["電力", "價格"]


def test_no_line_begins_with_a_closing_sign_and_nothing_is_cut_while_there_are_lines() -> None:
    assert wrapped("電力，價格", 10, 22, 3) == ["電", "力，", "價格"]
    assert wrapped("不低於 2%。", 10, 50, 3) == ["不低於", "2%。"]


@pytest.mark.parametrize("text", ["one two three four five six", "電力價格漲得比整體物價快，而且差距擴大"])
def test_what_does_not_fit_ends_in_an_ellipsis(text: str) -> None:
    found = wrapped(text, 10, 60, 2)
    assert len(found) == 2
    assert found[-1].endswith("…")
    assert all(width(line, 10) <= 60 for line in found)
    assert width(fitted(text, 10, 40), 10) <= 40


def test_a_text_that_fits_is_not_touched() -> None:
    assert wrapped("電力", 10, 60, 2) == ["電力"]
    assert fitted("電力", 10, 60) == "電力"
    assert wrapped("", 10, 60, 2) == []

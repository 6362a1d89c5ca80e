"""What a text's first lines say of who wrote it and when is read; what prose says is not."""

from datetime import date

import pytest

from claims.texts.byline import byline

TODAY = date(2026, 11, 30)
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("line", "author", "day"),
    [
        ("作者：林小麥　2026-11-20", "林小麥", DAY),
        ("文／林小麥 | 2026年11月20日", "林小麥", DAY),
        ("撰文: 林小麥 (2026/11/20)", "林小麥", DAY),
        ("By Jane Doe, November 20, 2026", "Jane Doe", DAY),
        ("By Jane Doe and Wei-Lin Chen | Nov. 20, 2026", "Jane Doe and Wei-Lin Chen", DAY),
        ("Published 20 November 2026", "", DAY),
        ("Author: Jane Doe", "Jane Doe", None),
        ("2026.11.20", "", DAY),
        ("By 2027 unemployment will exceed 5% and stay there for as long as anybody can foresee, they say.", "", None),
        ("作者：林小麥　2027-11-20", "林小麥", None),
        ("作者：林小麥　2026-13-45", "林小麥", None),
        ("聯準會在 2026-11-20 開會後宣布不再降息，市場為之震動。", "", None),
    ],
)  # fmt: skip
def test_the_line_below_the_title_says_who_and_when(line: str, author: str, day: date | None) -> None:
    assert byline(f"標題\n\n{line}\n\n正文。", TODAY) == (author, day)


def test_what_stands_far_below_is_no_byline() -> None:
    assert byline("標題\n" + "正文。\n" * 8 + "作者：林小麥 2026-11-20", TODAY) == ("", None)

"""Held-out labels say what they lack before anything is measured on them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from claims.extraction.evaluation.complete import Count, count, lacking_together
from claims.extraction.evaluation.labels import Article, read

HEAD = "title: x\nlanguage: zh-Hant\ngenre: cover story\ndate: 2026-01-01\n\n"
CLAIM = "T wages @2026-12-31 =hourly_earnings | 薪資今年會上升。"


def article(folder: Path, lines: Sequence[str], head: str = HEAD) -> Article:
    file = folder / "x.txt"
    file.write_text(head + "\n".join(lines), encoding="utf-8")
    return read(file)


def counted(one: Article, taken: tuple[str, ...] = ("blog",)) -> Count:
    return count(one, taken=taken, concepts={"wages"}, slugs={"hourly_earnings"})


def test_labels_name_the_day_and_the_indicators(tmp_path: Path) -> None:
    (unit,) = article(tmp_path, [CLAIM]).units
    assert (unit.closes, unit.indicators, unit.concepts) == (date(2026, 12, 31), ("hourly_earnings",), ("wages",))


def test_enough_claims_and_others_of_a_new_genre_lack_nothing(tmp_path: Path) -> None:
    found = counted(article(tmp_path, [CLAIM] * 20 + ["- | 天氣很好。"] * 20))
    assert (found.lacking, found.claims, found.dated, found.measured) == ((), 20, 20, 20)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([CLAIM] * 20, "40 to 60 units, got 20"),
        ([CLAIM] * 40, "got 40 and 0"),
        (["T wages =other | 薪資會上升。"] * 40, "slugs of indicators, got other"),
        (["T wages @2025-01-01 | 薪資會上升。"] * 40, "days after 2026-01-01"),
    ],
)
def test_what_is_lacking_is_said(tmp_path: Path, lines: list[str], said: str) -> None:
    assert any(said in one for one in counted(article(tmp_path, lines)).lacking)


def test_a_genre_of_the_rules_own_texts_is_refused(tmp_path: Path) -> None:
    assert "cover story" in counted(article(tmp_path, [CLAIM]), taken=("cover story",)).lacking[-1]


def test_concepts_of_other_names_are_listed(tmp_path: Path) -> None:
    assert counted(article(tmp_path, ["T vages | 薪資會上升。"])).unknown == ("vages",)


def test_five_articles_two_in_traditional_chinese_are_wanted(tmp_path: Path) -> None:
    one = article(tmp_path, [CLAIM] * 45)
    assert lacking_together([one] * 5) == []
    assert len(lacking_together([one])) == 2

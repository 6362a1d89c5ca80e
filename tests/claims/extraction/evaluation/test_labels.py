"""Labelled texts can be read, and are what they say."""

import pytest

from claims.extraction import bag, choosing, kinds
from claims.extraction.evaluation.labels import FOLDER, HELD_OUT, articles, read
from claims.extraction.evaluation.report import held_out, train, train_choice, train_kinds
from claims.extraction.lexicon import words
from evidence.tomlfiles import ContentError


def test_there_are_six_hundred_labelled_units_in_three_scripts() -> None:
    found = articles()
    assert sum(len(one.units) for one in found) >= 600
    assert {one.language for one in found} == {"zh-Hant", "zh-Hans", "en"}
    assert len({one.genre for one in found}) >= 10


def test_labelled_concepts_are_in_the_lexicon() -> None:
    named = {concept for one in articles() for unit in one.units for concept in unit.concepts}
    assert named - words().concepts.keys() == set()


def test_the_kept_weights_are_those_of_the_labels() -> None:
    kept = bag.load()
    assert kept is not None
    assert abs(kept.astype(float) - train(articles()).astype(float)).max() < 2e-3
    assert bag.FILE.stat().st_size < 1_000_000


def test_the_kept_weights_of_the_kinds_are_those_of_the_labels() -> None:
    kept = kinds.load()
    assert kept is not None
    assert abs(kept.astype(float) - train_kinds(articles()).astype(float)).max() < 2e-3
    assert kinds.FILE.stat().st_size < 200_000


def test_the_kept_weights_of_the_choice_are_those_of_the_labels() -> None:
    kept = choosing.load()
    assert kept is not None
    assert abs(kept - train_choice(articles())).max() < 2e-3


@pytest.mark.parametrize(
    "line", ["Q | what", "- wages | what", "T wages @2026-13-01 | what", "T @soon | what", "T |  ", "T wages | what "]
)
def test_a_bad_line_is_named(tmp_path, line: str) -> None:
    file = tmp_path / "x.txt"
    file.write_text(f"language: en\ngenre: x\ndate: 2026-01-01\n\n- | fine\n{line}\n")
    with pytest.raises(ContentError, match=r"line 6 of x[.]txt"):
        read(file)


def test_no_held_out_article_takes_part_in_training() -> None:
    assert not {one.name for one in articles()} & {one.name for one in articles(HELD_OUT)}
    assert all(file.parent != HELD_OUT for file in FOLDER.glob("*.txt"))


def test_what_is_measured_of_horizons_and_indicators_by_hand(tmp_path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(
        "language: en\ngenre: x\ndate: 2026-01-01\n\n"
        "T unemployment_rate @2026-12-31 =unemployment_rate | The unemployment rate will rise this year.\n"
        "T unemployment_rate =gold | The unemployment rate will fall next year.\n"
        "T gold @2027-12-31 | Gold will fall.\n- | Hello.\n"
    )
    (result,) = held_out([read(file)], articles()[:2])
    assert (result.horizons, result.undated, result.hits, result.linking) == (0.5, 0.0, 0.5, 1.0)

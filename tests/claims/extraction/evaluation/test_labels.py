"""Labelled texts can be read, and are what they say."""

import pytest

from claims.extraction import bag
from claims.extraction.evaluation.labels import articles, read
from claims.extraction.evaluation.report import train
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


def test_a_bad_line_is_named(tmp_path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("language: en\ngenre: x\ndate: 2026-01-01\n\nQ | what\n")
    with pytest.raises(ContentError, match=r"Q \| what"):
        read(file)

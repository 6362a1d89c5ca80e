"""The words are data, and the data are checked."""

import tomllib

import pytest

from claims.extraction.lexicon import CUES, LEXICON, read, words
from evidence.tomlfiles import ContentError
from tests.database import CHECKOUT


def test_at_least_eighty_concepts_are_known_in_every_script() -> None:
    assert len(words().concepts) >= 80


def test_concepts_name_indicators_that_exist() -> None:
    slugs = {
        slug
        for file in (CHECKOUT / "fixtures" / "indicators").glob("*.toml")
        for slug in tomllib.loads(file.read_text())
    }
    assert {slug for one in words().concepts.values() for slug in one.indicators} - slugs == set()


@pytest.mark.parametrize(
    ("lexicon", "said"),
    [
        ('a = { hant = [], en = ["a"], indicators = [] }', "at least one form in hant"),
        (
            'a = { hant = ["失業"], en = ["a"], indicators = [] }\nb = { hant = ["失业"], en = ["b"], indicators = [] }',  # noqa: E501
            "in one concept",
        ),
        ('a = { hant = [" "], en = ["a"], indicators = [] }', "expected words"),
    ],
)
def test_a_bad_lexicon_is_refused_by_name(tmp_path, lexicon: str, said: str) -> None:
    file = tmp_path / "lexicon.toml"
    file.write_text(lexicon)
    with pytest.raises(ContentError, match=said):
        read(file, CUES)


def test_a_kind_that_is_none_is_refused(tmp_path) -> None:
    file = tmp_path / "cues.toml"
    file.write_text('[a]\nweight = 1\nwords = ["a"]\nkind = "guess"')
    with pytest.raises(ContentError, match="expected a kind"):
        read(LEXICON, file)


def test_the_version_follows_the_files(tmp_path) -> None:
    file = tmp_path / "cues.toml"
    file.write_text(CUES.read_text() + "\n# changed\n")
    assert read(LEXICON, file).version != words().version

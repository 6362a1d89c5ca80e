"""The words are data, and the data are checked."""

import tomllib
from datetime import date

import pytest

from claims.extraction.extract import readings
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


def test_a_form_finds_its_concept_in_every_script() -> None:
    read_alone = {
        form: tuple(name for one in readings(form, date(2026, 1, 1), None) for name in one.concepts)
        for concept in words().concepts.values()
        for form in concept.forms
    }
    missed = {
        form: read_alone[form]
        for concept in words().concepts.values()
        for form in concept.forms
        if concept.name not in read_alone[form]
    }
    assert missed == {}
    assert all(
        any(form > "\u2e7f" for form in one.forms) and any(form.isascii() for form in one.forms)
        for one in words().concepts.values()
    )


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("布蘭特原油將跌到 65 美元。", ("oil",)),
        ("金價站上五千美元。", ("gold",)),
        ("Oil falls to 65 dollars.", ("oil",)),
        ("美元將走弱。", ("dollar",)),
        ("經濟將走弱。", ("gdp",)),
        ("經濟學家將走弱。", ()),
        ("Data-center demand will rise.", ("datacenters",)),
        ("Interest-rate cuts will follow.", ("policy_rate",)),
        ("Its market share will rise.", ()),
        ("台灣經濟的出口將走弱。", ("exports",)),
        ("核心通膨將放緩，通膨也是。", ("core_inflation",)),
        ("服務類通膨的黏性將使核心通膨回升。", ("core_inflation",)),
        ("核心CPI將回落。", ("core_inflation",)),
        ("Core CPI will ease.", ("core_inflation",)),
        ("The 10-year yield will rise.", ("treasury_yield",)),
        ("M2 將回升。", ("money_supply",)),
        ("半導體的庫存去化將結束。", ("semis",)),
        ("全社会用电量将上升。", ("electricity",)),
        ("離岸風電的裝置容量將增加。", ("wind_power",)),
        ("核心通膨將高於整體通膨。", ("core_inflation", "cpi")),
    ],
)
def test_a_concept_is_named_only_where_it_is_meant(text: str, concepts: tuple[str, ...]) -> None:
    (found,) = readings(text, date(2026, 1, 1), None)
    assert found.concepts == concepts


def test_a_narrower_concept_must_exist(tmp_path) -> None:
    file = tmp_path / "lexicon.toml"
    file.write_text('a = { hant = ["失業"], en = ["a"], yields_to = ["b"], indicators = [] }')
    with pytest.raises(ContentError, match=r"yields_to of \[a\]"):
        read(file, CUES)

"""Requirements of the canonical text: what is hashed, and what reading and writing leave unchanged."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formula import parse
from evidence.formula.canonical import plain_number
from tests.evidence.formula.catalogue import CATALOGUE
from tests.evidence.formula.random_formulas import RandomFormula

SEEDS = st.integers(0, 10**9)


def canonical(text: str) -> str:
    return parse(text, CATALOGUE).canonical


@given(SEEDS)
@settings(derandomize=True, max_examples=500)
def test_reading_the_canonical_text_gives_the_same_tree_and_the_same_text(seed: int) -> None:
    formula = parse(RandomFormula(seed).text(), CATALOGUE)
    again = parse(formula.canonical, CATALOGUE)
    assert again.tree == formula.tree
    assert again.canonical == formula.canonical


@given(SEEDS)
@settings(derandomize=True, max_examples=150)
def test_spaces_quotes_and_needless_parentheses_do_not_matter(seed: int) -> None:
    text = RandomFormula(seed).text()
    random = Random(seed)  # noqa: S311
    spaced = "".join(f" {c}{' ' * random.randint(0, 2)}" if c in "(),*/" else c for c in text)
    assert canonical(f"\n\t( {spaced.replace(chr(39), chr(34))} ) ") == canonical(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mean(  cpi,last=3 ,where = cpi>300 )>=1", "mean(cpi, last=3, where=cpi > 300) >= 1"),
        ("mean(cpi, where=cpi > 300, last=3) >= 1", "mean(cpi, last=3, where=cpi > 300) >= 1"),
        ("mean(cpi, to='+3m', from='+0m')", 'mean(cpi, from="+0m", to="+3m")'),
        ("at(cpi, '2001-03')", 'at(cpi, "2001-03")'),
        ("lag(cpi)", "lag(cpi, 1)"),
        ("mean(assets) > 300bn", "mean(assets) > 300000000000"),
        ("mean(assets) > 3e11", "mean(assets) > 300000000000"),
        ("mean(assets) > 300_000_000_000", "mean(assets) > 300000000000"),
        ("mean(payrolls) > 1.005k", "mean(payrolls) > 1005"),
        ("unemployment > 4.50%", "unemployment > 4.5%"),
        ("change(unemployment) > .5 pp", "change(unemployment) > 0.5pp"),
        ("unemployment > 1e-7", "unemployment > 0.0000001"),
        ("((cpi)) > (300)", "cpi > 300"),
        ("not(cpi > 300)", "not cpi > 300"),
        ("not (cpi > 1 and cpi > 2)", "not (cpi > 1 and cpi > 2)"),
        ("(cpi > 1 or cpi > 2) and cpi > 3", "(cpi > 1 or cpi > 2) and cpi > 3"),
        ("cpi > 1 or (cpi > 2 and cpi > 3)", "cpi > 1 or cpi > 2 and cpi > 3"),
        ("assets-(account-spending)", "assets - (account - spending)"),
        ("(assets-account)-spending", "assets - account - spending"),
        ("assets/(account/spending)", "assets / (account / spending)"),
        ("-(assets+account)", "-(assets + account)"),
        ("(-assets)+account", "-assets + account"),
        ("assets*(-2)", "assets * -2"),
        ("between(unemployment, 3, 5)", "unemployment >= 3 and unemployment <= 5"),
        ("monthly(price)", 'monthly(price, how="last")'),
        ("weekly(price, how='last', ending='wed')", 'weekly(price, ending="wed", how="last")'),
        ("corr(cpi, unemployment, lag=3)", "corr(cpi, unemployment, lag=3)"),
        ("at_least(2.0, 1 > 0, 2 > 1)", "at_least(2, 1 > 0, 2 > 1)"),
        ("max(cpi, 3, 4)", "max(max(cpi, 3), 4)"),
        ("month > 6", "month > 6"),
        ("+cpi", "cpi"),
    ],
)
def test_equal_formulas_have_one_spelling(text: str, written: str) -> None:
    assert canonical(text) == written


def test_different_formulas_have_different_texts() -> None:
    texts = ["cpi > 1", "cpi >= 1", "cpi > 1.0000001", "not cpi > 1", "lag(cpi) > 1", "lag(cpi, 2) > 1", "1 > cpi"]
    texts += ["unemployment > 4", "unemployment > 4%"]  # a marked literal is kept as it was marked
    assert len({canonical(text) for text in texts}) == len(texts)


@given(st.floats(0, 1e18, allow_nan=False))
@settings(derandomize=True, max_examples=300)
def test_a_number_is_written_without_exponent_and_read_back_exactly(value: float) -> None:
    text = plain_number(value)
    assert float(text) == value
    assert set(text) <= set("0123456789.")
    assert not text.endswith(".")

"""Sentences of those who know no language are said in the reader's."""

import pickle
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from evidence.formula import FormulaError, Kind, Type, parse
from evidence.periods import Frequency
from evidence.refusal import FetchError, Worded, lines
from evidence.told import told
from evidence.units import UnitError, parse_unit

CATALOGUE = {
    "cpi": Type(Kind.SERIES, parse_unit("index[1982-84=100]")[0], Frequency.MONTH, "mean"),
    "price": Type(Kind.SERIES, parse_unit("USD")[0], Frequency.MONTH, "mean"),
    "rate": Type(Kind.SERIES, parse_unit("percent")[0], Frequency.DAY, "mean"),
}
MALFORMED = (
    "",
    "é > 1",
    "mean(cpi",
    "mean(cpi) > ",
    "mean(cpo) > 3",
    "meen(cpi) > 3",
    "mean(cpi) == 3",
    "mean(cpi) > mean(price)",
    "mean(cpi, soon=3) > 1",
    "cpi > 3",
    "mean(cpi) > 3 > 2",
    "cpi ** 2 > 1",
    "cpi + rate > 1",
    "at(cpi) > 1",
    "mean(cpi, first=0) > 1",
    "mean(cpi, first=2, last=2) > 1",
    "not mean(cpi)",
    "abs(cpi, price) > 1",
    "max(cpi) > 1",
    "at_least(5, mean(cpi) > 1)",
    'monthly(rate, how="hold") > 1',
    "mean(rate) > 1 and rate",
    "exp(cpi) > 1",
    "mean(cpi)",
    "share(cpi) > 0.5",
    "mean(rate > 1) > 1",
    "lag(cpi) > 1",
    "3 > ~2",
    "(" * 80 + "cpi" + ")" * 80,
    "cpi > 1" * 900,
)


def error_of(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(text, CATALOGUE, Kind.TRUTH)
    return caught.value


@pytest.mark.parametrize("text", MALFORMED, ids=[f"{place}" for place in range(len(MALFORMED))])
def test_what_is_wrong_with_a_formula_is_said_in_both_languages(text: str) -> None:
    error = error_of(text)
    assert told(error).split(", got ")[0] == str(error).split(", got ")[0]  # units and kinds have names for a reader
    with override("zh-hant"):
        said = told(error)
    assert re.search("[\u4e00-\u9fff]", said)
    for word in ("expected", ", got ", "character", "series", "did you mean"):
        assert word not in said.replace(text, ""), said


def test_a_sentence_within_a_sentence_is_said_in_the_same_language() -> None:
    error = error_of("mean(cpo) > 3")
    with override("zh-hant"):
        assert told(error) == "第 6 個字元：應為已收錄的指標，實為 cpo；是否指 cpi？"
        shown = told(error.pointed_at("mean(cpo) > 3"))
        assert shown.split("\n")[1:] == ["     ^", told(error)]
        assert told(lines([error, error])) == f"{told(error)}\n{told(error)}"


def test_units_are_told_apart_by_what_differs() -> None:
    with override("zh-hant"):
        assert "index[1982-84=100]與美元" in told(error_of("mean(cpi) > mean(price)"))


def test_other_errors_say_what_they_say() -> None:
    assert told(OSError("no space")) == "no space"
    assert told(ValidationError(["one", "two"])) == "one two"


@pytest.mark.parametrize("position", [None, 4])
def test_an_error_comes_back_whole_from_another_process(position: int | None) -> None:
    error = FormulaError("expected figures, got a %(kind)s", position, kind="truth")
    same = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(same), same.position, same.template) == (str(error), position, error.template)
    assert isinstance(same, FormulaError)


def test_a_template_without_gaps_may_hold_a_percent_sign() -> None:
    assert str(Worded("5%% of it")) == "5% of it"
    assert str(FetchError("half (50%%)")) == "half (50%)"
    assert isinstance(UnitError("x"), ValueError)
    assert not isinstance(FetchError("x"), ValueError)

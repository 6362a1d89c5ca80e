"""Which raw indicators a formula needs and does not have."""

import pytest

from claims.scoring.lacking import lacking
from evidence.formula import parse
from tests.evidence.formula.catalogue import CATALOGUE

DERIVED = {"spending": parse("account * 1 + assets", CATALOGUE).tree}


@pytest.mark.parametrize(
    ("text", "present", "missing"),
    [
        ("mean(cpi) > 100", {"cpi"}, ()),
        ("mean(cpi) > 100", set(), ("cpi",)),
        ("mean(yoy(cpi_electricity) - yoy(cpi)) > 1", {"cpi"}, ("cpi_electricity",)),
        ("mean(yoy(cpi_electricity) - yoy(cpi)) > 1", set(), ("cpi_electricity", "cpi")),
        ("mean(yoy(cpi)) > mean(yoy(cpi), before=3)", set(), ("cpi",)),  # once
        ("mean(cpi, where=unemployment > 5) > 100", {"cpi"}, ("unemployment",)),
        ("mean(coalesce(cpi, cpi_electricity)) > 100", {"cpi_electricity"}, ()),  # one is enough
        ("mean(coalesce(cpi, cpi_electricity)) > 100", {"cpi"}, ()),
        ("mean(coalesce(cpi, cpi_electricity)) > 100", set(), ("cpi", "cpi_electricity")),
        ("mean(spending) > 0", {"assets"}, ("account",)),  # below a derived one
        ("mean(cpi) > 100 or mean(unemployment) > 5", {"cpi"}, ("unemployment",)),
    ],
)
def test_what_is_lacking_is_named_in_order_and_once(text: str, present: set[str], missing: tuple[str, ...]) -> None:
    assert lacking(parse(text, CATALOGUE).tree, DERIVED, present) == missing

"""The formula language: criteria and derived indicators are written in it.

formula = parse("mean(yoy(cpi_electricity) - yoy(cpi_all)) >= 1.5", catalogue)
Evaluation(panels, derived).truth(formula.tree, Windows.single(opens, closes))
"""

from evidence.formula.errors import FormulaError
from evidence.formula.evaluate import COVERAGE, Evaluation, NoFiguresError
from evidence.formula.parse import Formula, parse
from evidence.formula.reach import reach
from evidence.formula.scaling import absolute_thresholds
from evidence.formula.selection import Windows
from evidence.formula.tree import Kind, Node, Reference, Type
from evidence.formula.words import in_words

__all__ = [
    "COVERAGE",
    "Evaluation",
    "Formula",
    "FormulaError",
    "Kind",
    "NoFiguresError",
    "Node",
    "Reference",
    "Type",
    "Windows",
    "absolute_thresholds",
    "in_words",
    "parse",
    "reach",
]

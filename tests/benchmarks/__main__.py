"""`./run bench [AREA] [--json FILE]`: measure one area, or all; print a table, write rows."""

import argparse
import json
import pkgutil
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from tests.benchmarks import areas
from tests.benchmarks.rows import Row

HEADER = ("name", "value", "unit", "against", "ratio")


def main() -> None:
    """Measure what the arguments name."""
    names = sorted(module.name for module in pkgutil.iter_modules(areas.__path__))
    parser = argparse.ArgumentParser(prog="./run bench", description="Measure; medians of several runs.")
    parser.add_argument("area", nargs="?", choices=names, help="default: all of them")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    options = parser.parse_args()
    rows = list(shown(measured([options.area] if options.area else names)))
    if options.json:
        options.json.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n", encoding="utf-8")


def measured(names: Iterable[str]) -> Iterator[Row]:
    """The rows of areas, each as soon as it is known."""
    for name in names:
        yield from import_module(f"{areas.__name__}.{name}").measure()


def shown(rows: Iterable[Row]) -> Iterator[Row]:
    """Pass rows on, printing each as a line of the table."""
    print(line(HEADER), flush=True)
    for row in rows:
        print(line((row.name, number(row.value), row.unit, number(row.against), number(row.ratio))), flush=True)
        yield row


def line(cells: Iterable[str]) -> str:
    """One line of the table: the name to the left, figures to the right."""
    name, value, unit, against, ratio = cells
    return f"{name:<32} {value:>12} {unit:<8} {against:>12} {ratio:>8}".rstrip()


def number(value: float | None) -> str:
    """Four significant digits, or nothing."""
    return "" if value is None else f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


if __name__ == "__main__":
    main()

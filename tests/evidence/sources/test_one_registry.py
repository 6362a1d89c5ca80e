"""The registry is the one list of sources: nothing else of the product enumerates them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimbase.settings import BASE_DIR
from evidence import politeness, sources
from evidence.models import Source
from evidence.sources import SOURCES
from evidence.turns import by_host

REGISTRY = Path(sources.__file__)
FILES = [
    file
    for package in ("evidence", "claims", "claimbase")
    for file in sorted((BASE_DIR / package).rglob("*.py"))
    if file != REGISTRY and "migrations" not in file.parts
]


def lists_of_sources(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Line and slugs of each list, tuple, set or mapping that names more than one source."""
    for node in ast.walk(tree):
        members = node.keys if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        named = {one.value for one in members if isinstance(one, ast.Constant)} & SOURCES.keys()
        if len(named) > 1:
            yield node.lineno, sorted(named)


def test_no_other_module_has_a_list_of_sources() -> None:
    found = {
        str(file.relative_to(BASE_DIR)): lists
        for file in FILES
        if (lists := list(lists_of_sources(ast.parse(file.read_text(encoding="utf-8")))))
    }
    assert len(FILES) > 100
    assert found == {}


@pytest.mark.parametrize(
    "text", ['["fred", "sec"]', '{"bls": 1, "eia": 2}', 'x in ("cboe", "cftc")', '{"fred", "sec"}']
)
def test_a_second_list_would_be_found(text: str) -> None:
    assert list(lists_of_sources(ast.parse(text)))


def test_every_module_of_the_folder_that_talks_to_a_provider_is_in_the_registry() -> None:
    modules = {name for name, module in vars(sources).items() if hasattr(module, "HOSTS")}
    named = {channel.__name__.rpartition(".")[2] for channel in SOURCES.values()}  # type: ignore[attr-defined]
    written = {file.stem for file in REGISTRY.parent.glob("*.py") if "\nHOSTS" in file.read_text(encoding="utf-8")}
    assert modules - {"archive"} == named  # which reads files in the name of any source
    assert written - {"archive"} == named


@pytest.mark.parametrize("source", SOURCES)
def test_a_sources_limits_are_its_own_or_the_usual_ones_and_hold_for_each_of_its_hosts(source: str) -> None:
    channel, limits = SOURCES[source], politeness.limits(source)
    assert limits == (getattr(channel, "LIMITS", politeness.DEFAULT) if channel.HOSTS else politeness.LOCAL)
    asked = by_host(Source(slug=slug) for slug in SOURCES)
    assert {politeness.limits(asked[host].slug) for host in channel.HOSTS} <= {limits}

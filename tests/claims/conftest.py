"""Claims with evidence, and assessments without a process for each processor."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self

import pytest

from claims.models import Article
from tests.claims import content
from tests.claims.candidates import letters


class Inline:
    """Does what a pool of processes does, in this one."""

    def __init__(self, count: int, context: object, begin: object, given: tuple[Any, tuple[Any, ...]]) -> None:
        ready, arguments = given
        if ready is not None:
            ready(*arguments)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *arguments: object) -> None:
        pass

    def map(self, function: Callable[..., Any], *columns: Iterable[Any]) -> Iterable[Any]:
        return map(function, *columns)

    def submit(self, function: Callable[[Any], Any], job: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(function(job))
        return future

    def shutdown(self, **options: Any) -> None:
        pass


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small world needs no second process, which would take a second to start."""
    monkeypatch.setattr("claims.processes.ProcessPoolExecutor", Inline)


@pytest.fixture
def article(db: None) -> Article:
    """A letter whose candidates wait to be decided about."""
    letters.indicators()
    return letters.letter()


@pytest.fixture
def content_folder(tmp_path: Path) -> Path:
    return content.write(tmp_path / "content")


@pytest.fixture
def world(db: None, content_folder: Path, tmp_path: Path, inline: None) -> Path:
    """The small article loaded, with figures known to August 2026; the folder of its archive."""
    content.load(content_folder)
    folder = content.archive(tmp_path / "archive")
    content.learn(folder)
    return folder

"""Claims with evidence, and assessments without a process for each processor."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

import claims.load
import evidence.load
from claims.assess import assess
from claims.models import Article
from evidence.models import Catalogue
from tests.claims import content
from tests.claims.candidates import letters
from tests.remembered import Remembered


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


Makes = Callable[[Callable[[], object]], Remembered]


@pytest.fixture(scope="session")
def remembered(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Makes:
    """Remembers what a function stores in an empty database."""

    def made_by(make: Callable[[], object]) -> Remembered:
        with django_db_blocker.unblock():
            return Remembered.made_by(make)

    return made_by


@pytest.fixture(scope="session")
def _loaded(remembered: Makes, tmp_path_factory: pytest.TempPathFactory) -> Remembered:
    return remembered(lambda: content.load(content.write(tmp_path_factory.mktemp("content"))))


@pytest.fixture
def loaded(_loaded: Remembered, db: None, content_folder: Path) -> Path:
    """The small article loaded, without figures; the folder of its files."""
    _loaded.put_back()
    return content_folder


@pytest.fixture(scope="session")
def _world(remembered: Makes, _loaded: Remembered, tmp_path_factory: pytest.TempPathFactory) -> Remembered:
    def make() -> None:
        _loaded.put_back()
        content.learn(content.archive(tmp_path_factory.mktemp("archive")))

    return remembered(make)


@pytest.fixture
def world(_world: Remembered, db: None, content_folder: Path, tmp_path: Path, inline: None) -> Path:
    """The small article loaded, with figures known to August 2026; the folder of its archive."""
    _world.put_back()
    return content.archive(tmp_path / "archive")


@pytest.fixture(scope="session")
def _assessed_world(remembered: Makes, _world: Remembered) -> Remembered:
    def make() -> None:
        _world.put_back()
        assess(content.AS_OF, processes=1)

    return remembered(make)


@pytest.fixture
def assessed_world(_assessed_world: Remembered, db: None, inline: None) -> None:
    """The small article and its figures, all claims assessed as of `content.AS_OF`."""
    _assessed_world.put_back()


@pytest.fixture(scope="session")
def _indicators(remembered: Makes) -> tuple[Remembered, Catalogue]:
    found: list[Catalogue] = []
    rows = remembered(lambda: found.append(evidence.load.load(settings.BASE_DIR / "fixtures")))
    return rows, found[0]


@pytest.fixture(scope="session")
def catalogue(_indicators: tuple[Remembered, Catalogue]) -> Catalogue:
    """What formulas may name of the sources and indicators of every installation."""
    return _indicators[1]


@pytest.fixture
def indicators(_indicators: tuple[Remembered, Catalogue], db: None) -> None:
    """The sources and indicators of every installation, without figures."""
    _indicators[0].put_back()


@pytest.fixture(scope="session")
def _first_article(remembered: Makes, _indicators: tuple[Remembered, Catalogue]) -> Remembered:
    def make() -> None:
        _indicators[0].put_back()
        claims.load.load(settings.BASE_DIR / "fixtures", _indicators[1])

    return remembered(make)


@pytest.fixture
def first_article(_first_article: Remembered, db: None) -> None:
    """The first article with its claims, and the indicators of every installation, without figures."""
    _first_article.put_back()

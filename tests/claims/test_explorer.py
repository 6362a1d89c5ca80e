"""The library with which charts are explored: made once, out of an installed package, and offered where it is."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings

from claims import explorer
from tests.database import CHECKOUT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    with override_settings(DATA_FOLDER=folder):
        explorer.make()
    return folder


def test_it_is_a_script_that_pages_can_load_and_evaluates_no_text(made: Path) -> None:
    [file] = made.rglob("*.js")
    text = file.read_text(encoding="utf-8")
    assert "window.vegaEmbed=" in text
    assert len(text) < 1_500_000


def test_it_is_made_once(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer.subprocess, "run", lambda *given, **named: pytest.fail("it is there"))
    with override_settings(DATA_FOLDER=made):
        assert explorer.make().is_file()


def test_pages_offer_it_only_where_it_is(made: Path, tmp_path: Path) -> None:
    with override_settings(DATA_FOLDER=made):
        assert explorer.address() == f"/static/{explorer.name()}"
    with override_settings(DATA_FOLDER=tmp_path):
        assert explorer.address() == ""


def test_it_is_collected_with_the_static_files_and_found_by_its_name(made: Path) -> None:
    with override_settings(DATA_FOLDER=made):
        finder = explorer.Bundles()
        assert [path for path, _ in finder.list([])] == [explorer.name()]
        assert finder.find(explorer.name())
    assert any(isinstance(one, explorer.Bundles) for one in finders.get_finders())


def test_it_is_never_committed() -> None:
    ignored = (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".data/" in ignored
    assert [file.name for file in (CHECKOUT / "claims" / "static").rglob("*vega*")] == []

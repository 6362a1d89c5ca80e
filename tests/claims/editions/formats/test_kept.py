"""Rendered files are kept by what they are made of."""

from pathlib import Path

import pytest

from claims.editions.formats import kept as module
from claims.editions.formats.kept import kept

ONE, OTHER = '{"n": 1}\n', '{"n": 2}\n'


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was rendered, by text."""
    found: list[str] = []

    def render(text: str, wanted: list[str]) -> dict[str, bytes]:
        found.append(text)
        return {name: f"{name} {text}".encode() for name in wanted}

    monkeypatch.setattr(module, "files", render)
    monkeypatch.setattr(module, "renderer", lambda: "a" * 64)
    return found


def test_what_was_rendered_is_not_rendered_again(tmp_path: Path, made: list[str]) -> None:
    first = kept(ONE, tmp_path)
    assert kept(ONE, tmp_path) == first
    assert made == [ONE]
    assert set(first) == {"scorecard.html", "scorecard.pdf", "scorecard.md",
                          "scorecard.zh-Hant.html", "scorecard.zh-Hant.pdf", "scorecard.zh-Hant.md",
                          "scorecard.json", "scorecard.csv"}  # fmt: skip


def test_another_text_is_rendered_for_itself(tmp_path: Path, made: list[str]) -> None:
    assert kept(ONE, tmp_path, ["scorecard.csv"]) != kept(OTHER, tmp_path, ["scorecard.csv"])
    assert made == [ONE, OTHER]


def test_other_code_or_words_render_anew(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    kept(ONE, tmp_path)
    monkeypatch.setattr(module, "renderer", lambda: "b" * 64)
    kept(ONE, tmp_path)
    assert made == [ONE, ONE]


def test_only_what_lacks_is_rendered(tmp_path: Path, made: list[str]) -> None:
    kept(ONE, tmp_path, ["scorecard.csv"])
    (one,) = tmp_path.iterdir()
    before = (one / "scorecard.csv").stat().st_mtime_ns
    kept(ONE, tmp_path)
    assert (one / "scorecard.csv").stat().st_mtime_ns == before

"""Rendered files are kept by what they are made of."""

import os
import time
from pathlib import Path

import pytest

from claims import tasks
from claims.editions.formats import kept as module
from claims.editions.formats.kept import clear, kept

DAY = 86_400.0
NOW = 20_000 * DAY
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


def aged(folder: Path, name: str, days: float) -> Path:
    place = folder / name
    place.mkdir()
    (place / "scorecard.csv").touch()
    os.utime(place, (NOW - days * DAY,) * 2)
    return place


def test_what_other_code_rendered_is_cleared_after_a_day_and_what_nobody_asks_for_in_the_end(
    tmp_path: Path, made: list[str]
) -> None:
    own, other = (f"{'c' * 24}-{one * 24}" for one in "ab")
    assert clear(tmp_path / "none", NOW) == 0
    fresh = [aged(tmp_path, own, 59), aged(tmp_path, "d" + other[1:], 0.9), aged(tmp_path, "of somebody else", 900)]
    old = [aged(tmp_path, "d" + own[1:], 61), aged(tmp_path, other, 1.1)]
    assert clear(tmp_path, NOW) == 2
    assert not any(place.exists() for place in old)
    assert all(place.exists() for place in fresh)


def test_what_is_asked_for_stays(tmp_path: Path, made: list[str]) -> None:
    kept(ONE, tmp_path, ["scorecard.csv"])
    (place,) = tmp_path.iterdir()
    os.utime(place, (0, 0))
    kept(ONE, tmp_path, ["scorecard.csv"])
    assert clear(tmp_path, time.time()) == 0
    assert clear(tmp_path, time.time() + 61 * DAY) == 1
    assert kept(ONE, tmp_path, ["scorecard.csv"])
    assert made == [ONE, ONE]


def test_so_many_are_cleared_at_a_time_and_no_more(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CLEARED", 2)
    for n in range(5):
        aged(tmp_path, f"{n:024}-{'b' * 24}", 2)
    assert [clear(tmp_path, NOW) for _ in range(4)] == [2, 2, 1, 0]


def test_the_workers_door_clears_the_folder_of_rendered_files(
    tmp_path: Path, made: list[str], settings: pytest.FixtureRequest, db: None
) -> None:
    settings.RENDERED_FOLDER = tmp_path  # type: ignore[attr-defined]
    place = tmp_path / f"{'c' * 24}-{'b' * 24}"
    place.mkdir()
    os.utime(place, (0, 0))
    tasks.clear_rendered()
    assert not place.exists()

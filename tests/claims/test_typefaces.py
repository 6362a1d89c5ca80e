"""The two weights that pictures are written with, cut from the wheel's variable font."""

from pathlib import Path

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from claims import typefaces


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's font with a few signs: all of them would take minutes."""
    file = tmp_path_factory.mktemp("small") / "NotoSansTC[wght].ttf"
    options = Options()
    options.name_IDs, options.name_languages = ["*"], ["*"]
    with TTFont(typefaces.variable(), lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="一力aE1≥")
        subsetter.subset(font)
        font.save(file)
    return file


@pytest.fixture
def cut(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(typefaces, "variable", lambda: small)
    return typefaces.cut(tmp_path)


def ink(file: Path, sign: str) -> float:
    with TTFont(file) as font:
        glyphs, pen = font.getGlyphSet(), AreaPen()
        glyphs[font.getBestCmap()[ord(sign)]].draw(pen)
        return abs(pen.value)


def test_bold_has_more_ink_than_regular_and_regular_more_than_the_thin_default(cut: Path, small: Path) -> None:
    for sign in "一力aE1":
        thin, regular, bold = (ink(file, sign) for file in (
            small, cut / "NotoSansTC-Regular.ttf", cut / "NotoSansTC-Bold.ttf"))  # fmt: skip
        assert thin < 0.75 * regular < regular < 0.8 * bold, sign


def test_a_renderer_finds_both_under_one_family_by_their_weight(cut: Path) -> None:
    for name, weight in typefaces.WEIGHTS.items():
        with TTFont(cut / f"NotoSansTC-{name}.ttf") as font:
            assert font["name"].getBestFamilyName() == typefaces.FAMILY
            assert font["OS/2"].usWeightClass == weight
            assert "fvar" not in font


def test_what_was_cut_is_not_cut_again_and_what_is_missing_is(cut: Path, tmp_path: Path) -> None:
    before = (cut / "NotoSansTC-Bold.ttf").stat().st_mtime_ns
    (cut / "NotoSansTC-Regular.ttf").unlink()
    assert typefaces.cut(tmp_path) == cut
    assert (cut / "NotoSansTC-Regular.ttf").is_file()
    assert (cut / "NotoSansTC-Bold.ttf").stat().st_mtime_ns == before
    assert {file.name for file in cut.iterdir()} == {"NotoSansTC-Regular.ttf", "NotoSansTC-Bold.ttf"}

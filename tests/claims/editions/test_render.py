"""Pages from a template: the same bytes, the wheel's font alone, and no sign left out unseen."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from claims.editions import render

DAY = datetime(2026, 2, 20, tzinfo=UTC)
TEMPLATE = '#set text(font: "Noto Sans TC")\n#json(bytes(sys.inputs.data)).words'


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "words.typ"
    file.write_text(TEMPLATE, encoding="utf-8")
    return file


def test_the_same_input_gives_the_same_bytes(template: Path) -> None:
    one, other = (render.pdf(template, {"words": "門檻 threshold"}, DAY) for _ in range(2))
    assert one == other
    assert one.startswith(b"%PDF-")
    assert b"D:20260220000000Z" in one


def test_the_one_font_is_embedded(template: Path) -> None:
    made = render.pdf(template, {"words": "門檻 threshold"}, DAY)
    assert b"NotoSansTC" in made
    assert b"/FontFile" in made


def test_words_are_set_and_never_run(template: Path) -> None:
    hostile = '#panic("run") $x$ *bold* \\ @label <label> #sys.inputs'
    assert render.pdf(template, {"words": hostile}, DAY).startswith(b"%PDF-")


def test_a_sign_that_the_font_lacks_is_written_as_its_code_point() -> None:
    assert render.readable("門檻 ≥ 2 % → −1 …") == "門檻 ≥ 2 % → −1 …"
    assert render.readable("a㐀b😀") == "a[U+3400]b[U+1F600]"


def test_a_lacking_sign_is_seen_on_the_page(template: Path) -> None:
    """Left out, it would give the same picture as no sign at all."""
    (without,), (lacking,) = (render.pictures(template, {"words": words}) for words in ("ab", "a😀b"))
    assert without.startswith(b"\x89PNG")
    assert without != lacking

"""Charts drawn in tests: into a folder of their own, and without the fonts, which take a minute to cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from claims import typefaces


@pytest.fixture
def rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that charts are kept in. Places hang on no font."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    monkeypatch.setattr(typefaces, "cut", lambda folder: fonts)
    with override_settings(RENDERED_FOLDER=tmp_path / "rendered"):
        yield tmp_path / "rendered"

"""Message catalogues are compiled when they are missing or older than their source."""

import gettext
import os
from pathlib import Path

import pytest

from claimbase import catalogues


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A catalogue that has not been compiled."""
    file = tmp_path / "zh_Hant" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "holding"\nmsgstr "仍然成立"\n',
        encoding="utf-8",
    )
    return file


def test_a_missing_catalogue_is_compiled_once(source: Path, tmp_path: Path) -> None:
    assert catalogues.compile_outdated(tmp_path) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("holding") == "仍然成立"
    assert catalogues.compile_outdated(tmp_path) == []
    assert sorted(file.name for file in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_newer_source_is_compiled_again(source: Path, tmp_path: Path) -> None:
    catalogues.compile_outdated(tmp_path)
    compiled = source.with_suffix(".mo")
    os.utime(compiled, (source.stat().st_mtime - 10,) * 2)
    assert catalogues.compile_outdated(tmp_path) == [compiled]

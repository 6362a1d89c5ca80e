"""Compiles the message catalogues whose .mo is missing or older than its .po; run by ./run."""

import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_outdated(folder: Path) -> list[Path]:
    """Write the .mo files that are due below the folder, and return them. Each appears whole."""
    due = [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_due(source)]
    return [_compile(source) for source in due]


def _is_due(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parts[-3])
    with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".mo", delete=False) as unfinished:
        write_mo(unfinished, catalogue)
    Path(unfinished.name).chmod(0o644)
    return Path(unfinished.name).rename(source.with_suffix(".mo"))


if __name__ == "__main__":
    compile_outdated(LOCALE)

"""The files of a scorecard, from its data alone: HTML, Markdown and PDF in each language, JSON, CSV."""

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from claims.editions.formats.markdown import plain
from claims.editions.formats.paper import paper
from claims.editions.formats.table import table
from claims.editions.presentation import arranged
from claims.frozen import fingerprint, thawed
from claims.wording.languages import LANGUAGES

FORMATS = ("html", "pdf", "md", "json", "csv")
_NAMES = {"en": "scorecard", "zh-hant": "scorecard.zh-Hant"}


def names(formats: Collection[str] = FORMATS, languages: Collection[str] = tuple(LANGUAGES)) -> list[str]:
    """Files of some formats in some languages; JSON and CSV are of every language."""
    spoken = [f"{_NAMES[language]}.{form}" for form in formats if form in _SPOKEN for language in languages]
    return [*spoken, *(f"scorecard.{form}" for form in formats if form not in _SPOKEN)]


def files(text: str, wanted: Collection[str] | None = None) -> dict[str, bytes]:
    """Files of a frozen scorecard by their names (default: all). The same text gives the same bytes."""
    data = thawed(text)
    asked = names() if wanted is None else wanted
    found = {"scorecard.json": text.encode(), "scorecard.csv": table(data).encode()}
    for language, suffix in LANGUAGES.items():
        own = [form for form in _SPOKEN if f"{_NAMES[language]}.{form}" in asked]
        with override(language):
            context = arranged(data, suffix, fingerprint(text)) if own else {}
            found |= {f"{_NAMES[language]}.{form}": _SPOKEN[form](context) for form in own}
    return {name: found[name] for name in asked}


def _page(context: dict[str, Any]) -> bytes:
    return render_to_string("claims/scorecard.html", context).encode()


def _plain(context: dict[str, Any]) -> bytes:
    return render_to_string("claims/scorecard.md", plain(context)).encode()


_SPOKEN: Mapping[str, Callable[[dict[str, Any]], bytes]] = {"html": _page, "md": _plain, "pdf": paper}


def write(made: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Put files into a folder and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / name, content) for name, content in made.items()]


def _write(file: Path, content: bytes) -> Path:
    """Replace a file in one step, so that nobody reads half of it."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    return unfinished.replace(file)

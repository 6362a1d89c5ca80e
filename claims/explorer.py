"""The library with which readers zoom and pan in a chart: out of an installed package into the data folder.

It is made when static files are collected, and never committed. Without it pages offer no exploring.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage
from django.templatetags.static import static

VEGA_LITE = "6.4"
_SECONDS = 300
# In a process of its own: it starts an engine of JavaScript, after which a process must not fork.
_PROGRAM = "import sys, vl_convert; sys.stdout.write(vl_convert.javascript_bundle(vl_version=sys.argv[1]))"


def name() -> str:
    """Among the static files; another version of the package has another."""
    return f"explorer/vega-{version('vl-convert-python')}.js"


def make() -> Path:
    """Write it, where it is not there: some seconds. Raises `subprocess.CalledProcessError`."""
    file = _folder() / name()
    if not file.is_file():
        command = [sys.executable, "-P", "-c", _PROGRAM, VEGA_LITE]
        made = subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS).stdout
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_bytes(made)
        unfinished.replace(file)
    return file


def address() -> str:
    """Where pages load it from; "" where it has not been made."""
    return static(name()) if (_folder() / name()).is_file() else ""


class Bundles(BaseStorageFinder):
    """Hands it to whoever serves or collects static files."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(FileSystemStorage(location=str(_folder())), *arguments, **named)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """All of them, for collecting."""
        make()
        return iter(super().list(ignore_patterns))


def _folder() -> Path:
    return Path(settings.DATA_FOLDER) / "bundles"

"""The process that reads pages: it answers as the reading does, knows nothing, and ends in time."""

import os
import subprocess
import sys
import time
from datetime import date
from typing import Any

import pytest

from claims.texts import apart, webpage
from evidence.refusal import FetchError
from tests.claims.texts.webpages import page

TODAY = date(2026, 11, 24)


def test_a_page_read_apart_is_the_same() -> None:
    assert apart.article(page(), "https://news.example/a", TODAY) == webpage.article(
        page(), "https://news.example/a", TODAY
    )


def test_what_is_wrong_with_a_page_comes_back_whole() -> None:
    with pytest.raises(FetchError, match="got one without a text") as caught:
        apart.article("<p></p>", "", TODAY)
    with pytest.raises(FetchError) as same:
        webpage.article("<p></p>", "", TODAY)
    assert (caught.value.template, caught.value.facts) == (same.value.template, same.value.facts)


def test_the_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[dict[str, str]] = []
    real = subprocess.run

    def noting(*arguments: Any, **options: Any) -> Any:
        known.append(options["env"])
        return real(*arguments, **options)

    monkeypatch.setenv("DATABASE_URL", "postgresql://a:secret@b/c")
    monkeypatch.setattr(subprocess, "run", noting)
    apart.article(page(), "", TODAY)
    assert set(known[0]) == {"PYTHONPATH", "PYTHONUTF8"}


def test_a_page_that_keeps_its_reader_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser looks through all attributes of an element for each of them: minutes, for half a million."""
    monkeypatch.setattr(apart, "SECONDS", 2)
    begun = time.monotonic()
    with pytest.raises(FetchError, match="expected a page that is read in 2 s"):
        apart.article("<p " + " ".join(f"a{number}=b" for number in range(500_000)) + ">", "", TODAY)
    assert time.monotonic() - begun < 15


def test_a_page_that_ends_its_reader_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(FetchError, match="got one that ends its reader"):
        apart.article(page(), "", TODAY)


def test_the_system_bounds_its_time_and_memory() -> None:
    program = (
        "import resource, io, sys; from claims.texts import apart\n"
        "apart._answer = lambda question: {}; sys.stdin = io.StringIO('{}')\n"
        "apart.main(); print(resource.getrlimit(resource.RLIMIT_CPU)[1], resource.getrlimit(resource.RLIMIT_AS)[1])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert ended.stdout == f"{{}}{apart.SECONDS} {apart.MEMORY}\n"

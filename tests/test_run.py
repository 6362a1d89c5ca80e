"""./run before any Python of the project: words, paths, the Python it needs, when it installs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.database import CHECKOUT

TOOLS = ("sh", "dirname", "cat", "cmp", "env", "true", "false")


class Checkout:
    """A checkout with only ./run and a lock, where every Python is a script that notes how it is called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a check out"
        self.path = folder / "bin"
        self.notes = folder / "notes"
        for made in (self.folder / "claimbase", self.folder / ".venv" / "bin", self.path):
            made.mkdir(parents=True)
        for name in ("run", "requirements.lock"):
            shutil.copy(CHECKOUT / name, self.folder)
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool) or tool)
        self.python(self.folder / ".venv" / "bin" / "python")
        self.python(self.path / "python3")

    def python(self, file: Path, answer: str = "") -> None:
        """Make a Python; `answer` are lines of shell that see its arguments before they are noted."""
        file.write_text(f'#!/bin/sh\n{answer}\ncase $1 in -c) exit ;; esac\nprintf "%s|" "$@" >> "{self.notes}"\n')
        file.chmod(0o755)

    def installed(self) -> None:
        """As a complete set-up leaves it."""
        shutil.copy(self.folder / "requirements.lock", self.folder / ".venv")

    def run(self, *words: str, cwd: str = "/", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "run", *words],
            env={"PATH": str(self.path), **variables},
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )

    def noted(self) -> str:
        text = self.notes.read_text() if self.notes.exists() else ""
        self.notes.unlink(missing_ok=True)
        return text


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_an_unknown_word_prints_help_and_exits_with_2(checkout: Checkout) -> None:
    ended = checkout.run("dmeo")
    assert ended.returncode == 2
    assert 'expected one of the words below, got "dmeo"' in ended.stderr
    assert "usage: ./run WORD" in ended.stderr
    assert checkout.noted() == "", "nothing is set up for it"


@pytest.mark.parametrize("words", [[], ["help"], ["--help"], ["-h"]])
def test_help_is_printed_without_setting_anything_up(words: list[str], checkout: Checkout) -> None:
    ended = checkout.run(*words)
    assert ended.returncode == 0
    for word in ("demo", "test", "lint", "up", "stop", "bench", "manage", "claimbase"):
        assert f"\n  {word} " in ended.stdout
    assert checkout.noted() == ""


def test_nothing_is_installed_when_the_lock_is_the_one_installed(checkout: Checkout) -> None:
    checkout.installed()
    assert checkout.run("demo", "--offline").returncode == 0
    assert checkout.noted() == "-P|-m|claimbase|demo|--offline|"


@pytest.mark.parametrize("case", ["changed lock", "never installed", "python gone"])
def test_the_environment_is_set_up_when_it_is_not_what_the_lock_says(case: str, checkout: Checkout) -> None:
    if case != "never installed":
        checkout.installed()
    if case == "changed lock":
        (checkout.folder / "requirements.lock").write_text("uv==2\n")
    if case == "python gone":
        (checkout.folder / ".venv" / "bin" / "python").unlink()
    checkout.run("demo")
    assert checkout.noted().startswith(f"{checkout.folder}/claimbase/environment.py|")


@pytest.mark.parametrize("compiled", ["missing", "older", "newer"])
def test_catalogues_are_compiled_when_they_are_missing_or_old(compiled: str, checkout: Checkout) -> None:
    checkout.installed()
    source = checkout.folder / "claimbase" / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.touch()
    if compiled != "missing":
        source.with_suffix(".mo").touch()
        shift = -10 if compiled == "older" else 10
        os.utime(source.with_suffix(".mo"), (source.stat().st_mtime + shift,) * 2)
    checkout.run("demo")
    assert ("environment.py" in checkout.noted()) == (compiled != "newer")


def test_arguments_with_blanks_and_quotes_arrive_whole(checkout: Checkout) -> None:
    checkout.installed()
    checkout.run("claimbase", "formula", "check", "yoy(X) > 2 'and' more")
    assert checkout.noted() == "-P|-m|claimbase|formula|check|yoy(X) > 2 'and' more|"


def test_relative_paths_are_the_callers_own(checkout: Checkout, tmp_path: Path) -> None:
    checkout.installed()
    checkout.python(checkout.folder / ".venv" / "bin" / "python", 'echo "$PWD"; echo "$PYTHONPATH"')
    printed = checkout.run("demo", "--out", "here", cwd=str(tmp_path)).stdout
    assert printed.splitlines() == [str(tmp_path), str(checkout.folder)]


def test_sums_are_made_in_one_order(checkout: Checkout) -> None:
    checkout.installed()
    checkout.python(checkout.folder / ".venv" / "bin" / "python", "env")
    printed = checkout.run("demo").stdout
    assert {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1"} <= set(printed.splitlines())


def test_python_without_venv_is_answered_with_the_package_to_install(checkout: Checkout) -> None:
    checkout.python(checkout.path / "python3", "case $2 in *ensurepip*) exit 1 ;; esac")
    ended = checkout.run("demo")
    assert ended.returncode == 1
    assert "python3: without venv" in ended.stderr
    assert "apt install python3-venv" in ended.stderr
    assert checkout.noted() == ""


def test_an_old_python_is_passed_over_for_a_newer_one(checkout: Checkout) -> None:
    checkout.python(checkout.path / "python3", "case $2 in *version_info*) exit 1 ;; esac; echo old")
    checkout.python(checkout.path / "python3.12", "[ $1 = -c ] || echo new")
    assert "new" in checkout.run("demo").stdout


def test_no_fitting_python_is_answered_with_all_that_were_tried(checkout: Checkout) -> None:
    checkout.python(checkout.path / "python3", "case $2 in *version_info*) exit 1 ;; esac")
    told = checkout.run("demo").stderr
    assert "Expected a Python >= 3.11 with venv, got:" in told
    assert "python3: older than 3.11" in told
    assert "python3.13: not found" in told
    assert "PYTHON=/path/to/python3" in told


def test_the_variable_python_chooses_the_python(checkout: Checkout, tmp_path: Path) -> None:
    chosen = tmp_path / "my own python"
    checkout.python(chosen, "[ $1 = -c ] || echo chosen")
    assert "chosen" in checkout.run("demo", PYTHON=str(chosen)).stdout
    assert "nowhere: not found" in checkout.run("demo", PYTHON="nowhere").stderr


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_script_is_plain_posix_shell(script: str) -> None:
    dash = shutil.which("dash") or pytest.skip("dash is not installed")
    subprocess.run([dash, "-n", CHECKOUT / script], check=True)

"""What ./run does to .venv: make it once, install on a changed lock, begin afresh after a kill."""

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from claimbase import environment
from tests.database import CHECKOUT


class Recorder:
    """Stands in for running programs: notes them, and makes a python where venv would."""

    def __init__(self, venv: Path) -> None:
        self.venv = venv
        self.commands: list[str] = []
        self.killed_at = ""

    def __call__(self, *command: str) -> None:
        for step in ("venv --clear", "pip install", "uv pip sync", "claimbase.catalogues"):
            if step in " ".join(command):
                self.commands.append(step)
                if step == self.killed_at:
                    raise KeyboardInterrupt
                if step == "venv --clear":
                    self._clear()

    def _clear(self) -> None:
        for file in self.venv.glob("requirements*"):
            file.unlink()
        (self.venv / "bin").mkdir(exist_ok=True)
        (self.venv / "bin" / "python").touch()

    def take(self) -> list[str]:
        taken, self.commands = self.commands, []
        return taken


WHOLE = ["venv --clear", "pip install", "uv pip sync", "claimbase.catalogues"]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """A checkout with a lock and no .venv."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("uv==1.0 \\\n    --hash=sha256:00\n")
    recorder = Recorder(tmp_path / ".venv")
    for name, value in {"CHECKOUT": tmp_path, "VENV": recorder.venv, "LOCK": lock, "_run": recorder}.items():
        monkeypatch.setattr(environment, name, value)
    return recorder


def test_the_first_run_makes_all_and_the_second_installs_nothing(programs: Recorder) -> None:
    environment.main()
    assert programs.take() == WHOLE
    environment.main()
    assert programs.take() == ["claimbase.catalogues"]


def test_a_changed_lock_is_installed_into_the_same_environment(programs: Recorder) -> None:
    environment.main()
    programs.take()
    environment.LOCK.write_text("uv==2.0 \\\n    --hash=sha256:11\n")
    environment.main()
    assert programs.take() == WHOLE[1:]
    assert (programs.venv / "requirements.lock").read_bytes() == environment.LOCK.read_bytes()


@pytest.mark.parametrize("step", WHOLE[:3])
def test_a_run_that_was_ended_in_the_middle_is_begun_afresh(step: str, programs: Recorder) -> None:
    programs.killed_at = step
    with pytest.raises(SystemExit, match="the next run sets"):
        environment.main()
    programs.killed_at = ""
    programs.take()
    environment.main()
    assert programs.take() == WHOLE


def test_an_update_that_was_ended_in_the_middle_is_begun_afresh(programs: Recorder) -> None:
    environment.main()
    environment.LOCK.write_text("uv==2.0 \\\n    --hash=sha256:11\n")
    programs.killed_at = "uv pip sync"
    with pytest.raises(SystemExit):
        environment.main()
    programs.killed_at = ""
    programs.take()
    environment.main()
    assert programs.take() == WHOLE


def test_an_environment_whose_python_is_gone_is_made_anew(programs: Recorder) -> None:
    environment.main()
    programs.take()
    (programs.venv / "bin" / "python").unlink()
    environment.main()
    assert programs.take() == WHOLE


def test_a_second_run_waits_for_the_first(programs: Recorder) -> None:
    programs.venv.mkdir()
    first = os.open(programs.venv, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    second = threading.Thread(target=environment.main)
    second.start()
    second.join(0.2)
    assert second.is_alive()
    assert programs.take() == []
    os.close(first)
    second.join(5)
    assert programs.take() == WHOLE


def test_a_program_that_fails_is_named(programs: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*command: str) -> None:
        raise subprocess.CalledProcessError(7, command)

    monkeypatch.setattr(environment, "_run", fail)
    with pytest.raises(SystemExit, match=r"expected exit code 0 from .* -m venv --clear .*, got 7"):
        environment.main()


@pytest.mark.parametrize("error", [PermissionError, OSError])
def test_a_folder_that_cannot_be_written_is_a_sentence_that_says_what_to_do(
    error: type[OSError], programs: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path, **given: object) -> None:
        raise error(30, "Read-only file system", str(folder))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(
        SystemExit, match=r"expected to write .*\.venv, got: Read-only file system\. Run a copy of this"
    ):
        environment.main()
    assert programs.take() == []


def test_uvs_own_entry_is_taken_from_the_lock_with_its_hashes_alone() -> None:
    own = "uv==2 ; x \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n"
    before, after = "a==1 \\\n    --hash=sha256:0\n", "uvloop==3 \\\n    --hash=sha256:3\n"
    assert environment.entry_of("uv", before + own + after) == own
    assert environment.entry_of("uv", before + own) == own


def test_the_projects_lock_has_an_entry_for_uv() -> None:
    entry = environment.entry_of("uv", (CHECKOUT / "requirements.lock").read_text())
    assert entry.startswith("uv==")
    assert entry.count("--hash=") > 1


def test_a_lock_without_uv_is_refused_in_words() -> None:
    with pytest.raises(SystemExit, match="expected an entry uv==…, got none"):
        environment.entry_of("uv", "a==1\n")


def test_the_program_needs_nothing_that_is_installed() -> None:
    source = CHECKOUT / "claimbase" / "environment.py"
    program = f"import runpy; runpy.run_path({str(source)!r}, run_name='loaded')"
    subprocess.run([sys.executable, "-I", "-S", "-c", program], check=True)

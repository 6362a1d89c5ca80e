"""The secret key is made once, whoever asks first."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from claimbase import secretkey
from claimbase.embedded.folders import data_folder_mode
from tests.database import CHECKOUT

PRINT_KEY = "import pathlib, sys; from claimbase import secretkey; print(secretkey.kept_in(pathlib.Path(sys.argv[1])))"


def test_racing_processes_get_one_and_the_same_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PRINT_KEY, str(tmp_path / "data")]
    racing = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) for _ in range(5)]
    keys = {process.communicate()[0].strip() for process in racing}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret_key"], "nothing unfinished is left"


def test_a_folder_made_for_the_key_is_closed_to_others(tmp_path: Path) -> None:
    secretkey.kept_in(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == data_folder_mode() != 0o755


def test_the_key_stays_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    key = secretkey.kept_in(tmp_path)
    assert secretkey.kept_in(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert secretkey.kept_in(tmp_path / "one") != secretkey.kept_in(tmp_path / "two")


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"^CLAIMBASE_SECRET_KEY: expected it to be set, or kept in .*/file"):
        secretkey.kept_in(tmp_path / "file")

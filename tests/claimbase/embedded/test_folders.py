"""Folders in the temporary folder: short, plain, and nobody else's."""

import os
import tempfile
from pathlib import Path

import pytest

from claimbase.embedded import account, folders
from claimbase.embedded.errors import EmbeddedServerError

MYSELF = account.Account("myself", os.geteuid(), os.getegid(), becomes=False)


@pytest.mark.parametrize("name", ["x" * 60, "with blank", "with,comma", 'with"quote', "中文"])
def test_a_temporary_folder_that_does_not_suit_sockets_is_not_used(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / name))
    assert folders.temporary() == Path("/", "tmp")


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's servers run as that user")
def test_roots_own_temporary_folder_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert folders.temporary() == Path("/", "tmp")


def test_a_socket_folder_depends_on_the_data_folder_alone(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "data")
    assert folders.sockets(tmp_path / "data") == folders.sockets(link)
    assert folders.sockets(tmp_path / "data") != folders.sockets(tmp_path / "data2")


def test_a_private_folder_is_made_for_its_owner_alone_and_found_again(tmp_path: Path) -> None:
    made = folders.make_private(tmp_path / "private", MYSELF)
    assert made.stat().st_mode & 0o777 == 0o700
    assert folders.make_private(tmp_path / "private", MYSELF) == made


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_others_may_enter_is_refused(mode: int, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(EmbeddedServerError, match="with mode 0700, got d"):
        folders.make_private(folder, MYSELF)


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    other = account.Account("other", os.geteuid() + 1, os.getegid(), becomes=False)
    monkeypatch.setattr(os, "geteuid", lambda: other.uid)
    with pytest.raises(EmbeddedServerError, match="of the account other"):
        folders.make_private(folder, other)


def test_a_symbolic_link_is_refused_even_to_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    with pytest.raises(EmbeddedServerError, match="got lrwx"):
        folders.make_private(tmp_path / "link", MYSELF)


@pytest.mark.parametrize(("user", "mode"), [(1000, 0o700), (0, 0o711)])
def test_a_new_data_folder_is_for_its_owner_and_a_servers_account_passes_through_roots(
    user: int, mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert folders.make_data_folder(tmp_path / "parent" / "data").stat().st_mode & 0o777 == mode


def test_a_data_folder_that_is_there_keeps_its_owners_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    assert folders.make_data_folder(tmp_path).stat().st_mode & 0o777 == 0o750


def test_a_data_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedServerError, match="Set CLAIMBASE_DATA to a folder that you may write"):
        folders.make_data_folder(tmp_path / "file" / "data")

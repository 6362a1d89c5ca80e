"""A server's log is its owner's, and does not grow for ever."""

from pathlib import Path

import pytest

from claimbase.embedded import logs


def test_a_log_is_written_at_its_end_and_read_by_its_owner_only(tmp_path: Path) -> None:
    for line in (b"one\n", b"two\n"):
        with logs.opened(tmp_path / "log") as log:
            log.write(line)
    assert (tmp_path / "log").read_bytes() == b"one\ntwo\n"
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_a_long_log_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_LARGEST", 3)
    (tmp_path / "log").write_bytes(b"old\n")
    with logs.opened(tmp_path / "log") as log:
        log.write(b"new\n")
    assert (tmp_path / "log").read_bytes() == b"new\n"


def test_a_link_in_the_logs_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"), logs.opened(tmp_path / "log"):
        pass

"""What is known of a server process from the files it leaves, and which of them lie."""

import os
from pathlib import Path

PORT = 5432  # only a part of the socket's name: nothing listens on the network


def server_pid(cluster: Path) -> int | None:
    """The process that the cluster's postmaster.pid names, if it is alive and serves the cluster."""
    return _serving(cluster / "postmaster.pid", cluster)


def socket_pid(sockets: Path, cluster: Path) -> int | None:
    """The same by the lock file of the socket, which survives the removal of the cluster's files."""
    return _serving(_socket_lock(sockets), cluster)


def serves(pid: int, cluster: Path) -> bool:
    """Whether the process is alive and a PostgreSQL server of this cluster.

    A zombie and a process that has got the number since are not: their command lines are empty or another.
    """
    words = command_line(pid)
    if words is None:  # a system without /proc cannot tell whose process it is: a living one is believed
        return _lives(pid)
    return Path(words[0]).name == "postgres" and (str(cluster) in words or _works_in(pid) == cluster)


def command_line(pid: int) -> list[str] | None:
    """The words a process was started with, [""] for one that has ended; None where there is no /proc."""
    if not Path("/proc/self").exists():
        return None
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
    except OSError:
        return [""]


def socket_folder(cluster: Path) -> Path | None:
    """Where the cluster's running server has its socket, by postmaster.pid; None until it has made one."""
    if server_pid(cluster) is None:
        return None
    place = _line(cluster / "postmaster.pid", 5)
    return Path(place) if place else None


def socket_cluster(sockets: Path) -> Path | None:
    """The cluster whose server made the socket, by the socket's lock file."""
    place = _line(_socket_lock(sockets), 2)
    return Path(place) if place else None


def remove_traces(cluster: Path, sockets: Path) -> None:
    """Remove what a killed server leaves; the caller has made sure that none is running."""
    for trace in (cluster / "postmaster.pid", _socket_lock(sockets), sockets / f".s.PGSQL.{PORT}"):
        trace.unlink(missing_ok=True)


def _socket_lock(sockets: Path) -> Path:
    return sockets / f".s.PGSQL.{PORT}.lock"


def _serving(file: Path, cluster: Path) -> int | None:
    number = _line(file, 1)
    return int(number) if number.isdecimal() and serves(int(number), cluster) else None


def _line(file: Path, number: int) -> str:
    """One line of a lock file, counted from 1; empty when it, or the file, is not there or not yet."""
    try:
        lines = file.read_text().splitlines()
    except OSError:
        return ""
    return lines[number - 1] if len(lines) >= number else ""


def _works_in(pid: int) -> Path | None:
    """The process's own folder: it follows a checkout that is moved, and only its owner may ask."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

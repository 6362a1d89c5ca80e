"""How much memory this process has had resident at most.

`getrusage` would tell that of whoever started it, too: a process inherits the figure.
"""

from math import nan
from pathlib import Path

_PROC = Path("/proc/self")
IS_TOLD = (_PROC / "clear_refs").exists()  # by Linux


def highest_mb() -> float:
    """Since it began, or since `forget`; NaN where the system does not tell."""
    if not IS_TOLD:
        return nan
    [line] = [line for line in (_PROC / "status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def forget() -> None:
    """Count from what is resident now."""
    (_PROC / "clear_refs").write_text("5")

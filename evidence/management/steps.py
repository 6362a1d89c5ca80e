"""Long steps on the terminal: a bar that moves, or where nobody looks at one (a file, a pipe) a line now and then."""

import time
from collections.abc import Callable
from typing import Self

from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

QUIET = 10.0  # seconds without a line where there is no terminal


class Steps:
    """The steps of a run, by name. `at` may be called as often as one likes: it shows as much as can be read."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.console, self.clock = console, clock
        self.bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.tasks: dict[str, TaskID] = {}
        self.said_at = 0.0

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.bars.stop()

    def at(self, name: str, done: int = 0, total: int | None = None) -> None:
        """A step has come so far; its first mention begins it."""
        is_new = name not in self.tasks
        if is_new:
            self.tasks[name] = self.bars.add_task(escape(name), total=total)
        self.bars.update(self.tasks[name], completed=done, total=total)
        if not self.console.is_terminal and (is_new or self.clock() - self.said_at >= QUIET):
            self._say(name, done, total)

    def of(self, name: str) -> Callable[[int, int], None]:
        """Begin a step, and what is to be told how far it is."""
        self.at(name)
        return lambda done, total: self.at(name, done, total)

    def _say(self, name: str, done: int, total: int | None) -> None:
        far = "" if total is None else " " + _("%(done)d of %(total)d") % {"done": done, "total": total}
        self.console.print(f"  {escape(name)}{far} …", highlight=False)
        self.said_at = self.clock()

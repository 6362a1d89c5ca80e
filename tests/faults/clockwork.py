"""The whole clock on simulated weeks among workers that die: `python -m tests.faults.clockwork FOLDER KILLS [ARCHIVE]`.

Refresh, assess, settle, publish, find and send: the tasks themselves, rung by forked workers on each week's day, some
of which get a kill -9 in the middle. A worker that is let live comes last each week, as timers ring again. Without an
archive a few weeks on made-up figures; with one two years on its vintages. Prints what came of it, as JSON.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command
from django.db import connection

if TYPE_CHECKING:
    from tests.faults.history import Story

AT_ONCE = 2  # workers, of which one is killed
_INHERITED = ("claimbase.celery", "claims.tasks", "claims.notices.channels.mail", "scipy.special")  # by every worker
GRACE = 60.0  # seconds that the database may take to notice that a client is dead


def main() -> None:
    """Make the claims, let the weeks pass, and tell what came of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    for name in _INHERITED:
        import_module(name)
    from tests.faults import outcome
    from tests.faults.history import SHORT, long

    folder, kills = Path(sys.argv[1]), int(sys.argv[2])
    story = long(Path(sys.argv[3])) if sys.argv[3:] else SHORT
    (folder / "doing").mkdir(parents=True)
    _begin(story, folder)
    run = Run(story, folder, kills)
    run.pass_()
    lasted = {"kills": dict(run.killed), "weeks": story.weeks, "ended": story.weekly}
    print(json.dumps({**outcome.told(story.days[-1]), **lasted}))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _begin(story: "Story", folder: Path) -> None:
    """Claims that are registered on the first day, and two readers: of everything, and of the digest."""
    from claims.models import Subscriber, Subscription
    from tests.claims import content

    story.write(folder / "content")
    content.load(folder / "content")
    content.enter(noon(story.begins))
    for name, kinds in (("all", list(Subscription.Kind.values)), ("weekly", ["digest"])):
        address = f"{name}@example.org"
        to = Subscriber.objects.create(channel="email", address=address, digest=address)
        Subscription.objects.create(subscriber=to, kinds=kinds, confirmed_at=noon(story.begins))
    connection.close()  # no worker inherits it


@dataclass
class Run:
    """The weeks of a story. `killed` counts kills by what the worker was doing."""

    story: "Story"
    folder: Path
    kills: int
    rng: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 no secret
    killed: Counter[str] = field(default_factory=Counter)
    usual: float = 3.0  # seconds that a worker takes

    def pass_(self) -> None:
        """Each week in turn; and another ring a week later, by when every lease has ended."""
        victims = Counter(self.rng.choices(self.story.days, k=self.kills))
        for day in self.story.days:
            self.story.bring(self.folder / "archive", day)
            for _ in range(victims[day]):
                self._kill_one(day)
            begun = time.monotonic()
            _expect_end(self._fork(day, in_order=True))
            self.usual = time.monotonic() - begun
        _expect_end(self._fork(self.story.days[-1] + timedelta(days=1), in_order=True))

    def _kill_one(self, day: date) -> None:
        """Of some workers that begin together, at any time until they are done."""
        while True:
            workers = [self._fork(day, in_order=False) for _ in range(AT_ONCE)]
            time.sleep(self.rng.uniform(0, 1.5 * self.usual))
            victim = workers.pop()
            os.kill(victim, signal.SIGKILL)
            was_alive = os.WIFSIGNALED(os.waitpid(victim, 0)[1])
            for other in workers:
                _expect_end(other)
            _wait_for_database()
            if was_alive:
                doing = self.folder / "doing" / str(victim)
                self.killed[doing.read_text() if doing.exists() else "beginning"] += 1
                return

    def _fork(self, day: date, *, in_order: bool) -> int:
        seed = self.rng.random()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                _work(self.folder, day, None if in_order else seed)
                status = 0
            except BaseException:  # noqa: BLE001 - told, and the process ends
                traceback.print_exc()
            finally:
                os._exit(status)
        return pid


def _expect_end(pid: int) -> None:
    status = os.waitpid(pid, 0)[1]
    assert status == 0, f"a worker that nobody killed ended with {status}; its error is printed above"


def _wait_for_database() -> None:
    """Until it has noticed that its clients are dead, and has given back what they held."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    until = time.monotonic() + GRACE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                break
            time.sleep(0.02)
    connection.close()


def _work(folder: Path, day: date, seed: float | None) -> None:
    """Ring every timer once, on the simulated noon of a day; in any order where a seed is given."""
    begun = time.monotonic()

    def now() -> datetime:
        return noon(day) + timedelta(seconds=time.monotonic() - begun)

    acts = _tasks(folder, now)
    if seed is not None:
        random.Random(seed).shuffle(acts)  # noqa: S311 no secret
    for name, act in acts:
        (folder / "doing" / str(os.getpid())).write_text(name)
        act()
    (folder / "doing" / str(os.getpid())).write_text("nothing more")


def _tasks(folder: Path, now: Callable[[], datetime]) -> list[tuple[str, Callable[[], object]]]:
    """The workers' own, with a simulated clock in place of the database's and without a broker."""
    from claimbase.celery import app
    from claims import tasks
    from claims.notices.channels.mail import Mail
    from claims.notices.deliver import Office
    from claims.verbs import clock
    from evidence.models import Indicator
    from evidence.refresh import refresh

    app.set_default()
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    clock.now = now
    tasks.office = lambda name: Office(f"{name} {os.getpid()}", now, {"email": Mail()})

    def bring() -> None:
        refresh(Indicator.objects.raw(), client=None, now=now(), settings={"findings": "/none"},
                archive_folder=folder / "archive", own=False)  # fmt: skip

    rhythms = ("weekly", "monthly", "quarterly")
    return [
        ("refresh", bring), ("assess", tasks.assess_due), ("settle", tasks.settle_due),
        *((f"publish {one}", lambda one=one: tasks.publish_scorecard(one)) for one in rhythms),
        ("publish again", lambda: tasks.publish_scorecard("weekly")),
        ("find", tasks.find_events), ("send", tasks.send_notices),
    ]  # fmt: skip


if __name__ == "__main__":
    main()

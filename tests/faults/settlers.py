"""Settlers that are killed at random: `python -m tests.faults.settlers FOLDER KILLS`.

Makes a small installation's claims with checkpoints that have passed, then forks workers that settle them one by one
and kills -9 whichever comes, until so many have died; then lets the rest finish. Prints how many were killed.
"""

import os
import random
import signal
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

DAY, NOW = date(2026, 12, 20), datetime(2026, 12, 21, 12, tzinfo=UTC)
MEASURED, WORKERS = 24, 3
# Within its transaction, after the ledger's entry: so that kills find settlements half written, and all of them take
# longer, one after the other, than the kills.
_SLOW = """
CREATE FUNCTION settle_slowly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(0.4);
    RETURN NEW;
END $$;
CREATE TRIGGER slowly BEFORE INSERT ON claims_settlement FOR EACH ROW EXECUTE FUNCTION settle_slowly();
"""


def main() -> None:
    """Make the claims and settle them among workers that die."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    _stock(Path(sys.argv[1]))
    print(_race(int(sys.argv[2])))


def _stock(folder: Path) -> None:
    from tests.claims import content

    numbers = [f"C{n:02}" for n in range(MEASURED)]
    made = [content.claim(number, content.criterion(number, f"growth(power) > {place} %"), kind="trend")
            for place, number in enumerate(numbers)]  # fmt: skip
    members = ", ".join(f'"{number}"' for number in numbers[:3])
    made.append(content.claim("G1", more=f"rule = {{ at_least = 2, of = [{members}] }}"))
    content.load(content.write(folder / "content", made))
    content.learn(content.archive(folder / "archive", until=323))
    content.enter()
    with connection.cursor() as cursor:
        cursor.execute(_SLOW)
    connection.close()  # no worker inherits it


def _race(kills: int) -> int:
    rng, workers, killed = random.Random(7), set[int](), 0  # noqa: S311 no secret
    while killed < kills:
        while len(workers) < WORKERS:
            workers.add(_fork(rng.random()))
        time.sleep(rng.uniform(0.1, 0.6))
        victim = rng.choice(sorted(workers))
        workers.discard(victim)
        os.kill(victim, signal.SIGKILL)
        if not os.WIFSIGNALED(os.waitpid(victim, 0)[1]):
            break  # it found no more to settle: whoever is forked now lives too short a time to be killed
        killed += 1
    for worker in workers:
        os.waitpid(worker, 0)
    os.waitpid(_fork(0.5), 0)  # whoever comes last finds what the dead left
    return killed


def _fork(seed: float) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            _settle_all(seed)
        finally:
            os._exit(0)
    return pid


def _settle_all(seed: float) -> None:
    """One claim at a time, in an order of its own; twice, for a claim made of others may come before them."""
    from claims.sharing import settle_portion
    from claims.verbs.settle import due

    for _ in range(2):
        keys = due(DAY)
        random.Random(seed).shuffle(keys)  # noqa: S311 no secret
        for key in keys:
            settle_portion(DAY, NOW, [key])


if __name__ == "__main__":
    main()

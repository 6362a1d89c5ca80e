"""Two simulated years of the whole clock on the vintages of CLAIMBASE_SHARED, among workers killed at random.

Refresh, assess, settle, publish, find, send: see `tests/faults/clockwork.py`. What is not as it must be is printed.

clockwork_faults       rules that do not hold, of those of `tests/faults/simulated.py`                       bar: 0
clockwork_kills        workers killed with -9 in the middle, over so many weeks
clockwork_settlements  each once, with its entry in the ledger; against the tests that they are of
clockwork_editions     each once; against the periods that they are of
clockwork_notices      each sent; against the mails that came: more by those that SMTP cannot tell from lost ones
clockwork_s            seconds that all of it took
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from claimbase.embedded import postgres
from tests.benchmarks.rows import Row, seconds
from tests.database import make_tables, temporary_data_folder
from tests.faults.installation import Installation
from tests.faults.simulated import Ran, simulate

KILLS = 30


def measure() -> Iterator[Row]:
    """All rows."""
    archive = Path(os.environ.get("CLAIMBASE_SHARED", "/nowhere"), "archive").resolve()
    if not (archive / "manifest.csv").is_file():
        return
    folder, found = temporary_data_folder(), list[Ran]()
    try:
        make_tables(folder)
        with postgres.lease(folder, durable=False):
            taken = seconds(lambda: found.append(simulate(Installation(folder), KILLS, archive)))
    finally:
        shutil.rmtree(folder)
    [ran] = found
    told = ran.told
    for fault in ran.faults():
        print("fault:", fault)
    print({name: told[name] for name in ("kills", "outcomes", "unsettled", "otherwise", "entries", "events", "died")})
    yield Row("clockwork_faults", float(len(ran.faults())), "rules", 0.0)
    yield Row("clockwork_kills", float(ran.kills), "kills", float(told["weeks"]))
    yield Row("clockwork_settlements", float(told["settlements"]), "rows", float(told["tests"]))
    yield Row("clockwork_editions", float(told["editions"]), "rows", float(told["periods"]))
    yield Row("clockwork_notices", float(told["notices"]), "notices", float(sum(ran.mails.values())))
    yield Row("clockwork_s", taken, "s")

"""A process that holds a lease until its input ends: `python -m tests.leaseholder FOLDER [--remove]`.

It prints the server's address and waits. However whoever started it ends, kill -9 included, its input
ends too: then the lease is given back and, with --remove, the folder deleted.
"""

import shutil
import sys
from pathlib import Path

from claimbase.embedded import postgres


def main() -> None:
    """Hold the lease on the folder named by the first argument."""
    folder = Path(sys.argv[1])
    with postgres.lease(folder, durable=False) as connection:
        print(connection.url, flush=True)
        sys.stdin.read()
    if "--remove" in sys.argv:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

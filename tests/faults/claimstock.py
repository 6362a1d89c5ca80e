"""Small article and its figures for the fault tests: `python -m tests.faults.claimstock FOLDER MONTHS`.

What is there already stays; run again with more months, it brings the figures that have come since.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    """Make the tables, the claims, and the figures of so many months."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)

    from tests.claims import content

    folder, months = Path(sys.argv[1]), int(sys.argv[2])
    content.load(content.write(folder / "content"))
    content.learn(content.archive(folder / f"archive {months}", until=months))


if __name__ == "__main__":
    main()

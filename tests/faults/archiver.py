"""Archives in an installation of its own: `python -m tests.faults.archiver fill | export DIR [FILES] | import DIR`.

With a number of files an export stops dead after so many, and says so by a file named "reached" beside the folder.
"""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import django

FOR_EVER = 3600.0


def main() -> None:
    """Do what the first argument says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    {"fill": fill, "export": export, "import": import_}[sys.argv[1]](*sys.argv[2:])


def fill() -> None:
    """Record the findings of the installation's folder."""
    from evidence.models import Indicator
    from evidence.refresh import refresh

    settings = {"findings": os.environ["FAULTS_FINDINGS"]}
    refresh(Indicator.objects.all(), client=None, now=datetime(2026, 8, 22, tzinfo=UTC), settings=settings)


def export(folder: str, files: str = "-1") -> None:
    """Write the archive, or so many files of it."""
    from evidence.archive import export_archive

    def stop(*told: object) -> None:
        if told[-2] == int(files):
            Path(folder).with_name("reached").touch()
            time.sleep(FOR_EVER)

    export_archive(Path(folder), progress=stop)


def import_(folder: str) -> None:
    """Record an archive."""
    from evidence.archive import import_archive

    assert import_archive(Path(folder), now=datetime(2026, 8, 22, tzinfo=UTC)).errors == {}


if __name__ == "__main__":
    main()

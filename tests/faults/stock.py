"""Fills an empty installation for the fault tests: `python -m tests.faults.stock CODE …`, in its environment."""

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Make the tables, the source of analysts' findings, and a daily series for each code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)

    from evidence.models import Indicator, Source

    source = Source.objects.create(slug="analyst", name="Analysts", name_zh="分析師", licence="none")
    for code in sys.argv[1:]:
        Indicator.objects.create(
            slug=code, name=code, name_zh=code, source=source, code=code, unit="count", frequency="D",
            aggregation="sum", publication_lag=0,
        )  # fmt: skip


if __name__ == "__main__":
    main()

"""`./run demo`: the main job, end to end: load, refresh, assess, publish."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import claims.load
import evidence.load
from claims.assess import assess
from claims.management.terminal import show_files, show_refresh, show_scorecard
from claims.publish import publish
from claims.scorecard import Scorecard
from evidence.http import Client
from evidence.models import Indicator
from evidence.refresh import Outcome, refresh
from evidence.sources import SOURCES
from evidence.tomlfiles import ContentError


class Command(BaseCommand):
    help = "Score the first article's claims: load, refresh the evidence, assess, publish a scorecard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--archive", type=Path, metavar="DIR", help="an evidence archive to read first")
        parser.add_argument(
            "--as-of", type=_day, metavar="DATE", help="the day whose knowledge counts (default: today)"
        )
        parser.add_argument("--offline", action="store_true", help="ask no provider over the network")
        parser.add_argument(
            "--out", type=Path, default=Path("out"), metavar="DIR", help="where to write (default: out)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.now(UTC)
        as_of = options["as_of"] or now.date()
        console = Console(highlight=False)
        console.print("Preparing the database and loading the claims …")
        call_command("migrate", verbosity=0, interactive=False)
        _load()
        with _progress(console) as progress:
            outcomes = _refresh(progress, now, options)
            task = progress.add_task("assessing", total=None)
            assess(as_of, progress=lambda done, total: progress.update(task, completed=done, total=total))
        show_refresh(console, outcomes)
        scorecard = Scorecard(as_of)
        files = publish(scorecard, options["out"])
        show_scorecard(console, scorecard.data)
        show_files(console, files)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"expected a day such as 2026-08-22 after --as-of, got {text}") from None


def _load() -> None:
    folder = settings.BASE_DIR / "fixtures"
    try:
        claims.load.load(folder, evidence.load.load(folder))
    except ContentError as error:
        raise CommandError(str(error)) from None


def _refresh(progress: Progress, now: datetime, options: dict[str, Any]) -> list[Outcome]:
    if options["archive"] and not (options["archive"] / "manifest.csv").is_file():
        raise CommandError(f"expected an evidence archive with a manifest.csv in {options['archive']}, found none")
    tasks: dict[str, Any] = {}

    def show(source: str, done: int, total: int) -> None:
        if source not in tasks:
            tasks[source] = progress.add_task(source, total=total)
        progress.update(tasks[source], completed=done)

    places = {
        "findings": str(settings.BASE_DIR / "fixtures" / "findings"),
        "FRED_API_KEY": settings.FRED_API_KEY,
        "SEC_CONTACT": settings.SEC_CONTACT,
        "EIA_API_KEY": settings.EIA_API_KEY,
        "BLS_API_KEY": settings.BLS_API_KEY,
    }
    indicators = Indicator.objects.raw().select_related("source")
    common: dict[str, Any] = {"now": now, "settings": places, "archive_folder": options["archive"], "progress": show}
    if options["offline"]:
        return refresh(indicators, client=None, **common)
    with Client(host for source in SOURCES.values() for host in source.HOSTS) as client:
        return refresh(indicators, client=client, **common)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)

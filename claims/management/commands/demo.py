"""`./run demo`: the main job, end to end: load, refresh, assess, publish."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console

from claims.assess import assess
from claims.editions.contents.whole import whole
from claims.editions.formats.files import files, write
from claims.editions.scorecard import Scorecard
from claims.frozen import frozen
from claims.installation import load
from claims.management.acting import done as agreed
from claims.management.terminal import show_files, show_refresh, show_scorecard, show_unreadable
from claims.models import Article
from claims.scoring.appraisal import Phase
from claims.verbs import clock
from claims.wording.languages import LANGUAGES
from evidence.management.arguments import a_day
from evidence.management.steps import Steps
from evidence.models import Indicator
from evidence.refresh import Outcome, refresh
from evidence.sources import SOURCES
from evidence.told import told
from evidence.tomlfiles import ContentError
from evidence.turns import Turns
from evidence.web.client import Client

MOST_DAYS_AHEAD = 3_653
WITH_ARCHIVE, OFFLINE = 3, 2  # minutes of a first run: 218 s of processor time with the archive, 35 of them alone


class Command(BaseCommand):
    help = "Score the first article's claims: load, refresh the evidence, assess, publish a scorecard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--archive", type=Path, metavar="DIR", help="an evidence archive to read first")
        parser.add_argument(
            "--as-of", type=a_day, metavar="DATE", help="the day whose knowledge counts (default: today)"
        )
        parser.add_argument("--offline", action="store_true", help="ask no provider over the network")
        parser.add_argument(
            "--out", type=Path, default=Path("out"), metavar="DIR", help="where to write (default: out)"
        )

        parser.add_argument(
            "--language", choices=list(LANGUAGES), default="en", help="of what is printed; files come in both"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            self._run(datetime.now(UTC), options)

    def _run(self, now: datetime, options: dict[str, Any]) -> None:
        as_of, console = options["as_of"] or now.date(), Console(highlight=False)
        _check_reach(as_of, now.date())
        _check_places(options)
        console.print(_how_long(options))
        with Steps(console) as steps:
            steps.at(_("preparing the database"))
            call_command("migrate", verbosity=0, interactive=False)
            steps.at(_("loading indicators and claims"))
            _load(agreed(clock.now))
            _check_day(console, as_of, now.date())
            show_refresh(console, _refresh(steps, now, options))
            names = {Phase.FUTURES: _("assessing: futures"), Phase.PAST: _("assessing: earlier dates"),
                     Phase.CHANGES: _("assessing: changes")}  # fmt: skip
            done = assess(as_of, progress=lambda phase, done, total: steps.at(names[phase], done, total))
            show_unreadable(console, done.unreadable)
            steps.at(_("writing the scorecard"))
            scorecard = Scorecard(as_of)
            files = _publish(scorecard, options["out"])
        show_scorecard(console, scorecard.data)
        for sentence in _to_be_entered(scorecard):
            console.print(sentence)
        show_files(console, files)


def _how_long(options: dict[str, Any]) -> str:
    """Of a first run: what has been assessed before is not assessed again."""
    if options["archive"]:
        return _("A first run with an archive takes about %(minutes)d minutes on two free processors.") % {
            "minutes": WITH_ARCHIVE
        }
    if options["offline"]:
        return _("A first run without a network takes about %(minutes)d minutes on two free processors.") % {
            "minutes": OFFLINE
        }
    return _("A first run takes some minutes: providers are asked slowly, as they like it.")


def _check_reach(as_of: date, today: date) -> None:
    """Every month end up to the day is assessed: a day centuries ahead would take days, or has no day after."""
    if (as_of - today).days > MOST_DAYS_AHEAD:
        raise CommandError(
            f"expected a day at most ten years ahead of today, {today}, after --as-of, got {as_of}; "
            "if today is wrong, set this machine's clock"
        )


def _check_places(options: dict[str, Any]) -> None:
    """Before anything takes time."""
    if options["archive"] and not (options["archive"] / "manifest.csv").is_file():
        raise CommandError(f"expected an evidence archive with a manifest.csv in {options['archive']}, found none")
    if options["out"].exists() and not options["out"].is_dir():
        raise CommandError(f"expected a folder after --out, got the file {options['out']}")


def _check_day(console: Console, as_of: date, today: date) -> None:
    first = Article.objects.order_by("published_on").values_list("published_on", flat=True).first()
    if first is not None and as_of < first:
        raise CommandError(f"expected a day from {first}, when the first article was published, got {as_of}")
    if as_of > today:
        console.print(_("%(day)s lies ahead: it counts what is known today, %(today)s, and what is late by then.") %
                      {"day": as_of, "today": today})  # fmt: skip


def _publish(scorecard: Scorecard, folder: Path) -> list[Path]:
    try:
        return write(files(frozen(whole(scorecard))), folder)
    except OSError as error:
        raise CommandError(f"expected to write into {folder}, got: {error}; name another folder with --out") from None


def _to_be_entered(scorecard: Scorecard) -> list[str]:
    """What stands in the ledger stands for good, and this may run without a network or as of another day."""
    count = sum(one.is_to_be_entered for one in scorecard.stood.values())
    if not count:
        return []
    return [_("Outcomes that are computed but not entered in the ledger: %(n)s. `./run claimbase settle` enters them; "
              "an installation that runs does so every hour.") % {"n": count}]  # fmt: skip


def _load(now: datetime) -> None:
    try:
        load(settings.BASE_DIR / "fixtures", now)
    except ContentError as error:
        raise CommandError(told(error)) from None


def _refresh(steps: Steps, now: datetime, options: dict[str, Any]) -> list[Outcome]:
    indicators = Indicator.objects.raw().select_related("source")
    common: dict[str, Any] = {
        "now": now,
        "settings": settings.SOURCE_SETTINGS,
        "archive_folder": options["archive"],
        "progress": steps.at,
    }
    if options["offline"]:
        return refresh(indicators, client=None, **common)
    hosts = [host for source in SOURCES.values() for host in source.HOSTS]
    with Client(hosts, pace=Turns(settings.SOURCE_SETTINGS).wait) as client:
        return refresh(indicators, client=client, **common)

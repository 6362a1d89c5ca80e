"""`claimbase content check`: whether the content files can be loaded; loads nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from claims.installation import check
from evidence.told import told
from evidence.tomlfiles import ContentError
from evidence.units import NAMES, SCALES


class Command(BaseCommand):
    help = "Say whether fixtures/ can be loaded, or what is wrong by file, entry and key. Loads nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        one = actions.add_parser("check", help=self.help)
        one.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures", metavar="DIR")
        actions.add_parser("units", help="the units and scales that an indicator may name")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "units":
            self.stdout.write(f"units   ratio, {', '.join(NAMES)}\nscales  {', '.join(SCALES)}")
            return
        call_command("migrate", verbosity=0, interactive=False)
        try:
            check(options["folder"])
        except ContentError as error:
            raise CommandError(told(error)) from None
        self.stdout.write(f"{options['folder']} can be loaded; nothing was.")

"""`claimbase roles`: the groups readers, analysts, reviewers and administrators, made where they are not there."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from claimbase.roles import ROLES, establish


class Command(BaseCommand):
    help = "Make the groups readers, analysts, reviewers and administrators. What an operator has changed of one stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="give all of them their permissions anew")

    def handle(self, *args: Any, **options: Any) -> None:
        made = establish(reset=options["reset"])
        for name in ROLES if options["verbosity"] else ():
            what = _("permissions given") if name in made else _("left as it is")
            self.stdout.write(f"{name}: {what}")

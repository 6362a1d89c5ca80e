"""Commands that speak the language they are asked in, also where something goes wrong."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from claims.wording.languages import LANGUAGES


class SpeakingCommand(BaseCommand):
    """A command with --language: all that it says, and all that it refuses, is said in that."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=list(LANGUAGES), default="en", help="in which to answer")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Do it in that language."""
        with override(options["language"]):
            return super().execute(*args, **options)

"""Django's makemessages without GNU gettext: brings the catalogues' sources up to date with code and templates."""

from typing import Any

from django.core.management.base import BaseCommand

from claimbase.catalogues import LOCALE
from claimbase.messages import update


class Command(BaseCommand):
    help = "Collect the texts to be translated into claimbase/locale/*/LC_MESSAGES/django.po."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
            lacking = update(source)
            self.stdout.write(f"{source.parts[-3]}: {len(lacking)} texts without a translation")
            for text in lacking:
                self.stdout.write(f"  {text}")

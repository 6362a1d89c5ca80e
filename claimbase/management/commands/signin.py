"""`claimbase signin`: a sign-in link for this machine's site, good once and for minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from claimbase import address, signin


class Command(BaseCommand):
    help = "Print a link that signs in an administrator, once and within minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        minutes = int(signin.GOOD_FOR.total_seconds()) // 60
        link = f"{address.site()}sign-in/{signin.token()}/"
        self.stdout.write(f"Sign in, once and within {minutes} minutes: {link}")
        self.stdout.flush()

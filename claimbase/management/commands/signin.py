"""`claimbase signin`: a sign-in link for this machine's site, good once and for minutes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from claimbase import signin


class Command(BaseCommand):
    help = "Print a link that signs in an administrator, once and within minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        minutes = int(signin.GOOD_FOR.total_seconds()) // 60
        address = f"http://127.0.0.1:{settings.WEB_PORT}/sign-in/{signin.token()}/"
        self.stdout.write(f"Sign in, once and within {minutes} minutes: {address}")
        self.stdout.flush()

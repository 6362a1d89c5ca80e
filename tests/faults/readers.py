"""An installation's tables with so many readers of the weekly digest: `python -m tests.faults.readers COUNT`."""

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Make the tables, and the readers, who have all confirmed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)

    from django.utils import timezone

    from claims.models import Subscriber, Subscription

    for number in range(int(sys.argv[1])):
        address = f"reader{number}@example.org"
        reader = Subscriber.objects.create(channel="email", address=address, digest=address)
        Subscription.objects.create(subscriber=reader, kinds=["digest"], confirmed_at=timezone.now())


if __name__ == "__main__":
    main()

"""Have so many claims in the installation of the environment: `python -m tests.benchmarks.claimed COUNT`."""

import os
import sys
from importlib import import_module

import django


def main() -> None:
    """Make them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    import_module("tests.benchmarks.claimstock").stock(int(sys.argv[1]))


if __name__ == "__main__":
    main()

"""Django's usual door, with the embedded database up while a command runs."""

import sys

from claimbase.cli import run

if __name__ == "__main__":
    run(sys.argv)

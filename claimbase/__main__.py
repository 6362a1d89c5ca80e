"""Lets `python -m claimbase` be the `claimbase` command."""

from claimbase.cli import main

main()

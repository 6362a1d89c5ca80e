"""What the terminal says of a refresh: no series is lost without its name."""

import io

from rich.console import Console

from claims.management.terminal import show_refresh
from evidence.refresh import Outcome


def test_every_series_that_failed_is_named_even_where_the_reasons_are_left_out() -> None:
    errors = {f"SERIES{number}": f"expected {number}, got none" for number in range(8)}
    printed = io.StringIO()
    show_refresh(Console(file=printed, width=200), [Outcome("fred", asked=8, errors=errors)])
    assert "SERIES4 expected 4, got none" in printed.getvalue()
    assert "and 3 more: SERIES5, SERIES6, SERIES7" in printed.getvalue()

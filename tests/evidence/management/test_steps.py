"""Somebody who waits sees what is being done, on a terminal and in a file."""

import io

from rich.console import Console

from evidence.management.steps import QUIET, Steps


class Clock:
    """Time that passes when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def written(is_terminal: bool) -> tuple[io.StringIO, Steps, Clock]:
    file, clock = io.StringIO(), Clock()
    return file, Steps(Console(file=file, force_terminal=is_terminal, width=80), clock), clock


def test_a_file_gets_a_line_when_a_step_begins() -> None:
    file, steps, _ = written(is_terminal=False)
    with steps:
        steps.at("publishing")
        assert file.getvalue() == "  publishing …\n"


def test_a_file_gets_a_line_now_and_then_while_a_step_lasts_and_not_for_each_part() -> None:
    file, steps, clock = written(is_terminal=False)
    with steps:
        tell = steps.of("assessing")
        for done in range(100):
            clock.now = 0.5 * done
            tell(done, 100)
    lines = file.getvalue().splitlines()
    assert lines[:2] == ["  assessing …", f"  assessing {2 * QUIET:.0f} of 100 …"]
    assert len(lines) == 1 + int(99 * 0.5 // QUIET)


def test_a_terminal_gets_a_bar_with_how_many_of_how_many() -> None:
    file, steps, _ = written(is_terminal=True)
    with steps:
        steps.of("assessing")(3, 7)
        steps.bars.refresh()
    assert "3/7" in file.getvalue()
    assert "…" not in file.getvalue()


def test_a_name_is_shown_as_it_is() -> None:
    file, steps, _ = written(is_terminal=False)
    with steps:
        steps.at("fred [archive]", 1, 2)
    assert file.getvalue() == "  fred [archive] 1 of 2 …\n"

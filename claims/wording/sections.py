"""What a scorecard tells around its claims, section by section, in the language that is active.

The same sections make the page, the Markdown and the PDF; everything in them comes from the frozen data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from claims.wording import measured, moves, records, settled

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """A header and rows of as many cells; `numeric` are the columns set to the right, `days` those never broken."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    @property
    def piped(self) -> list[list[str]]:
        """The rows as Markdown takes them: a bar within a cell would end it."""
        return [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in self.rows]


@dataclass(frozen=True)
class Section:
    """A heading with its sentences, the most important first, and its table."""

    key: str
    title: str
    sentences: tuple[str, ...]
    table: Table | None = None


def sections(data: Data, suffix: str) -> list[Section]:
    """All of them in the order of reading, those with nothing to say left out."""
    found = [section(key, data, suffix) for key in _parts()]
    return [one for one in found if one.sentences or one.table]


def section(key: str, data: Data, suffix: str) -> Section:
    """One of them, of whatever part of the data it needs."""
    return _parts()[key](data, suffix)


def _parts() -> dict[str, Callable[[Data, str], Section]]:
    return {
        "changes": _changes, "movers": _movers, "settlements": _settlements, "records": _records,
        "forecasters": _forecasters, "due": _due, "releases": _releases, "together": _together,
        "calibration": _calibration, "health": _health,
    }  # fmt: skip


def _changes(data: Data, suffix: str) -> Section:
    return Section("changes", _("What changed"), tuple(moves.sentences(data, suffix)))


def _movers(data: Data, suffix: str) -> Section:
    rows = moves.greatest(data, suffix)
    header = (_("Claim"), _("Before"), _("Now"), _("Bits"), _("What moved it most"))
    table = Table(header, tuple(rows), frozenset({1, 2, 3})) if rows else None
    return Section("movers", _("The greatest moves, in bits"), (), table)


def _settlements(data: Data, suffix: str) -> Section:
    rows = settled.rows(data, suffix)
    header = (_("Claim"), _("Checkpoint"), _("Outcome"), _("Settled on figures of"), _("Revision"))
    table = Table(header, rows, days=frozenset({1, 3})) if rows else None
    return Section("settlements", _("Settlements"), tuple(settled.notes(data)), table)


def _records(data: Data, suffix: str) -> Section:
    rows = records.holders(data)
    header = (_("Who"), _("Held"), _("Expected by base rates"), _("Chance of as many by luck"), _("If independent"),
              _("Needed against luck"), _("Skill of stated probabilities"))  # fmt: skip
    table = Table(header, rows, frozenset(range(1, 7))) if rows else None
    return Section("records", _("Records against luck"), tuple(records.notes(data)), table)


def _forecasters(data: Data, suffix: str) -> Section:
    rows = records.forecasters(data)
    header = (_("Forecaster"), _("Claims"), _("Brier score"), _("That of base rates"), _("Skill"),
              _("As if on all claims"))  # fmt: skip
    table = Table(header, rows, frozenset(range(1, 6))) if rows else None
    return Section("forecasters", _("Forecasters side by side"), tuple(records.forecasters_notes(data)), table)


def _due(data: Data, suffix: str) -> Section:
    return Section("due", _("Due next"), tuple(settled.checkpoints(data)))


def _releases(data: Data, suffix: str) -> Section:
    rows = settled.releases(data, suffix)
    header = (_("Day"), _("Release"), _("Claims that wait for it"))
    return Section("releases", _("Releases ahead"), (), Table(header, rows, days=frozenset({0})) if rows else None)


def _together(data: Data, suffix: str) -> Section:
    rows = measured.narratives(data, suffix)
    header = (_("Theme"), _("Claims"), _("Expected to hold"), _("By base rates"), _("Held or lean to"),
              _("As many by luck (if independent)"), _("All of them (in the past)"), _("Needed against luck"),
              _("Other readings tried"))  # fmt: skip
    table = Table(header, rows, frozenset(range(1, 9))) if rows else None
    said = (
        _("All claims are asked on the same futures, at each one's next checkpoint; nothing is a product of "
          "probabilities."),
        _("Those that held or lean to hold are read against how often as many or more held at past dates, all moved "
          "together."),
    ) if rows else ()  # fmt: skip
    return Section("together", _("Claims together"), said, table)


def _calibration(data: Data, suffix: str) -> Section:
    return Section("calibration", _("How calibrated the engine is"), tuple(measured.calibration(data)))


def _health(data: Data, suffix: str) -> Section:
    rows = measured.findings(data, suffix)
    header = (_("Indicator"), _("What is wrong"), _("Found"), _("Claims"))
    return Section("health", _("Health of the evidence"), tuple(measured.health(data)),
                   Table(header, rows) if rows else None)  # fmt: skip

"""The newest stored backtest by kind of claim and by horizon, as pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.editions.contents.measured import calibrated, newest_calibration
from claims.models import Calibration, Claim

Cell = tuple[str, str]  # kind and horizon; "": all of them
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """The figures of every cell with enough questions, those of all classes of indicators together."""

    cells: Mapping[Cell, Figures]

    @property
    def kinds(self) -> Sequence[str]:
        """Kinds that were measured, in the order in which they are told everywhere."""
        return [kind for kind in Claim.Kind.values if any(one == kind for one, _ in self.cells)]

    @property
    def horizons(self) -> Sequence[str]:
        """Horizons that were measured, the shortest first."""
        return sorted(
            {horizon for _, horizon in self.cells if horizon}, key=lambda one: (one[-1] != "w", int(one[:-1]))
        )

    def of_kinds(self, horizon: str) -> Sequence[Cell]:
        """All kinds over a horizon, those with too few questions left out."""
        return [cell for kind in self.kinds if (cell := (kind, horizon)) in self.cells]

    def of_horizons(self, kind: str) -> Sequence[Cell]:
        """A kind over all horizons."""
        return [cell for horizon in self.horizons if (cell := (kind, horizon)) in self.cells]


def measured(by: datetime) -> Measured:
    """What had been stored by a moment; no cells before a backtest of all series was. Two queries at most."""
    whole = newest_calibration(by)
    if whole is None:
        return Measured({})
    rows = Calibration.objects.filter(backtest=whole.backtest_id, family="", age=0, recorded_at__lte=by)
    return Measured({(one.kind, one.horizon): calibrated(one) for one in rows.select_related("backtest")})

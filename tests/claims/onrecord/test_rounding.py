"""Figures are rounded one way in all of an edition."""

from claims.onrecord.rounding import rounded


def test_figures_are_rounded_however_deep_they_lie_and_nothing_else_is_touched() -> None:
    told = {"p": 0.123456, "n": 12, "base": {"rate": 1 / 3, "from": "2026-01-31", "pooled": True}, "bits": None}
    assert rounded(told) == {
        "p": 0.1235, "n": 12, "base": {"rate": 0.3333, "from": "2026-01-31", "pooled": True}, "bits": None,
    }  # fmt: skip
    assert isinstance(rounded(told)["n"], int)

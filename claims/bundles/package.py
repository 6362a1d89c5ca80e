"""What a bundle says of itself: the description of a data package (https://datapackage.org, version 2), a README."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims.ledger import Head

PACKAGE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_README = Path(__file__).parent / "readme.md"
_LICENCE = (
    "Verdicts, probabilities and words are this installation's own and may be quoted with their day; raw figures "
    "belong to their providers: each series names its licence."
)


@dataclass(frozen=True)
class Written:
    """A file of the zip: its size in bytes, its SHA-256, and what there is to say of it."""

    path: str
    size: int
    sha256: str
    about: Mapping[str, Any]


def package(done: Iterable[Written], head: Head, *, complete: bool) -> dict[str, Any]:
    """The description: a resource for each file, with what proves it whole."""
    return {
        "$schema": _PROFILE,
        "name": "claimbase",
        "title": "claimbase: claims, criteria, verdicts, the ledger, and the evidence with all vintages",
        "version": str(head.number),
        "ledger_head": str(head),
        "complete": complete,
        "licenses": [{"title": _LICENCE}],
        "resources": [
            {"path": one.path, **one.about, "bytes": one.size, "hash": f"sha256:{one.sha256}"} for one in done
        ],
    }


def readme(done: Iterable[Written], head: Head, *, complete: bool) -> str:
    """The README, in both languages."""
    series = [one for one in done if str(one.about.get("name", "")).startswith("series-")]
    figures = {
        "head": head, "series": len(series), "megabytes": f"{sum(one.size for one in done) / 1e6:,.1f}",
        "left_out": "" if complete else _LEFT_OUT, "left_out_zh": "" if complete else _LEFT_OUT_ZH,
    }  # fmt: skip
    return _README.read_text(encoding="utf-8").format(**figures)


_LEFT_OUT = (
    "This one is for everybody: series whose licence does not let raw figures be passed on are left out, and of "
    "assessments the quantiles in which they could be read.\n"
)
_LEFT_OUT_ZH = "此份供所有人使用：授權條款不允許轉載原始數值的序列已略去，評估中可由其推知數值的分位數亦已略去。\n"

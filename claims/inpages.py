"""A claim's chart for a page: as a worker has drawn it; until then by our own few lines, and a worker is told of it."""

from dataclasses import dataclass
from time import time

from django.utils.safestring import SafeString, mark_safe

from claims.charts.claimchart import ClaimChart, Undrawn
from claims.charts.layout import NARROW, WIDE
from claims.charts.picture import inlined
from claims.charts.plain import plain
from claims.render import DRAW, Asked, kept, wish
from claims.workers import tell

_WAITS = 60  # seconds after which a worker forgets what it was told


@dataclass(frozen=True)
class Figure:
    """A chart for a page; `svg` is "" where there is nothing to draw, and `why`. Not `is_drawn`: keep no copy of it."""

    svg: SafeString
    is_drawn: bool
    why: str = ""


def drawn(wanted: Asked) -> SafeString:
    """A chart in both widths if it has been drawn, without a query; else "", for pages with a small one."""
    found = [(size, content(wanted.sized(size), "svg")) for size in (WIDE, NARROW)]
    if not all(one for _, one in found):
        return SafeString("")
    both = "".join(inlined(one.decode(), size.name) for size, one in found if one)
    return mark_safe(both)  # noqa: S308 drawn here; every word in it was escaped


def lack(wanted: Asked) -> str:
    """Why there is no chart, as far as a worker has found out: "" where there is one, or none yet."""
    found = kept(wanted)
    return found.why if found else ""


def figure(wanted: Asked) -> Figure:
    """A chart in the two widths of which the style sheet shows one: as it was drawn, else by our own lines."""
    found = [(size, content(wanted.sized(size), "svg")) for size in (WIDE, NARROW)]
    is_drawn = all(drawn is not None for _, drawn in found)
    made = None if is_drawn else wanted.chart
    why = made.why if isinstance(made, Undrawn) else lack(wanted)
    svgs = [
        drawn.decode() if drawn is not None else plain(made, size) if isinstance(made, ClaimChart) else ""
        for size, drawn in found
    ]
    both = "".join(inlined(one, size.name) for one, (size, _) in zip(svgs, found, strict=True))
    return Figure(mark_safe(both), is_drawn, why)  # noqa: S308 drawn here; every word in it was escaped


def content(wanted: Asked, form: str) -> bytes | None:
    """What has been drawn, b"" if that is nothing; None where it has not been yet: then a worker is told."""
    found = kept(wanted)
    drawn = None if found is None else found.content(form) if found.key else b""
    if drawn is None and wish(wanted, time()):
        tell(DRAW, [wanted.arguments], expires=_WAITS)  # if nobody hears it, our own lines stay
    return drawn

"""The colours of charts, each with the custom property that a page may give it: dark mode is then the page's CSS.

Every role has a colour of its own, so that a drawn picture can be given the properties afterwards. Those of words and
verdicts pass WCAG AA; no colour says anything that a word, a dash or a place does not say too.
"""

from collections.abc import Mapping

INK, SOFT, LINE, PAPER = "#1c2733", "#56636f", "#d8dee4", "#ffffff"
ACCENT, THRESHOLD, FAILS, BASELINE, RIVAL = "#1f5fa8", "#9b1c1c", "#92600f", "#55626e", "#6b4fa0"
HORIZON, WIDE_BAND, MIDDLE_BAND, NARROW_BAND, MEDIAN = "#e9edf2", "#dbe6f3", "#b7cde7", "#8fb2da", "#4a7fbd"
ON_BADGE = "#fffffe"  # written on a verdict's colour, in the dark too

BANDS: Mapping[str, str] = {
    "on track": "#1a7f5a",
    "leaning to hold": "#2f6f5f",
    "undecided": "#5b6775",
    "leaning to fail": "#92600e",
    "off track": "#9b1c1b",
}
QUIET = "#5b6774"  # of any other verdict

PROPERTIES: Mapping[str, str] = {
    INK: "--ink", SOFT: "--soft", LINE: "--line", PAPER: "--paper", ACCENT: "--accent", THRESHOLD: "--threshold",
    FAILS: "--chart-fails", BASELINE: "--chart-baseline", RIVAL: "--chart-rival", HORIZON: "--chart-horizon",
    WIDE_BAND: "--chart-band-95", MIDDLE_BAND: "--chart-band-80", NARROW_BAND: "--chart-band-50",
    MEDIAN: "--chart-median", ON_BADGE: "--chart-on-badge", QUIET: "--quiet",
    **{colour: f"--{band.replace(' ', '-')}" for band, colour in BANDS.items()},
}  # fmt: skip


def of_band(band: str) -> str:
    """A verdict's colour."""
    return BANDS.get(band, QUIET)

"""Units in a provider's words, as FRED's "Billions of Chained 2017 Dollars", or in those of an archive's manifest, held
against units as indicators declare them. Pure. What is not understood is not compared: no unit is guessed.
"""

import re

from evidence.units import NAMES, UnitError, parse_unit

_SCALES = {"": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12}
_SCALED = r"(?:(?P<scale>Thousands|Millions|Billions|Trillions)(?: of)? )?"
_PATTERNS = (
    (
        rf"{_SCALED}(?:Chained )?(?:(?P<base>\d{{4}}(?:-\d{{2,4}})?) )?(?:CPI Adjusted )?(?:U\.S\. )?(?:Dollars|USD)",
        "USD",
    ),
    (r"(?:Dollars per |USD/)(?P<per>Hour|Barrel|bbl|Kilowatt-Hour|kWh|Million BTU|MMBtu|oz|t)", "USD"),
    (rf"{_SCALED}Persons", "person"),
    (r"(?:Level in )?Thousands", "thousand"),
    (r"Percent(?:age Points)?(?: .*)?|pp", "percent"),
    (r"Index(?: (?P<base>.*?)=100)?", "index"),
    (r"Contracts", "contract"),
    (r"Hours", "hour"),
)
_PER = {
    "hour": "hour", "kilowatt-hour": "kWh", "kwh": "kWh", "million btu": "MMBtu", "mmbtu": "MMBtu", "barrel": "barrel",
    "bbl": "barrel", "oz": "oz", "t": "tonne",
}  # fmt: skip
_DECLARED = {"": "", "thousands": "thousand ", "millions": "mn ", "billions": "bn ", "trillions": "tn "}
_LONGEST = 50  # characters of a base
_ASIDE = re.compile(r"\(.*\)|\b(?:SA|SAAR|NSA)\Z")  # a remark, and how it was adjusted
_WITHOUT_MEASURE = ("index", "percent", "ratio")  # any of them is called an index, as the VIX is
_LEVELS = ("person", "count")  # what providers count in thousands without saying what


def disagreement(unit: str, worded: str) -> str | None:
    """In which respect a provider's words differ from an indicator's unit: "dimension", "scale", "base"; "" for none.

    The words may also be a unit as indicators declare them, and those of archives' manifests. None where they are not
    understood. A base is compared by the years in it, if both sides name one.
    """
    if unit == declared(worded):
        return ""  # what an indicator declares was made of these very words
    match, dimension = _understood(worded)
    if match is None:
        return _difference(unit, worded)
    groups = match.groupdict()
    name, per, scale, base = _parts(unit)
    if dimension == "thousand":
        return "" if name in _LEVELS and scale == 1e3 else "scale" if name in _LEVELS else "dimension"
    if dimension == "index" and not groups["base"] and name in _WITHOUT_MEASURE:
        return ""
    given_per = _PER[groups["per"].lower()] if groups.get("per") else ""
    if name != dimension or (given_per and per != given_per):
        return "dimension"
    if scale != _SCALES[(groups.get("scale") or "").lower()]:
        return "scale"
    return "base" if _bases_differ(base, groups.get("base") or "") else ""


def _difference(one: str, other: str) -> str | None:
    """The same between two declared units; None where the second is none."""
    try:
        (*kind, scale, base), (*other_kind, other_scale, other_base) = _parts(one), _parts(other)
    except UnitError:
        return None
    if kind != other_kind:
        return "dimension"
    return "scale" if scale != other_scale else "base" if _bases_differ(base, other_base) else ""


def _parts(declared: str) -> tuple[str, str, float, str]:
    """What is measured (percentage points as percent), per what, at which scale, on which base."""
    unit, scale = parse_unit(declared, "?")
    atom, *per = str(unit).split("/")
    name, _, base = atom.partition("[")
    return "percent" if name == "pp" else name, "/".join(per), scale, base.strip("]?")


def declared(worded: str) -> str:
    """A unit in the words of an archive's manifest, as indicators declare it.

    One that is declared already stays as it is. What is not understood becomes an index on a base of those words: its
    growth can be computed, and its level meets no other figure by accident. No scale is guessed.
    """
    try:
        parse_unit(worded)
    except UnitError:
        base = re.sub(r"[^A-Za-z0-9=.-]+", "-", worded).strip("-")[:_LONGEST]
        return _translated(worded) or (f"index[{base}]" if base else "index")
    return worded


def is_understood(worded: str) -> bool:
    """Whether a unit in the words of an archive's manifest is one that an indicator can have."""
    try:
        parse_unit(worded)
    except UnitError:
        return _translated(worded) is not None
    return True


def is_stand_in(unit: str) -> bool:
    """Whether an indicator's unit is one that `declared` made of words that it does not understand."""
    return re.fullmatch(r"index\[[^\]=]*\]", unit) is not None


def _translated(worded: str) -> str | None:
    match, dimension = _understood(worded)
    if match is None or dimension == "thousand":
        return None
    groups = match.groupdict()
    scale, per = ((groups.get(name) or "").lower() for name in ("scale", "per"))
    base = groups.get("base")
    if per and _PER[per] not in NAMES:
        return None
    atom = dimension + (f"[{base}{'=100' if dimension == 'index' else ''}]" if base else "")
    return f"{_DECLARED[scale]}{atom}{f'/{_PER[per]}' if per else ''}"


def _understood(worded: str) -> tuple[re.Match[str] | None, str]:
    words = " ".join(_ASIDE.sub("", _ASIDE.sub("", worded.split(",")[0]).strip()).split())
    for pattern, dimension in _PATTERNS:
        match = re.fullmatch(pattern, words, re.I)
        if match:
            return match, dimension
    return None, ""


def _bases_differ(one: str, other: str) -> bool:
    first, second = re.findall(r"\d{4}", one), re.findall(r"\d{4}", other)
    return bool(first and second) and first[0] != second[0]

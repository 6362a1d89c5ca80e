"""Who wrote a pasted text and when, where its first lines say so: 作者：林小麥　2026-11-20; By Jane Doe, Nov. 20."""

import re
from datetime import date

_LINES = 6  # from the top in which a byline stands
_LONGEST = 90  # code points of one; what is longer is prose
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_DAYS = tuple(re.compile(one, re.IGNORECASE) for one in (
    r"(?<!\d)(?P<year>20\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*[日號号]?",
    rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>20\d\d)\b",
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>20\d\d)\b",
))  # fmt: skip
_AUTHOR = re.compile(
    r"^\s*(?:(?:作者|撰文|撰稿|文|記者|记者|編譯|编译)\s*[：:／/│|]\s*|(?:written )?by:?\s+|author:\s*)(?P<name>\S.*)$",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s*(?:[|｜│·•,，;；（(／/]|\u3000|\s{2,}|\s[-–—]\s|\b(?:published|updated|on)\b|發布|发布|日期).*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 60


def byline(text: str, today: date) -> tuple[str, date | None]:
    """The author's name and the day of publication; "" and None where the first lines do not say.

    A day after today is none of publication, nor is one within prose.
    """
    author, day = "", None
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()][:_LINES]
    for line in lines:
        if len(line) > _LONGEST:
            break
        found = _day(line, today)
        author = author or _author(line)
        day = day or found
    return author, day


def _author(line: str) -> str:
    match = _AUTHOR.match(line)
    if not match:
        return ""
    name = match["name"]
    for pattern in _DAYS:
        name = pattern.sub("  ", name)
    name = _AFTER_NAME.sub("", name).strip()
    return name if len(name) <= _LONGEST_NAME else ""


def _day(line: str, today: date) -> date | None:
    for pattern in _DAYS:
        if match := pattern.search(line):
            said = match.groupdict()
            month = int(said["month"]) if said.get("month") else _MONTHS.index(said["name"][:3].lower()) + 1
            try:
                found = date(int(said["year"]), month, int(said["day"]))
            except ValueError:
                continue
            if found <= today and not _rest_is_prose(line, match):
                return found
    return None


def _rest_is_prose(line: str, match: re.Match[str]) -> bool:
    """Whether the day stands in a sentence: it ends with a stop and says more than a byline does."""
    return line.endswith(("。", "！", "？", ".", "!", "?")) and len(match[0]) < len(line) / 2

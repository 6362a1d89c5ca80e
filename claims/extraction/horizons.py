"""When a claim is to be judged, where its text says so: 未來12-18個月, 2026 年, 民國 115 年, 明年, "by year-end"."""

import re
from calendar import month_name, monthrange
from collections.abc import Callable
from datetime import date

from claims.extraction.candidate import Horizon
from claims.extraction.script import simplified
from claims.horizon import checkpoint

_DIGITS = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_WORDS = {
    one: value
    for value, one in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_MONTHS = {name.lower(): value for value, name in enumerate(month_name) if name}
_N = r"(\d{1,3}|[一两二三四五六七八九十]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_SPAN = rf"(?:{_N}\s*(?:-|–|—|至|到|~|to)\s*)?{_N}\s*"
_UNIT = r"(?:个)?(月|年|季|周|months?|years?|quarters?|weeks?)"
_MONTH = "|".join(_MONTHS)
_YEAR = (
    r"(?:(今年|明年|后年|this year(?!'s)|next year(?!'s))"
    r"|(?<![\d.])((?:19|20|21)\d\d)(?!\d)(?:\s*年)?|民国\s*(\d{2,3})\s*年)"
)
_PART = r"\s*的?(上半年|下半年|年中|年?底|末|第?[一二三四1-4]季度?|\d{1,2}\s*月|以前|之前)?"
# A month alone is one to come only where the sentence speaks of what will be.
_BARE_MONTH = (
    r"(?<![今去前\d年个十])(?<!\d )([一二三四五六七八九十]{1,2}|\d{1,2} ?)月(?!份?[以之]?[来前后])"
    r"(?=底|[^\d一二三四五六七八九十]*(?:会(?!议)|将))"
)
_IN_MONTHS = {"年": 12, "year": 12, "季": 3, "quarter": 3, "月": 1, "month": 1}
_HINT = re.compile(rf"[\d年月季周]|year|month|quarter|week|half|decade|{_MONTH}")  # none of the patterns does without
_LAST = 2200  # no article speaks of later years, and dates must not overflow
_FARTHEST = 1200  # months


def explicit(text: str, published: date) -> Horizon | None:
    """The first horizon that a text names and that ends after its publication. None: the article's default holds."""
    plain = simplified(text).lower()
    if not _HINT.search(plain):
        return None
    found = [
        (match.start(), Horizon(text[match.start() : match.end()].strip(), None, closes))
        for pattern, closing in _PATTERNS
        for match in pattern.finditer(plain)
        if (closes := closing(match, published)) is not None and closes > published
    ]
    return min(found, key=lambda one: (one[0], -len(one[1].words)))[1] if found else None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word in _WORDS:
        return _WORDS[word]
    tens, ten, ones = word.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _month_end(year: int, month: int) -> date | None:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1]) if 1 <= year <= _LAST else None


def _after(match: re.Match[str], published: date) -> date | None:
    count, unit = _number(match[2]), match[3]
    if unit.startswith(("周", "week")):
        return date.fromordinal(published.toordinal() + 7 * count)
    months = count * next(each for word, each in _IN_MONTHS.items() if unit.startswith(word))
    return checkpoint(published, months) if 0 < months <= _FARTHEST else None


def _half(_: re.Match[str], published: date) -> date | None:
    return checkpoint(published, 6)


def _year(match: re.Match[str], published: date) -> date | None:
    relative = {"今年": 0, "this year": 0, "明年": 1, "next year": 1, "后年": 2}
    year = published.year + relative[match[1]] if match[1] else int(match[2]) if match[2] else int(match[3]) + 1911
    return _part(year, match[4] or "")


def _part(year: int, part: str) -> date | None:
    if part in ("上半年", "年中"):
        return _month_end(year, 6)
    if part in ("以前", "之前"):
        return _month_end(year - 1, 12)
    if "季" in part:
        quarter = part.strip("第季度")
        return _month_end(year, 3 * (int(quarter) if quarter.isdigit() else _DIGITS[quarter]))
    if part.endswith("月"):
        month = int(part.rstrip("月").strip())
        return _month_end(year, month) if 1 <= month <= 12 else None
    return _month_end(year, 12)


def _this_year(match: re.Match[str], published: date) -> date | None:
    closes = _part(published.year, match[1])
    return closes if closes is None or _is_ahead(closes, match[1], published) else _part(published.year + 1, match[1])


def _is_ahead(closes: date, part: str, published: date) -> bool:
    """Whether part of a year is still to come. Nobody foretells a half in its last month: the next one is meant."""
    return (closes - published).days > (31 if "半年" in part or part == "half" else 0)


def _year_end(_: re.Match[str], published: date) -> date | None:
    return _month_end(published.year, 12)


def _month(match: re.Match[str], published: date) -> date | None:
    month = _number(match[1].strip())
    return _month_end(published.year + (month < published.month), month) if 1 <= month <= 12 else None


def _next_month(_: re.Match[str], published: date) -> date | None:
    return _month_end(published.year, published.month + 1)


def _english_month(match: re.Match[str], published: date) -> date | None:
    month = _MONTHS[match[2] or match[1]]
    year = int(match[3]) if match[3] else published.year + (month < published.month)
    return _month_end(year, month)


def _english_quarter(match: re.Match[str], published: date) -> date | None:
    quarter = {"first": 1, "second": 2, "third": 3, "fourth": 4}[match[1]]
    last = quarter * (6 if match[2] == "half" else 3)
    if last > 12:  # a third or fourth half
        return None
    closes = _month_end(int(match[3]) if match[3] else published.year, last)
    is_over = closes is not None and not match[3] and not _is_ahead(closes, match[2], published)
    return _month_end(published.year + 1, last) if is_over else closes


def _mid(match: re.Match[str], _: date) -> date | None:
    return _month_end(int(match[1]), 6)


def _decade(_: re.Match[str], published: date) -> date | None:
    return _month_end(published.year // 10 * 10 + 9, 12)


_Closing = Callable[[re.Match[str], date], date | None]
_PATTERNS: tuple[tuple[re.Pattern[str], _Closing], ...] = tuple((re.compile(pattern), closing) for pattern, closing in (
    (rf"(?:未来|接下来|今后)的?\s*{_SPAN}{_UNIT}", _after),
    (rf"{_SPAN}{_UNIT}(?:之?内|以内|后)", _after),
    (rf"(?:over|in|within|for) (?:the )?(?:next|coming) {_SPAN}{_UNIT}", _after),
    (rf"within {_SPAN}{_UNIT}", _after),
    (r"未来半年|半年内|next six months", _half),
    (rf"{_YEAR}{_PART}", _year),
    (r"(?<![今明后去前当\d])(?<!\d )(下半年|上半年|第?[一二三四]季度?|第[1-4]季)", _this_year),
    (r"(?<![今明后去前当\d年])(?<!\d )年(?:底|末|内)|全年|year-end|end of the year", _year_end),
    (rf"\b(?:by|before|until|in) ({_MONTH})(?: (?:and|or) ({_MONTH}))?(?: ((?:19|20)\d\d))?\b", _english_month),
    (_BARE_MONTH, _month),
    (r"下个?月|\bnext month\b", _next_month),
    (r"\b(first|second|third|fourth) (quarter|half)(?: of ((?:19|20)\d\d))?", _english_quarter),
    (r"\bmid-((?:19|20)\d\d)\b", _mid),
    (r"rest of the decade|this decade", _decade),
))  # fmt: skip

"""Parts of the calendar that a text names, and the day with which they end: end of June 2027, 明年第二季, Q3 2027.

A part is given as its first month (counted from year 0) and its length. Conventions: early is the first quarter of a
year, mid its half; of a month the 10th and the 15th. What is to be before a part ends on the day before it.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil

LAST = 2200  # no article speaks of later years, and dates must not overflow
_EARLY, _MID, _TWO_THIRDS, _END = (0.25, 10), (0.5, 15), (1.0, 20), (1.0, 31)  # share of the months, day of a month
_POSITIONS = {
    **dict.fromkeys(("early", "beginning", "start", "初", "上旬"), _EARLY),
    **dict.fromkeys(("mid", "middle", "中"), _MID), "中旬": _TWO_THIRDS,
    **dict.fromkeys(("end", "year-end", "year end", "late", "later", "close", "latter", "底", "末", "下旬"), _END),
}  # fmt: skip
MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_ORDINALS = {
    **dict.fromkeys(("first", "1st", "front", "一", "首", "上"), 1),
    **dict.fromkeys(("second", "2nd", "back", "二", "两", "下"), 2), **dict.fromkeys(("third", "3rd", "三"), 3),
    **dict.fromkeys(("fourth", "4th", "final", "四", "末"), 4),
}  # fmt: skip
_PLACES = ("position", "position2", "within")  # groups of the patterns that say where in a part
_YEARS = {
    "今年": 0, "本年": 0, "this year": 0, "明年": 1, "来年": 1, "next year": 1, "后年": 2, "the year after next": 2,
}  # fmt: skip
_TO_COME = re.compile(r"会(?!议)|将|有望|可望|可能|预[计估期测]|(?<![资材原燃饮肥涂布])料|恐|势必|看|猜|大概率|还要|再")
_REPORTED = re.compile(
    r"已|了(?!解)|曾|去年|同比增长|年增|季增|录得|创下"
    r"|\b(?:rose|fell|was|were|had|grew|increased|dropped|climbed|declined|slowed|reported|noted that|turned|peaked"
    r"|bottomed|began|started)\b"
)
_SINCE = re.compile(r"\s*(?:年|年度)?\s*(?:之后|以后|以来|后(?!期)|至今|'s\b|’s\b)")
_SO_FAR = re.compile(
    r"已经?|了(?!解)|又创|主要靠|贡献的|\b(?:has|have) (?!to\b)\w+|\b(?:slowed|rose|fell|grew|was|were)\b"
)
_CLAUSE_ENDS = re.compile(r"[，,；;。]|\b(?:and|but)\b")
_OVER = re.compile(r" (?:is (?:over|out)|ends|closes)\b")
_NOT_TO_COME = re.compile(
    r"(?:\bafter|\bsince|\bbeyond|\bpast|\bnot|\bnot before|\bno (?:earlier|sooner) than|class of)(?: the)? $"
)

BEFORE = r"(?:\b(?P<before>before|prior to|ahead of) (?:the )?)?"
POSITION = (
    r"(?:\b(?P<position>early|beginning|start|middle|mid|late|later|latter|year[- ]end|end|close)"
    r"[- ](?:(?:in|of|part of|half of) )?(?:the )?)"
)
_LATER_YEAR = (
    r"(?:,? ?(?:of |in )?(?P<year>20\d\d(?!\d)|(?:['’]|(?<=[qh]))\d\d\b|this year|next year|the year after next))"
)
_MONTH = r"(?P<month>" + "|".join(MONTH_NAMES) + r"|(?:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\b)\.?"
_THEN = "(?: (?:and|or|to|through) (?P<month2>" + "|".join(MONTH_NAMES) + "))?"
_DAY = r"(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%,]\d|\d))?"
_PART = (
    r"\b(?:(?P<quarter>first|second|third|fourth|final|1st|2nd|3rd|4th)[- ]quarter"
    r"|(?P<half>first|second|front|back|1st|2nd)[- ]half"
    r"|q(?P<q>[1-4])\b|(?P<q2>[1-4])q(?=\d\d|\b)"
    r"|(?<=in )h(?P<h>[12])\b|h(?P<h2>[12])(?= (?:of )?20)|(?P<h3>[12])h(?=\d\d|\b))"
)
_NO_YEAR = r"(?!,?\d|%|\.\d| (?:dollar|point)|\s?[点元])"
_ZH_YEAR = (
    rf"(?:(?P<relative>今年|本年|明年|后年|来年)|(?<![\d.$])(?P<year>20\d\d){_NO_YEAR}\s*年?"
    r"|民国\s*(?P<minguo>\d{2,3})\s*年|(?<![\d.])(?P<short>[23]\d)年(?=[底初末中上下第Qq]))度?"
)
_ZH_MONTH = (
    r"(?P<month>元|十[一二]?|[一二三四五六七八九]|\d{1,2}) ?月(?!份?[以之]?来)份?"
    r"(?:(?P<position>初|上旬|中旬|中(?!国)|下旬|底|末)|\s*(?P<day>\d{1,2}) ?[日号])?"
)
_ZH_PART = (
    r"(?:(?P<half>[上下])半年|前?第? ?(?P<quarter>[一二三四1-4首末]) ?季度?(?P<within>[初中末底])?"
    r"|q(?P<q>[1-4])|h(?P<h>[12])(?!\d))"
)
_ZH_BEFORE = r"(?P<before>[之以]?前(?![三两五几十\d]))?"
PATTERNS = tuple(map(re.compile, (
    rf"{BEFORE}{POSITION}?{_PART}{_LATER_YEAR}?",
    r"\b(?P<year>20\d\d|\d\d)q(?P<q>[1-4])\b|\b(?P<year2>20\d\d)h(?P<h>[12])\b",
    rf"{BEFORE}{POSITION}(?:next |this )?{_MONTH}{_DAY}{_LATER_YEAR}?",
    rf"\b(?:(?P<before>before)|by|until|till|through|in|on|come|next|by next) {_MONTH}{_THEN}{_DAY}{_LATER_YEAR}?",
    rf"\b(?:its|the|next) {_MONTH} (?:\w+ )?(?:meeting|gathering|decision)",
    rf"\b{_MONTH}{_DAY},? (?P<year>20\d\d)",
    r"\b(?P<position>end) of ['’](?P<year>\d\d)\b", r"\b(?P<year>20\d\d)['’]s (?P<position>end|close)\b",
    rf"{BEFORE}{POSITION}?(?P<year>(?<![\d.,$£€])20\d\d{_NO_YEAR}|this year|next year|the year after next)",
    rf"{_ZH_YEAR}\s*的?\s*(?:{_ZH_PART}|(?P<half2>[上下])半(?![年场段身部夜天月旬])|[前首](?P<quarter2>[二两三23])个?季度?|{_ZH_MONTH}|年?(?P<position2>[初底末]|中(?![国央美东小期型长西国])))?{_ZH_BEFORE}",
    rf"(?<![今明后去前当\d年])(?<!\d ){_ZH_PART}{_ZH_BEFORE}",
    rf"(?<![今去前\d年个十.])(?<!\d ){_ZH_MONTH}{_ZH_BEFORE}",
)))  # fmt: skip


def closes(match: re.Match[str], published: date) -> date | None:
    """The last day that a match of one of `PATTERNS` means; None where there is no such day or none to come."""
    said = {name: value for name, value in match.groupdict().items() if value}
    part = _part(said)
    if part is None or _SINCE.match(match.string, match.end()) or _NOT_TO_COME.search(match.string, 0, match.start()):
        return None
    (month, months), year = part, _year(said, published)
    if match[0] in ("今年", "本年", "this year") and _is_so_far(match):
        return None
    first = 12 * (published.year if year is None else year) + month
    if year is None:
        if months == 1 and not _is_month_to_come(match, said):
            return None
        if not _is_ahead(_day_of(first, months, said), months, published):
            if _REPORTED.search(match.string):
                return None
            first += 12
    if _ends_before(match, said, months):
        return date(first // 12, first % 12 + 1, 1) - timedelta(1)
    return _day_of(first, months, said)


def _ends_before(match: re.Match[str], said: Mapping[str, str], months: int) -> bool:
    """Whether it is to be before the part: not before it is over, nor before its end, middle or a day of it."""
    if "before" not in said or said.keys() & {*_PLACES, "day"} or _OVER.match(match.string, match.end()):
        return False
    return match[0].isascii() or months in (1, 12)


def _is_so_far(match: re.Match[str]) -> bool:
    """Whether the clause tells what this year has brought, and not what it will."""
    ends = [0, *(one.end() for one in _CLAUSE_ENDS.finditer(match.string)), len(match.string)]
    start = max(end for end in ends if end <= match.start())
    clause = match.string[start : min(end for end in ends if end >= match.end())]
    return bool(_SO_FAR.search(clause) and not _TO_COME.search(clause) and not re.search(r"\bwill\b|\d", clause))


def _is_month_to_come(match: re.Match[str], said: Mapping[str, str]) -> bool:
    """A Chinese month alone is one to come only where the sentence speaks of what will be."""
    is_placed = match[0].isascii() or said.keys() & {"position", "before", "day"}
    return bool(is_placed or _TO_COME.search(match.string))


def month_end(year: int, month: int) -> date | None:
    """The last day of a month, whose number may be beyond 12."""
    return _day_of(12 * year + month - 1, 1, {})


def _day_of(first: int, months: int, said: Mapping[str, str]) -> date | None:
    share, day = next((_POSITIONS[said[name]] for name in _PLACES if name in said), _END)
    year, month = divmod(first + ceil(months * share) - 1, 12)
    if not 1 <= year <= LAST:
        return None
    length = monthrange(year, month + 1)[1]
    if "day" in said:
        return date(year, month + 1, int(said["day"])) if 1 <= int(said["day"]) <= length else None
    return date(year, month + 1, min(day, length) if months == 1 else length)


def _is_ahead(found: date | None, months: int, published: date) -> bool:
    """Whether part of a year is still to come. Nobody foretells a half in its last month: the next one is meant."""
    return found is None or (found - published).days > (31 if months == 6 else 0)


def _year(said: Mapping[str, str], published: date) -> int | None:
    if minguo := said.get("minguo"):
        return int(minguo) + 1911
    word = said.get("relative") or said.get("year") or said.get("year2") or said.get("short")
    if not word:
        return None
    if word in _YEARS:
        return published.year + _YEARS[word]
    digits = int(word.strip("'’"))
    return digits + 2000 if digits < 100 else digits


def _part(said: Mapping[str, str]) -> tuple[int, int] | None:
    """The first month of a part within its year, from 0, and its number of months."""
    if month := said.get("month2") or said.get("month"):
        number = _MONTHS.get(month) or _month_number(month)
        return (number - 1, 1) if 1 <= number <= 12 else None
    if half := said.get("half") or said.get("half2") or said.get("h") or said.get("h2") or said.get("h3"):
        return 6 * (_number(half) - 1), 6
    if quarter := said.get("quarter") or said.get("quarter2") or said.get("q") or said.get("q2"):
        return 3 * (_number(quarter) - 1), 3
    return 0, 12


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _ORDINALS[word]


def _month_number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens = 10 if word.startswith("十") else 0
    return tens + "零一二三四五六七八九".find(word.strip("十") or "零") if word != "元" else 1

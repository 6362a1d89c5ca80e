"""When a claim is to be judged, where its text says so: 未來12-18個月, 2026 年, 民國 115 年, 明年, "by year-end"."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from claims.extraction import feasts, periods
from claims.extraction.candidate import Horizon
from claims.extraction.periods import MONTH_NAMES, month_end
from claims.extraction.script import simplified
from claims.horizon import checkpoint

_DIGITS = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "twenty-four": 24, "thirty": 30,
    "thirty-six": 36, "a": 1, "an": 1, "couple of": 2, "a couple of": 2,
}  # fmt: skip
_IN_MONTHS = {"年": 12, "year": 12, "季": 3, "quarter": 3, "月": 1, "month": 1, "decade": 120}
_IN_DAYS = {"周": 7, "星期": 7, "week": 7, "天": 1, "day": 1}
_LENGTHS = {"week": 0, "周": 0, "month": 1, "月": 1, "quarter": 3, "季": 3, "half": 6}  # months of this or the next one

_NUMBER = r"(\d{1,3}|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_SPAN = rf"(?:{_NUMBER}\s*(?:-|–|—|to|or)\s*)?{_NUMBER}[- ](months?|years?|quarters?|weeks?|days?|decades?)\b"
_UNIT = r"(months?|years?|quarters?|weeks?|days?|decades?)\b"
_ZH_NUMBER = r"((?<![\d.])\d{1,3}|[一两二三四五六七八九十]{1,3})"
_ZH_SPAN = rf"(?:{_ZH_NUMBER}\s*(?:-|–|—|至|到|~|～)\s*)?{_ZH_NUMBER}\s*(个月|年|个季度?|季(?!度)|周|星期|天)(半)?"
_ZH_RANGE = rf"{_ZH_NUMBER}\s*(?:-|–|—|至|到|~|～)\s*{_ZH_NUMBER}"
_HINT = re.compile(
    r"[\d年月季周五岁]|year|month|quarter|week|half|decade|day|christmas|thanksgiving|[节前]|" + "|".join(MONTH_NAMES)
)
_PAST = re.compile(r"(?:\b(?:first|most|least|only|best|worst|\w+est|high|low|time)\b[^,.;]{0,24}|过去|[近前]) ?$")
_ZH_DIGITS = re.compile(
    r"(?<![零一二三四五六七八九十百])(?:二[零〇○][零〇○一二三四五六七八九]{2}|一[零〇○一二三四五六七八九]{2})(?=年)"
)
_TO_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_JOINED = re.compile(r"\s*(?:to|through|until|and|or|-|–|—|至|到|~|～|或|和|与|、)\s*(?:the )?(?:in )?")
_THIS_YEAR = re.compile(r"今年|本年|this year")
_THIS_OR_NEXT = re.compile(r"(?<![比较])(?:今年|本年)|明年|(?<!than )this year|next year|(?<!\d)20\d\d(?!\d)")
_YEARLESS = re.compile(r"全年|[上下]半年|(?:for |in )?(?:the )?(?:full[- ]year|(?:first|second) half)")
_YEAR_AHEAD = 11  # the month from which texts look at the next year
_FARTHEST = 1200  # months
_MOST_YEARS = 15  # of a pair such as 2026-27
_Closing = Callable[[re.Match[str], date], date | None]


def explicit(text: str, published: date, spoken: int | None = None) -> Horizon | None:
    """The first horizon that a text names and that ends after its publication. None: the article's default holds.

    Of 2026 to 2028 it is the end: what is joined to the first is read with it; beside this year a later one counts.
    Vague words (soon, 短期, 長期) are none. `spoken`: the year that the text before speaks of, see `spoken_year`.
    """
    found = _explicit(text, published)
    spoken = spoken_year(text, published) or spoken
    if found and spoken and spoken > published.year and _YEARLESS.fullmatch(simplified(found.words).lower()):
        return _explicit(text, date(spoken, 1, 1)) or found
    return found


def spoken_year(text: str, published: date) -> int | None:
    """The year that a text names last; None where it names neither its own nor the next, or appeared earlier.

    At the end of a year people speak of the next one, and there 全年 and the second half are that one's.
    """
    if published.month < _YEAR_AHEAD:
        return None
    last = None
    for match in _THIS_OR_NEXT.finditer(simplified(text).lower()):
        year = int(match[0]) if match[0].isdigit() else published.year + match[0].startswith(("明", "next"))
        last = year if year in (published.year, published.year + 1) else last
    return last


def _explicit(text: str, published: date) -> Horizon | None:
    plain = _ZH_DIGITS.sub(lambda match: match[0].translate(_TO_DIGITS), simplified(text).lower())
    if not _HINT.search(plain):
        return None
    found = sorted(_found(plain, published), key=lambda one: (one[0], -one[1]))
    if not found:
        return None
    start, end, closes = found[0]
    for later, its_end, its_closes in found[1:]:
        is_joined = _JOINED.fullmatch(plain, end, later) or _THIS_YEAR.fullmatch(plain, start, end)
        if later >= end and is_joined and its_closes > closes:
            start, end, closes = start if _JOINED.fullmatch(plain, end, later) else later, its_end, its_closes
    return Horizon(text[start:end].strip(), None, closes)


def _found(plain: str, published: date) -> Iterator[tuple[int, int, date]]:
    for pattern, closing in _PATTERNS:
        for match in pattern.finditer(plain):
            closes = closing(match, published)
            if closes is not None and closes > published:
                yield *match.span(), closes


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    if word in _WORDS:
        return _WORDS[word]
    tens, ten, ones = word.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones[-1:], 0)  # 兩三年: three


def _after(match: re.Match[str], published: date) -> date | None:
    """A number of units from publication."""
    has_half = match.re.groups > 3 and match[4]  # 一年半
    return _later(_number(match[2]), match[3], published, 6 if has_half else 0)


def _within(match: re.Match[str], published: date) -> date | None:
    """The same; None where the words before speak of the past: the highest in two years."""
    return None if _PAST.search(match.string, 0, match.start()) else _after(match, published)


def _further(match: re.Match[str], published: date) -> date | None:
    """For another year, for two more quarters."""
    return _later(_number(match[1] or "one"), match[2], published)


def _later(count: int, unit: str, published: date, more: int = 0) -> date | None:
    for word, days in _IN_DAYS.items():
        if unit.startswith(word):
            return date.fromordinal(published.toordinal() + days * count)
    months = more + count * next(each for word, each in _IN_MONTHS.items() if unit.strip("个").startswith(word))
    return checkpoint(published, months) if 0 < months <= _FARTHEST else None


def _one_after(match: re.Match[str], published: date) -> date | None:
    return _later(1, match[match.lastindex or 1], published)


def _months_after(months: int) -> _Closing:
    return lambda _, published: checkpoint(published, months)


def _coming(match: re.Match[str], published: date) -> date | None:
    """The year after next is as far as 今明兩年, 明後兩年 or next year and the year after reach."""
    return month_end(published.year + (1 if match[0].startswith("今") else 2), 12)


def _joined_years(match: re.Match[str], _: date) -> date | None:
    """2026-27 ends with 2027; 2026-05 is a month."""
    first, last = int(match[1]), int(match[2])
    return month_end(first // 100 * 100 + last, 12) if 0 < last - first % 100 <= _MOST_YEARS else None


def _month_of(match: re.Match[str], _: date) -> date | None:
    return month_end(int(match[1]), int(match[2])) if 1 <= int(match[2]) <= 12 else None


def _year_end(_: re.Match[str], published: date) -> date | None:
    return month_end(published.year, 12)


def _mid_year(match: re.Match[str], published: date) -> date | None:
    return month_end(published.year + (published.month > 6), 6)


def _current(match: re.Match[str], published: date) -> date | None:
    """This month, quarter or half, or the next: 本季, 下個月, the end of the quarter."""
    ahead = match[1].startswith(("next", "下"))
    length = next(months for unit, months in _LENGTHS.items() if unit in match[1])
    if not length:
        return date.fromordinal(published.toordinal() + 6 - published.weekday() + 7 * ahead)
    return month_end(published.year, ((published.month - 1) // length + 1 + ahead) * length)


def _fiscal(match: re.Match[str], _: date) -> date | None:
    """The fiscal year of the United States' government, which ends with September."""
    year = int(match[1])
    return month_end(year + 2000 if year < 100 else year, 9)


def _fiscal_year(match: re.Match[str], published: date) -> date | None:
    """The same, counted from the one that runs."""
    return month_end(published.year + (published.month > 9) + (match[1] in ("next", "coming")), 9)


def _business_year(match: re.Match[str], published: date) -> date | None:
    """Of others it is the calendar's."""
    return month_end(published.year + (match[1] == "下"), 12)


def _first_part(match: re.Match[str], published: date) -> date | None:
    """The first six months of 2027."""
    months = _number(match[1]) * (3 if match[2] == "quarters" else 1)
    year = int(match[3]) if match[3].isdigit() else published.year + (match[3] == "next year")
    return month_end(year, months) if months <= 12 else None


def _decade(match: re.Match[str], published: date) -> date | None:
    return month_end((int(match[1]) if match.re.groups else published.year // 10 * 10) + 9, 12)


def _plan(match: re.Match[str], _: date) -> date | None:
    """China's five-year plans: the fifteenth ends with 2030."""
    return month_end(2015 + 5 * (_DIGITS[match[1]] - 2), 12)


_PATTERNS: tuple[tuple[re.Pattern[str], _Closing], ...] = (
    *((pattern, periods.closes) for pattern in periods.PATTERNS),
    *((pattern, feasts.closes) for pattern in feasts.PATTERNS),
    *((re.compile(pattern), closing) for pattern, closing in (
        (rf"(?:未来|接下来|今后|往后|此后)的?\s*{_ZH_SPAN}", _after),
        (rf"(?:在|于|里|，|^){_ZH_RANGE}\s*(个月)(?!来|前|的?(?:时滞|滞后|落后|时间差))", _within),
        (rf"{_ZH_SPAN}(?:之?内|以内|之?后|以后)(?!来)", _within),
        (rf"(?:要|需要?|得)(?:再)?(?:走|花|用|等|拖)(?:上|个)?{_ZH_SPAN}", _within),
        (rf"\b(?:over |in |within |for |through )?(?:the )?(?:next|coming) {_SPAN}", _after),
        (rf"\b(?:within|in) {_SPAN}(?:['’] time)?", _within),
        (rf"\b{_SPAN} (?:from now|hence|out(?! of)|ahead(?! of)|down the (?:road|line))\b", _within),
        (rf"\b{_SPAN} (?:horizon|view|(?:price )?target|forecast|outlook)\b", _within),
        (rf"\bfor (?:at least |about |around )?(?:another|a further) (?:{_NUMBER} )?{_UNIT}", _further),
        (rf"\bfor (?:at least |about |around )?{_NUMBER} (?:more|further) {_UNIT}", _further),
        (r"(?:(?:in|over|within|during) )?the next year or two", _months_after(24)),
        (r"(?:this|that) time next year|明年(?:此时|这时|这个时候)", _months_after(12)),
        (r"(?:over|in|within|during|through|for) the (?:next|coming) (year|quarter|month|decade)\b", _one_after),
        (r"the (?:next|coming) (decade)\b|the coming (year)\b", _one_after),
        (r"(?:in|over) the (year) ahead", _one_after),
        (r"(?:未来|接下来|今后)的?半年|半年(?:之?内|以内|之?后)", _months_after(6)),
        (r"(?:within|in|next) half a year|next half[- ]year", _months_after(6)),
        (r"今明(?:两)?年|明后(?:两)?年|next year and the (?:year after|following year|one after)", _coming),
        (r"(?<![\d.,$/-])(20\d\d) ?[-–—/] ?(\d\d)(?![\d/%月]|-\d|\.\d)", _joined_years),
        (r"(?<![\d.,$/-])(20\d\d)[/.](1[0-2]|0?[1-9])(?![\d/%]|\.\d)", _month_of),
        (r"(?:over |within |in )?(?:the )?(?:next|within|in) (?:a |the )?year and a half", _months_after(18)),
        (r"(?<![今明后去前当\d年一两二三四五六七八九十半])(?<!\d )年(?:底|末|终|内)前?|全年|岁末", _year_end),
        (r"year[- ]?end(?! 20)|(?:end|close) of (?:the |this )?(?:calendar )?year|year['’]s end", _year_end),
        (r"(?:rest|remainder|balance) of (?:the|this) year", _year_end),
        (r"(?:final|last|closing) (?:\w+ )?months of (?:the|this) year", _year_end),
        (r"last quarter of (?:the|this) year|(?:今年)?(?:余下|剩下|剩余)的?(?:时间|月份|几个月)", _year_end),
        (r"(?:within|course of) the year\b|\bas the year (?:progresses|goes on|unfolds|wears on)", _year_end),
        (rf"\bfirst {_NUMBER} (months|quarters) (?:of )?(20\d\d|this year|next year|the year)", _first_part),
        (r"the year (?:is (?:out|over)|ends)\b", _year_end),
        (r"turn of the year|later? in the year|\bfull[- ]year", _year_end),
        (r"(?<![今明后去前当\d年])(?<!\d )年中(?![国央美])前?|\bmid-?year\b", _mid_year),
        (r"\b(?:end|close) of (?:the|this) (month|quarter|half)\b", _current),
        (r"\b((?:this|next) (?:week|month|quarter|half))\b(?!['’]s)", _current),
        (r"\bbefore the (month|quarter|half) (?:is (?:out|over)|ends)", _current),
        (r"(?<![日基根资成])((?:[本下](?:一?个|一)?|这一?个?)(?:月|季度?|周))(?!期|子)", _current),
        (r"\b(?:fiscal|fy) ?(?:year )?(20\d\d|\d\d)\b", _fiscal),
        (r"(?:rest|remainder) of (?:the|this) (month|quarter|half)\b", _current),
        (r"(?<![\d一二三四五六七八九十本下上每元个])([月季])[底末](?:[之以]?前)?", _current),
        (r"decade is (?:out|over)|within (?:the|this) decade", _decade),
        (r"(?:rest|end|close) of (?:the|this) decade|this decade(?!['’])|decade['’]s end", _decade),
        (r"(?<!\d)(20\d0)(?:s\b|年代)", _decade),
        (r"(this|current|next|coming) (?:fiscal|financial) year", _fiscal_year),
        (r"(本|下)(?:一?个)?(?:会计|财政)?(?:年度|财年)", _business_year),
        (r"第十([四五六])个五年(?:计划|规划)", _plan), (r"十([四五六])五[”」』\"]?(?:末|期间|时期|期末)?", _plan),
    )),
)  # fmt: skip

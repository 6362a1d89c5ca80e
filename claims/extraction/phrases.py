"""How a reading puts its figure or comparison: at most, at least, about, on average, at some time, more or less."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.extraction.amounts import Amount, amounts
from claims.extraction.candidate import Reading
from claims.extraction.script import simplified


@dataclass(frozen=True, slots=True)
class Phrases:
    """What was said about the figures of a unit, beside the figures. `direction`: of its words, before negation.

    `about`: its figure is only about right and has no side; `roughly`: so is what two are apart by, above or below.
    `figure_negated`: up to the end of the clause with the first figure; what is denied after it is something else.
    """

    amounts: tuple[Amount, ...]
    direction: str
    negated: bool
    figure_negated: bool
    at_most: bool
    at_least: bool
    strict: bool
    between: bool
    about: bool
    roughly: bool
    average: bool
    some_time: bool
    record: bool
    shrinking: bool
    pace: bool
    yearly: bool
    annualised: bool
    monthly: bool
    less: bool
    apart: bool
    conditional: bool
    abroad: bool | None
    rather: int | None


_UPPER = r"不(?:会|會|大)?(?:超过|高于|多于|大于)|not (?:exceed|more than|above|over)|no more than|won't exceed"
_LOWER = r"不(?:会|大)?(?:低于|少于|小于|跌破)|not (?:less than|below)|no less than|won't (?:fall )?below"
_NEGATION = re.compile(
    r"不会|不再|难以|无法|并未|并非|没有|不大可能|可能性不大|不认为|不太可能"
    r"|n['’]t\b|cannot|\bnot\b|\bnever\b|\bno\b(?! more| less)|unlikely"
)
_AT_MOST = re.compile(
    rf"{_UPPER}|以下|以内|之内|低于|跌破|最多|至多|下方|砍到|降到|降至|跌到|跌至|below|under\b|at most|less than"
    r"|(?:fall|drop|slip|decline|down|cool|ease)\w* (?:\w+ )?to\b|dropping to"
)
_AT_LEAST = re.compile(
    rf"{_LOWER}|以上|超过|超出|突破|升破|站上|站稳|高于|达到|至少|重返|冲破|升至|升到|涨到|涨至"
    r"|above|exceed|more than|over \$?\d|at least|reach|hits?\b|touch|surpass|top\w* \$?\d"
    r"|(?:rise|climb|up|edge|jump|increase)\w* (?:\w+ )?to\b"
)
# More than 5 % leaves 5 % out; a word that takes the figure in (at least, 以上) does so whatever stands beside it.
_STRICT = re.compile(
    r"低于|跌破|少于|小于|高于|大于|多于|超过|超出|突破|升破|冲破"
    r"|above|below|exceed|surpass|under\b|(?:more|less|fewer) than|over \$?\d"
)
_INCLUSIVE = re.compile(
    r"以上|以下|以内|之内|至少|至多|最多|at least|at most|or (?:more|less|higher|lower|above|below)\b"
)
# A figure that is only about right has no side, whatever way leads there (slow to about 1 %), unless one is named.
_ABOUT = re.compile(
    r"[\d%成元点圆吨桶人亿万兆千百十码]\s*(?:左右|上下|附近)"
    r"|(?:大约|约莫|约|大概|差不多|接近|逼近)[为在是]?\s*[$€£¥]?\s*(?!(?:19|20)\d\d ?年)"
    r"(?:[\d零一二三四五六七八九两十百千]|百分之)"
    r"|(?:\b(?:about|around|roughly|approximately|nearly|almost|some|circa|close to|near)|~) ?[$€£¥]?"
    r"(?!(?:19|20)\d\d\b)\d|\d[\w%]*(?: \w+)? or so\b"
)
_BOUNDED = re.compile(
    rf"{_UPPER}|{_LOWER}|以下|以内|之内|不到|不足|最多|至多|下方|以上|超过|超出|至少|上方"
    r"|\bat (?:least|most)\b|\b(?:more|less|fewer) than\b|\bover \$?\d"
)
_SIDED = re.compile(
    rf"{_BOUNDED.pattern}|低于|跌破|少于|小于|突破|升破|冲破|站上|站稳|高于|大于|多于"
    r"|\b(?:below|under|above|exceed\w*|surpass\w*|(?:higher|lower) than)\b"
)
_BETWEEN = re.compile(r"\d%?\s*(?:至|到|和|与|～|~|-|–|to|and)\s*\$?\d|之间|\bbetween\b|\brange\b")
_AVERAGE = re.compile(r"平均|均价|均值|中枢|全年|averag(?!e hourly)|for the year|full[- ]year")
_SOME_TIME = re.compile(
    r"跌破|突破|升破|冲破|站上|触及|见到|看到|touch|hits?\b|reach|at some point"
    r"|(?:fall|drop|dip|slip|sink|rise|climb|break|cross)(?:s|es)? (?:above|below)"
    r"|top\w* \$?\d|surpass"
)
_RECORD = re.compile(
    r"创.{0,3}(?:新高|纪录)|历史新高|(?:new |all-time |record )(?:high|record)|hits? a record|new record"
)
_PACE = re.compile(r"增速|增长|成长|涨幅|升幅|年增|growth|pace|放缓|加速|slow|accelerat")
_YEARLY = re.compile(r"增速|增长率|成长率|年增|同比|growth|year[- ]on[- ]year|year[- ]over[- ]year|inflation|通胀|通膨")
_ANNUALISED = re.compile(r"年化|每年|annuali[sz]ed|a year\b|per year|every year|annual return")
# What has not ended goes on: the negation is of the end, not of the rise.
_GOES_ON = re.compile(
    r"(?:(?P<up>[涨升]势|上涨|涨)|(?P<down>跌势|下跌|跌))[^，。,.]{0,4}?(?:还没|尚未|还未|仍未|并未|没有?|未)(?:有)?(?:结束|走完|见顶|见底|停)"
    r"|(?:(?P<up2>rise|rally|climb|surge|increase)|(?P<down2>fall|decline|slide|drop|slump))[^,.]{0,24}?"
    r"(?: not|n['’]t|far from) (?:over|ended|done|finished|run its course)"
)
_CONDITIONAL = re.compile(r"如果|一旦|只要|倘若|假如|若|除非|\bif\b|\bunless\b|\bwould\b|\bwere to\b")
# A decline that narrows is no fall, and what gets worse may rise: neither is a direction by itself.
_UNDIRECTED = re.compile(
    r"[降跌减]幅|decline in|drop in|fall in|恶化|改善|走弱|转弱|wors|better|deteriorat|improv|weaken"
)
# The figure of a fall in a rate has no sign of its own: output that shrinks by 2 % has grown by -2 %.
_SHRINKING = re.compile(r"[降跌减]幅|萎缩|负增长|shrink|contract(?:s|ed|ing|ion)?\b|negative")
_ABROAD = re.compile(
    r"海外|全球|中国|我国|大陆|台湾|台北|日本|日银|欧元区|欧洲|英国|德国|法国|印度|韩国|香港|东南亚|越南"
    r"|土耳其|阿根廷|澳洲|加拿大|人民银行|主计总处"
    r"|overseas|abroad|global|china|chinese|taiwan|japan|euro area|eurozone|europe|britain|british|\buk\b"
    r"|german|france|french|india|korea|hong kong"
    r"|vietnam|turkey|argentina|australia|canad|mexic|brazil"
)
_HERE = re.compile(
    r"美国|美股|美债|联准会|美联储|鲍尔|国会山|\bu\.?s\.?\b|united states|america|\bfed\b|federal reserve|fomc"
)
_MONTHLY = re.compile(r"每月|月均|月增|月度|新增|per month|a month|each month|monthly")
_LESS = re.compile(
    r"跑输|落后|低于|慢于|小于|弱于|输给|不如|少于"
    r"|slower|more slowly|less|lower|weaker|smaller|behind|underperform|\blags?\b|trail"
)
_APART = re.compile(
    r"高于|低于|高出|低出|快于|慢于|多于|少于|跑赢|跑输"
    r"|above|below|(?:higher|lower|faster|slower|more|less|slowly) than"
    r"|outpac|outperform|exceed|trail|lags?\b|behind|ahead of"
)
_RATHER = re.compile(r"而不是|而非|并不是|不是|不在于|rather than|instead of|,\s*not\b|, it isn't")


def phrases(reading: Reading) -> Phrases:
    """What a reading says about its figures. `abroad` is None where its words name no country."""
    plain = simplified(reading.text).lower()
    bare = re.sub(f"{_UPPER}|{_LOWER}", "", plain)
    direction = _direction(reading, plain)
    figures = figures_of(reading)
    rather = _RATHER.search(plain)

    def says(pattern: re.Pattern[str], text: str = plain) -> bool:
        return pattern.search(text) is not None

    return Phrases(
        amounts=figures,
        direction="" if says(_UNDIRECTED) else direction, negated=_is_negated(plain),
        figure_negated=_is_negated(plain[: _clause_end(plain, figures)]),
        at_most=says(_AT_MOST, re.sub(_LOWER, "", plain)), at_least=says(_AT_LEAST, re.sub(_UPPER, "", plain)),
        strict=says(_STRICT, bare) and not says(_INCLUSIVE, bare),
        between=says(_BETWEEN), about=says(_ABOUT) and not says(_SIDED),
        roughly=says(_ABOUT) and not says(_BOUNDED),
        average=says(_AVERAGE), some_time=says(_SOME_TIME), record=says(_RECORD), shrinking=says(_SHRINKING),
        pace=says(_PACE), yearly=says(_YEARLY), annualised=says(_ANNUALISED),
        monthly=says(_MONTHLY), less=says(_LESS), apart=says(_APART), conditional=says(_CONDITIONAL),
        abroad=is_abroad(plain), rather=rather.start() if rather else None,
    )  # fmt: skip


def figures_of(reading: Reading) -> tuple[Amount, ...]:
    """The figures that a reading names, but for those of its horizon."""
    return tuple(amounts(reading.text, reading.horizon.words if reading.horizon else ""))


def _is_negated(plain: str) -> bool:
    """Whether what is said is denied: at most and at least are no denials, and what goes on has not ended."""
    bare = _RATHER.sub("", _GOES_ON.sub("", re.sub(f"{_UPPER}|{_LOWER}", "", plain)))
    return _NEGATION.search(bare) is not None


def _clause_end(plain: str, figures: Sequence[Amount]) -> int:
    """Of the clause with the first figure; of the whole where there is none."""
    stop = re.compile(r"[，;；。]|,(?!\d)").search(plain, figures[0].start) if figures else None
    return stop.start() if stop else len(plain)


def _direction(reading: Reading, plain: str) -> str:
    """Of the words themselves, before negation."""
    if goes_on := _GOES_ON.search(plain):
        return "up" if goes_on["up"] or goes_on["up2"] else "down"
    swapped = {"up": "down", "down": "up", "": ""}
    return swapped[reading.direction] if reading.negated else reading.direction


def is_abroad(text: str) -> bool | None:
    """Whether a text speaks of other countries more often than of the United States; None where it names none."""
    plain = simplified(text).lower()
    here, abroad = len(_HERE.findall(plain)), len(_ABROAD.findall(plain))
    return None if not here and not abroad else abroad > here

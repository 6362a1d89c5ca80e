"""Headings, bullets and sentences of a text, and the lines that belong to the page rather than to the article."""

import re
from collections.abc import Iterator

from claims.extraction.candidate import Block, Span, Unit
from claims.extraction.script import simplified

LONGEST = 2_000  # code points of a unit; a longer line without an end of sentence is cut there
_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")
_BULLET = re.compile(r"\s*(?:[•·‧▪◦●○*–—-]|\(?\d{1,2}\)|\d{1,3}/)\s+")
_END = re.compile(
    r"[。！？!?；]+[”」』）)\"]*|(?<![A-Z])(?<!\bvs)(?<!\bMr)(?<!\bDr)(?<!\bMs)\.[”\")]*(?=\s+[^a-z\s]|\s*$)"
)
_LEAD_IN = re.compile(r"[:：]\s*$")
_LONGEST_HEADING = 60  # width: a CJK character counts two
_CLOSED = re.compile(r"[。.！!？?；;：:，,]\s*$")
_BOILERPLATE = re.compile(
    r"\s*[（(]?(?:作者|编译|编辑|责任编辑|撰文|来源|资料来源|数据来源|分享至|相关阅读|推荐阅读|延伸阅读|往期推荐|原标题|本文为|本文不代表|"
    r"本报告|免责|以下为免责|声明|分析师声明|证券研究报告|风险提示|联系人|原创不易|版权|点个在看|喜欢的话请|"
    r"by [A-Z]|share (?:this|on)|read more|related:|subscribe|reporting by|editing by|data:|source:|sources:|"
    r"for clients only|nothing in this|not investment advice|forward-looking statements|disclaimer|copyright|©|"
    r"all rights reserved|this show was produced)",
    re.IGNORECASE,
)


def units(text: str) -> Iterator[Unit]:
    """The units of a text in its order. Together they cover all but white space and the marks of bullets."""
    lines = [match.span() for match in _LINE.finditer(text) if not match.group().isspace()]
    lead_in: Span | None = None
    for number, (start, end) in enumerate(lines):
        alone = number == 0 or text.count("\n", lines[number - 1][1], start) > 1 or number + 1 == len(lines)
        bullet = _BULLET.match(text, start, end)
        if bullet:
            yield from _cut(text, bullet.end(), end, Block.BULLET, lead_in)
            continue
        heading = alone and _is_heading(text[start:end])
        lead_in = _trimmed(text, start, end) if heading or _LEAD_IN.search(text, start, end) else None
        yield from _cut(text, start, end, Block.HEADING if heading else Block.SENTENCE, None)


def is_boilerplate(text: str) -> bool:
    """Whether a unit is an author line, a share link, further reading or a disclaimer."""
    return _BOILERPLATE.match(simplified(text)) is not None


def _is_heading(line: str) -> bool:
    width = sum(2 if one > "\u2e7f" else 1 for one in line[: _LONGEST_HEADING + 1])
    return width <= _LONGEST_HEADING and not _CLOSED.search(line)


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


def _cut(text: str, start: int, end: int, block: Block, lead_in: Span | None) -> Iterator[Unit]:
    ends = [match.end() for match in _END.finditer(text, start, end)]
    for stop in (*ends, end):
        while start < stop:
            span = _trimmed(text, start, min(stop, start + LONGEST))
            start = min(stop, start + LONGEST)
            if span.start < span.end:
                part = text[span.start : span.end]
                yield Unit(span, Block.BOILERPLATE if is_boilerplate(part) else block, lead_in)

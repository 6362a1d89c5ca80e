"""The one place that imports spaCy: it costs up to two seconds, so it waits for the first text."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

from claims.extraction.candidate import Span

Pipeline: TypeAlias = Callable[[str], Any]
CHUNK = 20_000  # code points read at a time, so that memory does not grow with the article


@cache
def pipeline() -> Pipeline:
    """The pipeline, built once a process."""
    from claims.extraction.components import build

    return build()


def chunks(text: str) -> Iterator[Span]:
    """The text in parts of at most `CHUNK` code points, cut between paragraphs, else lines, sentences, anywhere."""
    start = 0
    while start < len(text):
        end = min(start + CHUNK, len(text))
        if end < len(text):
            cuts = (text.rfind(sign, start, end) + len(sign) for sign in ("\n\n", "\n", "。", ". ", " "))
            end = next((cut for cut in cuts if cut > start + CHUNK // 2), end)
        yield Span(start, end)
        start = end

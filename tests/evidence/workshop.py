"""A provider that answers as told, and workers that ask it: for the tests of jobs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest

from evidence import work
from evidence.models import Indicator, RefreshJob, Source
from evidence.politeness import Limits
from evidence.sources import SOURCES, Answer, Figures, Request, Series, table
from evidence.sources.contract import undated
from evidence.web.client import Client

HOST = "data.example"
START = datetime(2026, 8, 22, 12, tzinfo=UTC)
BODY = "period,value\n2026-06-01,1.5\n2026-07-01,2.5\n"


def _requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    return [Request(f"https://{HOST}/{one.code}", (one,)) for one in series]


def _download(request: Request, client: Client) -> list[Answer]:
    return [client.get(request.address)]


def _read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    code = request.series[0].code
    lines = list(table.rows(answers[0].body, ("period", "value"), code))
    return [
        undated(code, table.days([line[0] for line in lines], code), table.numbers([one[1] for one in lines], code))
    ]


@dataclass
class Workshop:
    """A provider of monthly series, and the time. `replies` by code; a code without one is answered with BODY."""

    source: Source
    now: datetime = START
    replies: dict[str, httpx.Response | Exception] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        reply = self.replies.get(request.url.path.strip("/"), httpx.Response(200, text=BODY))
        if isinstance(reply, Exception):
            raise reply
        return reply

    def connect(self, source: Source, allowed: Limits) -> Client:
        client = work.connect(source, allowed, self.slept.append, now=lambda: self.now)
        client.http = httpx.Client(transport=httpx.MockTransport(self.answer))
        client.resolve = lambda host: ["9.9.9.9"]
        return client

    def place(self, name: str = "worker") -> work.Workplace:
        return work.Workplace(name, lambda: self.now, {}, self.connect)

    def work(self) -> int:
        return work.work(self.source.slug, self.place())

    def queue(self, *codes: str, key: str = "") -> RefreshJob:
        RefreshJob.objects.add(self.source, codes, key or " ".join(codes), self.now)
        return RefreshJob.objects.get(key=key or " ".join(codes))


def workshop(
    patch: pytest.MonkeyPatch, codes: Sequence[str] = ("A", "B", "C"), limits: Limits | None = None
) -> Workshop:
    """A workshop whose provider has these series."""
    asked = limits or Limits(0.0, at_once=2, series_a_job=1)
    module = SimpleNamespace(HOSTS=(HOST,), LIMITS=asked, requests=_requests, download=_download, read=_read)
    patch.setitem(SOURCES, "example", module)  # type: ignore[arg-type]
    source = Source.objects.create(slug="example", name="Example", name_zh="範例", licence="none")
    for code in codes:
        Indicator.objects.create(
            slug=f"example_{code.lower()}", name=code, name_zh=code, source=source, code=code, unit="percent",
            frequency="M", aggregation="last", publication_lag=12,
        )  # fmt: skip
    return Workshop(source)


Make = Callable[..., Workshop]

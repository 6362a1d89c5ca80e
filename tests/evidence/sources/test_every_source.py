"""Every source of the registry, played through a refresh at work: the bodies that come, and all that may come instead.

A provider on this machine's own port sends them over real HTTP to a real worker's client. Each time the series has been
read well before, so that there is something to lose.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from evidence import refresh, work
from evidence.models import Fetch, Observation, RefreshJob, Source, sha256
from evidence.politeness import Limits
from evidence.sources import SOURCES, Answer, Figures, SourceError
from evidence.web.client import Client
from tests import factories
from tests.evidence.sources.exchanges import EXCHANGES, UNSTATED, Exchange, exchanges_of
from tests.evidence.sources.played import WEB_PAGE, Player
from tests.evidence.web.provider import detoured, head, provider, whole

AT_WORK = pytest.mark.parametrize("exchange", EXCHANGES, ids=str)
OVER_HTTP = pytest.mark.parametrize("exchange", [one for one in EXCHANGES if not one.is_local], ids=str)
TELLING = pytest.mark.parametrize("exchange", [one for one in EXCHANGES if isinstance(one.unit, dict)], ids=str)
Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_recordings_that_say_how_they_are_played(source: str) -> None:
    assert exchanges_of(source), (
        f"expected tests/recordings/{source}/exchange.toml; tests/recordings/README.md tells how"
    )


@AT_WORK
def test_every_exchange_has_a_body_in_another_unit_or_says_that_none_is_stated(exchange: Exchange) -> None:
    if isinstance(exchange.unit, str):
        assert exchange.unit.startswith(UNSTATED)
    else:
        assert exchange.sent_in_another_unit() != exchange.sent()


@dataclass
class Play:
    """A worker that refreshes the series of an exchange.

    `replies` are what its provider says in turn, the last of them for ever.
    """

    exchange: Exchange
    folder: Path
    source: Source
    port: int = 0
    now: datetime = datetime(2026, 8, 22, 12, tzinfo=UTC)
    replies: list[bytes] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def say(self, line: str) -> list[bytes]:
        return [self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]]

    def connect(self, source: Source, allowed: Limits) -> Client:
        return detoured(work.connect(source, allowed, self.slept.append), self.port)

    def send(self, bodies: Sequence[bytes]) -> RefreshJob:
        """Refresh with these bodies."""
        return self.answer([whole(body, date=self.exchange.date) for body in bodies], bodies)

    def answer(self, replies: Sequence[bytes], files: Sequence[bytes] = ()) -> RefreshJob:
        """Refresh with these answers; a source on this machine finds the first file."""
        self.replies = list(replies)
        if self.exchange.is_local:
            place = self.folder / self.exchange.file
            place.parent.mkdir(exist_ok=True)
            (place.parent / "__init__.py").touch()  # so that a package of that name is found here
            place.write_bytes(files[0])
        self.now += timedelta(days=1)
        if not RefreshJob.objects.unfinished().exists():  # what was put off is to be done first
            RefreshJob.objects.add(self.source, [self.exchange.code], str(self.now), self.now)
        place_of_work = work.Workplace("w", lambda: self.now, self.exchange.settings_in(self.folder), self.connect)
        assert work.work(self.exchange.source, place_of_work) == 1
        return RefreshJob.objects.latest("id")


@pytest.fixture
def play(exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[Play]:
    """A series that has been read well once."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("NO_PROXY", "*")
    source = factories.source(exchange.source)
    factories.indicator("x", source=source, code=exchange.code, frequency=exchange.frequency, aggregation="last")
    made = Play(exchange, tmp_path, source)
    with provider(made.say) as made.port:
        job = made.send(exchange.sent())
        assert (job.state, job.errors, job.cause) == ("done", {}, "")
        assert job.changed > 0
        yield made


def rows() -> list[dict[str, Any]]:
    return list(Observation.objects.order_by("period", "known_from").values())


def nothing_was_lost(play: Play, before: list[dict[str, Any]]) -> None:
    """No figure is written, changed or gone, and the next good answer finds everything as it was."""
    assert rows() == before
    again = play.send(play.exchange.sent())
    assert (again.state, again.changed, again.cause) == ("done", 0, "")
    assert rows() == before


def is_kept(play: Play, body: bytes, error: str) -> bool:
    """Whether these bytes can be found by their hash, beside the error."""
    kept = Fetch.objects.filter(payload=sha256(body), error=error, codes=[play.exchange.code])
    return [one.payload.body for one in kept if one.payload][:1] == [body]


def overwritten(body: bytes) -> bytes:
    return b"{]," + body[10:]


def cut_in_half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def cut_at_the_end(body: bytes) -> bytes:
    return body[:-3]


DAMAGES: list[Damage] = [
    overwritten, cut_in_half, cut_at_the_end, lambda body: b"", lambda body: WEB_PAGE,
    lambda body: b'{"error": "sorry"}',
]  # fmt: skip
NAMES = ["overwritten", "cut in half", "cut at the end", "empty", "a web page", "an error in JSON"]


@AT_WORK
@pytest.mark.parametrize("damage", DAMAGES, ids=NAMES)
@pytest.mark.parametrize("place", ["first", "last"])
def test_a_damaged_body_is_an_error_of_its_series_its_bytes_are_kept_and_nothing_is_written(
    damage: Damage, place: str, play: Play
) -> None:
    if play.exchange.packed == "sqlite" and damage is cut_at_the_end:
        pytest.skip("SQLite reads what is missing of its last page as zeros; the file is pinned by the lock's hash")
    bodies, before = play.exchange.sent(), rows()
    number = 0 if place == "first" else len(bodies) - 1
    bodies[number] = damage(bodies[number])
    job = play.send(bodies[: number + 1])
    said = job.errors[play.exchange.code]
    assert (job.state, job.attempts) == ("failed", 1), "trying again would bring the same"
    assert said.startswith("expected "), said
    assert ", got " in said or ", found " in said, said
    assert "defect" not in said
    assert all(is_kept(play, body, said) for body in bodies[: number + 1]) or play.exchange.packed == "sqlite"
    nothing_was_lost(play, before)


@TELLING
def test_a_body_in_another_unit_than_the_one_declared_is_refused(exchange: Exchange, play: Play) -> None:
    before, bodies = rows(), exchange.sent_in_another_unit()
    job = play.send(bodies)
    said = job.errors[exchange.code]
    assert (job.state, job.attempts) == ("failed", 1)
    assert said.startswith("expected "), said
    assert ", got " in said, said
    assert any(is_kept(play, body, said) for body in bodies)
    nothing_was_lost(play, before)


@OVER_HTTP
@pytest.mark.parametrize(("status", "retry_after", "least"), [(429, "", 0), (429, "3600", 3600), (500, "", 0)])
def test_a_provider_that_is_busy_is_asked_again_later_and_what_it_said_is_kept(
    status: int, retry_after: str, least: int, play: Play
) -> None:
    before, asking = rows(), {"retry_after": retry_after} if retry_after else {}
    job = play.answer([whole(b"slow down", status, **asking)])
    assert (job.state, job.attempts, job.errors) == ("queued", 1, {})
    hosts = SOURCES[play.exchange.source].HOSTS
    assert job.cause.startswith(tuple(f"expected an answer from {host}, got status {status} " for host in hosts))
    assert job.cause.endswith("try again later")
    assert (job.not_before - play.now).total_seconds() >= max(least, 15)
    assert is_kept(play, b"slow down", job.cause)
    nothing_was_lost(play, before)


@OVER_HTTP
def test_what_will_not_pass_is_not_tried_again_and_what_was_said_is_kept(play: Play) -> None:
    before = rows()
    job = play.answer([whole(b"no such series", 404)])
    assert (job.state, job.attempts) == ("failed", 1)
    said = job.errors[play.exchange.code]
    assert said.startswith("expected status 200 from https://")
    assert said.endswith("got 404: 'no such series'")
    assert is_kept(play, b"no such series", said)
    nothing_was_lost(play, before)


@OVER_HTTP
def test_an_answer_that_breaks_off_is_asked_for_again_later_and_its_first_part_is_kept(play: Play) -> None:
    before, body = rows(), play.exchange.sent()[-1]
    half = body[: len(body) // 2]
    date = play.exchange.date
    replies = [whole(one, date=date) for one in play.exchange.sent()[:-1]]
    job = play.answer([*replies, head(date=date, content_length=str(len(body))) + half])
    assert (job.state, job.attempts, job.errors) == ("queued", 1, {})
    assert f"got an answer that broke off after {len(half):,} bytes" in job.cause
    assert is_kept(play, half, job.cause)
    nothing_was_lost(play, before)


def altered(play: Play, alter: Callable[[Figures], Figures], monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the source reads other figures out of the same bodies, also where a file is known to be unchanged."""
    channel = SOURCES[play.exchange.source]

    def read(answers: Sequence[Answer], request: Any) -> list[Figures]:
        return [alter(one) for one in channel.read(answers, request)]

    parts = {"HOSTS": channel.HOSTS, "requests": channel.requests, "download": channel.download, "read": read}
    monkeypatch.setitem(SOURCES, play.exchange.source, SimpleNamespace(**parts))
    monkeypatch.setattr(refresh, "_is_known", lambda *asked: False)


def only(figures: Figures, part: slice) -> Figures:
    pseudo = None if figures.pseudo is None else figures.pseudo[part]
    return replace(
        figures, days=figures.days[part], values=figures.values[part], times=figures.times[part], pseudo=pseudo
    )


@AT_WORK
@pytest.mark.parametrize("part", [slice(1, None), slice(None, -1)], ids=["without the oldest", "without the newest"])
def test_a_shorter_answer_is_no_deletion(part: slice, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    altered(play, lambda figures: only(figures, part), monkeypatch)
    job = play.send(play.exchange.sent())
    assert (job.state, job.changed) == ("done", 0)
    nothing_was_lost(play, before)


@AT_WORK
def test_an_answer_without_a_figure_is_an_error(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    with monkeypatch.context() as now:
        altered(play, lambda figures: only(figures, slice(0)), now)
        job = play.send(play.exchange.sent())
    assert job.state == "failed"
    assert job.errors[play.exchange.code].startswith("expected figures of x, got a table without rows")
    nothing_was_lost(play, before)


@AT_WORK
def test_a_cell_that_is_left_out_of_what_is_shown_today_is_no_retraction(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows()

    def with_a_gap(figures: Figures) -> Figures:
        values = figures.values.copy()
        values[len(values) // 2] = np.nan
        return replace(figures, values=values) if figures.is_snapshot else figures

    altered(play, with_a_gap, monkeypatch)
    job = play.send(play.exchange.sent())
    assert (job.state, job.changed) == ("done", 0)
    nothing_was_lost(play, before)


def read(exchange: Exchange, bodies: Sequence[bytes]) -> dict[int, float]:
    """The newest figure of each day that has one, without database or network."""
    channel = SOURCES[exchange.source]
    (request,) = channel.requests([exchange.series], exchange.settings_in(Path("/nowhere")))
    answers = channel.download(request, Player(*bodies, facts={"date": exchange.date}))
    (figures,) = channel.read(answers, request)
    order = np.lexsort((figures.times, figures.days))
    order = order[~np.isnan(figures.values[order])]
    return dict(zip(figures.days[order].tolist(), figures.values[order].tolist(), strict=True))


@OVER_HTTP
def test_a_body_cut_anywhere_is_refused_or_gives_true_figures(exchange: Exchange) -> None:
    bodies = exchange.sent()
    whole_answer = read(exchange, bodies)
    assert whole_answer
    lies = []
    for cut in range(len(bodies[-1])):
        try:
            found = read(exchange, [*bodies[:-1], bodies[-1][:cut]])
        except SourceError:
            continue
        lies += [] if found.items() <= whole_answer.items() else [(cut, found)]
    assert lies == []

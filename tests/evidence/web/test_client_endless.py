"""Providers that never come to an end cost a stated time and memory; one that breaks off is asked again."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import count, repeat

import pytest

from evidence.sources import SourceError, UnreachableError
from evidence.web import client as http
from evidence.web.client import ATTEMPTS, Client
from evidence.work import BEGIN_WITHIN
from tests.evidence.web.provider import HOST, Say, detoured, head, provider, whole

ADDRESS = f"https://{HOST}/figures"
CHUNKED = head(transfer_encoding="chunked")


def ask(port: int, slept: list[float] | None = None, parameters: dict[str, str] | None = None) -> bytes:
    noted = slept if slept is not None else []
    with detoured(Client([HOST], sleep=noted.append), port) as client:
        return client.get(ADDRESS, parameters).body


def slowly(pieces: Iterator[bytes], first: bytes = b"") -> Say:
    """A piece every twentieth of a second, far below the time after which silence counts."""

    def say(line: str) -> Iterator[bytes]:
        yield first
        for piece in pieces:
            time.sleep(0.05)
            yield piece

    return say


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece)


GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # of deflate: stored, not the last one, no bytes

SLOW: dict[str, Say] = {
    "silence after a head that never ends": slowly(repeat(b""), b"HTTP/1.1 200"),
    "a head, byte by byte": slowly(repeat(b"x"), b"HTTP/1.1 200 Said\r\nx: "),
    "a promise to go on, again and again": slowly(repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "a body, byte by byte": slowly(repeat(b"1\r\nx\r\n"), CHUNKED),
    "the length of a chunk, byte by byte": slowly(repeat(b"0"), CHUNKED),
    "a packed body that unpacks to nothing": slowly(
        repeat(chunk(EMPTY_BLOCK)), head(transfer_encoding="chunked", content_encoding="gzip") + chunk(GZIP_HEAD)
    ),
}


@pytest.mark.parametrize("say", SLOW.values(), ids=SLOW)
def test_whatever_a_provider_does_instead_of_answering_it_is_left_in_time(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.6)
    begun = time.monotonic()
    with provider(say) as port, pytest.raises(UnreachableError, match=r"in 0\.6 s|timed out"):
        ask(port)
    assert 0.5 < time.monotonic() - begun < 3


def test_silence_is_given_up_before_the_whole_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    begun = time.monotonic()
    with provider(slowly(repeat(b""))) as port, pytest.raises(UnreachableError, match="timed out"):
        ask(port)
    assert time.monotonic() - begun < 3


def test_repetitions_count_into_the_time_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.6)
    asked = count()

    def busy(line: str) -> Iterator[bytes]:
        next(asked)
        time.sleep(0.4)
        yield whole(b"busy", 503)

    with provider(busy) as port, pytest.raises(UnreachableError, match=r"in 0\.6 s"):
        ask(port)
    assert next(asked) == 2


def test_the_time_of_an_answer_fits_into_a_job() -> None:
    from django.conf import settings

    assert BEGIN_WITHIN.total_seconds() + http.ANSWER_SECONDS < settings.CELERY_TASK_SOFT_TIME_LIMIT


def test_a_body_without_end_costs_little_more_memory_than_the_largest_that_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    most, block = 40_000_000, b"x" * 1_000_000
    monkeypatch.setattr(http, "MOST_BYTES", most)
    tracemalloc.start()
    with provider(lambda line: (piece for piece in [CHUNKED, *repeat(chunk(block), 60)])) as port:
        with pytest.raises(SourceError, match="expected at most 40,000,000 bytes"):
            ask(port)
        peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < peak < 1.3 * most + 10 * len(block)


def broken_off(after: int) -> Callable[[str], Iterator[bytes]]:
    """Breaks off in the middle of a body as often as told; then answers."""
    times = count()

    def say(line: str) -> Iterator[bytes]:
        yield whole(b"all of it")[: -4 if next(times) < after else None]

    return say


def test_an_answer_that_breaks_off_is_asked_for_again() -> None:
    slept: list[float] = []
    with provider(broken_off(ATTEMPTS - 1)) as port:
        assert ask(port, slept) == b"all of it"
    assert len(slept) == ATTEMPTS - 1


def test_one_that_breaks_off_each_time_may_pass_and_its_first_part_goes_along_to_be_kept() -> None:
    with provider(broken_off(ATTEMPTS)) as port, pytest.raises(UnreachableError, match="broke off after 5") as raised:
        ask(port)
    assert raised.value.answer is not None
    assert (raised.value.answer.body, raised.value.answer.status) == (b"all o", 200)


def test_a_connection_that_is_closed_without_a_word_may_pass() -> None:
    with provider(lambda line: []) as port, pytest.raises(UnreachableError, match="broke off after 0") as raised:
        ask(port)
    assert raised.value.answer is None


SECRET = {"api_key": "0123456789abcdef"}


def repeating(status: int) -> Say:
    return lambda line: [whole(f"asked: {line}".encode(), status)]


def test_a_key_that_a_provider_repeats_is_struck_out_of_its_answer() -> None:
    with provider(repeating(200)) as port:
        assert ask(port, parameters=SECRET) == b"asked: GET /figures?api_key=*** HTTP/1.1"


@pytest.mark.parametrize("status", [403, 503])
def test_so_it_is_where_an_error_is_answered(status: int) -> None:
    with provider(repeating(status)) as port, pytest.raises(SourceError) as raised:
        ask(port, parameters=SECRET)
    assert SECRET["api_key"] not in str(raised.value)
    assert raised.value.answer is not None
    assert b"api_key=*** " in raised.value.answer.body


def test_a_page_too_large_to_be_worth_its_room_is_not_kept_with_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_KEPT", 10)
    with provider(lambda line: [whole(b"x" * 11, 404)]) as port, pytest.raises(SourceError) as raised:
        ask(port)
    assert raised.value.answer is None

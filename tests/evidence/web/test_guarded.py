"""The guarded client: where it goes, where it never goes, how much and how long it takes."""

import gzip
import socket
import time
import tracemalloc

import pytest

from evidence.refusal import FetchError
from evidence.web.guarded import Guarded, Question
from tests.evidence.web.website import PUBLIC, answer, client_of, redirect, web_of

PAGE = "http://page.example/a"


def test_a_page_is_asked_by_its_name_at_the_address_that_was_checked() -> None:
    with web_of({"page.example/a?b=%E9%8C%A2": answer("said")}) as web:
        reply = client_of(web).ask(Question("http://PAGE.example/a?b=錢#part"))
    assert (reply.status, reply.body, reply.type) == (200, b"said", "text/html")
    assert reply.where.address == "http://page.example/a?b=%E9%8C%A2"
    assert web.dialled == [(PUBLIC, 80)]
    assert b"user-agent: claimbase/test\r\n" in web.requests[0].lower()


def test_tls_asks_for_the_certificate_of_the_name() -> None:
    with web_of({}) as web, pytest.raises(FetchError, match=r"expected an answer from page\.example, got none"):
        client_of(web).ask(Question("https://page.example/a"))
    assert web.dialled == [(PUBLIC, 443)]
    assert b"page.example" in web.requests[0]


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "100.64.0.1", "::1", "fe80::1%eth0"])
def test_a_name_with_an_address_inside_a_network_is_refused_even_beside_a_public_one(inside: str) -> None:
    with (
        web_of({}, {"page.example": [PUBLIC, inside]}) as web,
        pytest.raises(FetchError, match=r"expected page\.example to be on the public internet, got the address"),
    ):
        client_of(web).ask(Question(PAGE))
    assert web.dialled == []


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "http://169.254.169.254/latest/meta-data", "//[::1]/", "http://inside.example/",
     "http://page.example:22/", "file:///etc/passwd", "http://[::ffff:10.0.0.1]/", "http://0x7f.1/", "http://[", "ftp://a.example/"],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_where_nobody_may_go_is_not_followed(location: str, status: int) -> None:
    with (
        web_of({"page.example/a": redirect(location, status)}, {"inside.example": ["10.0.0.7"]}) as web,
        pytest.raises(FetchError),
    ):
        client_of(web).ask(Question(PAGE))
    assert web.dialled == [(PUBLIC, 80)]


def test_a_name_that_resolves_anew_between_check_and_connection_gains_nothing() -> None:
    """DNS rebinding: the second answer of the resolver is never asked for."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with web_of({"page.example/a": answer("said")}) as web:
        assert Guarded("a", resolve=lambda host: next(answers), wire=web).ask(Question(PAGE)).body == b"said"
    assert web.dialled == [(PUBLIC, 80)]


def test_a_name_that_resolves_anew_between_redirects_is_checked_anew() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with (
        web_of({"page.example/a": redirect("/b"), "page.example/b": answer("said")}) as web,
        pytest.raises(FetchError, match=r"got the address 127\.0\.0\.1"),
    ):
        Guarded("a", resolve=lambda host: next(answers), wire=web).ask(Question(PAGE))
    assert web.asked == ["page.example/a"]


def test_five_redirects_are_followed_and_no_sixth() -> None:
    chain = {f"page.example/{number}": redirect(f"/{number + 1}") for number in range(6)}
    with web_of({**chain, "page.example/5": answer("there")}) as web:
        assert client_of(web).ask(Question("http://page.example/0")).body == b"there"
    with web_of(chain) as web, pytest.raises(FetchError, match="expected at most 5 redirects"):
        client_of(web).ask(Question("http://page.example/0"))
    assert len(web.asked) == 6


def test_a_redirect_may_be_relative_and_written_in_utf_8() -> None:
    there = answer(status=302, location="文章".encode().decode("latin-1"))
    with web_of({"page.example/a/b": there, "page.example/a/%E6%96%87%E7%AB%A0": answer("there")}) as web:
        assert client_of(web).ask(Question("http://page.example/a/b")).body == b"there"


def test_every_place_is_permitted_before_it_is_asked() -> None:
    permitted: list[str] = []
    with web_of({"page.example/a": redirect("http://other.example/b"), "other.example/b": answer()}) as web:
        client_of(web).ask(Question(PAGE), permit=lambda where: permitted.append(where.address))
    assert permitted == ["http://page.example/a", "http://other.example/b"]


def test_a_callers_headers_do_not_follow_a_redirect_to_another_host() -> None:
    with web_of({"page.example/a": redirect("http://other.example/b"), "other.example/b": answer()}) as web:
        client_of(web).ask(Question(PAGE, headers={"Authorization": "secret", "Host": "evil.example"}))
    assert b"secret" in web.requests[0]
    assert b"evil" not in web.requests[0]
    assert b"secret" not in web.requests[1]


def test_a_body_is_sent_and_its_redirect_not_followed() -> None:
    with web_of({"page.example/a": redirect("/b", 307)}) as web:
        reply = client_of(web).ask(Question(PAGE, "POST", {"content-type": "application/json"}, b'{"a": 1}'))
    assert reply.status == 307
    assert web.requests[0].startswith(b"POST /a HTTP/1.1\r\n")
    assert b"content-length: 8\r\n" in web.requests[0].lower()
    assert web.requests[0].endswith(b'{"a": 1}')


@pytest.mark.parametrize("header", [{"x": "a\r\nhost: evil.example"}, {"x\r\ny": "a"}, {"x": "錢"}])
def test_a_header_cannot_carry_another(header: dict[str, str]) -> None:
    with web_of({}) as web, pytest.raises(FetchError):
        client_of(web).ask(Question(PAGE, headers=header))
    assert not any(web.requests)


def test_more_than_the_limit_is_not_sent() -> None:
    with web_of({}) as web, pytest.raises(FetchError, match="expected to send at most 10 bytes, got 11"):
        client_of(web, sent=10).ask(Question(PAGE, "POST", body=bytes(11)))
    assert web.dialled == []


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    with web_of({"page.example/a": answer("said")}) as web:
        assert client_of(web).ask(Question(PAGE)).body == b"said"
    assert web.dialled == [(PUBLIC, 80)]


def drip(before: bytes, byte: bytes, pause: float = 0.05) -> "object":
    """A server that goes on for ever, a byte at a time, never silent for long."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(before)
        while True:
            connection.sendall(byte)
            time.sleep(pause)

    return talk


@pytest.mark.parametrize(
    "before", [b"", b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["status", "headers", "body"]
)
def test_a_server_that_drips_is_left_when_the_time_for_the_whole_is_over(before: bytes) -> None:
    begun = time.monotonic()
    with (
        web_of({"page.example/a": drip(before, b"H")}) as web,
        pytest.raises(FetchError, match=r"expected the whole answer of page\.example in 0\.4 s") as caught,
    ):
        client_of(web, seconds=0.4, silence=0.2).ask(Question(PAGE))
    assert time.monotonic() - begun < 3
    assert caught.value.may_pass


def test_redirects_share_the_time_of_one_question() -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.15)
        connection.sendall(redirect("/a"))

    begun = time.monotonic()
    with web_of({"page.example/a": slow}) as web, pytest.raises(FetchError, match=r"in 0\.4 s"):
        client_of(web, seconds=0.4).ask(Question(PAGE))
    assert time.monotonic() - begun < 3
    assert len(web.asked) < 5


def test_a_silent_server_is_left_sooner() -> None:
    begun = time.monotonic()
    with web_of({"page.example/a": lambda connection: time.sleep(2)}) as web, pytest.raises(FetchError):
        client_of(web, seconds=30, silence=0.2).ask(Question(PAGE))
    assert time.monotonic() - begun < 2


def test_a_body_over_the_limit_is_refused_and_one_at_it_is_taken() -> None:
    with web_of({"page.example/a": answer(bytes(5_000)), "page.example/b": answer(bytes(5_001))}) as web:
        assert len(client_of(web, bytes=5_000).ask(Question(PAGE)).body) == 5_000
        with pytest.raises(FetchError, match="expected at most 5,000 bytes, got more"):
            client_of(web, bytes=5_000).ask(Question("http://page.example/b"))


def test_a_bomb_is_left_where_it_goes_over_the_limit() -> None:
    bomb = answer(gzip.compress(bytes(200_000_000)), content_encoding="gzip")
    assert len(bomb) < 250_000
    with web_of({"page.example/a": bomb}) as web:
        tracemalloc.start()
        with pytest.raises(FetchError, match="expected at most 5,000,000 bytes"):
            client_of(web).ask(Question(PAGE))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 20_000_000


def test_a_type_that_is_not_read_is_refused_before_its_body() -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: Application/PDF; a=b\r\n\r\n")
        time.sleep(5)

    begun = time.monotonic()
    with (
        web_of({"page.example/a": endless}) as web,
        pytest.raises(FetchError, match=r"expected a page or plain text from page\.example, got 'application/pdf'"),
    ):
        client_of(web).ask(Question(PAGE, types=frozenset({"text/html"})))
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort"])
def test_what_is_no_answer_is_named_and_may_pass(said: bytes) -> None:
    with (
        web_of({"page.example/a": said}) as web,
        pytest.raises(FetchError, match=r"expected an answer from page\.example, got none \(.+\)") as caught,
    ):
        client_of(web).ask(Question(PAGE))
    assert caught.value.may_pass


def test_a_name_without_an_address_is_told_from_one_that_is_refused() -> None:
    def lost(host: str) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match="to have an address, found none") as caught:
        Guarded("a", resolve=lost).ask(Question(PAGE))
    assert caught.value.may_pass

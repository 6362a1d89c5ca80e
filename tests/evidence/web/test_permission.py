"""What hosts ask of robots is asked for first, heeded, and remembered for a while."""

import pytest

from evidence.refusal import FetchError
from evidence.web.guarded import Guarded, Limits
from evidence.web.permission import KEPT_SECONDS, Permission
from tests.evidence.web.website import Talk, Web, answer, client_of, redirect, web_of

ROBOTS = "page.example/robots.txt"


def check(web: Web, address: str = "http://page.example/a") -> None:
    """Ask for permission as a new client does."""
    ask(Permission(client_of(web), "claimbase"), address)


def ask(permission: Permission, address: str) -> None:
    from evidence.web.destination import destination

    permission.check(destination(address, (80, 443)), permission.client.deadline())


def test_what_robots_may_not_read_is_refused() -> None:
    with web_of({ROBOTS: answer("User-agent: claimbase\nDisallow: /a")}) as web:
        with pytest.raises(FetchError, match=r"expected page\.example to let robots read /a, its robots\.txt does not"):
            check(web)
        check(web, "http://page.example/b")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_host_without_rules_allows_everything(status: int) -> None:
    with web_of({ROBOTS: answer("User-agent: *\nDisallow: /", status)}) as web:
        check(web)


@pytest.mark.parametrize(
    "said", [answer(status=500), answer(status=503), answer(status=429), b"", redirect("http://10.0.0.1/")]
)
def test_a_host_that_does_not_say_is_refused_for_now(said: bytes | Talk) -> None:
    with web_of({ROBOTS: said}) as web, pytest.raises(FetchError, match=r"to say in its robots\.txt") as caught:
        check(web)
    assert caught.value.may_pass


def test_rules_may_lie_behind_a_redirect() -> None:
    elsewhere = {
        ROBOTS: redirect("https-less.example/robots.txt", 301),
        "page.example/https-less.example/robots.txt": answer(""),
    }
    with web_of(elsewhere) as web:
        check(web)
    assert len(web.asked) == 2


def test_rules_are_remembered_for_a_while_and_for_one_origin_only() -> None:
    now = [0.0]
    with web_of({ROBOTS: answer("")}) as web:
        client = Guarded("a", limits=Limits(), resolve=web.resolve, wire=web, clock=lambda: now[0])
        permission = Permission(client, "claimbase")
        for address in ("http://page.example/a", "http://page.example/b", "http://other.example/"):
            ask(permission, address)
        assert web.asked == [ROBOTS, "other.example/robots.txt"]
        now[0] = KEPT_SECONDS + 1
        ask(permission, "http://page.example/a")
    assert web.asked[2:] == [ROBOTS]


def test_a_failure_is_not_remembered() -> None:
    with web_of({ROBOTS: answer(status=503)}) as web:
        permission = Permission(client_of(web), "claimbase")
        with pytest.raises(FetchError):
            ask(permission, "http://page.example/a")
        web.pages[ROBOTS] = answer("")
        ask(permission, "http://page.example/a")

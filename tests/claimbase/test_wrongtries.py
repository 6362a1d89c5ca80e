"""Guessing a password: a few tries, then a pause, and the right one after it."""

import time
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from claimbase import signin, wrongtries
from claimbase.wrongtries import LOCKED_FOR, MOST, MOST_OF_ADDRESS, address_of

pytestmark = pytest.mark.django_db
RIGHT = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _an_account_and_no_tries(settings: pytest.FixtureRequest) -> Iterator[None]:
    """Counted apart from what the tests beside these do at the same moment."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    User.objects.create_superuser("ann", password=RIGHT)
    cache.clear()
    yield
    cache.clear()


def attempt(password: str, name: str = "ann", address: str = "203.0.113.7", language: str = "en") -> HttpResponse:
    given = {"username": name, "password": password}
    return Client().post("/admin/login/", given, REMOTE_ADDR=address, headers={"accept-language": language})


def comes_in(**given: str) -> bool:
    return attempt(RIGHT, **given).status_code == 302


def guess(times: int, **given: str) -> None:
    for number in range(times):
        assert attempt(f"guess {number}", **given).status_code == 200


def test_after_too_many_wrong_tries_even_the_right_password_waits_and_then_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    guess(MOST)
    assert not comes_in()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + LOCKED_FOR.total_seconds() + 1)
    assert comes_in()


def test_fewer_wrong_tries_do_no_harm_and_the_right_one_begins_the_count_anew() -> None:
    for _ in range(3):
        guess(MOST - 1)
        assert comes_in()


@pytest.mark.parametrize(("language", "said"), [("en", "Wait 15 minutes"), ("zh-hant", "請等候 15 分鐘")])
def test_the_pause_is_told_with_what_to_do_in_the_reader_s_language(language: str, said: str) -> None:
    guess(MOST)
    page = attempt(RIGHT, language=language).content.decode()
    assert said in page
    assert "./run claimbase signin" in page


def test_a_name_is_locked_for_the_address_alone_and_its_owner_comes_in_from_another() -> None:
    guess(MOST)
    assert comes_in(address="203.0.113.8")


def test_an_address_that_tries_many_names_is_locked_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrongtries, "MOST_OF_ADDRESS", 6)
    for number in range(6):
        guess(1, name=f"name {number}")
    assert not comes_in()
    assert MOST_OF_ADDRESS > 5 * MOST, "or a few who share an address would lock one another out"


def test_while_locked_no_password_is_looked_at_and_the_pause_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    guess(MOST)
    monkeypatch.setattr(User, "check_password", lambda self, given: pytest.fail("expected no look at the password"))
    guess(MOST)
    assert {cache.get(key) for key in wrongtries._limits("ann", "203.0.113.7")} == {MOST}


def test_the_one_time_link_comes_in_all_the_same(client: Client) -> None:
    guess(MOST, name="administrator", address="127.0.0.1")
    assert client.post(f"/sign-in/{signin.token()}/").status_code == 302


@pytest.mark.parametrize(("https", "expected"), [(True, "198.51.100.1"), (False, "127.0.0.1")])
def test_the_address_is_the_one_a_trusted_proxy_saw_and_never_one_that_is_claimed(
    https: bool, expected: str, settings: pytest.FixtureRequest
) -> None:
    settings.HTTPS = https  # type: ignore[attr-defined]
    forwarded = {"x-forwarded-for": "10.0.0.1, 198.51.100.1"}
    assert address_of(RequestFactory().get("/", headers=forwarded)) == expected


def test_an_empty_password_forgives_nothing() -> None:
    guess(MOST - 1)
    Client().post("/admin/login/", {"username": "ann", "password": ""}, REMOTE_ADDR="203.0.113.7")
    guess(1)
    assert not comes_in()


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"), ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"), ("203.0.113.7", "203.0.113.7"), ("nonsense", ""),
    ],
)  # fmt: skip
def test_of_ipv6_the_network_of_one_subscriber_is_counted(told: str, counted: str) -> None:
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=told)) == counted

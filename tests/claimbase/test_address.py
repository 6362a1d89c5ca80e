"""Where the site says it is."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from claimbase import address

LOCAL = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("https", "hosts", "expected"),
    [
        (False, LOCAL, "http://127.0.0.1:8000/"),
        (False, ["localhost"], "http://localhost:8000/"),
        (False, ["claims.example.org", *LOCAL], "http://127.0.0.1:8000/"),
        (False, ["claims.example.org"], "http://claims.example.org/"),
        (False, ["*"], "http://127.0.0.1:8000/"),
        (True, [*LOCAL, "claims.example.org"], "https://claims.example.org/"),
        (True, [".example.org"], "https://example.org/"),
        (True, LOCAL, "https://127.0.0.1/"),
        (True, ["*"], "https://127.0.0.1/"),
    ],
)
def test_the_site_is_at_an_address_that_it_answers_to(
    settings: Any, https: bool, hosts: list[str], expected: str
) -> None:
    settings.HTTPS, settings.ALLOWED_HOSTS, settings.WEB_PORT = https, hosts, 8000
    assert address.site() == expected


@pytest.mark.django_db
def test_behind_a_proxy_that_speaks_https_the_printed_link_signs_in(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HTTPS, settings.ALLOWED_HOSTS = True, [*LOCAL, "claims.example.org"]
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    call_command("signin")
    [(scheme, host, path)] = re.findall(r"(https?)://([^/]+)(/\S+)", capsys.readouterr().out)
    browser = Client(SERVER_NAME=host)
    assert browser.get(path, secure=scheme == "https").status_code == 200
    assert browser.post(path, secure=scheme == "https").status_code == 302

"""What comes from those who mean ill, or whose programs are broken: refused, and never a failure of ours."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
LISTS = ("claims/", "assessments/", "scorecards/", "ledger/")  # one of each kind of page
HOSTILE = ("'; DROP TABLE claims_claim; --", "1 OR 1=1", "\u0000", "%00", "\r\nSet-Cookie: a=b", "../../etc/passwd",
           "{{7*7}}", "\u202e\u2066", "𝟙", "٣", "9" * 400, "-1", "1e309", "NaN", "null", "true", "[]", "\ufffe",
           "a" * 10_000, "ÿ" * 300)  # fmt: skip


@pytest.fixture
def client(settings: Any) -> Client:
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)
    return Client()


@pytest.mark.parametrize("name", ["cursor", "limit", "as_of", "fields", "ordering", "q", "claim", "theme", "nothing"])
def test_no_value_of_a_parameter_makes_a_list_fail(client: Client, registered: None, name: str) -> None:
    for value in HOSTILE:
        for path in LISTS:
            answer = client.get(V1 + path, {name: value})
            assert answer.status_code in (200, 400), (path, value, answer.content)
            assert "Set-Cookie" not in answer
            if answer.status_code == 200:  # a word that is searched for, or a slug that nothing has
                assert name in ("q", "claim", "theme")
                assert answer.json()["results"] == [], (path, value)


@pytest.mark.parametrize("path", ["claims/{}/", "indicators/{}/", "indicators/{}/observations/", "criteria/{}/",
                                  "scorecards/{}/", "ledger/{}/", "articles/{}/themes/{}/", "{}/"])  # fmt: skip
def test_no_address_makes_it_fail(client: Client, registered: None, path: str) -> None:
    for value in HOSTILE:
        answer = client.get(V1 + path.replace("{}", quote(value, safe="")))
        assert answer.status_code in (301, 404), (value, answer.content)


@pytest.mark.parametrize("name", ["accept", "accept-language", "if-none-match", "if-modified-since", "accept-encoding",
                                  "authorization", "origin", "x-forwarded-for", "cookie"])  # fmt: skip
def test_no_header_makes_it_fail(client: Client, registered: None, name: str) -> None:
    for value in HOSTILE:
        if "\r" in value or not _is_sendable(value):
            continue  # no server lets it in
        answer = client.get(f"{V1}claims/", headers={name: value})
        assert answer.status_code in (200, 304, 401, 406), (value, answer.content)


def _is_sendable(value: str) -> bool:
    """Whether it has no sign beyond the 256 that a header is made of."""
    return max(map(ord, value), default=0) < 256

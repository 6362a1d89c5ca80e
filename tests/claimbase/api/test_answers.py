"""The form of the API's answers, whatever they say."""

import gzip
import json

import pytest
from django.test import Client
from django.test.utils import override_settings

pytestmark = pytest.mark.django_db
ROOT, CLAIMS = "/api/v1/", "/api/v1/claims/"


def test_the_root_names_what_there_is(client: Client) -> None:
    assert json.loads(client.get(ROOT).content)["claims"].endswith(CLAIMS)


def test_answers_are_compressed_for_those_who_can_read_that(client: Client) -> None:
    plain = client.get("/api/v1/schema/")
    packed = client.get("/api/v1/schema/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 4


def test_a_copy_is_known_to_be_fresh_even_if_it_was_compressed(client: Client) -> None:
    packed = client.get("/api/v1/schema/", headers={"accept-encoding": "gzip"})
    again = client.get("/api/v1/schema/", headers={"if-none-match": packed["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "path", ["nothing/", "claims/no/such/", "claims/%00/", "claims/%0A/", "claims/%C3%81%CB/", "../../etc/passwd/"]
)
def test_what_is_not_there_is_a_problem_too(client: Client, path: str) -> None:
    answer = client.get(f"{ROOT}{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["title"] == "Not Found"


def test_a_missing_slash_leads_to_the_address(client: Client) -> None:
    assert client.get("/api/v1/claims?limit=1")["Location"] == "/api/v1/claims/?limit=1"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_a_method_that_there_is_not_is_named_with_those_that_there_are(client: Client, method: str) -> None:
    client.raise_request_exception = False
    answer = client.generic(method.upper(), CLAIMS)
    assert answer.status_code in (401, 405)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_form_that_there_is_not_is_refused(client: Client) -> None:
    assert client.get(CLAIMS, headers={"accept": "image/png"}).status_code == 406


def test_an_error_speaks_the_readers_language(client: Client) -> None:
    answer = client.get(CLAIMS, {"limit": "x"}, headers={"accept-language": "zh-Hant-TW,zh;q=0.9"})
    assert answer["Content-Language"] == "zh-hant"
    assert "請" in json.loads(answer.content)["detail"]


def test_a_failure_of_ours_says_nothing_of_how_we_are_made(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **named: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("claims.api.claims.listing", broken)
    client.raise_request_exception = False
    answer = client.get(CLAIMS)
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert json.loads(answer.content)["title"] == "Internal Server Error"


@pytest.mark.parametrize(("origins", "told"), [([], None), (["https://a.example"], "https://a.example")])
def test_other_sites_pages_may_read_where_the_setting_names_them(
    client: Client, origins: list[str], told: str | None
) -> None:
    with override_settings(CORS_ALLOWED_ORIGINS=origins):
        answer = client.get(CLAIMS, headers={"origin": "https://a.example"})
        assert answer.get("Access-Control-Allow-Origin") == told
        assert (
            client.get("/claims/", headers={"origin": "https://a.example"}).get("Access-Control-Allow-Origin") is None
        )

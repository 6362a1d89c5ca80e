"""A program reads the data behind the pages with a token of the API, and by that comes in nowhere else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from evidence.ingest import ingest
from evidence.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db
CLOSED = "/indicators/index.csv"


@pytest.fixture
def index(db: None) -> Indicator:
    one = factories.indicator("index", unit="index[2000=100]", licence="owner's", redistribute="no")
    ingest(factories.batch(one, [(20_454, 20_480 * 86_400_000_000, 101.5)]))
    return one


@pytest.fixture
def bearer() -> Callable[..., Client]:
    def made(*, hours: int = 1, **account: Any) -> Client:
        user = User.objects.create_user("ann", **account)
        _token, secret = AuthToken.objects.create(user, expiry=timedelta(hours=hours))
        return Client(headers={"authorization": f"Bearer {secret}"})

    return made


def test_a_token_opens_figures_that_may_not_be_passed_on(index: Indicator, bearer: Any, client: Client) -> None:
    assert client.get(CLOSED).status_code == 403
    answer = bearer().get(CLOSED)
    assert answer.status_code == 200
    assert b"101.5" in b"".join(answer.streaming_content)


def test_what_a_token_opened_is_kept_by_no_shared_cache(index: Indicator, bearer: Any, client: Client) -> None:
    answer = bearer().get(CLOSED)
    assert "private" in answer["Cache-Control"]
    for one in (answer, client.get(CLOSED), client.head("/bundle.zip")):
        assert {"Cookie", "Authorization"} <= {name.strip() for name in one["Vary"].split(",")}


@pytest.mark.parametrize("secret", ["", "nothing", "claimbase_" + "0" * 54, "é", "a b"])
def test_a_token_that_is_none_is_refused_and_not_overlooked(index: Indicator, secret: str) -> None:
    answer = Client(headers={"authorization": f"Bearer {secret}"}).get("/claims.json")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Cache-Control"] == "no-store"
    said = answer.json()
    assert said["status"] == 401
    assert said["detail"] == said["errors"][0]["detail"]


def test_a_token_whose_time_is_over_or_whose_account_is_closed_is_refused(index: Indicator, bearer: Any) -> None:
    client = bearer()
    AuthToken.objects.update(expiry=timezone.now() - timedelta(minutes=1))
    assert client.get(CLOSED).status_code == 401
    _token, secret = AuthToken.objects.create(User.objects.get())
    User.objects.update(is_active=False)
    assert Client(headers={"authorization": f"Bearer {secret}"}).get(CLOSED).status_code == 401


def test_a_token_opens_pages_that_are_closed_to_the_public(index: Indicator, bearer: Any, settings: Any) -> None:
    settings.PUBLIC_PAGES = False
    assert Client().get("/claims.json").status_code == 302
    assert bearer().get("/claims.json").status_code == 200


def test_a_token_is_no_way_into_the_admin(bearer: Any) -> None:
    client = bearer(is_staff=True, is_superuser=True)
    answer = client.get("/admin/claims/claim/")
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert client.post("/admin/claims/claim/add/").status_code in (302, 403)


def test_another_way_of_authorizing_is_none_of_ours(index: Indicator) -> None:
    assert Client(headers={"authorization": "Basic YTpi"}).get("/claims.json").status_code == 200

"""Who may ask the API, and how often."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from knox.models import AuthToken

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    caches["throttles"].clear()
    yield
    caches["throttles"].clear()


def holder(name: str = "ann", expiry: timedelta | None = timedelta(days=1)) -> Client:
    user, _is_new = User.objects.get_or_create(username=name)
    _token, secret = AuthToken.objects.create(user, expiry)
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_everybody_may_read_and_those_alone_who_hold_a_token_where_the_setting_says_so(client: Client) -> None:
    assert client.get(CLAIMS).status_code == 200
    with override_settings(API_OPEN=False):
        refused = client.get(CLAIMS)
        assert refused.status_code == 401
        assert refused["WWW-Authenticate"] == "Bearer"
        assert json.loads(refused.content)["title"] == "Unauthorized"
        assert holder().get(CLAIMS).status_code == 200


@pytest.mark.parametrize("path", ["schema/", "docs/", "redoc/", ""])
def test_what_describes_it_is_as_open_as_what_it_describes(client: Client, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 200
    with override_settings(API_OPEN=False):
        assert client.get(f"/api/v1/{path}").status_code == 401


def test_staff_who_have_signed_in_are_known_and_others_with_a_session_are_not(client: Client) -> None:
    with override_settings(API_OPEN=False):
        client.force_login(User.objects.create_user("bob"))
        assert client.get(CLAIMS).status_code == 401
        client.force_login(User.objects.create_user("eve", is_staff=True))
        assert client.get(CLAIMS).status_code == 200


def test_a_token_ends_by_itself_and_with_its_account() -> None:
    late, closed = holder(expiry=timedelta(seconds=-1)), holder("bob")
    User.objects.filter(username="bob").update(is_active=False)
    assert [one.get(CLAIMS).status_code for one in (late, closed)] == [401, 401]


def test_a_token_is_kept_as_its_hash_alone() -> None:
    token, secret = AuthToken.objects.create(User.objects.create_user("ann"))
    assert secret.startswith("claimbase_")
    row = AuthToken.objects.values().get()
    assert secret not in str(row)
    assert token.expiry > timezone.now()


@pytest.mark.parametrize(
    "given", ["Bearer", "Bearer a b", "Bearer x", "Bearer é", "Bearer %00", "Bearer " + "a" * 5000, "bearer ' OR 1=1"]
)
def test_what_is_no_token_is_refused(client: Client, given: str) -> None:
    assert client.get(CLAIMS, headers={"authorization": given}).status_code == 401


def test_whoever_asks_too_often_is_told_when_to_come_back(client: Client) -> None:
    with override_settings(API_RATES={"anonymous": 2, "account": 4, "analysts": 6}):
        assert [client.get(CLAIMS).status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get(CLAIMS)
        assert 0 < int(refused["Retry-After"]) <= 60
        assert refused["Content-Type"] == "application/problem+json"
        known = holder()
        assert [known.get(CLAIMS).status_code for _ in range(5)] == [200] * 4 + [429]
        User.objects.get().groups.add(Group.objects.create(name="analysts"))
        assert [known.get(CLAIMS).status_code for _ in range(3)] == [200] * 2 + [429]


def test_an_answer_to_somebody_known_is_kept_by_no_cache_between(client: Client) -> None:
    assert client.get(CLAIMS)["Cache-Control"] == "public, max-age=60"
    assert "private" in holder().get(CLAIMS)["Cache-Control"]
    assert {"Authorization", "Cookie", "Accept-Language"} <= set(client.get(CLAIMS)["Vary"].split(", "))


def test_a_token_is_made_in_the_admin_shown_once_and_good_for_a_year_at_most(admin_client: Client) -> None:
    user = User.objects.create_user("ann")
    until = timezone.now() + timedelta(days=30)
    given = {"user": user.pk, "expiry_0": f"{until:%Y-%m-%d}", "expiry_1": f"{until:%H:%M:%S}"}
    page = admin_client.post("/admin/knox/authtoken/add/", given, follow=True).content.decode()
    secret = page[page.index("claimbase_", page.index("not shown again")) :][:74]
    assert Client(headers={"authorization": f"Bearer {secret}"}).get(CLAIMS).status_code == 200
    assert secret not in admin_client.get("/admin/knox/authtoken/").content.decode()
    for wrong in ({"expiry_0": "2999-01-01"}, {"expiry_0": "2020-01-01"}, {"expiry_0": "", "expiry_1": ""}):
        admin_client.post("/admin/knox/authtoken/add/", {**given, **wrong})
    assert AuthToken.objects.count() == 1

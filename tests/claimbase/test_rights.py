"""Every role has the rights that are stated here with every kind of object in the admin, and no others.

The objects are those that the admin has: a new one fails until its rights are stated.
"""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from claimbase.roles import ROLES, establish
from tests.claimbase.rights import asked_by, objects, rights

pytestmark = pytest.mark.django_db
Four = tuple[str, str, str, str]

NOBODY_BUT_WHO_RUNS_IT: Four = ("-", "-", "-", "v")
TO_BE_READ: Four = ("v", "v", "v", "v")
# v: view, a: add, c: change, d: delete, then the actions; of readers, analysts, reviewers and administrators.
STATED: dict[str, Four] = {
    "auth.group": NOBODY_BUT_WHO_RUNS_IT,
    "auth.user": ("-", "-", "-", "vac"),
    "auth.user superuser": ("-", "-", "-", "va"),
    "claims.act": TO_BE_READ,
    "claims.article": ("v to_desk", "vac to_desk to_new", "v to_desk", "v to_desk"),
    "claims.article > claims.theme": ("v", "vac", "v", "v"),
    "claims.assessment": TO_BE_READ,
    "claims.author": ("v", "vac", "v", "v"),
    "claims.claim draft": (
        "v export_files open_editor",
        "vad assess_now export_files open_editor refresh_now to_import",
        "v assess_now export_files open_editor refresh_now settle_now",
        "v export_files open_editor",
    ),
    "claims.claim registered": (
        "v export_files open_editor",
        "va assess_now export_files open_editor refresh_now to_import",
        "v assess_now export_files open_editor refresh_now settle_now",
        "v export_files open_editor",
    ),
    "claims.claimlink": TO_BE_READ,
    "claims.delivery": NOBODY_BUT_WHO_RUNS_IT,
    "claims.edition": ("v", "v", "v to_publish", "v"),
    "claims.event": TO_BE_READ,
    "claims.forecast": TO_BE_READ,
    "claims.ledgerentry": TO_BE_READ,
    "claims.notice": NOBODY_BUT_WHO_RUNS_IT,
    "claims.rating": TO_BE_READ,
    "claims.settlement": TO_BE_READ,
    "claims.settlement > claims.settlementreview": TO_BE_READ,
    "claims.submission": TO_BE_READ,
    "claims.subscriber": NOBODY_BUT_WHO_RUNS_IT,
    "claims.subscription": NOBODY_BUT_WHO_RUNS_IT,
    "evidence.fetch": TO_BE_READ,
    "evidence.heldbatch": TO_BE_READ,
    "evidence.indicator": TO_BE_READ,
    "evidence.refreshjob": TO_BE_READ,
    "evidence.release": TO_BE_READ,
    "evidence.source": TO_BE_READ,
    "evidence.sourcestate": TO_BE_READ,
    "knox.authtoken": ("-", "-", "-", "vad delete_selected"),
    "knox.authtoken superuser's": ("-", "-", "-", "va delete_selected"),
}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_has_the_rights_that_are_stated_and_no_others(role: str) -> None:
    establish()
    request, place = asked_by(role), list(ROLES).index(role)
    found = {name: rights(of_it, row, request) for name, of_it, row in objects()}
    assert found == {name: four[place] for name, four in STATED.items()}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_lists_and_forms_open_for_those_alone_who_may_see_or_add(role: str) -> None:
    establish()
    client, place = Client(), list(ROLES).index(role)
    client.force_login(asked_by(role).user)  # type: ignore[arg-type]
    for model in admin.site._registry:
        label = model._meta.label_lower
        stated = next(four for name, four in STATED.items() if name.split()[0] == label)[place].split()[0]
        lists = f"/admin/{label.replace('.', '/')}/"
        for address, act in ((lists, "v"), (f"{lists}add/", "a")):
            is_open = client.get(address, follow=True).status_code == 200
            assert is_open == (act in stated), f"{address} for {role}"


@pytest.fixture
def administrator(client: Client) -> Client:
    establish()
    client.force_login(asked_by("administrators").user)  # type: ignore[arg-type]
    return client


def form(user: User, **more: object) -> dict[str, object]:
    """What the page of an account sends."""
    return {"username": user.username, "is_active": "on", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00",
            **more}  # fmt: skip


def test_an_administrator_puts_accounts_into_groups_and_switches_them_off(administrator: Client) -> None:
    user = User.objects.create_user("ann")
    group = Group.objects.get(name="analysts")
    sent = form(user, groups=[group.pk], is_staff="on")
    assert administrator.post(f"/admin/auth/user/{user.pk}/change/", sent).status_code == 302
    assert list(user.groups.all()) == [group]
    sent.pop("is_active")
    administrator.post(f"/admin/auth/user/{user.pk}/change/", sent)
    user.refresh_from_db()
    assert not user.is_active


def test_an_administrator_makes_nobody_more_than_the_groups_do(administrator: Client) -> None:
    user = User.objects.get(username="one-of-administrators")
    sent = form(user, is_superuser="on", user_permissions=[1], is_staff="on")
    assert administrator.post(f"/admin/auth/user/{user.pk}/change/", sent).status_code == 302
    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.user_permissions.exists()


@pytest.mark.parametrize("page", ["change", "password", "delete"])
def test_an_administrator_does_not_touch_superusers(administrator: Client, page: str) -> None:
    root = User.objects.create_superuser("root", password="correct horse battery staple")
    sent = form(
        root, password1="another horse battery", password2="another horse battery", post="yes", usable_password="true"
    )
    assert administrator.post(f"/admin/auth/user/{root.pk}/{page}/", sent).status_code == 403
    assert User.objects.get(pk=root.pk).check_password("correct horse battery staple")


def test_a_superuser_still_may(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    user = User.objects.create_user("ann")
    client.post(f"/admin/auth/user/{user.pk}/change/", form(user, is_superuser="on"))
    user.refresh_from_db()
    assert user.is_superuser


def test_an_administrator_makes_a_token_for_whoever_is_no_superuser(administrator: Client) -> None:
    for is_superuser in (False, True):
        user = User.objects.create_user(f"of-{is_superuser}", is_staff=True, is_superuser=is_superuser)
        later = timezone.now() + timedelta(days=9)
        administrator.post(
            "/admin/knox/authtoken/add/", {"user": user.pk, "expiry_0": f"{later:%Y-%m-%d}", "expiry_1": "00:00"}
        )
        assert user.auth_token_set.exists() is not is_superuser


def test_existing_groups_are_given_what_is_new_by_a_reset() -> None:
    Group.objects.create(name="reviewers")
    assert "reviewers" not in establish()
    assert "administrators" in {one.name for one in Group.objects.all()}
    establish(reset=True)
    assert Group.objects.get(name="reviewers").permissions.filter(codename="add_edition").exists()

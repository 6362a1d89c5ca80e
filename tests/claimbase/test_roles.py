"""Roles are groups: readers see, analysts write and submit, reviewers act; being both is not being two persons."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from claimbase.roles import ROLES, establish
from claims.admin.desk.view import NEEDS
from claims.admin.editor.page import PERMISSIONS
from claims.models import Act, Claim
from tests.claims import content

pytestmark = pytest.mark.django_db
Person = Callable[..., Client]


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Person:
    """Somebody in some of the groups, signed in, beside the small article."""
    content.load(content.write(tmp_path / "content"))
    monkeypatch.setattr("claims.admin.editor.page.now", lambda: content.NOW)
    settings.TWO_PERSON_REVIEW = True
    establish()

    def made(name: str, *groups: str) -> Client:
        user = User.objects.create_user(name, is_staff=True)
        user.groups.set(Group.objects.filter(name__in=groups))
        client = Client()
        client.force_login(user)
        return client

    return made


def address(where: str = "editor", *more: str) -> str:
    claim = Claim.objects.get(number="C5")
    return reverse(f"admin:claims_claim_{where}", args=[claim.pk, *more])


def register(client: Client, action: str) -> int:
    page = client.get(address("act", "register"))
    if page.status_code != 200:
        return page.status_code
    sent = {"key": page.context["key"], "stamp": page.context["stamp"], "reason": "Read.", "action": action}
    return client.post(address("act", "register"), sent).status_code


def test_a_reader_sees_and_changes_nothing(person: Person) -> None:
    reader = person("rita", "readers")
    assert reader.get(address()).status_code == 200
    assert reader.get(reverse("admin:claims_claim_changelist")).status_code == 200
    assert reader.get(reverse("admin:evidence_indicator_changelist")).status_code == 200
    assert reader.get(reverse("admin:claims_subscriber_changelist")).status_code == 403, "other people's addresses"
    assert reader.post(address(), {"action": "save"}).status_code == 403
    assert register(reader, "submit") == register(reader, "act") == 403


def test_an_analyst_submits_and_a_reviewer_registers(person: Person) -> None:
    analyst, reviewer = person("ann", "analysts"), person("bob", "reviewers")
    assert register(analyst, "act") == 403
    assert register(reviewer, "act") == 422, "nobody else has submitted it"
    assert register(analyst, "submit") == 302
    assert reviewer.post(address(), {"action": "save"}).status_code == 403
    assert register(reviewer, "act") == 302
    assert Act.objects.get().by == "bob"


def test_whoever_is_in_both_groups_still_needs_another(person: Person) -> None:
    both, another = person("eve", "analysts", "reviewers"), person("Eve ", "analysts", "reviewers")
    assert register(both, "submit") == 302
    assert register(both, "act") == 422
    assert register(another, "act") == 422, "who is written differently is no other person"
    assert not Act.objects.exists()
    assert register(person("bob", "analysts", "reviewers"), "act") == 302


def test_every_permission_that_is_asked_for_is_somebodys() -> None:
    establish()
    asked = {*PERMISSIONS.values(), "claims.add_decision", *(one for needs in NEEDS.values() for one in needs)}
    given = {f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.filter(group__isnull=False)}
    assert asked - given == set()


def test_what_an_operator_has_changed_stays_unless_it_is_to_be_given_anew() -> None:
    assert establish() == list(ROLES)
    Group.objects.get(name="readers").permissions.clear()
    assert establish() == []
    assert not Group.objects.get(name="readers").permissions.exists()
    out = StringIO()
    call_command("roles", "--reset", stdout=out)
    assert "readers: permissions given" in out.getvalue()
    assert Group.objects.get(name="readers").permissions.exists()

"""The small article as the pages show it, and programs that ask for it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.test import Client
from knox.models import AuthToken

from claimbase.roles import establish
from claims.models import Claim
from tests.claims.views.conftest import _published, published, registered  # noqa: F401 fixtures

Holder = Callable[..., Client]


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    caches["throttles"].clear()


@pytest.fixture
def holder(db: None) -> Holder:
    """A client with a token, of an account in the groups that are named."""
    establish()

    def made(*groups: str, name: str = "ann") -> Client:
        user, _is_new = User.objects.get_or_create(username=name)
        user.groups.set(Group.objects.filter(name__in=groups))
        _token, secret = AuthToken.objects.create(user)
        return Client(headers={"authorization": f"Bearer {secret}"})

    return made


@pytest.fixture
def reviewer(holder: Holder) -> Client:
    return holder("reviewers", name="eve")


@pytest.fixture
def analyst(holder: Holder) -> Client:
    return holder("analysts", name="ann")


@pytest.fixture
def draft(world: object) -> Claim:
    """A draft whose criterion the dry run lets pass on today's evidence, as soon as there is some."""
    return Claim.objects.get(number="C1")

"""Where this machine's clock and the database's disagree the editor says so, on every page, and does nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims.models import Act, Claim, sharedtime
from tests.claims import content


class Wrong(datetime):
    """Half a year ahead."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return datetime.now(UTC) + timedelta(days=180)


@pytest.fixture
def ann(world: Path, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ann"))
    content.enter(content.NOW, Claim.objects.filter(number="C2"))
    return client


@pytest.mark.parametrize(
    ("number", "page", "more", "status"),
    [("C1", "editor", [], 503), ("C2", "editor", [], 503), ("C1", "act", ["register"], 200), ("C2", "amend", [], 503)],
    ids=["draft", "registered", "registering", "amending"],
)
def test_a_page_says_which_clocks_disagree(
    ann: Client, monkeypatch: pytest.MonkeyPatch, number: str, page: str, more: list[str], status: int
) -> None:
    monkeypatch.setattr(sharedtime, "datetime", Wrong)
    address = reverse(f"admin:claims_claim_{page}", args=[Claim.objects.get(number=number).pk, *more])
    for language, said in (("en", "set right the one that is wrong"), ("zh-hant", "請把不準的那一個調正")):
        shown = ann.get(address, headers={"accept-language": language})
        assert shown.status_code == status
        assert said in shown.content.decode()


def test_an_act_is_not_done_and_says_why(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharedtime, "datetime", Wrong)
    one = Claim.objects.get(number="C2")
    shown = ann.post(reverse("admin:claims_claim_act", args=[one.pk, "withdraw"]), {"reason": "So.", "key": "k1"})
    assert shown.status_code in (422, 503)
    assert "set right the one that is wrong" in shown.content.decode().replace("&#x27;", "'")
    assert Act.objects.filter(claim=one).count() == 1

"""The feed: registered claims alone, in two languages, unchanged to those who have it."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from claims.models import Event
from claims.notices.find import find
from claims.verbs.acts import Request
from claims.verbs.register import register
from tests.claims import content
from tests.claims.notices.rows import DAY, NEAR, NOW, assessed, of, subscriber, subscription

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/notices/feed.atom"


@pytest.fixture
def claims(drafts: None) -> None:
    """Drafts, until a test registers one."""


@pytest.fixture
def registered(claims: None) -> None:
    """A checkpoint of six claims comes, of which one is registered."""
    register(claim=of("C5"), request=Request("desk", "Ready.", content.NOW))
    find(NEAR - timedelta(days=30), now=NOW)


def titles(client: Client, question: str = "") -> list[str]:
    tree = ElementTree.fromstring(client.get(FEED + question).content)  # noqa: S314
    return [entry.findtext(f"{ATOM}title") or "" for entry in tree.iter(f"{ATOM}entry")]


def test_a_draft_is_in_no_feed(change: Callable[[], None], client: Client) -> None:
    change()
    assert Event.objects.filter(kind="verdict").exists()
    assert titles(client) == []


def test_what_happened_is_there_with_an_id_of_its_own(registered: None, client: Client) -> None:
    assert titles(client) == ["Claims asked on 2026-11-30: 1"]
    event = Event.objects.get(kind="checkpoint")
    assert event.claims.count() == 6, "the others are drafts"
    assert event.code.urn in client.get(FEED).content.decode()
    assert "no-store" not in client.get(FEED)["Cache-Control"]


@pytest.mark.parametrize(
    ("question", "count"),
    [("?claim=power-runs-short-c5", 1), ("?claim=power-runs-short-c1", 0), ("?theme=power", 1), ("?theme=x", 0),
     ("?author=ann", 1), ("?author=bob", 0), ("?article=power-runs-short", 1), ("?kind=checkpoint", 1),
     ("?kind=verdict", 0), ("?kind=digest", 0), ("?kind=judged", 1), ("?kind=trend", 0), ("?nature=judged", 1),
     ("?standing=open", 1), ("?standing=over", 0), ("?q=C5", 1), ("?q=nothing", 0),
     ("?claim=power-runs-short-c5&theme=x", 0)],
)  # fmt: skip
def test_it_can_be_narrowed(
    registered: None, client: Client, monkeypatch: pytest.MonkeyPatch, question: str, count: int
) -> None:
    monkeypatch.setattr("claims.views.notices._now", lambda: NOW)  # the checkpoint is still to come
    assert len(titles(client, question)) == count


@pytest.mark.parametrize("name", ["claim", "theme", "author", "article"])
def test_a_name_that_the_database_cannot_hold_is_not_found(client: Client, db: None, name: str) -> None:
    assert client.get(f"{FEED}?{name}=a%00b").status_code == 404


def test_it_speaks_chinese(registered: None, client: Client) -> None:
    (title,) = titles(client, "?language=zh-hant")
    assert title == "將於 2026-11-30 檢驗的論點：1 則"


def test_who_has_it_is_sent_nothing_until_something_happens(registered: None, client: Client) -> None:
    etag = client.get(FEED)["ETag"]
    assert client.get(FEED, headers={"if-none-match": etag}).status_code == 304
    find(NEAR - timedelta(days=7), now=NOW)
    assert client.get(FEED, headers={"if-none-match": etag}).status_code == 200


def test_a_threshold_of_somebodys_own_is_not_told_to_all(claims: None, client: Client) -> None:
    register(claim=of("C5"), request=Request("desk", "Ready.", content.NOW))
    subscription(subscriber(), kinds=["threshold"], thresholds=[0.37])
    assessed("C5", DAY, 0.3, "undecided")
    find(DAY, now=NOW)
    assessed("C5", DAY + timedelta(days=1), 0.42, "undecided")
    find(DAY + timedelta(days=1), now=NOW)
    assert Event.objects.filter(kind="threshold").exists()
    assert titles(client, "?kind=threshold") == []


def test_it_can_only_be_read(client: Client, db: None) -> None:
    assert client.post(FEED).status_code == 405

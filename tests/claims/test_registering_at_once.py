"""Two who register one claim at the same moment: one has done it, the other is told who was first."""

import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import connection

from claims.ledger import verify
from claims.models import Act, Article, Author, Claim, LedgerEntry, Theme
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.register import register
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered

ROWS = ("act", "ledgerentry", "claim", "theme", "article", "author")
TABLES = (*(f"{row}edit" for row in ROWS[2:]), "agenda", *ROWS)  # what people edit leaves its edits


def in_own_connection(act: Callable[[], object]) -> threading.Thread:
    """Start something in a thread: its connection is its own, and what it writes is committed."""

    def run() -> None:
        act()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def write() -> None:
    author = Author.objects.create(slug="at-once", name="Ann")
    article = Article.objects.create(
        slug="at-once", title="x", title_en="x", language="en", author=author, published_on=date(2025, 12, 1),
        sha256="0" * 64, length=9, months=[12], written_on=date(2025, 12, 1),
    )  # fmt: skip
    theme = Theme.objects.create(article=article, slug="t", name="T", name_zh="題", position=0)
    Claim.objects.create(
        slug="at-once-c1", article=article, number="C1", theme=theme, statement="s", statement_zh="s", reading="r",
        reading_zh="r", kind="judged", nature="judged", spans=[[0, 9]], opens=date(2025, 12, 1),
        checkpoints=[date(2026, 11, 30)], rubric=[{"anchor": "a", "anchor_zh": "b"}] * 5,
    )  # fmt: skip


@pytest.fixture
def claim(db: None) -> Iterator[None]:
    """A draft that other connections see; taken away afterwards."""
    in_own_connection(write).join()
    yield
    statements = "; ".join(f"DELETE FROM claims_{table}" for table in TABLES)  # noqa: S608 our own names
    in_own_connection(lambda: untriggered(statements)).join()


def at_once(keys: list[str]) -> tuple[list[Act], list[str]]:
    """Registrations of the claim by as many people as there are keys: acts and errors."""
    acts, errors, gate = list[Act](), list[str](), threading.Barrier(len(keys))

    def ask(number: int) -> None:
        one = Claim.objects.get(slug="at-once-c1")
        by = "ann" if len(set(keys)) == 1 else f"p{number}"
        gate.wait()
        try:
            acts.append(register(claim=one, request=Request(by, "Ready.", content.NOW, keys[number])))
        except RegistrationError as error:
            errors.append(str(error))

    for thread in [in_own_connection(lambda number=number: ask(number)) for number in range(len(keys))]:
        thread.join()
    return acts, errors


def test_of_many_at_once_one_registers_and_the_others_are_told_who(claim: None) -> None:
    acts, errors = at_once(["a", "b", "c", "d"])
    assert len(acts) == 1
    assert len(errors) == 3
    assert all(f": {acts[0].by} has registered C1" in error for error in errors)
    assert LedgerEntry.objects.count() == 1
    assert verify(LedgerEntry.objects.chain())[1] == []


def test_one_request_sent_many_times_at_once_is_done_once(claim: None) -> None:
    acts, errors = at_once(["same"] * 4)
    assert errors == []
    assert len({act.pk for act in acts}) == 1
    assert (len(acts), LedgerEntry.objects.count()) == (4, 1)

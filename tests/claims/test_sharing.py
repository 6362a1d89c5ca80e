"""Assessments shared among workers: every claim in one portion, none with two workers at once."""

from pathlib import Path

import pytest
from django.db import connection

from claims import sharing
from claims.assess import Assessed
from claims.models import Claim
from claims.sharing import assess_portion, portions
from tests.claims import content


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 42, 1_000, 10_000])
def test_every_claim_is_in_one_portion(count: int) -> None:
    cut = portions(range(count))
    assert sorted(key for portion in cut for key in portion) == list(range(count))
    assert all(0 < len(portion) <= 40 for portion in cut)


def test_a_few_claims_are_not_cut_up_and_many_keep_several_workers_busy() -> None:
    assert len(portions(range(4))) == 1
    assert len(portions(range(200))) >= 16


def keys() -> list[int]:
    return list(Claim.objects.exclude(kind="judged").values_list("pk", flat=True))


def test_a_portion_is_assessed_once(world: Path) -> None:
    assert assess_portion(content.AS_OF, keys()) == Assessed(6, 0)
    assert assess_portion(content.AS_OF, keys()) == Assessed(0, 6)


def test_what_another_worker_is_at_is_left_to_it(world: Path) -> None:
    own = keys()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [sharing._AT_WORK, own[0]])
        assert assess_portion(content.AS_OF, own) == Assessed(5, 0)
        with other.cursor() as cursor:  # let go by name: a closed connection's server may end after the next question
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [sharing._AT_WORK, own[0]])
    finally:
        other.close()
    assert assess_portion(content.AS_OF, own) == Assessed(1, 5)


def test_a_worker_lets_go_of_what_it_could_not_do(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*given: object, **named: object) -> Assessed:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(sharing, "assess", failing)
        with pytest.raises(MemoryError):
            assess_portion(content.AS_OF, keys())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE classid = %s AND pid = pg_backend_pid()", [sharing._AT_WORK]
        )
        assert cursor.fetchone() == (0,)

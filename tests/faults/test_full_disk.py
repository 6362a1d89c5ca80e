"""A disk that is full in the middle of a refresh, simulated where PostgreSQL would meet it."""

import pytest
from django.db import DatabaseError, connection

from evidence.models import Fetch, Observation, Payload, SourceState
from tests.evidence.workshop import Workshop, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return workshop(monkeypatch)


def counts() -> tuple[int, int, int]:
    return Observation.objects.count(), Payload.objects.count(), Fetch.objects.count()


def test_a_full_disk_leaves_nothing_half_written_and_the_job_for_later(shop: Workshop) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FULL_DISK)
    job = shop.queue("A")
    with pytest.raises(DatabaseError, match="could not extend file"):
        shop.work()
    job.refresh_from_db()
    assert (job.state, counts()) == ("queued", (0, 0, 0))
    assert "could not extend file" in job.cause
    assert SourceState.objects.get(source=shop.source).failures == 0, "it is not the provider's fault"
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER disk_full ON evidence_fetch")
    shop.later(minutes=1)
    shop.work()
    job.refresh_from_db()
    assert (job.state, counts()) == ("done", (2, 1, 1))


# As PostgreSQL says it, and after the observations have been merged: the last thing a record writes is its fetch.
FULL_DISK = """
CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file "base/16384/16411": No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER disk_full BEFORE INSERT ON evidence_fetch FOR EACH ROW EXECUTE FUNCTION disk_full();
"""

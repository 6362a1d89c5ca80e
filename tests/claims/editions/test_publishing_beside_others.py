"""While an edition is computed others go on: what it says is of one moment, the ledger that it names among it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from claims.editions.publish import publish
from claims.editions.scorecard import Scorecard
from claims.models import Claim, Edition
from claims.periodical import Rhythm
from claims.verbs.acts import Request
from claims.verbs.register import register
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered
from tests.claims.test_registering_at_once import TABLES, in_own_connection, write


@pytest.fixture
def claim(db: None) -> Iterator[None]:
    """A draft that other connections see; taken away afterwards, with what was published."""
    in_own_connection(write).join()
    yield
    statements = "; ".join(f"DELETE FROM claims_{table}" for table in ("edition", *TABLES))  # noqa: S608 our own names
    in_own_connection(lambda: untriggered(statements)).join()


def test_a_claim_that_is_registered_meanwhile_waits_for_the_next_edition(
    claim: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*given: Any) -> Scorecard:
        one = Claim.objects.get(slug="at-once-c1")
        in_own_connection(lambda: register(claim=one, request=Request("ann", "Ready.", content.NOW))).join()
        return Scorecard(*given)

    monkeypatch.setattr("claims.editions.publish.Scorecard", meanwhile)
    day, later = content.NOW.date(), content.NOW + timedelta(hours=1)
    in_own_connection(lambda: publish(rhythm=Rhythm.ON_DEMAND, by_day=day, now=later)).join()
    assert Claim.objects.get().state == Claim.State.REGISTERED
    (said,) = (edition.thawed for edition in Edition.objects.all())
    assert said["ledger_head"]["number"] == said["ledger"]["register"] == 0
    assert [one["state"] for one in said["claims"]] == ["draft"], "as the ledger that it names has it"

"""What tests begin with is what making it anew would store, under the same triggers."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Claim
from evidence.models import Indicator, Observation
from tests import factories
from tests.claims import content


def figures() -> list[tuple[object, ...]]:
    order = ("indicator__slug", "period", "known_from")
    return list(Observation.objects.order_by(*order).values_list(*order, "known_to", "value", "pseudo"))


def written() -> list[tuple[object, ...]]:
    return list(Claim.objects.order_by("pk").values_list("pk", "statement", "checkpoints", "criteria__holds_when"))


def test_the_small_world_is_what_its_files_say(world: Path, content_folder: Path) -> None:
    before, rows = figures(), written()
    assert len(before) == 2 * 312
    content.load(content_folder)
    content.learn(world)
    assert figures() == before
    assert written() == rows


def test_new_rows_come_beside_those_put_back_and_what_is_append_only_stays_so(world: Path) -> None:
    assert factories.indicator("new", code="NEW").pk not in Indicator.objects.exclude(slug="new").values_list("pk")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM evidence_observation")

"""Observations are written once, in any order, and what has been recorded is never overwritten."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.ingest import Batch, Ingested, ingest
from evidence.models import FOREVER, Indicator, Observation
from evidence.publication import DAY
from evidence.readings import histories, panels
from tests import factories
from tests.evidence.stored import stored, vintage
from tests.factories import NAN, Row

pytestmark = pytest.mark.django_db
property_test = settings(derandomize=True, max_examples=60)


# -- requirements by example -------------------------------------------------------------------------------------------


def test_a_new_figure_closes_the_one_before_it() -> None:
    x = factories.indicator()
    assert ingest(factories.batch(x, [vintage(0, 40, 1.0)])) == Ingested(1, 0)
    assert ingest(factories.batch(x, [vintage(0, 70, 2.0)])) == Ingested(2, 0)
    assert stored(x) == [(0, 40, 70, 1.0), (0, 70, None, 2.0)]


def test_of_two_figures_for_one_moment_in_a_batch_the_first_counts_and_another_is_a_contradiction() -> None:
    x = factories.indicator()
    twice = [vintage(1, 90, 5.0), vintage(0, 40, 1.0), vintage(0, 40, 2.0), vintage(0, 40, 1.0), vintage(0, 40, None)]
    assert ingest(factories.batch(x, twice)) == Ingested(2, 2)
    assert stored(x) == [(0, 40, None, 1.0), (1, 90, None, 5.0)]


def test_an_older_vintage_that_arrives_late_is_put_in_between() -> None:
    x = factories.indicator()
    ingest(factories.batch(x, [vintage(0, 40, 1.0), vintage(0, 100, 3.0)]))
    ingest(factories.batch(x, [vintage(0, 70, 2.0)]))
    assert stored(x) == [(0, 40, 70, 1.0), (0, 70, 100, 2.0), (0, 100, None, 3.0)]


def test_a_figure_that_only_repeats_the_one_known_then_is_left_out_where_differences_count() -> None:
    x = factories.indicator()
    rows = [vintage(0, 40, 1.0), vintage(0, 70, 1.0), vintage(0, 90, 2.0)]
    assert ingest(factories.batch(x, rows), only_differences=True).changed == 2
    assert ingest(factories.batch(x, [vintage(0, 50, 1.0)]), only_differences=True) == Ingested(0, 0)
    assert stored(x) == [(0, 40, 90, 1.0), (0, 90, None, 2.0)]


def test_a_return_to_an_earlier_figure_is_not_hidden_by_a_vintage_that_arrives_late() -> None:
    x = factories.indicator()
    ingest(factories.batch(x, [vintage(0, 40, 1.0)]))
    ingest(factories.batch(x, [vintage(0, 90, 1.0)]))
    ingest(factories.batch(x, [vintage(0, 70, 2.0)]))
    assert figures(panels(["x"], 80)["x"]) == {0: 2.0}
    assert figures(panels(["x"], 95)["x"]) == {0: 1.0}


def test_a_retraction_that_arrives_before_the_figure_it_retracts_is_kept() -> None:
    x = factories.indicator()
    ingest(factories.batch(x, [vintage(0, 70, None)]))
    ingest(factories.batch(x, [vintage(0, 40, 1.0)]))
    assert stored(x) == [(0, 40, 70, 1.0), (0, 70, None, None)]


def test_a_retraction_is_a_row_without_a_value() -> None:
    x = factories.indicator()
    ingest(factories.batch(x, [vintage(0, 40, 1.0), vintage(0, 70, None)]))
    assert stored(x) == [(0, 40, 70, 1.0), (0, 70, None, None)]
    assert ingest(factories.batch(x, [vintage(0, 80, None)]), only_differences=True) == Ingested(0, 0)


def test_a_contradiction_is_counted_and_the_first_figure_stays() -> None:
    x = factories.indicator()
    ingest(factories.batch(x, [vintage(0, 40, 1.0), vintage(31, 80, 5.0)]))
    result = ingest(factories.batch(x, [vintage(0, 40, 9.0), vintage(31, 80, 5.0), vintage(59, 90, 6.0)]))
    assert result == Ingested(changed=1, contradictions=1)
    assert stored(x) == [(0, 40, None, 1.0), (31, 80, None, 5.0), (59, 90, None, 6.0)]


def test_writing_the_same_again_touches_no_row() -> None:
    x = factories.indicator()
    batch = factories.batch(x, [vintage(0, 40, 1.0), vintage(0, 70, 2.0), vintage(31, 80, None)])
    ingest(batch)
    before = list(Observation.objects.order_by("period", "known_from").values())
    places = versions()
    assert ingest(batch) == Ingested(0, 0)
    assert list(Observation.objects.order_by("period", "known_from").values()) == before
    assert versions() == places  # nor was any rewritten in place


def versions() -> list[Any]:
    """Where each row lies and which transaction wrote it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text, xmin::text, xmax::text FROM evidence_observation ORDER BY ctid")
        return cursor.fetchall()


def test_an_empty_batch_changes_nothing() -> None:
    assert ingest(factories.batch(factories.indicator(), [])) == Ingested(0, 0)


@transaction.atomic
def ingest_checked(batch: Batch) -> None:
    """With the checks that otherwise wait for the transaction's end."""
    ingest(batch)
    connection.check_constraints()


def test_a_batch_that_cannot_be_stored_leaves_nothing_behind() -> None:
    x = factories.indicator()
    good = factories.batch(x, [vintage(0, 40, 1.0)])
    bad = Batch(
        np.append(good.indicator_id, 999_999),
        np.append(good.period, 0),
        np.append(good.known_from, 40 * DAY),
        np.append(good.value, 1.0),
        np.append(good.pseudo, False),
    )
    with pytest.raises(DatabaseError):
        ingest_checked(bad)
    assert stored(x) == []
    assert ingest(good).changed == 1  # and the temporary table is not in the way


# -- properties --------------------------------------------------------------------------------------------------------

# Few periods, moments and figures, so that revisions meet; moments within a day, so that a day has several.
ROWS = st.lists(
    st.tuples(st.sampled_from([0, 31, 59]), st.integers(0, 16).map(lambda six: six * DAY // 4),
              st.one_of(st.none(), st.integers(1, 3).map(float))),
    max_size=24, unique_by=lambda row: row[:2],
)  # fmt: skip


def distinct_on(rows: Sequence[Row], moment: int) -> dict[int, float | None]:
    """The oracle: SELECT DISTINCT ON (period) ... WHERE known_from < moment ORDER BY period, known_from DESC."""
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (period) period, value"
            " FROM unnest(%s::int8[], %s::int8[], %s::float8[]) AS arrived(period, known, value)"
            " WHERE known < %s ORDER BY period, known DESC",
            [*([list(column) for column in zip(*rows, strict=True)]), moment],
        )
        return dict(cursor.fetchall())


@given(rows=ROWS, data=st.data())
@property_test
def test_reading_as_of_a_day_equals_distinct_on_however_the_vintages_arrived(
    rows: list[Row], data: st.DataObject
) -> None:
    x = factories.indicator(f"x{Indicator.objects.count()}")
    arriving = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=4)))
    for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
        assert ingest(factories.batch(x, arriving[start:end])).contradictions == 0
    once = stored_exactly(x)
    assert once == gapless(once)
    for day in range(-1, 6):
        expected = {period: value for period, value in distinct_on(rows, (day + 1) * DAY).items() if value is not None}
        assert figures(panels([x.slug], day)[x.slug]) == expected
        assert figures(histories([x.slug], day)[x.slug].as_of(day)) == expected
    ingest(factories.batch(x, rows))
    assert stored_exactly(x) == once


def figures(panel: Any) -> dict[int, float]:
    """Figures by the first day of their month."""
    starts = np.asarray(panel.ordinals, dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return {int(day): float(v) for day, v in zip(starts, panel.values[0], strict=True) if not np.isnan(v)}


def stored_exactly(of: Indicator) -> list[tuple[Any, ...]]:
    rows = Observation.objects.filter(indicator=of).order_by("period", "known_from")
    return list(rows.values_list("period", "known_from", "known_to", "value", "recorded_at"))


def gapless(in_order: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What is stored must be gapless: each figure lasts until the next of its period begins, the last for ever."""
    following = [*in_order[1:], None][: len(in_order)]
    return [
        (period, since, after[1] if after and after[0] == period else FOREVER, value, recorded)
        for (period, since, _, value, recorded), after in zip(in_order, following, strict=True)
    ]


def test_not_a_number_is_stored_as_a_retraction() -> None:
    x = factories.indicator()
    ingest(factories.batch(x, [vintage(0, 40, NAN)]))
    assert stored(x) == [(0, 40, None, None)]

"""What people change of rows is kept by the database: who, when, from where, and how the row was before."""

from collections.abc import Callable
from typing import Any

import pghistory
import pytest
from django.contrib.auth.models import User
from django.db import ProgrammingError, connection, models, transaction
from django.utils.translation import override

from evidence.edits import MOST, edits
from evidence.models import Indicator, Source
from tests import factories

pytestmark = pytest.mark.django_db
Refused = ProgrammingError  # what a trigger raises without a code of its own


def told(row: models.Model) -> list[str]:
    return [one.said for one in edits((type(row), {"pgh_obj": row.pk}))]


def test_a_change_says_who_made_it_where_and_every_field_before_and_after() -> None:
    row, ann = factories.source(licence="none"), User.objects.create_user("ann")
    with pghistory.context(user=ann.pk, url="/admin/evidence/source/1/change/"):
        Source.objects.update(licence="public domain", name="Agency")
    (changed, made) = edits((Source, {"pgh_obj": row.pk}))
    assert changed.said == "ann changed the source “fred”"
    assert changed.address == "/admin/evidence/source/1/change/"
    assert [(one.name, one.before, one.after) for one in changed.fields] == [
        ("name", "fred", "Agency"), ("licence", "none", "public domain"),
    ]  # fmt: skip
    assert (made.said, made.address, made.fields) == ("A command or a worker made the source “fred”", "", ())


def test_each_of_several_changes_shows_its_own_step() -> None:
    row = factories.source()
    for name in ("One", "Two", "Three"):
        Source.objects.update(name=name)
    steps = [(one.before, one.after) for edit in edits((Source, {"pgh_obj": row.pk})) for one in edit.fields]
    assert steps == [("Two", "Three"), ("One", "Two"), ("fred", "One")]


def test_the_story_is_told_in_the_language_that_is_active() -> None:
    row = factories.indicator("cpi", name_zh="物價")
    Indicator.objects.update(frequency="Q")
    with override("zh-hant"):
        (changed, _) = edits((Indicator, {"pgh_obj": row.pk}))
    assert changed.said == "指令或工作程序 變更了指標「物價」"
    assert [(one.name, one.before, one.after) for one in changed.fields] == [("頻率", "每月", "每季")]


def test_a_deleted_row_is_still_told_of() -> None:
    row = factories.source()
    key, _ = row.pk, row.delete()
    assert [one.said for one in edits((Source, {"pgh_obj": key}))] == [
        "A command or a worker deleted the source “fred”", "A command or a worker made the source “fred”",
    ]  # fmt: skip


def test_a_row_that_is_older_than_the_keeping_has_its_first_change_told_whole() -> None:
    row = factories.source()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM evidence_sourceedit")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    Source.objects.update(name="Agency")
    ((field,),) = [one.fields for one in edits((Source, {"pgh_obj": row.pk}))]
    assert (field.before, field.after) == ("fred", "Agency")


def test_saving_a_row_as_it_is_and_what_machines_learn_are_no_edits() -> None:
    row = factories.indicator()
    row.save()
    Indicator.objects.update(learnt_lag=3, learnt_lag_late=9)
    assert len(told(row)) == 1


def test_bulk_changes_are_kept_too() -> None:
    rows = [factories.indicator(slug) for slug in ("a", "b")]
    for one in rows:
        one.family = "other"
    Indicator.objects.bulk_update(rows, ["family"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_indicator SET family = 'third'")
    assert [len(told(one)) for one in rows] == [3, 3]


WAYS: dict[str, Callable[[Any], object]] = {
    "changed": lambda kept: kept.objects.update(pgh_label="made"),
    "deleted": lambda kept: kept.objects.all().delete(),
}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_is_kept_cannot_be(way: str) -> None:
    factories.source()
    kept = Source.edits.rel.related_model  # type: ignore[attr-defined]
    with pytest.raises(Refused), transaction.atomic():
        WAYS[way](kept)
    assert kept.objects.count() == 1


def test_a_page_has_the_newest_edits_alone() -> None:
    row = factories.source()
    for number in range(MOST + 5):
        Source.objects.update(name=str(number))
    found = edits((Source, {"pgh_obj": row.pk}))
    assert len(found) == MOST
    assert found[0].fields[0].after == str(MOST + 4)


def test_queries_do_not_grow_with_the_edits(django_assert_max_num_queries: Any) -> None:
    row, ann = factories.source(), User.objects.create_user("ann")
    with pghistory.context(user=ann.pk):
        for number in range(20):
            Source.objects.update(name=str(number))
    with django_assert_max_num_queries(3):
        edits((Source, {"pgh_obj": row.pk}))

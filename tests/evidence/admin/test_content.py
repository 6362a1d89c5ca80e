"""What content files and providers' calendars say: visible in the admin, and written by neither hand nor mistake."""

from datetime import UTC, datetime

import pytest
from django.db.models import Model
from django.test import Client

from evidence.models import Indicator, Release, Source
from tests import factories

pytestmark = pytest.mark.django_db


WHERE = {"indicator": "fixtures/indicators", "source": "fixtures/sources.toml"}


@pytest.fixture
def rows() -> dict[str, Model]:
    series = factories.indicator("cpi", unit="mn USD")
    assert series.source is not None
    now = datetime(2026, 9, 1, tzinfo=UTC)
    release = Release.objects.create(source=series.source, code="10", name="Prices", asked_at=now)
    release.indicators.add(series)
    return {"indicator": series, "source": series.source, "release": release}


@pytest.mark.parametrize("model", ["indicator", "source", "release"])
def test_what_all_claims_rest_on_can_be_neither_changed_nor_deleted_by_hand(
    rows: dict[str, Model], admin_client: Client, model: str
) -> None:
    pages = f"/admin/evidence/{model}"
    assert admin_client.get(f"{pages}/{rows[model].pk}/change/").status_code == 200
    given = {"unit": "bn USD", "slug": "other", "name": "other"}
    assert admin_client.post(f"{pages}/{rows[model].pk}/change/", given).status_code == 403
    assert admin_client.post(f"{pages}/{rows[model].pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get(f"{pages}/add/").status_code == 403
    admin_client.post(f"{pages}/", {"action": "delete_selected", "_selected_action": [rows[model].pk], "post": "yes"})
    assert Indicator.objects.filter(slug="cpi", unit="mn USD").exists()
    assert Source.objects.filter(slug="fred", name="fred").exists()
    assert Release.objects.filter(name="Prices").exists()


@pytest.mark.parametrize(("model", "place"), WHERE.items())
def test_whoever_would_change_content_reads_where_it_is_written(
    rows: dict[str, Model], admin_client: Client, model: str, place: str
) -> None:
    for page in ("", f"{rows[model].pk}/change/"):
        assert place in admin_client.get(f"/admin/evidence/{model}/{page}").content.decode()


def test_lists_are_named_in_the_readers_language_and_an_empty_one_says_so(admin_client: Client) -> None:
    source = factories.source("fred", name="Fed", name_zh="聯準會")
    factories.indicator("x", name="Prices", name_zh="物價", source=source)
    listed, empty = (
        admin_client.get(f"/admin/evidence/{name}/", headers={"accept-language": "zh-hant"}).content.decode()
        for name in ("indicator", "heldbatch")
    )
    assert "物價" in listed
    assert "聯準會" in listed
    assert "Prices" not in listed
    assert "這裡沒有任何資料" in empty
    assert "No results" not in empty

"""Jobs and sources in the admin: visible, and nothing to be changed."""

import pytest
from django.test import Client

from evidence.models import RefreshJob
from tests.evidence.workshop import Workshop, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return workshop(monkeypatch)


def test_jobs_show_progress_and_cause_and_cannot_be_changed(shop: Workshop, admin_client: Client) -> None:
    job = shop.queue("A", "B")
    shop.work()
    listed = admin_client.get("/admin/evidence/refreshjob/").content.decode()
    assert "2/2" in listed
    assert admin_client.get(f"/admin/evidence/refreshjob/{job.pk}/change/").status_code == 200
    assert admin_client.post(f"/admin/evidence/refreshjob/{job.pk}/change/", {"state": "queued"}).status_code == 403
    assert admin_client.get("/admin/evidence/refreshjob/add/").status_code == 403
    assert "2/2" in admin_client.get("/admin/evidence/refreshjob/?q=B").content.decode()
    assert "2/2" not in admin_client.get("/admin/evidence/refreshjob/?q=Z").content.decode()
    assert "closed" in admin_client.get("/admin/evidence/sourcestate/").content.decode()


def test_states_are_said_in_chinese_too_and_a_failed_job_is_no_claim_that_failed(
    shop: Workshop, admin_client: Client
) -> None:
    shop.queue("A")
    shop.work()
    RefreshJob.objects.update(state=RefreshJob.State.FAILED)
    jobs, states = (
        admin_client.get(f"/admin/evidence/{name}/", headers={"accept-language": "zh-hant"}).content.decode()
        for name in ("refreshjob", "sourcestate")
    )
    assert "失敗" in jobs
    assert "不成立" not in jobs
    assert "閉合" in states

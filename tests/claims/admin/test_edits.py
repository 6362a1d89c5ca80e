"""Each object's page tells who made and changed it: by the editor, a form, an import or a command."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Article, Assessment, Author, Claim, Criterion, Edition, LedgerEntry, Settlement, Theme
from evidence.models import Indicator, Observation, Source
from tests.claims import content
from tests.claims.admin.editor.test_pages import address, typed
from tests.claims.admin.test_engine import person

EDITED = (Author, Article, Theme, Claim, Criterion, Indicator, Source)


@pytest.fixture
def admin(loaded: Path, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ann"))
    return client


def page(client: Client, row: object) -> str:
    meta = type(row)._meta  # type: ignore[attr-defined]
    return client.get(f"/admin/{meta.app_label}/{meta.model_name}/{row.pk}/change/").content.decode()  # type: ignore[attr-defined]


def test_what_a_form_changes_is_told_with_the_account_and_the_address(admin: Client) -> None:
    author = Author.objects.get()
    where = f"/admin/claims/author/{author.pk}/change/"
    admin.post(where, {"slug": author.slug, "name": "Anna"})
    shown = page(admin, author)
    assert "ann changed the author “Ann”" in shown
    assert f"<code>{where}</code>" in shown
    assert ">Anna<" in shown


def test_a_claims_page_tells_of_its_criteria_and_an_articles_of_its_themes(admin: Client) -> None:
    Criterion.objects.filter(key="C2.s1").update(note="Another note.")
    Theme.objects.update(name="Electricity")
    assert "Another note." in page(admin, Claim.objects.get(number="C2"))
    assert "Another note." not in page(admin, Claim.objects.get(number="C1"))
    assert ">Electricity<" in page(admin, Article.objects.get())


def test_what_the_editor_saves_is_told_on_the_claims_page(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.admin.editor.page.now", lambda: content.NOW)
    client, claim = person("analysts"), Claim.objects.get(number="C1")
    client.post(address(claim), typed(client, claim, statement="Edited.", action="save"))
    shown = page(client, claim)
    assert "one of analysts changed the claim" in shown
    assert ">Edited.<" in shown


def test_the_history_of_the_admin_leads_to_the_edits(admin: Client) -> None:
    claim = Claim.objects.get(number="C1")
    answer = admin.get(f"/admin/claims/claim/{claim.pk}/history/")
    assert answer.headers["Location"] == f"/admin/claims/claim/{claim.pk}/change/#edits"


def test_whoever_may_not_see_an_object_sees_no_edits_of_it(loaded: Path, client: Client) -> None:
    client.force_login(User.objects.create_user("eve", is_staff=True))
    claim = Claim.objects.get(number="C1")
    assert client.get(f"/admin/claims/claim/{claim.pk}/history/", follow=True).status_code == 403


def test_rows_that_people_edit_are_kept_and_those_that_machines_add_are_not() -> None:
    assert all(hasattr(model, "edits") for model in EDITED)
    assert not any(hasattr(model, "edits") for model in (Observation, Assessment, Settlement, Edition, LedgerEntry))


def test_a_registered_claim_tells_of_its_registration(admin: Client) -> None:
    content.enter()
    assert "A command or a worker changed the claim" in page(admin, Claim.objects.get(number="C1"))

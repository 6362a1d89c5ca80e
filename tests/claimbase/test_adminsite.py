"""What browsers may run: in the admin scripts of this site, elsewhere nothing that evaluates text."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.translation import override

from claimbase import signin
from claimbase.admin import AccountAdmin
from evidence.admin import lists

pytestmark = pytest.mark.django_db


def policy(client: Client, address: str) -> dict[str, list[str]]:
    text = client.get(address)["Content-Security-Policy"]
    return {words[0]: words[1:] for part in text.split(";") if (words := part.split())}


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/claims/claim/"])
def test_the_admin_runs_scripts_of_this_site_only(address: str, client: Client) -> None:
    if "login" not in address:
        client.force_login(User.objects.create_superuser("ann"))
    allowed = policy(client, address)
    assert set(allowed["script-src"]) == {"'self'", "'unsafe-eval'"}
    assert "'unsafe-inline'" not in allowed["script-src"]
    assert allowed["default-src"] == ["'self'"]
    assert allowed["frame-ancestors"] == ["'none'"]


def test_pages_outside_the_admin_evaluate_nothing(client: Client) -> None:
    allowed = policy(client, f"/sign-in/{signin.token()}/")
    assert allowed["script-src"] == allowed["style-src"] == ["'self'"]


def test_accounts_and_groups_open(client: Client) -> None:
    client.force_login(User.objects.create_superuser("ann"))
    for page in ("user/", "user/add/", "group/add/", f"user/{User.objects.get().pk}/change/"):
        assert client.get(f"/admin/auth/{page}").status_code == 200


def test_the_admin_speaks_the_language_that_was_chosen(client: Client) -> None:
    client.force_login(User.objects.create_superuser("ann"))
    client.post("/language/setlang/", {"language": "zh-hant", "next": "/admin/"})
    assert 'lang="zh-hant"' in client.get("/admin/").content.decode()


def test_whoever_signs_in_without_having_been_sent_from_a_page_comes_to_the_admin(client: Client) -> None:
    User.objects.create_superuser("ann", password="correct horse battery staple")
    sent = {"username": "ann", "password": "correct horse battery staple"}
    answer = client.post("/admin/login/", sent, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [("/admin/", 302)])


def test_fields_of_the_sign_in_page_have_a_border_on_light_and_on_dark(client: Client) -> None:
    page = client.get("/admin/login/").content.decode()
    for name in ("username", "password"):
        (field,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert {"border", "border-base-200", "dark:border-base-700"} <= set(
            field.split('class="')[1].split('"')[0].split()
        )


def test_pages_can_be_read_before_and_without_the_admins_scripts(client: Client) -> None:
    assert "/static/claimbase/admin.css" in client.get("/admin/login/").content.decode()
    found = finders.find("claimbase/admin.css")
    assert found
    assert "html[x-cloak] { display: block !important; }" in Path(found).read_text(encoding="utf-8")


LISTS = sorted(f"{model._meta.app_label}/{model._meta.model_name}" for model in admin.site._registry)


@pytest.mark.parametrize("name", LISTS)
def test_no_list_of_the_admin_is_counted_twice_or_to_its_end(
    name: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_LISTED", 7)
    client.force_login(User.objects.create_superuser("ann"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/admin/{name}/").status_code == 200
    counts = [query["sql"] for query in queries if query["sql"].startswith("SELECT COUNT(")]
    assert len(counts) == 1, counts
    assert "LIMIT 8" in counts[0]


@pytest.mark.parametrize(("language", "said"), [
    ("en", "The first 2 rows are listed; there are more, which a filter or a search finds."),
    ("zh-hant", "只列出最前面的 2 筆；其餘請用篩選或搜尋找出。"),
])  # fmt: skip
def test_a_list_that_is_cut_says_so_and_a_whole_one_does_not(
    language: str, said: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_LISTED", 2)
    monkeypatch.setattr(AccountAdmin, "list_per_page", 1)  # a list of one page is never cut
    for name in ("ann", "bob"):
        client.force_login(User.objects.create_superuser(name))
    assert said not in client.get("/admin/auth/user/", headers={"accept-language": language}).content.decode()
    User.objects.create_user("cleo")
    cut = client.get("/admin/auth/user/", headers={"accept-language": language}).content.decode()
    assert said in cut
    assert [client.get(f"/admin/auth/user/?p={page}").status_code for page in (2, 3)] == [200, 302]


def test_the_menu_begins_with_claims_and_their_evidence(admin_client: Client) -> None:
    menu = admin_client.get("/admin/").context["available_apps"]
    assert [app["app_label"] for app in menu] == ["claims", "evidence", "auth", "knox"]
    assert [app["name"] for app in menu] == ["Claims", "Evidence", "Accounts", "Access for programs"]
    assert [[str(model["name"]) for model in app["models"][:2]] for app in menu] == [
        ["Claims", "Articles"], ["Indicators", "Sources"], ["Groups", "Users"], ["Tokens"],
    ]  # fmt: skip


def test_what_comes_with_a_package_has_a_name_in_the_readers_language(admin_client: Client) -> None:
    page = admin_client.get("/admin/knox/authtoken/", headers={"accept-language": "zh-hant"}).content.decode()
    assert "權杖" in page
    for foreign in ("Knox", "Auth token", "auth token"):
        assert foreign not in page


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_days_are_written_in_the_admin_as_everywhere_else(language: str) -> None:
    with override(language):
        assert date_format(date(2026, 8, 5)) == "2026-08-05"
        assert date_format(datetime(2026, 8, 5, 13, 7, tzinfo=UTC), "DATETIME_FORMAT") == "2026-08-05 13:07"

"""Pages have their language in the address; all else speaks the reader's."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db
CHINESE = {"accept-language": "zh-TW,zh;q=0.9"}


def language(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers)["Content-Language"]


def test_a_page_speaks_the_language_of_its_address_to_everybody(client: Client) -> None:
    for address, said in (("/about/", "en"), ("/zh-hant/about/", "zh-hant")):
        for wish in ("zh-TW", "en", "de"):
            answer = client.get(address, headers={"accept-language": wish})
            assert (answer.status_code, answer["Content-Language"]) == (200, said)
            assert "Accept-Language" not in answer.get("Vary", "")


def test_a_page_has_one_address_in_each_language(client: Client) -> None:
    for address in ("/en/about/", "/zh-tw/about/", "/zh/about/", "/de/about/"):
        assert client.get(address).status_code == 404


def test_the_root_leads_to_the_list_in_the_readers_language(client: Client) -> None:
    assert client.get("/").url == "/claims/"
    assert client.get("/", headers=CHINESE).url == "/zh-hant/claims/"
    client.cookies["django_language"] = "zh-hant"
    assert client.get("/").url == "/zh-hant/claims/"
    assert "Accept-Language" in client.get("/")["Vary"]


def test_the_admin_and_links_in_mail_go_on_speaking_the_readers_language(client: Client) -> None:
    assert language(client, "/admin/login/", **CHINESE) == "zh-hant"
    assert language(client, "/notices/end/x/", **CHINESE) == "zh-hant"
    client.force_login(User.objects.create_superuser("ann"))
    client.cookies["django_language"] = "zh-hant"
    page = client.get("/admin/").content.decode()
    assert 'lang="zh-hant"' in page
    assert 'href="/"' in page  # the way to the pages


def test_what_is_nowhere_is_told_in_the_readers_language(client: Client) -> None:
    answer = client.get("/nowhere/", headers=CHINESE)
    assert answer.status_code == 404
    assert "找不到" in answer.content.decode()
    assert "Not found" in client.get("/nowhere/").content.decode()

"""The printed sign-in link: good once, for minutes, for nobody else."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client

from claimbase import served, signin

pytestmark = pytest.mark.django_db


def address(token: str) -> str:
    return f"/sign-in/{token}/"


def signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_the_link_signs_in_an_administrator_without_a_password(client: Client) -> None:
    token = signin.token()
    user = User.objects.get()
    assert (user.username, user.is_superuser, user.has_usable_password()) == ("administrator", True, False)
    assert client.get(address(token)).status_code == 200
    assert not signed_in(client), "looking at the link spends nothing"
    answer = client.post(address(token))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert signed_in(client)


def test_a_link_works_once(client: Client) -> None:
    token = signin.token()
    client.post(address(token))
    stranger = Client()
    assert stranger.get(address(token)).status_code == 403
    assert stranger.post(address(token)).status_code == 403
    assert not signed_in(stranger)


def test_of_two_outstanding_links_the_first_used_spends_both() -> None:
    first, second = signin.token(), signin.token()
    assert signin.spend(second)
    assert signin.spend(first) is None
    assert signin.spend(signin.token()), "a new one is good again"


def test_a_link_that_was_looked_at_by_both_lets_one_of_them_in(monkeypatch: pytest.MonkeyPatch) -> None:
    token = signin.token()
    both_looked = signin.holder(token)
    monkeypatch.setattr(signin, "holder", lambda given: both_looked)
    assert [signin.spend(token) is not None for _ in range(2)] == [True, False]


def test_a_link_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    token = signin.token()
    soon = datetime.now(UTC) + signin.GOOD_FOR - timedelta(seconds=5)
    monkeypatch.setattr("django.core.signing.time.time", soon.timestamp)
    assert signin.holder(token)
    late = datetime.now(UTC) + signin.GOOD_FOR + timedelta(seconds=5)
    monkeypatch.setattr("django.core.signing.time.time", late.timestamp)
    assert signin.holder(token) is None
    assert signin.spend(token) is None


@pytest.mark.parametrize("how", ["forged", "other salt", "cut", "other account"])
def test_a_link_that_was_not_made_here_is_refused(how: str, client: Client) -> None:
    token = signin.token()
    user = User.objects.get()
    other = User.objects.create_user("somebody")
    given = {
        "forged": signing.dumps([user.pk, ""], key="k" * 50, salt="claimbase.signin"),
        "other salt": signing.dumps([user.pk, ""], salt="django.contrib.auth"),
        "cut": token[:-1],
        "other account": signing.dumps([other.pk, ""], salt="claimbase.signin"),
    }[how]
    assert client.post(address(given)).status_code == 403
    assert not signed_in(client)


def test_an_account_that_lost_its_rights_gets_none_back() -> None:
    token = signin.token()
    User.objects.update(is_superuser=False)
    assert signin.spend(token) is None
    with pytest.raises(CommandError, match='"administrator" to be an active administrator'):
        signin.token()


def test_the_button_is_guarded_against_other_sites() -> None:
    token = signin.token()
    assert Client(enforce_csrf_checks=True).post(address(token)).status_code == 403
    assert signin.holder(token), "and the link is not spent by trying"


def test_the_page_is_neither_cached_nor_told_to_others(client: Client) -> None:
    answer = client.get(address(signin.token()))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin", "the address is not told to another site"
    assert "no-referrer" not in answer.content.decode(), (
        "a browser would then post from the origin null, and be refused"
    )


def test_a_browser_that_names_the_page_s_own_origin_comes_in() -> None:
    client = Client(enforce_csrf_checks=True)
    page = address(signin.token())
    secret = client.get(page).context["csrf_token"]
    sent = {"csrfmiddlewaretoken": secret}
    assert client.post(page, sent, headers={"Origin": "null"}).status_code == 403
    assert client.post(page, sent, headers={"Origin": "http://testserver"}).status_code == 302
    assert signed_in(client)


def printed() -> str:
    out = io.StringIO()
    call_command("signin", stdout=out)
    return out.getvalue()


def test_the_printed_link_leads_to_the_port_that_up_serves_on_whoever_asks(tmp_path: Path, settings: Any) -> None:
    settings.DATA_FOLDER, settings.WEB_PORT = tmp_path, 8000
    served.note(8055)
    assert "http://127.0.0.1:8055/sign-in/" in printed()
    served.forget()
    assert "http://127.0.0.1:8000/sign-in/" in printed()


def test_a_note_that_was_cut_short_is_as_good_as_none(tmp_path: Path, settings: Any) -> None:
    settings.DATA_FOLDER = tmp_path
    (tmp_path / "web.port").write_text("")
    assert served.port() == settings.WEB_PORT


def test_a_link_that_is_no_longer_good_names_the_command_that_prints_another(client: Client) -> None:
    page = client.get(address("spent")).content.decode()
    assert "./run claimbase signin" in page
    assert 'name="color-scheme" content="light dark"' in page, "it is dark where the reader's system is"


def test_the_page_for_passwords_names_the_command_that_prints_a_link(client: Client) -> None:
    page = client.get("/admin/", follow=True).content.decode()
    assert "./run claimbase signin" in page


def test_the_icon_that_browsers_ask_for_is_no_error(client: Client) -> None:
    assert client.get("/favicon.ico").status_code == 204

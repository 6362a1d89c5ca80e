"""The settings as they come out of an environment."""

import os
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from claimbase import settings
from claimbase.embedded import folders

SOURCE = Path(settings.__file__)


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("CLAIMBASE_") or name in ("DATABASE_URL", "FRED_API_KEY", "SEC_CONTACT"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CLAIMBASE_DATA", str(tmp_path / "data"))


def read() -> dict[str, Any]:
    return runpy.run_path(str(SOURCE))


def test_debug_and_https_are_off_unless_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (read()["DEBUG"], read()["HTTPS"]) == (False, False)
    monkeypatch.setenv("CLAIMBASE_DEBUG", "1")
    assert read()["DEBUG"] is True


def test_the_embedded_server_is_the_default_and_is_not_started(tmp_path: Path) -> None:
    found = read()
    entry = found["DATABASES"]["default"]
    assert found["EMBEDDED_DATABASE"] is True
    assert entry["HOST"] == str(folders.sockets(tmp_path / "data"))
    assert not Path(entry["HOST"]).exists()


def test_a_database_of_ones_own_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me@db.example/kb")
    found = read()
    assert found["EMBEDDED_DATABASE"] is False
    assert found["DATABASES"]["default"]["HOST"] == "db.example"


def test_connections_persist_but_not_under_the_development_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read()["DATABASES"]["default"]["CONN_MAX_AGE"] > 0
    monkeypatch.setenv("CLAIMBASE_DEBUG", "1")
    assert read()["DATABASES"]["default"]["CONN_MAX_AGE"] == 0


def test_the_secret_key_is_made_once_in_the_data_folder_or_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert read()["SECRET_KEY"] == read()["SECRET_KEY"] == (tmp_path / "data" / "secret_key").read_text()
    monkeypatch.setenv("CLAIMBASE_SECRET_KEY", "k" * 50)
    assert read()["SECRET_KEY"] == "k" * 50


def test_https_makes_cookies_secure_and_redirects(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    assert not any(read()[name] for name in names)
    monkeypatch.setenv("CLAIMBASE_HTTPS", "yes")
    assert all(read()[name] for name in names)


def test_the_site_answers_to_this_machine_alone_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read()["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    monkeypatch.setenv("CLAIMBASE_ALLOWED_HOSTS", "kb.example")
    assert read()["ALLOWED_HOSTS"] == ["kb.example"]


@pytest.mark.parametrize("name", ["FRED_API_KEY", "SEC_CONTACT"])
def test_keys_and_contacts_for_providers_are_optional(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read()[name] == ""
    monkeypatch.setenv(name, "abc")
    assert read()[name] == "abc"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLAIMBASE_DATA", "relative"),
        ("CLAIMBASE_DEBUG", "2"),
        ("CLAIMBASE_HTTPS", "ja"),
        ("CLAIMBASE_PORT", "http"),
        ("CLAIMBASE_ALLOWED_HOSTS", "a,,b"),
        ("CLAIMBASE_SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://host/name"),
    ],
)
def test_every_bad_value_fails_at_the_start_and_names_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: expected .*, got .*\. Correct or unset"):
        read()


def test_every_variable_that_is_read_is_explained_at_the_top() -> None:
    text = SOURCE.read_text()
    explained = re.findall(r"^([A-Z_]+)  ", settings.__doc__ or "", re.MULTILINE)
    assert sorted(explained) == sorted(re.findall(r'variables\.\w+\("(\w+)"', text))

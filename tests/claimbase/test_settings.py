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
from evidence.models import LEASE
from evidence.work import BEGIN_WITHIN

SOURCE = Path(settings.__file__)


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("CLAIMBASE_") or name in (
            "DATABASE_URL",
            "CELERY_BROKER_URL",
            "EMAIL_URL",
            "FRED_API_KEY",
            "SEC_CONTACT",
        ):
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
        ("CELERY_BROKER_URL", "sqs://queue"),
        ("CLAIMBASE_WORKERS", "0"),
    ],
)
def test_every_bad_value_fails_at_the_start_and_names_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: expected .*, got .*\. Correct or unset"):
        read()


def test_the_embedded_broker_is_the_default_and_a_redis_or_rabbitmq_replaces_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = read()
    assert found["EMBEDDED_BROKER"] is True
    assert found["CELERY_BROKER_URL"].startswith("redis+socket:///")
    assert not (tmp_path / "data" / "valkey").exists()
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://me:secret@mq.example//")
    found = read()
    assert (found["EMBEDDED_BROKER"], found["CELERY_BROKER_URL"]) == (False, "amqp://me:secret@mq.example//")
    assert "CELERY_BROKER_TRANSPORT_OPTIONS" not in found, "what Redis needs is nothing to RabbitMQ"


def test_a_broker_that_is_refused_is_not_shown_with_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "kafka://me:secret@mq.example")
    with pytest.raises(ImproperlyConfigured) as caught:
        read()
    assert "kafka://" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_living_workers_message_and_job_are_never_given_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read()
    visible_again = found["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"]
    assert BEGIN_WITHIN.total_seconds() < found["CELERY_TASK_SOFT_TIME_LIMIT"] < found["CELERY_TASK_TIME_LIMIT"]
    assert found["CELERY_TASK_TIME_LIMIT"] < visible_again
    assert found["CELERY_TASK_TIME_LIMIT"] < LEASE.total_seconds()
    assert (found["CELERY_TASK_ACKS_LATE"], found["CELERY_TASK_REJECT_ON_WORKER_LOST"]) == (True, False)


def test_every_variable_that_is_read_is_explained_at_the_top() -> None:
    text = SOURCE.read_text()
    explained = re.findall(r"^([A-Z_]+)  ", settings.__doc__ or "", re.MULTILINE)
    assert sorted(explained) == sorted(re.findall(r'variables\.\w+\("(\w+)"', text))


def test_without_a_mail_server_there_is_none_and_with_one_somebody_must_send(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read()["EMAIL_HOST"] == ""
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://me:secret@mail.example")
    with pytest.raises(ImproperlyConfigured, match="CLAIMBASE_MAIL_FROM: expected an address"):
        read()
    monkeypatch.setenv("CLAIMBASE_MAIL_FROM", "claimbase <notices@kb.example>")
    found = read()
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD")
    assert [found[name] for name in names] == ["mail.example", 587, True, False, "me", "secret"]

"""What every test stands on: a PostgreSQL server of its own, a data folder of its own, no network."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from claimbase import variables
from tests.database import Leaseholder, clear_dead_rows, make_tables, temporary_data_folder
from tests.network import refuse_other_machines

# What is right must not hang on how busy a machine is: neither a deadline nor slow drawing fails a test.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the server once, before pytest-xdist starts its workers, which get its address by the environment."""
    if hasattr(session.config, "workerinput"):
        return
    folder = temporary_data_folder()
    _compile_once(folder / "bytecode")
    holder = Leaseholder(folder, "--remove")
    session.config.add_cleanup(holder.end)
    _forget_the_installation()
    os.environ["CLAIMBASE_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = holder.url()
    # pytest-django has read the settings of this process already; with -n 0 the tests run in it.
    settings.DATABASES["default"].update(variables.database("DATABASE_URL") or {})


@pytest.fixture(autouse=True)
def _in_no_language_of_another_test() -> Iterator[None]:
    """A request leaves its language active."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True, scope="module")
def _no_dead_rows_of_other_modules(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    if connection.connection is not None:
        with django_db_blocker.unblock():
            clear_dead_rows()


@pytest.fixture(autouse=True, scope="session")
def _passwords_hashed_at_once() -> Iterator[None]:
    """The hash of an installation is slow on purpose, half a second each; which one it is, is Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        refuse_other_machines(patch)
        yield


@pytest.fixture(scope="session")
def tables() -> Iterator[Path]:
    """The data folder of an installation with every table and no row, to be copied; its server is down.

    To copy it takes a tenth of a second; to make it takes a new database and all migrations.
    """
    folder = temporary_data_folder()
    make_tables(folder)
    yield folder
    shutil.rmtree(folder)


def _compile_once(folder: Path) -> None:
    """Where no bytecode may be written beside the sources, each of the programs that tests start would compile anew.

    That is two to four seconds for Django alone.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def _forget_the_installation() -> None:
    """No variable of whoever runs the tests may change their outcome; where shared data lie is no setting."""
    for name in list(os.environ):
        if name in ("CELERY_BROKER_URL", "EMAIL_URL", "FRED_API_KEY", "SEC_CONTACT") or (
            name.startswith("CLAIMBASE_") and name != "CLAIMBASE_SHARED"
        ):
            del os.environ[name]

"""The door of bundles: for everybody without what may not be passed on, whole with a login."""

import io
import json
from zipfile import ZipFile

import psycopg
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from claims.bundles.writing import WRITING
from evidence.models import Indicator

ADDRESS = "/bundle.zip"


def names(client: Client) -> tuple[set[str], bool]:
    """The files of the zip, and whether it says that it is whole."""
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    return set(archive.namelist()), json.loads(archive.read("datapackage.json"))["complete"]


def test_only_who_has_signed_in_gets_figures_that_may_not_be_passed_on(client: Client, registered: None) -> None:
    Indicator.objects.filter(slug="prices").update(redistribute="derived")
    for name, is_staff in ((None, False), ("guest", False), ("ann", True)):
        if name:
            client.force_login(User.objects.create_user(name, is_staff=is_staff))
        found, is_complete = names(client)
        assert "evidence/agency/POWER.csv" in found
        assert ("evidence/agency/PRICES.csv" in found) is is_staff is is_complete
    client.logout()
    with override_settings(PUBLIC_PAGES=False):
        assert client.get(ADDRESS).status_code == 302


def test_only_one_is_sent_at_a_time(client: Client, registered: None) -> None:
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])
        answer = client.get(ADDRESS)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405

"""An installation with something of everything that a bundle holds, and the same one emptied."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from django.db import connection

from claims.bundles.writing import written
from claims.models import Claim, Settlement
from claims.verbs.acts import Request
from claims.verbs.link import link
from claims.verbs.review import reopen
from claims.verbs.settle import settle
from claims.verbs.withdraw import withdraw
from evidence.models import Indicator
from tests import factories

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)


def furnish() -> None:
    """Beside what is published: claims settled, one of them twice, one withdrawn, a link, an indicator of a formula."""
    settle(date(2026, 12, 30), NOW)
    one = Settlement.objects.filter(round=1).order_by("pk").last()
    assert one is not None
    reopen(claim=one.claim, checkpoint=one.checkpoint, request=Request("bob", "A source erred.", NOW))
    settle(date(2026, 12, 30), NOW + timedelta(minutes=1), again=True)
    assert Settlement.objects.filter(round=2).exists()
    c2, c4 = Claim.objects.get(number="C2"), Claim.objects.get(number="C4")
    withdraw(claim=c4, request=Request("ann", "No more.", NOW + timedelta(minutes=2)))
    link(source=c2, kind="supports", target=c4, request=Request("ann", "Both of power.", NOW))
    Indicator.objects.filter(slug="prices").update(redistribute="derived")
    factories.indicator("twice", formula="prices * 2", unit="index[2000=100]")


def emptied() -> None:
    """Another database."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(("claims_", "evidence_"))]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def bundle(*, complete: bool = True) -> bytes:
    """The zip."""
    return b"".join(written(complete=complete))


def unpacked(body: bytes) -> dict[str, bytes]:
    """Its files."""
    with ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(files: dict[str, bytes], place: Path) -> Path:
    """Files as a zip."""
    with ZipFile(place, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return place

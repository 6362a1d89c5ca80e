"""Answers of the EIA that were kept before its reader struck out the key repeat it in `request.params.api_key`.

Bodies are kept under their hash, so a body without the key is another one: each fetch that held the old body is given
the new, which is kept under its own hash, and says in its facts what was struck out and under which hash the bytes came.
The old body goes. This is the one change ever made to what is append-only, so its triggers rest while it is made. Dead
rows go with the next VACUUM; backups made before still hold the key.
"""

import hashlib
import logging
import re
import zlib

from django.db import migrations

STRUCK_OUT = b"***"
_ECHO = re.compile(rb'"api_key"\s*:\s*"([^"]{8,})"')
_GUARDED = ("evidence_payload", "evidence_fetch")
_TOLD = (
    "The EIA's key was struck out of %d answers that repeated it. Backups made before still hold it: get a new key at "
    "https://www.eia.gov/opendata/register.php"
)


def strike_out(apps, schema_editor):
    """Replace each kept body of the EIA that repeats a key. Does nothing where none does."""
    fetches = apps.get_model("evidence", "Fetch").objects.filter(source__slug="eia", payload__isnull=False)
    held = list(fetches.order_by("payload_id").values_list("payload_id", flat=True).distinct())
    _guard(schema_editor, "DISABLE")
    changed = sum(_replace(apps, fetches, digest) for digest in held)
    _guard(schema_editor, "ENABLE")
    if changed:
        logging.getLogger("evidence").warning(_TOLD, changed)


def _guard(schema_editor, verb):
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
    for table in _GUARDED:
        schema_editor.execute(f"ALTER TABLE {table} {verb} TRIGGER append_only")


def _replace(apps, fetches, digest):
    """How many fetches of a body have been given one without the key: none where it has none."""
    Payload = apps.get_model("evidence", "Payload")
    body = zlib.decompress(bytes(Payload.objects.get(sha256=digest).compressed))
    clean = _without_keys(body)
    if clean == body:
        return 0
    fresh = {"compressed": zlib.compress(clean, 4), "size": len(clean)}
    kept = Payload.objects.get_or_create(sha256=hashlib.sha256(clean).hexdigest(), defaults=fresh)[0]
    holders = list(fetches.filter(payload_id=digest))
    for fetch in holders:
        fetch.payload = kept
        fetch.facts = {**fetch.facts, "struck-out": "api_key", "sha256-as-it-came": digest}
        fetch.save(update_fields=["payload", "facts"])
    Payload.objects.filter(sha256=digest).delete()
    return len(holders)


def _without_keys(body):
    """The bytes as the reader of today keeps them."""
    for key in set(_ECHO.findall(body)):
        body = body.replace(key, STRUCK_OUT)
    return body


class Migration(migrations.Migration):
    dependencies = [("evidence", "0010_held_vintages")]

    operations = [migrations.RunPython(strike_out, migrations.RunPython.noop)]

"""The database refuses an entry of the ledger that is dated before the one before it."""

from importlib import import_module

from django.db import migrations

_0004 = import_module("claims.migrations.0004_ledger")
BEFORE = _0004.GUARD[: _0004.GUARD.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
# Times are texts of one form, so their order as bytes is their order in time.
CHECK = """    IF NEW.at COLLATE "C" < last.at OR NEW.at !~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$' THEN
        RAISE EXCEPTION 'expected a time from that of the ledger''s entry % on, %, got %',
            last.number, last.at, NEW.at USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""
AFTER = BEFORE.replace("    RETURN NEW;\n", CHECK, 1)


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_accepted_claim")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]

"""What a backtest found is never edited: another state of method or evidence is another backtest."""

from django.db import migrations

TABLES = ("claims_backtest", "claims_pastclaims", "claims_calibration")
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER append_only ON {table};
DROP TRIGGER append_only_table ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_backtest"), ("evidence", "0002_append_only")]

    operations = [migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table)) for table in TABLES]

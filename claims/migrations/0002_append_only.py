"""Assessments are never edited: a new state of the evidence is a new row."""

from django.db import migrations

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON claims_assessment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON claims_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER append_only ON claims_assessment;
DROP TRIGGER append_only_table ON claims_assessment;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("evidence", "0002_append_only")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]

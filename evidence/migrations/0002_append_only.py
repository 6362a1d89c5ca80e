"""Append-only means a trigger: what has been recorded cannot be changed or deleted, by anyone, by any road."""

from django.db import migrations

GUARD_OBSERVATIONS = """
CREATE FUNCTION evidence_guard_observation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.known_to < OLD.known_to
           AND (NEW.indicator_id, NEW.period, NEW.known_from, NEW.pseudo, NEW.recorded_at)
             = (OLD.indicator_id, OLD.period, OLD.known_from, OLD.pseudo, OLD.recorded_at)
           AND NEW.value IS NOT DISTINCT FROM OLD.value
        THEN
            RETURN NEW;  -- superseded, or an older vintage arrived
        END IF;
    END IF;
    RAISE EXCEPTION 'observations are append-only: % refused; a new figure is a new row', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence_observation
    FOR EACH ROW EXECUTE FUNCTION evidence_guard_observation();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON evidence_observation
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_guard_observation();
"""

GUARD_KEPT = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
    for table in ("evidence_payload", "evidence_fetch")
)

UNGUARD = """
DROP TRIGGER append_only ON evidence_observation;
DROP TRIGGER append_only_table ON evidence_observation;
DROP TRIGGER append_only ON evidence_payload;
DROP TRIGGER append_only_table ON evidence_payload;
DROP TRIGGER append_only ON evidence_fetch;
DROP TRIGGER append_only_table ON evidence_fetch;
DROP FUNCTION evidence_guard_observation();
DROP FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [migrations.RunSQL(GUARD_OBSERVATIONS + GUARD_KEPT, UNGUARD)]

"""Recorded figures stay those of the series they were recorded of: another series is another indicator."""

from django.db import migrations

GUARD = """
CREATE FUNCTION evidence_hold_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM evidence_recording WHERE indicator_id = OLD.id) THEN
        RAISE EXCEPTION 'figures of % are recorded: source, code, formula and frequency stay; use another slug', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold_series BEFORE UPDATE ON evidence_indicator FOR EACH ROW
    WHEN ((NEW.source_id, NEW.code, NEW.formula, NEW.frequency)
          IS DISTINCT FROM (OLD.source_id, OLD.code, OLD.formula, OLD.frequency))
    EXECUTE FUNCTION evidence_hold_series();
"""
UNGUARD = """
DROP TRIGGER hold_series ON evidence_indicator;
DROP FUNCTION evidence_hold_series();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0016_declared_lag_and_licence")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]

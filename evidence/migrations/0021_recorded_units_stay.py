"""A unit under recorded figures is what they are in: another one would multiply every figure of the past.

But for the stand-in that an archive's words leave where nobody understood them: `evidence.wordedunits` makes it, its
level meets no other figure, and content says what it is.
"""

from django.db import migrations

HOLD = """
CREATE OR REPLACE FUNCTION evidence_hold_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM evidence_recording WHERE indicator_id = OLD.id){but} THEN
        RAISE EXCEPTION 'figures of % are recorded: source, code, formula, {kept}; use another slug', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER hold_series ON evidence_indicator;
CREATE TRIGGER hold_series BEFORE UPDATE ON evidence_indicator FOR EACH ROW
    WHEN ((NEW.source_id, NEW.code, NEW.formula, NEW.frequency{new})
          IS DISTINCT FROM (OLD.source_id, OLD.code, OLD.formula, OLD.frequency{old}))
    EXECUTE FUNCTION evidence_hold_series();
"""
STAND_IN = """ AND NOT (
        OLD.unit ~ '^index\\[[^]=]*\\]$' AND (NEW.source_id, NEW.code, NEW.formula, NEW.frequency)
        IS NOT DISTINCT FROM (OLD.source_id, OLD.code, OLD.formula, OLD.frequency))"""
UNIT_TOO = HOLD.format(kept="frequency and unit stay", but=STAND_IN, new=", NEW.unit", old=", OLD.unit")
SERIES_ALONE = HOLD.format(kept="and frequency stay", but="", new="", old="")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0020_calendars_keep_their_past")]

    operations = [migrations.RunSQL(UNIT_TOO, SERIES_ALONE)]

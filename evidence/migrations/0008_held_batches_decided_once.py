"""Held batches are kept as they were found and decided on once: a decision made up or taken back would change what an
observation means. Their answers only grow.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION evidence_guard_heldbatch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'held' AND NEW.carried = 0 AND NEW.reason = '' THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF OLD.state = 'held' AND NEW.state IN ('accepted', 'refused')
           AND to_jsonb(NEW) - '{state,treatment,carried,decided_by,decided_at,reason}'::text[]
             = to_jsonb(OLD) - '{state,treatment,carried,decided_by,decided_at,reason}'::text[]
        THEN
            RETURN NEW;  -- decided
        END IF;
    END IF;
    RAISE EXCEPTION 'held batches are decided on once and otherwise kept as they were found: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER append_only BEFORE INSERT OR UPDATE OR DELETE ON evidence_heldbatch
    FOR EACH ROW EXECUTE FUNCTION evidence_guard_heldbatch();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON evidence_heldbatch
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_guard_heldbatch();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence_heldbatch_fetches
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON evidence_heldbatch_fetches
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

UNGUARD = """
DROP TRIGGER append_only ON evidence_heldbatch;
DROP TRIGGER append_only_table ON evidence_heldbatch;
DROP TRIGGER append_only ON evidence_heldbatch_fetches;
DROP TRIGGER append_only_table ON evidence_heldbatch_fetches;
DROP FUNCTION evidence_guard_heldbatch();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0007_gapless")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]

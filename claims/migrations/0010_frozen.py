"""What is registered is frozen by the database itself: claims, their criteria, their children, and the acts."""

from django.db import migrations

# A draft is free. Later an amendment, which makes the next version, may change the words; an act may change the state.
CLAIM = """
CREATE FUNCTION claims_freeze_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['state'];
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version + 1 AND OLD.state = 'registered' THEN
        may_change := ARRAY['version', 'statement', 'statement_zh', 'reading', 'reading_zh', 'measured_by',
                            'measured_by_zh', 'holder', 'spans'];
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change OR NEW.state = 'draft'
       OR (NEW.state <> OLD.state AND (NEW.state = 'registered') = (OLD.state = 'registered')) THEN
        RAISE EXCEPTION 'claim % is registered and frozen: % refused; amend it', OLD.number, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON claims_claim FOR EACH ROW EXECUTE FUNCTION claims_freeze_claim();

CREATE FUNCTION claims_ask_for_act() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_is claims_claim;
    last claims_act;
BEGIN
    SELECT * INTO now_is FROM claims_claim WHERE id = NEW.id;
    SELECT * INTO last FROM claims_act WHERE claim_id = NEW.id ORDER BY entry_id DESC LIMIT 1;
    IF now_is.state <> 'draft' AND (last.version IS DISTINCT FROM now_is.version OR now_is.state <> CASE last.kind
            WHEN 'withdraw' THEN 'withdrawn' WHEN 'void' THEN 'void' ELSE 'registered' END) THEN
        RAISE EXCEPTION 'expected an act in the ledger that makes claim % % in version %, found none',
            NEW.number, now_is.state, now_is.version USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER has_act AFTER INSERT OR UPDATE ON claims_claim DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION claims_ask_for_act();
"""
UNDO_CLAIM = """
DROP TRIGGER has_act ON claims_claim;
DROP FUNCTION claims_ask_for_act();
DROP TRIGGER frozen ON claims_claim;
DROP FUNCTION claims_freeze_claim();
"""

# While an amendment is being made, which ends when its act is there, criteria come and are superseded; never else.
CRITERION = """
CREATE FUNCTION claims_freeze_criterion() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    claim claims_claim;
    is_open boolean;
BEGIN
    SELECT * INTO claim FROM claims_claim WHERE id = COALESCE(OLD.claim_id, NEW.claim_id);
    IF claim.state IS NULL OR claim.state = 'draft' THEN
        SELECT * INTO claim FROM claims_claim WHERE id = NEW.claim_id;  -- nor may a draft's move to one that is frozen
        IF claim.state IS NULL OR claim.state = 'draft' THEN
            RETURN COALESCE(NEW, OLD);
        END IF;
    END IF;
    is_open := claim.version > 1 AND NOT EXISTS (
        SELECT FROM claims_act a WHERE a.claim_id = claim.id AND a.version = claim.version);
    IF is_open AND TG_OP = 'INSERT' THEN
        IF NEW.version = claim.version AND NEW.superseded_by IS NULL THEN
            RETURN NEW;
        END IF;
    ELSIF is_open AND TG_OP = 'UPDATE' THEN
        IF OLD.superseded_by IS NULL AND NEW.superseded_by = claim.version
           AND to_jsonb(NEW) - 'superseded_by' = to_jsonb(OLD) - 'superseded_by' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'criterion % is of a claim that is registered and frozen: % refused; amend the claim',
        COALESCE(OLD.key, NEW.key), TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON claims_criterion
    FOR EACH ROW EXECUTE FUNCTION claims_freeze_criterion();

CREATE FUNCTION claims_freeze_children() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM claims_claim WHERE id IN (OLD.from_claim_id, NEW.from_claim_id) AND state <> 'draft') THEN
        RAISE EXCEPTION 'the children of a registered claim are frozen: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON claims_claim_children
    FOR EACH ROW EXECUTE FUNCTION claims_freeze_children();
"""
UNDO_CRITERION = """
DROP TRIGGER frozen ON claims_claim_children;
DROP FUNCTION claims_freeze_children();
DROP TRIGGER frozen ON claims_criterion;
DROP FUNCTION claims_freeze_criterion();
"""
TABLES = ("claims_claim", "claims_criterion", "claims_claim_children", "claims_act")
GUARD_TABLES = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON claims_act FOR EACH ROW EXECUTE FUNCTION refuse_change();
""" + "".join(
    f"CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();\n"
    for table in TABLES
)
UNGUARD_TABLES = "DROP TRIGGER append_only ON claims_act;\n" + "".join(
    f"DROP TRIGGER append_only_table ON {table};\n" for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_registration")]

    operations = [
        migrations.RunSQL(CLAIM, UNDO_CLAIM),
        migrations.RunSQL(CRITERION, UNDO_CRITERION),
        migrations.RunSQL(GUARD_TABLES, UNGUARD_TABLES),
    ]

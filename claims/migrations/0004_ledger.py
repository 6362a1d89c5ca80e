"""The ledger. The database itself refuses an entry that does not continue the chain, and every change of one."""

from django.db import migrations, models

# The content is hashed as claims/ledger.py writes it: keys in alphabetical order. Kinds and times need no escapes.
GUARD = """
CREATE FUNCTION claims_continue_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last claims_ledgerentry;
    content text := format(
        '{"at":"%s","body":%s,"kind":"%s","number":%s,"previous":"%s"}',
        NEW.at, NEW.body, NEW.kind, NEW.number, NEW.previous);
BEGIN
    LOCK TABLE claims_ledgerentry IN SHARE ROW EXCLUSIVE MODE;  -- whoever writes is the only one
    SELECT * INTO last FROM claims_ledgerentry ORDER BY number DESC LIMIT 1;
    IF NEW.number <> COALESCE(last.number, 0) + 1 OR NEW.previous <> COALESCE(last.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'expected the ledger''s entry % after %, got entry % after %',
            COALESCE(last.number, 0) + 1, COALESCE(last.hash, repeat('0', 64)), NEW.number, NEW.previous
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.hash <> encode(sha256(convert_to(content, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'expected the hash of the content of the ledger''s entry %, got %', NEW.number, NEW.hash
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER continue_ledger BEFORE INSERT ON claims_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION claims_continue_ledger();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON claims_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON claims_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER append_only_table ON claims_ledgerentry;
DROP TRIGGER append_only ON claims_ledgerentry;
DROP TRIGGER continue_ledger ON claims_ledgerentry;
DROP FUNCTION claims_continue_ledger();
"""
KINDS = [
    ("register", "registered"),
    ("amend", "amended"),
    ("withdraw", "withdrawn"),
    ("void", "declared void"),
    ("settle", "settled"),
    ("reopen", "reopened"),
]


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_least_is_given")]

    operations = [
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("at", models.CharField(max_length=27, verbose_name="entered at")),
                ("kind", models.CharField(choices=KINDS, max_length=10, verbose_name="kind")),
                ("body", models.TextField(verbose_name="content")),
                ("previous", models.CharField(max_length=64, verbose_name="hash of the entry before")),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="hash")),
            ],
            options={
                "verbose_name": "ledger entry",
                "verbose_name_plural": "ledger entries",
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="ledger_numbers_from_one")
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

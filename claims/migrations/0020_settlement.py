"""Settlements and what people did about them: both only grow, and a test is settled again only after it was reopened."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

TABLES = ("claims_settlement", "claims_settlementreview")
GUARD = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();\n"
    f"CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();\n"
    for table in TABLES
)
UNGUARD = "".join(
    f"DROP TRIGGER append_only ON {table};\nDROP TRIGGER append_only_table ON {table};\n" for table in TABLES
)

# Of two who settle at once the constraint stops the second; what comes later stops here.
ONCE = """
ALTER TABLE claims_settlement ADD CONSTRAINT settlement_not_before_its_day
    CHECK ((set_at AT TIME ZONE 'UTC')::date >= as_of AND (set_at AT TIME ZONE 'UTC')::date > checkpoint);

CREATE FUNCTION claims_settle_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    claim claims_claim;
    before integer;
    standing integer;
BEGIN
    SELECT * INTO claim FROM claims_claim WHERE id = NEW.claim_id;
    IF claim.state <> 'registered' OR NEW.checkpoint <> ALL (claim.checkpoints) THEN
        RAISE EXCEPTION 'expected a registered claim and one of its checkpoints, got % (%) and %',
            claim.number, claim.state, NEW.checkpoint USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM claims_settlementreview r WHERE r.settlement_id = s.id AND r.kind = 'reopen'))
    INTO before, standing FROM claims_settlement s
    WHERE s.claim_id = NEW.claim_id AND s.checkpoint = NEW.checkpoint
        AND s.criterion_id IS NOT DISTINCT FROM NEW.criterion_id;
    IF standing > 0 OR NEW.round <> before + 1 THEN
        RAISE EXCEPTION 'claim % is settled for %: expected round % after it was reopened, got round %',
            claim.number, NEW.checkpoint, before + 1, NEW.round USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settle_once BEFORE INSERT ON claims_settlement FOR EACH ROW EXECUTE FUNCTION claims_settle_once();

CREATE FUNCTION claims_review_settlement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    settlement claims_settlement;
BEGIN
    SELECT * INTO settlement FROM claims_settlement WHERE id = NEW.settlement_id FOR SHARE;
    IF EXISTS (SELECT FROM claims_settlementreview r WHERE r.settlement_id = NEW.settlement_id AND r.kind = 'reopen') THEN
        RAISE EXCEPTION 'expected a settlement that stands, got one that was reopened'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind = 'confirm' AND (NOT settlement.needs_review OR NEW."by" = settlement."by") THEN
        RAISE EXCEPTION 'expected somebody other than % to confirm a settlement that waits for it', settlement."by"
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review BEFORE INSERT ON claims_settlementreview
    FOR EACH ROW EXECUTE FUNCTION claims_review_settlement();
"""
UNDO_ONCE = """
DROP TRIGGER review ON claims_settlementreview;
DROP FUNCTION claims_review_settlement();
DROP TRIGGER settle_once ON claims_settlement;
DROP FUNCTION claims_settle_once();
ALTER TABLE claims_settlement DROP CONSTRAINT settlement_not_before_its_day;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0019_names_of_an_assessments_fields'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('register', 'registered'), ('amend', 'amended'), ('withdraw', 'withdrawn'), ('void', 'declared void'), ('settle', 'settled'), ('confirm', 'settlement confirmed'), ('reopen', 'reopened')], max_length=10, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('checkpoint', models.DateField(verbose_name='checkpoint')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('counts', models.BooleanField(default=True, verbose_name='counts for the claim')),
                ('outcome', models.CharField(choices=[('held', 'held'), ('failed', 'failed'), ('mixed', 'mixed'), ('void', 'void')], max_length=6, verbose_name='outcome')),
                ('reason', models.CharField(blank=True, choices=[('metric_missing', 'the figures did not come'), ('precondition_false', 'its precondition was not met'), ('criterion_ambiguous', 'it held and failed at once'), ('series_discontinued', 'the series was discontinued'), ('source_withdrawn', 'the source withdrew the figures'), ('other', 'another reason')], max_length=20, verbose_name='why it is void')),
                ('known_on', models.DateField(null=True, verbose_name='rests on what was known on')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('set_at', models.DateTimeField(verbose_name='set')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='recorded')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('needs_review', models.BooleanField(default=False, verbose_name='somebody else has to confirm it')),
                ('facts', models.JSONField(default=dict, verbose_name='facts')),
                ('inputs', models.CharField(blank=True, max_length=64, verbose_name='hash of the inputs')),
                ('method', models.CharField(max_length=20, verbose_name='method version')),
                ('numpy', models.CharField(max_length=20, verbose_name='numpy version')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='claims.claim', verbose_name='claim')),
                ('criterion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='claims.criterion', verbose_name='criterion')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='settlement', to='claims.ledgerentry', verbose_name='ledger entry')),
            ],
            options={
                'verbose_name': 'settlement',
                'verbose_name_plural': 'settlements',
                'ordering': ('-checkpoint', 'claim', '-version', '-round'),
            },
        ),
        migrations.CreateModel(
            name='SettlementReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('confirm', 'confirmed'), ('ask', 'asked to reopen'), ('reopen', 'reopened')], max_length=7, verbose_name='kind')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review', to='claims.ledgerentry', verbose_name='ledger entry')),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='claims.settlement', verbose_name='settlement')),
            ],
            options={
                'verbose_name': 'review of a settlement',
                'verbose_name_plural': 'reviews of settlements',
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(fields=('claim', 'criterion', 'checkpoint', 'round'), name='settlement_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(condition=models.Q(('counts', True)), fields=('claim', 'checkpoint', 'round'), name='settlement_counts_once'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'void'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('outcome', 'void'), _negated=True), ('reason', '')), _connector='OR'), name='settlement_void_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('known_on__gte', models.F('checkpoint')), ('known_on__isnull', False), ('known_on__lte', models.F('as_of'))), models.Q(('known_on', None), ('outcome', 'void')), _connector='OR'), name='settlement_rests_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('by', ''), _negated=True), name='settlement_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('round__gte', 1)), name='settlement_rounds_from_one'),
        ),
        migrations.AddConstraint(
            model_name='settlementreview',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'ask'), _negated=True), fields=('settlement', 'kind'), name='settlement_reviewed_once'),
        ),
        migrations.AddConstraint(
            model_name='settlementreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entry', None), ('kind', 'ask')), models.Q(models.Q(('kind', 'ask'), _negated=True), ('entry__isnull', False)), _connector='OR'), name='settlement_review_has_entry'),
        ),
        migrations.AddConstraint(
            model_name='settlementreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='settlement_review_by_someone'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(ONCE, UNDO_ONCE),
    ]

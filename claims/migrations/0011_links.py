"""Links between claims: ended and never deleted; nothing depends on or repeats itself, through whatever others."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


GUARD = """
CREATE FUNCTION claims_guard_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := ARRAY['ended_at', 'ended_by', 'ended_reason'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND to_jsonb(NEW) - ending = to_jsonb(OLD) - ending THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.kind NOT IN ('depends on', 'repeats') THEN
            RETURN NEW;
        END IF;
        LOCK TABLE claims_claimlink IN SHARE ROW EXCLUSIVE MODE;  -- two at once could close a circle together
        IF EXISTS (
            WITH RECURSIVE above AS (
                SELECT NEW.target_id AS id
                UNION
                SELECT l.target_id FROM claims_claimlink l JOIN above ON l.source_id = above.id
                WHERE l.kind = NEW.kind AND l.ended_at IS NULL
            )
            SELECT FROM above WHERE id = NEW.source_id
        ) THEN
            RAISE EXCEPTION 'this link would close a circle' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'links are ended, not changed or deleted: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON claims_claimlink
    FOR EACH ROW EXECUTE FUNCTION claims_guard_link();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON claims_claimlink
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER append_only_table ON claims_claimlink;
DROP TRIGGER guard ON claims_claimlink;
DROP FUNCTION claims_guard_link();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0010_frozen'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contradicts', 'contradicts'), ('supports', 'supports'), ('depends on', 'depends on'), ('repeats', 'repeats')], max_length=11, verbose_name='kind')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('ended_by', models.CharField(blank=True, max_length=150, verbose_name='ended by')),
                ('ended_reason', models.TextField(blank=True, verbose_name='why it was ended')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_from', to='claims.claim', verbose_name='claim')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_to', to='claims.claim', verbose_name='other claim')),
            ],
            options={
                'verbose_name': 'link between claims',
                'verbose_name_plural': 'links between claims',
                'ordering': ('source', 'kind', 'target', 'at'),
                'constraints': [models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='link_between_two_claims'), models.CheckConstraint(condition=models.Q(models.Q(('by', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='link_by_someone_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', ''), ('ended_reason', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True), models.Q(('ended_reason', ''), _negated=True)), _connector='OR'), name='link_ended_by_someone_for_a_reason'), models.UniqueConstraint(django.db.models.functions.comparison.Least('source', 'target'), django.db.models.functions.comparison.Greatest('source', 'target'), condition=models.Q(('ended_at', None)), name='link_once_between_two_claims')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

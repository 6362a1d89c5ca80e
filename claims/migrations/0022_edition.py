"""Published editions of the scorecard, which nobody changes: a correction is another edition."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON claims_edition
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON claims_edition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE claims_edition ADD CONSTRAINT edition_hash_is_of_its_data
    CHECK (hash = encode(sha256(convert_to(data, 'UTF8')), 'hex'));
"""
UNGUARD = """
ALTER TABLE claims_edition DROP CONSTRAINT edition_hash_is_of_its_data;
DROP TRIGGER append_only_table ON claims_edition;
DROP TRIGGER append_only ON claims_edition;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0021_judged_settlements'),
        ('evidence', '0002_append_only'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('register', 'registered'), ('amend', 'amended'), ('withdraw', 'withdrawn'), ('void', 'declared void'), ('settle', 'settled'), ('confirm', 'settlement confirmed'), ('reopen', 'reopened'), ('publish', 'published as scorecard')], max_length=10, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('weekly', 'weekly edition'), ('monthly', 'monthly edition'), ('quarterly', 'quarterly edition'), ('on demand', 'edition on demand')], max_length=9, verbose_name='how often')),
                ('period', models.CharField(max_length=10, verbose_name='period')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='edition')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('published_at', models.DateTimeField(verbose_name='published at')),
                ('data', models.TextField(verbose_name='frozen content')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
                ('inputs', models.CharField(max_length=64, verbose_name='hash of the inputs')),
                ('method', models.CharField(max_length=20, verbose_name='method version')),
                ('ledger_count', models.PositiveIntegerField(verbose_name='entries of the ledger')),
                ('ledger_head', models.CharField(max_length=64, verbose_name="hash of the ledger's head")),
                ('wrong', models.TextField(blank=True, verbose_name='what was wrong')),
                ('correction_of', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='claims.edition', verbose_name='correction of')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='edition', to='claims.ledgerentry', verbose_name='ledger entry')),
            ],
            options={
                'verbose_name': 'edition of the scorecard',
                'verbose_name_plural': 'editions of the scorecard',
                'ordering': ('-as_of', 'rhythm', '-number'),
                'constraints': [models.UniqueConstraint(fields=('rhythm', 'period', 'number'), name='edition_once'), models.CheckConstraint(condition=models.Q(models.Q(('correction_of', None), ('number', 1), ('wrong', '')), models.Q(('number__gte', 2), ('correction_of__isnull', False), models.Q(('wrong', ''), _negated=True)), _connector='OR'), name='edition_corrects_or_is_first'), models.CheckConstraint(condition=models.Q(('pk', models.F('correction_of')), _negated=True), name='edition_corrects_another')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

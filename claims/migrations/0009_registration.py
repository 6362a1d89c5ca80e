"""Claims get a state, criteria versions, and acts tie both to the ledger."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_relations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('register', 'registered'), ('amend', 'amended'), ('withdraw', 'withdrawn'), ('void', 'declared void'), ('reopen', 'reopened')], max_length=10, verbose_name='kind')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('key', models.CharField(max_length=200, unique=True, verbose_name='key of the request')),
                ('payload_hash', models.CharField(max_length=64, verbose_name='hash of what was frozen')),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'acts',
                'ordering': ('entry',),
            },
        ),
        migrations.AlterModelOptions(
            name='criterion',
            options={'ordering': ('claim', 'position', '-version'), 'verbose_name': 'criterion', 'verbose_name_plural': 'criteria'},
        ),
        migrations.RemoveConstraint(
            model_name='criterion',
            name='criterion_key_once',
        ),
        migrations.AddField(
            model_name='claim',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('registered', 'registered'), ('withdrawn', 'withdrawn'), ('void', 'void')], default='draft', editable=False, max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='claim',
            name='version',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='version'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='superseded_by',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='superseded by version'),
        ),
        migrations.AddField(
            model_name='criterion',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='of version'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), ('version', 0)), models.Q(models.Q(('state', 'draft'), _negated=True), ('version__gte', 1)), _connector='OR'), name='claim_draft_has_no_version'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(fields=('claim', 'key', 'version'), name='criterion_key_once'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(condition=models.Q(('superseded_by', None)), fields=('claim', 'key'), name='criterion_current_once'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_by', None), ('superseded_by__gt', models.F('version')), _connector='OR'), name='criterion_superseded_later'),
        ),
        migrations.AddField(
            model_name='act',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='claims.claim', verbose_name='claim'),
        ),
        migrations.AddField(
            model_name='act',
            name='entry',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='act', to='claims.ledgerentry', verbose_name='ledger entry'),
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['register', 'amend'])), fields=('claim', 'version'), name='act_makes_a_version_once'),
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='act_by_someone_for_a_reason'),
        ),
    ]

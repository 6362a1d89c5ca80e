"""Candidates: an article's text, what was proposed of it and what people decided. None of it is ever edited."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


TABLES = ("articletext", "proposal", "candidate", "candidatespan", "decision")
GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON claims_{table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON claims_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER append_only ON claims_{table};
DROP TRIGGER append_only_table ON claims_{table};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0013_stated'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleText',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='kept', serialize=False, to='claims.article', verbose_name='article')),
                ('text', models.TextField(verbose_name='text')),
                ('kept_at', models.DateTimeField(verbose_name='kept')),
            ],
            options={
                'verbose_name': 'text of an article',
                'verbose_name_plural': 'texts of articles',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=40, verbose_name='version of the extraction')),
                ('proposed_at', models.DateTimeField(verbose_name='proposed')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='claims.article', verbose_name='article')),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ('article', 'proposed_at'),
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('proposed', 'proposed'), ('added', 'added by hand'), ('split', 'part of another')], default='proposed', max_length=8, verbose_name='origin')),
                ('score', models.FloatField(blank=True, null=True, verbose_name='score')),
                ('kind', models.CharField(choices=[('level', 'level'), ('trend', 'trend'), ('comparison', 'comparison'), ('relation', 'relation'), ('event', 'event'), ('judged', 'judged')], max_length=10, verbose_name='kind')),
                ('direction', models.CharField(blank=True, max_length=4, verbose_name='direction')),
                ('negated', models.BooleanField(default=False, verbose_name='negated')),
                ('holder', models.CharField(blank=True, max_length=200, verbose_name='who holds it, if not the author')),
                ('horizon', models.CharField(blank=True, max_length=200, verbose_name='words of its horizon')),
                ('closes', models.DateField(blank=True, null=True, verbose_name='last day of its horizon')),
                ('concepts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='concepts')),
                ('reasons', models.JSONField(blank=True, default=list, verbose_name='why it was proposed')),
                ('indicators', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='indicators')),
                ('draft', models.JSONField(blank=True, default=dict, verbose_name='drafted criterion')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='claims.article', verbose_name='article')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='claims.candidate', verbose_name='split from')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='claims.proposal', verbose_name='proposal')),
            ],
            options={
                'verbose_name': 'candidate',
                'verbose_name_plural': 'candidates',
                'ordering': ('article', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='CandidateSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(verbose_name='start')),
                ('end', models.PositiveIntegerField(verbose_name='end')),
                ('is_proposed', models.BooleanField(default=True, verbose_name='proposed')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.article', verbose_name='article')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='claims.candidate', verbose_name='candidate')),
            ],
            options={
                'verbose_name': 'span of a candidate',
                'verbose_name_plural': 'spans of candidates',
                'ordering': ('article', 'start', 'end'),
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='candidate_span_has_length'), models.UniqueConstraint(condition=models.Q(('is_proposed', True)), fields=('article', 'start', 'end'), name='candidate_span_proposed_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('accept', 'accepted'), ('edit', 'edited'), ('split', 'split'), ('merge', 'merged into another'), ('reject', 'rejected'), ('undo', 'undone')], max_length=6, verbose_name='action')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('values', models.JSONField(blank=True, default=dict, verbose_name='values')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='claims.candidate', verbose_name='candidate')),
                ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidate_decisions', to='claims.claim', verbose_name='claim')),
                ('into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='claims.candidate', verbose_name='merged into')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undoing', to='claims.decision', verbose_name='undoes')),
            ],
            options={
                'verbose_name': 'decision about a candidate',
                'verbose_name_plural': 'decisions about candidates',
                'ordering': ('candidate', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('by', ''), _negated=True), name='decision_by_someone'), models.CheckConstraint(condition=models.Q(('action', 'reject'), ('reason', ''), _negated=True), name='decision_rejects_for_a_reason'), models.CheckConstraint(condition=models.Q(('action', 'edit'), ('values', {}), _negated=True), name='decision_edits_something'), models.CheckConstraint(condition=models.Q(models.Q(('action', 'merge'), ('into__isnull', False), models.Q(('into', models.F('candidate')), _negated=True)), models.Q(models.Q(('action', 'merge'), _negated=True), ('into', None)), _connector='OR'), name='decision_merges_into_another'), models.CheckConstraint(condition=models.Q(models.Q(('action', 'undo'), ('undoes__isnull', False)), models.Q(models.Q(('action', 'undo'), _negated=True), ('undoes', None)), _connector='OR'), name='decision_undoes_one')],
            },
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('article', 'version'), name='proposal_once_per_version'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'proposed'), ('parent', None), ('proposal__isnull', False), ('score__gte', 0), ('score__lte', 1), ('score__isnull', False)), models.Q(('origin', 'added'), ('parent', None), ('proposal', None), ('score', None)), models.Q(('origin', 'split'), ('parent__isnull', False), ('proposal', None), ('score', None)), _connector='OR'), name='candidate_complete_by_origin'),
        ),
        *(migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table)) for table in TABLES),
    ]

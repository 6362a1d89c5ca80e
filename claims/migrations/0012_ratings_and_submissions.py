"""Ratings of judged claims and submissions for review: both only grow."""

import django.db.models.deletion
from django.db import migrations, models


TABLES = ("claims_rating", "claims_submission")
GUARD = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();\n"
    f"CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();\n"
    for table in TABLES
)
UNGUARD = "".join(
    f"DROP TRIGGER append_only ON {table};\nDROP TRIGGER append_only_table ON {table};\n" for table in TABLES
)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0011_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checkpoint', models.DateField(verbose_name='checkpoint')),
                ('round', models.PositiveSmallIntegerField(verbose_name='round')),
                ('role', models.CharField(choices=[('rater', 'rater'), ('adjudicator', 'adjudicator')], max_length=11, verbose_name='as')),
                ('p', models.FloatField(null=True, verbose_name='probability that it holds')),
                ('level', models.PositiveSmallIntegerField(null=True, verbose_name='level of the rubric')),
                ('sources', models.JSONField(verbose_name='sources')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='claims.claim', verbose_name='claim')),
            ],
            options={
                'verbose_name': 'rating',
                'verbose_name_plural': 'ratings',
                'ordering': ('claim', 'checkpoint', 'round', 'at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('claim', 'checkpoint', 'round', 'by'), name='rating_once_a_round'), models.UniqueConstraint(condition=models.Q(('role', 'adjudicator')), fields=('claim', 'checkpoint', 'round'), name='rating_adjudicated_once'), models.CheckConstraint(condition=models.Q(models.Q(('level', None), ('p', None), ('role', 'adjudicator')), models.Q(('level__gte', 1), ('level__lte', 5), ('p__gte', 0.02), ('p__lte', 0.98)), _connector='OR'), name='rating_on_the_scale'), models.CheckConstraint(condition=models.Q(models.Q(('by', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='rating_by_someone_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('register', 'registered'), ('amend', 'amended'), ('withdraw', 'withdrawn'), ('void', 'declared void'), ('reopen', 'reopened')], max_length=10, verbose_name='kind')),
                ('acts', models.PositiveSmallIntegerField(verbose_name='acts before it')),
                ('payload_hash', models.CharField(max_length=64, verbose_name='hash of what was frozen')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='claims.claim', verbose_name='claim')),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ('at', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='submission_by_someone_for_a_reason')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

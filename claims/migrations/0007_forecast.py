"""Analysts' probabilities: never edited, and never made once the outcome may be known."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
ALTER TABLE claims_forecast ADD CONSTRAINT forecast_by_its_checkpoint
    CHECK ((made_at AT TIME ZONE 'UTC')::date <= checkpoint);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON claims_forecast
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON claims_forecast
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
UNGUARD = """
DROP TRIGGER append_only ON claims_forecast;
DROP TRIGGER append_only_table ON claims_forecast;
ALTER TABLE claims_forecast DROP CONSTRAINT forecast_by_its_checkpoint;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_backtest_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Forecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checkpoint', models.DateField(verbose_name='checkpoint')),
                ('p', models.FloatField(verbose_name='probability that it holds')),
                ('by', models.CharField(max_length=150, verbose_name='by')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('reason', models.TextField(verbose_name='reason')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forecasts', to='claims.claim', verbose_name='claim')),
            ],
            options={
                'verbose_name': 'forecast',
                'verbose_name_plural': 'forecasts',
                'ordering': ('claim', 'checkpoint', 'by', 'made_at'),
                'constraints': [models.CheckConstraint(condition=models.Q(('p__gt', 0), ('p__lt', 1)), name='forecast_between_never_and_always'), models.CheckConstraint(condition=models.Q(models.Q(('by', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='forecast_by_someone_for_a_reason'), models.UniqueConstraint(fields=('claim', 'checkpoint', 'by', 'made_at'), name='forecast_once_a_moment')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]

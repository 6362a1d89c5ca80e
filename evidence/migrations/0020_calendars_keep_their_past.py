"""Days of calendars and series of releases come and go by rows, so that a past day is seen as it was known then.

The table of a release's series is the one it was; of its rows nobody knows since when, so they have held ever since.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SERIES = migrations.CreateModel(
    name="ReleaseSeries",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("release", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="series", to="evidence.release", verbose_name="release")),
        ("indicator", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="evidence.indicator", verbose_name="indicator")),
    ],
    options={
        "db_table": "evidence_release_indicators",
        "verbose_name": "series of a release",
        "verbose_name_plural": "series of releases",
        "ordering": ("release", "indicator"),
        "unique_together": {("release", "indicator")},
    },
)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0019_words_of_a_jobs_state")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                SERIES,
                migrations.AlterField(
                    model_name="release",
                    name="indicators",
                    field=models.ManyToManyField(blank=True, related_name="releases", through="evidence.ReleaseSeries", to="evidence.indicator", verbose_name="indicators"),
                ),
            ],
        ),
        migrations.AlterUniqueTogether(name="releaseseries", unique_together=set()),
        migrations.AddField(
            model_name="releaseseries",
            name="since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="in the release since"),
        ),
        migrations.AddField(
            model_name="releaseseries",
            name="until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="no longer in the release since"),
        ),
        migrations.AddConstraint(
            model_name="releaseseries",
            constraint=models.UniqueConstraint(condition=Q(until=None), fields=("release", "indicator"), name="release_series_standing_once"),
        ),
        migrations.RemoveConstraint(model_name="releaseday", name="release_day_once"),
        migrations.AddConstraint(
            model_name="releaseday",
            constraint=models.UniqueConstraint(condition=Q(struck_at=None), fields=("release", "day"), name="release_day_standing_once"),
        ),
    ]

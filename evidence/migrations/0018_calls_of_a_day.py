"""Calls to a source that takes only so many a day are counted for all who ask it together."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0017_recorded_series_stay")]

    operations = [
        migrations.AddField(
            model_name="sourcestate",
            name="calls",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(), editable=False, null=True, size=None, verbose_name="calls of a day"
            ),
        ),
    ]

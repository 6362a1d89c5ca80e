"""Fetches are listed with the newest first: of a few hundred thousand of them that must not sort them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0021_recorded_units_stay")]

    operations = [
        migrations.AddIndex(
            model_name="fetch",
            index=models.Index(fields=["-fetched_at", "-id"], name="fetch_newest_of_all"),
        ),
    ]

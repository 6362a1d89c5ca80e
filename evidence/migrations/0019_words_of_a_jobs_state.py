"""A job is unsuccessful; "failed" is what claims do. Nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0018_calls_of_a_day")]

    operations = [
        migrations.AlterField(
            model_name="refreshjob",
            name="state",
            field=models.CharField(
                choices=[("queued", "queued"), ("running", "running"), ("done", "done"), ("failed", "unsuccessful")],
                default="queued", max_length=7, verbose_name="state",
            ),
        ),
    ]

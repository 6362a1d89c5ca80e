"""Which figures may be known before their period begins has to be declared; all others are refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0013_inferred_gives_way")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="days_ahead",
            field=models.PositiveSmallIntegerField(default=0, help_text="0 for what is measured; more for plans, projections and rates set ahead. Event days need none.", verbose_name="days before a period begins on which its figure may be known"),
        ),
    ]

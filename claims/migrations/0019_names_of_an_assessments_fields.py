"""Names for readers of an assessment's fields; nothing in the database changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SHARES = {
    "p_hold": "share in which it holds",
    "p_fail": "share in which it fails",
    "p_mixed": "share in which it does neither",
    "p_unknown": "share in which it cannot be told",
    "base_rate": "base rate",
    "information": "share of the uncertainty that has gone",
}


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_submitted_payload")]

    operations = [
        migrations.AlterField(
            model_name="assessment",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="criterion",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="assessments",
                to="claims.criterion", verbose_name="criterion",
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="overlays",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None, verbose_name="marks"
            ),
        ),
        *(
            migrations.AlterField(
                model_name="assessment", name=name, field=models.FloatField(null=True, verbose_name=said)
            )
            for name, said in SHARES.items()
        ),
    ]

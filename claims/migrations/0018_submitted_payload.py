"""A submission keeps what it proposes: the text whose hash it has, and the amendment that leads there."""

from django.db import migrations, models

# Of submissions made before there is no text, only its hash.
TEXT = """
ALTER TABLE claims_submission ADD CONSTRAINT submission_text_has_its_hash
    CHECK (payload = '' OR encode(sha256(convert_to(payload, 'UTF8')), 'hex') = payload_hash);
"""
UNDO_TEXT = "ALTER TABLE claims_submission DROP CONSTRAINT submission_text_has_its_hash"


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_ledger_in_order_of_time")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="payload",
            field=models.TextField(default="", verbose_name="what is to be frozen"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="submission",
            name="amendment",
            field=models.JSONField(null=True, verbose_name="what is to change"),
        ),
        migrations.RunSQL(TEXT, UNDO_TEXT),
    ]

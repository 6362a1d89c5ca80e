"""The words of claims, searched in either language by trigrams. `claims.onrecord.listing` has the same expression."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_names_of_a_subscribers_fields")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE INDEX claims_searched ON claims_claim USING gin ("
            "(number || ' ' || statement || ' ' || statement_zh || ' ' || reading || ' ' || reading_zh) gin_trgm_ops)",
            "DROP INDEX claims_searched",
        ),
    ]

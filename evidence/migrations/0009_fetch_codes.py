import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0008_held_batches_decided_once'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='fetch',
            index=django.contrib.postgres.indexes.GinIndex(fields=['codes'], name='fetch_codes', opclasses=['jsonb_path_ops']),
        ),
    ]

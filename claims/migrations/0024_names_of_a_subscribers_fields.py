"""Names for readers of a subscriber's fields; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0023_subscriptions_and_notices'),
    ]

    operations = [
        migrations.AlterField(
            model_name='subscriber',
            name='digest',
            field=models.CharField(editable=False, max_length=64, unique=True, verbose_name='fingerprint of the address'),
        ),
        migrations.AlterField(
            model_name='subscriber',
            name='sealed',
            field=models.TextField(blank=True, editable=False, verbose_name='sealed secrets'),
        ),
    ]

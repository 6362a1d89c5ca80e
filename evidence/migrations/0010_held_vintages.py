from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0009_fetch_codes'),
    ]

    operations = [
        migrations.AddField(
            model_name='heldbatch',
            name='only_differences',
            field=models.BooleanField(default=True, verbose_name='what the provider shows today, not dated vintages'),
        ),
    ]

"""A claim made of others says how many of them must hold: NULL would have passed the first check."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0002_append_only'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_rule_complete',
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('least__gte', 1), ('least__isnull', False), ('rule', 'at least')), models.Q(('least', None), ('rule', 'primary')), _connector='OR'), name='claim_rule_complete'),
        ),
    ]

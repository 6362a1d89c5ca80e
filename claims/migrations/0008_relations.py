"""A criterion is made of formulas or is a relation."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0007_forecast'),
    ]

    operations = [
        migrations.AddField(
            model_name='criterion',
            name='relation',
            field=models.JSONField(blank=True, default=dict, help_text='Which of two drivers predicts a target better.', verbose_name='relation'),
        ),
        migrations.AlterField(
            model_name='criterion',
            name='holds_when',
            field=models.TextField(blank=True, verbose_name='holds when'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('relation', {}), models.Q(('holds_when', ''), _negated=True)), models.Q(models.Q(('relation', {}), _negated=True), ('fails_when', ''), ('holds_when', ''), ('requires_when', '')), _connector='OR'), name='criterion_formula_or_relation'),
        ),
    ]

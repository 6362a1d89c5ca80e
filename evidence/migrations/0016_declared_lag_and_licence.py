"""Nobody's silence may shorten a publication lag to nothing, or let the figures of others go out."""

from django.db import migrations, models
from django.db.models import Q

# A formula publishes nothing. What nobody has a licence for stays here.
MEND = """
UPDATE evidence_indicator SET publication_lag = NULL WHERE formula <> '';
UPDATE evidence_indicator SET redistribute = 'no' WHERE formula = '' AND licence = '';
"""
UNMEND = "UPDATE evidence_indicator SET publication_lag = 0 WHERE publication_lag IS NULL"


class Migration(migrations.Migration):
    dependencies = [("evidence", "0015_recordings")]

    operations = [
        migrations.AlterField(
            model_name="indicator",
            name="publication_lag",
            field=models.PositiveSmallIntegerField(blank=True, help_text="Needed by what a provider publishes: with a lag too short the past would see the future.", null=True, verbose_name="days from period end to publication"),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="redistribute",
            field=models.CharField(choices=[("yes", "may be passed on"), ("derived", "only what is derived from it"), ("no", "may not be passed on")], default="no", max_length=7, verbose_name="redistribution"),
        ),
        migrations.RunSQL(MEND, UNMEND),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(condition=~Q(formula="") | Q(publication_lag__isnull=False), name="raw_indicator_has_a_publication_lag", violation_error_message="Expected a publication_lag, the days from a period's end until its figure is out, got none: with a lag too short the past would see the future."),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(condition=Q(redistribute="no") | ~Q(formula="") | ~Q(licence=""), name="no_redistribution_without_a_licence", violation_error_message="Expected a licence that allows redistribution, got none."),
        ),
    ]

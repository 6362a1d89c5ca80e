"""What an author stated, and the database's own time of forecasts. The wording may be amended, as other words may."""

import django.core.validators
import django.db.models.functions.datetime
from django.db import migrations, models


FREEZE = """
CREATE OR REPLACE FUNCTION claims_freeze_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['state'];
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version + 1 AND OLD.state = 'registered' THEN
        may_change := ARRAY['version', 'statement', 'statement_zh', 'reading', 'reading_zh', 'measured_by',
                            'measured_by_zh', 'holder', 'spans', 'stated'];
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change OR NEW.state = 'draft'
       OR (NEW.state <> OLD.state AND (NEW.state = 'registered') = (OLD.state = 'registered')) THEN
        RAISE EXCEPTION 'claim % is registered and frozen: % refused; amend it', OLD.number, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
FREEZE_BEFORE = FREEZE.replace(", 'stated'];", "];")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0012_ratings_and_submissions'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='stated',
            field=models.CharField(blank=True, help_text='A number such as 0.7, or will, likely or could as it was worded; empty: not known.', max_length=10, validators=[django.core.validators.RegexValidator('^(will|likely|could|0\\.[0-9]{1,4}|0|1)$')], verbose_name="the author's own probability"),
        ),
        # Without a default at first: nobody knows when rows that are there already were written.
        migrations.AddField(
            model_name='forecast',
            name='recorded_at',
            field=models.DateTimeField(null=True, verbose_name='recorded'),
        ),
        migrations.AlterField(
            model_name='forecast',
            name='recorded_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), null=True, verbose_name='recorded'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('stated', ''), ('stated__regex', '^(will|likely|could|0\\.[0-9]{1,4}|0|1)$'), _connector='OR'), name='claim_stated_is_known'),
        ),
        migrations.RunSQL(FREEZE, FREEZE_BEFORE),
    ]

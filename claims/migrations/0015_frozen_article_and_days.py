"""What an article's registered claims rest on is frozen with them; a claim's checkpoints are in order, none too early."""

from django.db import migrations, models

import claims.models.claim

# From the first registration on, whatever became of the claim. A registration holds the article's row, so that no
# change that began before it ends after it.
ARTICLE = """
CREATE FUNCTION claims_freeze_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.slug, NEW.author_id, NEW.published_on, NEW.sha256, NEW.length, NEW.months)
       IS DISTINCT FROM (OLD.slug, OLD.author_id, OLD.published_on, OLD.sha256, OLD.length, OLD.months)
       AND EXISTS (SELECT FROM claims_claim WHERE article_id = OLD.id AND state <> 'draft') THEN
        RAISE EXCEPTION 'registered claims rest on article %: slug, author, date, text and horizon are frozen', OLD.slug
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON claims_article FOR EACH ROW EXECUTE FUNCTION claims_freeze_article();

CREATE FUNCTION claims_hold_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM claims_article WHERE id = NEW.article_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER holds_article BEFORE INSERT OR UPDATE ON claims_claim FOR EACH ROW WHEN (NEW.state <> 'draft')
    EXECUTE FUNCTION claims_hold_article();
"""
UNDO_ARTICLE = """
DROP TRIGGER holds_article ON claims_claim;
DROP FUNCTION claims_hold_article();
DROP TRIGGER frozen ON claims_article;
DROP FUNCTION claims_freeze_article();
"""

# A check cannot hold a subquery, a function that it calls can.
DAYS = """
CREATE FUNCTION claims_are_checkpoints(days date[], opens date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(
        array_ndims(days) = 1 AND array_position(days, NULL) IS NULL AND days[array_lower(days, 1)] >= opens
        AND days = ARRAY(SELECT DISTINCT day FROM unnest(days) AS day ORDER BY day), false)
$$;
UPDATE claims_claim SET checkpoints = ARRAY(SELECT DISTINCT day FROM unnest(checkpoints) AS day ORDER BY day)
    WHERE state = 'draft' AND NOT claims_are_checkpoints(checkpoints, opens);
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_candidate")]

    operations = [
        migrations.RunSQL(ARTICLE, UNDO_ARTICLE),
        migrations.RunSQL(DAYS, "DROP FUNCTION claims_are_checkpoints(date[], date)"),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(claims.models.claim.AreCheckpoints("checkpoints", "opens")),
                name="claim_checkpoints_in_order",
                violation_error_message="Checkpoints must be in order, and none before the opening.",
            ),
        ),
    ]

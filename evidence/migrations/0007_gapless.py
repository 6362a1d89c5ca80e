"""The times of a period's figures leave no gap and never overlap: no figure can be hidden by ending it early, and none
stands beside another. Checked once a statement on all that it changed, so that one which closes a figure and adds its
successor (the MERGE of `evidence.ingest`) passes as a whole, and its halves alone do not.
"""

from django.db import migrations

CHECK_STORED = """
DO $$
DECLARE broken record;
BEGIN
    SELECT indicator_id, period INTO broken FROM (
        SELECT indicator_id, period, known_to, lead(known_from, 1, '9999-12-31 00:00+00')
                   OVER (PARTITION BY indicator_id, period ORDER BY known_from) AS next_from
        FROM evidence_observation
    ) AS chain WHERE known_to <> next_from LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'expected each figure to be known until the next of its period began, got others of indicator % '
            'in %: observations were changed behind the back of the program; restore them from a backup or an archive',
            broken.indicator_id, broken.period USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
"""

# The planner's settings keep both on the primary key, period by period, whatever the table's statistics say: right after
# an empty table was filled, and in a session that keeps the plan of a small statement, they say it holds hardly a row.
GUARD = """
CREATE FUNCTION evidence_check_closed() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE broken record;
BEGIN
    SELECT closed.indicator_id, closed.period, closed.known_to INTO broken FROM closed WHERE NOT EXISTS (
        SELECT FROM evidence_observation AS next WHERE next.indicator_id = closed.indicator_id
        AND next.period = closed.period AND next.known_from = closed.known_to) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'observations are append-only: the figure of indicator % for % was to end at %, when no other '
            'begins; a new figure and the end of the one before it belong in one statement',
            broken.indicator_id, broken.period, broken.known_to USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION evidence_check_added() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE broken record;
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION 'observations are not added under repeatable read, which does not see what others add meanwhile; '
            'use read committed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Two transactions that add to one period at a time do not see each other: the second waits here, then looks.
    PERFORM FROM evidence_indicator WHERE id = ANY(ARRAY(SELECT DISTINCT indicator_id FROM added))
        ORDER BY id FOR NO KEY UPDATE;
    SELECT touched.indicator_id, touched.period, chain.* INTO broken
    FROM (SELECT DISTINCT indicator_id, period FROM added) AS touched, LATERAL (
        SELECT known_from, known_to, lead(known_from, 1, '9999-12-31 00:00+00') OVER (ORDER BY known_from) AS next_from
        FROM evidence_observation AS stored
        WHERE stored.indicator_id = touched.indicator_id AND stored.period = touched.period
    ) AS chain WHERE chain.known_to <> chain.next_from LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'observations are append-only: the figure of indicator % for %, known from % until %, would not '
            'meet the next one, from %', broken.indicator_id, broken.period, broken.known_from, broken.known_to,
            broken.next_from USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER gapless_closed AFTER UPDATE ON evidence_observation
    REFERENCING NEW TABLE AS closed FOR EACH STATEMENT EXECUTE FUNCTION evidence_check_closed();
CREATE TRIGGER gapless_added AFTER INSERT ON evidence_observation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION evidence_check_added();
"""

UNGUARD = """
DROP TRIGGER gapless_closed ON evidence_observation;
DROP TRIGGER gapless_added ON evidence_observation;
DROP FUNCTION evidence_check_closed();
DROP FUNCTION evidence_check_added();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_descriptions_and_known_gaps")]

    operations = [migrations.RunSQL(CHECK_STORED, migrations.RunSQL.noop), migrations.RunSQL(GUARD, UNGUARD)]

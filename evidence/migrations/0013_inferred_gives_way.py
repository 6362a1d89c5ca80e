"""Put right what was recorded before inferred figures gave way to dated ones that were known earlier (decision 0022).

A further inferred row, a microsecond after the inferred one, repeats the dated figure before it. Nothing recorded is
changed but the end of the inferred row, in the statement that adds its successor.
"""

from django.db import migrations

REPEAT_DATED = """
WITH placed AS (
    SELECT *, count(*) FILTER (WHERE NOT pseudo) OVER moments AS dated, lead(known_from) OVER moments AS next_from
    FROM evidence_observation WHERE indicator_id IN (SELECT indicator_id FROM evidence_observation WHERE pseudo)
    WINDOW moments AS (PARTITION BY indicator_id, period ORDER BY known_from)
), wrong AS (
    SELECT inferred.indicator_id, inferred.period, inferred.known_from, inferred.known_to, said.value
    FROM placed AS inferred JOIN placed AS said USING (indicator_id, period, dated)
    WHERE inferred.pseudo AND NOT said.pseudo AND inferred.value IS DISTINCT FROM said.value
      AND inferred.next_from IS DISTINCT FROM inferred.known_from + interval '1 microsecond'
), chain AS (
    SELECT indicator_id, period, known_from, known_from + interval '1 microsecond' AS known_to, NULL::float8 AS value
    FROM wrong
    UNION ALL
    SELECT indicator_id, period, known_from + interval '1 microsecond', known_to, value FROM wrong
)
MERGE INTO evidence_observation AS stored USING chain
ON stored.indicator_id = chain.indicator_id AND stored.period = chain.period AND stored.known_from = chain.known_from
WHEN MATCHED THEN UPDATE SET known_to = chain.known_to
WHEN NOT MATCHED THEN
    INSERT (indicator_id, period, known_from, known_to, value, pseudo)
    VALUES (chain.indicator_id, chain.period, chain.known_from, chain.known_to, chain.value, true)
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0012_entered")]

    operations = [migrations.RunSQL(REPEAT_DATED, migrations.RunSQL.noop)]

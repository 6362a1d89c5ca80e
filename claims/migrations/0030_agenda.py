"""What comes next of every registered claim, kept by triggers whoever writes: verbs, imports and COPY alike."""

import django.db.models.deletion
from django.db import migrations, models

# The constraint is the database's own: what a row says goes with its claim, however that is deleted.
KEPT = """
ALTER TABLE claims_agenda ADD CONSTRAINT claims_agenda_claim
    FOREIGN KEY (claim_id) REFERENCES claims_claim (id) ON DELETE CASCADE;

CREATE FUNCTION claims_reckon_agenda(claims bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO claims_agenda (claim_id, next, last)
    SELECT id, CASE WHEN state = 'registered' THEN (SELECT min(day) FROM unnest(tests) AS day WHERE NOT EXISTS (
                   SELECT FROM claims_settlement AS one
                   WHERE one.claim_id = asked.id AND one.checkpoint = day AND one.counts
                     AND NOT EXISTS (SELECT FROM claims_settlementreview AS review
                                     WHERE review.settlement_id = one.id AND review.kind = 'reopen')
                     AND (NOT one.needs_review
                          OR EXISTS (SELECT FROM claims_settlementreview AS review
                                     WHERE review.settlement_id = one.id AND review.kind = 'confirm'))
               )) END,
           tests[cardinality(tests)]
    FROM (
        SELECT id, state, CASE WHEN nature = 'fact check' THEN checkpoints[1:1] ELSE checkpoints END AS tests
        FROM claims_claim WHERE id = ANY (claims) AND state <> 'draft'
    ) AS asked
    ON CONFLICT (claim_id) DO UPDATE SET next = EXCLUDED.next, last = EXCLUDED.last
    WHERE (claims_agenda.next, claims_agenda.last) IS DISTINCT FROM (EXCLUDED.next, EXCLUDED.last);
$$;

CREATE FUNCTION claims_keep_agenda() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_TABLE_NAME = 'claims_claim' THEN
        PERFORM claims_reckon_agenda(array(SELECT id FROM fresh WHERE state <> 'draft'));
    ELSIF TG_TABLE_NAME = 'claims_settlement' THEN
        PERFORM claims_reckon_agenda(array(SELECT DISTINCT claim_id FROM fresh));
    ELSE
        PERFORM claims_reckon_agenda(array(SELECT DISTINCT one.claim_id FROM fresh
                                           JOIN claims_settlement AS one ON one.id = fresh.settlement_id));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_agenda_of_new AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION claims_keep_agenda();
CREATE TRIGGER keep_agenda_of_changed AFTER UPDATE ON claims_claim REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION claims_keep_agenda();
CREATE TRIGGER keep_agenda AFTER INSERT ON claims_settlement REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION claims_keep_agenda();
CREATE TRIGGER keep_agenda AFTER INSERT ON claims_settlementreview REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION claims_keep_agenda();

ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER keep_agenda_of_new, ENABLE ALWAYS TRIGGER keep_agenda_of_changed;
ALTER TABLE claims_settlement ENABLE ALWAYS TRIGGER keep_agenda;
ALTER TABLE claims_settlementreview ENABLE ALWAYS TRIGGER keep_agenda;

SELECT claims_reckon_agenda(array(SELECT id FROM claims_claim));
"""
LEFT = """
DROP TRIGGER keep_agenda ON claims_settlementreview;
DROP TRIGGER keep_agenda ON claims_settlement;
DROP TRIGGER keep_agenda_of_changed ON claims_claim;
DROP TRIGGER keep_agenda_of_new ON claims_claim;
DROP FUNCTION claims_keep_agenda();
DROP FUNCTION claims_reckon_agenda(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0029_answers_to_programs")]

    operations = [
        migrations.CreateModel(
            name="Agenda",
            fields=[
                ("claim", models.OneToOneField(
                    db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                    related_name="agenda", serialize=False, to="claims.claim", verbose_name="claim",
                )),
                ("next", models.DateField(null=True, verbose_name="next checkpoint")),
                ("last", models.DateField(verbose_name="last checkpoint")),
            ],
            options={
                "verbose_name": "next checkpoint",
                "verbose_name_plural": "next checkpoints",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["next", "claim"], name="agenda_open"),
                    models.Index(fields=["-next", "claim"], name="agenda_passed"),
                    models.Index(
                        condition=models.Q(("next", None)), fields=["-last", "claim"], name="agenda_over",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, LEFT),
    ]  # fmt: skip

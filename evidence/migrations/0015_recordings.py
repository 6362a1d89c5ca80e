"""Whether anything is new is asked at every assessment: of a small table, which the database keeps by itself."""

import django.db.models.deletion
from django.db import migrations, models

# One row a statement and indicator: what an import adds in one go is one recording, however many figures it has.
KEEP = """
CREATE FUNCTION evidence_note_recording() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO evidence_recording (indicator_id, recorded_at, first_known, last_known)
    SELECT indicator_id, recorded_at, min(known_from), max(known_from) FROM fresh GROUP BY indicator_id, recorded_at;
    RETURN NULL;
END $$;
CREATE TRIGGER note_recording AFTER INSERT ON evidence_observation
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION evidence_note_recording();

INSERT INTO evidence_recording (indicator_id, recorded_at, first_known, last_known)
SELECT indicator_id, recorded_at, min(known_from), max(known_from)
FROM evidence_observation GROUP BY indicator_id, recorded_at;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence_recording
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON evidence_recording
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
FORGET = """
DROP TRIGGER note_recording ON evidence_observation;
DROP FUNCTION evidence_note_recording();
DROP TRIGGER append_only ON evidence_recording;
DROP TRIGGER append_only_table ON evidence_recording;
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0014_days_ahead")]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                ("first_known", models.DateTimeField(verbose_name="earliest time known among its figures")),
                ("last_known", models.DateTimeField(verbose_name="latest time known among its figures")),
                ("indicator", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.indicator")),
            ],
            options={"verbose_name": "recording", "verbose_name_plural": "recordings"},
        ),
        migrations.AddIndex(
            model_name="recording",
            index=models.Index(fields=["indicator", "recorded_at"], name="recording_of_indicator"),
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]

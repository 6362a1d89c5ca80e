"""What programs are answered when they have written."""

from typing import Any

from rest_framework import serializers as s

from claims.api.said import Act as ActSaid
from claims.api.said import texts, thing, things
from claims.models import Act, Claim, Extraction
from evidence.api.door import Said


class SubmittedSaid(s.Serializer[Any]):
    """An act that waits for somebody else to do it."""

    claim, kind, by, reason = s.CharField(), s.ChoiceField(choices=Act.Kind.values), s.CharField(), s.CharField()
    at = s.DateTimeField()
    frozen = s.CharField(help_text="SHA-256 of what is to be frozen, or of what stands.")
    amendment = thing("Words and criteria that are to change.")


class Edited(Said):
    """A claim as it is edited."""

    slug, article, theme = s.CharField(), s.CharField(), s.CharField()
    state, version = s.ChoiceField(choices=Claim.State.values), s.IntegerField()
    number = s.CharField()
    statement, statement_zh, reading, reading_zh = (s.CharField(allow_blank=True) for _ in range(4))
    kind, nature = s.ChoiceField(choices=Claim.Kind.values), s.ChoiceField(choices=Claim.Nature.values)
    spans = s.ListField(child=s.ListField(child=s.IntegerField()))
    holder = s.CharField(allow_blank=True)
    opens, checkpoints = s.DateField(), s.ListField(child=s.DateField())
    measured_by, measured_by_zh = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    rubric = s.ListField(child=s.DictField(), help_text="Levels, each with anchor and anchor_zh.")
    stated = s.CharField(allow_blank=True)
    criteria = s.DictField(child=s.DictField(), help_text="By key, in their order.")
    submitted = SubmittedSaid(many=True)


class Done(ActSaid):
    """An act that was entered in the ledger."""

    claim = s.CharField()


class ForecastSaid(s.Serializer[Any]):
    """A probability as it was recorded."""

    claim, checkpoint, p = s.CharField(), s.DateField(), s.FloatField()
    by, reason, made_at = s.CharField(), s.CharField(), s.DateTimeField()


class RatingSaid(s.Serializer[Any]):
    """A rating as it was recorded."""

    claim, checkpoint, role = s.CharField(), s.DateField(), s.CharField()
    round = s.IntegerField()
    by, at = s.CharField(), s.DateTimeField()


class SettledSaid(s.Serializer[Any]):
    """What was settled now, and what is waited for."""

    settled, waiting = things("Checkpoint and outcome."), things("Checkpoint and series without figures.")
    unreadable = texts("Why it cannot be read, where it cannot.")


class QueuedSaid(s.Serializer[Any]):
    """What workers were given to do."""

    queued = s.IntegerField(help_text="Claims to assess, or jobs of series to ask for.")
    unable = s.IntegerField(help_text="Series that no source can be asked for.")


class PublishedSaid(s.Serializer[Any]):
    """An edition of the scorecard: a period is published once."""

    edition, hash = s.CharField(), s.CharField()
    entry = s.IntegerField()


class ProposedSaid(s.Serializer[Any]):
    """Candidates that a text brought; where a worker reads it, none are counted yet."""

    article = s.CharField()
    is_read = s.BooleanField(help_text="Else a worker reads it: it is long.")
    candidates, places = s.IntegerField(), s.IntegerField()


class CandidateRow(Said):
    """A statement that may be a claim."""

    id = s.IntegerField()
    article, state = s.CharField(), s.CharField()
    score = s.FloatField(allow_null=True)
    quote = s.CharField(allow_blank=True)
    spans = s.ListField(child=s.ListField(child=s.IntegerField()))
    kind, holder = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    closes = s.DateField(allow_null=True)
    indicators = texts("Slugs, best first.")
    draft = s.DictField(help_text="A drafted criterion, or why there is none.")


class ExtractionSaid(s.Serializer[Any]):
    """A long text that is read by a worker."""

    id = s.IntegerField()
    state = s.ChoiceField(choices=[one.value for one in Extraction.State])
    version = s.CharField(help_text="Of the extraction.")
    published_on = s.DateField()
    asked_at = s.DateTimeField()
    begun_at, done_at = s.DateTimeField(allow_null=True), s.DateTimeField(allow_null=True)
    why = s.CharField(allow_blank=True, help_text="What went wrong.")
    candidates = s.ListField(
        child=s.DictField(), allow_null=True, help_text="As those of a short text; null until it is done."
    )


class Extracted(s.Serializer[Any]):
    """Sentences that look like claims."""

    version = s.CharField(help_text="Of the extraction.")
    candidates = things("Quote, places, score, kind, concepts, indicators, horizon, holder.")

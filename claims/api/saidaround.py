"""What the API says of what lies around claims: articles, editions, the ledger, how calibrated the engine is."""

from typing import Any

from rest_framework import serializers as s

from claims.api.said import share, texts, thing, things
from claims.models import Criterion, Edition, LedgerEntry, Settlement
from evidence.api.door import Said


class ArticleRow(Said):
    """A dated text; the text itself is its author's and is not here."""

    slug, title = s.CharField(), s.CharField()
    title_en = s.CharField(allow_blank=True)
    language = s.CharField()
    author, author_name = s.CharField(help_text="Slug."), s.CharField()
    translator, publisher, address = (s.CharField(allow_blank=True) for _ in range(3))
    published_on = s.DateField()
    published_note, published_note_zh = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    sha256 = s.CharField(help_text="Of the text that quotes' places count in.")
    length = s.IntegerField(help_text="Code points of that text.")
    months = s.ListField(child=s.IntegerField(), help_text="Months from publication to its claims' checkpoints.")
    written_on = s.DateField(help_text="When its claims' criteria were written.")


class _Counted(Said):
    counts = s.DictField(help_text="Its claims by nature, band and theme, and how many should hold.")
    is_cut = s.BooleanField(help_text="There are more claims than are counted.")


class ArticleDetail(ArticleRow, _Counted):
    """An article with what its claims come to."""


class AuthorRow(Said):
    """Who makes claims."""

    slug, name = s.CharField(), s.CharField()
    articles = s.IntegerField(help_text="How many articles were out by the day.")


class AuthorDetail(AuthorRow, _Counted):
    """An author with what the claims come to."""

    edition = s.CharField(allow_null=True, help_text="The scorecard that has the record.")
    records = things("The record, against luck and base rates.")


class ThemeRow(Said):
    """A thesis of an article."""

    article = s.CharField(help_text="Slug of the article.")
    slug, name, name_zh = s.CharField(), s.CharField(), s.CharField()
    position = s.IntegerField()


class ThemeDetail(ThemeRow, _Counted):
    """A theme with what its claims come to."""

    edition = s.CharField(allow_null=True)
    narrative = thing("Joint odds of its claims, where a scorecard has them.")


class CriterionRow(Said):
    """A criterion in one of its versions."""

    slug = s.CharField(help_text="Claim, key, and the version where that is not the first.")
    claim, key = s.CharField(help_text="Slug of the claim."), s.CharField()
    role = s.ChoiceField(choices=Criterion.Role.values)
    holds_when, fails_when, requires_when = (s.CharField(allow_blank=True) for _ in range(3))
    relation = s.DictField(help_text="Parts of a relation; empty of a formula.")
    coverage = s.FloatField(help_text="The share of periods that must have figures.")
    thresholds = s.ChoiceField(choices=Criterion.Thresholds.values)
    note, note_zh = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    written_on = s.DateField()
    is_hindsight = s.BooleanField(help_text="It was written after its window had opened.")
    version = s.IntegerField()
    superseded_by = s.IntegerField(allow_null=True, help_text="The version of the claim that put another in its place.")


class AssessmentRow(Said):
    """What the evidence known on a day said of a claim or a criterion, for one checkpoint. Never changed."""

    id = s.IntegerField()
    claim = s.CharField(help_text="Slug of the claim.")
    criterion = s.CharField(allow_null=True, help_text="Slug of the criterion; null of the claim itself.")
    checkpoint, as_of = s.DateField(), s.DateField()
    band = s.CharField(help_text="How it stands, or the outcome.")
    overlays = texts("Marks beside the band.")
    outcome = s.CharField(allow_blank=True)
    p_hold = share("It holds; kept off 0 and 1.")
    p_fail, p_mixed, p_unknown = share("It fails."), share("Some of it holds."), share("Nobody will be able to tell.")
    base_rate, information = share("Base rate."), share("How much of the uncertainty has gone.")
    bits, distance = s.FloatField(allow_null=True), s.FloatField(allow_null=True)
    base, as_far, regime, relation = thing("Base rate."), thing("From as far."), thing("Of the regime."), thing("")
    missing = texts("Indicators without the figures that it needs.")
    method, numpy = s.CharField(help_text="Version of the method."), s.CharField()
    inputs = s.CharField(help_text="Hash of criterion, figures and method.")
    recorded_at = s.DateTimeField()


class SettlementRow(Said):
    """What became of a claim at a checkpoint, as it stood on the day."""

    claim, number = s.CharField(help_text="Slug of the claim."), s.CharField()
    criterion = s.CharField(allow_null=True, help_text="Slug of the criterion that settled it.")
    version, round = s.IntegerField(), s.IntegerField()
    checkpoint = s.DateField()
    counts = s.BooleanField(help_text="It stands for the claim; else a test that an amendment had replaced.")
    outcome = s.ChoiceField(choices=Settlement.Outcome.values)
    reason = s.CharField(allow_blank=True, help_text="Why it is void.")
    known_on = s.DateField(allow_null=True, help_text="The day whose information it rests on.")
    as_of = s.DateField(help_text="The last day that was looked at.")
    set_at, recorded_at = s.DateTimeField(), s.DateTimeField()
    by, note = s.CharField(), s.CharField(allow_blank=True)
    inputs, method = s.CharField(allow_blank=True), s.CharField()
    entry = s.IntegerField(help_text="Its number in the ledger.")
    hash = s.CharField()


class EditionRow(Said):
    """An edition of the scorecard."""

    edition = s.CharField(help_text="Its name in addresses.")
    rhythm = s.ChoiceField(choices=Edition.Rhythm.values)
    period = s.CharField()
    number = s.IntegerField(help_text="1, and one more for each correction.")
    as_of = s.DateField()
    published_at = s.DateTimeField()
    method, hash, inputs = s.CharField(), s.CharField(help_text="SHA-256 of the edition's text."), s.CharField()
    entry, ledger_count = s.IntegerField(), s.IntegerField()
    ledger_head = s.CharField()
    wrong = s.CharField(allow_blank=True, help_text="What was wrong in the one that it corrects.")
    corrected_by = s.CharField(allow_blank=True)


class Differing(s.Serializer[Any]):
    """What one edition says otherwise than another."""

    before, after = s.CharField(), s.CharField()
    differences = s.ListField(child=s.DictField(child=s.CharField(allow_blank=True)))


class EntryRow(Said):
    """An entry of the ledger."""

    number = s.IntegerField()
    at = s.DateTimeField()
    kind = s.ChoiceField(choices=LedgerEntry.Kind.values)
    claim, scorecard, by = (s.CharField(allow_blank=True) for _ in range(3))
    previous, hash = s.CharField(), s.CharField()


class EntryDetail(s.Serializer[Any]):
    """An entry with what it says."""

    number = s.IntegerField()
    at, kind = s.DateTimeField(), s.ChoiceField(choices=LedgerEntry.Kind.values)
    body = s.DictField(help_text="What was entered.")
    previous, hash = s.CharField(), s.CharField()
    line = s.CharField(help_text="The canonical text with its hash, as the export has it.")


class HeadSaid(s.Serializer[Any]):
    """How far the ledger went at the end of a day."""

    as_of = s.DateField()
    number, hash = s.IntegerField(), s.CharField()


class Verification(HeadSaid):
    """Whether the chain up to that head holds."""

    holds = s.BooleanField()
    checked_at = s.DateTimeField(help_text="At most an hour ago.")
    count = s.IntegerField(help_text="Places at which it does not hold.")
    breaks = things("The first of these.")


class CalibrationSaid(s.Serializer[Any]):
    """How calibrated the engine was found to be by the newest backtest; null where none was stored by the day."""

    as_of = s.DateField()
    calibration = thing("Scores beside the base rate, slope, strong calls, and the reliability table.")


class SourceRow(Said):
    """A provider of figures."""

    source, name, name_zh = s.CharField(), s.CharField(), s.CharField()
    address, licence = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    indicators = s.IntegerField(help_text="How many indicators it serves.")
    is_verified = s.BooleanField(help_text="Reading was checked against a real body.")
    last_answer = s.CharField(allow_blank=True, help_text="The day of its last good answer; empty where there is none.")


class HealthSaid(s.Serializer[Any]):
    """Findings about the evidence, and whom they endanger."""

    as_of = s.DateField()
    looked_at = s.DateTimeField()
    health = s.DictField()

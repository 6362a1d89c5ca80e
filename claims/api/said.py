"""What the API says of claims, described. The rows are made by `claims.onrecord`; a test holds them to this."""

from typing import Any

from rest_framework import serializers as s

from claims.models import Claim, Criterion
from evidence.api.door import Said

_SHARE = {"min_value": 0.0, "max_value": 1.0, "allow_null": True}


def share(words: str) -> s.FloatField:
    """A probability or a rate, null where there is none."""
    return s.FloatField(help_text=words, **_SHARE)


def day(words: str, *, null: bool = False) -> s.DateField:
    """A day (UTC)."""
    return s.DateField(help_text=words, allow_null=null)


def texts(words: str) -> s.ListField:
    """A list of words."""
    return s.ListField(child=s.CharField(allow_blank=True), help_text=words)


def things(words: str) -> s.ListField:
    """A list of objects that are not described further."""
    return s.ListField(child=s.DictField(), help_text=words)


def thing(words: str) -> s.DictField:
    """An object that is not described further; null where there is none."""
    return s.DictField(help_text=words, allow_null=True)


class _Named(Said):
    slug = s.CharField(help_text="Its name in addresses.")
    number = s.CharField(help_text="Its number in the article.")
    statement = s.CharField(help_text="What was said, in our own words.")
    statement_zh = s.CharField(allow_blank=True, help_text="The same in Traditional Chinese.")
    holder = s.CharField(allow_blank=True, help_text="Who says so.")
    article = s.CharField(help_text="Slug of the article.")
    theme = s.CharField(help_text="Slug of the theme.")
    kind = s.ChoiceField(choices=Claim.Kind.values)
    nature = s.ChoiceField(choices=Claim.Nature.values)
    state = s.ChoiceField(choices=Claim.State.values)
    version = s.IntegerField(help_text="0 before it was registered; each amendment makes the next one.")
    opens = day("When its horizon begins.")
    checkpoint = day("The checkpoint that is shown: the next one, of a settled claim the last.")
    band = s.CharField(allow_blank=True, help_text="How it stands: a band while it is open, then the outcome.")
    overlays = texts("Marks beside the band.")
    p_hold = share("Probability that it holds at the checkpoint shown.")
    base_rate = share("How often the same held at earlier dates.")
    information = share("How much of the uncertainty has gone.")
    stand_in = s.DictField(allow_null=True, help_text="The criterion that speaks for one without evidence.")
    hindsight = s.DictField(help_text="When its criteria were written, and whether after its horizon had opened.")
    children = texts("Numbers of the claims that it is made of.")


class ClaimRow(_Named):
    """A claim in the list."""

    title = s.CharField(help_text="Title of the article.")
    title_en = s.CharField(allow_blank=True)
    author = s.CharField(help_text="Slug of the article's author.")
    author_name = s.CharField()
    theme_name = s.CharField()
    theme_name_zh = s.CharField()
    registered_on = day("When it was first registered.", null=True)
    checkpoints = s.ListField(child=s.DateField())
    part = s.IntegerField(min_value=0, max_value=2, help_text="0 still open, 1 passed and not settled, 2 over.")
    settled = s.CharField(allow_blank=True, help_text="The outcome at the checkpoint shown; empty while it is open.")
    stood = s.CharField(allow_blank=True, help_text="The band before it was settled.")
    assessed_on = day("The day whose knowledge the figures are of.", null=True)
    criteria = texts("Names of its criteria.")
    spans = s.ListField(child=s.ListField(child=s.IntegerField()), help_text="Its quote's places in the article.")
    changes = things("Moves of the band.")
    history = things("The probability at the checkpoint shown, on each day of an assessment.")


class _At(s.Serializer[Any]):
    checkpoint = s.DateField()
    band = s.CharField(allow_blank=True)
    overlays = texts("Marks beside the band.")
    outcome = s.CharField(allow_blank=True)
    p_hold, p_fail = share("It holds."), share("It fails.")
    p_mixed, p_unknown = share("Some of it holds."), share("Nobody will be able to tell.")
    base_rate, information = share("Base rate."), share("How much of the uncertainty has gone.")
    bits = s.FloatField(allow_null=True)
    distance = s.FloatField(allow_null=True)
    base, as_far, regime, relation = thing("Base rate."), thing("From as far."), thing("Of the regime."), thing("")


class OneCriterion(s.Serializer[Any]):
    """A criterion of a claim with its figures at each checkpoint."""

    key = s.CharField()
    role = s.ChoiceField(choices=Criterion.Role.values)
    holds_when = s.CharField(allow_null=True, help_text="In the formula language; null of a relation.")
    fails_when = s.CharField(allow_null=True)
    requires_when = s.CharField(allow_null=True)
    relation = thing("The parts of a relation.")
    coverage = s.CharField(allow_blank=True)
    meaning, meaning_zh = s.CharField(), s.CharField()
    note, note_zh = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    thresholds = s.CharField(allow_blank=True)
    written_on = s.DateField()
    checkpoints = _At(many=True)


class _Told(_Named):
    reading, reading_zh = s.CharField(), s.CharField()
    outcome = s.CharField(allow_blank=True)
    p_fail, p_mixed, p_unknown = share("It fails."), share("Some of it holds."), share("Nobody will be able to tell.")
    bits = s.FloatField(allow_null=True)
    distance = s.FloatField(allow_null=True)
    base, as_far, regime, relation = thing("Base rate."), thing("From as far."), thing("Of the regime."), thing("")
    fan = thing("Quantiles of the simulated futures, where they may be passed on.")
    reasons = texts("Sentences on how it stands and what would change that.")
    reasons_zh = texts("The same in Traditional Chinese.")
    missing = things("Indicators without the figures that it needs.")
    measured_by, measured_by_zh = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    rubric = s.JSONField(help_text="How judges decide, of a judged claim.")
    checkpoints = _At(many=True)
    criteria = OneCriterion(many=True)


class _Article(s.Serializer[Any]):
    slug, title = s.CharField(), s.CharField()
    title_en = s.CharField(allow_blank=True)
    author = s.CharField()
    publisher, address = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    published_on = s.DateField()
    sha256 = s.CharField(allow_blank=True, help_text="Of its text.")


class _Quote(s.Serializer[Any]):
    text = s.CharField(allow_blank=True, help_text="The beginning of the quote, where the text is kept.")
    is_cut = s.BooleanField()
    spans = s.ListField(child=s.ListField(child=s.IntegerField()))


class _Registered(s.Serializer[Any]):
    at = s.DateTimeField()
    by, reason = s.CharField(), s.CharField(allow_blank=True)
    entry = s.IntegerField(help_text="Its number in the ledger.")
    hash = s.CharField()


class Act(_Registered):
    """An act on a claim, as the ledger has it."""

    kind = s.CharField()
    version = s.IntegerField()


class _Settled(s.Serializer[Any]):
    checkpoint = s.DateField()
    outcome, reason = s.CharField(), s.CharField(allow_blank=True)
    known_on = s.DateField(allow_null=True)
    set_on = s.DateField()
    by, note = s.CharField(), s.CharField(allow_blank=True)
    round, entry = s.IntegerField(), s.IntegerField()
    hash = s.CharField()
    would_flip = s.BooleanField(allow_null=True, help_text="Figures revised since would give another outcome.")
    today = s.CharField(allow_null=True)
    recorded_at = s.DateTimeField()


class Source(s.Serializer[Any]):
    """A raw indicator that a claim rests on, with its newest figure."""

    indicator, name, name_zh = s.CharField(), s.CharField(), s.CharField()
    source, code, unit = s.CharField(allow_blank=True), s.CharField(allow_blank=True), s.CharField()
    licence, redistribute = s.CharField(allow_blank=True), s.CharField()
    checked_against = s.CharField(allow_blank=True)
    newest = s.CharField(allow_null=True, help_text="The newest period with a figure.")
    known_on = s.DateField(allow_null=True)
    vintages, late = s.BooleanField(), s.BooleanField()
    value = s.FloatField(
        allow_null=True, help_text="In base units; null without a login where it may not be passed on."
    )


class Unproven(s.Serializer[Any]):
    """A class of indicators for which past probabilities were not shown to be better than base rates."""

    indicators = s.ListField(child=s.CharField(), help_text="Those of the class that the claim rests on.")
    method = s.CharField()
    n, days = s.IntegerField(help_text="Past questions about all of the class."), s.IntegerField()
    brier, brier_base = s.FloatField(), s.FloatField()
    gain = s.FloatField(allow_null=True, help_text="In Brier score over base rates, with its interval of 95 %.")
    gain_low, gain_high = s.FloatField(allow_null=True), s.FloatField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """With one whose name is a word of the language."""
        return {"class": s.CharField(), **super().get_fields()}


class ClaimDetail(Said):
    """A claim with all that is told of it."""

    claim = _Told()
    article = _Article()
    quote = _Quote()
    registered = _Registered(allow_null=True)
    acts = Act(many=True)
    assessed_on = s.DateField(allow_null=True)
    assessment_recorded_at = s.DateTimeField(allow_null=True)
    track = things("Moves of the band, with the indicators whose news caused them.")
    settlements = _Settled(many=True)
    sources = Source(many=True)
    unproven = Unproven(many=True)

"""What programs send, described and checked before any verb sees it."""

from typing import Any

from rest_framework import serializers as s

from claims.api.writing import Number, Slug, Strict, Text, Whole
from claims.models import Act, Claim, Criterion, Edition, Rating
from claims.models.claim import LEVELS
from claims.scoring.settlement import Reason

_LONG, _WORDS = 20_000, 5_000  # signs of a text, of a reason or formula


def wording(longest: int = _LONG, **named: Any) -> Text:
    """A text that need not be sent, and may be empty."""
    return Text(required=False, allow_blank=True, max_length=longest, trim_whitespace=False, **named)


class Reasoned(Strict):
    """An act, and why."""

    reason = Text(max_length=_WORDS, help_text="Why; it stands in the ledger.")


class Registering(Reasoned):
    """To freeze a draft."""

    base_rate_reason = wording(_WORDS, help_text="Why a call near certainty is worth recording.")


class Voiding(Reasoned):
    """To declare that a claim cannot be settled."""

    code = s.ChoiceField(choices=[str(one) for one in Reason])


class CriterionSent(Strict):
    """Fields of a criterion that are to change."""

    holds_when, fails_when, requires_when = wording(_WORDS), wording(_WORDS), wording(_WORDS)
    relation = s.DictField(required=False)
    coverage = Number(required=False, min_value=0.1, max_value=1.0)
    role = s.ChoiceField(required=False, choices=Criterion.Role.values)
    thresholds = s.ChoiceField(required=False, choices=Criterion.Thresholds.values)
    note, note_zh = wording(), wording()


def _spans() -> s.ListField:
    pair = s.ListField(child=Whole(min_value=0, max_value=2**31 - 1), min_length=2, max_length=2)
    return s.ListField(required=False, child=pair, max_length=100, help_text="Places of the quote, in code points.")


class WordsSent(Strict):
    """Words of a claim that an amendment may change."""

    statement, statement_zh, reading, reading_zh = wording(), wording(), wording(), wording()
    measured_by, measured_by_zh = wording(), wording()
    holder = wording(200)
    spans = _spans()
    stated = wording(10)


class Amending(Registering):
    """The next version of a claim: words and criteria by key, null to end one."""

    words = WordsSent(required=False)
    criteria = s.DictField(required=False, child=CriterionSent(allow_null=True))


class Submitting(Reasoned):
    """An act that somebody else is to do; of an amendment the changes too."""

    kind = s.ChoiceField(choices=Act.Kind.values)
    words = WordsSent(required=False)
    criteria = s.DictField(required=False, child=CriterionSent(allow_null=True))


class LevelSent(Strict):
    """A level of a rubric, from refuted to borne out."""

    anchor, anchor_zh = (Text(allow_blank=True, max_length=_WORDS) for _ in range(2))


class DraftSent(WordsSent):
    """Words of a draft."""

    number = Text(required=False, max_length=12)
    theme = Slug(required=False, help_text="Slug of a theme of its article.")
    kind = s.ChoiceField(required=False, choices=Claim.Kind.values)
    nature = s.ChoiceField(required=False, choices=Claim.Nature.values)
    opens = s.DateField(required=False)
    checkpoints = s.ListField(required=False, child=s.DateField(), max_length=50)
    rubric = LevelSent(many=True, required=False, max_length=LEVELS)


class Drafting(Strict):
    """What a draft is to say: words that change, and all of its criteria by key in their order, if any are sent."""

    words = DraftSent(required=False)
    criteria = s.DictField(required=False, child=CriterionSent())


class Forecasting(Reasoned):
    """An analyst's probability."""

    checkpoint = s.DateField()
    p = Number(min_value=0.001, max_value=0.999)


class _SourceSent(Strict):
    address, archived = Text(max_length=2000), Text(max_length=2000)
    family = Text(max_length=200)
    ratio = Number(required=False)


class RatingSent(Reasoned):
    """What somebody thinks of a judged claim."""

    checkpoint = s.DateField()
    role = s.ChoiceField(choices=Rating.Role.values)
    p = Number(required=False, allow_null=True, min_value=0, max_value=1)
    level = Whole(required=False, allow_null=True, min_value=1, max_value=5)
    sources = s.ListField(child=_SourceSent(), max_length=100)


class Publishing(Strict):
    """Which edition of the scorecard."""

    rhythm = s.ChoiceField(choices=Edition.Rhythm.values)
    as_of = s.DateField(required=False, help_text="The newest period that ended by this day; today unless said.")


class Proposing(Strict):
    """A text to be read for claims: of an article that is known by its hash, or of a new one with all its facts."""

    article = Slug(max_length=50)
    text = Text(max_length=5_000_000, trim_whitespace=False)
    title, title_en = (Text(required=False, max_length=300) for _ in range(2))
    author = Slug(required=False, max_length=50)
    author_name = Text(required=False, max_length=200)
    language = s.ChoiceField(required=False, choices=["en", "zh-Hant", "zh-Hans"])
    published_on = s.DateField(required=False)
    months = s.ListField(required=False, child=Whole(min_value=1, max_value=600), min_length=1, max_length=10)


class Extracting(Strict):
    """A text to be looked through."""

    text = Text(max_length=5_000_000, trim_whitespace=False)
    published_on = s.DateField(required=False, help_text="The day of publication; today unless said.")


class Accepting(Strict):
    """To make a candidate the draft of a claim."""

    theme = Slug(required=False, help_text="Slug of a theme of its article; else the first one.")
    seen = Whole(required=False, min_value=0, help_text="The newest decision about it that you saw.")

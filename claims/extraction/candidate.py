"""What the extraction proposes: a candidate, with where it stands, what it seems to be, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of claims, as in `claims.models.Claim.Kind`."""

    LEVEL = "level"
    TREND = "trend"
    COMPARISON = "comparison"
    RELATION = "relation"
    EVENT = "event"
    JUDGED = "judged"


class Block(StrEnum):
    """What kind of line a unit stands in."""

    HEADING = "heading"
    BULLET = "bullet"
    SENTENCE = "sentence"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Span:
    """Code points of the article's text, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading, bullet or sentence. `lead_in` is the line that introduces a list: without it a bullet says nothing."""

    span: Span
    block: Block
    lead_in: Span | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a unit names a concept: code points of the unit, end exclusive."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a unit names: every spot, groups of cues, and the concepts that the rules keep of the spots."""

    spots: tuple[Spot, ...]
    cues: frozenset[str]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A unit among those of its text: `units` are all of them, `counts` how many of them name each concept.

    `heading`: what the heading of its section names, or a bullet's lead-in.
    """

    units: Sequence[Named]
    place: int
    heading: tuple[str, ...]
    counts: Counter[str]

    @property
    def here(self) -> Named:
        """The unit itself."""
        return self.units[self.place]

    def at(self, step: int) -> tuple[str, ...]:
        """What the unit so many steps behind it (before it: negative) names by the rules; nothing beyond the text."""
        place = self.place + step
        return self.units[place].kept if 0 <= place < len(self.units) else ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit was proposed, or not: a feature, the words that show it, and the log-odds that it adds."""

    feature: str
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Horizon:
    """When a claim is to be judged, as its text says. `words` is the text's own; `opens` None: from publication."""

    words: str
    opens: date | None
    closes: date


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read of one unit. `score` is in [0, 1]; `negated` and `voided` are about its main statement.

    `places`: where in the text each concept is first named; none where they are those of a bullet's lead-in.
    `beside`: what it names and was not taken to be about, with its places: a draft must not lose it without a word.
    """

    unit: Unit
    text: str
    score: float
    kind: Kind
    concepts: tuple[str, ...]
    places: tuple[int, ...]
    horizon: Horizon | None
    direction: str
    negated: bool
    voided: bool
    holder: str
    reasons: tuple[Reason, ...]
    around: Surroundings | None = field(default=None, compare=False, repr=False)
    beside: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed claim: its best reading, and every place of the article that says the same."""

    best: Reading
    spans: tuple[Span, ...]

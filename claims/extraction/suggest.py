"""Which indicators would measure what a reading says: those of its concepts, best first."""

from collections.abc import Mapping
from itertools import zip_longest

from claims.extraction.candidate import Reading
from claims.extraction.lexicon import words

Accepted = Mapping[tuple[str, str], int]  # how often analysts took an indicator (second) for a concept (first)


def suggested(reading: Reading, accepted: Accepted | None = None) -> tuple[str, ...]:
    """Slugs of indicators, best first: each concept's best in the order of the text, then each one's second, and so on.

    What analysts took more often before comes first within a concept; otherwise the lexicon's order holds.
    """
    columns = [of_concept(name, accepted or {}) for name in reading.concepts]
    return tuple(dict.fromkeys(slug for row in zip_longest(*columns) for slug in row if slug))


def of_concept(concept: str, accepted: Accepted) -> list[str]:
    """Slugs of the indicators of one concept, best first."""
    return sorted(words().concepts[concept].indicators, key=lambda slug: -accepted.get((concept, slug), 0))

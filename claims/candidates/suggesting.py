"""What is stored of a reading of an article: what it seems to be, why, its indicators and a drafted criterion."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from claims.extraction.candidate import Reading
from claims.extraction.drafting import draft
from claims.extraction.draftwords import draft_in_words
from claims.extraction.phrases import is_abroad
from claims.extraction.suggest import Accepted, suggested
from claims.models import Decision
from evidence.models import Catalogue, Indicator


class Suggesting:
    """Readings of one article as columns of `Candidate`. Made once for many; `text` is the whole article's."""

    def __init__(self, text: str) -> None:
        self.catalogue: Catalogue = Indicator.objects.catalogue()
        self.accepted = accepted_before()
        self.abroad = bool(is_abroad(text))

    def columns(self, reading: Reading) -> dict[str, Any]:
        """All that a reading says of a candidate, except where it stands and how likely it is."""
        return {
            "kind": reading.kind.value,
            "direction": reading.direction,
            "negated": reading.negated,
            "holder": reading.holder[:200],
            "horizon": reading.horizon.words[:200] if reading.horizon else "",
            "closes": reading.horizon.closes if reading.horizon else None,
            "concepts": list(reading.concepts),
            "reasons": [[one.feature, list(one.words), one.weight] for one in reading.reasons],
            "indicators": [slug for slug in suggested(reading, self.accepted) if slug in self.catalogue.types],
            "draft": self._draft(reading),
        }

    def _draft(self, reading: Reading) -> dict[str, Any]:
        types = self.catalogue.types
        one = draft(reading, types, self.accepted, abroad=self.abroad)
        said = {"en": draft_in_words(one, types, self.catalogue.names),
                "zh": draft_in_words(one, types, self.catalogue.names_zh, "zh-hant")}  # fmt: skip
        return {**asdict(one), "words": said}


def accepted_before() -> Accepted:
    """How often analysts took an indicator for a concept, of decisions that stand."""
    taken: Counter[tuple[str, str]] = Counter()
    accepts = Decision.objects.standing().filter(action=Decision.Action.ACCEPT).select_related("candidate")
    for one in accepts:
        taken.update((concept, slug) for concept in one.candidate.concepts for slug in one.values.get("indicators", ()))
    return taken

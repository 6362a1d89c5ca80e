"""What the preview of a relation, or of a claim made of others, says, in the language that is active."""

from django.utils.translation import gettext as _

from claims.models import Assessment
from claims.preview.draft import GroupDraft
from claims.preview.verdicts import Verdicts
from claims.wording.dryrun import sentence, severity_word
from claims.wording.relation import RelationWording
from claims.wording.sentences import band_word
from claims.wording.signs import enumerated


class VerdictsWording(RelationWording):
    """Sentences about one preview."""

    def __init__(self, found: Verdicts) -> None:
        super().__init__(found.dossier)
        self.found = found

    def draft(self) -> list[str]:
        """What it means, and what speaks against it."""
        found = self.found
        said = [self.means()]
        said += [_("%(day)s is too far ahead for a probability.") % {"day": day} for day in found.beyond]
        return said + [f"{severity_word(one.severity)}: {sentence(one)}" for one in found.findings]

    def means(self) -> str:
        """When it holds, in words."""
        if self.found.reading is not None:
            return self.meaning(self.found.reading)
        draft = self.found.draft
        assert isinstance(draft, GroupDraft)
        numbers = enumerated(one.number for one in draft.members)
        figures = {"least": draft.least, "count": len(draft.members), "numbers": numbers}
        return _("At least %(least)s of %(count)s hold: %(numbers)s") % figures

    def verdict(self, row: Assessment) -> list[str]:
        """What can be said of one checkpoint."""
        words = "; ".join(band_word(word) for word in dict.fromkeys([row.band, *row.overlays]) if word)
        head = _("To %(day)s: %(band)s") % {"day": row.checkpoint, "band": words}
        return [head, *self.sentences(row, self.found.reading)]

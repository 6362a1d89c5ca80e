"""What a dry run says, in the language that is active."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from claims.models import Claim
from claims.scoring.dryrun import Fault, Finding, Severity
from claims.wording.languages import is_chinese
from claims.wording.sentences import percent
from claims.wording.signs import enumerated


def severity_word(severity: Severity) -> str:
    """A severity for a reader."""
    return {
        Severity.REFUSED: _("refused"),
        Severity.WARNING: _("warning"),
        Severity.NOTE: _("note"),
    }[severity]


def sentence(finding: Finding) -> str:
    """What is wrong, with its figures, and what to do."""
    figures: Mapping[str, object] = finding.figures
    if finding.fault in (Fault.NEARLY_ALWAYS, Fault.NEARLY_NEVER):
        return _nearly(finding)
    if finding.fault is Fault.UNSAID_THRESHOLD:
        return _unsaid(finding)
    if finding.fault is Fault.UNTRANSLATED:
        return _untranslated(finding)
    if figures.get("is_empty"):
        return _("Expected a figure of %(indicator)s today, got none: nothing of it was ever fetched. Run `claimbase "
                 "evidence refresh`, or use another series.") % figures  # fmt: skip
    return {
        Fault.UNREADABLE: _("Expected a formula in %(formula)s that can be read, got\n%(why)s"),
        Fault.NO_VALUE: _("Expected a figure of %(indicator)s today, got none, or it has stopped; use another series."),
        Fault.NO_PERIOD: _("Expected a period of %(series)s to end by %(checkpoint)s, got none; lengthen the window."),
        Fault.NO_WINDOW: _("Expected complete windows in the past to %(checkpoint)s, got none: there is no base rate."),
        Fault.FEW_WINDOWS: _("Expected at least %(fewest)s complete windows in the past, got %(windows)s: the base "
                             "rate to %(checkpoint)s says little."),
        Fault.OVERLAP: _("Expected it never to hold and to fail at once, got %(windows)s of %(answered)s past windows "
                         "to %(checkpoint)s in which it does, the newest opening on %(opens)s."),
        Fault.RELATION: _("Most relations end \"cannot tell\": 18 monthly figures decide little."),
    }[finding.fault] % figures  # fmt: skip


def _nearly(finding: Finding) -> str:
    figures = {**finding.figures, "rate": percent(float(str(finding.figures["rate"])))}
    said = _("Expected a base rate from 5%% to 95%%, got %(rate)s (%(hits)s of %(windows)s past windows to "
             "%(checkpoint)s).")  # fmt: skip
    if finding.severity is Severity.NOTE:
        return (said + " " + _("Reason given: %(reason)s")) % figures
    return (said + " " + _("Write down why such a call is worth recording, or change it.")) % figures


def _unsaid(finding: Finding) -> str:
    figures = {**finding.figures, "said": _listed(finding.figures["said"])}
    said = _("Expected the formula's threshold %(threshold)s in what is checked or in the quote, which say %(said)s.")
    if finding.severity is Severity.NOTE:
        return (said + " " + _("Reason given: %(reason)s")) % figures
    return (said + " " + _("Mend the words or the formula, or write down why they differ.")) % figures


def _untranslated(finding: Finding) -> str:
    named = {field.name: str(field.verbose_name) for field in Claim._meta.fields}
    labels = [named[name] for name in _texts(finding.figures["fields"])]
    said = _("Expected English in “%(fields)s”, got Chinese: nobody has translated it. Say there in English, in "
             "your own words, what the Chinese beside it says; until then English readers are shown the "
             "Chinese.")  # fmt: skip
    return said % {"fields": ("」、「" if is_chinese() else "”, “").join(labels)}


def _listed(found: object) -> str:
    return enumerated(_texts(found))


def _texts(found: object) -> list[str]:
    assert isinstance(found, tuple | list)
    return list(map(str, found))

"""Publish an edition of the scorecard: freeze its data, enter its hash into the ledger. Once for each period."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from claims.editions.contents.issue import Issue
from claims.editions.contents.whole import whole
from claims.editions.scorecard import Scorecard
from claims.frozen import fingerprint, frozen, thawed
from claims.horizon import in_reach
from claims.ledger import Head
from claims.models import Article, Claim, Edition, LedgerEntry
from claims.periodical import Period, Rhythm, ended_by
from claims.scoring.appraisal import Spread
from evidence.snapshot import one_snapshot

_PATIENCE = timedelta(hours=6)  # after a period's last day (UTC): its last figures are fetched and assessed by then


class PublishError(ValueError):
    """An edition that cannot be published: what was expected, what came, in the language that is active."""


def publish(*, rhythm: Rhythm, by_day: date, now: datetime, spread: Spread = map) -> Edition:
    """Publish the edition of the newest period that ended by a day, or return the one that there is.

    However often and by however many it is asked, a period is published once. Raises `PublishError` where claims have
    no assessment as of the period's last day: nothing is published half.
    """
    period = ended_by(rhythm, by_day)
    standing = Edition.objects.of(period).first()
    if standing is not None:
        return standing
    expect_known_day(period, now)
    with one_snapshot():
        issue = Issue(period, now, LedgerEntry.objects.head(), settings.ERRORS_TO, Edition.objects.before(period))
        data = _computed(issue, spread)
    return _published(issue, data)


def correct(*, edition: Edition, wrong: str, now: datetime, spread: Spread = map) -> Edition:
    """Publish a corrected edition of the same period, computed from what is known and registered now of its day.

    Raises `PublishError` without a readable word on what was wrong, and for an edition that has been corrected already.
    """
    if not wrong.strip():
        raise PublishError(_("expected a word on what was wrong with the edition, got none"))
    if "\0" in wrong or wrong != wrong.encode(errors="ignore").decode():
        raise PublishError(_("expected words that can be written as text, got %(got)r") % {"got": wrong[:40]})
    later = Edition.objects.filter(correction_of=edition).first()
    if later is not None:
        return _same(later, edition, wrong)
    with one_snapshot():
        issue = replace(_issue_of(edition), published_at=now, head=LedgerEntry.objects.head(),
                        errors_to=settings.ERRORS_TO, corrects=edition, wrong=wrong)  # fmt: skip
        data = _computed(issue, spread)
    return _published(issue, data)


def reproduced(edition: Edition, spread: Spread = map) -> str:
    """Its frozen text computed anew: equal to `edition.data` where evidence and claims are what they were."""
    with one_snapshot():
        return frozen(whole(Scorecard(edition.as_of), _issue_of(edition), spread))


def unpublished(rhythm: Rhythm, now: datetime) -> Period | None:
    """The newest period that has ended and has no edition yet; None too where no article is that old."""
    period = ended_by(rhythm, (now - _PATIENCE).date() - timedelta(days=1))
    if Edition.objects.of(period).exists() or not Article.objects.filter(published_on__lte=period.last).exists():
        return None
    return period


def unassessed(scorecard: Scorecard) -> list[Claim]:
    """Claims that evidence speaks to and that have no assessment of the day in the state that the scorecard reads."""
    return [
        claim
        for claim in scorecard.claims
        if claim.nature != Claim.Nature.JUDGED
        and claim.state not in Claim.ENDED
        and claim.pk not in scorecard.dossier.unreadable
        and scorecard.shows[claim.pk] in in_reach(claim.checkpoints, scorecard.as_of)
        and scorecard.shown(claim) is None
    ]


def expect_known_day(period: Period, now: datetime) -> None:
    """Raises `PublishError` for a period that ends after today, or before any article was there to be scored."""
    if period.last > now.date():
        figures = {"day": period.last, "today": now.date()}
        raise PublishError(_("expected a day that has come, got %(day)s; today is %(today)s") % figures)
    first = Article.objects.aggregate(first=Min("published_on"))["first"]
    if first is None:
        raise PublishError(_("expected an article with claims, got none: load or propose one first"))
    if period.last < first:
        figures = {"day": period.last, "first": first}
        raise PublishError(
            _("expected a day from %(first)s, when the first article was published, got %(day)s") % figures
        )


def _computed(issue: Issue, spread: Spread) -> dict[str, Any]:
    """What the edition will say. Others register and settle meanwhile: it is to be read in one snapshot."""
    scorecard = Scorecard(issue.period.last)
    waiting = unassessed(scorecard)
    if waiting:
        figures = {"day": scorecard.as_of, "n": len(waiting), "first": waiting[0].number}
        raise PublishError(_("expected an assessment of every claim as of %(day)s, got none of %(n)s, %(first)s first: "
                             "assess them first") % figures)  # fmt: skip
    return whole(scorecard, issue, spread)


def _published(issue: Issue, data: Mapping[str, Any]) -> Edition:
    text = frozen(data)
    with transaction.atomic():
        LedgerEntry.objects.hold()
        already = Edition.objects.of(issue.period).filter(number=issue.number).first()
        if already is None:
            return _entered(issue, text, data["inputs"], data["method"])
    return _same(already, issue.corrects, issue.wrong)


def _same(standing: Edition, corrects: Edition | None, wrong: str) -> Edition:
    """The edition that stands where one was asked for. Raises `PublishError` where it corrects something else."""
    if standing.wrong == wrong:
        return standing
    figures = {"edition": corrects, "later": standing}
    raise PublishError(_("expected the newest edition of its period, got %(edition)s, which %(later)s corrects")
                       % figures)  # fmt: skip


def _entered(issue: Issue, text: str, inputs: str, method: str) -> Edition:
    """The row and its entry in the ledger, together or not at all."""
    digest, period = fingerprint(text), issue.period
    body = {
        "scorecard": f"{period.rhythm} {period.name}", "edition": issue.number, "as_of": period.last, "hash": digest,
        "inputs": inputs, "corrects": issue.corrects and issue.corrects.hash, "wrong": issue.wrong,
    }  # fmt: skip
    entry = LedgerEntry.objects.append(kind=LedgerEntry.Kind.PUBLISH, body=body, at=issue.published_at)
    return Edition.objects.create(
        rhythm=period.rhythm, period=period.name, number=issue.number, as_of=period.last,
        published_at=issue.published_at, data=text, hash=digest, inputs=inputs, method=method,
        ledger_count=issue.head.number, ledger_head=issue.head.hash, entry=entry, correction_of=issue.corrects,
        wrong=issue.wrong,
    )  # fmt: skip


def _issue_of(edition: Edition) -> Issue:
    """What an edition was made of."""
    period = ended_by(Rhythm(edition.rhythm), edition.as_of)
    head = Head(edition.ledger_count, edition.ledger_head)
    data = thawed(edition.data)
    said = data["edition"]["previous"]
    previous = Edition.objects.get(hash=said["hash"]) if said else None
    return Issue(period, edition.published_at, head, data["errors_to"], previous, edition.correction_of, edition.wrong)

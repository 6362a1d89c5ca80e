"""Doors of the workers: three lines around a verb. A message wakes a worker; what is due stands in the database."""

import socket
from collections.abc import Sequence
from datetime import date

from celery import Task, shared_task
from celery.utils.log import get_task_logger
from django.conf import settings

from claims.due import due
from claims.editions.formats.kept import RENDER, clear, kept
from claims.editions.publish import publish, unassessed, unpublished
from claims.editions.scorecard import Scorecard
from claims.longtexts import READ, read
from claims.models import Answer, Article, Edition, Extraction
from claims.notices.deliver import deliver
from claims.notices.find import find
from claims.notices.office import office
from claims.periodical import Rhythm, ended_by
from claims.propose import propose
from claims.render import DRAW, asked, draw
from claims.render import clear as clear_charts
from claims.sharing import assess_portion, portions, settle_portion
from claims.verbs import clock, settle
from claims.verbs.acts import RegistrationError
from claims.workers import tell

logger = get_task_logger(__name__)
_LOOK, _LOOKS = 30.0, 120  # seconds between looks for an edition that waits for assessments, and how many: an hour
_STALE = 600.0  # seconds after which a portion that nobody had time for is forgotten: the next ring sends another


@shared_task(name="claims.assess_due")
def assess_due(as_of: str = "") -> None:
    """Share out among the workers what is due on a day, today unless one is given."""
    day = date.fromisoformat(as_of) if as_of else clock.now().date()
    for portion in portions(due(day)):
        assess_some.apply_async((str(day), portion), expires=_STALE)


@shared_task(name="claims.assess_some")
def assess_some(as_of: str, keys: Sequence[int]) -> None:
    """Assess a portion. One that fails is tried in halves: a bad or slow claim must not hold up others."""
    try:
        done = assess_portion(date.fromisoformat(as_of), keys)
    except Exception as error:  # noqa: BLE001 - a time limit is one too; it is raised again where one claim is left
        _halve(assess_some, as_of, keys, error)
        return
    for one in done.unreadable:
        logger.warning("%s is not assessed, for it cannot be read: %s", one.claim.slug, one.error)


@shared_task(name="claims.publish_scorecard")
def publish_scorecard(rhythm: str) -> None:
    """Publish the edition that is due; while claims lack their assessment of its day, share those out instead."""
    now = clock.now()
    period = unpublished(Rhythm(rhythm), now)
    if period is None:
        return
    waiting = [claim.pk for claim in unassessed(Scorecard(period.last))]
    for portion in portions(waiting):
        assess_some.apply_async((str(period.last), portion), expires=_STALE)
    if waiting:
        logger.warning("the %s edition of %s waits for assessments of %d claims", rhythm, period.name, len(waiting))
    else:
        made = publish(rhythm=period.rhythm, by_day=period.last, now=now)
        tell(RENDER, [[made.hash]])  # whoever comes first need not wait


@shared_task(name=RENDER)
def render_edition(digest: str, *wanted: str) -> None:
    """Write files of the edition with that hash, all of them by default, where they are not there."""
    kept(Edition.objects.get(hash=digest).data, settings.RENDERED_FOLDER, wanted or None)


@shared_task(name="claims.publish_edition")
def publish_edition(rhythm: str, by_day: str, looks: int = 0) -> None:
    """Publish the edition that somebody asked for; while assessments are lacking, have them made and look again."""
    period = ended_by(Rhythm(rhythm), date.fromisoformat(by_day))
    is_out = Edition.objects.of(period).exists()
    waiting = [] if is_out else [claim.pk for claim in unassessed(Scorecard(period.last))]
    if not waiting:
        publish(rhythm=period.rhythm, by_day=period.last, now=clock.now())
        return
    if looks == _LOOKS:
        logger.warning("the %s edition of %s is given up: %d claims lack an assessment", rhythm, by_day, len(waiting))
        return
    if looks * _LOOK % _STALE == 0:  # those that were sent before are done or forgotten
        for portion in portions(waiting):
            assess_some.apply_async((str(period.last), portion), expires=_STALE)
    publish_edition.apply_async((rhythm, by_day, looks + 1), countdown=_LOOK)


@shared_task(name="claims.clear_rendered")
def clear_rendered() -> None:
    """Remove rendered files of other code, and those that nobody has asked for in long."""
    now = clock.now().timestamp()
    clear(settings.RENDERED_FOLDER, now)
    clear_charts(now)


@shared_task(name="claims.clear_answers")
def clear_answers() -> None:
    """Remove what programs were answered so long ago that none asks again."""
    now = clock.now()
    Answer.objects.kept_long_enough(now).delete()
    Extraction.objects.kept_long_enough(now).delete()


@shared_task(name=DRAW)
def draw_chart(*wanted: str) -> None:
    """Draw a chart that a page has asked for. The worker's child does it, which forks no further."""
    draw(asked(*wanted))


@shared_task(name="claims.settle_due")
def settle_due(as_of: str = "") -> None:
    """Share out among the workers what is to be settled by a day, today unless one is given."""
    day = date.fromisoformat(as_of) if as_of else clock.now().date()
    for portion in portions(settle.due(day)):
        settle_some.apply_async((str(day), portion), expires=_STALE)


@shared_task(name="claims.settle_some")
def settle_some(as_of: str, keys: Sequence[int]) -> None:
    """Settle a portion. A claim made of others, in a portion before theirs, is settled at the next ring.

    One that fails is tried in halves, but for what is refused to all alike.
    """
    now = clock.now()
    try:
        done = settle_portion(date.fromisoformat(as_of), now, keys)
    except RegistrationError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        _halve(settle_some, as_of, keys, error)
        return
    for one in done.unreadable:
        logger.warning("%s is not settled, for it cannot be read: %s", one.claim.slug, one.error)


def _halve(task: Task, as_of: str, keys: Sequence[int], error: Exception) -> None:
    """Have a portion that failed done in two; the error is raised where one claim is left."""
    if len(keys) == 1:
        raise error
    for half in (keys[: len(keys) // 2], keys[len(keys) // 2 :]):
        task.apply_async((as_of, list(half)), expires=_STALE)


@shared_task(name="claims.propose_article")
def propose_article(article: int) -> None:
    """Propose the claims of a long article."""
    propose(article=Article.objects.get(pk=article), now=clock.now())


@shared_task(name=READ)
def read_text(extraction: int) -> None:
    """Read a long text for the program that sent it."""
    read(extraction, clock.now())


@shared_task(name="claims.read_texts")
def read_texts() -> None:
    """Have the texts read that wait: no broker answered when they came, or their reader died."""
    for key in Extraction.objects.waiting(clock.now()).order_by("asked_at").values_list("pk", flat=True):
        read_text.apply_async((key,), expires=_STALE)


@shared_task(name="claims.find_events")
def find_events(as_of: str = "") -> None:
    """Find what happened to claims, and queue notices of it."""
    now = clock.now()
    find(date.fromisoformat(as_of) if as_of else now.date(), now=now)


@shared_task(name="claims.send_notices")
def send_notices() -> None:
    """Send the notices that are due, and give back what dead workers held."""
    for channel, why in deliver(office(socket.gethostname())).down.items():
        logger.warning("notices by %s wait: %s", channel, why)

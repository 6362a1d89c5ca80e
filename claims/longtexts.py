"""Texts too long for a program to wait for: kept until a worker has read them, and read again where it died.

What is asked for stands in the database; a message only says that something does.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.extraction.candidate import Candidate as Found
from claims.extraction.extract import candidates, version
from claims.extraction.suggest import suggested
from claims.models import Extraction

READ = "claims.read_text"
TRIES = 3  # of a text whose readers die
# Why a text was given up, as it is kept; who asks is told in their own language.
TOO_LONG = gettext_noop("It took longer to read than a worker has: divide it.")
DIED = gettext_noop("Every worker that read it died: it may be too long to be read at once. Divide it.")
MOST_OPEN = 20  # texts of an account that wait: each may have megabytes


class LongTextError(ValueError):
    """A text that is not taken: what was expected and what came."""


@transaction.atomic
def ask(*, text: str, published_on: date, account: Any) -> Extraction:
    """Keep a text until it has been read. The same text again is the same row. Raises `LongTextError`."""
    hashed = hashlib.sha256("\n".join((version(), str(published_on), text)).encode()).hexdigest()
    known = Extraction.objects.filter(account=account, asked=hashed).first()
    if known is not None:
        return known
    account.__class__.objects.select_for_update().get(pk=account.pk)  # two at once would both be let in as the last
    if Extraction.objects.filter(account=account, done_at=None).count() >= MOST_OPEN:
        raise LongTextError(_("expected at most %(most)s texts that wait to be read, got one more: fetch what has been "
                              "asked for first") % {"most": MOST_OPEN})  # fmt: skip
    values = {"version": version(), "published_on": published_on, "text": text}
    return Extraction.objects.get_or_create(account=account, asked=hashed, defaults=values)[0]


def read(key: int, now: datetime) -> None:
    """Read a text that waits. Nothing happens where it has been read, or another reads it.

    What fails by itself would fail again, and is done with; where a reader died it is tried again, `TRIES` times.
    """
    one = _taken(key, now)
    if one is None:
        return
    try:
        found = [told(each) for each in candidates(one.text, one.published_on)]
    except SoftTimeLimitExceeded:
        _done(one, why=TOO_LONG)
        raise
    except Exception as error:
        _done(one, why=f"{type(error).__name__}: {error}".rstrip(": "))
        raise
    _done(one, found=found)


@transaction.atomic
def _taken(key: int, now: datetime) -> Extraction | None:
    one = Extraction.objects.waiting(now).select_for_update(skip_locked=True).filter(pk=key).first()
    if one is None:
        return None
    if one.tries == TRIES:
        _done(one, why=DIED)
        return None
    one.begun_at, one.tries = now, one.tries + 1
    one.save(update_fields=["begun_at", "tries"])
    return one


def _done(one: Extraction, **said: Any) -> None:
    """The text is not kept for longer than it is needed."""
    Extraction.objects.filter(pk=one.pk).update(text="", done_at=Now(), **said)


def told(one: Found) -> Mapping[str, Any]:
    """A candidate as programs are told of it."""
    best = one.best
    return {
        "quote": best.text, "spans": [[span.start, span.end] for span in one.spans], "score": round(best.score, 4),
        "kind": best.kind.value, "concepts": list(best.concepts), "indicators": list(suggested(best)),
        "horizon": best.horizon and {"words": best.horizon.words, "closes": best.horizon.closes.isoformat()},
        "direction": best.direction, "negated": best.negated, "holder": best.holder,
    }  # fmt: skip

"""All that an installation knows by its content files, loaded whole or not at all: evidence, then claims."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

import claims.load
import evidence.load
from claims.freezing import Definitions
from claims.models import Article, Claim
from claims.scoring.relationform import RelationError
from claims.verbs import clock
from evidence.formula import FormulaError
from evidence.tomlfiles import ContentError


@transaction.atomic
def load(folder: Path, now: datetime | None = None) -> list[Article]:
    """Load sources, indicators and every article below `folder`, in one transaction.

    Raises `ContentError`, also where a registered claim could no longer be computed; then nothing has changed.
    """
    catalogue = evidence.load.load(folder)
    articles = claims.load.load(folder, catalogue, now or clock.now())
    _expect_registered_claims_readable()
    return articles


@transaction.atomic
def check(folder: Path) -> None:
    """Load it and take that back. Raises `ContentError` as `load` does."""
    load(folder)
    transaction.set_rollback(True)


def _expect_registered_claims_readable() -> None:
    """Claims of the desk stand in no file, yet rest on the indicators of the files."""
    definitions = Definitions()
    registered = Claim.objects.assessable().exclude(state=Claim.State.DRAFT).with_everything()
    for claim in registered:
        try:
            definitions.of(claim)
        except (FormulaError, RelationError) as error:
            raise ContentError(
                "expected indicators on which [%(number)s] of %(article)s can rest, as it is registered, got: %(why)s",
                number=claim.number, article=claim.article.slug, why=error,
            ) from None  # fmt: skip

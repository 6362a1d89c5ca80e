"""What registered claims rest on of their article: frozen with the first of them, whoever writes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from claims.due import due
from claims.models import Article, Author, Claim
from claims.verbs.acts import Request
from claims.verbs.register import register
from claims.verbs.withdraw import withdraw
from tests.claims import content

pytestmark = pytest.mark.django_db
OTHER: dict[str, Any] = {
    "slug": "else", "published_on": date(2026, 9, 30), "sha256": "1" * 64, "length": 901, "months": [12],
}  # fmt: skip
REQUEST = Request("ann", "Ready.", content.NOW)


@pytest.fixture
def article(loaded: Path) -> Article:
    return Article.objects.get()


def refused(article: Article, **values: Any) -> None:
    with pytest.raises(IntegrityError, match="registered claims rest on article"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**values)


@pytest.mark.parametrize("name", OTHER)
def test_what_claims_rest_on_is_free_until_one_is_registered_and_frozen_then(article: Article, name: str) -> None:
    Article.objects.update(**{name: OTHER[name]})
    Article.objects.update(**{name: getattr(article, name)})
    register(claim=Claim.objects.get(number="C5"), request=REQUEST)
    refused(article, **{name: OTHER[name]})
    Article.objects.update(title="Another title", written_on=date(2026, 7, 1))


def test_the_author_is_frozen_too(article: Article) -> None:
    register(claim=Claim.objects.get(number="C5"), request=REQUEST)
    refused(article, author=Author.objects.create(slug="bob", name="Bob"))


def test_it_stays_frozen_when_its_only_registered_claim_is_withdrawn(article: Article) -> None:
    claim = Claim.objects.get(number="C5")
    register(claim=claim, request=REQUEST)
    withdraw(claim=claim, request=Request("ann", "Done with.", content.NOW))
    connection.check_constraints()
    refused(article, published_on=date(2026, 9, 30))


def test_no_registered_claim_leaves_assessment_by_its_articles_date(article: Article) -> None:
    register(claim=Claim.objects.get(number="C5"), request=REQUEST)
    before = due(date(2026, 9, 25))
    refused(article, published_on=date(2026, 9, 30))
    assert due(date(2026, 9, 25)) == before != {}

"""An installation's content is loaded whole or not at all, and what is registered can still be computed after it."""

from pathlib import Path

import pytest

from claims.audit import audit
from claims.installation import check, load
from claims.models import Article, Claim
from evidence.models import Indicator
from evidence.tomlfiles import ContentError
from tests.claims import content

pytestmark = pytest.mark.django_db
REGISTRATION = '\n[registration]\nby = "ann"\nreason = "As written."\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Content of which every claim is registered when it is loaded."""
    content.write(tmp_path)
    article = tmp_path / "articles" / "power-runs-short" / "article.toml"
    article.write_text(article.read_text().replace("\n[authors.ann]", REGISTRATION + "\n[authors.ann]"))
    return tmp_path


def test_a_claim_that_cannot_be_loaded_takes_its_indicators_with_it(folder: Path) -> None:
    broken = content.claim("C1", content.criterion("C1", "last(nothing) > 1"))
    (folder / "articles" / "power-runs-short" / "claims" / "power.toml").write_text(broken)
    with pytest.raises(ContentError, match="expected a known indicator, got nothing"):
        load(folder, content.NOW)
    assert not Indicator.objects.exists()


def test_a_check_loads_nothing_and_finds_what_a_load_would(folder: Path) -> None:
    check(folder)
    assert not Indicator.objects.exists()
    assert not Article.objects.exists()
    (folder / "indicators" / "all.toml").write_text("[x]\n")
    with pytest.raises(ContentError, match=r"at \[x\] in all.toml"):
        check(folder)


def test_what_registered_claims_of_the_desk_rest_on_cannot_be_taken_from_them(folder: Path) -> None:
    load(folder, content.NOW)
    claims = folder / "articles" / "power-runs-short" / "claims" / "power.toml"
    claims.write_text("")  # as those of the desk are, in no file
    indicators = folder / "indicators" / "all.toml"
    indicators.write_text(indicators.read_text().replace("[jobs]", "[employment]"))
    with pytest.raises(ContentError, match=r"on which \[C2\] of power-runs-short can rest, as it is registered"):
        load(folder, content.NOW)
    assert Indicator.objects.filter(slug="jobs").exists()
    assert Claim.objects.exclude(state=Claim.State.DRAFT).count() == len(content.CLAIMS)
    assert audit() == []

"""What stands beside a verdict in a scorecard: other forecasters, judgements, links, each as of the scorecard's day."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claims.assess import assess
from claims.editions.contents.whole import whole
from claims.editions.formats.files import files, write
from claims.editions.scorecard import Scorecard
from claims.frozen import frozen
from claims.models import Article, Claim, Theme
from claims.verbs.acts import Request
from claims.verbs.forecast import forecast
from claims.verbs.link import link, unlink
from claims.verbs.rate import Opinion, rate
from claims.verbs.register import register
from tests.claims import content

NOW = content.NOW
CHECKPOINT = date(2026, 11, 30)
SOURCES = [{"address": f"https://example.org/{n}", "archived": f"sha256:{n}", "family": f"f{n}"} for n in range(2)]


def of(number: str, as_of: date = content.AS_OF) -> dict[str, Any]:
    return next(one for one in Scorecard(as_of).data["claims"] if one["number"] == number)


def view(p: float, by: str, now: datetime) -> None:
    forecast(claim=Claim.objects.get(number="C1"), checkpoint=CHECKPOINT, p=p, by=by, reason="A view.", now=now)


def rated(by: str, p: float | None, level: int | None, role: str = "rater") -> None:
    rate(claim=Claim.objects.get(number="C5"), checkpoint=CHECKPOINT, role=role, opinion=Opinion(p, level, SOURCES),
         request=Request(by, "Read both.", NOW))  # fmt: skip


def tied(source: str, kind: str, target: str) -> None:
    found = {one.number: one for one in Claim.objects.all()}
    link(source=found[source], kind=kind, target=found[target], request=Request("ann", "Same series.", NOW))


def test_engine_analysts_and_author_stand_side_by_side_at_the_checkpoint_shown(world: Path) -> None:
    Claim.objects.filter(number="C1").update(stated="likely")
    assess(content.AS_OF, Claim.objects.with_everything().filter(number="C1"), processes=1)
    view(0.6, "ann", NOW)
    view(0.7, "ann", NOW + timedelta(hours=1))
    view(0.8, "bob", NOW)
    view(0.1, "cat", NOW + timedelta(days=1))
    found = of("C1")["forecasters"]
    assert [(one["forecaster"], one["by"]) for one in found] == [
        ("engine", ""), ("analyst", "ann"), ("analyst", "bob"), ("author", "Ann"),
    ], "what came a day later is not yet known"  # fmt: skip
    assert [one["p"] for one in found[1:]] == [0.7, 0.8, 0.75]
    assert (found[3]["stated"], found[3]["scored"]) == ("likely", True)
    assert found[0]["p"] == of("C1")["p_hold"]


def test_where_nobody_knows_what_the_author_would_give_nothing_is_made_up(world: Path) -> None:
    assert of("C1")["forecasters"] == []
    Claim.objects.filter(number="C1").update(stated="could")
    assert [(one["p"], one["scored"]) for one in of("C1")["forecasters"]] == [(0.5, False)]


def test_a_judgement_is_shown_once_its_round_is_over_and_not_before(world: Path) -> None:
    register(claim=Claim.objects.get(number="C5"), request=Request("desk", "Ready.", NOW))
    rated("ann", 0.8, 4)
    rated("bob", 0.5, 3)
    assert of("C5")["judgement"] is None
    rated("cat", None, None, "adjudicator")
    assert of("C5")["judgement"] == {
        "p": 0.6667, "spread": 0.3, "ratings": 2, "round": 1, "on": "2026-02-20", "settles": False, "sources": 2,
    }  # fmt: skip
    assert of("C5", content.AS_OF - timedelta(days=1))["judgement"] is None, "as it stood then"
    assert Scorecard(content.AS_OF).data["summary"]["judgements"]["rounds"] == 1
    assert of("C1")["judgement"] is None


def test_links_are_named_from_both_ends_while_they_stand(world: Path) -> None:
    tied("C1", "contradicts", "C2")
    tied("C7", "depends on", "C1")
    found = of("C1")["links"]
    assert [(one["kind"], one["from"], one["other"]) for one in found] == [
        ("contradicts", True, "C2"), ("depends on", False, "C7"),
    ]  # fmt: skip
    assert [(one["kind"], one["from"]) for one in of("C2")["links"]] == [("contradicts", False)]
    assert of("C1", content.AS_OF - timedelta(days=1))["links"] == []
    numbers = {one.number: one for one in Claim.objects.all()}
    later = NOW + timedelta(days=1)
    unlink(one=numbers["C1"], other=numbers["C2"], request=Request("bob", "A mistake.", later))
    assert len(of("C1")["links"]) == 2, "it stood on that day"
    assert [one["other"] for one in of("C1", later.date())["links"]] == ["C7"]


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        ("", ["Side by side: bob 80% (2026-02-20), the author as stated 90% (will).",
              "contradicts C2 (ann: Same series.)", "is supported by C3", "repeats C6", "C4 depends on it",
              "Judged: 67% that it holds", "1 judged so far"]),
        (".zh-Hant", ["並列：bob 80%（2026-02-20）、作者自述 90%（will）。", "與 C2 矛盾（ann：Same series.）",
                      "獲 C3 支持", "重述 C6", "C4 以此為前提", "人工評定：成立機率 67%", "目前已評定 1 則"]),
    ],
    ids=["en", "zh"],
)  # fmt: skip
def test_pages_and_texts_say_all_of_it(world: Path, tmp_path: Path, ending: str, said: list[str]) -> None:
    Claim.objects.filter(number="C1").update(stated="will")
    view(0.8, "bob", NOW)
    for source, kind, target in (("C1", "contradicts", "C2"), ("C3", "supports", "C1"), ("C1", "repeats", "C6"),
                                 ("C4", "depends on", "C1")):  # fmt: skip
        tied(source, kind, target)
    register(claim=Claim.objects.get(number="C5"), request=Request("desk", "Ready.", NOW))
    for by, p, level, role in (("ann", 0.8, 4, "rater"), ("bob", 0.5, 3, "rater"), ("cat", None, None, "adjudicator")):
        rated(by, p, level, role)
    write(files(frozen(whole(Scorecard(content.AS_OF)))), tmp_path / "out")
    for kind in ("html", "md"):
        text = (tmp_path / "out" / f"scorecard{ending}.{kind}").read_text(encoding="utf-8")
        assert [one for one in said if one not in text] == []


def test_claims_of_the_same_number_in_two_articles_are_linked_in_one_order(world: Path) -> None:
    """Or an edition would not come out again to the byte."""
    other = Article.objects.get()
    author = other.author
    for slug in ("zebra", "aardvark"):
        other.pk, other.slug, other.author = None, slug, author
        other.save()
        one = Claim.objects.get(number="C5", article__slug="power-runs-short")
        one.pk, one.slug, one.article = None, f"{slug}-c5", other
        one.theme = Theme.objects.create(article=other, slug="t", name="T", name_zh="題", position=0)
        one.save()
        link(source=one, kind="supports", target=Claim.objects.get(number="C1"),
             request=Request("ann", "Same series.", NOW))  # fmt: skip
    assert [said["slug"] for said in of("C1")["links"]] == ["aardvark-c5", "zebra-c5"]

"""Wherever a claim is told of, as page, table, data or scorecard, its numbers are the same."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from claims.editions.publish import publish
from claims.models import Claim
from claims.periodical import Rhythm
from claims.scoring.verdict import Overlay
from claims.wording.sentences import percent
from tests.claims import content

THEN = f"?as_of={content.AS_OF}"
NUMBERS = ("band", "p_hold", "base_rate", "information")
Told = dict[str, tuple[Any, ...]]  # numbers by slug of a claim


def numbers(row: dict[str, Any]) -> tuple[Any, ...]:
    """Of a row, whether they came as texts or not."""
    return tuple(row[name] if name == "band" else None if row[name] in (None, "") else float(row[name])
                 for name in NUMBERS)  # fmt: skip


def table(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address + THEN).content.decode())))


def from_a_claims_table(client: Client, slug: str, checkpoint: str) -> tuple[Any, ...] | None:
    rows = [row for row in table(client, f"/claims/{slug}.csv")
            if (row["criterion"], row["checkpoint"]) == ("", checkpoint)]  # fmt: skip
    return numbers(rows[0]) if rows else None


def test_page_csv_json_and_scorecard_say_the_same_of_every_claim(
    client: Client, registered: None, tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.RENDERED_FOLDER = tmp_path / "rendered"  # type: ignore[attr-defined]
    edition = publish(rhythm=Rhythm.ON_DEMAND, by_day=content.AS_OF, now=content.NOW)
    listed = {row["slug"]: row for row in client.get(f"/claims.json{THEN}").json()["claims"]}
    assert len(listed) == Claim.objects.count() == 7
    by_number = {row["number"]: slug for slug, row in listed.items()}
    scorecard = json.loads(client.get(f"/scorecards/{edition.key}/scorecard.json").content)["claims"]
    rows = csv.DictReader(io.StringIO(client.get(f"/scorecards/{edition.key}/scorecard.csv").content.decode()))
    told: dict[str, Told] = {
        "list": {slug: numbers(row) for slug, row in listed.items()},
        "table": {row["slug"]: numbers(row) for row in table(client, "/claims.csv")},
        "data": {slug: numbers(client.get(f"/claims/{slug}.json{THEN}").json()["claim"]) for slug in listed},
        "scorecard": {row["slug"]: numbers(row) for row in scorecard},
        "its table": {by_number[row["number"]]: numbers(row) for row in rows},
    }
    for where, said in told.items():
        assert said == told["list"], where
    assert sum(said[1] is not None for said in told["list"].values()) >= 3
    for slug, said in told["list"].items():
        own = from_a_claims_table(client, slug, listed[slug]["checkpoint"])
        assert said[1] is None or own == said, slug
        page = client.get(f"/claims/{slug}/{THEN}").content.decode()
        odds = re.search(r'<dl class="odds">(.*?)</dl>', page)
        shown = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", odds[1])) if odds else {}
        shown.pop("that it ends mixed", None)  # of which neither table tells here
        has_odds = said[1] is not None and said[0] != Overlay.NO_EVIDENCE  # of nothing no share is shown
        expected = {"probability that it holds": said[1], "base rate": said[2]} if has_odds else {}
        assert shown == {name: percent(one) for name, one in expected.items() if one is not None}, slug

"""Programs write as people do: by the same verbs, once for each key, and on what they have read."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from claims.models import Act, Answer, Article, Candidate, Claim, Forecast, LedgerEntry, Settlement
from tests.claims import content
from tests.claims.api.conftest import Holder
from tests.claims.candidates import letters

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"


def sent(client: Client, path: str, body: object = None, key: str = "k1", method: str = "post", **more: str) -> Any:
    headers = {"idempotency-key": key, **{name.replace("_", "-"): value for name, value in more.items()}}
    content = "" if body is None else json.dumps(body)
    return client.generic(method.upper(), V1 + path, content, content_type="application/json", headers=headers)


def said(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small world's figures end long before today; what a dry run makes of that has tests of its own."""
    for verb in ("register", "amend"):
        monkeypatch.setattr(f"claims.verbs.{verb}.checked", lambda *_given: {"known": content.AS_OF, "criteria": []})


def tag(client: Client, claim: Claim) -> str:
    return str(client.get(f"{V1}editing/{claim.slug}/")["ETag"])


def test_a_draft_is_registered_as_it_was_read(reviewer: Client, draft: Claim, passes: None) -> None:
    path = f"editing/{draft.slug}/register/"
    made = said(sent(reviewer, path, {"reason": "Read."}, if_match=tag(reviewer, draft)), 201)
    act = Act.objects.get()
    assert (made["by"], made["version"], made["entry"], made["hash"]) == ("eve", 1, act.entry_id, act.entry.hash)
    draft.refresh_from_db()
    assert draft.state == "registered"


def test_the_same_request_again_is_answered_the_same_and_done_once(
    reviewer: Client, draft: Claim, passes: None
) -> None:
    path, etag = f"editing/{draft.slug}/register/", tag(reviewer, draft)
    first, again = (sent(reviewer, path, {"reason": "Read."}, if_match=etag) for _ in range(2))
    assert first.content == again.content
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert LedgerEntry.objects.count() == Act.objects.count() == Answer.objects.count() == 1


def test_a_key_is_of_one_request_and_of_one_account(
    reviewer: Client, holder: Holder, draft: Claim, passes: None
) -> None:
    path, etag = f"editing/{draft.slug}/register/", tag(reviewer, draft)
    said(sent(reviewer, path, {"reason": "Read."}, if_match=etag), 201)
    refused = said(sent(reviewer, path, {"reason": "Read again."}, if_match=etag), 422)
    assert refused["errors"][0]["code"] == "key_reused"
    assert sent(holder("reviewers", name="bob"), path, {"reason": "Read."}, if_match=etag).status_code == 412


def test_what_is_refused_keeps_no_key(reviewer: Client, draft: Claim) -> None:
    path, etag = f"editing/{draft.slug}/register/", tag(reviewer, draft)
    refused = said(sent(reviewer, path, {"reason": "Read."}, if_match=etag), 422)
    assert "C1" in refused["detail"]
    assert Answer.objects.count() == LedgerEntry.objects.count() == 0


def test_nothing_is_done_to_a_claim_that_was_not_read_as_it_stands(reviewer: Client, draft: Claim) -> None:
    path, etag = f"editing/{draft.slug}/register/", tag(reviewer, draft)
    Claim.objects.filter(pk=draft.pk).update(statement="Otherwise.")
    assert said(sent(reviewer, path, {"reason": "Read."}), 428)["errors"][0]["code"] == "if_match_required"
    assert said(sent(reviewer, path, {"reason": "Read."}, if_match=etag), 412)["errors"][0]["code"] == "changed_since"
    assert sent(reviewer, path, {"reason": "Read."}, if_match="*").status_code == 412
    assert Act.objects.count() == 0


def test_a_draft_is_changed_where_nobody_else_has(analyst: Client, draft: Claim) -> None:
    path, etag = f"editing/{draft.slug}/", tag(analyst, draft)
    words = {"words": {"statement": "Power will outpace prices."}}
    changed = said(sent(analyst, path, words, method="patch", if_match=etag), 200)
    assert changed["statement"] == "Power will outpace prices."
    assert list(changed["criteria"]) == [one.key for one in draft.criteria.order_by("position")]
    assert sent(analyst, path, words, key="k2", method="patch", if_match=etag).status_code == 412
    etag, key = tag(analyst, draft), next(iter(changed["criteria"]))
    wrong = {"criteria": {key: {"holds_when": "growth(nothing) > 0"}}}
    mistakes = said(sent(analyst, path, wrong, key="k3", method="patch", if_match=etag), 400)
    assert mistakes["errors"][0]["attr"].startswith(f"criteria.{key}")
    assert mistakes["errors"][0]["got"] == "growth(nothing) > 0"


def test_what_an_analyst_submits_waits_for_a_reviewer(
    analyst: Client, reviewer: Client, draft: Claim, passes: None, settings: Any
) -> None:
    settings.TWO_PERSON_REVIEW = True
    path = f"editing/{draft.slug}/"
    body = {"kind": "register", "reason": "Ready."}
    made = said(sent(analyst, f"{path}submit/", body, if_match=tag(analyst, draft)), 201)
    assert sent(analyst, f"{path}submit/", body, if_match=tag(analyst, draft))["Idempotent-Replayed"] == "true"
    assert (made["by"], made["kind"], Act.objects.count()) == ("ann", "register", 0)
    assert json.loads(analyst.get(f"{V1}{path}").content)["submitted"] == [made]
    done = said(sent(reviewer, f"{path}register/", {"reason": "Read."}, if_match=tag(reviewer, draft)), 201)
    assert done["by"] == "eve"
    assert json.loads(analyst.get(f"{V1}{path}").content)["submitted"] == []


def test_a_submission_says_what_it_would_change(analyst: Client, registered: None) -> None:
    claim = Claim.objects.get(number="C1")
    path, etag = f"editing/{claim.slug}/submit/", tag(analyst, claim)
    words = {"statement": "Power outpaces prices by far."}
    made = said(sent(analyst, path, {"kind": "amend", "reason": "A slip.", "words": words}, if_match=etag), 201)
    assert made["amendment"]["words"] == words
    claim.refresh_from_db()
    assert claim.version == 1
    void = {"kind": "void", "reason": "No.", "words": words}
    assert said(sent(analyst, path, void, key="k2", if_match=etag), 400)["errors"][0]["attr"].startswith("words")
    register = {"kind": "register", "reason": "Again."}
    assert said(sent(analyst, path, register, key="k3", if_match=etag), 422)["status"] == 422


def test_a_claim_is_amended_withdrawn_and_reopened(reviewer: Client, registered: None, passes: None) -> None:
    claim = Claim.objects.get(number="C1")
    path = f"editing/{claim.slug}/"
    amended = {"reason": "A slip.", "words": {"statement": "Power outpaces prices by far."}}
    made = said(sent(reviewer, f"{path}amend/", amended, if_match=tag(reviewer, claim)), 201)
    assert (made["kind"], made["version"]) == ("amend", 2)
    for number, (what, state) in enumerate((("withdraw", "withdrawn"), ("reopen", "registered"))):
        done = sent(reviewer, f"{path}{what}/", {"reason": "So."}, key=f"w{number}", if_match=tag(reviewer, claim))
        assert said(done, 201)["kind"] == what
        claim.refresh_from_db()
        assert claim.state == state
    fixed = {"reason": "No.", "words": {"kind": "level"}}
    assert (
        said(sent(reviewer, f"{path}amend/", fixed, key="f", if_match=tag(reviewer, claim)), 400)["errors"][0]["attr"]
        == "words.kind"
    )
    voided = {"reason": "Gone.", "code": "series_discontinued"}
    assert said(sent(reviewer, f"{path}void/", voided, key="v", if_match=tag(reviewer, claim)), 201)["kind"] == "void"


def test_a_probability_is_recorded_under_the_name_of_its_account(analyst: Client, registered: None) -> None:
    claim = Claim.objects.get(number="C1")
    body = {"checkpoint": str(claim.checkpoints[-1]), "p": 0.7, "reason": "Rates."}
    for _ in range(2):
        made = said(sent(analyst, f"claims/{claim.slug}/forecast/", body), 201)
    row = Forecast.objects.get()
    assert (row.by, row.p, made["p"], made["by"]) == ("ann", 0.7, 0.7, "ann")
    for wrong, status in (({"p": 1.0}, 400), ({"p": "NaN"}, 400), ({"checkpoint": "2001-01-01"}, 422),
                          ({"reason": " "}, 400), ({"by": "eve"}, 400)):  # fmt: skip
        assert sent(analyst, f"claims/{claim.slug}/forecast/", body | wrong, key="w").status_code == status
    assert Forecast.objects.count() == 1


def test_what_has_fallen_due_is_settled_once(reviewer: Client, db: None, inline: None, tmp_path: Path) -> None:
    claim = content.passed_claim(tmp_path)
    done = said(sent(reviewer, f"claims/{claim.slug}/settle/"), 200)
    assert [one["outcome"] for one in done["settled"]] == ["held"]
    assert said(sent(reviewer, f"claims/{claim.slug}/settle/", key="k2"), 200)["settled"] == []
    assert Settlement.objects.count() == 1


def test_a_judged_claim_is_rated(analyst: Client, registered: None) -> None:
    claim = Claim.objects.filter(nature="judged").first()
    assert claim is not None
    sources = [{"address": f"https://a{n}.example", "archived": "x", "family": f"f{n}"} for n in range(2)]
    body = {"checkpoint": str(claim.checkpoints[-1]), "role": "rater", "p": 0.6, "level": 4, "reason": "Seen.",
            "sources": sources}  # fmt: skip
    assert said(sent(analyst, f"claims/{claim.slug}/rate/", body), 201)["round"] >= 1
    assert sent(analyst, f"claims/{claim.slug}/rate/", body, key="again").status_code == 422


def test_workers_are_told_or_it_is_said_that_there_are_none(
    analyst: Client, registered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = Claim.objects.get(number="C1")
    told: list[Any] = []
    monkeypatch.setattr("claims.api.acting.tell", lambda *given, **_named: told.append(given) or True)
    assert said(sent(analyst, f"claims/{claim.slug}/assess/"), 202)["queued"] == 1
    assert told[0][1][0][1] == [claim.pk]
    monkeypatch.setattr("claims.api.acting.tell", lambda *_given, **_named: False)
    analyst.raise_request_exception = False
    assert sent(analyst, f"claims/{claim.slug}/assess/", key="k2").status_code == 503
    assert said(sent(analyst, f"claims/{claim.slug}/refresh/"), 422)["errors"][0]["code"] == "key_reused"
    assert said(sent(analyst, f"claims/{claim.slug}/refresh/", key="k3"), 202)["unable"] == 2


def test_a_period_is_published_once(client: Client, registered: None, inline: None, holder: Holder) -> None:
    from django.contrib.auth.models import Permission, User

    publisher = holder(name="eve")
    User.objects.get(username="eve").user_permissions.add(Permission.objects.get(codename="add_edition"))
    body = {"rhythm": "on demand", "as_of": str(content.AS_OF)}
    first = said(sent(publisher, "scorecards/", body), 200)
    assert said(sent(publisher, "scorecards/", body, key="k2"), 200) == first
    assert said(sent(publisher, "scorecards/", body), 200) == first
    assert json.loads(client.get(f"{V1}scorecards/").content)["results"][0]["hash"] == first["hash"]
    late = {"rhythm": "on demand", "as_of": "2999-01-01"}
    assert sent(publisher, "scorecards/", late, key="k3").status_code == 422


def test_a_text_becomes_candidates_and_one_of_them_a_draft(analyst: Client, db: None) -> None:
    letters.indicators()
    body = {
        "article": "a-letter", "text": letters.TEXT, "title": "Letter", "title_en": "Letter", "author": "ann",
        "author_name": "Ann", "language": "en", "published_on": "2026-02-01", "months": [12],
    }  # fmt: skip
    made = said(sent(analyst, "proposals/", body), 201)
    assert made["candidates"] == Candidate.objects.count() > 0
    assert said(sent(analyst, "proposals/", body | {"text": "Another."}, key="k2"), 422)["status"] == 422
    lacking = {"article": "another", "text": "Words."}
    assert {one["attr"] for one in said(sent(analyst, "proposals/", lacking, key="k3"), 400)["errors"]} >= {"author"}
    found = json.loads(analyst.get(f"{V1}candidates/", {"article": "a-letter"}).content)["results"]
    assert len(found) == made["candidates"]
    assert all(one["quote"] for one in found)
    Article.objects.get().themes.create(slug="power", name="Power", name_zh="電力", position=0)
    draft = said(sent(analyst, f"candidates/{found[0]['id']}/accept/", {"theme": "power"}, key="k4"), 201)
    assert Claim.objects.get().slug == draft["slug"]
    assert json.loads(analyst.get(f"{V1}editing/").content)["results"][0]["state"] == "draft"


def test_a_text_is_looked_through_and_not_kept(analyst: Client, db: None) -> None:
    found = said(sent(analyst, "extract/", {"text": letters.TEXT, "published_on": "2026-02-01"}), 200)
    assert found["candidates"]
    assert Candidate.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [("[1]", 400), ("{", 400), ('{"reason": "x", "extra": 1}', 400), ('{"reason": "\\u0000"}', 400),
     ('{"reason": "\\ud800"}', 400), ("[" * 100_000, 400), ('{"reason": ' + '"' + "x" * 5_001 + '"}', 400),
     ('{"reason": NaN}', 400), ("x" * 6_000_001, 413), ("null", 400), ('{"reason": {"a": 1}}', 400)],
    ids=range(11),
)  # fmt: skip
def test_a_body_that_is_none_is_refused(reviewer: Client, draft: Claim, body: str, status: int) -> None:
    answer = reviewer.post(f"{V1}editing/{draft.slug}/withdraw/", body, content_type="application/json",
                           headers={"idempotency-key": "k"})  # fmt: skip
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 161, "a\tb"])
def test_a_key_that_is_none_is_refused(analyst: Client, registered: None, key: str) -> None:
    body = {"checkpoint": str(date(2027, 1, 1)), "p": 0.5, "reason": "So."}
    answer = sent(analyst, "claims/power-runs-short-c1/forecast/", body, key=key)
    assert said(answer, 400)["errors"][0]["attr"] == "Idempotency-Key"


def test_a_form_that_is_not_json_is_refused(reviewer: Client, draft: Claim) -> None:
    answer = reviewer.post(f"{V1}editing/{draft.slug}/withdraw/", {"reason": "x"}, headers={"idempotency-key": "k"})
    assert answer.status_code == 415

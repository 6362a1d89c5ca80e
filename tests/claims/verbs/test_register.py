"""Registering, amending and ending claims: each act once, in the ledger, and nothing changes behind its back."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from claims.assess import assess
from claims.audit import audit
from claims.ledger import verify
from claims.models import Act, Assessment, Claim, Criterion, LedgerEntry
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.register import register
from claims.verbs.withdraw import reopen, void, withdraw
from tests.claims import content

NOW = content.NOW
HOLDS = content.OUTPACES.format("4")


@pytest.fixture
def claim(world: Path) -> Claim:
    return Claim.objects.get(number="C1")


def request(**values: Any) -> Request:
    return Request(**{"by": "ann", "reason": "It is ready.", "now": NOW, **values})


def registered(claim: Claim, **values: Any) -> Act:
    return register(claim=claim, request=request(**values), base_rate_reason="The test's figures are made.")


def amended(claim: Claim, criteria: dict[str, Any] | None = None, **words: Any) -> Act:
    changes = Amendment(words, {"C1.p": {"holds_when": HOLDS}} if criteria is None and not words else criteria or {})
    return amend(claim=claim, amendment=changes, request=request(reason="Clearer."), base_rate_reason="Made figures.")


def body(act: Act) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(act.entry.body)
    return found


def refused(act: Callable[[], object], words: str) -> None:
    with pytest.raises(RegistrationError, match=words), transaction.atomic():
        act()


def forbidden(act: Callable[[], object], words: str) -> None:
    def done() -> None:
        act()
        connection.check_constraints()

    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        done()


def test_registering_enters_who_why_when_and_all_that_is_frozen(claim: Claim) -> None:
    act = registered(claim)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == ("registered", 1)
    said = body(act)
    assert (said["by"], said["reason"], said["claim"], act.at) == ("ann", "It is ready.", claim.slug, NOW)
    assert act.entry.at == "2026-02-20T12:00:00.000000Z"
    assert said["payload"]["checkpoints"] == ["2026-11-30", "2027-05-31"]
    assert said["payload"]["criteria"][0]["holds_when"] == "mean(yoy(power) - yoy(prices)) >= 1.5"
    assert said["payload"]["indicators"]["power"]["code"] == "POWER"
    assert said["dry_run"]["known"] == "2026-02-20"
    assert said["dry_run"]["criteria"][0]["base_rates"][0]["checkpoint"] == "2026-11-30"
    assert said["hindsight"] == {"registered_after_opening": True, "written_after_opening": ["C1.p"]}
    assert verify(LedgerEntry.objects.chain())[1] == []
    assert audit() == []


def test_what_the_dry_run_refuses_is_not_registered(claim: Claim) -> None:
    seventh = Claim.objects.get(number="C7")
    refused(lambda: registered(seventh), "C7.p: .*jobs")
    refused(lambda: register(claim=claim, request=request()), "base rate")
    assert not LedgerEntry.objects.exists()
    assert not Claim.objects.exclude(state="draft").exists()


def test_warnings_are_recorded_and_stop_nothing(claim: Claim) -> None:
    fourth = Claim.objects.get(number="C4")
    findings = body(registered(fourth))["dry_run"]["criteria"][0]["findings"]
    assert [(one["fault"], one["severity"]) for one in findings] == [("relation", "note")]


def test_a_second_registration_is_refused_by_name(claim: Claim) -> None:
    registered(claim)
    refused(
        lambda: registered(claim, by="bob"),
        r"draft, got C1: ann has registered C1 on 2026-02-20 12:00 \(entry 1\)",
    )
    assert Act.objects.count() == 1


def test_one_request_is_done_once(claim: Claim) -> None:
    first = registered(claim, key="one")
    assert registered(claim, key="one") == first
    assert LedgerEntry.objects.count() == 1
    refused(lambda: registered(Claim.objects.get(number="C4"), key="one"), "no other request")
    refused(lambda: registered(claim, key="one", by="bob"), "no other request")


@pytest.mark.parametrize("lacking", [{"by": " "}, {"reason": ""}])
def test_nobody_acts_without_a_name_and_a_reason(lacking: dict[str, str]) -> None:
    with pytest.raises(RegistrationError, match="name of who"):
        request(**lacking)


def test_a_claim_made_of_others_waits_for_them(claim: Claim) -> None:
    refused(lambda: registered(Claim.objects.get(number="C6")), "C1, C4, C7")


def test_a_judged_claim_is_registered_with_its_rubric(claim: Claim) -> None:
    said = body(registered(Claim.objects.get(number="C5")))
    assert len(said["payload"]["rubric"]) == 5


def test_a_test_without_a_primary_criterion_is_refused(claim: Claim) -> None:
    claim.criteria.update(role="secondary")
    refused(lambda: registered(claim), "one primary criterion of C1, got 0")


def test_a_formula_that_cannot_be_read_is_refused(claim: Claim) -> None:
    claim.criteria.update(holds_when="growth(powr) > 0")
    refused(lambda: registered(claim), "can be read.*powr")


FROZEN: dict[str, Callable[[], object]] = {
    "a formula": lambda: Criterion.objects.filter(key="C1.p").update(holds_when="growth(power) > 0"),
    "a note": lambda: Criterion.objects.filter(key="C1.p").update(note="else"),
    "the share of periods": lambda: Criterion.objects.filter(key="C1.p").update(coverage=0.5),
    "a criterion's end": lambda: Criterion.objects.filter(key="C1.p").update(superseded_by=2),
    "a criterion": lambda: Criterion.objects.filter(key="C1.p").delete(),
    "a criterion moved away": lambda: Criterion.objects.filter(key="C1.p").update(claim=Claim.objects.get(number="C7")),
    "a criterion moved in": lambda: Criterion.objects.filter(key="C7.p").update(claim=Claim.objects.get(number="C1")),
    "an alternative": lambda: Criterion.objects.create(
        claim=Claim.objects.get(number="C1"), key="C1.a", role="alternative", position=9,
        holds_when="growth(power) > 0", thresholds="as worded", written_on=date(2026, 1, 1),
    ),
    "the statement": lambda: Claim.objects.filter(number="C1").update(statement="else"),
    "checkpoints": lambda: Claim.objects.filter(number="C1").update(checkpoints=[date(2030, 1, 1)]),
    "the claim": lambda: Claim.objects.filter(number="C1")._raw_delete("default"),
    "children": lambda: Claim.objects.get(number="C1").children.add(Claim.objects.get(number="C7")),
    "checkpoints with a version": lambda: Claim.objects.filter(number="C1").update(
        checkpoints=[date(2030, 1, 1)], version=2
    ),
    "back to a draft": lambda: Claim.objects.filter(number="C1").update(state="draft", version=0),
    "a statement with a version, without an act": lambda: Claim.objects.filter(number="C1").update(
        statement="else", version=2
    ),
    "an end without an act": lambda: Claim.objects.filter(number="C1").update(state="withdrawn"),
}  # fmt: skip


@pytest.mark.parametrize("what", FROZEN)
def test_the_database_freezes_what_is_registered(claim: Claim, what: str) -> None:
    registered(claim)
    forbidden(FROZEN[what], "frozen|expected an act")


def test_a_draft_is_not_registered_without_an_act(claim: Claim) -> None:
    forbidden(lambda: Claim.objects.filter(number="C1").update(state="registered", version=1), "expected an act")


@pytest.mark.parametrize("table", ["claims_claim", "claims_criterion", "claims_act"])
def test_no_table_is_emptied(claim: Claim, table: str) -> None:
    connection.check_constraints()  # no event may be pending

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")

    forbidden(empty, "append-only")


def test_a_draft_may_be_edited(claim: Claim) -> None:
    Criterion.objects.filter(key="C1.p").update(holds_when="growth(power) > 0")
    Claim.objects.filter(number="C1").update(statement="Edited.")
    Criterion.objects.filter(key="C1.p").delete()


def test_an_amendment_keeps_the_old_version_beside_the_new(claim: Claim) -> None:
    registered(claim)
    act = amended(claim)
    assert [(one.version, one.superseded_by) for one in claim.criteria.order_by("version")] == [(1, 2), (2, None)]
    said = body(act)
    assert (act.version, said["version"], said["reason"]) == (2, 2, "Clearer.")
    assert any("holds_when" in one and "1.5" in one and ">= 4" in one for one in said["changes"])
    new = claim.criteria.get(version=2)
    assert (new.written_on, new.thresholds) == (date(2026, 6, 1), "after looking"), "not before the one it replaces"
    assert audit() == []
    connection.check_constraints()


def test_both_versions_are_scored_and_only_the_new_one_speaks(claim: Claim) -> None:
    assess(content.AS_OF, Claim.objects.with_everything().filter(number="C1"))
    before = list(Assessment.objects.filter(criterion__isnull=False).values_list("criterion_id", flat=True))
    registered(claim)
    amended(claim)
    assess(content.AS_OF, Claim.objects.with_everything().filter(number="C1"))
    old, new = claim.criteria.order_by("version")
    assert set(before) == {old.pk}, "what was found of the old version stays its own"
    for one in (old, new):
        assert Assessment.objects.filter(criterion=one, as_of=content.AS_OF).exists()
    own = Assessment.objects.filter(claim=claim, criterion=None).order_by("id").last()
    of_new = Assessment.objects.filter(criterion=new, checkpoint=own.checkpoint).order_by("id").last()
    of_old = Assessment.objects.filter(criterion=old, checkpoint=own.checkpoint).order_by("id").last()
    assert own.p_hold == of_new.p_hold
    assert of_old.p_hold != of_new.p_hold


def test_an_amendment_may_add_and_end_criteria_and_change_words(claim: Claim) -> None:
    registered(claim)
    extra = {"holds_when": "growth(power) > 2", "role": "alternative"}
    amended(claim, {"C1.a1": extra}, reading="A clearer reading.")
    assert Claim.objects.get(number="C1").reading == "A clearer reading."
    amended(claim, {"C1.a1": None})
    assert [one.key for one in claim.criteria.filter(superseded_by=None)] == ["C1.p"]
    assert Claim.objects.get(number="C1").version == 3
    assert audit() == []


def test_an_amendment_changes_neither_horizon_nor_rule(claim: Claim) -> None:
    registered(claim)
    for field in ("checkpoints", "opens", "kind", "rule"):
        refused(lambda: amended(claim, **{field: "x"}), f"got {field}: withdraw the claim")  # noqa: B023


def test_an_amendment_that_changes_nothing_is_refused(claim: Claim) -> None:
    registered(claim)
    refused(lambda: amended(claim, reading=claim.reading), "expected a change of C1")


def test_an_amendment_passes_the_dry_run_too(claim: Claim) -> None:
    registered(claim)
    refused(lambda: amended(claim, {"C1.p": {"holds_when": "last(jobs) > start(jobs)"}}), "jobs")
    refused(lambda: amended(claim, {"C1.p": {"holds_when": "last(powr) > 0"}}), "powr")
    refused(lambda: amended(claim, {"C1.p": None}), "one primary criterion")
    assert Claim.objects.get(number="C1").version == 1


def test_words_are_amended_without_waiting_for_evidence(claim: Claim) -> None:
    registered(claim)
    act = amend(claim=claim, amendment=Amendment(words={"reading": "Clearer."}),
                request=request(reason="Clearer.", now=datetime(2031, 1, 1, tzinfo=UTC)))  # fmt: skip
    assert body(act)["dry_run"]["criteria"] == []


def test_a_draft_is_edited_and_not_amended(claim: Claim) -> None:
    refused(lambda: amended(claim), "got C1, which is a draft: register it first")


def test_nothing_is_slipped_into_a_version_that_is_made(claim: Claim) -> None:
    registered(claim)
    amended(claim)
    forbidden(lambda: Criterion.objects.create(
        claim=claim, key="C1.a", role="alternative", position=9, holds_when="growth(power) > 0", version=2,
        thresholds="as worded", written_on=date(2026, 1, 1),
    ), "frozen")  # fmt: skip


def test_a_withdrawn_claim_stays_with_how_it_stood_and_is_assessed_no_more(claim: Claim) -> None:
    registered(claim)
    assess(content.AS_OF, Claim.objects.with_everything().filter(number="C1"))
    act = withdraw(claim=claim, request=request(reason="Badly put."))
    stood = body(act)["stood"]
    assert [one["checkpoint"] for one in stood] == ["2026-11-30", "2027-05-31"]
    assert stood[0]["band"]
    assert Claim.objects.get(number="C1").state == "withdrawn"
    assert claim not in Claim.objects.assessable()
    refused(lambda: withdraw(claim=claim, request=request()), "got C1: ann has withdrawn C1")
    refused(lambda: amended(claim), "registered, got C1")


def test_void_takes_a_code_and_reopening_takes_it_back(claim: Claim) -> None:
    registered(claim)
    refused(lambda: void(claim=claim, code="boring", request=request()), "metric_missing.*got boring")
    act = void(claim=claim, code="source_withdrawn", request=request(reason="The agency stopped."))
    assert (body(act)["code"], Claim.objects.get(number="C1").state) == ("source_withdrawn", "void")
    reopen(claim=claim, request=request(reason="It came back."))
    assert Claim.objects.get(number="C1").state == "registered"
    kinds = [one.kind for one in LedgerEntry.objects.order_by("number")]
    assert kinds == ["register", "void", "reopen"]
    refused(lambda: reopen(claim=claim, request=request()), "withdrawn or void, got C1")
    assert audit() == []
    connection.check_constraints()

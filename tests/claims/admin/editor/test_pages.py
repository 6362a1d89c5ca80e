"""The criterion editor: what is typed is checked at once, saved whole or not at all, and registered by the verbs."""

import json
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.models import Act, Claim, ClaimLink, Criterion, LedgerEntry, Submission
from claims.verbs.acts import Request
from claims.verbs.register import register
from tests.claims import content

OUTPACES = content.OUTPACES.format("4")
PERMISSIONS = ("view_claim", "change_claim", "add_act", "add_submission", "add_claimlink", "change_claimlink",
               "add_rating")  # fmt: skip


@pytest.fixture
def claim(world: Path, monkeypatch: pytest.MonkeyPatch) -> Claim:
    monkeypatch.setattr("claims.admin.editor.page.now", lambda: content.NOW)
    return Claim.objects.get(number="C1")


@pytest.fixture
def ann(claim: Claim, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ann"))
    return client


def somebody(name: str, *permissions: str) -> Client:
    one = User.objects.create_user(name, is_staff=True)
    one.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="claims"))
    client = Client()
    client.force_login(one)
    return client


def address(claim: Claim, name: str = "editor", *more: str) -> str:
    return reverse(f"admin:claims_claim_{name}", args=[claim.pk, *more])


def typed(client: Client, claim: Claim, where: str = "editor", **changes: str) -> dict[str, str]:
    """What the form of a draft, or of an amendment, would send, with some of it typed anew."""
    page = client.get(address(claim, where)).context
    forms = [page["words"], *page["criteria"], page["criteria"].management_form]
    data = {one.html_name: one.value() for form in forms for one in form}
    data |= {"stamp": page["stamp"]}
    return {name: "" if value is None else str(value) for name, value in data.items()
            if not name.endswith("DELETE")} | changes  # fmt: skip


def text(response: Any) -> str:
    return unescape(response.content.decode())


def test_a_draft_is_saved_with_its_criterion(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": OUTPACES, "statement": "Edited.", "action": "save"})
    assert ann.post(address(claim), data).status_code == 302
    claim.refresh_from_db()
    assert claim.statement == "Edited."
    assert claim.criteria.get().holds_when == OUTPACES


def test_a_reader_of_the_check_is_told_meaning_unit_today_and_chart(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": OUTPACES})
    shown = text(ann.post(address(claim, "check", "glance"), data))
    assert "Power prices" in shown
    assert "percentage points" in shown
    assert "needed" in shown
    assert '<svg class="history"' in shown
    assert claim.criteria.get().holds_when == content.OUTPACES.format("1.5"), "a check saves nothing"


def test_a_mistake_is_pointed_at_where_it_stands(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": "yoy(no_such >"})
    shown = text(ann.post(address(claim, "check", "glance"), data))
    assert 'data-position="3"' in shown
    shown = text(ann.post(address(claim, "check", "glance"), data | {"criteria-0-holds_when": "last(powr) > 0"}))
    assert "last(<mark>p</mark>owr) > 0" in shown
    assert "did you mean power" in shown


def test_the_live_lint_refuses_a_threshold_that_the_words_typed_contradict(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, reading="Power prices grow by at least 2.5% more.")
    shown = text(ann.post(address(claim, "check", "lint"), data))
    assert "threshold 1.5 in what is checked or in the quote, which say 2.5%" in shown
    assert 'class="finding refused"' in shown
    mended = data | {"reading": "Power prices grow by at least 1.5 points more."}
    assert "Expected the formula's threshold" not in text(ann.post(address(claim, "check", "lint"), mended))
    assert Claim.objects.get(pk=claim.pk).reading == claim.reading, "a check saves nothing"


def test_the_live_lint_says_what_to_do_about_a_chinese_statement_in_english_and_reads_any_spans(
    ann: Client, claim: Claim
) -> None:
    data = typed(ann, claim, statement="電價漲得比物價快。", spans="no stretch")
    shown = text(ann.post(address(claim, "check", "lint"), data))
    assert "Expected English in “statement”, got Chinese" in shown
    assert "Say there in English" in shown


def test_days_and_stretches_may_be_divided_as_chinese_texts_divide_theirs(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, checkpoints="2026-11-30、2027-05-31", spans="0-9，20-30", action="save")
    assert ann.post(address(claim), data).status_code == 302
    claim.refresh_from_db()
    assert claim.checkpoints == [date(2026, 11, 30), date(2027, 5, 31)]
    assert claim.spans == [[0, 9], [20, 30]]


def test_an_unreadable_formula_is_kept_as_typed_and_never_saved(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": "yoy(no_such >", "statement": "Edited.", "action": "save"})
    answer = ann.post(address(claim), data)
    assert answer.status_code == 422
    assert "yoy(no_such >" in text(answer)
    assert "Edited." in text(answer)
    assert Claim.objects.get(pk=claim.pk).statement == "Power outpaces prices."
    assert claim.criteria.get().holds_when == content.OUTPACES.format("1.5")


@pytest.mark.parametrize("days", ["2027-12-31,2020-01-01", "2020-01-01", "soon", "", "2027-12-31, 2027-12-31"])
def test_checkpoints_that_cannot_be_are_refused(ann: Client, claim: Claim, days: str) -> None:
    answer = ann.post(address(claim), typed(ann, claim, checkpoints=days, action="save"))
    assert answer.status_code == 422
    assert Claim.objects.get(pk=claim.pk).checkpoints == [date(2026, 11, 30), date(2027, 5, 31)]


def test_the_dry_run_speaks_as_one_types(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": "last(power) > 0"})
    assert "Expected a base rate from 5% to 95%" in text(ann.post(address(claim, "check", "lint"), data))
    fine = data | {"criteria-0-holds_when": OUTPACES}
    assert "Nothing speaks against registering it." in text(ann.post(address(claim, "check", "lint"), fine))


def test_the_outlook_has_base_rate_power_information_and_the_first_release(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": OUTPACES})
    shown = text(ann.post(address(claim, "check", "outlook"), data))
    for said in (
        "a base rate of",
        "Power table",
        "of what is uncertain today, gone",
        "The earliest release that could settle it",
        "2027-05-31",
    ):
        assert said in shown, said


def test_without_javascript_the_check_button_shows_all_of_it(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": OUTPACES, "action": "check"})
    answer = ann.post(address(claim), data)
    assert answer.status_code == 200
    for said in ("Power prices", "Nothing speaks against registering it.", "Power table"):
        assert said in text(answer)


def test_another_reading_is_added_and_removed(ann: Client, claim: Claim) -> None:
    page = ann.post(address(claim), typed(ann, claim, action="add"))
    assert page.context["criteria"].total_form_count() == 2
    new = {"criteria-TOTAL_FORMS": "2", "criteria-1-holds_when": "growth(power) > 2", "criteria-1-role": "alternative",
           "criteria-1-coverage": "0.8", "criteria-1-thresholds": "after looking", "action": "save"}  # fmt: skip
    assert ann.post(address(claim), typed(ann, claim, **new)).status_code == 302
    assert [one.key for one in claim.criteria.all()] == ["C1.p", "C1.a1"]
    data = typed(ann, claim, **{"criteria-1-DELETE": "on", "action": "save"})
    assert ann.post(address(claim), data).status_code == 302
    assert [one.key for one in claim.criteria.all()] == ["C1.p"]


def test_a_changed_test_counts_as_written_today_after_looking(ann: Client, claim: Claim) -> None:
    before = claim.criteria.get()
    ann.post(address(claim), typed(ann, claim, action="save"))
    same = claim.criteria.get()
    assert (same.written_on, same.thresholds) == (before.written_on, "before figures"), "nothing was changed"
    ann.post(address(claim), typed(ann, claim, **{"criteria-0-holds_when": OUTPACES, "action": "save"}))
    changed = claim.criteria.get()
    assert (changed.written_on, changed.thresholds) == (content.NOW.date(), "after looking")


def test_of_two_who_edit_one_draft_the_second_is_told_and_loses_nothing(ann: Client, claim: Claim) -> None:
    bob = somebody("bob", *PERMISSIONS)
    mine, theirs = typed(ann, claim, statement="Mine.", action="save"), typed(bob, claim, statement="Theirs.")
    assert bob.post(address(claim), theirs | {"action": "save"}).status_code == 302
    answer = ann.post(address(claim), mine)
    assert answer.status_code == 409
    for said in ("Somebody else has saved this draft", "bob saved it", "Theirs.", "Mine."):
        assert said in text(answer), said
    assert Claim.objects.get(pk=claim.pk).statement == "Theirs."
    assert ann.post(address(claim), mine | {"stamp": answer.context["stamp"]}).status_code == 302
    assert Claim.objects.get(pk=claim.pk).statement == "Mine."


def test_a_draft_registered_meanwhile_is_not_saved(ann: Client, claim: Claim) -> None:
    fifth = Claim.objects.get(number="C5")
    data = typed(ann, fifth, statement="Late.", action="save")
    register(claim=fifth, request=Request("bob", "Ready.", content.NOW))
    answer = ann.post(address(fifth), data)
    assert answer.status_code != 302
    assert Claim.objects.get(pk=fifth.pk).statement == "Statement of C5."


def test_registering_shows_the_dry_run_and_writes_the_ledger_once(ann: Client, claim: Claim) -> None:
    data = typed(ann, claim, **{"criteria-0-holds_when": OUTPACES, "action": "review"})
    page = ann.post(address(claim), data, follow=True)
    assert "Nothing speaks against registering it." in text(page)
    sent = {
        "key": page.context["key"],
        "stamp": page.context["stamp"],
        "reason": page.context["reason"],
        "action": "act",
    }
    assert ann.post(address(claim, "act", "register"), sent).status_code == 302
    ann.post(address(claim, "act", "register"), sent)
    assert Claim.objects.get(pk=claim.pk).state == "registered"
    assert LedgerEntry.objects.count() == 1
    assert Act.objects.get().by == "ann"
    assert OUTPACES in text(ann.get(address(claim)))


def test_what_is_checked_stands_beside_the_meaning_where_a_claim_is_registered(ann: Client, claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(reading="By at least 2.5% more.", reading_zh="至少多 2.5%。")
    page = ann.get(address(claim, "act", "register"))
    assert "<b>what is checked</b> By at least 2.5% more." in text(page)
    assert "至少多 2.5%。" in text(page)
    assert page.context["needs_reason"], "2.5% is not the formula's threshold"


def test_a_base_rate_near_certainty_asks_for_its_reason(ann: Client, claim: Claim) -> None:
    page = ann.get(address(claim, "act", "register"))
    assert page.context["needs_reason"]
    sent = {"key": page.context["key"], "stamp": page.context["stamp"], "reason": "Ready.", "action": "act"}
    assert ann.post(address(claim, "act", "register"), sent).status_code == 422
    assert not LedgerEntry.objects.exists()
    sent["base_rate_reason"] = "The figures are made."
    assert ann.post(address(claim, "act", "register"), sent).status_code == 302


def test_what_was_read_is_what_is_registered(ann: Client, claim: Claim) -> None:
    page = ann.get(address(claim, "act", "register"))
    Criterion.objects.filter(claim=claim).update(holds_when=OUTPACES)
    sent = {"key": page.context["key"], "stamp": page.context["stamp"], "reason": "Ready.", "action": "act"}
    answer = ann.post(address(claim, "act", "register"), sent)
    assert answer.status_code == 422
    assert not LedgerEntry.objects.exists()


def test_with_two_persons_one_submits_and_another_approves(ann: Client, claim: Claim, settings: Any) -> None:
    settings.TWO_PERSON_REVIEW = True
    ann.post(address(claim), typed(ann, claim, **{"criteria-0-holds_when": OUTPACES, "action": "save"}))
    page = ann.get(address(claim, "act", "register"))
    assert page.context["is_alone"]
    sent = {"key": page.context["key"], "stamp": page.context["stamp"], "reason": "Ready."}
    assert ann.post(address(claim, "act", "register"), sent | {"action": "act"}).status_code == 422
    assert ann.post(address(claim, "act", "register"), sent | {"action": "submit"}).status_code == 302
    assert Submission.objects.get().by == "ann"
    bob = somebody("bob", *PERMISSIONS)
    seen = bob.get(address(claim, "act", "register"))
    assert "Approve: Register" in text(seen)
    sent = {"key": seen.context["key"], "stamp": seen.context["stamp"], "reason": "Read.", "action": "act"}
    assert bob.post(address(claim, "act", "register"), sent).status_code == 302
    assert Claim.objects.get(pk=claim.pk).state == "registered"


@pytest.fixture
def judged(ann: Client) -> Claim:
    one = Claim.objects.get(number="C5")
    register(claim=one, request=Request("ann", "Ready.", content.NOW))
    return one


def test_a_registered_claim_is_withdrawn_and_reopened_with_reasons(ann: Client, judged: Claim) -> None:
    for kind, state in (("withdraw", "withdrawn"), ("reopen", "registered"), ("void", "void")):
        sent = {"reason": "Badly put.", "action": "act", "code": "source_withdrawn", "key": f"once {kind}"}
        assert ann.post(address(judged, "act", kind), {**sent, "reason": " "}).status_code == 422
        assert ann.post(address(judged, "act", kind), sent).status_code == 302
        assert Claim.objects.get(pk=judged.pk).state == state
    assert "Badly put." in text(ann.get(address(judged)))


def test_an_amendment_shows_the_old_version_beside_the_new(ann: Client, judged: Claim) -> None:
    data = typed(ann, judged, "amend", reading="Clearer reading.", opens="1999-01-01", action="amend")
    assert ann.post(address(judged, "amend"), data).status_code == 422, "without a reason"
    assert ann.post(address(judged, "amend"), data | {"reason": "Clearer."}).status_code == 302
    judged.refresh_from_db()
    assert (judged.version, judged.reading, judged.opens) == (2, "Clearer reading.", date(2025, 12, 1))
    shown = text(ann.get(address(judged)))
    assert "<ins>Clearer</ins>" in shown
    assert "<del>" in shown
    assert ann.post(address(judged, "amend"), data | {"reason": "Late."}).status_code == 422, "another amended it"


def approval(client: Client, claim: Claim) -> dict[str, str]:
    """What the button that approves a submitted amendment sends."""
    page = client.get(address(claim, "amend")).context
    pk = str(page["waiting"][0].submission.pk)
    return {"submission": pk, "stamp": page["stamp"], "key": f"approve-{pk}", "reason": "Read.",
            "action": "approve"}  # fmt: skip


def test_with_two_persons_an_amendment_is_approved_as_it_was_submitted(
    ann: Client, judged: Claim, settings: Any
) -> None:
    settings.TWO_PERSON_REVIEW = True
    data = typed(ann, judged, "amend", reading="Clearer reading.", reason="Clearer.", action="submit")
    assert ann.post(address(judged, "amend"), data).status_code == 302
    assert "Approve: amend exactly so" not in text(ann.get(address(judged, "amend"))), "nobody approves their own"
    assert ann.post(address(judged, "amend"), approval(ann, judged)).status_code == 422
    bob = somebody("bob", *PERMISSIONS)
    seen = text(bob.get(address(judged, "amend")))
    for said in ("Approve: amend exactly so", "<del>", '"Clearer reading."', "as it would be frozen"):
        assert said in seen, said
    assert bob.post(address(judged, "amend"), approval(bob, judged)).status_code == 302
    judged.refresh_from_db()
    assert (judged.version, judged.reading) == (2, "Clearer reading.")
    assert json.loads(Act.objects.latest("entry").entry.body)["submitted_by"] == "ann"


def test_an_amendment_that_would_no_longer_be_what_was_submitted_is_not_approved(
    ann: Client, judged: Claim, settings: Any
) -> None:
    settings.TWO_PERSON_REVIEW = True
    data = typed(ann, judged, "amend", reading="Clearer reading.", reason="Clearer.", action="submit")
    ann.post(address(judged, "amend"), data)
    with connection.cursor() as cursor:  # behind the trigger's back
        cursor.execute("SET LOCAL session_replication_role = replica")
        Submission.objects.update(amendment={"words": {"reading": "Slyer."}, "criteria": {}})
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    bob = somebody("bob", *PERMISSIONS)
    seen = text(bob.get(address(judged, "amend")))
    assert "it is to be submitted again" in seen
    assert '<ins>"Slyer."</ins>' in seen
    assert bob.post(address(judged, "amend"), approval(bob, judged)).status_code == 422
    judged.refresh_from_db()
    assert judged.version == 1


def test_claims_are_linked_and_links_ended(ann: Client, claim: Claim) -> None:
    sent = {"kind": "supports", "other": "C2", "reason": "Same cause."}
    assert ann.post(address(claim, "link"), sent).status_code == 302
    assert ClaimLink.objects.get().by == "ann"
    assert "Same cause." in text(ann.get(address(claim)))
    again = ann.post(address(claim, "link"), sent | {"kind": "contradicts"})
    assert again.status_code == 422
    assert "without a link" in text(again)
    assert ann.post(address(claim, "link"), sent | {"other": "C99"}).status_code == 422
    ann.post(address(claim, "unlink"), {"other": "C2", "reason": "Read again."})
    assert ClaimLink.objects.get().ended_by == "ann"


def rating(**changes: str) -> dict[str, str]:
    sources = {
        f"{part}_{row}": f"https://a.example/{part}{row}" for part in ("address", "archived") for row in range(2)
    }
    return {"checkpoint": "2026-11-30", "role": "rater", "p": "0.7", "level": "4", "reason": "Seen so.",
            **sources, "family_0": "agency", "family_1": "paper", **changes}  # fmt: skip


def test_a_rater_sees_the_other_only_when_both_are_done(ann: Client, judged: Claim) -> None:
    bob = somebody("bob", *PERMISSIONS)
    assert ann.post(address(judged, "rate"), rating(reason="Grid queues grow.")).status_code == 302
    shown = text(bob.get(address(judged)))
    assert "Grid queues grow." not in shown
    assert "Hidden until both raters are done" in shown
    assert "Grid queues grow." in text(ann.get(address(judged)))
    assert bob.post(address(judged, "rate"), rating(p="7")).status_code == 422
    assert bob.post(address(judged, "rate"), rating(p="0.3", level="2", reason="Not so.")).status_code == 302
    assert "Grid queues grow." in text(bob.get(address(judged)))
    assert bob.post(address(judged, "rate"), rating(role="adjudicator")).status_code == 422, "a third person"
    eve = somebody("eve", *PERMISSIONS)
    assert eve.post(address(judged, "rate"), rating(role="adjudicator", p="", level="")).status_code == 302
    assert "pooled from 2 ratings" in text(eve.get(address(judged)))


REFUSED: dict[str, tuple[str, Callable[[Claim], tuple[str, dict[str, str]]]]] = {
    "save": ("change_claim", lambda one: (address(one), {"action": "save"})),
    "register": ("add_act", lambda one: (address(one, "act", "register"), {"action": "act"})),
    "submit": ("add_submission", lambda one: (address(one, "act", "register"), {"action": "submit"})),
    "link": ("add_claimlink", lambda one: (address(one, "link"), {"kind": "supports", "other": "C2", "reason": "x"})),
    "unlink": ("change_claimlink", lambda one: (address(one, "unlink"), {"other": "C2", "reason": "x"})),
    "rate": ("add_rating", lambda one: (address(one, "rate"), rating())),
}


@pytest.mark.parametrize("what", REFUSED)
def test_each_act_asks_for_its_own_permission(claim: Claim, what: str) -> None:
    permission, asked = REFUSED[what]
    where, sent = asked(claim)
    others = [one for one in PERMISSIONS if one != permission]
    assert somebody("bob", *others).post(where, sent).status_code == 403
    assert somebody("eve", "view_claim", permission).post(where, sent).status_code != 403
    if permission != "change_claim":  # who may change may see
        assert somebody("joe", permission).post(where, sent).status_code == 403, "who may not see it"


def test_a_reader_sees_a_draft_and_can_change_nothing(claim: Claim) -> None:
    reader = somebody("rae", "view_claim")
    page = reader.get(address(claim))
    assert page.status_code == 200
    assert "You may read this draft, not change it." in text(page)
    assert 'value="save"' not in text(page)
    assert reader.post(address(claim, "check", "glance"), {}).status_code == 403
    assert Client().get(address(claim)).status_code == 302, "nobody signed in"


def test_a_form_from_elsewhere_is_refused(claim: Claim) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_superuser("ann"))
    for name, more in (("editor", ()), ("link", ()), ("rate", ()), ("act", ("register",)), ("check", ("glance",))):
        assert strict.post(address(claim, name, *more), {}).status_code == 403, name


def test_the_page_takes_a_fixed_number_of_queries(
    ann: Client, claim: Claim, django_assert_max_num_queries: Any
) -> None:
    ann.get(address(claim))
    with django_assert_max_num_queries(24):
        ann.get(address(claim))
    for place in range(5):
        Criterion.objects.create(claim=claim, key=f"C1.x{place}", role="alternative", position=9 + place,
                                 holds_when="growth(power) > 1", thresholds="as worded",
                                 written_on=date(2026, 1, 1))  # fmt: skip
    with django_assert_max_num_queries(24):
        ann.get(address(claim))


def test_the_admins_own_form_leads_to_the_editor_and_saves_nothing_past_it(ann: Client, claim: Claim) -> None:
    assert ann.post(f"/admin/claims/claim/{claim.pk}/change/", {"statement": "x"}).status_code == 403
    page = ann.get(f"/admin/claims/claim/{claim.pk}/change/")
    assert f"/admin/claims/claim/{claim.pk}/open-editor" in text(page)
    assert ann.get(f"/admin/claims/claim/{claim.pk}/open-editor/").url == address(claim)


def test_names_and_functions_can_be_completed(ann: Client, claim: Claim) -> None:
    words = {one["word"]: one for one in ann.get(reverse("admin:claims_claim_vocabulary")).json()["words"]}
    assert words["power"]["said"] == "Power prices"
    assert words["mavg("]["more"] == "mavg(x, n)"
    assert {"at_least(", "month"} <= words.keys()


def test_what_is_typed_is_shown_and_never_run(ann: Client, claim: Claim) -> None:
    evil = "</textarea><script>alert(1)</script>"
    data = typed(ann, claim, **{"criteria-0-holds_when": evil, "statement": evil})
    for answer in (
        ann.post(address(claim), data | {"action": "save"}),
        ann.post(address(claim, "check", "glance"), data),
    ):
        assert "<script>alert" not in answer.content.decode()

"""Files that a person brings are shown row by row before they are loaded; nothing registered changes by them."""

import tomllib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from django.utils.translation import override

from claims.intake import Bringer, Outcome, Plan, preview, take_in
from claims.models import Act, Author, Claim, LedgerEntry
from claims.parcel import packed
from evidence.told import told
from evidence.tomlfiles import ContentError
from tests.claims import content
from tests.claims.test_contentfiles import everything

pytestmark = pytest.mark.django_db
TODAY = content.AS_OF
ANYONE = Bringer(lambda codename: True, TODAY)
ARTICLE, CLAIMS = "articles/power-runs-short/article.toml", "articles/power-runs-short/claims/power.toml"
Change = Callable[[dict[str, Any]], object]


def changed(change: Change, place: str = CLAIMS) -> bytes:
    """All claims as they are but for a change of one file."""
    whole = everything()
    tables = tomllib.loads(whole[place].decode())
    change(tables)
    return packed(whole | {place: tomli_w.dumps(tables).encode()})


def outcomes(plan: Plan) -> dict[str, str]:
    return {one.name: str(one.outcome) for one in plan.rows if one.outcome != Outcome.SAME}


def notes(plan: Plan, name: str) -> str:
    return "\n".join(note for one in plan.rows if one.name == name for note in one.notes)


def first(tables: dict[str, Any]) -> dict[str, Any]:
    return tables["C1"]


def test_files_of_what_is_there_change_nothing(loaded: Path) -> None:
    plan = preview(packed(everything()), ANYONE)
    assert plan.is_idle
    assert [one.name.split()[1] for one in plan.rows] == ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]


def test_what_is_new_and_what_changes_is_named_with_both_values(loaded: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        tables["C1"] |= {"reading": "Another reading.", "holder": "Bob"}
        tables["C9"] = {**tables["C2"], "criteria": [{**tables["C2"]["criteria"][0], "key": "C9.p"}]}

    plan = preview(changed(change), ANYONE)
    assert outcomes(plan) == {"power-runs-short C1": "changed", "power-runs-short C9": "new"}
    assert "reading: Reading of C1. → Another reading." in notes(plan, "power-runs-short C1")
    assert "holder: – → Bob" in notes(plan, "power-runs-short C1")


def test_a_preview_leaves_everything_as_it_was(loaded: Path) -> None:
    before = everything()
    preview(changed(lambda tables: first(tables).update(reading="Another reading.")), ANYONE)
    assert everything() == before


def test_what_was_seen_is_loaded_and_then_is_what_the_file_says(loaded: Path) -> None:
    data = changed(lambda tables: first(tables).update(reading="Another reading."))
    plan, is_done = take_in(data, ANYONE, preview(data, ANYONE).stamp)
    assert (is_done, outcomes(plan)) == (True, {"power-runs-short C1": "changed"})
    assert Claim.objects.get(number="C1").reading == "Another reading."
    assert packed(everything()) == data


def test_what_an_entry_leaves_out_is_taken_back(loaded: Path) -> None:
    Claim.objects.filter(number="C1").update(holder="Bob", stated="0.7", measured_by="Power.")
    plan = preview(changed(lambda tables: [first(tables).pop(one) for one in ("holder", "stated", "measured_by")]),
                   ANYONE)  # fmt: skip
    assert "holder: Bob → –" in notes(plan, "power-runs-short C1")
    assert "stated: 0.7 → –" in notes(plan, "power-runs-short C1")


def test_a_rule_that_is_left_out_leaves_no_children(loaded: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        one = {**tables["C2"]["criteria"][0], "key": "C6.p", "written_on": TODAY, "thresholds": "after looking"}
        tables["C6"] = {**tables["C2"], "criteria": [one]}

    data = changed(change)
    plan, is_done = take_in(data, ANYONE, preview(data, ANYONE).stamp)
    assert is_done, notes(plan, "power-runs-short C6")
    assert not Claim.objects.get(number="C6").children.exists()
    assert packed(everything()) == data


def test_it_is_not_loaded_where_something_else_would_happen_than_was_seen(loaded: Path) -> None:
    data = changed(lambda tables: first(tables).update(reading="Another reading."))
    seen = preview(data, ANYONE).stamp
    Claim.objects.filter(number="C1").update(reading="What a colleague wrote meanwhile.")
    plan, is_done = take_in(data, ANYONE, seen)
    assert not is_done
    assert "What a colleague wrote meanwhile. → Another reading." in notes(plan, "power-runs-short C1")
    assert Claim.objects.get(number="C1").reading == "What a colleague wrote meanwhile."


def test_a_registered_claim_is_refused_with_expected_and_got(loaded: Path) -> None:
    content.enter()
    data = changed(lambda tables: first(tables).update(reading="Another reading."))
    plan, is_done = take_in(data, ANYONE, preview(data, ANYONE).stamp)
    assert (is_done, outcomes(plan)) == (False, {"power-runs-short C1": "refused"})
    assert "Another reading." in notes(plan, "power-runs-short C1")
    assert "as it is registered" in notes(plan, "power-runs-short C1")


def test_neither_an_amendment_nor_a_registration_comes_by_a_file(loaded: Path) -> None:
    content.enter()
    acts, entries = Act.objects.count(), LedgerEntry.objects.count()
    amended = changed(lambda tables: first(tables).update(reading="Another.", amendment="It read badly."))
    entered = changed(lambda tables: tables.update(registration={"by": "eve", "reason": "x"}), ARTICLE)
    for data, name in ((amended, "power-runs-short C1"), (entered, "power-runs-short")):
        plan, is_done = take_in(data, ANYONE, preview(data, ANYONE).stamp)
        assert (is_done, outcomes(plan)[name]) == (False, "refused")
    assert (Act.objects.count(), LedgerEntry.objects.count()) == (acts, entries)


def test_what_an_article_of_registered_claims_rests_on_is_refused(loaded: Path) -> None:
    content.enter()
    plan = preview(changed(lambda tables: tables.update(months=[24]), ARTICLE), ANYONE)
    assert outcomes(plan)["power-runs-short"] == "refused"


def test_one_bad_row_keeps_all_out_and_the_others_say_what_they_would_do(loaded: Path) -> None:
    def change(tables: dict[str, Any]) -> None:
        tables["C1"]["criteria"][0]["holds_when"] = "growth(powr) > 0"
        tables["C2"]["reading"] = "Another reading."

    data = changed(change)
    plan, is_done = take_in(data, ANYONE, preview(data, ANYONE).stamp)
    assert outcomes(plan) == {"power-runs-short C1": "refused", "power-runs-short C2": "changed"}
    assert "powr" in notes(plan, "power-runs-short C1")
    assert not is_done
    assert Claim.objects.get(number="C2").reading == "Reading of C2."


def test_a_new_test_of_a_draft_counts_as_written_today_whatever_the_file_says(loaded: Path) -> None:
    def change(tables: dict[str, Any], **more: object) -> None:
        tables["C1"]["criteria"][0] |= {"holds_when": "mean(yoy(power) - yoy(prices)) >= 0.5", **more}

    plan = preview(changed(change), ANYONE)
    assert outcomes(plan) == {"power-runs-short C1": "refused"}
    assert str(TODAY) in notes(plan, "power-runs-short C1")
    honest = changed(lambda tables: change(tables, written_on=TODAY, thresholds="after looking"))
    assert outcomes(preview(honest, ANYONE)) == {"power-runs-short C1": "changed"}


def test_a_criterion_is_not_dropped_unseen(loaded: Path) -> None:
    plan = preview(changed(lambda tables: tables["C2"]["criteria"].pop()), ANYONE)
    assert outcomes(plan) == {"power-runs-short C2": "refused"}
    assert "C2.s1" in notes(plan, "power-runs-short C2")


NEEDED = {
    "add_claim": (CLAIMS, lambda tables: tables.update(C9={**tables["C5"]}), "power-runs-short C9"),
    "change_claim": (CLAIMS, lambda tables: first(tables).update(reading="Another."), "power-runs-short C1"),
    "add_theme": (ARTICLE, lambda tables: tables["themes"].update(new={"name": "n", "name_zh": "n"}),
                  "power-runs-short new"),
    "change_theme": (ARTICLE, lambda tables: tables["themes"]["power"].update(name="Other"), "power-runs-short power"),
    "change_article": (ARTICLE, lambda tables: tables.update(publisher="Weekly"), "power-runs-short"),
    "change_author": (ARTICLE, lambda tables: tables["authors"]["ann"].update(name="Anna"), "ann"),
    "add_author": (ARTICLE, lambda tables: tables["authors"].update(bob={"name": "Bob"}), "bob"),
}  # fmt: skip


@pytest.mark.parametrize("codename", sorted(NEEDED))
def test_each_row_wants_the_permission_for_what_becomes_of_it(loaded: Path, codename: str) -> None:
    place, change, name = NEEDED[codename]
    data = changed(change, place)  # type: ignore[arg-type]
    assert outcomes(preview(data, ANYONE)).get(name) in ("new", "changed")
    others = Bringer(lambda asked: asked != codename, TODAY)
    plan, is_done = take_in(data, others, preview(data, others).stamp)
    assert (is_done, outcomes(plan)) == (False, {name: "refused"})
    assert codename in notes(plan, name)


def test_an_entry_cannot_reach_other_fields_of_its_row(loaded: Path) -> None:
    other = Author.objects.create(slug="other", name="Other")
    plan = preview(changed(lambda tables: tables["authors"]["ann"].update(id=other.pk), ARTICLE), ANYONE)
    assert outcomes(plan)["power-runs-short"] == "refused"


def test_messages_name_no_folder_of_the_machine(loaded: Path) -> None:
    whole = everything()
    plan = preview(packed(whole | {ARTICLE: b"title = "}), ANYONE)
    assert "articles/power-runs-short/article.toml" in notes(plan, "power-runs-short")
    assert "/tmp" not in notes(plan, "power-runs-short")  # noqa: S108 - the point is that it is not there


ODD = (
    "", "x", "a\0b", 5, -1, 10**12, 1.5, float("nan"), float("inf"), True, [], [[]], [["a"]], [[1]], [5],
    [[0, 10**12]], {}, {"a": "\0"}, {"a": {"b": []}}, date(1, 1, 1), "x" * 5_000,
    datetime(2026, 1, 1),  # noqa: DTZ001 - TOML's own
)  # fmt: skip


def strange(claims: dict[str, Any], odd: object) -> dict[str, Any]:
    """Claims of which each has one value replaced: every value of every entry is in one of them."""
    made = []
    for number in ("C1", "C4", "C5", "C6"):
        entry = claims[number]
        made += [{**entry, name: odd} for name in entry]
        made += [{**entry, "rule": {**entry["rule"], name: odd}} for name in entry.get("rule", ())]
        for one in entry.get("criteria", [])[:1]:
            made += [{**entry, "criteria": [{**one, name: odd}]} for name in one]
            relation = one.get("relation", {})
            made += [{**entry, "criteria": [{**one, "relation": {**relation, name: odd}}]} for name in relation]
    return {"X": odd, **{f"X{place}": entry for place, entry in enumerate(made)}}


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:30])
def test_a_value_of_the_wrong_kind_is_refused_and_never_an_error(loaded: Path, odd: object) -> None:
    """Or it is taken, as another text is; nothing that a file says makes a page fail."""
    whole = {place: tomllib.loads(data.decode()) for place, data in everything().items()}
    plan = preview(changed(lambda tables: tables.update(strange(whole[CLAIMS], odd))), ANYONE)
    refused = [one for one in plan.rows if one.outcome == Outcome.REFUSED]
    assert len(refused) > 20
    assert all(one.notes for one in refused)
    for name in whole[ARTICLE]:
        preview(changed(lambda tables, name=name: tables.update({name: odd}), ARTICLE), ANYONE)


@pytest.mark.parametrize(
    "change",
    [lambda one: one.pop("reading"), lambda one: one.update(extra="x"), lambda one: one.update(spans=[[9, 3]]),
     lambda one: one.update(criteria=7), lambda one: one.update(kind="odd"), lambda one: one.update(holder="x" * 300),
     lambda one: one["criteria"][0].update(holds_when="growth(nothing) > 0"),
     lambda one: one["criteria"][0].pop("holds_when"), lambda one: one.update(rule={"at_least": 3, "of": ["C2"]})],
    ids=range(9),
)  # fmt: skip
def test_a_refusal_is_in_the_readers_language(loaded: Path, change: Callable[[dict[str, Any]], object]) -> None:
    data = changed(lambda tables: change(first(tables)))
    english = notes(preview(data, ANYONE), "power-runs-short C1")
    with override("zh-hant"):
        chinese = notes(preview(data, ANYONE), "power-runs-short C1")
    assert "expected" in english
    assert "expected" not in chinese
    assert "應" in chinese


def test_what_is_no_zip_of_content_files_is_refused_in_the_readers_language() -> None:
    for data in (b"none", packed({}), packed({"etc/passwd": b""})):
        with override("zh-hant"), pytest.raises(ContentError) as caught:
            preview(data, ANYONE)
        assert "expected" in str(caught.value)
        with override("zh-hant"):
            assert "expected" not in told(caught.value)

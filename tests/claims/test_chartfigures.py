"""What a claim's chart shows on a day: figures, fan and verdict of that day, in four queries and either language."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from claims.assess import assess
from claims.chartfigures import claim_chart
from claims.charts.claimchart import ClaimChart
from claims.models import Assessment, Claim
from claims.verbs.acts import Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.wording.charted import Vintage, moves, stretches
from evidence.models import Catalogue, Indicator
from evidence.periods import date_of, day_number
from tests.claims import content

TODAY = date(2026, 12, 31)


def claim(number: str) -> Claim:
    return Claim.objects.with_everything().get(number=number)


def chart(number: str, as_of: date = content.AS_OF, vintage: Vintage = Vintage.THEN) -> ClaimChart:
    with override("en"):
        found = claim_chart(claim(number), as_of, TODAY, vintage)
    assert found is not None
    return found


@pytest.mark.usefixtures("assessed_world")
def test_the_chart_of_a_claim_has_its_exact_threshold_days_fan_and_verdict() -> None:
    one = chart("C1")
    row = Assessment.objects.get(claim__number="C1", criterion=None, checkpoint=date(2026, 11, 30))
    assert [(level.value, level.role, level.label) for level in one.levels] == [(1.5, "holds", "needed ≥ 1.5")]
    days = [one.made, one.opens, one.checkpoint, *one.others, one.as_of]
    assert [str(date_of(day)) for day in days] == [
        "2025-12-01", "2025-12-01", "2026-11-30", "2027-05-31", str(content.AS_OF),
    ]  # fmt: skip
    assert one.fan is not None
    assert one.fan.quantiles.tolist() == row.facts["fan"]["quantiles"]
    assert one.known == (one.line.days[-1], one.line.values[-1])
    assert one.track[-1].band == row.band
    assert (one.track[0].first, one.track[-1].last) == (one.opens, one.as_of)


@pytest.mark.usefixtures("assessed_world")
def test_it_takes_four_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one = claim("C1")
    for vintage in Vintage:
        with django_assert_num_queries(4):
            assert claim_chart(one, content.AS_OF, TODAY, vintage)


@pytest.mark.usefixtures("assessed_world")
def test_nothing_is_shown_that_became_known_after_the_day() -> None:
    early = chart("C1", date(2026, 1, 10))
    assert date_of(early.line.days[-1]) == date(2025, 11, 30)  # of December it becomes known on 14 January
    assert (early.fan, early.track) == (None, ()), "it had not been assessed yet"


@pytest.mark.usefixtures("assessed_world")
def test_without_a_newer_assessment_the_chart_stays_that_of_the_last_one() -> None:
    later = chart("C1", date(2026, 4, 1))
    assert later.line == chart("C1").line
    assert date_of(later.as_of) == content.AS_OF


@pytest.mark.usefixtures("assessed_world")
def test_of_todays_figures_those_that_came_later_are_shown_too_and_the_fan_stays_where_it_was(tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "longer", 318))
    then, today = chart("C1"), chart("C1", vintage=Vintage.TODAY)
    assert today.line.days[-1] > then.line.days[-1] == today.known[0]
    assert today.fan is not None
    assert then.fan is not None
    assert (today.fan.quantiles == then.fan.quantiles).all()


def test_a_revised_figure_is_shown_as_first_published_as_known_then_and_as_known_today(world: Path) -> None:
    file = world / "agency" / "POWER.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("2025-06-01"))
    first = float(lines[place].split(",")[1])
    lines[place + 1 : place + 1] = [f"2025-06-01,{first + 10},2026-01-20", f"2025-06-01,{first + 20},2026-05-20"]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    content.learn(world)
    june = day_number(date(2025, 6, 30))
    shown = {vintage: dict(chart("C1", vintage=vintage).line.pairs)[june] for vintage in Vintage}
    a_year_before = float(next(line for line in lines if line.startswith("2024-06-01")).split(",")[1])
    further = 100 * 10 / a_year_before
    assert shown[Vintage.THEN] == pytest.approx(shown[Vintage.FIRST] + further)
    assert shown[Vintage.TODAY] == pytest.approx(shown[Vintage.FIRST] + 2 * further)


@pytest.mark.usefixtures("assessed_world")
def test_words_come_in_both_languages() -> None:
    with override("zh-hant"):
        one = claim_chart(claim("C1"), content.AS_OF, TODAY)
    assert one is not None
    assert one.words.title == "電價的年增率減物價的年增率"
    assert one.levels[0].label == "門檻 ≥ 1.5"
    assert one.words.statement == "論點C1"
    english = chart("C1").words
    drawn = "he year-on-year change of Power prices minus the year-on-year change of Prices"
    assert english.title == f"T{drawn}"
    assert english.test == f"It holds when the mean of (t{drawn}) is at least 1.5 percentage points."
    assert "half of the simulated continuations" in english.description
    assert "Verdict so far: " in english.description


@pytest.mark.usefixtures("assessed_world")
def test_a_stand_in_is_drawn_where_it_speaks() -> None:
    one = chart("C2")
    assert one.words.title == "The growth of Power prices since the start"
    assert [(level.value, level.label) for level in one.levels] == [(0.0, "needed > 0")]


@pytest.mark.usefixtures("assessed_world")
def test_what_has_no_line_has_no_chart() -> None:
    for number in ("C4", "C5", "C6", "C7"):  # a relation, a judged one, one made of others, one without figures
        assert claim_chart(claim(number), content.AS_OF, TODAY) is None


@pytest.mark.usefixtures("assessed_world")
@pytest.mark.parametrize(("redistribute", "is_free"), [("yes", True), ("derived", False), ("no", False)])
def test_figures_are_passed_on_only_where_all_of_their_sources_allow_it(redistribute: str, is_free: bool) -> None:
    Indicator.objects.filter(slug="prices").update(redistribute="yes")
    Indicator.objects.filter(slug="power").update(redistribute=redistribute)
    assert chart("C1").is_free is is_free


@pytest.mark.usefixtures("assessed_world")
def test_a_fact_check_has_no_verdict_track() -> None:
    assert (chart("C3").track, chart("C3").fan) == ((), None)


def change(on: str, before: str, after: str, **more: object) -> dict[str, object]:
    return {"on": on, "from": before, "to": after, "releases": [], "parts": [], **more}


def test_verdicts_follow_the_changes_and_the_last_one_is_always_there() -> None:
    first, last = day_number(date(2025, 12, 1)), day_number(date(2026, 8, 22))
    facts = {"changes": [change("2026-01-31", "undecided", "on track"), change("2026-08-22", "on track", "off track")]}
    with override("en"):
        found = stretches(facts, "off track", first, last)
    assert [(one.band, str(date_of(one.first)), str(date_of(one.last))) for one in found] == [
        ("undecided", "2025-12-01", "2026-01-31"), ("on track", "2026-01-31", "2026-08-22"),
        ("off track", "2026-08-22", "2026-08-22"),
    ]  # fmt: skip
    with override("en"):
        assert [one.band for one in stretches({}, "on track", first, last)] == ["on track"]


def test_a_move_names_what_moved_it_most_first() -> None:
    parts = [{"indicator": "", "bits": 9.0}, {"indicator": "a", "bits": 0.1}, {"indicator": "b", "bits": -0.6},
             {"indicator": "c", "bits": 0.3}]  # fmt: skip
    facts = {"changes": [
        change("2026-01-31", "undecided", "on track"),
        change("2026-02-28", "on track", "off track", releases=["a"]),
        change("2026-03-31", "on track", "off track", releases=["a", "b", "c"], parts=parts),
    ]}  # fmt: skip
    with override("en"):
        told = [one.label for one in moves(facts, Catalogue(names={"a": "Ann", "b": "Bob", "c": "Cid"}))]
    assert told == [
        "2026-01-31 → on track: time alone", "2026-02-28 → off track: Ann",
        "2026-03-31 → off track: Bob, Cid and 1 more",
    ]  # fmt: skip


@pytest.mark.usefixtures("assessed_world")
def test_the_version_that_was_assessed_is_drawn_though_it_was_amended_since() -> None:
    content.enter(claims_=[claim("C1")])
    assess(content.AS_OF)
    bolder = Amendment(criteria={"C1.p": {"holds_when": content.OUTPACES.format("2.5")}})
    later = Request("bob", "Bolder.", content.NOW + timedelta(days=9))
    amend(claim=claim("C1"), amendment=bolder, request=later, base_rate_reason="Made figures.")
    assert [level.value for level in chart("C1").levels] == [1.5]
    assess(content.AS_OF + timedelta(days=20))
    assert [level.value for level in chart("C1", content.AS_OF + timedelta(days=20)).levels] == [2.5]

"""What a claim's chart shows on a day: figures, fan and verdict of that day, in four queries and either language."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from claims.assess import assess
from claims.chartfigures import claim_chart, version_of
from claims.charts.claimchart import ClaimChart, Panel, Undrawn
from claims.models import Assessment, Claim, Rating
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
    assert isinstance(found, ClaimChart), found
    return found


def panel(number: str, as_of: date = content.AS_OF, vintage: Vintage = Vintage.THEN) -> Panel:
    [one] = chart(number, as_of, vintage).panels
    return one


@pytest.mark.usefixtures("assessed_world")
def test_the_chart_of_a_claim_has_its_exact_threshold_days_fan_and_verdict() -> None:
    one, drawn = chart("C1"), panel("C1")
    row = Assessment.objects.get(claim__number="C1", criterion=None, checkpoint=date(2026, 11, 30))
    assert [(level.value, level.role, level.label) for level in drawn.levels] == [(1.5, "holds", "needed ≥ 1.5")]
    days = [one.made, one.opens, one.checkpoint, *one.others, one.as_of]
    assert [str(date_of(day)) for day in days] == [
        "2025-12-01", "2025-12-01", "2026-11-30", "2027-05-31", str(content.AS_OF),
    ]  # fmt: skip
    assert drawn.fan is not None
    assert drawn.fan.quantiles.tolist() == row.facts["fan"]["quantiles"]
    assert drawn.known == (drawn.line.days[-1], drawn.line.values[-1])
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
    early, drawn = chart("C1", date(2026, 1, 10)), panel("C1", date(2026, 1, 10))
    assert date_of(drawn.line.days[-1]) == date(2025, 11, 30)  # of December it becomes known on 14 January
    assert (drawn.fan, early.track) == (None, ()), "it had not been assessed yet"


@pytest.mark.usefixtures("assessed_world")
def test_without_a_newer_assessment_the_chart_stays_that_of_the_last_one() -> None:
    later = chart("C1", date(2026, 4, 1))
    assert later.panels[0].line == panel("C1").line
    assert date_of(later.as_of) == content.AS_OF


@pytest.mark.usefixtures("assessed_world")
def test_of_todays_figures_those_that_came_later_are_shown_too_and_the_fan_stays_where_it_was(tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "longer", 318))
    then, today = panel("C1"), panel("C1", vintage=Vintage.TODAY)
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
    shown = {vintage: dict(panel("C1", vintage=vintage).line.pairs)[june] for vintage in Vintage}
    a_year_before = float(next(line for line in lines if line.startswith("2024-06-01")).split(",")[1])
    further = 100 * 10 / a_year_before
    assert shown[Vintage.THEN] == pytest.approx(shown[Vintage.FIRST] + further)
    assert shown[Vintage.TODAY] == pytest.approx(shown[Vintage.FIRST] + 2 * further)


@pytest.mark.usefixtures("assessed_world")
def test_words_come_in_both_languages() -> None:
    with override("zh-hant"):
        one = claim_chart(claim("C1"), content.AS_OF, TODAY)
    assert isinstance(one, ClaimChart)
    assert one.words.title == "電價的年增率減物價的年增率"
    assert one.panels[0].levels[0].label == "門檻 ≥ 1.5"
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
    assert [(level.value, level.label) for level in panel("C2").levels] == [(0.0, "needed > 0")]


def why(number: str, as_of: date = content.AS_OF) -> str:
    with override("en"):
        found = claim_chart(claim(number), as_of, TODAY)
    assert isinstance(found, Undrawn)
    return found.why


@pytest.mark.usefixtures("assessed_world")
def test_what_cannot_be_drawn_says_why() -> None:
    assert why("C7") == "There is nothing to draw: no figures are known of Jobs."
    assert why("C5") == "There is nothing to draw: people judge this claim by its rubric, and no round is over yet."
    before = date(2026, 1, 10)
    assert why("C4", before) == why("C6", before) == "There is nothing to draw: it has not been assessed yet."


@pytest.mark.usefixtures("assessed_world")
def test_a_claim_whose_test_cannot_be_read_has_no_chart() -> None:
    one = claim("C1")
    [criterion] = one.criteria.all()
    criterion.holds_when = "last(nothing) > 1"
    with override("en"):
        found = claim_chart(one, content.AS_OF, TODAY)
    assert isinstance(found, Undrawn)
    assert found.why == "There is nothing to draw: its test cannot be read."


@pytest.mark.usefixtures("assessed_world")
def test_a_relation_shows_how_its_difference_adds_up_within_what_chance_makes_of_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    kept = Assessment.objects.get(claim__number="C4", criterion=None, checkpoint=date(2026, 11, 30)).facts["cumulated"]
    drawn = panel("C4")
    assert drawn.line.days[0] == chart("C4").opens - 1
    assert drawn.line.values == (0.0, *kept["sums"])
    assert drawn.fan is not None
    assert drawn.fan.quantiles.tolist() == kept["chance"]
    assert drawn.known == (chart("C4").opens - 1, 0.0)
    assert [(level.value, level.label) for level in drawn.levels] == [(0.0, "neither")]
    assert chart("C4").track[-1].label == "cannot tell"
    assert "earlier windows" in chart("C4").words.outcomes
    one = claim("C4")
    with django_assert_num_queries(2):
        claim_chart(one, content.AS_OF, TODAY)


@pytest.mark.usefixtures("assessed_world")
def test_a_claim_that_is_made_of_others_shows_how_each_stands(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one = claim("C6")
    with django_assert_num_queries(3):
        claim_chart(one, content.AS_OF, TODAY)
    together = chart("C6")
    assert [part.label for part in together.parts] == [
        "C1 Power outpaces prices.", "C4 Statement of C4.", "C7 Statement of C7.",
    ]  # fmt: skip
    assert together.parts[0].track == chart("C1").track
    assert [part.track[-1].label for part in together.parts[1:]] == ["cannot tell", "no evidence"]
    assert together.words.test == "It holds when at least 1 of these 3 claims hold."
    assert "C4 Statement of C4.: cannot tell." in together.words.description


def rated(day: int, *figures: float) -> None:
    for place, (p, role) in enumerate(zip(figures, ("rater", "rater", "adjudicator"), strict=True)):
        Rating.objects.create(
            claim=claim("C5"), checkpoint=date(2026, 11, 30), round=Rating.objects.count() // 3 + 1, role=role, p=p,
            level=3, sources=[{"address": f"https://example.org/{place}"}], by=f"{role} {place}", reason="So it is.",
            at=datetime(2026, 1, day, 12, place, tzinfo=UTC),
        )  # fmt: skip


@pytest.mark.usefixtures("assessed_world")
def test_a_judged_claim_shows_what_was_made_of_it_round_by_round_and_nothing_of_an_open_one() -> None:
    rated(5, 0.2, 0.2, 0.2)
    rated(9, 0.5, 0.5, 0.5)
    open_ = Rating(claim=claim("C5"), checkpoint=date(2026, 11, 30), round=3, role="rater", p=0.9, level=5, sources=[],
                   by="eve", reason="So.", at=datetime(2026, 1, 20, tzinfo=UTC))  # fmt: skip
    open_.save()
    drawn = panel("C5")
    assert [(str(date_of(day)), value) for day, value in drawn.line.pairs] == [
        ("2026-01-05", pytest.approx(0.2)), ("2026-01-09", pytest.approx(0.5)),
    ]  # fmt: skip
    assert drawn.is_step
    assert (drawn.line.label, drawn.axis.unit) == ("50% (2026-01-09)", "%")
    assert chart("C5").words.test == "Judged, not measured: 2 rounds, the newest of 3 ratings on 3 sources."
    assert [value for _, value in panel("C5", date(2026, 1, 8)).line.pairs] == [pytest.approx(0.2)]
    assert version_of(claim("C5"), content.AS_OF, date(2026, 11, 30)) == 2


BOTH = "mean(yoy(power) - yoy(prices)) >= 1.5 and last(power) > start(power) and last(jobs) > start(jobs)"


@pytest.fixture
def several(tmp_path: Path, world: Path) -> None:
    """A claim with three conditions, one of which has no figures, and one whose events add up."""
    more = (
        content.claim("C8", content.criterion("C8", BOTH)),
        content.claim("C9", content.criterion("C9", "total(prices) >= 900")),
    )
    content.load(content.write(tmp_path / "more", (*content.CLAIMS, *more)))
    assess(content.AS_OF, [claim("C8"), claim("C9")])


def test_each_condition_has_a_panel_with_its_threshold_and_fan(several: None) -> None:
    one = chart("C8")
    assert [panel.title for panel in one.panels] == [
        "The year-on-year change of Power prices minus the year-on-year change of Prices", "Power prices",
    ]  # fmt: skip
    first, second = one.panels
    assert [level.value for level in first.levels] == [1.5]
    start = dict(second.line.pairs)[day_number(date(2025, 11, 30))]
    assert [level.value for level in second.levels] == [pytest.approx(start, abs=1e-9)]
    facts = Assessment.objects.get(claim__number="C8", criterion=None, checkpoint=date(2026, 11, 30)).facts
    for panel, kept in (
        (first, facts["fan"]),
        (second, next(one for one in facts["fans"] if one["series"] == "power")),
    ):
        assert panel.fan is not None
        assert panel.fan.quantiles.tolist() == kept["quantiles"]
    assert one.words.title == "It holds when all 3 of its conditions do"
    assert one.words.test.startswith("Without figures, and so not drawn: the last figure of Jobs")


def test_what_adds_up_climbs_to_what_is_needed_and_its_fan_is_at_the_checkpoint(several: None) -> None:
    drawn = panel("C9")
    row = Assessment.objects.get(claim__number="C9", criterion=None, checkpoint=date(2026, 11, 30))
    assert drawn.is_step
    assert [level.value for level in drawn.levels] == [900.0]
    assert drawn.line.values[-1] == pytest.approx(row.facts["so_far"][0]["left"], abs=1e-9)
    assert drawn.fan is not None
    assert [str(date_of(day)) for day in drawn.fan.days.tolist()] == ["2026-11-30"]


def test_several_panels_take_four_queries(several: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one = claim("C8")
    for vintage in Vintage:
        with django_assert_num_queries(4):
            assert isinstance(claim_chart(one, content.AS_OF, TODAY, vintage), ClaimChart)


@pytest.mark.usefixtures("assessed_world")
@pytest.mark.parametrize(("redistribute", "is_free"), [("yes", True), ("derived", False), ("no", False)])
def test_figures_are_passed_on_only_where_all_of_their_sources_allow_it(redistribute: str, is_free: bool) -> None:
    Indicator.objects.filter(slug="prices").update(redistribute="yes")
    Indicator.objects.filter(slug="power").update(redistribute=redistribute)
    assert panel("C1").is_free is is_free


@pytest.mark.usefixtures("assessed_world")
def test_what_it_is_held_against_must_be_free_too() -> None:
    Indicator.objects.update(redistribute="yes")
    one = claim("C1")
    [criterion] = one.criteria.all()
    criterion.holds_when = "growth(power) > growth(prices)"
    for redistribute in ("yes", "no"):
        Indicator.objects.filter(slug="prices").update(redistribute=redistribute)
        found = claim_chart(one, content.AS_OF, TODAY)
        assert isinstance(found, ClaimChart)
        assert len(found.panels[0].rivals) == 1
        assert found.panels[0].is_free is (redistribute == "yes")


@pytest.mark.usefixtures("assessed_world")
def test_a_fact_check_has_no_verdict_track() -> None:
    assert (chart("C3").track, panel("C3").fan) == ((), None)


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
    assert [level.value for level in panel("C1").levels] == [1.5]
    assess(content.AS_OF + timedelta(days=20))
    assert [level.value for level in panel("C1", content.AS_OF + timedelta(days=20)).levels] == [2.5]

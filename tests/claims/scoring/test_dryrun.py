"""The dry run: one draft for each fault, and none for a sound one."""

import numpy as np
import pytest

from claims.scoring.dryrun import Fault, Finding, Severity, dry_run, of_relation, unreadable
from claims.scoring.outlook import Question
from claims.scoring.past import World
from evidence.series import History
from tests.claims.scoring.worlds import WALKING, monthly, published, question, walk
from tests.evidence.formula.catalogue import CATALOGUE, day, regular_panel

TODAY = day("2025-11-30")
CPI = published(monthly(walk(1, 300, sigma=0.02), last="2025-10"))


def world(**histories: History) -> World:
    measures = dict.fromkeys(histories, WALKING)
    return World(histories, measures, {slug: (slug,) for slug in histories}, {})


def found(asked: Question, today: int = TODAY, reason: str = "", **histories: History) -> list[Finding]:
    return dry_run(asked, world(**{"cpi": CPI, **histories}), today, reason=reason)


def faults(findings: list[Finding]) -> dict[Fault, Severity]:
    return {one.fault: one.severity for one in findings}


def test_a_sound_draft_has_no_findings() -> None:
    assert found(question("growth(cpi) > 0", ("cpi",))) == []


def test_a_series_without_a_value_today_is_refused_by_name() -> None:
    empty = published(monthly(np.full(12, np.nan)))
    findings = found(question("growth(cpi) > 0 and growth(ppi) > 0", ("cpi", "ppi")), ppi=empty)
    one = next(one for one in findings if one.fault is Fault.NO_VALUE)
    assert (one.severity, one.figures) == (Severity.REFUSED, {"indicator": "ppi", "is_empty": True})


def test_a_series_that_has_stopped_gives_no_value_today() -> None:
    findings = found(question("growth(cpi) > 0", ("cpi",)), today=day("2027-01-31"))
    assert faults(findings)[Fault.NO_VALUE] is Severity.REFUSED


def test_without_a_complete_window_it_is_refused_and_with_few_warned_of() -> None:
    none, few = (published(monthly(walk(1, count, sigma=0.02), last="2025-10")) for count in (11, 24))
    asked = question("growth(cpi) > 0", ("cpi",))
    assert faults(found(asked, cpi=none))[Fault.NO_WINDOW] is Severity.REFUSED
    warned = next(one for one in found(asked, cpi=few) if one.fault is Fault.FEW_WINDOWS)
    assert warned.severity is Severity.WARNING
    assert 0 < int(str(warned.figures["windows"])) < 20


@pytest.mark.parametrize(
    ("holds", "fault"), [("last(cpi) > 0", Fault.NEARLY_ALWAYS), ("last(cpi) < 0", Fault.NEARLY_NEVER)]
)
def test_a_base_rate_near_certainty_is_refused_unless_somebody_wrote_why(holds: str, fault: Fault) -> None:
    asked = question(holds, ("cpi",))
    refused = next(one for one in found(asked) if one.fault is fault)
    assert refused.severity is Severity.REFUSED
    assert (refused.figures["windows"], refused.figures["reason"]) == (289, "")
    noted = next(one for one in found(asked, reason="the author's own bet") if one.fault is fault)
    assert (noted.severity, noted.figures["reason"]) == (Severity.NOTE, "the author's own bet")
    assert faults(found(asked, reason="  "))[fault] is Severity.REFUSED


def test_what_was_true_in_every_past_window_is_refused_however_few_are_independent() -> None:
    # 60 windows of twelve months, five effective ones: the smoothed rate is 6/7, and yet it never was otherwise.
    short = published(monthly(walk(1, 71, sigma=0.02), last="2025-10"))
    for holds, fault, share in (("last(cpi) > 0", Fault.NEARLY_ALWAYS, 1.0), ("last(cpi) < 0", Fault.NEARLY_NEVER, 0)):
        one = next(one for one in found(question(holds, ("cpi",)), cpi=short) if one.fault is fault)
        assert (one.severity, one.figures["rate"]) == (Severity.REFUSED, share)
        assert int(str(one.figures["windows"])) == pytest.approx(60, abs=2)


def test_a_handful_of_windows_proves_no_certainty() -> None:
    few = published(monthly(walk(1, 24, sigma=0.02), last="2025-10"))
    assert Fault.NEARLY_ALWAYS not in faults(found(question("last(cpi) > 0", ("cpi",)), cpi=few))


def test_a_window_in_which_no_period_ends_is_refused() -> None:
    quarters = published(regular_panel("Q", "1990-01-01", [list(walk(5, 143, sigma=0.02))], lag=30), lag=30)
    inside, outside = ((day("2025-12-01"), day(end)) for end in ("2025-12-31", "2025-12-30"))
    fits, does_not = (found(question("last(gdp) > start(gdp)", ("gdp",), window), gdp=quarters)
                      for window in (inside, outside))  # fmt: skip
    assert Fault.NO_PERIOD not in faults(fits)
    one = next(one for one in does_not if one.fault is Fault.NO_PERIOD)
    assert (one.figures["series"], one.figures["frequency"]) == ("gdp", "Q")


def test_a_slower_series_made_inside_the_formula_needs_a_period_too() -> None:
    window = (day("2025-12-02"), day("2025-12-31"))
    findings = found(question('last(yearly(cpi, how="mean")) > 0', ("cpi",), (window[0], day("2026-11-30"))))
    assert Fault.NO_PERIOD not in faults(findings), "2025 ends inside"
    later = found(question('last(yearly(cpi, how="mean")) > 0', ("cpi",), (day("2026-01-01"), day("2026-11-30"))))
    assert faults(later)[Fault.NO_PERIOD] is Severity.REFUSED


def test_holding_and_failing_at_once_is_refused_with_the_number_of_windows() -> None:
    findings = found(question("growth(cpi) > 0", ("cpi",), fails="growth(cpi) < 5"))
    one = next(one for one in findings if one.fault is Fault.OVERLAP)
    assert one.severity is Severity.REFUSED
    growth = 100 * (CPI.values[12:] / CPI.values[:-12] - 1)
    assert one.figures["windows"] == ((growth > 0) & (growth < 5)).sum()
    assert found(question("growth(cpi) > 0", ("cpi",), fails="growth(cpi) < -5")) == []


def test_a_fact_check_needs_no_base_rate() -> None:
    checked = dry_run(question("last(cpi) > 0", ("cpi",)), world(cpi=CPI), TODAY, is_check=True)
    assert checked == []


def test_a_relation_is_told_how_most_of_them_end() -> None:
    assert faults(of_relation([])) == {Fault.RELATION: Severity.NOTE}
    assert faults(of_relation(["cpi"])) == {Fault.NO_VALUE: Severity.REFUSED, Fault.RELATION: Severity.NOTE}


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("last(cpi + payrolls) > 0", "unit|index|person"),
        ("last(cpi - ppi) > 0", "index|base"),
        ("last(price * gdp) > 0", "frequenc|daily|quarterly"),
        ("last(nothing) > 0", "nothing"),
        ("last(cpi)", "expected"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(formula: str, why: str) -> None:
    findings = unreadable({"holds_when": formula, "fails_when": "last(cpi) > 0"}, CATALOGUE)
    assert [(one.fault, one.severity, one.figures["formula"]) for one in findings] == [
        (Fault.UNREADABLE, Severity.REFUSED, "holds_when")
    ]
    assert any(word in str(findings[0].figures["why"]) for word in why.split("|"))


def test_the_worst_comes_first() -> None:
    stopped = world(cpi=published(monthly(walk(1, 30, sigma=0.02), last="2024-12")))
    findings = dry_run(question("last(cpi) > 0", ("cpi",)), stopped, TODAY, reason="It always is.")
    assert {one.severity for one in findings} == {Severity.REFUSED, Severity.WARNING}
    assert [one.severity for one in findings] == sorted((one.severity for one in findings), key=list(Severity).index)

"""A draft that is in no database: the same figures as its assessment would have, and what its author should know."""

import json
import os
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from claims.assess import assess
from claims.models import Assessment, Claim, Criterion
from claims.preview.data import as_data, as_errors
from claims.preview.draft import PRIMARY, Alternative, Draft, DraftError
from claims.preview.formulas import Preview, preview
from claims.preview.wording import PreviewWording
from claims.scoring.dryrun import Fault
from claims.scoring.power import table
from claims.scoring.verdict import Overlay
from claims.wording.power import power
from evidence.formula.canonical import canonical
from evidence.models import Indicator
from evidence.periods import date_of, day_number
from evidence.refresh import refresh
from tests.claims import content

MADE = date(2025, 12, 1)
BY = (date(2026, 11, 30), date(2027, 5, 31))
OUTPACES = "mean(yoy(power) - yoy(prices)) >= 4"


def shown(holds: str = OUTPACES, as_of: date = content.AS_OF, by: tuple[date, ...] = BY, **more: object) -> Preview:
    return preview(Draft(holds, MADE, by, **more), as_of)


def compared(found: Preview, criterion: Criterion) -> list[tuple[object, object]]:
    """Figures of a preview beside those of the stored assessment, checkpoint by checkpoint."""
    pairs: list[tuple[object, object]] = []
    for one in found.prospects:
        row = Assessment.objects.get(criterion=criterion, as_of=found.as_of, checkpoint=date_of(one.close))
        said, odds = one.appraisal, one.appraisal.odds
        pairs += [
            ((odds.hold, odds.fail, odds.mixed, odds.unknown), (row.p_hold, row.p_fail, row.p_mixed, row.p_unknown)),
            (said.base_rate and said.base_rate.rate, row.base_rate),
            ((said.band, said.information), (row.band, row.information)),
            ([str(overlay) for overlay in said.overlays], row.overlays),
        ]
    return pairs


@pytest.mark.parametrize("number", ["C1", "C2", "C7"])
def test_a_stored_criterion_previews_as_it_was_assessed(world: Path, number: str) -> None:
    assess(content.AS_OF)
    for criterion in Claim.objects.get(number=number).criteria.all():
        pairs = compared(preview(Draft.of(criterion), content.AS_OF), criterion)
        assert len(pairs) == 8
        assert all(ours == stored for ours, stored in pairs)


def test_a_relation_has_nothing_to_preview(world: Path) -> None:
    with pytest.raises(ValueError, match=r"expected a criterion with formulas, got the relation C4\.p"):
        Draft.of(Criterion.objects.get(key="C4.p"))


def test_nothing_is_recorded(world: Path) -> None:
    before = Criterion.objects.count(), Claim.objects.count()
    shown()
    assert (Criterion.objects.count(), Claim.objects.count()) == before
    assert not Assessment.objects.exists()


def test_a_draft_has_meanings_inputs_and_lines(world: Path) -> None:
    found = shown("last(prices) >= 150 and growth(power) > 2", fails_when="last(prices) < 120")
    assert [one.indicator.slug for one in found.inputs] == ["prices", "power"]
    prices = found.inputs[0]
    panel = found.dossier.panels["prices"]
    assert prices.value == panel.values[0, -1]
    assert prices.newest == panel.known_end() == day_number(date(2025, 12, 31))
    assert prices.known == day_number(date(2026, 1, 14)), "two weeks after the month's end"
    assert prices.next == day_number(content.AS_OF) + 1, "January's should have come six days ago"
    line = found.lines[0]
    assert [(mark.value, mark.answer) for mark in line.thresholds] == [(150.0, "holds"), (120.0, "fails")]
    assert found.so_far[0].left == panel.values[0, -1]
    assert [canonical(one) for one in found.distances] == ["last(prices) >= 150"]
    assert all(one.appraisal.past.as_far is not None for one in found.prospects)


def test_uncertainty_goes_from_nothing_to_all_and_no_release_comes_too_early(world: Path) -> None:
    for one in shown().prospects:
        days, shares = zip(*one.expected, strict=True)
        assert days[0] == day_number(content.AS_OF)
        assert (shares[0], shares[-1]) == (0.0, 1.0)
        assert list(shares) == sorted(shares)
        assert one.settling is not None
        assert days[-1] == one.settling.last == one.close + 14, "the last month comes out two weeks after its end"
        assert day_number(content.AS_OF) < one.settling.day <= one.settling.last
        assert set(one.settling.by) == {"prices", "power"}


def test_a_calendar_says_when_a_release_comes_as_it_was_known_on_the_day(world: Path) -> None:
    prices = Indicator.objects.get(slug="prices")
    release = prices.source.releases.create(code="1", name="Prices", asked_at=datetime(2026, 2, 1, tzinfo=UTC))
    release.indicators.add(prices)
    release.days.create(day=date(2026, 3, 20), first_seen_at=datetime(2026, 2, 20, 23, tzinfo=UTC))
    release.days.create(day=date(2026, 3, 11), first_seen_at=datetime(2026, 2, 21, tzinfo=UTC))
    assert shown("last(prices) > 150").inputs[0].next == day_number(date(2026, 3, 20))
    release.days.update(struck_at=datetime(2026, 2, 20, 12, tzinfo=UTC))
    assert shown("last(prices) > 150").inputs[0].next == day_number(content.AS_OF) + 1


def test_other_readings_have_their_own_figures(world: Path) -> None:
    others = (Alternative("low", "mean(yoy(power) - yoy(prices)) >= 1"), Alternative("none", "last(jobs) > 0"))
    found = shown(alternatives=others)
    alone = shown("mean(yoy(power) - yoy(prices)) >= 1")
    for one, panel, other in zip(found.prospects, found.panels, alone.prospects, strict=True):
        assert one.alternatives["draft:low"] == other.appraisal.odds
        assert one.alternative_rates["draft:low"] == other.appraisal.base_rate
        assert panel is not None
        assert (panel.readings, panel.silent) == (1, ("draft:none",))
    assert [one.appraisal for one in shown().prospects] == [one.appraisal for one in found.prospects]


def test_a_draft_without_evidence_is_refused_and_still_shown(world: Path) -> None:
    found = shown("last(jobs) > 5")
    assert {one.fault for one in found.findings} >= {Fault.NO_VALUE, Fault.NO_WINDOW}
    assert [one.severity for one in found.findings] == sorted(
        (one.severity for one in found.findings), key=["refused", "warning", "note"].index
    )
    one = found.prospects[0]
    assert one.appraisal.band == Overlay.NO_EVIDENCE
    assert (one.power, one.settling, one.expected, found.lines, found.distances) == (None, None, (), (), {})
    assert (found.inputs[0].newest, found.inputs[0].next) == (None, None)
    assert json.dumps(as_data(found), allow_nan=False)


def test_a_checkpoint_too_far_ahead_is_named_and_given_no_probability(world: Path) -> None:
    found = shown(by=(BY[0], date(2035, 11, 30)))
    assert [one.close for one in found.prospects] == [day_number(BY[0])]
    assert found.beyond == (date(2035, 11, 30),)


def test_a_claim_made_today_or_later_can_be_drafted(world: Path) -> None:
    for made in (content.AS_OF, date(2026, 4, 1)):
        found = preview(Draft("last(prices) >= 166", made, (date(2027, 3, 31),)), content.AS_OF)
        [one] = found.prospects
        assert one.expected[0][1] == 0.0
        assert one.appraisal.odds.unknown == 0.0


def test_a_reason_turns_the_refusal_of_a_sure_thing_into_a_note(world: Path) -> None:
    sure = "last(prices) > 0"
    assert shown(sure).findings[0].severity == "refused"
    assert shown(sure, reason="a bet").findings[0].severity == "note"


def test_each_formula_that_cannot_be_read_is_named_with_its_place(world: Path) -> None:
    with pytest.raises(DraftError) as caught:
        shown("mean(powr) > 1", fails_when="power", alternatives=(Alternative("a", "last(power >"),))
    found = {one.field: one for one in caught.value.mistakes}
    assert set(found) == {"holds_when", "fails_when", "a:holds_when"}
    assert (found["holds_when"].position, found["holds_when"].came) == (5, "powr; did you mean power?")
    assert found["fails_when"].expected == "a yes-or-no answer about the window"
    assert json.loads(json.dumps(as_errors(caught.value)))["errors"][0]["expected"] == "a known indicator"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"checkpoints": ()}, "got none"),
        ({"checkpoints": (BY[1], BY[0])}, "in order from 2025-12-01 on, got 2027-05-31, 2026-11-30"),
        ({"checkpoints": (date(2025, 11, 30),)}, "got 2025-11-30"),
        ({"alternatives": (Alternative(PRIMARY, "x"),)}, "a name of its own"),
        ({"coverage": 0.0}, "from 0.1 to 1, got 0.0"),
    ],
)
def test_a_draft_that_cannot_be_is_refused(more: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Draft(**{"holds_when": "x", "made_on": MADE, "checkpoints": BY, **more})


def test_the_data_have_both_languages_and_exact_thresholds(world: Path) -> None:
    data = as_data(shown("last(prices) >= 150.123456789", alternatives=(Alternative("a", OUTPACES),)))
    assert data["meanings"]["holds_when_zh"] != data["meanings"]["holds_when"]
    assert data["lines"][0]["thresholds"] == [{"value": 150.123456789, "operator": ">=", "answer": "holds"}]
    assert data["formulas"]["fails_when"] == "not last(prices) >= 150.123456789"
    assert {"checkpoint", "p_hold", "base_rate", "base_rate_at_distance", "power", "expected_information",
            "first_release", "alternatives", "agreement"} <= set(data["prospects"][0])  # fmt: skip
    assert data["prospects"][0]["power"]["if"] == "independent"
    assert json.loads(json.dumps(data, allow_nan=False)) == data


@pytest.mark.parametrize(("language", "words"), [("en", "index points"), ("zh-hant", "指數點")])
def test_the_charts_carry_the_exact_thresholds_and_say_what_they_show(world: Path, language: str, words: str) -> None:
    with override(language):
        [drawn] = PreviewWording(shown("between(last(prices), 150.123456789, 170)")).charts()
    picture = ElementTree.fromstring(drawn)  # noqa: S314 our own
    marks = [float(one.attrib["data-value"]) for one in picture.iter("line") if "data-value" in one.attrib]
    assert marks == [150.123456789, 170.0]
    assert words in str(picture.findtext("title"))
    assert "162.1 " in "".join(one.text or "" for one in picture.iter("text")), "the newest figure"


@pytest.mark.parametrize(
    ("language", "word"), [("en", "earliest release that could settle"), ("zh-hant", "最早可能結算")]
)
def test_the_command_says_it_in_both_languages(
    world: Path, language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("preview", OUTPACES, made=MADE, by=list(BY), as_of=content.AS_OF, language=language,
                 alternative=["growth(power) > 1"])  # fmt: skip
    printed = capsys.readouterr().out
    assert word in printed
    assert "%(" not in printed


def test_the_command_gives_data_or_errors_as_json(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("preview", OUTPACES, made=MADE, as_of=content.AS_OF, as_json=True)
    assert json.loads(capsys.readouterr().out)["checkpoints"] == [str(day) for day in BY]
    with pytest.raises(SystemExit):
        call_command("preview", "mean(powr) > 1", as_of=content.AS_OF, as_json=True)
    assert json.loads(capsys.readouterr().out)["errors"][0]["position"] == 5
    with pytest.raises(CommandError, match="did you mean power"):
        call_command("preview", "mean(powr) > 1", as_of=content.AS_OF, stdout=StringIO())
    with pytest.raises(CommandError, match="expected checkpoints in order"):
        call_command("preview", OUTPACES, made=MADE, by=[date(2020, 1, 1)], as_of=content.AS_OF)


@pytest.mark.parametrize("language", ["en", "zh-hant"])
@pytest.mark.parametrize("holds", [OUTPACES, "last(jobs) > 5", "last(prices) > 0", "last(prices) < 200"])
def test_every_sentence_is_made_in_both_languages(world: Path, holds: str, language: str) -> None:
    with override(language):
        found = shown(holds, by=(*BY, date(2035, 1, 1)))
        wording = PreviewWording(found)
        said = wording.draft()
        for one, panel in zip(found.prospects, found.panels, strict=True):
            said += wording.prospect(one, panel)
        said += [*power(table(0.02)), *power(table(0.999))]
    assert all(said)
    assert not any("%(" in one or "%%" in one for one in said)


SHARED = os.environ.get("CLAIMBASE_SHARED", "")


@pytest.mark.skipif(not SHARED, reason="CLAIMBASE_SHARED names no folder with the evidence archive")
def test_criteria_of_the_first_article_preview_as_they_were_assessed(first_article: None, inline: None) -> None:
    """One of two series that are revised, one of four that come at different times, and one without any."""
    as_of = date(2026, 8, 22)
    wanted = ["temp_help_jobs", "payrolls", "copper_price", "transformer_prices", "electricity_price",
              "power_construction", "cpi_electricity", "cpi_all"]  # fmt: skip
    refresh(
        Indicator.objects.filter(slug__in=wanted), client=None, now=content.NOW.replace(month=8, day=22),
        settings={"findings": "/none"}, archive_folder=Path(SHARED) / "archive",
    )  # fmt: skip
    assess(as_of, Claim.objects.with_everything().filter(number__in=["C31", "C48"]))
    for key, told in (("C31.s1", True), ("C48.p", True), ("C48.s1", True), ("C31.x1", False)):
        criterion = Criterion.objects.get(key=key)
        found = preview(Draft.of(criterion), as_of)
        pairs = compared(found, criterion)
        assert pairs
        assert all(ours == stored for ours, stored in pairs), key
        assert (found.prospects[0].appraisal.band != Overlay.NO_EVIDENCE) is told

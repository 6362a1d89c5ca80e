"""The chart of a claim as data: valid Vega-Lite, in UTC, with each threshold where its stored figure lies."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import altair
import numpy as np
import pytest
from jsonschema import ValidationError

from claims.charts import palette
from claims.charts.claimchart import ClaimChart, Level, Line, Part, Stretch
from claims.charts.layout import CARD, NARROW, SIZES, WIDE, Layout, Size, milliseconds
from claims.charts.sparkline import Fan
from claims.charts.specification import specification
from claims.charts.writing import crossings, texts
from tests.claims.charts.charted import AS_OF, CHECKPOINT, LATER, OPENS, WORDS, chart, months, panel, three
from tests.evidence.formula.catalogue import day

sizes = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)


def layers(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parts = [part for one in found["layer"] for part in one.get("layer", [one])]
    assert len({part["name"] for part in parts}) == len(parts)
    return {part["name"]: part for part in parts}


def rows(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return layers(found)[name]["data"]["values"]


@sizes
def test_the_specification_is_vega_lite_by_its_own_grammar(size: Size) -> None:
    altair.LayerChart.from_dict(specification(chart(), size))


@sizes
def test_a_chart_of_a_line_alone_is_valid_too(size: Size) -> None:
    bare = chart(levels=(), fan=None, track=(), moves=(), others=())
    altair.LayerChart.from_dict(specification(bare, size))


def test_the_grammar_would_refuse_a_mistake() -> None:
    spoilt = specification(chart(), WIDE)
    spoilt["layer"][-1]["mark"]["type"] = "rectangle"
    with pytest.raises(ValidationError):
        altair.LayerChart.from_dict(spoilt)


@sizes
def test_a_picture_has_the_same_size_whatever_it_shows(size: Size) -> None:
    for one in (chart(), chart(fan=None, track=(), moves=(), levels=()), chart(words=replace(WORDS, title="力" * 90))):
        found = specification(one, size)
        pad = found["padding"]
        assert found["width"] + pad["left"] + pad["right"] == size.width
        assert found["height"] + pad["top"] + pad["bottom"] == size.height


def test_a_threshold_keeps_all_of_its_digits() -> None:
    found = specification(chart(levels=(Level(0.18537291648, "", "holds"),)), WIDE)
    assert [row["value"] for row in rows(found, "levels")] == [0.18537291648]


def test_no_scale_is_rounded_or_made_nice_and_days_are_in_utc() -> None:
    for one in layers(specification(chart(), WIDE)).values():
        for channel in ("x", "y"):
            scale = one["encoding"].get(channel, {}).get("scale")
            if scale:
                assert scale["nice"] is False
                assert channel == "y" or scale["type"] == "utc"


def test_all_that_is_drawn_lies_on_the_scale() -> None:
    far = chart(levels=(Level(40.0, "", "holds"), Level(-7.0, "", "baseline")))
    low, high = Layout(far, WIDE).plots[0].domain
    assert low < -7 < 40 < high


def test_an_axis_begins_at_zero_where_figures_are_near_it_and_not_below() -> None:
    flat = Line(months("2024-01-01", 3), (1.0, 5.0, 20.0), "")
    one = chart(line=flat, levels=(), fan=None)
    assert Layout(one, WIDE).plots[0].domain[0] == 0
    high = chart(line=replace(flat, values=(101.0, 105.0, 120.0)), levels=(), fan=None)
    assert Layout(high, WIDE).plots[0].domain[0] > 90


def test_a_series_that_never_moves_has_a_scale() -> None:
    low, high = (
        Layout(chart(line=Line(months("2024-01-01", 3), (4.0,) * 3, ""), levels=(), fan=None), WIDE).plots[0].domain
    )
    assert low < 4 < high


def test_the_axis_is_written_in_round_figures_of_its_unit() -> None:
    one = chart(
        line=Line(months("2024-01-01", 3), (1.0e11, 2.0e11, 4.0e11), ""), levels=(), fan=None,
        axis=replace(panel().axis, factor=1e9),
    )  # fmt: skip
    assert Layout(one, WIDE).plots[0].tick_labels[:3] == ["100", "150", "200"]
    small = chart(line=Line(months("2024-01-01", 3), (0.010, 0.012, 0.021), ""), levels=(), fan=None)
    [plot] = Layout(small, WIDE).plots
    assert [float(text) for text in plot.tick_labels] == pytest.approx(plot.ticks.values)
    assert len({len(text) for text in plot.tick_labels}) == 1


def test_a_gap_of_the_series_stays_one() -> None:
    assert [row["value"] for row in rows(specification(chart(), WIDE), "history")].count(None) == 1


def test_the_fan_begins_at_the_last_figure_known_and_has_its_quantiles_in_order() -> None:
    one, (day, value) = chart(), panel().known
    first, *rest = rows(specification(one, WIDE), "band0")
    assert first["day"] == milliseconds(day)
    assert [first[f"q{place}"] for place in range(7)] == pytest.approx([value] * 7)
    assert len(rest) == 4
    for row in rest:
        assert sorted(row[f"q{place}"] for place in range(7)) == [row[f"q{place}"] for place in range(7)]
    bands = [layers(specification(one, WIDE))[f"band{place}"]["encoding"] for place in range(3)]
    assert [(band["y"]["field"], band["y2"]["field"]) for band in bands] == [("q0", "q6"), ("q1", "q5"), ("q2", "q4")]


def test_a_day_of_the_fan_that_is_known_by_now_is_left_out() -> None:
    fan, (known, _) = panel().fan, panel().known
    assert fan is not None
    early = chart(fan=Fan(np.r_[known, fan.days], np.c_[fan.quantiles[:, :1], fan.quantiles]))
    assert len(rows(specification(early, WIDE), "band0")) == 5


def test_the_horizon_reaches_from_the_opening_to_the_checkpoint_that_is_shown() -> None:
    [row] = rows(specification(chart(), WIDE), "horizon")
    assert row == {"day": milliseconds(OPENS), "until": milliseconds(CHECKPOINT)}


def test_the_day_of_the_picture_is_marked_where_later_figures_are_shown() -> None:
    days = [row["day"] for row in rows(specification(chart(), WIDE), "days")]
    assert days == [milliseconds(one) for one in (OPENS, CHECKPOINT, LATER)]
    later = chart(line=Line(months("2022-01-01", 58), (1.0,) * 58, ""))
    assert milliseconds(AS_OF) in [row["day"] for row in rows(specification(later, WIDE), "days")]


def test_a_claim_that_was_checked_long_ago_fills_its_picture() -> None:
    past = chart(others=(), track=(), as_of=day("2036-01-01"))
    assert past.last_day == CHECKPOINT
    assert chart(others=(), as_of=AS_OF).last_day == CHECKPOINT
    waiting = Stretch(OPENS, day("2027-02-01"), "undecided", "undecided")
    assert chart(others=(), track=(waiting,)).last_day == waiting.last, "a verdict that goes on is seen"


@sizes
def test_every_checkpoint_is_called_one_where_names_have_to_make_room(size: Size) -> None:
    said = [one.text for one in texts(Layout(chart(), size))]
    assert "claim made 2025-12-01" in said
    assert "checkpoint 2026-11-30" in said
    assert "checkpoint 2027-05-31" in said


def test_room_for_the_verdict_track_is_kept_where_there_is_none() -> None:
    with_one, without = (specification(chart(track=track, moves=()), WIDE) for track in (chart().track, ()))
    assert with_one["height"] == without["height"]
    assert "track" not in layers(without)


def test_a_verdict_is_said_in_words_beside_its_colour() -> None:
    written = [one.text for one in texts(Layout(chart(), WIDE))]
    assert "Verdict so far: leaning to hold" in written
    assert "2026-03-31 leaning to hold: consumer prices" in written
    colors = [row["color"] for row in rows(specification(chart(), WIDE), "track")]
    assert colors == [palette.of_band("undecided"), palette.of_band("leaning to hold")]


@sizes
def test_no_writing_lies_over_another_or_leaves_the_picture(size: Size) -> None:
    words = replace(
        WORDS, title="電力消費者物價年增率減去整體消費者物價年增率的差距", made="論點提出日", checkpoint="檢驗時點"
    )
    close = (Level(1.5, "holds ≥ 1.5", "holds"), Level(1.45, "fails ≤ 1.45", "fails"), Level(1.48, "start", "baseline"))
    for one in (chart(), chart(words=words), chart(levels=close)):
        layout = Layout(one, size)
        assert crossings([text for text in texts(layout) if not text.halo]) == []
        assert layout.body >= 90
        for text in texts(layout):
            assert -layout.top < text.y < layout.body + layout.bottom
            assert text.x >= -layout.left


def test_a_card_says_what_was_claimed() -> None:
    written = [one.text for one in texts(Layout(chart(), CARD))]
    assert written[0] == "Power outpaces prices."
    assert "Power minus prices" in written
    assert WORDS.test not in written
    assert WORDS.test in " ".join(one.text for one in texts(Layout(chart(), NARROW)))


def test_another_series_is_drawn_dashed_and_named() -> None:
    rival = Line(months("2022-01-01", 50), (1.0,) * 50, "needed: prices plus 10")
    found = specification(chart(rivals=(rival,)), WIDE)
    assert layers(found)["rival"]["mark"]["strokeDash"]
    assert "needed: prices plus 10" in [row["text"] for row in rows(found, "words")]
    altair.LayerChart.from_dict(found)


def test_each_colour_has_one_property() -> None:
    roles = [value for name, value in vars(palette).items() if name.isupper() and isinstance(value, str)]
    every = [*roles, *palette.BANDS.values()]
    assert len(set(every)) == len(every)
    assert set(every) == set(palette.PROPERTIES)
    assert len(set(palette.PROPERTIES.values())) == len(every)


@sizes
def test_several_panels_are_valid_and_their_words_lie_apart(size: Size) -> None:
    found, layout = specification(three(), size), Layout(three(), size)
    altair.LayerChart.from_dict(found)
    assert len([one for one in found["layer"] if "layer" in one]) == len(layout.plots) == (1 if size is CARD else 3)
    written = [text for text in texts(layout) if not text.halo]
    assert crossings(written) == []
    for text in texts(layout):
        assert -layout.top < text.y < layout.body + layout.bottom
    for above, below in pairwise(layout.plots):
        assert above.bottom < below.head < below.top


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_each_panel_has_its_own_scale_its_threshold_and_the_days_of_all(size: Size) -> None:
    found, layout = specification(three(), size), Layout(three(), size)
    drawn = layers(found)
    for plot, end in zip(layout.plots, ("", "_2", "_3"), strict=True):
        levels = drawn[f"levels{end}"]
        assert [row["value"] for row in levels["data"]["values"]] == [one.value for one in plot.panel.levels]
        scale = levels["encoding"]["y"]["scale"]
        assert scale["range"] == [plot.bottom, plot.top]
        low, high = scale["domain"]
        assert all(low <= value <= high for value in plot.panel.figures())
        assert drawn[f"history{end}"]["encoding"]["x"]["scale"] == drawn["history"]["encoding"]["x"]["scale"]
        assert rows(found, f"horizon{end}") == rows(found, "horizon")
    assert found["resolve"] == {"scale": {"y": "independent"}}


def test_a_picture_of_several_panels_is_as_high_as_they_need() -> None:
    found = specification(three(), WIDE)
    assert found["height"] + found["padding"]["top"] + found["padding"]["bottom"] > WIDE.height
    assert found["height"] == Layout(three(), WIDE).plots[-1].bottom


def test_a_count_climbs_in_steps_and_figures_in_lines() -> None:
    drawn = layers(specification(three(), WIDE))
    assert drawn["history_2"]["mark"]["interpolate"] == "step-after"
    assert "interpolate" not in drawn["history"]["mark"]


def test_two_others_are_told_apart_by_their_dashes() -> None:
    drawn = layers(specification(three(), WIDE))
    dashes = [drawn[name]["mark"]["strokeDash"] for name in ("rival_3", "rival1_3")]
    assert dashes[0] != dashes[1]
    assert [row["dash"] for row in drawn["swatch"]["data"]["values"]] == dashes


def made_of_others() -> ClaimChart:
    parts = tuple(Part(f"C{number} Power runs short.", chart().track[:number]) for number in (1, 2))
    return chart(panels=(), parts=parts)


@sizes
def test_a_claim_that_is_made_of_others_shows_their_verdicts(size: Size) -> None:
    one = made_of_others()
    found, layout = specification(one, size), Layout(one, size)
    altair.LayerChart.from_dict(found)
    assert len(layout.parts) == 2
    tops = [row["top"] for row in rows(found, "parts")]
    assert tops == [layout.parts[0][0], layout.parts[1][0], layout.parts[1][0]]
    assert {"C1 Power runs short.", "C2 Power runs short."} <= {text.text for text in texts(layout)}
    assert crossings(texts(layout)) == []

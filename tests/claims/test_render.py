"""Charts as pictures: a threshold is drawn where its stored figure lies; what was drawn is kept, and found again."""

import re
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from claims import render
from claims.assess import assess
from claims.charts.claimchart import Level
from claims.charts.layout import CARD, NARROW, SIZES, WIDE, Layout, Size
from claims.charts.picture import finished
from claims.charts.plots import Plot
from claims.charts.specification import specification
from claims.models import Claim
from claims.render import FORMATS, Asked, asked, asking, clear, draw, kept, wish
from claims.wording.charted import Vintage
from tests.claims import content
from tests.claims.charts.charted import chart, panel, three
from tests.claims.drawing import rendered
from tests.database import CHECKOUT

__all__ = ["rendered"]

SVG = "{http://www.w3.org/2000/svg}"
NOW = 1_800_000_000.0
sizes = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)


def wanted(number: str = "C1", as_of: date = content.AS_OF, **given: Any) -> Asked:
    one = Claim.objects.with_everything().get(number=number)
    return asking(one, (as_of, date(2026, 12, 31), date(2026, 11, 30)), given.pop("language", "en"), **given)


def marks(svg: str, layer: str) -> list[ElementTree.Element]:
    """What was drawn of one layer."""
    root = ElementTree.fromstring(svg)  # noqa: S314 our own
    return [
        child
        for group in root.iter(f"{SVG}g")
        if f"{layer}_marks" in group.attrib.get("class", "").split()
        for child in group
    ]


def moved(element: ElementTree.Element) -> tuple[float, float]:
    found = re.match(r"translate\(([-0-9.e]+),([-0-9.e]+)\)", element.attrib["transform"])
    assert found
    return float(found[1]), float(found[2])


def at(line: ElementTree.Element, plot: Plot) -> float:
    """The figure at which a level was drawn."""
    low, high = plot.domain
    return high - (moved(line)[1] - plot.top) * (high - low) / plot.height


@sizes
@pytest.mark.parametrize("value", [0.185, 0.18, 1.2345678901, -0.4, 1.5])
def test_the_drawn_threshold_is_the_stored_one(rendered: Path, size: Size, value: float) -> None:
    one = chart(levels=(Level(value, "needed", "holds"),))
    [line] = marks(render.svg(specification(one, size)), "levels")
    assert at(line, Layout(one, size).plots[0]) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_each_panel_has_the_stored_threshold(rendered: Path, size: Size) -> None:
    svg = render.svg(specification(three(), size))
    for plot in Layout(three(), size).plots:
        lines = marks(svg, f"levels_{plot.number + 1}" if plot.number else "levels")
        low, high = plot.domain
        for line, level in zip(lines, plot.panel.levels, strict=True):
            assert at(line, plot) == pytest.approx(level.value, abs=1e-9 * max(high - low, 1.0))


def test_the_line_is_drawn_where_its_figures_lie(rendered: Path) -> None:
    one = chart()
    [path] = marks(render.svg(specification(one, WIDE)), "history")
    layout = Layout(one, WIDE)
    points = [tuple(map(float, point.split(","))) for point in re.findall(r"[ML]([-0-9.]+,[-0-9.]+)", path.attrib["d"])]
    [plot] = layout.plots
    known = [(layout.x(day), plot.y(value)) for day, value in plot.panel.line.pairs if value is not None]
    assert len(points) == len(known)
    for point, place in zip(points, known, strict=True):
        assert point == pytest.approx(place, abs=0.002)
    assert path.attrib["d"].count("M") == 2, "the gap is one in the picture too"


@sizes
def test_a_finished_picture_has_its_size_and_no_style_of_its_own(rendered: Path, size: Size) -> None:
    drawn = finished(render.svg(specification(chart(), size)), chart(), size)
    root = ElementTree.fromstring(drawn)  # noqa: S314 our own
    assert (root.attrib["width"], root.attrib["height"]) == (str(size.width), str(size.height))
    assert "style" not in drawn
    assert "clip" not in drawn
    assert len(drawn) < 16_000


def test_a_picture_is_drawn_once_and_found_again(assessed_world: None, rendered: Path) -> None:
    assert kept(wanted()) is None
    made = draw(wanted())
    assert kept(wanted()) == made
    first = {form: made.content(form) for form in FORMATS}
    assert (first["svg"] or b"")[:4] == b"<svg"
    assert struct.unpack(">II", (first["png"] or b"")[16:24]) == (1440, 900)
    before = [file.stat().st_ctime_ns for file in sorted(rendered.rglob("*.png"))]
    draw(wanted())
    assert [file.stat().st_ctime_ns for file in sorted(rendered.rglob("*.png"))] == before


def test_a_sign_that_the_font_lacks_is_named_in_pixels_and_not_left_out(
    rendered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    engine = SimpleNamespace(svg_to_png=lambda drawn, scale: given.append(drawn) or b"")
    monkeypatch.setattr(render, "_engine", lambda: engine)
    render.png("<text>門檻 ≥ 2\u3402</text>")
    assert given == ["<text>門檻 ≥ 2[U+3402]</text>"]


def test_a_card_is_as_large_as_previews_of_links_want_it(assessed_world: None, rendered: Path) -> None:
    png = draw(wanted(size=CARD)).content("png")
    assert png
    assert struct.unpack(">II", png[16:24]) == (1200, 630)


def test_languages_sizes_vintages_and_days_have_pictures_of_their_own(assessed_world: None, rendered: Path) -> None:
    every = [wanted(), wanted(language="zh-hant"), wanted(size=CARD), wanted(vintage=Vintage.FIRST),
             wanted(vintage=Vintage.TODAY), wanted(as_of=date(2026, 1, 10))]  # fmt: skip
    assert len({one.name for one in every}) == len(every)
    chinese = draw(every[1]).content("svg")
    assert chinese
    assert "電價的年增率" in chinese.decode()


def test_until_something_new_is_known_the_picture_stays(assessed_world: None, tmp_path: Path) -> None:
    before = wanted(as_of=date(2026, 3, 1)).name
    assert before == wanted().name == wanted(as_of=date(2026, 3, 9)).name
    content.learn(content.archive(tmp_path / "longer", 314))
    assess(date(2026, 3, 5), processes=1)
    assert wanted(as_of=date(2026, 3, 1)).name == before
    assert wanted(as_of=date(2026, 3, 9)).name != before


def test_what_has_no_chart_is_remembered_too(assessed_world: None, rendered: Path) -> None:
    made = draw(wanted("C5"))
    assert (made.key, made.why[:27]) == ("", "There is nothing to draw: p")
    assert kept(wanted("C5")) == made
    assert draw(wanted("C5", language="zh-hant")).why.startswith("沒有可畫的內容")


def test_a_picture_that_was_removed_is_drawn_again(assessed_world: None, rendered: Path) -> None:
    made = draw(wanted())
    for file in rendered.rglob("*.svg"):
        file.unlink()
    assert made.content("svg") is None
    assert draw(wanted()).content("svg")


def test_a_message_says_all_that_was_asked_for(assessed_world: None) -> None:
    one = wanted(language="zh-hant", vintage=Vintage.TODAY, size=CARD)
    assert asked(*one.arguments) == one
    for spoilt in (("nobody", *one.arguments[1:]), (*one.arguments[:-1], "huge")):
        with pytest.raises((Claim.DoesNotExist, KeyError)):
            asked(*spoilt)


def test_a_worker_is_told_once_a_minute_and_of_no_more_than_it_can_draw(assessed_world: None, rendered: Path) -> None:
    one = wanted()
    assert wish(one, NOW)
    assert not wish(one, NOW + 30)
    assert wish(one, NOW + 90)
    render.MOST_WISHES, most = 1, render.MOST_WISHES
    try:
        assert not wish(wanted(size=CARD), NOW + 91)
        assert wish(wanted(size=CARD), NOW + 200), "nobody met the other one, and it is forgotten"
    finally:
        render.MOST_WISHES = most


def test_a_wish_ends_when_it_is_met(assessed_world: None, rendered: Path) -> None:
    assert wish(wanted(), NOW)
    draw(wanted())
    assert wish(wanted(), NOW + 1)


def test_what_nobody_asks_for_is_cleared(assessed_world: None, rendered: Path) -> None:
    made = draw(wanted())
    newest = max(file.stat().st_mtime for file in rendered.rglob("*") if file.is_file())
    assert clear(newest + render.KEPT - 1) == 0
    assert clear(newest + render.KEPT + 1) == 3
    assert (made.content("svg"), kept(wanted())) == (None, None)


def test_other_words_or_code_are_another_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = specification(chart(), WIDE)
    key = render.key_of(spec)
    assert render.key_of(specification(chart(), WIDE)) == key
    with override("zh-hant"):
        assert render.key_of(specification(chart(), WIDE)) == key, "words come with the figures"
    assert render.key_of(specification(chart(levels=(replace(panel().levels[0], value=1.6),)), WIDE)) != key
    assert render.key_of(specification(chart(is_free=False), WIDE)) != key
    monkeypatch.setattr(render, "_code", lambda: "other")
    assert render.key_of(spec) != key


def test_serving_and_telling_load_no_renderer() -> None:
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'claimbase.settings'\n"
        "import django; django.setup()\n"
        "import claims.tasks, claims.urls, claims.views.charts, claimbase.celery, claimbase.wsgi\n"
        "print('vl_convert' in sys.modules, 'fontTools' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, text=True, capture_output=True, check=True)
    assert ended.stdout.splitlines()[-1] == "False False"

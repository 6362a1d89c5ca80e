"""A claim's chart in a real browser: drawn where its figures say, in both themes and widths, by pointer and keys."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from claims import explorer
from claims.assess import assess
from claims.charts.claimchart import ClaimChart
from claims.charts.layout import NARROW, WIDE, Layout, Size
from claims.models import Claim
from claims.render import asking, draw
from claims.views import charts
from evidence.models import Indicator
from tests.browser.test_desk import sign_in
from tests.claims import content
from tests.claims.conftest import _assessed_world, _loaded, _world, assessed_world, inline, remembered
from tests.claims.drawing import rendered

__all__ = ["_assessed_world", "_loaded", "_world", "assessed_world", "inline", "remembered", "rendered"]

pytestmark = [pytest.mark.usefixtures("assessed_world"), pytest.mark.xdist_group("browser")]
DAYS = (content.AS_OF, date(2026, 12, 31), date(2026, 11, 30))  # of the chart, today, of the checkpoint
SHOWN = "svg.claim-chart:visible"


@pytest.fixture
def address(site: str, rendered: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page with the chart alone, once a worker has drawn it."""
    monkeypatch.setattr(charts, "_now", lambda: datetime(2026, 12, 31, tzinfo=UTC))
    content.enter()
    claim = Claim.objects.with_everything().get(number="C1")
    for size in (WIDE, NARROW):
        draw(asking(claim, DAYS, "en", size=size))
    return f"{site}/claims/{claim.slug}/embed/?as_of={content.AS_OF}"


@pytest.fixture
def opened(context: Callable[..., BrowserContext], address: str) -> Callable[..., Page]:
    def open_(width: int = 1280, **options: object) -> Page:
        page = context(viewport={"width": width, "height": 700}, **options).new_page()
        page.goto(address)
        return page

    return open_


@pytest.mark.parametrize(("width", "size"), [(1280, WIDE), (400, NARROW)], ids=["wide", "narrow"])
def test_the_threshold_stands_at_its_figure_on_the_page(opened: Callable[..., Page], width: int, size: Size) -> None:
    page = opened(width)
    chart = asking(Claim.objects.with_everything().get(number="C1"), DAYS, "en", size=size).chart
    assert isinstance(chart, ClaimChart)
    [plot] = Layout(chart, size).plots
    low, high = plot.domain
    assert page.locator(SHOWN).count() == 1
    drawn = page.locator(f"{SHOWN} .levels_marks line").get_attribute("transform") or ""
    y = float(re.findall(r"[-0-9.]+", drawn)[1])
    assert high - y * (high - low) / plot.height == pytest.approx(1.5, abs=1e-9)
    box = page.locator(SHOWN).bounding_box()
    assert box
    assert box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_mode_changes_colours_and_nothing_else(opened: Callable[..., Page]) -> None:
    looks = {}
    for theme in ("light", "dark"):
        page = opened(color_scheme=theme)
        line = page.locator(f"{SHOWN} .history_marks path")
        paper = page.locator(f"{SHOWN} > rect").first
        looks[theme] = (
            line.evaluate("one => getComputedStyle(one).stroke"), paper.evaluate("one => getComputedStyle(one).fill"),
            line.get_attribute("d"),
        )  # fmt: skip
    assert looks["light"][:2] == ("rgb(31, 95, 168)", "rgb(255, 255, 255)")
    assert looks["dark"][:2] == ("rgb(121, 180, 242)", "rgb(17, 23, 29)")
    assert looks["light"][2] == looks["dark"][2]


def test_figures_are_shown_by_the_arrow_keys_and_under_the_pointer(opened: Callable[..., Page]) -> None:
    page = opened()
    shown = page.locator(f"{SHOWN} .cross text")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    last = shown.text_content() or ""
    assert re.fullmatch(r"2025-12-31: [0-9.]+ percentage points", last)
    page.keyboard.press("ArrowLeft")
    before = shown.text_content()
    assert before != last
    page.keyboard.press("ArrowRight")
    assert shown.text_content() == last
    box = page.locator(SHOWN).bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    assert (shown.text_content() or "")[:4] in ("2020", "2021")


def test_without_scripts_the_chart_and_its_words_are_there(opened: Callable[..., Page]) -> None:
    page = opened(java_script_enabled=False)
    assert {"needed ≥ 1.5", "claim made 2025-12-01"} <= set(page.locator(f"{SHOWN} text").all_text_contents())


@pytest.fixture
def several(site: str, rendered: Path, tmp_path: Path) -> str:
    """The address of a claim's page whose chart has two panels, drawn, and the library to explore it."""
    text = "mean(yoy(power) - yoy(prices)) >= 1.5 and growth(power) >= 2.25"
    content.load(
        content.write(tmp_path / "more", (*content.CLAIMS, content.claim("C8", content.criterion("C8", text))))
    )
    Indicator.objects.update(redistribute="yes")
    claim = Claim.objects.with_everything().get(number="C8")
    assess(content.AS_OF, [claim], processes=1)
    content.enter(claims_=[claim])
    explorer.make()
    today = datetime.now(UTC).date()
    for language in ("en", "zh-hant"):
        for size in (WIDE, NARROW):
            draw(asking(claim, (content.AS_OF, today, DAYS[2]), language, size=size))
    return f"{site}{{}}/claims/{claim.slug}/?as_of={content.AS_OF}"


@pytest.mark.parametrize(("width", "size"), [(1280, WIDE), (400, NARROW)], ids=["wide", "narrow"])
def test_each_panel_has_its_threshold_at_its_figure(
    context: Callable[..., BrowserContext], several: str, width: int, size: Size
) -> None:
    page = context(viewport={"width": width, "height": 900}).new_page()
    page.goto(several.format(""))
    chart = asking(Claim.objects.with_everything().get(number="C8"), (content.AS_OF, *DAYS[1:]), "en", size=size).chart
    assert isinstance(chart, ClaimChart)
    for plot, stored in zip(Layout(chart, size).plots, (1.5, 2.25), strict=True):
        name = "levels_2_marks" if plot.number else "levels_marks"
        drawn = page.locator(f"{SHOWN} .{name} line").first.get_attribute("transform") or ""
        y, (low, high) = float(re.findall(r"[-0-9.]+", drawn)[1]), plot.domain
        assert high - (y - plot.top) * (high - low) / plot.height == pytest.approx(stored, abs=1e-9)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(SHOWN).focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(f"{SHOWN} .cross text").count() == 2


@pytest.mark.parametrize(
    ("prefix", "scheme", "width"),
    [("", "light", 1280), ("/zh-hant", "dark", 400)],
    ids=["en-light-wide", "zh-dark-narrow"],
)
def test_a_chart_is_explored_by_keys_alone_within_the_content_policy(
    context: Callable[..., BrowserContext], several: str, look: Callable[[Page, str], None], prefix: str, scheme: str,
    width: int,
) -> None:  # fmt: skip
    """What the policy keeps from the page fails the test: see `context`."""
    page = context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    loaded: list[str] = []
    page.on("request", lambda asked: loaded.append(asked.url))
    page.goto(several.format(prefix))
    assert not any("explorer/vega" in one for one in loaded), "it is loaded only when it is asked for"
    page.locator("[data-explore]").focus()
    page.keyboard.press("Enter")
    page.locator(".explored[data-is=ready] .view svg").wait_for()
    assert any("explorer/vega" in one for one in loaded)
    whole = drawn(page)
    page.locator("[data-do=nearer]").focus()
    page.keyboard.press("Enter")
    said = page.locator(".explored output")
    nearer = said.text_content()
    page.wait_for_function("before => document.querySelector('.view .mark-line path').outerHTML !== before", arg=whole)
    page.locator(".view").focus()
    page.keyboard.press("ArrowLeft")
    earlier = said.text_content()
    page.keyboard.press("ArrowRight")
    assert earlier != said.text_content() == nearer
    page.keyboard.press("0")
    page.wait_for_function("before => document.querySelector('.view .mark-line path').outerHTML === before", arg=whole)
    assert re.fullmatch(r"2020-1[0-9]-[0-9]{2} – 2027-05-31", said.text_content() or "")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    look(page, f"explored{prefix.replace('/', '-')}-{scheme}-{width}")


def drawn(page: Page) -> str:
    return str(page.locator(".view .mark-line path").first.evaluate("one => one.outerHTML"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_analysts_see_the_chart_and_an_indicators_figures_in_the_admins_own_light_and_dark(
    context: Callable[..., BrowserContext], several: str, look: Callable[[Page, str], None], scheme: str
) -> None:
    site = several.partition("{}")[0]
    page = sign_in(context(locale="en-US", viewport={"width": 1280, "height": 900}, color_scheme=scheme), site)
    page.goto(f"{site}/admin/claims/claim/{Claim.objects.get(number='C8').pk}/editor/")
    line = page.locator(f"{SHOWN} polyline, {SHOWN} .history_marks path").last
    stroke = line.evaluate("one => getComputedStyle(one).stroke")
    assert stroke == {"light": "rgb(31, 95, 168)", "dark": "rgb(121, 180, 242)"}[scheme]
    look(page, f"admin-claim-{scheme}")
    page.goto(f"{site}/admin/evidence/indicator/{Indicator.objects.get(slug='power').pk}/change/")
    drawn = page.locator("svg.figures polyline").first.evaluate("one => getComputedStyle(one).stroke")
    assert drawn == page.locator("svg.figures").evaluate("one => getComputedStyle(one).color")
    assert page.locator("svg.figures").is_visible()
    look(page, f"admin-indicator-{scheme}")

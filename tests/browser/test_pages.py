"""The public pages in a real browser: both languages, light and dark, wide and narrow, without scripts, by keyboard."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page

from claims.assess import assess
from claims.models import Article, ArticleText
from claims.verbs.settle import settle
from tests.claims import content

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("browser")]
Contexts = Callable[..., BrowserContext]
Look = Callable[[Page, str], None]
C1 = "/claims/power-runs-short-c1/"
PAGES = {
    "list": "/claims/", "searched": "/claims/?q=power&kind=comparison&standing=open", "nothing": "/claims/?q=nowhere",
    "claim": C1, "claim-then": f"{C1}?as_of=2026-02-20", "stand-in": "/claims/power-runs-short-c2/",
    "settled": "/claims/power-runs-short-c3/", "relation": "/claims/power-runs-short-c4/",
    "judged": "/claims/power-runs-short-c5/", "group": "/claims/power-runs-short-c6/",
    "article": "/articles/power-runs-short/", "theme": "/articles/power-runs-short/themes/power/",
    "author": "/authors/ann/", "about": "/about/", "method": "/method/",
    "scorecards": "/scorecards/", "diff": "/scorecards/diff/", "ledger": "/ledger/", "calibration": "/calibration/",
    "health": "/health/",
}  # fmt: skip
REFUSED = {"bad-day": "/claims/?as_of=yesterday", "missing": "/claims/nothing/"}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TEXT = "電力不足將推高電價，而物價跟不上。" * 50


@pytest.fixture
def stock(site: str, tmp_path: Path) -> str:
    """The small article: registered, assessed, one fact check settled; the address of the site."""
    content.load(content.write(tmp_path / "content"))
    content.learn(content.archive(tmp_path / "archive"))
    assess(content.AS_OF, processes=1)
    content.enter()
    ArticleText.objects.create(article=Article.objects.get(), text=TEXT, kept_at=content.NOW)
    on = datetime.now(UTC) - timedelta(days=1)
    settle(on.date(), on)
    return site


def overflow(page: Page) -> int:
    """By how many pixels something stands out to the right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def barriers(page: Page) -> list[str]:
    """What keeps people from reading it, as axe-core finds it."""
    return [
        f"{one['id']} {one['nodes'][0]['html'][:160]}" for one in Axe().run(page, options=RULES).response["violations"]
    ]


def broken(page: Page) -> list[str]:
    """Verdicts and dates that do not fit in a line, and columns of tables too narrow for a word."""
    return list(
        page.evaluate("""() => {
            const lines = (one) => {
                const range = document.createRange();
                range.selectNodeContents(one);
                const tops = [...range.getClientRects()].map((part) => part.top);
                return Math.max(...tops) - Math.min(...tops) > 14 ? 2 : 1;
            };
            const parts = [...document.querySelectorAll(".wide .badge, .whole, .parts span")];
            const whole = parts.filter((one) => lines(one) > 1);
            const words = [...document.querySelectorAll(".wide :is(th, td):not(.figure, .whole)")];
            const slim = words.filter((one) => one.innerText.length > 4 && one.offsetWidth < 60);
            return [...whole, ...slim].map((one) => one.innerText);
        }""")
    )


def ways() -> Iterator[tuple[str, str, dict[str, int]]]:
    for scheme in ("light", "dark"):
        yield scheme, "wide", WIDE
        yield scheme, "narrow", NARROW


@pytest.mark.parametrize("prefix", ["", "/zh-hant"], ids=["en", "zh-hant"])
def test_every_page_can_be_read_by_everybody(prefix: str, stock: str, context: Contexts, look: Look) -> None:
    page = context().new_page()
    found: list[str] = []
    for name, address in PAGES.items():
        answer = page.goto(f"{stock}{prefix}{address}")
        assert answer
        assert answer.status == 200, (name, answer.status)
        for scheme, size, viewport in ways():
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(viewport)
            what = f"{name}{prefix.replace('/', '-')}-{scheme}-{size}"
            if overflow(page) > 0:
                found.append(f"{what}: {overflow(page)} pixels too wide")
            if (scheme, size) in (("light", "narrow"), ("dark", "wide")):
                found += [f"{what}: {one}" for one in barriers(page)]
            if size == "narrow":
                found += [f"{what}: no room for {one}" for one in broken(page)]
            look(page, what)
    assert found == []


@pytest.mark.parametrize(("name", "address"), REFUSED.items())
def test_what_cannot_be_shown_is_told_on_a_page(name: str, address: str, stock: str, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)  # whose console tells of the refusal, as it should
    page.goto(f"{stock}{address}")
    assert page.locator("h1").count() == 1
    assert overflow(page) <= 0
    assert barriers(page) == []


def test_the_pages_work_without_scripts(stock: str, context: Contexts) -> None:
    page = context(java_script_enabled=False).new_page()
    page.goto(f"{stock}/claims/")
    page.fill("#q", "outpaces")
    page.click("form.filters button")
    assert page.locator(".row").count() == 1
    page.click(".row .title a")
    assert page.locator("h1").inner_text() == "C1 Power outpaces prices."
    page.fill("#as_of", "2026-02-20")
    page.click("form.asof button")
    assert page.url.endswith(f"{C1}?as_of=2026-02-20")
    page.click("ul.languages a")
    assert page.url.endswith(f"/zh-hant{C1}?as_of=2026-02-20")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"


def test_a_claim_is_reached_by_keys_alone(stock: str, context: Contexts) -> None:
    page = context().new_page()
    page.goto(f"{stock}/claims/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.row') !== null"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{C1}")


def test_the_article_s_text_is_for_those_who_have_signed_in(stock: str, context: Contexts, look: Look) -> None:
    one = context()
    page = one.new_page()
    page.goto(f"{stock}/articles/power-runs-short/")
    assert page.locator(".text").count() == 0
    assert TEXT[:20] not in page.content()
    User.objects.create_superuser("ann", password="correct horse battery staple")
    page.goto(f"{stock}/admin/login/?next=/articles/power-runs-short/")
    page.fill("input[name=username]", "ann")
    page.fill("input[name=password]", "correct horse battery staple")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/power-runs-short/")
    assert page.locator("mark").first.inner_text().startswith(TEXT[:9])
    assert barriers(page) == []
    look(page, "article-signed-in")


def test_a_page_prints_without_what_only_a_screen_needs(stock: str, context: Contexts) -> None:
    page = context().new_page()
    page.goto(stock + C1)
    page.emulate_media(media="print")
    assert not page.locator("form.asof").is_visible()
    assert not page.locator("header.site nav").is_visible()
    assert not page.locator("ul.languages").is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    for mark in page.locator(".conditions .mark").all():
        assert mark.evaluate("one => getComputedStyle(one).color") in ("rgb(26, 127, 90)", "rgb(155, 28, 28)")
    assert page.locator("table").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"

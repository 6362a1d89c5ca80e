"""From a pasted article to a claim's draft and on, in a real browser, by keys alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from claims.ledger import verify
from claims.models import Article, Candidate, Claim, Decision, LedgerEntry
from tests.browser import letter
from tests.browser.conftest import Hands
from tests.claims.candidates import letters

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("browser")]
Contexts = Callable[..., BrowserContext]
Look = Callable[[Page, str], None]
PASSWORD = "correct horse battery staple"
NARROW = {"width": 400, "height": 800}


def sign_in(context: BrowserContext, site: str) -> Page:
    User.objects.create_superuser("ann", password=PASSWORD)
    page = context.new_page()
    page.goto(f"{site}/admin/")
    page.fill("input[name=username]", "ann")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/admin/")
    return page


def copy(context: BrowserContext, site: str, text: str) -> None:
    """As if it had been copied elsewhere."""
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    elsewhere = context.new_page()
    elsewhere.goto(f"{site}/admin/")
    elsewhere.evaluate("text => navigator.clipboard.writeText(text)", text)
    elsewhere.close()


def is_within(page: Page) -> bool:
    """Whether nothing stands out to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_fresh_article_becomes_a_registered_criterion_by_keys_alone(
    site: str, context: Contexts, look: Look, tmp_path: Path
) -> None:
    letter.evidence(tmp_path / "archive")
    one = context(locale="en-US")
    page = sign_in(one, site)
    copy(one, site, letter.TEXT)
    page.goto(site + reverse("admin:claims_article_new"))
    page.wait_for_function("document.activeElement.name === 'text'")
    hands = Hands(page)
    paste(page, hands)
    look(page, "desk-proposed")
    accept(page, hands)
    look(page, "desk-accepted")
    claim = Claim.objects.get()
    assert claim.is_draft
    assert letter.CLAIM in claim.statement_zh
    assert [criterion.holds_when for criterion in claim.criteria.all()] == ["change(unemployment_rate) > 0"]
    register(page, hands, look)
    claim.refresh_from_db()
    assert claim.state == Claim.State.REGISTERED
    (entry,) = LedgerEntry.objects.all()
    assert "change(unemployment_rate) > 0" in entry.body
    assert letter.CLAIM in entry.body
    assert verify(LedgerEntry.objects.chain())[1] == []
    print(f"{hands.presses} key presses from paste to registration")
    assert hands.presses <= 60, f"{hands.presses} key presses from paste to registration"


def paste(page: Page, hands: Hands) -> None:
    """Paste, author, day; the rest the text says itself."""
    hands.press("Control+v", "Tab")
    hands.type("Lin")
    hands.press("Tab")
    hands.type(f"{letter.published():%m%d%Y}")
    hands.press("Control+Enter")
    page.wait_for_url("**/desk/")


def accept(page: Page, hands: Hands) -> None:
    """Go to the claim about jobs, and take it."""
    assert page.inner_text("#article-text") == letter.TEXT.strip("\n") or letter.CLAIM in page.inner_text(
        "#article-text"
    )
    for _ in range(4):
        if letter.CLAIM in page.inner_text(".desk-candidate blockquote"):
            break
        with page.expect_navigation():
            hands.press("j")
    assert letter.CLAIM in page.inner_text(".desk-candidate blockquote")
    with page.expect_navigation():
        hands.press("a")
    assert page.locator('[data-keys="e Enter"]').is_visible()


def register(page: Page, hands: Hands, look: Look) -> None:
    """On to the criterion's editor, and from there into the ledger."""
    with page.expect_navigation(url="**/editor/"):
        hands.press("Enter")
    page.locator("#glance .formula-check").first.wait_for()
    look(page, "editor")
    with page.expect_navigation(url="**/act/register/"):
        hands.press("Control+Enter")
    look(page, "register")
    with page.expect_navigation(url="**/editor/"):
        hands.press("Control+Enter")
    look(page, "registered")


@pytest.fixture
def article() -> Article:
    letters.indicators()
    return letters.letter()


@pytest.fixture
def desk(site: str, context: Contexts, article: Article) -> Page:
    page = sign_in(context(locale="en-US"), site)
    page.goto(f"{site}{reverse('admin:claims_article_desk', args=[article.pk])}")
    return page


def after(page: Page, *keys: str) -> None:
    """Press keys of which the last leads to another page, and wait for that."""
    page.evaluate("window.isLeft = true")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function("!window.isLeft && document.readyState === 'complete'")


def test_every_act_has_its_key(desk: Page, article: Article) -> None:
    desk.keyboard.press("r")
    desk.keyboard.type("too vague")
    after(desk, "Enter")
    assert Decision.objects.get().reason == "too vague"
    after(desk, "u")
    assert Candidate.objects.open().count() == 3
    desk.keyboard.press("e")
    desk.keyboard.type("Jobs get scarce.")
    after(desk, "Control+Enter")
    assert Decision.objects.get(action="edit").values["statement"] == "Jobs get scarce."
    after(desk, "j")
    desk.keyboard.press("m")
    after(desk, "Control+Enter")
    assert Decision.objects.filter(action="merge").exists()
    assert "而且" in desk.inner_text("blockquote")
    desk.keyboard.press("s")
    desk.keyboard.press("Control+Home")
    for _ in "央行會繼續買進黃金，":
        desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    after(desk, "Control+Enter")
    assert Candidate.objects.filter(origin="split").count() == 2


def test_a_missed_sentence_is_selected_and_added_by_keys(desk: Page, article: Article) -> None:
    for _ in range(2):
        desk.keyboard.press("]")
    assert desk.evaluate("String(document.getSelection())").strip() == "比特幣將跑贏黃金。"
    desk.keyboard.press("[")
    assert desk.evaluate("String(document.getSelection())").strip() == "天氣很好。"
    desk.keyboard.press("n")
    after(desk, "Control+Enter")
    start = letters.TEXT.index("天氣")
    assert Candidate.objects.get(origin="added").places() == [(start, start + 5)]


def test_code_points_beyond_the_basic_plane_count_as_one(site: str, context: Contexts) -> None:
    letters.indicators()
    text = "😀𠮷野家漲價了。\n\n美國失業率將升破 5%。\n\n天氣很好。"
    article = letters.letter(text, "signs")
    page = sign_in(context(locale="en-US"), site)
    page.goto(f"{site}{reverse('admin:claims_article_desk', args=[article.pk])}")
    while "天氣" not in page.evaluate("String(document.getSelection())"):
        page.keyboard.press("]")
    page.keyboard.press("n")
    after(page, "Control+Enter")
    assert Candidate.objects.get(origin="added").places() == [(text.index("天氣"), len(text))]


def test_keys_write_into_fields_and_nothing_else(desk: Page) -> None:
    desk.keyboard.press("r")
    desk.keyboard.type("aua")
    assert desk.input_value("input[name=reason]") == "aua"
    desk.keyboard.press("Escape")
    assert not desk.locator("input[name=reason]").is_visible()
    assert not Decision.objects.exists()


def test_it_all_works_without_scripts(site: str, context: Contexts, article: Article) -> None:
    page = sign_in_plainly(context, site)
    page.goto(f"{site}{reverse('admin:claims_article_desk', args=[article.pk])}")
    page.click("summary:has-text('Reject')")
    page.fill("input[name=reason]", "weather")
    page.click("button[value=reject]")
    page.click("button[value=accept]")
    assert page.locator("a.desk-button").is_visible()
    assert list(Decision.objects.order_by("pk").values_list("action", flat=True)) == ["reject", "accept"]


def sign_in_plainly(context: Contexts, site: str) -> Page:
    """The admin's own sign-in page shows nothing without scripts; the pages of the desk do."""
    state = sign_in(context(locale="en-US"), site).context.storage_state()
    return context(locale="en-US", java_script_enabled=False, storage_state=state).new_page()


def test_hostile_words_do_nothing_and_a_long_line_stays_within(site: str, context: Contexts, look: Look) -> None:
    letters.indicators()
    text = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e失業率將上升\x07。" + "長" * 100_000
    article = letters.letter(text, "hostile")
    page = sign_in(context(locale="en-US", viewport=NARROW), site)
    alerts: list[Any] = []
    page.on("dialog", lambda dialog: alerts.append(dialog))
    page.goto(f"{site}{reverse('admin:claims_article_desk', args=[article.pk])}")
    assert not alerts
    assert is_within(page)
    assert "<script>alert(1)</script>" in page.inner_text("#article-text")
    look(page, "desk-hostile")


@pytest.mark.parametrize("language", ["en-US", "zh-TW"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_stay_within_a_narrow_screen(
    site: str, context: Contexts, article: Article, look: Look, language: str, scheme: str
) -> None:
    page = sign_in(context(locale=language, viewport=NARROW, color_scheme=scheme), site)
    name = f"{language}-{scheme}"
    for where, label in ((reverse("admin:claims_article_desk", args=[article.pk]), "desk"),
                         (reverse("admin:claims_article_new"), "new")):  # fmt: skip
        page.set_viewport_size(NARROW)
        page.goto(site + where)
        assert is_within(page)
        look(page, f"{label}-{name}-narrow")
        page.set_viewport_size({"width": 1280, "height": 900})
        look(page, f"{label}-{name}-wide")

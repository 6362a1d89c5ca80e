"""Lists and sign-in of the admin in a real browser: narrow, dark, in Chinese, and without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from claims.acts import Request
from claims.assess import assess
from claims.models import Claim
from claims.register import register
from tests.browser.test_desk import NARROW, PASSWORD, is_within, sign_in
from tests.claims import content
from tests.claims.conftest import Inline

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("browser")]
Contexts = Callable[..., BrowserContext]
Look = Callable[[Page, str], None]
LISTS = (
    "claims_claim", "claims_assessment", "claims_act", "claims_ledgerentry", "claims_article", "claims_submission",
    "evidence_indicator", "evidence_source", "evidence_refreshjob",
)  # fmt: skip
CONTRAST = """element => {
  const style = getComputedStyle(element), behind = getComputedStyle(element.closest("form").parentElement);
  return [parseFloat(style.borderTopWidth), style.borderTopColor, style.backgroundColor, behind.backgroundColor];
}"""


@pytest.fixture
def stock(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small article, assessed, with an act in the ledger."""
    monkeypatch.setattr("claims.processes.ProcessPoolExecutor", Inline)
    content.load(content.write(tmp_path / "content"))
    content.learn(content.archive(tmp_path / "archive"))
    register(claim=Claim.objects.get(number="C5"), request=Request("ann", "Read.", content.NOW))
    assess(content.AS_OF, processes=1)


@pytest.mark.parametrize("language", ["en-US", "zh-TW"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lists_stay_within_a_narrow_screen(
    site: str, context: Contexts, stock: None, look: Look, language: str, scheme: str
) -> None:
    page = sign_in(context(locale=language, viewport=NARROW, color_scheme=scheme), site)
    for name in LISTS:
        page.goto(site + reverse(f"admin:{name}_changelist"))
        look(page, f"list-{name}-{language}-{scheme}")
        assert is_within(page), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sign_in_fields_can_be_seen(site: str, context: Contexts, look: Look, scheme: str) -> None:
    page = context(locale="zh-TW", viewport=NARROW, color_scheme=scheme).new_page()
    page.goto(f"{site}/admin/login/")
    look(page, f"sign-in-{scheme}")
    for name in ("username", "password"):
        width, border, inside, behind = page.locator(f"input[name={name}]").evaluate(CONTRAST)
        assert width >= 1
        assert border not in (inside, behind)
    page.fill("input[name=username]", "nobody")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator("#login-form").is_visible()
    assert is_within(page)


def test_the_admin_can_be_read_without_scripts(site: str, context: Contexts, stock: None, look: Look) -> None:
    state = sign_in(context(locale="en-US"), site).context.storage_state()
    page = context(locale="en-US", java_script_enabled=False, storage_state=state).new_page()
    page.goto(site + reverse("admin:claims_claim_changelist"))
    look(page, "list-without-scripts")
    assert page.locator("#result_list").is_visible()
    page = context(java_script_enabled=False).new_page()
    page.goto(f"{site}/admin/login/")
    assert page.locator("input[name=username]").is_visible()

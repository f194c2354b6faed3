"""The drafter's session in headless Chromium: compared, opened in both plans, downloaded."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_app_browser import CHROMIUM, IN_VIEW, NARROW, NO_SIDEWAYS, WIDE, browser, serving, visit

from app_pages.compare_request import VIEWS
from corpus.model import Plan
from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder

__all__ = ["browser"]  # the fixture that both modules use

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]

# the views that are drawn as soon as the page is open, with what shows it
DRAWN = {
    "targets": ".pairs tbody tr",
    "provisions": ".provisions li",
    "gaps": ".pairs tbody tr",
    "internal": ".card",
    "coverage": ".coverage td a",
    "draft": "textarea",
}
DIFFER = ".pairs tbody tr:has(.looser, .stricter, .different_scope)"
"""Lines of the targets whose relation is one of these."""


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    """The shipped plans by their id."""
    return {plan.id: plan for plan in load_plans([SHIPPED]).plans}


@pytest.fixture(scope="module")
def site(plans: dict[str, Plan], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the shipped plans encoded by hash."""
    folder = tmp_path_factory.mktemp("compare") / "index"
    build_index(folder, list(plans.values()), HashEncoder())
    with serving(folder) as address:
        yield address


def words(element: Locator) -> str:
    """Text without white space: on the page, cells are set in lines of their own."""
    return "".join(element.inner_text().split())


def opens(page: Page, link: Locator, quote: str) -> None:
    """A link opens the reader in another tab, at the words quoted."""
    with page.context.expect_page() as waiting:
        link.click()
    reader = waiting.value
    reader.wait_for_function(IN_VIEW)
    marked = "".join(
        map("".join, map(str.split, reader.locator(".document mark").all_inner_texts()))
    )
    assert marked == quote
    reader.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_fits(site: str, browser: Browser, size: tuple[int, int], view: str) -> None:
    with visit(browser, f"{site}/compare?view={view}", size) as page:
        expect(page.locator(DRAWN[view]).first).to_be_visible()
        assert page.evaluate(NO_SIDEWAYS)
        text = page.get_by_test_id("stMainBlockContainer").inner_text()
        assert "(required)" not in text
        assert "Press" not in text


def test_a_drafters_session(site: str, browser: Browser) -> None:
    with visit(browser, f"{site}/compare") as page:
        lines = page.locator(DIFFER)
        expect(lines.first).to_be_visible()
        for at in (0, 1, 2):
            line = lines.nth(at)
            for side in (0, 1):
                quote = words(line.locator("q").nth(side))
                opens(page, line.get_by_role("link").nth(side), quote.strip("“”"))
        page.get_by_role("button", name="▼ 宽于上级").click()
        expect(page.locator(".pairs tr:has(.same)")).to_have_count(0)
        expect(page.locator(".pairs tr:has(.looser)").first).to_be_visible()
        shared, shown = page.url, page.locator(".pairs").inner_text()
    with visit(browser, shared) as page:
        expect(page.locator(".pairs")).to_have_text(shown, use_inner_text=True)


def test_the_comparison_is_downloaded(
    site: str, browser: Browser, plans: dict[str, Plan], tmp_path: Path
) -> None:
    with visit(browser, f"{site}/compare") as page:
        with page.expect_download() as waiting:
            page.get_by_role("button", name="下载 JSON").click()
        waiting.value.save_as(tmp_path / "c.json")
    found = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert found["targets"]
    for pair in found["targets"]:
        for side in (pair["city"], pair["county"]):
            assert plans[side["plan_id"]].text[side["start"] : side["end"]] == side["quote"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_cell_opens_without_losing_the_place(
    site: str, browser: Browser, size: tuple[int, int]
) -> None:
    with visit(browser, f"{site}/compare?view=coverage", size) as page:
        cell = page.locator(".coverage td a").nth(20)
        cell.scroll_into_view_if_needed()
        page.evaluate("window.stays = true")
        cell.click()
        panel = page.locator(".found")
        expect(panel).to_be_in_viewport()
        expect(page.locator("td a[aria-current]")).to_be_in_viewport()
        assert page.evaluate("window.stays")
        assert "section=" in page.url
        panel.get_by_role("link", name="收起").click()
        expect(panel).to_have_count(0)


def test_a_draft_is_checked(site: str, browser: Browser) -> None:
    with visit(browser, f"{site}/compare?view=draft", NARROW) as page:
        page.get_by_role("textbox", name="草稿").fill("到2025年，全县农村生活污水治理率达到36%。")
        page.get_by_role("button", name="核对", exact=True).click()
        line = page.locator(".pairs tbody tr").first
        expect(line).to_contain_text("宽于上级")
        opens(page, line.get_by_role("link").first, words(line.locator("q").first).strip("“”"))
        assert page.evaluate(NO_SIDEWAYS)
        assert "36%25" not in page.url

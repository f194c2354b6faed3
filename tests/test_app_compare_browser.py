"""The drafter's session in headless Chromium: compared, opened in both plans, downloaded."""

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook
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
    """Text without white space and bars: in the reader, each cell stands by itself."""
    return bare(element.inner_text())


def bare(text: str) -> str:
    return "".join(text.replace("｜", "").split())


def marked(reader: Page) -> str:
    """The words marked in the reader, without white space."""
    return "".join("".join(reader.locator(".document mark").all_inner_texts()).split())


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


def saved(page: Page, name: str, folder: Path) -> Path:
    """The file behind a button."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"下载 {name}").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def test_excel_holds_the_page_and_leads_back(site: str, browser: Browser, tmp_path: Path) -> None:
    with visit(browser, f"{site}/compare?relation=looser") as page:
        shown = page.locator(".pairs tbody tr")
        expect(shown.first).to_be_visible()
        names = set(page.locator(".pairs tbody td:nth-child(3) b").all_inner_texts())
        total = len(shown.all())
        book = load_workbook(saved(page, "Excel", tmp_path))
    assert book.worksheets[0].title == "目标对照"
    head, *rows = book["目标对照"].iter_rows()
    at = {str(cell.value): number for number, cell in enumerate(head)}
    looser = [row for row in rows if row[at["关系"]].value == "宽于上级"]
    assert len(looser) == total
    assert {row[at["本级指标"]].value for row in looser} == names
    assert all("虚构示例" in str(row[at["本级出处"]].value) for row in rows)
    link, quote = looser[0][at["上级出处"]].hyperlink, looser[0][at["上级原文"]].value
    assert link is not None
    assert str(link.target).startswith(f"{site}/plan?plan=kaifeng&start=")
    with visit(browser, str(link.target)) as page:
        page.wait_for_function(IN_VIEW)
        assert marked(page) == bare(str(quote))


def test_word_holds_both_sides_and_their_citations(
    site: str, browser: Browser, tmp_path: Path
) -> None:
    with visit(browser, f"{site}/compare") as page:
        expect(page.locator(".pairs tbody tr").first).to_be_visible()
        lines = [words(line) for line in page.locator(".pairs tbody td:nth-child(4)").all()]
        file = saved(page, "Word", tmp_path)
    document = Document(str(file))
    text = "".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    squeezed = "".join(text.split())
    assert all(line in squeezed for line in lines)
    with ZipFile(file) as archive:
        notes = archive.read("word/footnotes.xml").decode()
    assert "第二章第三节表1第1项" in notes
    assert "虚构示例" in notes


def test_json_and_markdown_are_downloaded(
    site: str, browser: Browser, plans: dict[str, Plan], tmp_path: Path
) -> None:
    with visit(browser, f"{site}/compare") as page:
        found = json.loads(saved(page, "JSON", tmp_path).read_text(encoding="utf-8"))
        told = saved(page, "Markdown", tmp_path).read_text(encoding="utf-8")
    assert found["targets"]
    for pair in found["targets"]:
        for side in (pair["city"], pair["county"]):
            assert plans[side["plan_id"]].text[side["start"] : side["end"]] == side["quote"]
    assert f"## 目标对照（{len(found['targets'])}）" in told


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

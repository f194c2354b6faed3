"""The registry page in headless Chromium: filtered, followed, downloaded, on both screens."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from test_app_browser import CHROMIUM, IN_VIEW, NARROW, NO_SIDEWAYS, WIDE, browser, serving, visit

from corpus.store import SHIPPED, load_plans
from indexer.build import build_index
from indexer.encode import HashEncoder

__all__ = ["browser"]  # the fixture that both modules use

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on the shipped plans encoded by hash."""
    folder = tmp_path_factory.mktemp("targets") / "index"
    build_index(folder, load_plans([SHIPPED]).plans, HashEncoder())
    with serving(folder) as address:
        yield address


def drawn(page: Page) -> None:
    """Wait for the table and the charts."""
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_fits_and_leads_to_the_plan(
    site: str, browser: Browser, size: tuple[int, int]
) -> None:
    with visit(browser, f"{site}/targets?plan=kaifeng", size) as page:
        drawn(page)
        assert page.evaluate(NO_SIDEWAYS)
        page.locator(".card", has_text="再生水利用率").get_by_role("link").first.click()
        page.wait_for_function(IN_VIEW)
        expect(page.locator(".document mark").first).to_contain_text("再生水利用率力争达到25%")


def test_a_filter_can_be_shared(site: str, browser: Browser) -> None:
    with visit(browser, f"{site}/targets") as page:
        drawn(page)
        page.locator(".st-key-targets-nature input").click()
        page.get_by_role("option", name="预期性").click()
        page.keyboard.press("Escape")  # an open list hides the page from screen readers
        expect(page.get_by_role("button", name="清除筛选")).to_be_visible()
        shared = page.url
        words = page.locator(".timeline").inner_text()
    with visit(browser, shared) as page:
        drawn(page)
        expect(page.locator(".timeline")).to_have_text(words, use_inner_text=True)
        assert "2030年" not in words


def test_the_registry_is_downloaded(site: str, browser: Browser, tmp_path: Path) -> None:
    with visit(browser, f"{site}/targets?plan=qinghe") as page:
        drawn(page)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="下载 Excel").click()
        assert waiting.value.suggested_filename == "指标与目标.xlsx"
        waiting.value.save_as(tmp_path / "t.xlsx")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="下载 CSV").click()
        waiting.value.save_as(tmp_path / "t.csv")
    sheet = load_workbook(BytesIO((tmp_path / "t.xlsx").read_bytes())).worksheets[0]
    assert all(str(row[1].value).startswith("【虚构示例】") for row in sheet.iter_rows(min_row=2))
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")

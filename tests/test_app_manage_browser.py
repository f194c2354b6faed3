"""A drafter's upload in headless Chromium: a Word file looked at, added, found, removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from test_app_browser import CHROMIUM, NARROW, NO_SIDEWAYS, WIDE, browser, serving, visit
from test_app_compare_browser import DIFFER, opens, saved, words
from written import as_docx, content

from corpus.model import Plan
from corpus.readers import read
from corpus.store import SHIPPED
from indexer.build import build_index
from indexer.encode import HashEncoder
from indexer.index import open_index

__all__ = ["browser"]  # the fixture that both modules use

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]

ENGLISH = "Upload|Browse|Drag|Limit|per file|required|Select|Choose|No results"


@pytest.fixture
def site(tmp_path: Path, kaifeng: Plan, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The app on the real plan encoded by hash, with a folder of plans of its own."""
    monkeypatch.setenv("PLANSEARCH_PLANS", str(tmp_path / "plans"))
    build_index(tmp_path / "index", [kaifeng], HashEncoder())
    with serving(tmp_path / "index") as address:
        yield address


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """The county sample as a Word file with a real table."""
    path = tmp_path / "清禾县规划（送审稿）.docx"
    as_docx(list(content(read(SHIPPED / "qinghe.txt")[0].blocks)), path)
    return path


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def choose(page: Page, *files: Path) -> None:
    tab(page, "上传")
    page.locator("input[type=file]").first.set_input_files(files)


def test_a_word_file_is_added_found_and_removed(
    site: str, browser: Browser, word: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK\x03\x04 is no Word file")
    with visit(browser, f"{site}/manage") as page:
        choose(page, word, bad)
        expect(page.get_by_text("坏.docx：读不了")).to_be_visible()
        expect(page.get_by_text("已损坏")).to_be_visible()
        page.get_by_role("tab", name="指标表（20）").click()
        row = page.get_by_role("row").filter(has_text="林木覆盖率")
        expect(row).to_contain_text("29.8（2025年）")
        assert set(open_index(tmp_path / "index").plans) == {"kaifeng"}
        page.get_by_role("textbox", name="编号").fill("qinghe-word")
        page.get_by_role("textbox", name="发文机关").first.fill("清禾县人民政府")
        page.get_by_role("textbox", name="发文机关").first.press("Tab")
        page.get_by_role("button", name="加入索引（1 部）").click()
        expect(page.get_by_text("已加入《清禾县")).to_be_visible()
        expect(page.get_by_text("坏.docx：读不了")).to_be_visible()
        tab(page, "已收录")
        expect(page.locator(".card")).to_have_count(2)
        expect(page.locator(".card").first).to_contain_text("下级：《清禾县")
    held = open_index(tmp_path / "index").plans["qinghe-word"]
    assert (held.issuer, held.fictional, len(held.indicators)) == ("清禾县人民政府", True, 20)
    passage = next(target for target in held.targets if target.value)
    question = held.text[passage.start : passage.end]
    with visit(browser, f"{site}/?plan=qinghe-word&q={question}") as page:
        card = page.locator(".card").filter(has_text=question).first
        expect(card).to_contain_text("虚构示例")
        card.get_by_role("link", name="在全文中查看").click()
        expect(page.locator(".document mark").first).to_be_visible()
        expect(page.get_by_text("相关规划")).to_contain_text("上级：《开封市")
    with visit(browser, f"{site}/manage") as page:
        tab(page, "修改与移除")
        page.get_by_role("combobox", name="规划").first.click()
        page.get_by_role("option").filter(has_text="清禾县").click()
        page.get_by_role("button", name="移除这部规划").click()
        page.get_by_role("button", name="确定移除").click()
        expect(page.get_by_text("已移除《清禾县")).to_be_visible()
    assert set(open_index(tmp_path / "index").plans) == {"kaifeng"}
    assert not list((tmp_path / "plans").glob("qinghe-word*"))


def test_a_drafters_whole_session(site: str, browser: Browser, word: Path, tmp_path: Path) -> None:
    """The county's Word file is added and compared, differing targets opened, both files read."""
    with visit(browser, f"{site}/manage") as page:
        choose(page, word)
        page.get_by_role("textbox", name="编号").fill("qinghe-word")
        page.get_by_role("textbox", name="编号").press("Tab")
        page.get_by_role("button", name="加入索引（1 部）").click()
        expect(page.get_by_text("已加入《清禾县")).to_be_visible()
        page.get_by_role("link", name="规划对照").click()
        lines = page.locator(DIFFER)
        expect(lines.first).to_be_visible()
        for line in (lines.nth(at) for at in range(3)):
            for side in (0, 1):
                quote = words(line.locator("q").nth(side))
                opens(page, line.get_by_role("link").nth(side), quote.strip("“”"))
        shown = page.locator(".pairs tbody tr").count()
        book = load_workbook(saved(page, "Excel", tmp_path))
        document = Document(str(saved(page, "Word", tmp_path)))
    assert book["目标对照"].max_row == shown + 1
    told = {cell.text for row in document.tables[0].rows for cell in row.cells}
    assert any("46.5微克/立方米" in text for text in told)
    assert any("45.5微克/立方米" in text for text in told)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_fits_and_speaks_chinese(
    site: str, browser: Browser, word: Path, size: tuple[int, int]
) -> None:
    with visit(browser, f"{site}/manage", size) as page:
        for name in ("已收录", "上传", "修改与移除", "重建索引"):
            tab(page, name)
            assert page.evaluate(NO_SIDEWAYS)
        choose(page, word)
        expect(page.get_by_role("button", name="加入索引（1 部）")).to_be_visible()
        assert page.evaluate(NO_SIDEWAYS)
        assert not any(word in page.locator("body").inner_text() for word in ENGLISH.split("|"))

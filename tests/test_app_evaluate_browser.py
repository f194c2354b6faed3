"""The evaluator's whole job in headless Chromium, by somebody who has only the page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_app_browser import CHROMIUM, NARROW, NO_SIDEWAYS, WIDE, browser, serving, visit

from corpus.model import Plan
from eval.testset import load_testset
from eval.trec import import_qrels, import_run
from indexer.build import build_index
from indexer.encode import HashEncoder

__all__ = ["browser"]  # the fixture that both modules use

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]

QUESTIONS = (
    "2025年农村生活污水治理率目标是多少", "秸秆能不能在地里烧", "氮氧化物五年要减排多少吨",
    "兰考县有哪些重点工程", "规划实施情况由谁来评估", "黄河滩区湿地怎么修复",
    "森林覆盖率目标", "危险废物怎么处置", "噪声污染怎么管", "土壤污染地块怎么管",
)  # fmt: skip
GRADES = "321003120"


@pytest.fixture
def site(tmp_path: Path, kaifeng: Plan, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The app on the real plan encoded by hash, with sets and runs of its own."""
    monkeypatch.setenv("PLANSEARCH_TESTSETS", str(tmp_path / "testsets"))
    monkeypatch.setenv("PLANSEARCH_RUNS", str(tmp_path / "runs"))
    build_index(tmp_path / "index", [kaifeng], HashEncoder())
    with serving(tmp_path / "index") as address:
        yield address


def section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def settle(page: Page) -> None:
    """Wait until the page is as the last action left it."""
    page.wait_for_timeout(300)  # for the action to reach the server
    running = page.get_by_test_id("stApp")
    expect(running).to_have_attribute("data-test-script-state", "notRunning")


def make_set(page: Page) -> None:
    page.get_by_role("textbox", name="名称").first.fill("十问")
    page.get_by_role("textbox", name="问题，一行一个").fill("\n".join(QUESTIONS))
    page.get_by_role("button", name="建立测试集").click()
    expect(page.get_by_text("已建立测试集 十问：10 条问题")).to_be_visible()


def judge_with_the_keyboard(page: Page) -> None:
    section(page, "判断")
    page.get_by_role("textbox", name="判断人").fill("王")
    page.get_by_role("button", name="开始判断").click()
    progress = page.get_by_test_id("stProgress")
    for number, grade in enumerate(GRADES):
        expect(progress).to_contain_text(re.compile(rf"^{number}/\d+$"))
        settle(page)  # a key pressed before the next passage's buttons stand there grades nothing
        page.keyboard.press(grade)
    expect(progress).to_contain_text(re.compile(rf"^{len(GRADES)}/\d+$"))


def downloaded(page: Page, button: Locator, folder: Path) -> Path:
    expect(button).to_be_visible()
    settle(page)
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_an_evaluator_does_the_whole_job(
    site: str, browser: Browser, tmp_path: Path, kaifeng: Plan
) -> None:
    plans = {kaifeng.id: kaifeng}
    with visit(browser, f"{site}/evaluate") as page:
        make_set(page)
        judge_with_the_keyboard(page)
        stored = load_testset(tmp_path / "testsets/十问", plans)
        assert [str(j.grade) for j in stored.judgements] == list(GRADES)
        assert {j.judge for j in stored.judgements} == {"王"}

        section(page, "运行与比较")
        page.get_by_role("button", name="运行", exact=True).click()
        expect(page.get_by_text("没有证据表明两者有差别").first).to_be_visible()
        expect(page.get_by_role("heading", name="综合")).to_be_visible()
        page.get_by_role("button", name="生成报告").first.click()
        report = downloaded(page, page.get_by_role("button", name="下载报告"), tmp_path)
        trec = downloaded(page, page.get_by_role("button", name="TREC 结果").first, tmp_path)
        as_json = downloaded(page, page.get_by_role("button", name="结果 JSON").first, tmp_path)

        section(page, "测试集")
        qrels = downloaded(page, page.get_by_role("button", name="TREC 判断"), tmp_path)
        beir = downloaded(page, page.get_by_role("button", name="BEIR 压缩包"), tmp_path)

    html = report.read_text(encoding="utf-8")
    assert "检索评测报告：十问" in html
    assert "检索方式：字词" in html
    assert all(question in html for question in QUESTIONS)
    run, problems = import_run(trec, plans)
    assert (run.name, problems) == ("keyword", ())
    assert set(run.found) == {f"q{number:03}" for number in range(1, 11)}
    assert json.loads(as_json.read_text())["name"] == run.name
    graded = import_qrels(qrels, plans, "王").judgements
    assert {(j.query, j.start, j.grade) for j in graded} == {
        (j.query, j.start, j.grade) for j in stored.judgements
    }
    assert set(ZipFile(beir).namelist()) == {"corpus.jsonl", "queries.jsonl", "qrels/test.tsv"}


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_page_fits_and_speaks_chinese(
    site: str, browser: Browser, size: tuple[int, int]
) -> None:
    with visit(browser, f"{site}/evaluate", size) as page:
        make_set(page)
        for name in ("测试集", "判断", "一致性", "运行与比较"):
            section(page, name)
            expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()
            settle(page)
            assert page.evaluate(NO_SIDEWAYS)
        page.get_by_role("button", name="运行", exact=True).click()
        expect(page.get_by_role("button", name="结果 JSON").last).to_be_visible()
        settle(page)
        assert page.evaluate(NO_SIDEWAYS)
        assert not re.search(
            "required|Browse|Drag|Choose", page.locator("main, body").first.inner_text()
        )

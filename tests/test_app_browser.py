"""The real app in headless Chromium: asked, read, followed, shared."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from conftest import plan_file
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corpus.model import Plan
from corpus.parse import parse
from corpus.settings import Settings
from indexer.build import build_index, is_current
from indexer.encode import HashEncoder, load_encoder

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # http under a name, as on an intranet: to the browser no secure context
    "--host-resolver-rules=MAP plan.test 127.0.0.1",
]
PATIENCE = 120_000
"""Milliseconds; the first visit loads the model."""

WIDE, NARROW = (1440, 900), (390, 844)
QUESTION = "2025年农村生活污水治理率目标是多少"
HOSTILE = """第一章  总则<img src=x onerror="window.hacked=1"> **粗** $x$ :red[红]
<script>window.hacked=2</script>污水<svg onload="window.hacked=3">处理率[见](javascript:alert(4))达到100%。
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]

IN_VIEW = """() => {
    const mark = document.querySelector(".document mark");
    const box = mark?.getBoundingClientRect();
    return box && box.top >= 0 && box.bottom <= innerHeight;
}"""
NO_SIDEWAYS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .every((element) => element.scrollWidth <= innerWidth)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def real_site(kaifeng: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on an index of the real plan, made by the default model."""
    settings = Settings(models=ROOT / "var/models")
    index = ROOT / "var/index"
    if not is_current(index, [kaifeng], settings.model):
        index = tmp_path_factory.mktemp("browser") / "index"
        build_index(index, [kaifeng], load_encoder(settings))
    with serving(index) as site:
        yield site


@contextmanager
def serving(index: Path) -> Iterator[str]:
    """The app in a process of its own, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "PLANSEARCH_INDEX": str(index)}
    with TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            if not answers(server, f"http://127.0.0.1:{port}/_stcore/health"):
                log.seek(0)
                pytest.fail(log.read().decode(errors="replace"))
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def answers(server: subprocess.Popen[bytes], address: str) -> bool:
    """Whether the server answers before it ends or a minute is over."""
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            return bool(urlopen(address, timeout=5).status == 200)
        except OSError:
            time.sleep(0.1)
    return False


@contextmanager
def visit(browser: Browser, address: str, size: tuple[int, int] = WIDE) -> Iterator[Page]:
    """A page in a fresh browser context that must not fail nor leave its site."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    asked: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(address)
    yield page
    site = re.escape(address[: address.index("/", 8)])
    assert [url for url in asked if not re.match(rf"{site}/|data:|blob:", url)] == []
    assert failures == []
    context.close()


def test_a_question_is_answered_opened_and_shared(real_site: str, browser: Browser) -> None:
    with visit(browser, f"{real_site}/") as page:
        box = page.get_by_role("textbox", name="问题")
        box.fill(QUESTION)
        box.press("Enter")
        first = page.locator(".card").first
        expect(first).to_be_in_viewport(ratio=1)
        cards = page.locator(".card")
        row = cards.filter(has=page.locator("table"), has_text="农村生活污水治理率").first
        expect(row.get_by_role("cell", name="40", exact=True).first).to_be_visible()
        again = row.locator(".again", has_text="农村生活污水治理率达到40%")
        link = again.get_by_role("link")
        expect(link).to_contain_text("第六章第四节")
        found = page.url
        link.click()
        expect(page.locator(".document mark").first).to_contain_text("农村生活污水治理")
        page.wait_for_function(IN_VIEW)
        opened = page.url
        page.go_back()
        expect(page.locator(".card").first).to_be_visible()
        expect(box).to_have_value(QUESTION)
    with visit(browser, found) as page:
        expect(page.get_by_role("textbox", name="问题")).to_have_value(QUESTION)
        expect(page.locator(".card").first.get_by_role("cell", name="40").first).to_be_visible()
    with visit(browser, opened) as page:
        page.wait_for_function(IN_VIEW)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_reader_jumps_by_its_outline(
    real_site: str, browser: Browser, kaifeng: Plan, size: tuple[int, int]
) -> None:
    start = kaifeng.text.index("到2025年，农村生活污水治理率达到40%")
    address = f"{real_site}/plan?plan=kaifeng&start={start}&end={start + 22}"
    with visit(browser, address, size) as page:
        page.wait_for_function(IN_VIEW)
        assert page.evaluate(NO_SIDEWAYS)
        if size == NARROW:
            page.get_by_text("目录", exact=True).click()
        page.get_by_role("link", name="第十一章 重大工程").click()
        expect(page.get_by_role("heading", name="第十一章 重大工程")).to_be_in_viewport()
        expect(page.locator(".document mark").first).not_to_be_in_viewport()
        shared = page.url
    with visit(browser, shared, size) as page:
        page.wait_for_function(IN_VIEW)
        expect(page.locator(".document mark")).to_contain_text("重大工程")


def test_results_fit_a_narrow_screen(real_site: str, browser: Browser) -> None:
    with visit(browser, f"{real_site}/?q={quote(QUESTION)}", NARROW) as page:
        page.locator(".card summary").first.click()
        expect(page.locator(".card details table, .card details p").first).to_be_visible()
        assert page.evaluate(NO_SIDEWAYS)


def test_a_citation_is_copied_without_https(real_site: str, browser: Browser) -> None:
    site = real_site.replace("127.0.0.1", "plan.test")
    with visit(browser, f"{site}/?q={quote(QUESTION)}") as page:
        citation = page.locator(".card cite").first.inner_text()
        assert page.evaluate("window.isSecureContext") is False
        page.get_by_role("button", name="复制引文").first.click()
        expect(page.get_by_role("button", name="已复制")).to_be_visible()
        box = page.get_by_role("textbox", name="问题")
        box.fill("")
        box.press("Control+V")
        expect(box).to_have_value(citation)


def test_nothing_of_a_document_or_a_question_runs(tmp_path: Path, browser: Browser) -> None:
    build_index(tmp_path / "index", [parse(plan_file(tmp_path, HOSTILE))], HashEncoder())
    asked = quote('<img src=x onerror="window.hacked=5"> 污水')
    with serving(tmp_path / "index") as site:
        with visit(browser, f"{site}/?q={asked}") as page:
            expect(page.locator(".card").first).to_contain_text("<script>window.hacked=2</script>")
            page.locator(".st-key-chapter input").click()
            expect(page.get_by_role("option")).to_contain_text("<img src=x onerror=")
            assert page.evaluate("window.hacked") is None
        for address in ("plan?plan=p&start=0&end=9", f"plan?plan={asked}", f"?q=a&chapter={asked}"):
            with visit(browser, f"{site}/{address}") as page:
                expect(page.locator(".document, .notice").last).to_contain_text("<img src=x")
                assert page.evaluate("window.hacked") is None
                assert page.locator(".stHtml :is(img, script, svg)").count() == 0

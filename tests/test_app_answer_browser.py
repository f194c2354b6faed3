"""The answer card in headless Chromium: its citations jump, and it fits."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from test_app_browser import (
    CHROMIUM,
    IN_VIEW,
    NARROW,
    NO_SIDEWAYS,
    QUESTION,
    WIDE,
    browser,
    real_site,
    visit,
)

__all__ = ["browser", "real_site"]  # fixtures

SCRIPT_RUNS = "() => document.documentElement.lang === 'zh-CN'"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium"),
]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_citations_jump_to_the_hit_and_to_the_words(
    real_site: str,
    browser: Browser,
    size: tuple[int, int],
) -> None:
    with visit(browser, f"{real_site}/?q={quote(QUESTION)}", size) as page:
        card = page.locator(".answer")
        expect(card.locator(".fact")).to_contain_text("25%2020年基准→40%2025年目标预期性")
        assert page.evaluate(NO_SIDEWAYS)
        # before the hits and the script are there a citation opens the plan
        expect(page.locator(".card").nth(5)).to_be_visible()
        page.wait_for_function(SCRIPT_RUNS)
        reference = card.locator("a.ref").last
        rank = reference.inner_text().strip("[]")
        found = page.url
        reference.click()
        number = page.locator(".rank", has_text=re.compile(rf"^{rank}$"))
        hit = page.locator(".card").filter(has=number)
        expect(hit).to_be_focused()
        expect(hit.locator(number)).to_be_in_viewport()
        assert page.url == found
        card.locator(".sources a").last.click()
        expect(page.locator(".document mark").first).to_contain_text("农村生活污水治理率达到40%")
        page.wait_for_function(IN_VIEW)
        page.go_back()
        expect(page.locator(".answer .fact")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_refusal_stands_above_the_nearest_passages(
    real_site: str,
    browser: Browser,
    size: tuple[int, int],
) -> None:
    asked = quote("2030年农村生活污水治理率是多少")
    with visit(browser, f"{real_site}/?q={asked}", size) as page:
        expect(page.locator(".answer.refused")).to_contain_text("不是答案")
        expect(page.locator(".card").first).to_be_visible()
        assert page.evaluate(NO_SIDEWAYS)

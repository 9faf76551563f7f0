"""The pages in a real browser, where there is one: playwright drives the Chromium of the system."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import SAMPLES, read_gold_report
from hostile import hostile, write_store
from typer.testing import CliRunner

from gipnlp.cli import app
from gipnlp.corpus import load_corpus
from gipnlp.readers.pictures import page_pictures
from gipnlp.rendering.page import report_page
from gipnlp.rendering.page.site import index_page
from gipnlp.report import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that must neither complain nor ask for anything."""
    opened = browser.new_page(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda one: None if one.url.startswith(("file:", "data:", "blob:")) else said.append(one.url))
    yield opened
    opened.close()
    assert said == []


@pytest.fixture(scope="module")
def report() -> Report:
    return read_gold_report(SAMPLES / "qinghe-2022.gold.json")


@pytest.fixture(scope="module")
def address(report: Report, tmp_path_factory: pytest.TempPathFactory) -> str:
    pictures = page_pictures((SAMPLES / "qinghe-2022.pdf").read_bytes())
    return written(tmp_path_factory.mktemp("page") / "page.html", report_page(report, pictures))


def written(path: Path, html: str) -> str:
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def in_view(page: Page, selector: str) -> bool:
    seen: bool = page.evaluate(
        "(s) => { const r = document.querySelector(s).getBoundingClientRect();"
        " return r.width > 0 && r.top >= 0 && r.bottom <= innerHeight; }",
        selector,
    )
    return seen


def test_from_a_fact_to_its_place_and_back(page: Page, address: str, report: Report) -> None:
    page.goto(address)
    number = next(n for n, one in enumerate(report.facts) if one.box and one.source != "table")
    page.click(f"#facts [data-fact='{number}']")
    assert "current" in (page.get_attribute(f"#pages rect[data-fact='{number}']", "class") or "")
    assert in_view(page, f"#pages rect[data-fact='{number}']")
    assert page.inner_text("#card-value").strip()
    other = next(n for n, f in enumerate(report.facts) if f.box and f.page == 1 and n != number)
    page.locator(f"#pages rect[data-fact='{other}']").click()
    assert in_view(page, f"#facts [data-fact='{other}']")
    assert "current" in (page.get_attribute(f"#facts [data-fact='{other}']", "class") or "")


def test_keys_alone_lead_through_the_facts(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.dataset.fact")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#document') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('#facts') !== null")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.fact") != first
    page.keyboard.press("1")
    assert page.inner_text("#progress").startswith("1")


def test_filter_and_languages(page: Page, address: str, report: Report) -> None:
    page.goto(address)
    assert page.inner_text("#tab-checks").startswith("勾稽")
    page.click("#language")
    assert page.inner_text("#tab-checks").startswith("Sums")
    page.fill("#words", "xyzzy")
    assert page.is_visible("#none-match")
    page.fill("#words", "")
    page.click("#kinds [data-kind=doubtful]")
    doubtful = sum(bool(one.doubt) for one in report.facts)
    assert page.inner_text("#count").split(" / ")[0] == str(doubtful)
    for tab in ("checks", "narrative", "notes", "facts"):
        page.click(f"#tab-{tab}")
        assert page.is_visible(f"#{tab}")


def test_everything_that_can_be_pressed_has_a_name(page: Page, address: str) -> None:
    page.goto(address)
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, select, [role=button], [role=tab]')]"
        ".filter(e => !(e.ariaLabel || e.textContent.trim() || e.labels?.length || e.hidden)).map(e => e.outerHTML)"
    )
    assert nameless == []


@pytest.mark.parametrize("width", [320, 375, 768, 1440])
def test_no_screen_is_too_narrow(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width < 800:
        page.click(".switch [data-side=document]")
        assert page.is_visible("#pages")
        assert not page.is_visible("#facts")


def test_on_paper_everything_is_there(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    for shown in ("#facts", "#checks", "#narrative", "#notes", "#text"):
        assert page.is_visible(shown)
    assert not page.is_visible(".tools")


def test_a_hostile_report_does_nothing(page: Page, report: Report, tmp_path: Path) -> None:
    page.goto(written(tmp_path / "page.html", report_page(hostile(report))))
    page.click("#facts [data-fact]")
    for tab in ("checks", "narrative", "notes"):
        page.click(f"#tab-{tab}")
    assert page.title() != "taken"
    assert page.locator("img").count() == 0
    assert page.is_visible("#card")


def test_marks_become_gold(page: Page, address: str, report: Report, tmp_path: Path) -> None:
    """Right, wrong and corrected in the page; saved; imported; the labels say the same."""
    page.goto(address)
    right, wrong, corrected = prose = [n for n, f in enumerate(report.facts) if f.source != "table" and f.span][:3]
    page.click(f"#facts [data-fact='{right}']")
    page.click("#verdict [data-mark=right]")
    page.click(f"#facts [data-fact='{wrong}']")
    page.click("#verdict [data-mark=wrong]")
    page.select_option("#kind", "prior")
    page.click(f"#facts [data-fact='{corrected}']")
    page.click("#verdict [data-mark=corrected]")
    page.select_option("#indicator", "requests.received")
    page.select_option("#applicant", "natural")
    page.click("#apply")
    with page.expect_download() as download:
        page.click("#save")
    file = tmp_path / "marks.review.jsonl"
    download.value.save_as(file)
    result = CliRunner().invoke(app, ["annotate", "import", str(file), "--corpus", str(tmp_path / "corpus")])
    assert result.exit_code == 0, result.output
    labels = {
        (label.span.of(passage.text), label.name)
        for passage in load_corpus(tmp_path / "corpus")
        for label in passage.labels
    }
    stated = [report.facts[n].stated for n in prose]
    name = report.facts[right].indicator
    assert {(stated[0], name), (stated[1], "none.prior"), (stated[2], "requests.received@natural")} <= labels
    assert all(label.startswith("?") for text, label in labels if text not in stated)

    page.evaluate("localStorage.clear()")
    page.reload()
    assert page.inner_text("#progress") == ""
    page.set_input_files("#file", file)
    page.wait_for_function("document.getElementById('progress').textContent.startsWith('3')")
    page.evaluate("localStorage.clear()")
    other = json.dumps({"review": {"sha256": "0", "marks": [], "rest": []}})
    page.set_input_files("#file", {"name": "o.jsonl", "mimeType": "text/plain", "buffer": other.encode()})
    page.wait_for_function("document.getElementById('message').textContent.includes('另一份')")


@pytest.fixture(scope="module")
def index(report: Report, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("site")
    write_store(folder / "s.db", report, 1000, failed=3)
    return written(folder / "index.html", index_page(folder / "s.db"))


def test_an_index_of_a_thousand_reports(page: Page, index: str) -> None:
    page.goto(index)
    rows = "#reports tbody tr:not([hidden])"
    assert page.locator(rows).count() == 1000
    assert page.locator("#failures tbody tr").count() == 3
    assert page.locator(".trends svg").count() > 3
    page.select_option("#year", "2021")
    assert page.locator(rows).count() == 200
    page.fill("#words", "第003县")
    assert page.locator(rows).count() == 1
    page.reload()
    assert page.locator(rows).count() == 1
    page.click("#reset")
    assert page.locator(rows).count() == 1000
    page.check("#failing")
    assert page.is_visible("#none-match")
    page.uncheck("#failing")
    page.locator("#reports thead button").nth(1).click()
    years = page.locator("#reports tbody tr > td:nth-child(2)").all_inner_texts()
    assert years == sorted(years, reverse=True)
    assert page.get_attribute("#reports thead th:nth-child(2)", "aria-sort") == "descending"
    page.locator("#reports thead button").nth(1).click()
    assert page.locator("#reports tbody tr > td:nth-child(2)").all_inner_texts() == sorted(years)
    assert page.title() != "taken"


def test_an_index_on_a_phone(page: Page, index: str) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    page.goto(index)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

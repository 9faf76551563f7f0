"""Between facts, sums, sentences and the text, and what a review becomes, in a real browser (see test_browser.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import open_browser, open_page
from conftest import SAMPLES
from test_page import sample

from gipnlp.annotation import add_to_corpus, read_tasks
from gipnlp.corpus import Passage, load_corpus
from gipnlp.readers.pictures import page_pictures
from gipnlp.rendering.page import report_page
from gipnlp.training.tagger import encode_passage, gold_names

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    texts = {
        "pdf": report_page(sample("qinghe-2022.pdf"), page_pictures((SAMPLES / "qinghe-2022.pdf").read_bytes())),
        "text": report_page(sample("dandu-zhujian-2021.txt")),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def in_view(page: Page, selector: str) -> bool:
    """True if the middle of the first such element is what one would click there."""
    seen: bool = page.evaluate(
        """(selector) => {
            const element = document.querySelector(selector), box = element.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return top === element || element.contains(top);
        }""",
        selector,
    )
    return seen


def number_of(page: Page, indicator: str, source: str = "") -> int:
    found: int = page.evaluate(
        "([id, source]) => data.facts.findIndex((f) => f.indicator === id && (!source || f.source === source))",
        [indicator, source],
    )
    return found


def test_a_fact_shows_its_place_and_the_place_its_fact(browser: Browser, pages: dict[str, Path]) -> None:
    with open_page(browser, pages["pdf"]) as page:
        fact = number_of(page, "requests.carried_out", "table")
        page.click(f'#facts [data-fact="{fact}"]')
        assert in_view(page, f'#pages [data-fact="{fact}"]')
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('#pages') !== null")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.dataset.fact") == str(fact)
        page.click("#tab-text")
        other = number_of(page, "interpretation.items")
        page.click(f'#text mark[data-fact="{other}"]')
        assert in_view(page, f'#facts [data-fact="{other}"]')
        assert "86" in page.inner_text("#card-value")
        page.click("#tab-pages")
        third = number_of(page, "consultation.comments")
        page.click(f'#pages [data-fact="{third}"]')
        assert in_view(page, f'#facts [data-fact="{third}"]')


def test_failing_sums_lead_to_their_figures(browser: Browser, pages: dict[str, Path]) -> None:
    with open_page(browser, pages["text"]) as page:
        page.locator("#facts .failing button").first.click()
        assert page.locator("#checks").is_visible()
        chip = page.locator("#checks .fail .chips button").first
        fact = chip.get_attribute("data-fact")
        chip.click()
        assert "current" in str(page.locator(f'#text [data-fact="{fact}"]').get_attribute("class"))


def test_sentences_and_findings_lead_to_their_places(browser: Browser, pages: dict[str, Path]) -> None:
    with open_page(browser, pages["pdf"]) as page:
        page.click("#tab-narrative")
        page.locator("#narrative [data-sentence='0']").click()
        assert page.locator("#text").is_visible()
        assert in_view(page, "#text [data-sentence='0']")


def test_it_is_used_with_the_keyboard_alone(browser: Browser, pages: dict[str, Path]) -> None:
    with open_page(browser, pages["text"]) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.keyboard.press("j")
        first = page.evaluate("document.activeElement.dataset.fact")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.dataset.fact") != first
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.dataset.fact") == first
        page.focus("#facts table.requests .cell")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        focused = page.evaluate("data.facts[Number(document.activeElement.dataset.fact)]")
        assert (focused["indicator"], focused["applicant"]) == ("requests.carried_in", "commercial")
        page.keyboard.press("1")
        assert page.get_attribute("#facts [data-reviewed]", "data-reviewed") == "right"
        page.focus("#tab-facts")
        page.keyboard.press("ArrowRight")
        assert page.locator("#checks").is_visible()
        page.keyboard.press("?")
        page.uncheck("#single")
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        assert page.locator("#checks").is_visible()  # single keys are off


def mark(page: Page, indicator: str, how: str) -> None:
    """Press a button of the review for the first fact of the prose about an indicator."""
    fact = page.evaluate(
        "(id) => data.facts.findIndex((f) => f.indicator === id && f.source !== 'table' && !f.applicant)", indicator
    )
    page.click(f'#facts [data-fact="{fact}"]')
    page.click(f'#verdict [data-mark="{how}"]')


def save(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.click("#save")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_review_becomes_gold_passages(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    with open_page(browser, pages["text"]) as page:
        mark(page, "disclosed.total", "right")
        mark(page, "disclosed.website", "wrong")
        page.select_option("#kind", "part")
        mark(page, "disclosed.wechat", "corrected")
        page.select_option("#indicator", "disclosed.new_media")
        page.click("#apply")
        page.locator("#text .other", has_text="843条").click()
        page.click("#verdict [data-mark=corrected]")
        page.select_option("#indicator", "requests.granted")
        page.select_option("#applicant", "natural")
        page.click("#apply")
        saved = save(page, tmp_path)
    assert saved.name == "dandu-zhujian-2021.review.jsonl"
    (passage,) = read_tasks(saved)
    assert labelled(passage) == {
        "2,317条": "disclosed.total",
        "843条": "requests.granted@natural",
        "596条": "?",
        "1,986条": "none.part",
        "331条": "disclosed.new_media",
        "4.8万人": "?audience.wechat_followers",
        "11篇": "?interpretation.items",
        "2场": "?interpretation.press_conferences",
    }


def labelled(passage: Passage) -> dict[str, str]:
    return {label.span.of(passage.text): label.name for label in passage.labels}


def test_the_rest_of_a_paragraph_and_cells(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    with open_page(browser, pages["text"]) as page:
        mark(page, "disclosed.total", "right")
        page.check("#rest")
        cell = number_of(page, "requests.granted", "table")
        page.click(f'#facts [data-fact="{cell}"]')
        page.click("#verdict [data-mark=corrected]")
        page.fill("#value", "7")
        page.keyboard.press("Enter")
        saved = save(page, tmp_path)
    (passage,) = read_tasks(saved)
    assert labelled(passage)["596条"] == "none.other"
    review: dict[str, Any] = json.loads(saved.read_text(encoding="utf-8").splitlines()[-1])["review"]
    judged = {one["fact"]["indicator"]: one for one in review["marks"]}
    assert judged["requests.granted"]["value"] == 7
    assert (review["sha256"], len(review["marks"])) == (sample("dandu-zhujian-2021.txt").source.sha256, 2)


def test_an_imported_review_trains(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    """What the tagger is trained on are the judged figures; those that nobody judged count neither way."""
    from typer.testing import CliRunner

    from gipnlp.cli import app

    with open_page(browser, pages["text"]) as page:
        mark(page, "disclosed.total", "right")
        mark(page, "disclosed.website", "wrong")
        saved = save(page, tmp_path)
    corpus = tmp_path / "corpus"
    add_to_corpus(load_corpus()[:60], corpus, "before")
    result = CliRunner().invoke(app, ["annotate", "import", str(saved), "--corpus", str(corpus)])
    assert result.exit_code == 0
    assert "1 passages" in result.stderr
    (added,) = [passage for passage in load_corpus(corpus) if passage.report == "dandu-zhujian-2021"]
    encoded = encode_passage(added)
    names = gold_names(added, encoded)
    wanted = dict(zip((c.span.of(added.text) for c in encoded.candidates), names, strict=True))
    assert (wanted["2,317条"], wanted["1,986条"], wanted["331条"], wanted["843条"]) == (
        {"disclosed.total"},
        set(),
        None,
        None,
    )

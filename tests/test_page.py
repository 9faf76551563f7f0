"""The page of a report: nothing of the report is lost, and nothing of it runs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from lxml import html
from typer.testing import CliRunner

import gipnlp
from gipnlp.annotation import reviewables
from gipnlp.cli import app
from gipnlp.errors import DataError
from gipnlp.readers.pictures import page_pictures
from gipnlp.rendering.page import report_page
from gipnlp.rendering.page.content import Content
from gipnlp.rendering.page.printed import Head, Line, printed_tables
from gipnlp.rendering.page.templates import number, visible
from gipnlp.rendering.page.wording import Words, check_words, indicator_words, labels, named, words_of
from gipnlp.report import Check, Finding, Report, Score, Sentence, Span, Warn
from gipnlp.statute import indicators

NAMES = ["dandu-zhujian-2021.txt", "guotu-lvhua-2019.pdf", "qinghe-2017.txt", "qinghe-2022.pdf", "shanquan-2009.txt"]
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover='alert(1)' <!-- {{ 7 * 7 }}"


@cache
def sample(name: str) -> Report:
    return gipnlp.read(SAMPLES / name)


@cache
def parsed(name: str) -> Any:
    return html.document_fromstring(report_page(sample(name), page_pictures((SAMPLES / name).read_bytes())))


def hostile() -> Report:
    """A report whose every text would like to run."""
    report = sample("dandu-zhujian-2021.txt")
    text = report.text.replace("2,317条", "2,317条" + HOSTILE)
    fact = replace(report.facts[-1], stated=HOSTILE, evidence=HOSTILE, unit=HOSTILE, doubt=HOSTILE, indicator=HOSTILE)
    return replace(
        report,
        source=replace(report.source, path=f"/reports/{HOSTILE}"),
        text=text,
        title=HOSTILE,
        agency=HOSTILE,
        facts=(*report.facts, fact),
        checks=(*report.checks, Check(HOSTILE, "fail", HOSTILE)),
        sentences=(Sentence(HOSTILE, "problem", True, 0.9, (HOSTILE,), Span(0, 4)),),
        findings=(Finding(HOSTILE, HOSTILE, Span(2, 6)),),
        quality={HOSTILE: Score(50.0, HOSTILE)},
        warnings=(Warn(HOSTILE, HOSTILE, 1),),
    )


def shape(lines: tuple[Line, ...]) -> set[int]:
    """The widths of the rows, spans laid out as a browser does; fails if cells overlap."""
    taken: dict[tuple[int, int], bool] = {}
    for row, cells in enumerate(lines):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            height = cell.rowspan if isinstance(cell, Head) else 1
            for place in ((row + y, column + x) for y in range(height) for x in range(cell.colspan)):
                assert place not in taken
                taken[place] = True
    assert max(row for row, _ in taken) == len(lines) - 1
    return {sum(1 for y, _ in taken if y == row) for row in range(len(lines))}


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_printed_table_is_filled(name: str) -> None:
    for table in printed_tables(sample(name).tables, lambda cell: 0):
        widths = shape((*table.head, *table.lines))
        assert len(widths) == 1, table.kind


def test_the_requests_table_is_printed_as_in_the_form() -> None:
    tables = printed_tables(sample("qinghe-2022.pdf").tables, lambda cell: 0)
    (requests,) = [table for table in tables if table.kind == "requests"]
    heads = {cell.words.zh: cell for line in requests.lines for cell in line if isinstance(cell, Head)}
    assert (heads["三、本年度办理结果"].rowspan, heads["（三）不予公开"].rowspan) == (22, 8)
    assert (heads["（六）其他处理"].rowspan, heads["（七）总计"].colspan) == (3, 2)
    (older,) = [
        t for t in printed_tables(sample("guotu-lvhua-2019.pdf").tables, lambda cell: 0) if t.kind == "requests"
    ]
    heads = {cell.words.zh: cell for line in older.lines for cell in line if isinstance(cell, Head)}
    assert (heads["三、本年度办理结果"].rowspan, heads["（六）其他处理"].rowspan) == (20, 1)


@pytest.mark.parametrize("name", NAMES)
def test_each_fact_stands_once_among_the_results_and_at_its_place(name: str) -> None:
    report, page = sample(name), parsed(name)
    results = [int(e.get("data-fact")) for e in page.cssselect("#facts [data-fact]")]
    assert sorted(results) == list(range(len(report.facts)))
    for place, fact in enumerate(report.facts):
        pieces = [e for e in page.cssselect("#text [data-fact]") if str(place) in e.get("data-fact").split()]
        shown = "".join(piece.text_content() for piece in pieces)
        wanted = fact.span.of(report.text) if fact.span else ""
        assert "".join(shown.split()) == "".join(wanted.split())


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_lost(name: str) -> None:
    report = sample(name)
    shown = "".join(piece.text for line in Content(report).lines for piece in line.pieces)
    assert "".join(shown.split()) == "".join(report.text.split())


def test_boxes_stand_on_their_pages() -> None:
    name = "qinghe-2022.pdf"
    content = Content(sample(name), page_pictures((SAMPLES / name).read_bytes()))
    assert [sheet.page for sheet in content.sheets] == [1, 2, 3]
    boxes = [(sheet, box) for sheet in content.sheets for box in sheet.boxes]
    assert len(boxes) == sum(fact.box is not None for fact in sample(name).facts) > 200
    assert all(box.x >= 0 and box.x + box.width <= sheet.width for sheet, box in boxes)
    assert all(box.y >= 0 and box.y + box.height <= sheet.height for sheet, box in boxes)


@pytest.mark.parametrize("data", [b"", b"text", b"%PDF-1.4 damaged", b"\x89PNG\r\n damaged", b"II*\x00"])
def test_what_cannot_be_drawn_has_no_pictures(data: bytes) -> None:
    assert page_pictures(data) == []


def test_an_image_is_its_own_picture() -> None:
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("1", (3000, 1500)).save(written, "PNG")
    (picture,) = page_pictures(written.getvalue())
    assert (picture.width, picture.height) == (1000, 500)


@pytest.mark.parametrize("make", [lambda: sample("qinghe-2022.pdf"), hostile])
def test_nothing_but_the_page_s_own_script_can_run(make: Any) -> None:
    text = report_page(make())
    page = html.document_fromstring(text)
    policy = str(page.cssselect("meta[http-equiv]")[0].get("content"))
    assert policy.startswith("default-src 'none'; img-src data:;")
    own, script = page.cssselect("script")
    assert own.get("type") == "application/json"
    for element in (script, *page.cssselect("style")):
        digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(page.cssselect("style")) == 1
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            assert name not in ("src", "href") or value.startswith(("data:image/webp;base64,", "#"))
    assert json.loads(own.text or "")["facts"]
    assert "<" not in (own.text or "")


def test_hostile_text_is_shown_as_text() -> None:
    page = html.document_fromstring(report_page(hostile()))
    assert page.cssselect("title")[0].text == HOSTILE
    assert page.cssselect("h1")[0].text == HOSTILE
    assert HOSTILE in page.cssselect("#text")[0].text_content()


def test_what_cannot_be_seen_is_made_visible() -> None:
    assert visible("12\u202e34\x00\ud800") == "12\ufffd34\ufffd\ufffd"
    assert visible("一\t二\n三　四") == "一\t二\n三　四"
    report = replace(sample("qinghe-2017.txt"), title="年\u202e报\ud800")
    assert "年\ufffd报\ufffd" in report_page(report)
    report_page(report).encode("utf-8")


@pytest.mark.parametrize(("value", "shown"), [(1234.0, "1,234"), (0.5, "0.5"), (None, ""), (-3.0, "-3")])
def test_numbers(value: float | None, shown: str) -> None:
    assert number(value) == shown


def test_labels_are_complete() -> None:
    assert all(words.zh and words.en for words in map(indicator_words, indicators()))
    for name in NAMES:
        report = sample(name)
        assert all("{}" not in check_words(check.id).zh != check.id for check in report.checks)
        assert all(score in labels()["quality"] for score in report.quality)
    source = "".join(path.read_text(encoding="utf-8") for path in Path(gipnlp.__file__).parent.rglob("*.py"))
    codes = set(re.findall(r"(?:Finding|Warn)\(\s*\"([a-z-]+)\"", source))
    assert codes
    assert codes <= set(labels()["codes"])


def test_a_label_needs_two_wordings() -> None:
    with pytest.raises(DataError, match="'x'"):
        words_of(["一"], "x")
    assert named("kinds", "unheard of") == Words("unheard of", "unheard of")


def test_reviewables_hold_every_fact_of_the_prose() -> None:
    report = sample("dandu-zhujian-2021.txt")
    found = list(reviewables(report))
    prose = [fact for fact in report.facts if fact.source != "table" and fact.span]
    assert all(any(fact.span in one.span for one in found if fact.span) for fact in prose)
    others = {span.of(report.text) for one in found for span in one.others}
    assert "843条" in others
    assert all(one.passage.text == one.span.of(report.text) for one in found)


def test_view_writes_a_page(tmp_path: Path) -> None:
    output = tmp_path / "page.html"
    result = CliRunner().invoke(app, ["view", str(SAMPLES / "qinghe-2022.pdf"), "-o", str(output)])
    assert result.exit_code == 0
    assert not result.stdout
    assert "3 pages" in result.stderr
    assert output.read_text(encoding="utf-8").count("data:image/webp") == 3


def test_view_says_what_it_cannot_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["view", str(tmp_path / "none.pdf"), "-o", str(tmp_path / "page.html")])
    assert result.exit_code == 1
    assert "[not-found]" in result.stderr
    assert not (tmp_path / "page.html").exists()

"""Pages to look at, without a browser: what they hold, and that they stand alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import SAMPLES, read_gold_report
from hostile import ATTACK, hostile, write_store
from typer.testing import CliRunner

from gipnlp.cli import app
from gipnlp.errors import DataError
from gipnlp.readers.pictures import page_pictures
from gipnlp.rendering.page import report_page
from gipnlp.rendering.page.charts import quality_chart, years_chart
from gipnlp.rendering.page.content import Content
from gipnlp.rendering.page.site import address, index_page, write_site
from gipnlp.rendering.page.templates import visible
from gipnlp.rendering.page.wording import check_words, indicator_words, labels, words_of
from gipnlp.report import Report, Span
from gipnlp.statute import indicators
from gipnlp.store import open_to_read
from gipnlp.store.overview import trends

PDF = SAMPLES / "qinghe-2022.pdf"


@pytest.fixture(scope="module")
def report() -> Report:
    return read_gold_report(SAMPLES / "qinghe-2022.gold.json")


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return report_page(report, page_pictures(PDF.read_bytes()))


@pytest.fixture(scope="module")
def store(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "s.db"
    write_store(path, report, 15)
    return path


def test_every_fact_is_on_the_page_and_those_with_a_box_on_a_picture(report: Report, page: str) -> None:
    results = page[page.index('id="facts"') :]
    boxes = page[page.index('id="pages"') : page.index('id="text"')]
    numbers = range(len(report.facts))
    assert {n for n in numbers if f'data-fact="{n}"' not in results} == set()
    boxed = {n for n in numbers if report.facts[n].box}
    assert boxed
    assert {n for n in numbers if f'data-fact="{n}"' in boxes} == boxed


def test_marked_text_is_the_whole_text(report: Report) -> None:
    shown = "".join(piece.text for line in Content(report).lines for piece in line.pieces)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", report.text)


@pytest.mark.parametrize("foreign", ["http:", "https:", "//", "url(", " style=", " onclick=", "@import"])
def test_a_page_asks_for_nothing(page: str, store: Path, foreign: str) -> None:
    for one in (page, index_page(store)):
        outside = re.sub(r"//.*?\n|/\*.*?\*/|data:image/webp;base64,[^\"]*", "", one)
        assert foreign not in outside


def test_the_policy_allows_no_script_but_its_own(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policy[1].replace("&#39;", "'").startswith("default-src 'none'; img-src data:; base-uri 'none'")
    assert "unsafe" not in policy[1]


def test_markup_of_a_report_is_text(report: Report) -> None:
    page = report_page(hostile(report))
    assert "<img src=x" not in page
    assert "<script>document" not in page
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert "\u202e" not in page
    assert "{{7*7}}" in page


def test_markup_of_a_store_is_text(report: Report, tmp_path: Path) -> None:
    write_store(tmp_path / "s.db", hostile(report), 2)
    index = index_page(tmp_path / "s.db")
    assert "<img src=x" not in index
    assert index.count("<script") == 2


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "a\x00b", "a\ud800b"])
def test_what_cannot_be_seen_is_a_mark(text: str) -> None:
    assert visible(text) == "a\ufffdb"


def test_a_figure_of_a_failing_sum_is_marked(report: Report) -> None:
    failing = read_gold_report(SAMPLES / "dandu-zhujian-2021.gold.json")
    content = Content(failing)
    marked = {n for n in range(len(failing.facts)) if content.state(n) == "conflict"}
    assert marked == {n for n, fact in enumerate(failing.facts) if fact.conflicts}
    assert marked
    table = next(t for section in content.sections for t in section.tables if t.kind == "requests")
    assert content.failing_in(table)
    clean = Content(report)
    assert not any(clean.failing_in(t) for section in clean.sections for t in section.tables)


def test_tables_keep_their_width() -> None:
    """Every row of a form covers as many columns as its head, spans of rows counted."""
    for gold in sorted(SAMPLES.glob("*.gold.json")):
        for section in Content(read_gold_report(gold)).sections:
            for table in section.tables:
                assert len(set(_widths((*table.head, *table.lines)))) == 1, (gold.stem, table.kind)


def _widths(lines: tuple[tuple[object, ...], ...]) -> list[int]:
    hanging: list[list[int]] = []  # rows still to cover, columns
    widths = []
    for line in lines:
        width = sum(columns for _, columns in hanging)
        hanging = [[rows - 1, columns] for rows, columns in hanging if rows > 1]
        for cell in line:
            columns, rows = getattr(cell, "colspan", 1), getattr(cell, "rowspan", 1)
            width += columns
            if rows > 1:
                hanging.append([rows - 1, columns])
        widths.append(width)
    return widths


def test_every_indicator_and_check_has_words_in_both_languages(report: Report) -> None:
    assert all(re.search("[A-Za-z]", indicator_words(name).en) for name in indicators())
    assert all("{}" not in pair.zh + pair.en for pair in (check_words(check.id) for check in report.checks))
    assert all(check_words(check.id).zh != check.id for check in report.checks)
    assert labels()["site"]


@pytest.mark.parametrize("pair", [["一"], ["一", ""], "一", None, ["一", 1]])
def test_a_label_needs_two_wordings(pair: object) -> None:
    with pytest.raises(DataError, match="needs a Chinese and an English"):
        words_of(pair, "x")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"<html>", PDF.read_bytes()[:5000]])
def test_what_cannot_be_drawn_has_no_picture(data: bytes) -> None:
    assert page_pictures(data) == []


def test_reviewed_passages_hold_the_figures_that_their_facts_state(report: Report) -> None:
    data = Content(report).data()
    placed = [fact for fact in data["facts"] if fact["within"] and fact["indicator"]]
    assert placed
    for fact in placed:
        assert Span(*fact["within"]).of(data["passages"][fact["passage"]]["text"]) == fact["stated"]


def test_the_index_lists_every_report_and_failure(store: Path) -> None:
    index = index_page(store)
    with open_to_read(store) as connection:
        hashes = [sha256 for (sha256,) in connection.execute("SELECT sha256 FROM reports")]
    assert len(hashes) == 15
    assert all(f'href="{address(sha256)}"' in index for sha256 in hashes)
    assert ATTACK[:9] not in index.split('id="failures"')[1].split("<script")[0]
    assert "Leave it out." in index


def test_quartiles_of_a_year(store: Path) -> None:
    with open_to_read(store) as connection:
        (course,) = trends(connection, 1).values()
    assert [(one.year, one.count) for one in course] == [(year, 3) for year in range(2019, 2024)]
    assert [round(one.median - course[0].median) for one in course] == [0, 1, 2, 3, 4]
    assert all(one.lower < one.median < one.upper for one in course)


def test_charts_of_nothing() -> None:
    assert years_chart([]).bars == ()
    assert [bar.height for bar in quality_chart([]).bars] == [0.0] * 10


def test_a_site_has_a_page_for_each_report(report: Report, tmp_path: Path) -> None:
    write_store(tmp_path / "s.db", report, 1)
    index, page = write_site(tmp_path / "s.db", tmp_path / "site")
    assert index == tmp_path / "site" / "index.html"
    assert f'href="{page.relative_to(index.parent)}"' in index.read_text(encoding="utf-8")
    assert 'href="../index.html"' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("output", "status", "said"),
    [("page.html", 0, "facts"), ("none/page.html", 2, "name a .html file"), (".", 2, "name a .html file")],
)
def test_view_a_report(tmp_path: Path, output: str, status: int, said: str) -> None:
    sample = SAMPLES / "shanquan-2009.txt"
    result = CliRunner().invoke(app, ["view", str(sample), "-o", str(tmp_path / output)], env={"COLUMNS": "300"})
    assert result.exit_code == status
    assert said in result.output.replace("\n", " ")


def test_view_an_absent_report(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["view", str(tmp_path / "no.pdf"), "-o", str(tmp_path / "page.html")])
    assert result.exit_code == 1
    assert not (tmp_path / "page.html").exists()


def test_view_a_store(store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert CliRunner().invoke(app, ["view", str(store), "-o", str(tmp_path / "file")]).exit_code == 2

"""What the sums say of cells that were read from an image: settled, left open, suspected; never mended unsaid."""

from __future__ import annotations

from dataclasses import replace

import pytest
from layouts import LAYOUTS, make_case

from gipnlp.checks import run_checks
from gipnlp.facts import from_images, table_facts
from gipnlp.readers import read_document
from gipnlp.report import Document, Sight, TableCell
from gipnlp.tables import Found, read_tables
from gipnlp.tables.inference import infer
from gipnlp.text import fold

CELL = ("requests.received", "natural")


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(LAYOUTS["markdown"](make_case("2021", 1)).encode())


def cell_of(found: Found, indicator: str = CELL[0], applicant: str | None = CELL[1]) -> TableCell:
    cells = {(cell.indicator, cell.applicant): cell for table in found.tables for cell in table}
    cell: TableCell = cells[indicator, applicant]
    return cell


def seen_as(
    document: Document, read: str, *candidates: tuple[str, float], cell: tuple[str, str | None] = CELL
) -> Found:
    """The tables as if the figure of one cell had been read like this from an image."""
    found = read_tables(document, fold(document.text))
    old = cell_of(found, *cell)
    assert old.span is not None
    sight = Sight(old.span, candidates[0][1], tuple(candidates))
    new = replace(old, value=float(read), stated=read)
    tables = tuple(
        replace(t, cells=tuple(tuple(new if c is old else c for c in row) for row in t.cells)) for t in found.tables
    )
    return infer(replace(found, tables=tables, warnings=()), [sight])


def test_a_doubtful_figure_that_the_sums_contradict_is_inferred_and_says_so(document: Document) -> None:
    true = int(cell_of(read_tables(document, fold(document.text))).value or 0)
    wrong = str(true + 5)
    found = seen_as(document, wrong, (wrong, 0.6), (str(true), 0.3), (str(true + 1), 0.05))
    cell = cell_of(found)
    assert cell.value == true
    assert cell.doubt == f"read from an image as '{wrong}' (60%); the sums leave one reading, {true}"
    assert [w.code for w in found.warnings] == ["inferred-cells"]


def test_a_doubtful_figure_that_the_sums_confirm(document: Document) -> None:
    true = str(int(cell_of(read_tables(document, fold(document.text))).value or 0))
    cell = cell_of(seen_as(document, true, (true, 0.6), ("999", 0.3)))
    assert cell.value == float(true)
    assert "the sums leave no other reading" in cell.doubt


def test_a_doubtful_figure_without_sums_keeps_its_best_reading_and_names_the_others(document: Document) -> None:
    licensing = ("licensing.decisions", None)
    cell = cell_of(seen_as(document, "13", (("13"), 0.7), ("18", 0.2), cell=licensing), *licensing)
    assert cell.value == 13
    assert [reading.value for reading in cell.readings] == [13, 18]
    assert "it may be 13 or 18" in cell.doubt


def test_a_sure_figure_in_a_failing_sum_stays_with_what_would_satisfy_it(document: Document) -> None:
    true = int(cell_of(read_tables(document, fold(document.text))).value or 0)
    wrong = str(true + 5)
    found = seen_as(document, wrong, (wrong, 0.97), (str(true), 0.02))
    cell = cell_of(found)
    assert cell.value == float(wrong)
    assert [reading.value for reading in cell.readings] == [true]
    assert "a sum fails" in cell.doubt
    _, facts = run_checks(found.tables, table_facts(document, found.tables))
    assert next(f for f in facts if (f.indicator, f.applicant) == CELL).conflicts


def test_no_candidate_satisfies_the_sums_and_nothing_is_mended(document: Document) -> None:
    cell = cell_of(seen_as(document, "777", ("777", 0.6), ("771", 0.3)))
    assert cell.value == 777
    assert {reading.value for reading in cell.readings} == {777, 771}


def test_a_sure_figure_and_tables_without_images_are_left_alone(document: Document) -> None:
    found = read_tables(document, fold(document.text))
    cell = cell_of(found)
    assert cell.span is not None
    assert infer(found, []) is found
    assert infer(found, [Sight(cell.span, 0.99, ((cell.stated, 0.99),))]) is found


def test_a_cell_that_cannot_be_read_is_inferred_where_its_sums_agree() -> None:
    text = LAYOUTS["markdown"](make_case("2021", 1))
    line = next(line for line in text.splitlines() if "予以公开" in line)
    figures = [part for part in line.split("|") if part.strip().isdigit()]
    spoilt = line.replace(f"|{figures[-1]}|", "|#?|") if f"|{figures[-1]}|" in line else line
    spoilt = "#?".join(line.rsplit(figures[-1].strip(), 1))
    document = read_document(text.replace(line, spoilt).encode())
    cell = cell_of(read_tables(document, fold(document.text)), "requests.granted", "total")
    assert cell.value == float(figures[-1])
    assert "#?" in cell.doubt
    assert "the sums leave one reading" in cell.doubt


def test_facts_of_an_image_say_so_and_are_no_surer_than_their_reading(document: Document) -> None:
    found = read_tables(document, fold(document.text))
    cell = cell_of(found)
    assert cell.span is not None
    seen = replace(document, scanned=(1,), sights=(Sight(cell.span, 0.93),))
    facts = [replace(fact, page=1) for fact in table_facts(seen, found.tables)]
    for fact in from_images(seen, facts):
        assert "read from an image" in fact.doubt
        assert fact.confidence <= (0.93 if fact.span == cell.span else 0.97)
    assert from_images(document, facts) == facts


def test_a_row_of_a_scan_without_any_figure_is_doubtful_where_others_write_their_zeros(document: Document) -> None:
    found = read_tables(document, fold(document.text))
    sure = cell_of(found).span
    assert sure is not None
    tables = tuple(
        replace(
            table,
            cells=tuple(
                tuple(cell and replace(cell, value=None, stated="", span=None) for cell in row)
                if row[0] and row[0].indicator == "requests.granted"
                else row
                for row in table.cells
            ),
        )
        for table in found.tables
    )
    lost = infer(replace(found, tables=tables), [Sight(sure, 0.99)])
    assert "no figure was found" in cell_of(lost, "requests.granted", "legal").doubt
    digital = infer(replace(found, tables=tables), [])
    assert cell_of(digital, "requests.granted", "legal").doubt == ""


def test_one_sum_alone_does_not_overrule_what_was_read(document: Document) -> None:
    upheld = ("reconsideration.upheld", None)
    true = int(cell_of(read_tables(document, fold(document.text)), *upheld).value or 0)
    wrong = str(true + 3)
    cell = cell_of(seen_as(document, wrong, (wrong, 0.6), (str(true), 0.3), cell=upheld), *upheld)
    assert cell.value == float(wrong)
    assert f"{true} would satisfy its sum" in cell.doubt

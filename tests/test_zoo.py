"""The zoo of layouts: its cases, its text habits, its frozen part, and what its score counts as flagged."""

from dataclasses import replace
from pathlib import Path

import pytest

import gipnlp
from gipnlp.evaluation.zoo.cases import ZooForm, make_case
from gipnlp.evaluation.zoo.paper import Paper, make_paper
from gipnlp.evaluation.zoo.producers import PRODUCERS
from gipnlp.evaluation.zoo.scoring import compare, score_file
from gipnlp.evaluation.zoo.texts import HABITS
from gipnlp.evaluation.zoo.variations import VARIATIONS, Variation
from gipnlp.report import Warn

FROZEN = Path(__file__).parent / "zoo" / "frozen"
FILES = sorted(path for path in FROZEN.glob("*/*") if path.parent.name != "gold")
BY_NAME = {variation.name: variation for variation in VARIATIONS}
TABLES: tuple[ZooForm, ...] = ("2019", "2021")


def paper(variation: str, form: str, seed: int = 0) -> Paper:
    return make_paper(BY_NAME[variation], form, seed)


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("seed", range(5))
def test_the_sums_of_a_case_hold(form: ZooForm, seed: int) -> None:
    rows = {row.id: row.figures for row in make_case(form, seed).requests}
    ends = {f"requests.{name}": rows.pop(f"requests.{name}") for name in ("received", "carried_in", "processed")}
    ends["requests.carried_out"] = rows.pop("requests.carried_out")
    received, carried_in, processed, carried_out = ends.values()
    for column in range(7):
        assert sum(figures[column] for figures in rows.values()) == processed[column]
        assert received[column] + carried_in[column] == processed[column] + carried_out[column]
    assert all(sum(figures[:6]) == figures[6] for figures in (*rows.values(), *ends.values()))


def test_a_blank_says_nothing_and_a_word_says_zero() -> None:
    blank, word = paper("zero-blank", "2021"), paper("zero-none", "2021")
    zeros = [key for key, value in paper("plain", "2021").gold.items() if value == 0]
    assert zeros
    assert all(blank.gold[key] is None and word.gold[key] == 0 for key in zeros)


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.name)
def test_every_place_of_a_table_is_covered_once(variation: Variation) -> None:
    for form in variation.forms:
        for table in make_paper(variation, form, 0).items:
            if not isinstance(table, str):
                places = [
                    (row, column)
                    for cell in table.cells
                    for row in range(cell.row, cell.row + cell.rowspan)
                    for column in range(cell.column, cell.column + cell.colspan)
                ]
                assert len(places) == len(set(places)) == table.height * len(table.widths)


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("variation", ["plain", "zero-blank", "zero-none", "rows-added-figures", "labels-garbled"])
def test_no_habit_of_text_is_silently_misread(habit: str, variation: str) -> None:
    made = paper(variation, "2021", seed=1)
    counts, silent, _ = compare(gipnlp.read(HABITS[habit](made).encode(), rules_only=True), made.gold)
    assert not silent
    assert counts.total() == len(made.gold)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_frozen_files_are_read_right(path: Path) -> None:
    outcome = score_file(path, FROZEN)
    assert not outcome.silent
    assert not outcome.engines
    assert len(outcome.flagged) == FLAGGED.get(f"{path.parent.name}/{path.stem}", 0)


FLAGGED = {  # how many cells of a file are not right, but said to be doubtful
    "pdftotext-raw/full-width-2019-0": 22,
    "reportlab-cid/seal-2021-0": 2,
    "text-run-together/plain-2021-0": 46,
}


def test_two_labels_in_one_row_of_a_grid_are_a_doubt() -> None:
    made = paper("plain", "2021")
    lines = HABITS["markdown"](made).split("\n")
    first = next(index for index, line in enumerate(lines) if "属于国家秘密" in line)
    assert "2.其他法律行政法规禁止公开" in lines.pop(first + 1)
    lines[first] = lines[first].replace("1.属于国家秘密", "1.属于国家秘密 2.其他法律行政法规禁止公开")
    counts, silent, flagged = compare(gipnlp.read("\n".join(lines).encode(), rules_only=True), made.gold)
    assert not silent
    assert counts["flagged"] == len(flagged) == 14


def test_the_frozen_files_are_there() -> None:
    assert len(FILES) >= 13


def read_as(value: float | None, gold: float | None, doubt: str = "", *warnings: Warn) -> str:
    """The class of one cell that is read as ``value``."""
    text = paper("plain", "2021")
    report = gipnlp.read(HABITS["row-per-line"](text).encode(), rules_only=True)
    (fact,) = [one for one in report.find("requests.granted", "natural") if one.source == "table"]
    changed = [replace(one, value=value, doubt=doubt) if one is fact else one for one in report.facts]
    counts, _, _ = compare(
        replace(report, facts=tuple(changed), warnings=warnings), {("requests.granted", "natural"): gold}
    )
    return next(name for name in ("right", "flagged", "silent") if counts[name])


@pytest.mark.parametrize(
    ("value", "gold", "doubt", "expected"),
    [
        (3.0, 3.0, "", "right"),
        (3.0, 3.0, "inferred", "right"),
        (None, None, "", "right"),
        (None, None, "unreadable", "flagged"),
        (None, 3.0, "unreadable", "flagged"),
        (None, 3.0, "", "silent"),
        (0.0, None, "", "silent"),
        (4.0, 3.0, "", "silent"),
        (4.0, 3.0, "inferred", "flagged"),
    ],
)
def test_what_counts_as_flagged(value: float | None, gold: float | None, doubt: str, expected: str) -> None:
    assert read_as(value, gold, doubt) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("requests.granted: the row was not found in the table", "flagged"),
        ("requests.granted natural: the cell reads '?'", "flagged"),
        ("requests.granted legal: the cell reads '?'", "silent"),
        ("requests.partially_granted: the row was not found in the table", "silent"),
        ("The table of requests (收到和处理申请) was not found.", "flagged"),
        ("The table of remedies (行政复议、行政诉讼) was not found.", "silent"),
    ],
)
def test_a_warning_counts_for_the_row_or_cell_that_it_names(message: str, expected: str) -> None:
    assert read_as(4.0, 3.0, "", Warn("missing-row", message)) == expected


def test_a_missing_cell_and_an_invented_one_are_silent() -> None:
    report = gipnlp.read(HABITS["row-per-line"](paper("plain", "2021")).encode(), rules_only=True)
    fewer = replace(report, facts=(), warnings=())
    assert compare(fewer, {("rules.issued", "total"): 2.0})[0]["silent"] == 1
    assert compare(report, {})[0]["invented"] > 100


@pytest.mark.parametrize("name", [name for name, producer in PRODUCERS.items() if not producer.needs])
def test_producers_without_needs_write_a_file_for_each_paper(name: str, tmp_path: Path) -> None:
    PRODUCERS[name].write({"one": paper("plain", "2019"), "two": paper("plain", "2014")}, tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["one", "two"]

"""Reports as files: what is written, and what is left alone."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from gipnlp.export import COLUMNS, ExportError, open_export, rows
from gipnlp.report import Fact, Report, SourceFile

FACT = Fact(
    indicator="disclosed.total",
    applicant=None,
    value=1234.0,
    approx=True,
    unit="条",
    stated="1234余条",
    source="rule",
    confidence=0.9,
    evidence="全年主动公开政府信息1234余条。",
    page=2,
    span=None,
    conflicts=("agree.disclosed.total", "other"),
)
REPORT = Report(
    source=SourceFile("a.txt", "0" * 64, "text/plain", None, "plain"),
    text="",
    title="某县2021年政府信息公开工作年度报告",
    agency="某县",
    year=2021,
    form="2021",
    facts=(FACT, replace(FACT, value=0.5, approx=False, page=None), replace(FACT, value=None)),
)
HOSTILE = replace(REPORT, facts=(replace(FACT, value=-3.0, stated="-3", evidence='=HYPERLINK("x")\x1b[2J'),))


def write(path: Path, *reports: Report) -> None:
    with open_export(path) as add:
        for report in reports:
            add(report)


def read_csv(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_xlsx(path: Path) -> list[dict[str, Any]]:
    head, *body = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def read_parquet(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
    return rows


@pytest.mark.parametrize(
    ("suffix", "read"), [(".csv", read_csv), (".xlsx", read_xlsx), (".parquet", read_parquet), (".XLSX", read_xlsx)]
)
def test_one_row_for_each_fact(tmp_path: Path, suffix: str, read: Callable[[Path], list[dict[str, Any]]]) -> None:
    path = tmp_path / f"facts{suffix}"
    write(path, REPORT, REPORT)
    found = read(path)
    assert len(found) == 6
    assert list(found[0]) == list(COLUMNS)
    assert found[0]["name_zh"] == "主动公开政府信息总数"
    assert [str(row["value"] or "") for row in found[:3]] in (["1234", "0.5", ""], ["1234.0", "0.5", ""])
    assert found[0]["conflicts"] == "agree.disclosed.total other"


def test_rows_keep_to_the_columns() -> None:
    assert all(list(row) == list(COLUMNS) for row in rows(REPORT))


def test_csv_is_for_excel(tmp_path: Path) -> None:
    write(tmp_path / "facts.csv", REPORT)
    assert (tmp_path / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbfpath,")


@pytest.mark.parametrize(("suffix", "read"), [(".csv", read_csv), (".xlsx", read_xlsx)])
def test_no_text_is_a_formula(tmp_path: Path, suffix: str, read: Callable[[Path], list[dict[str, Any]]]) -> None:
    path = tmp_path / f"facts{suffix}"
    write(path, HOSTILE)
    (row,) = read(path)
    assert row["evidence"].startswith("'=HYPERLINK")
    assert row["stated"] == "'-3"
    assert str(row["value"]) == "-3"


def test_parquet_holds_the_text_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "facts.parquet", HOSTILE)
    assert read_parquet(tmp_path / "facts.parquet")[0]["evidence"] == HOSTILE.facts[0].evidence


def test_jsonl_is_one_report_a_line(tmp_path: Path) -> None:
    write(tmp_path / "reports.jsonl", REPORT, HOSTILE)
    lines = (tmp_path / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert [Report.from_dict(json.loads(line)) for line in lines] == [REPORT, HOSTILE]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_file_names_that_are_no_utf8(tmp_path: Path, suffix: str) -> None:
    write(tmp_path / f"facts{suffix}", replace(REPORT, source=replace(REPORT.source, path="a\udce9.txt")))
    assert (tmp_path / f"facts{suffix}").stat().st_size


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_an_error_leaves_what_was_there(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"facts{suffix}"
    path.write_text("before")

    def interrupted() -> None:
        with open_export(path) as add:
            add(REPORT)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_without_a_report_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path / "facts.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["facts.txt", "facts", "facts.csv.gz", "missing/facts.csv", "folder.csv"])
def test_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ExportError, match=name):
        write(tmp_path / name, REPORT)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_a_full_sheet_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gipnlp.export._XLSX_ROWS", 3)
    write(tmp_path / "facts.xlsx", REPORT)
    assert [sheet.max_row for sheet in openpyxl.load_workbook(tmp_path / "facts.xlsx").worksheets] == [3, 2]

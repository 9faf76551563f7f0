"""The store: what is written comes back, in one piece, whatever happens between."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow
import pytest
from conftest import SAMPLES, read_gold_report

from gipnlp.errors import StoreError, StoreLockedError
from gipnlp.report import Fact, Report, Span, Warn
from gipnlp.store import Failure, Recipe, Store, open_to_read, open_to_write, panel, rows_of
from gipnlp.store.exporting import FACTS, export
from gipnlp.store.reading import stored_reports
from gipnlp.store.status import status

RECIPE = Recipe("1.0", "abc", "{}")
LATER = Recipe("1.1", "abc", "{}")
FAILURE = Failure("empty", "The file is empty.", "Leave it out.")


@pytest.fixture(scope="module")
def report() -> Report:
    return read_gold_report(SAMPLES / "qinghe-2022.gold.json")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_to_write(tmp_path / "s.db") as opened:
        yield opened


def put(store: Store, *reports: Report, path: str = "/in/{}.pdf", recipe: Recipe = RECIPE) -> None:
    run = store.begin_run(recipe, ["/in"])
    for number, one in enumerate(reports):
        store.note_files([(path.format(number), one.source.sha256)], {}, recipe)
        store.put_report(run, rows_of(one), recipe, 0.1, 300.0)
    store.end_run(run, "done", len(reports), 0, 0)


def other(report: Report, digit: str, **changes: object) -> Report:
    source = replace(report.source, sha256=digit * 64)
    return replace(report, source=source, **changes)  # type: ignore[arg-type]


def count(path: Path, table: str) -> int:
    with open_to_read(path) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_report_comes_back(store: Store, report: Report) -> None:
    put(store, report)
    with open_to_read(store.path) as connection:
        (found,) = stored_reports(connection)
        facts = connection.execute("SELECT * FROM report_facts ORDER BY place").fetchall()
    assert found == replace(report, source=replace(report.source, path="/in/0.pdf"))
    assert [(row["indicator"], row["value"], row["stated"]) for row in facts] == [
        (fact.indicator, fact.value, fact.stated) for fact in report.facts
    ]
    for table, wanted in (("checks", report.checks), ("sentences", report.sentences), ("scores", report.quality)):
        assert count(store.path, table) == len(wanted)
    assert count(store.path, "warnings") == len(report.warnings) + len(report.findings)
    assert count(store.path, "tables") == sum(1 for table in report.tables for _ in table)


def test_a_report_that_is_read_again_takes_the_place_of_the_old(store: Store, report: Report) -> None:
    put(store, report)
    put(store, replace(report, facts=report.facts[:3]), recipe=LATER)
    assert (count(store.path, "reports"), count(store.path, "facts")) == (1, 3)
    assert store.standings()[report.source.sha256].recipe == LATER


def test_a_report_takes_the_place_of_a_failure_and_the_reverse(store: Store, report: Report) -> None:
    sha256 = report.source.sha256
    run = store.begin_run(RECIPE, [])
    store.put_failure(run, sha256, FAILURE, 1, RECIPE, 0, 0)
    store.put_failure(run, sha256, FAILURE, 2, RECIPE, 0, 0)
    with open_to_read(store.path) as connection:
        assert connection.execute("SELECT attempts FROM failures").fetchone()[0] == 3
    put(store, report)
    assert count(store.path, "failures") == 0
    store.put_failure(run, sha256, FAILURE, 1, RECIPE, 0, 0)
    assert [count(store.path, name) for name in ("failures", "reports", "facts", "documents")] == [1, 0, 0, 0]


def test_a_transaction_that_fails_leaves_nothing(store: Store, report: Report) -> None:
    rows = rows_of(report)
    rows["warnings"] = [[0, "reading", None, "a code is missing", None, None, None]]
    with pytest.raises(StoreError):
        store.put_report(1, rows, RECIPE, 0, 0)
    assert count(store.path, "facts") == 0
    put(store, report)


def test_what_a_path_holds_may_change(store: Store, report: Report) -> None:
    path = "/in/a.pdf"
    store.note_files([(path, "1" * 64)], {}, RECIPE)
    store.put_failure(1, "1" * 64, FAILURE, 1, RECIPE, 0, 0)
    put(store, report, path=path)
    assert count(store.path, "failures") == 0  # that content is nowhere any more
    put(store, other(report, "2"), path=path)
    assert count(store.path, "reports") == 2  # a report is kept
    found = status(store.path)
    assert (found.files, found.copies, found.reports) == (1, 0, 2)


def test_copies_and_names_that_are_no_text(store: Store, report: Report) -> None:
    sha256 = report.source.sha256
    store.note_files([("/in/b\udcff.pdf", sha256), ("/in/b\udcfe.pdf", sha256), ("/in/a\n;--.pdf", sha256)], {}, RECIPE)
    put(store, report, path="/in/c.pdf")
    assert (status(store.path).files, status(store.path).copies) == (4, 3)
    with open_to_read(store.path) as connection:
        assert [one.source.path for one in stored_reports(connection)] == ["/in/a\n;--.pdf"]


def test_what_cannot_be_opened_is_forgotten_where_it_is_looked_at_again(store: Store) -> None:
    store.note_files([], {"/in/a.pdf": FAILURE, "/in/x/b.pdf": FAILURE, "/inner/c.pdf": FAILURE}, RECIPE)
    store.forget_unreadable(["/in"])
    with open_to_read(store.path) as connection:
        assert [row["path"] for row in connection.execute("SELECT path FROM failed_files")] == ["/inner/c.pdf"]


def test_lone_surrogates_of_a_web_page(store: Store, report: Report) -> None:
    put(store, replace(report, title="报\ud800告", warnings=(Warn("x", "\udfff"),)))
    with open_to_read(store.path) as connection:
        (found,) = stored_reports(connection)
    assert found.title == "报\ud800告"


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be looked at" * 40, None])
def test_other_files_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.db"
    if content:
        path.write_bytes(content)
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE mine (a)")
    for opened in (open_to_read(path), open_to_write(path)):
        with pytest.raises(StoreError, match=r"no store"), opened:
            pass
    if content:
        assert path.read_bytes() == content


def test_a_store_of_a_later_format_is_refused(store: Store) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="format 99"), open_to_read(store.path):
        pass


@pytest.mark.parametrize("place", ["missing/s.db", "folder"])
def test_a_place_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(StoreError), open_to_write(tmp_path / "file" / place):
        pass
    with pytest.raises(StoreError), open_to_read(tmp_path / place):
        pass


def test_a_second_process_is_refused(store: Store) -> None:
    store.begin_run(RECIPE, [])
    code = "import sys; from gipnlp.store import open_to_write\nwith open_to_write(sys.argv[1]): pass"
    run = subprocess.run([sys.executable, "-c", code, str(store.path)], capture_output=True, text=True, check=False)
    assert "[store-locked]" in run.stderr
    assert "process " in run.stderr  # and says which
    with pytest.raises(StoreLockedError), open_to_write(store.path):
        pass


def test_a_full_disk_keeps_what_was_written(tmp_path: Path, report: Report) -> None:
    path = tmp_path / "s.db"
    with open_to_write(path) as store:
        put(store, report)
        store._connection.execute("PRAGMA max_page_count = 40")
        more = [other(report, digit) for digit in "123456789"]
        with pytest.raises(StoreError, match="disk is full"):
            put(store, *more)
    before = count(path, "reports")
    assert before >= 1
    with open_to_write(path) as store:
        put(store, other(report, "a"))
    assert count(path, "reports") == before + 1
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_run_that_was_killed_is_noted_as_interrupted(store: Store) -> None:
    store.begin_run(RECIPE, ["/in"])
    store.begin_run(RECIPE, ["/in"])
    with open_to_read(store.path) as connection:
        found = [row["status"] for row in connection.execute("SELECT status FROM runs ORDER BY id")]
    assert found == ["interrupted", "running"]


FACT = Fact("requests.received", None, 5.0, False, "件", "5", "table", 0.99, "收到5件", 1, Span(0, 1))


def with_facts(report: Report, digit: str, *facts: Fact, agency: str = "万东镇", year: int | None = 2021) -> Report:
    return other(report, digit, facts=facts, agency=agency, year=year, checks=())


def one_row(store: Store, **options: object) -> dict[str, object]:
    table = panel(store.path, frame="arrow", **options)  # type: ignore[arg-type]
    rows = table.to_pylist()
    assert len(rows) == 1
    return dict(rows[0])


@pytest.mark.parametrize(
    ("facts", "value", "conflict"),
    [
        ([FACT], 5, False),
        ([replace(FACT, source="rule"), replace(FACT, value=6.0)], 6, True),
        ([replace(FACT, source="rule", value=5.2, approx=True), FACT], 5, False),
        ([replace(FACT, source="rule", value=7.0, approx=True), FACT], 5, True),
        ([replace(FACT, value=None), replace(FACT, value=4.0, source="tagger")], 4, False),
        ([replace(FACT, conflicts=("requests.balance.total",))], 5, True),
        ([replace(FACT, value=None)], None, False),
        ([replace(FACT, applicant="natural", value=9.0)], None, False),
    ],
)
def test_a_figure_of_the_panel(
    store: Store, report: Report, facts: list[Fact], value: float | None, conflict: bool
) -> None:
    put(store, with_facts(report, "1", *facts))
    row = one_row(store)
    assert row["requests.received"] == value
    assert row["conflicts"] == ("requests.received" if conflict else "")


def test_the_panel_takes_the_source_that_is_preferred(store: Store, report: Report) -> None:
    put(store, with_facts(report, "1", FACT, replace(FACT, source="rule", value=6.0)))
    assert one_row(store, prefer=["rule", "table"])["requests.received"] == 6
    with pytest.raises(ValueError, match="unknown source"):
        one_row(store, prefer=["guess"])


def test_the_panel_has_applicants_on_request(store: Store, report: Report) -> None:
    put(store, with_facts(report, "1", replace(FACT, applicant="natural")))
    assert one_row(store, applicants=True)["requests.received.natural"] == 5


def test_the_panel_brings_reports_of_a_body_and_year_together(store: Store, report: Report) -> None:
    again = with_facts(report, "2", replace(FACT, value=7.0), agency="万东镇人民政府")
    put(store, with_facts(report, "1", FACT), again)
    row = one_row(store)
    assert (row["agency"], row["reports"], row["conflicts"]) == ("万东镇人民政府", 2, "requests.received")
    assert (row["level"], row["kind"]) == ("township", "government")


def test_reports_without_agency_or_year_stay_apart(store: Store, report: Report) -> None:
    nameless = [with_facts(report, digit, FACT, agency="", year=year) for digit, year in (("1", 2021), ("2", 2021))]
    put(store, *nameless, with_facts(report, "3", FACT, year=None), with_facts(report, "4", FACT, year=None))
    assert panel(store.path, frame="arrow").num_rows == 4


def test_the_panel_of_an_empty_store(store: Store) -> None:
    table = panel(store.path, frame="arrow")
    assert isinstance(table, pyarrow.Table)
    assert table.num_rows == 0
    assert table.schema.field("requests.received").type == pyarrow.float64()


def test_pandas_where_it_is_installed(store: Store, report: Report) -> None:
    pandas = pytest.importorskip("pandas")
    put(store, with_facts(report, "1", FACT))
    frame = panel(store.path)
    assert isinstance(frame, pandas.DataFrame)
    assert frame.loc[0, "requests.received"] == 5


@pytest.mark.parametrize("shape", ["facts", "panel", "failures"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".jsonl"])
def test_exports(store: Store, report: Report, tmp_path: Path, shape: str, suffix: str) -> None:
    hostile = with_facts(report, "1", replace(FACT, evidence="=1+1"), agency="=cmd|' /C calc'!A0")
    put(store, hostile, path="/in/=HYPERLINK.pdf")
    store.put_failure(1, "2" * 64, Failure("x", "@SUM(1)", "-"), 1, RECIPE, 0, 0)
    file = tmp_path / f"out{suffix}"
    assert export(store.path, file, shape) == 1  # type: ignore[arg-type]
    assert file.stat().st_size
    if suffix == ".csv":
        assert not [cell for cell in file.read_text("utf-8-sig").split(",") if cell.startswith(("=", "@"))]


def test_whole_reports_are_lines_of_json(store: Store, report: Report, tmp_path: Path) -> None:
    put(store, report)
    file = tmp_path / "reports.jsonl"
    assert export(store.path, file, "reports") == 1
    assert replace(report, source=replace(report.source, path="/in/0.pdf")).to_json() + "\n" == file.read_text("utf-8")
    with pytest.raises(ValueError, match=r"\.jsonl"):
        export(store.path, tmp_path / "reports.csv", "reports")


def test_long_rows_say_where_a_figure_is_from(store: Store, report: Report, tmp_path: Path) -> None:
    import pyarrow.parquet

    put(store, report)
    export(store.path, tmp_path / "facts.parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "facts.parquet").to_pylist()
    assert list(rows[0]) == list(FACTS)
    for row in rows:
        if row["start"] is not None:
            assert report.text[row["start"] : row["end"]] == row["stated"]
    assert {row["path"] for row in rows} == {"/in/0.pdf"}

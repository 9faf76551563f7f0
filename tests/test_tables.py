"""Statutory tables in many layouts: every cell right or left open, never wrong."""

from __future__ import annotations

import pytest
from layouts import DROPS_BLANKS, LAYOUTS, make_case

import gipnlp
from gipnlp.report import Form, Reading, Report, Span, Table, TableCell
from gipnlp.tables import _chosen, missing_tables
from gipnlp.tables.cells import Piece, read_figure, splittings
from gipnlp.tables.statistics import statistics_rows

Cells = dict[tuple[str, str], float | None]


def read_cells(report: Report) -> Cells:
    facts = (fact for fact in report.facts if fact.source == "table")
    return {(fact.indicator, fact.applicant or "total"): fact.value for fact in facts}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_cell(layout: str, form: str, seed: int) -> None:
    case = make_case(form, seed)
    report = gipnlp.read(LAYOUTS[layout](case).encode())
    assert read_cells(report) == case.cells
    assert report.form == form
    assert not [check for check in report.checks if check.status == "fail"]
    labels = ["preamble", "overview", "proactive", "requests", "remedies", "problems", "other"]
    assert [section.label for section in report.sections] == labels


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_empty_cells_are_open_not_zero_and_never_wrong(layout: str, form: str) -> None:
    case = make_case(form, 3, blanks=True)
    report = gipnlp.read(LAYOUTS[layout](case).encode())
    found = read_cells(report)
    wrong = {key: value for key, value in found.items() if value is not None and value != case.cells[key]}
    assert wrong == {}
    if layout in DROPS_BLANKS:
        assert {"ambiguous-cells", "inferred-cells"} & {warning.code for warning in report.warnings}
    elif layout not in {"spread_pipes", "cut_markdown"}:
        assert found == case.cells


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("/", None),
        ("—", None),
        ("无", 0),
        ("0", 0),
        ("1,234", 1234),
        ("7730.28", 7730.28),
        ("-185", -185),
        ("+3", 3),
        ("增3", 3),
        ("减2", -2),
        ("22(其中修订16件)", 22),
        ("12件", 12),
        ("三", 3),
        ("约三件多", None),
        ("见附件2", None),
    ],
)
def test_read_figure(text: str, value: float | None) -> None:
    assert read_figure(text.replace("—", "-")).value == value


def test_run_together_digits_are_cut_in_all_ways_without_leading_zeros() -> None:
    from gipnlp.report import Span

    ways = splittings([Piece("1203", Span(10, 14))], 3)
    assert sorted([piece.text for piece in way] for way in ways) == [["1", "20", "3"], ["12", "0", "3"]]
    assert ways[0][1].span.start in {11, 12}


def test_an_ambiguous_row_is_left_open_with_its_readings() -> None:
    case = make_case("2021", 1)
    text = LAYOUTS["run_together"](case)
    found = text.split("行政规范性文件 ")[1].split(" 第二十条")[0]
    glued = text.replace(f"行政规范性文件 {found}", "行政规范性文件 1218240")
    report = gipnlp.read(glued.encode())
    (fact,) = report.find("normative_documents.issued")
    assert fact.value is None
    assert fact.doubt
    assert any(w.code == "ambiguous-cells" and "12 18 240" in w.message for w in report.warnings)


def test_the_prose_settles_an_ambiguous_row() -> None:
    case = make_case("2021", 1)
    text = LAYOUTS["run_together"](case)
    found = text.split("行政规范性文件 ")[1].split(" 第二十条")[0]
    glued = text.replace(f"行政规范性文件 {found}", "行政规范性文件 1218240").replace(
        "主动公开政府信息35条。", "主动公开政府信息35条，集中公开现行有效行政规范性文件240件，本年制发规范性文件12件。"
    )
    report = gipnlp.read(glued.encode())
    assert [f.value for f in report.find("normative_documents.repealed")] == [18]
    assert any(w.code == "inferred-cells" for w in report.warnings)


def test_a_row_that_the_form_does_not_have_takes_no_cell() -> None:
    case = make_case("2021", 2)
    text = LAYOUTS["ragged_pipes"](case)
    extra = text.replace("（四）无法提供 |", "9.属于工作秘密 | 5 | 5 | 5 | 5 | 5 | 5 | 30 |\n（四）无法提供 |")
    report = gipnlp.read(extra.encode())
    found = read_cells(report)
    assert {key: value for key, value in found.items() if value is not None and value != case.cells[key]} == {}


def test_a_garbled_label_is_found_between_its_neighbours() -> None:
    case = make_case("2021", 2)
    text = LAYOUTS["ragged_pipes"](case).replace("2.其他法律行政法规禁止公开", "2.其他法律行政止公开")
    report = gipnlp.read(text.encode())
    assert read_cells(report) == case.cells
    assert [w.code for w in report.warnings] == ["garbled-label"]


def test_a_dropped_row_is_named() -> None:
    case = make_case("2021", 2)
    lines = LAYOUTS["ragged_pipes"](case).split("\n")
    report = gipnlp.read("\n".join(line for line in lines if "重复申请" not in line).encode())
    assert not report.find("requests.declined.duplicate")
    assert any(w.code == "missing-row" and "declined.duplicate" in w.message for w in report.warnings)


def test_the_rows_of_the_statistics_table_are_known() -> None:
    assert len({row.id for row in statistics_rows() if row.id}) > 45


HEAD = "云汀县某局2020年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息35条。\n二、主动公开政府信息情况\n"
TAIL = "\n三、收到和处理政府信息公开申请情况\n未收到政府信息公开申请。\n"
ITEMS = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]


def proactive_cells(*lines: str) -> Cells:
    return read_cells(gipnlp.read((HEAD + "\n".join(lines) + TAIL).encode()))


def test_a_lone_figure_of_a_row_without_a_sum_is_not_cut_into_digits() -> None:
    made = [
        "第二十条第（一）项",
        "信息内容",
        "本年新制作数量",
        "本年新公开数量",
        "对外公开总数量",
        "规章",
        "规范性文件",
    ]
    cells = proactive_cells(*made, "第二十条第（五）项", *ITEMS, "行政许可", "148", "其他对外管理服务事项", "257")
    assert {key: value for key, value in cells.items() if value is not None} == {}
    one_line = proactive_cells(" ".join([*made, "第二十条第（五）项", *ITEMS, "行政许可 148 其他对外管理服务事项 257"]))
    assert {key: value for key, value in one_line.items() if value is not None} == {}


def test_a_label_inside_a_note_is_no_row() -> None:
    cells = proactive_cells(
        "第二十条第（一）项 | |||",
        "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |",
        "规章（设区的市填报） | 0 | 0 | 0 |",
        "规范性文件（标题中有“规定”“办法”字样的公文） | 2 | 2 | 19 |",
        "其他文件（除规范性文件以外，以本单位名义印发的） | 186 | 86 | 255 |",
        "第二十条第（五）项 | |||",
        "信息内容 | 上一年项目数量（指2019年） | 本年增/减（减用负值，如-8） | 处理决定数量（指2020年办件量） |",
        "行政许可 | 8 | -5 | 93 |",
    )
    assert [cells[f"normative_documents.{name}", "total"] for name in ("made", "published", "published_total")] == [
        2,
        2,
        19,
    ]
    assert [cells[f"licensing.{name}", "total"] for name in ("prior_items", "change", "decisions")] == [8, -5, 93]


def test_dropped_rows_do_not_hide_those_that_are_there() -> None:
    cells = proactive_cells(
        *(
            "第二十条第（一）项",
            "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量",
            "规章 | 0 | 0 | 0",
            "规范性文件 | 1 | 1 | 4",
        ),
        *("第二十条第（五）项", " | ".join(ITEMS), "行政许可 | 6 | 1 | 20"),
        *("第二十条第（九）项", "信息内容 | 采购项目数量 | 采购总金额", "政府集中采购 | 3 | 12.5万元"),
    )
    assert cells["licensing.decisions", "total"] == 20
    assert cells["procurement.amount", "total"] == 12.5
    assert ("penalty.decisions", "total") not in cells


def test_a_cell_settled_as_empty_has_no_figure() -> None:
    cell = TableCell("rules.issued", None, None, "0", Span(0, 1), readings=(Reading(None, Span(0, 0)),))
    assert (_chosen(cell, 0).value, _chosen(cell, 0).stated) == (None, "")


@pytest.mark.parametrize(
    ("ids", "form", "missing"),
    [
        (("proactive.rules", "requests", "remedies"), "2021", []),
        (("proactive.rules",), "2021", ["requests", "remedies"]),
        (("requests",), "2019", ["proactive", "remedies"]),
        ((), "2021", []),
        (("statistics",), "2014", []),
    ],
)
def test_tables_that_a_report_lacks(ids: tuple[str, ...], form: Form, missing: list[str]) -> None:
    tables = [Table(name, None, (), (), (), Span(0, 0)) for name in ids]
    assert [warning.message.split()[3] for warning in missing_tables(tables, form)] == missing


def test_figures_between_pipes_are_stated_without_the_space_around_them() -> None:
    report = gipnlp.read("corpus/samples/lanjiang-ligong-2022.txt", rules_only=True)
    assert [fact.stated for fact in report.facts if fact.stated != fact.stated.strip()] == []

from __future__ import annotations

import pytest
from layouts import LAYOUTS, Case, make_case

import gipnlp
from gipnlp.report import Report

BALANCE = "requests.balance.total"


def report_with(change: tuple[str, str], prose: str = "") -> Report:
    case = make_case("2021", 5)
    text = (
        LAYOUTS["ragged_pipes"](case)
        .replace(*change, 1)
        .replace("全年主动公开政府信息35条。", f"全年主动公开政府信息35条。{prose}")
    )
    return gipnlp.read(text.encode())


def received_line(case: Case) -> str:
    return next(" | ".join([labels[1], *figures]) for labels, figures in case.requests if "本年新收" in labels[1])


def test_sums_that_hold_pass() -> None:
    statuses = {check.id: check.status for check in report_with(("@", "@")).checks}
    assert statuses[BALANCE] == statuses["remedies.reconsideration"] == "pass"
    assert "fail" not in statuses.values()


def test_a_broken_sum_fails_names_its_cells_and_marks_them() -> None:
    line = received_line(make_case("2021", 5))
    total = line.rsplit(" | ", 1)[1]
    report = report_with((line, line.rsplit(" | ", 1)[0] + f" | {int(total) + 1}"))
    check = next(check for check in report.checks if check.id == BALANCE)
    assert check.status == "fail"
    assert f"requests.received {int(total) + 1}" in check.detail
    (fact,) = report.find("requests.received")
    assert fact.value == int(total) + 1, "nothing is repaired"
    assert BALANCE in fact.conflicts
    assert "requests.applicants.requests.received" in fact.conflicts
    assert fact.confidence < 0.9


@pytest.mark.parametrize(("stated", "status"), [(0, "fail"), (None, "pass")])
def test_prose_against_table(stated: int | None, status: str) -> None:
    total = int(received_line(make_case("2021", 5)).rsplit(" | ", 1)[1])
    figure = total if stated is None else total + 1
    report = report_with(("@", "@"), f"全年收到政府信息公开申请{figure}件。")
    check = next(check for check in report.checks if check.id == "agree.requests.received")
    assert check.status == status
    assert all(
        ("agree.requests.received" in fact.conflicts) == (status == "fail") for fact in report.find("requests.received")
    )


def test_an_approximate_figure_agrees_within_a_tenth() -> None:
    total = int(received_line(make_case("2021", 5)).rsplit(" | ", 1)[1])
    report = report_with(("@", "@"), f"全年收到政府信息公开申请近{total + 1}件。")
    assert {c.status for c in report.checks if c.id == "agree.requests.received"} == {"pass"}


def test_a_missing_figure_skips_the_check() -> None:
    case = make_case("2021", 5)
    lines = LAYOUTS["ragged_pipes"](case).split("\n")
    report = gipnlp.read("\n".join(line for line in lines if "结转下年度" not in line).encode())
    assert {c.status for c in report.checks if c.id.startswith("requests.balance")} == {"skipped"}

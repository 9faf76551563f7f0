"""The sums between two years of a body, and the sentences of both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_comparison import of_year
from test_narrative import fact, report

from gipnlp.comparison import between_years, compare
from gipnlp.report import APPLICANTS, Report

FERRY, LAMP, QUEUE = "渡口班次公示连续晚贴了九天。", "阅览角的台灯坏了没有人修。", "窗口前的长椅不够坐。"


def statuses(before: Report, after: Report) -> dict[str, str]:
    return {check.id: check.status for check in between_years(before, after)}


@pytest.mark.parametrize(
    ("change", "prior", "status"), [(2, 12, "pass"), (-2, 8, "pass"), (0, 10, "pass"), (2, 10, "fail")]
)
@pytest.mark.parametrize("name", ["licensing", "other_services", "penalty", "compulsion", "charges"])
def test_items_follow_from_last_year(name: str, change: float, prior: float, status: str) -> None:
    before = of_year(2021, **{f"{name}__prior_items": 10, f"{name}__change": change})
    assert statuses(before, of_year(2022, **{f"{name}__prior_items": prior}))[f"years.{name}.prior_items"] == status


@pytest.mark.parametrize("missing", ["licensing__prior_items", "licensing__change"])
def test_items_without_a_figure_are_skipped(missing: str) -> None:
    figures = {"licensing__prior_items": 10.0, "licensing__change": 2.0}
    del figures[missing]
    after = of_year(2022, licensing__prior_items=12)
    assert statuses(of_year(2021, **figures), after)["years.licensing.prior_items"] == "skipped"


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ({"disclosed__cumulative": 90}, {"disclosed__cumulative": 90}, "pass"),
        ({"disclosed__cumulative": 90}, {"disclosed__cumulative": 120}, "pass"),
        ({"disclosed__cumulative": 90}, {"disclosed__cumulative": 89}, "fail"),
        ({}, {"disclosed__cumulative": 89}, "skipped"),
    ],
)
def test_what_is_cumulative_does_not_fall(before: dict[str, float], after: dict[str, float], status: str) -> None:
    assert statuses(of_year(2021, **before), of_year(2022, **after))["years.cumulative"] == status


def test_each_applicant_is_checked_apart() -> None:
    def of(year: int, indicator: str, **values: float) -> Report:
        return report(year=year, facts=tuple(replace(fact(indicator, v), applicant=who) for who, v in values.items()))

    found = statuses(
        of(2021, "requests.carried_out", natural=2, legal=1, total=3),
        of(2022, "requests.carried_in", natural=2, legal=0, total=2),
    )
    carried = {applicant: found[f"years.carried.{applicant}"] for applicant in APPLICANTS}
    assert carried.pop("natural") == "pass"
    assert carried.pop("legal") == carried.pop("total") == "fail"
    assert set(carried.values()) == {"skipped"}


def test_a_failing_sum_tells_both_figures() -> None:
    checks = between_years(of_year(2021, requests__carried_out=3), of_year(2022, requests__carried_in=2))
    (failing,) = (check for check in checks if check.status == "fail")
    assert "3 and 2" in failing.detail


@pytest.mark.parametrize("year", [None, 2020, 2021, 2023])
def test_other_years_have_no_sums(year: int | None) -> None:
    before = of_year(2021, requests__carried_out=3)
    after = replace(of_year(2022, requests__carried_in=2), year=year)
    assert between_years(before, after) == []


def test_figures_that_are_the_same_are_no_change() -> None:
    same = of_year(2021, requests__received=3, requests__granted=0)
    assert compare(same, of_year(2022, requests__received=3, requests__granted=0)).changes == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"requests__granted": 0}, (None, 0)),  # not stated is no zero
        ({"requests__granted": 0}, {}, (0, None)),
        ({"requests__granted": 2}, {"requests__granted": 1}, (2, 1)),
    ],
)
def test_figures_that_changed(
    before: dict[str, float], after: dict[str, float], expected: tuple[float | None, float | None]
) -> None:
    (change,) = compare(of_year(2021, **before), of_year(2022, **after)).changes
    assert (change.indicator, change.applicant) == ("requests.granted", "total")
    assert (change.before, change.after) == expected


@pytest.mark.parametrize(
    ("before", "after", "fates"),
    [
        (FERRY, FERRY, ["same"]),
        (FERRY + LAMP, LAMP + FERRY, ["same", "same"]),
        ("一是" + FERRY, "二是" + FERRY, ["same"]),
        ("贴出班次36张。", "贴出班次480张。", ["same"]),
        (FERRY, "渡口的班次公示连续晚贴九天之多。", ["reworded"]),
        (FERRY, LAMP, ["new", "gone"]),
        (FERRY, FERRY + FERRY, ["same", "new"]),  # each sentence once
        ("", FERRY, ["new"]),
        (FERRY, "", ["gone"]),
        ("", "", []),
    ],
)
def test_the_fate_of_sentences(before: str, after: str, fates: list[str]) -> None:
    reports = (report(("problems", text), year=year) for text, year in ((before, 2021), (after, 2022)))
    assert [line.fate for line in compare(*reports).lines] == fates


def test_lines_tell_both_wordings() -> None:
    first, second = report(("problems", FERRY + LAMP), year=2021), report(("problems", FERRY + QUEUE))
    assert [(line.before, line.after) for line in compare(first, second).lines] == [
        (FERRY, FERRY),
        ("", QUEUE),
        (LAMP, ""),
    ]


def test_sections_are_compared_apart() -> None:
    before = report(("overview", FERRY), ("problems", LAMP + QUEUE), year=2021)
    after = report(("overview", FERRY), ("problems", LAMP), ("other", QUEUE))
    result = compare(before, after)
    assert {section.section: section.repeated for section in result.sections} == {
        "overview": 1.0,
        "problems": 1.0,
        "other": 0.0,  # it stood elsewhere
    }
    assert [(line.section, line.fate) for line in result.lines if line.fate != "same"] == [
        ("problems", "gone"),
        ("other", "new"),
    ]


def test_repetition_is_by_words() -> None:
    result = compare(report(("overview", FERRY), year=2021), report(("overview", FERRY + QUEUE)))
    (section,) = result.sections
    shared = compare(report(("overview", FERRY), year=2021), report(("overview", FERRY))).sections[0].words
    assert section.repeated == pytest.approx(shared / section.words, abs=1e-4)


@pytest.mark.parametrize(("text", "expected"), [(FERRY, 1.0), (LAMP, 0.0)])
def test_similarities_of_the_whole(text: str, expected: float) -> None:
    found = compare(report(("overview", FERRY), year=2021), report(("overview", text))).similarities
    assert set(found) == {"cosine", "jaccard", "minimum edit", "simple", "stickiness"}
    assert found["jaccard"] == pytest.approx(expected, abs=0.2)


def test_empty_reports_are_alike_and_repeat_nothing() -> None:
    result = compare(report(year=2021), report())
    assert (result.changes, result.lines, result.sections) == ((), (), ())
    assert result.similarities["cosine"] == 1.0
    assert result.similarities["stickiness"] == 0.0


@pytest.mark.parametrize(
    ("before", "after", "compared"),
    [
        ("宁泽县人民政府", "宁泽县人民政府", True),
        ("宁泽县", "宁泽县人民政府", True),
        ("宁泽县人民政府", None, True),
        ("宁泽县人民政府", "青禾县人民政府", False),
        ("宁泽县人民政府", "宁泽县人民政府办公室", False),
    ],
)
def test_sums_between_years_are_of_one_body(before: str, after: str | None, compared: bool) -> None:
    first, second = replace(of_year(2021), agency=before), replace(of_year(2022), agency=after)
    assert bool(between_years(first, second)) is compared


def test_the_same_sentence_is_found_before_one_that_is_only_alike() -> None:
    near = FERRY.replace("九天", "十一天整")
    before = report(("problems", FERRY + near), year=2021)
    after = report(("problems", near + FERRY), year=2022)
    assert [line.fate for line in compare(before, after).lines] == ["same", "same"]
    after = report(("problems", near.replace("渡口", "渡船") + near), year=2022)
    assert [(line.fate, line.before) for line in compare(before, after).lines] == [("reworded", FERRY), ("same", near)]

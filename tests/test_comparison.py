"""Two reports side by side, and near-duplicates among many."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_narrative import fact, report

from gipnlp.comparison import between_years, compare
from gipnlp.neighbours import peers_of, prior_of
from gipnlp.report import Report
from gipnlp.similarity import find_similar, jaccard, prose, similar


def of_year(year: int, **figures: float) -> Report:
    named = tuple(fact(name.replace("__", "."), value) for name, value in figures.items())
    return report(year=year, facts=named)


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ({"requests__carried_out": 3}, {"requests__carried_in": 3}, "pass"),
        ({"requests__carried_out": 3}, {"requests__carried_in": 2}, "fail"),
        ({"requests__carried_out": 3}, {}, "skipped"),
        ({}, {"requests__carried_in": 0}, "skipped"),
    ],
)
def test_what_was_carried_over(before: dict[str, float], after: dict[str, float], status: str) -> None:
    checks = {check.id: check.status for check in between_years(of_year(2021, **before), of_year(2022, **after))}
    assert checks["years.carried.total"] == status


@pytest.mark.parametrize(("in_force", "status"), [(12, "pass"), (13, "fail")])
def test_documents_in_force(in_force: float, status: str) -> None:
    before = of_year(2021, normative_documents__in_force=10)
    after = of_year(
        2022,
        normative_documents__in_force=in_force,
        normative_documents__issued=5,
        normative_documents__repealed=3,
    )
    checks = {check.id: check.status for check in between_years(before, after)}
    assert checks["years.normative_documents.in_force"] == status
    assert checks["years.rules.in_force"] == "skipped"


@pytest.mark.parametrize("year", [2020, 2022, 2024])
def test_no_sums_but_between_consecutive_years(year: int) -> None:
    assert bool(between_years(of_year(2021), of_year(year))) is (year == 2022)


def test_figures_and_sentences() -> None:
    before = report(
        ("problems", "政策解读形式较为单一。网站更新不及时。村级公开栏破损。"),
        year=2021,
        facts=(fact("requests.received", 3), fact("requests.granted", 1)),
    )
    after = report(
        ("problems", "政策解读形式还较为单一。网站更新不及时。申请办理曾有超期。"),
        facts=(fact("requests.received", 4),),
    )
    result = compare(before, after)
    assert [(c.indicator, c.before, c.after) for c in result.changes] == [
        ("requests.received", 3, 4),
        ("requests.granted", 1, None),
    ]
    assert [line.fate for line in result.lines] == ["reworded", "same", "new", "gone"]
    assert [line.after or line.before for line in result.lines][2:] == ["申请办理曾有超期。", "村级公开栏破损。"]
    (section,) = result.sections
    assert 0.2 < section.repeated < 0.4


def test_figures_alone_change_no_sentence() -> None:
    before, after = (report(("overview", f"全年公开信息{count}条。")) for count in (35, 360))
    assert [line.fate for line in compare(before, after).lines] == ["same"]


def test_the_year_before_and_the_peers() -> None:
    mine, last = report(year=2022), report(year=2021)
    other, later = report(agency="青禾县人民政府", year=2022), report(agency="青禾县人民政府", year=2023)
    assert prior_of(mine, [other, mine, last]) is last
    assert prior_of(last, [mine, last]) is None
    assert peers_of(mine, [last, report(agency="柳湾镇人民政府", year=2022)]) == []
    others = [replace(one, source=replace(one.source, sha256="1")) for one in (other, later)]
    assert [one.year for one in peers_of(mine, [*others, last])] == [2022]


BODY = "".join(
    [
        "全年围绕老旧小区改造、燃气管道更新和公交线路调整公布信息{}条，",
        "其中街道自办的便民手册印发{}册，居民议事会记录上墙{}份。",
        "接到书面申请{}件，涉及房屋征收补偿方案的占去一半，均由司法所会同承办科室审核。",
        "公开栏由玻璃橱窗改为电子屏，晚间十点以后停播，雨雪天气由网格员巡看。",
    ]
)
OTHER = (
    "水库移民后期扶持资金的拨付表逐户张榜，库区三个村另用彝文抄写一份贴在祠堂门口，"
    "老人们看得明白。渔政船检修记录也在其中。"
)
PRINTED = (
    "收到和处理政府信息公开申请情况。政府信息公开行政复议、行政诉讼情况。其他需要报告的事项。"
    "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请。"
)


def test_copies_with_other_figures_are_found_and_others_are_not() -> None:
    documents = [prose("a", BODY.format(1, 2, 3, 4)), prose("b", BODY.format(15, 26, 37, 48)), prose("c", OTHER)]
    result = find_similar(documents)
    assert [(pair.first, pair.second, pair.similarity) for pair in result.pairs] == [("a", "b", 1.0)]
    (cluster,) = result.clusters
    assert cluster.documents == ("a", "b")
    assert all(passage.documents == ("a", "b") for passage in cluster.passages)


def test_what_the_forms_print_makes_no_pair() -> None:
    assert find_similar([prose("a", PRINTED), prose("b", PRINTED)]).pairs == ()


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("a.txt", "b.txt", "none.txt")]
    for name in names[:2]:
        Path(name).write_text(BODY.format(1, 2, 3, 4), encoding="utf-8")
    result = similar(names)
    assert (result.documents, len(result.pairs)) == (2, 1)
    assert [unread.name for unread in result.unread] == names[2:]
    assert "not-found" in result.unread[0].error


def test_processes_give_the_same_as_one(tmp_path: Path) -> None:
    names = []
    for number in range(70):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{OTHER}第{number}份。{chr(0x5000 + number) * 30}", encoding="utf-8")
        names.append(str(path))
    assert similar(names, workers=2) == similar(names, workers=1)


@pytest.mark.parametrize(
    ("first", "second", "expected"), [([1, 2], [2, 3], 1 / 3), ([], [], 0.0), ([1], [], 0.0), ([1], [1], 1.0)]
)
def test_jaccard(first: list[int], second: list[int], expected: float) -> None:
    assert jaccard(np.array(first, dtype="u8"), np.array(second, dtype="u8")) == pytest.approx(expected)

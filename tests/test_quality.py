"""The rubric: what its file must hold, points between steps, what findings cost, what is left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_narrative import WHOLE, report, sentence

from gipnlp.errors import DataError
from gipnlp.narrative.quality import DIMENSIONS, TOTAL, Assessment, assess, load_rubric, measure
from gipnlp.report import Check, Report, Span, Status

ONE = """
[{key}]
weight = {weight}
explain = "…"
points = {{ {points} }}
minus = {{ {minus} }}
"""


def table(key: str, points: str, minus: str = "", weight: float = 1) -> str:
    return ONE.format(key=key, points=points, minus=minus, weight=weight)


def by(tmp_path: Path, tables: str, one: Report, prior: Report | None = None) -> Assessment:
    file = tmp_path / "mine.toml"
    file.write_text(tables, encoding="utf-8")
    return assess(one, load_rubric(file), prior=prior)


def with_checks(*statuses: Status) -> Report:
    return replace(report(*WHOLE), checks=tuple(Check(f"c{n}", status, "") for n, status in enumerate(statuses)))


CHECKS = table("consistency", "failing_checks = [[0, 100], [1, 70], [5, 10]]", "slip-place = 30, slip-level = 15")


@pytest.mark.parametrize(("failing", "score"), [(0, 100), (1, 70), (2, 55), (3, 40), (5, 10), (9, 10)])
def test_points_interpolate_and_stay_beyond_the_ends(tmp_path: Path, failing: int, score: float) -> None:
    one = with_checks("pass", "skipped", *["fail"] * failing)  # type: ignore[arg-type]
    assert by(tmp_path, CHECKS, one).scores["consistency"].score == score


@pytest.mark.parametrize("steps", ["[[5, 10], [0, 100], [1, 70]]", "[[0.0, 100.0], [1.0, 70.0], [5.0, 10.0]]"])
def test_steps_may_stand_in_any_order(tmp_path: Path, steps: str) -> None:
    tables = table("consistency", f"failing_checks = {steps}")
    assert by(tmp_path, tables, with_checks("fail", "fail")).scores["consistency"].score == 55


def test_points_are_of_the_most_that_can_be_reached(tmp_path: Path) -> None:
    tables = table("consistency", "failing_checks = [[0, 40], [4, 0]]")
    assert by(tmp_path, tables, with_checks("fail", "pass")).scores["consistency"].score == 75  # 30 of 40


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("我县公示栏换新。", 100),
        ("我镇公示栏漏雨。我县将修补。", 85),
        ("我镇公示栏漏雨。我乡人手少。我县将修补。", 70),  # each time
    ],
)
def test_findings_cost_points(tmp_path: Path, text: str, score: float) -> None:
    one = replace(report(("problems", text)), checks=(Check("c", "pass", ""),))
    result = by(tmp_path, CHECKS, one)
    assert result.scores["consistency"].score == score
    assert ("我镇" in result.scores["consistency"].evidence) is (score < 100)


def test_no_score_is_below_zero(tmp_path: Path) -> None:
    tables = table("consistency", "failing_checks = [[0, 100], [1, 0]]", "slip-level = 500")
    one = replace(report(("problems", "我镇公示栏漏雨。我县将修补。")), checks=(Check("c", "pass", ""),))
    assert by(tmp_path, tables, one).scores["consistency"].score == 0


def test_what_cannot_be_assessed_is_left_out_of_the_total(tmp_path: Path) -> None:
    tables = CHECKS + table("novelty", "stickiness = [[0, 100], [1, 0]]", weight=9)
    one = with_checks("fail")
    alone = by(tmp_path, tables, one).scores
    assert (alone["novelty"].score, alone[TOTAL].score) == (None, 70)
    assert alone[TOTAL].evidence.endswith("not assessed: novelty")
    compared = by(tmp_path, tables, one, report(("overview", "渡口停航。"), year=2021)).scores
    assert compared["novelty"].score == 100  # nothing stood there before
    assert compared[TOTAL].score == 97  # (70 * 1 + 100 * 9) / 10


def test_nothing_assessed_gives_no_total(tmp_path: Path) -> None:
    scores = by(tmp_path, CHECKS, report(*WHOLE)).scores
    assert scores["consistency"].score is scores[TOTAL].score is None
    assert by(tmp_path, "", report(*WHOLE)).scores[TOTAL].score is None


def test_a_dimension_without_weight_is_shown_and_counts_nothing(tmp_path: Path) -> None:
    tables = CHECKS + table("completeness", "contents = [[0, 0], [1, 100]]", weight=0)
    scores = by(tmp_path, tables, with_checks("fail")).scores
    assert (scores["completeness"].score, scores[TOTAL].score) == (100, 70)
    assert "completeness" not in scores[TOTAL].evidence


def test_half_of_what_is_measured_can_do(tmp_path: Path) -> None:
    points = "stickiness = [[0, 50], [1, 0]], carried_over = [[0, 50], [1, 0]]"
    now = replace(report(*WHOLE), sentences=(sentence("旧目录断号。", "problem", False),))
    before = replace(report(year=2021), sentences=(sentence("旧目录断号。", "problem", False),))
    assert by(tmp_path, table("novelty", points), now, before).scores["novelty"].score == 50  # new words, old problem


@pytest.mark.parametrize(
    ("answers", "score"),
    [((), 0), ((0,), 50), ((0, 1), 100)],
)
def test_problems_that_a_remedy_answers(tmp_path: Path, answers: tuple[int, ...], score: float) -> None:
    told = [sentence(text, "problem", False) for text in ("旧目录断号。", "窗口排队久。")]
    one = replace(report(*WHOLE), sentences=(*told, sentence("补齐旧目录。", "remedy", False, answers)))
    tables = table("remedy", "answered = [[0, 0], [1, 100]]")
    assert by(tmp_path, tables, one).scores["remedy"].score == score


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("公示渡口班次41条，夜校办了三期。", 2),
        ("公示渡口班次41条，占38%。", 1),  # a share of what was counted
        ("夜校在2022年3月开课。", 1),
        ("夜校的长椅换新。", 0),
    ],
)
def test_figures_of_the_narrative(text: str, figures: int) -> None:
    assert measure(report(("overview", text)))["figures"].value == figures


def test_figures_of_categories_do_not_count() -> None:
    one = report(("overview", "公示渡口班次41条，其中夜航类12条。"))
    shares = [Span(start := one.text.index("12条"), start + 3)]
    assert [measure(one, shares=given)["figures"].value for given in ((), shares)] == [2, 1]


@pytest.mark.parametrize(("flagged", "score"), [(False, 100), (True, 0)])  # log(.96 / .04) > 3, log(.03 / .97) < -3
def test_odds_of_boilerplate(tmp_path: Path, flagged: bool, score: float) -> None:
    one = replace(report(*WHOLE), sentences=(sentence("旧目录断号。", "problem", flagged),))
    tables = table("candour", "problem_odds = [[-3, 0], [3, 100]]")
    assert by(tmp_path, tables, one).scores["candour"].score == score


def test_the_rubric_of_gipnlp_has_all_dimensions_in_order() -> None:
    rubric = load_rubric()
    assert tuple(rubric) == DIMENSIONS
    assert sum(dimension.weight for dimension in rubric.values()) == 100
    assert all(dimension.explain for dimension in rubric.values())
    assert tuple(assess(report(*WHOLE), rubric).scores) == (*DIMENSIONS, TOTAL)


@pytest.mark.parametrize(
    ("tables", "key"),
    [
        (table("courage", "contents = [[0, 0]]"), "courage"),
        (table("completeness", "virtues = [[0, 0]]"), "virtues"),
        (table("completeness", "stickiness = [[0, 0]]"), "completeness"),  # a measure of another dimension
        (table("completeness", "contents = []"), "completeness"),
        ('[completeness]\nweight = 1\nexplain = "…"\n', "points"),
        ("[completeness]\nweight = 1\npoints = {}\n", "explain"),
        ("[completeness", "TOMLDecodeError"),
    ],
)
def test_an_error_names_the_file_and_the_key(tmp_path: Path, tables: str, key: str) -> None:
    with pytest.raises(DataError, match=key) as raised:
        by(tmp_path, tables, report())
    assert "mine.toml" in str(raised.value)


def test_a_rubric_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.toml"):
        load_rubric(tmp_path / "none.toml")

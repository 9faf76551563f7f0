"""Measures, and evaluation on gold files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gipnlp.errors import CorpusError
from gipnlp.evaluation import evaluate
from gipnlp.evaluation.figures import outcome
from gipnlp.evaluation.gold import has_gold
from gipnlp.evaluation.measures import Ratios, calibration_error, interval, reliability, summed
from gipnlp.learned import packaged
from gipnlp.report import Fact


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [((2, 4, 2), 0.5, 1.0, 2 / 3), ((0, 0, 0), 1.0, 1.0, 1.0), ((0, 3, 0), 0.0, 1.0, 0.0), ((0, 0, 3), 1.0, 0.0, 0.0)],
)
def test_ratios(counts: tuple[int, int, int], precision: float, recall: float, f1: float) -> None:
    ratios = Ratios(*counts)
    assert (ratios.precision, ratios.recall, ratios.f1) == pytest.approx((precision, recall, f1))


def test_the_interval_holds_the_score_and_narrows_with_more_reports() -> None:
    parts = [Ratios(8, 10, 10), Ratios(5, 10, 10)] * 5
    low, high = interval(parts)
    assert low < summed(parts).f1 < high
    narrow_low, narrow_high = interval(parts * 20)
    assert narrow_high - narrow_low < high - low
    assert interval([Ratios(3, 3, 3)]) == (1.0, 1.0)


def test_calibration_error() -> None:
    bins = reliability([(0.9, True)] * 9 + [(0.9, False)] + [(0.6, False)] * 10)
    assert [(b.count, b.right) for b in bins] == [(10, 0.0), (10, 0.9)]
    assert calibration_error(bins) == pytest.approx(0.3)
    assert calibration_error([]) == 0.0


def fact(indicator: str, value: float | None) -> Fact:
    return Fact(indicator, None, value, False, "件", "", "rule", 0.9, "", None, None)


def test_what_people_read_differently_counts_neither_way() -> None:
    wanted, spared = [("fees.collected", "total", 0.0)], [("fees.waived", "total", 3.0)]
    one = outcome(
        "r", "2021", [fact("fees.waived", 3), fact("fees.collected", 1), fact("fees.collected", None)], wanted, spared
    )
    assert one.extra == [("fees.collected", "total", 1.0)]
    assert one.missed == wanted
    assert one.ratios() == Ratios(0, 1, 1)


def test_gold_files(tmp_path: Path) -> None:
    lines = [
        "清溪县档案局2012年政府信息公开工作年度报告",
        "本报告根据《中华人民共和国政府信息公开条例》编制。",
        "三、依申请公开情况",
        "全年共收到政府信息公开申请3件。",
        "四、存在的问题",
        "公开不够及时。",
    ]
    text = "\n".join(lines)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    facts = [
        {"indicator": "requests.received", "value": 3},
        {"indicator": "fees.collected", "value": 0, "evidence": "未收费"},
    ]
    sections = [{"label": "preamble", "start": ""}, {"label": "requests", "start": "三、依申请公开情况"}]
    sections.append({"label": "problems", "start": "四、存在的问题"})
    gold = {"file": "a.txt", "form": "2008", "facts": facts, "sections": sections}
    (tmp_path / "a.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    assert has_gold(tmp_path)
    result = evaluate(tmp_path, packaged())
    assert {row.name: row.ratios.recall for row in result.totals}["figures, rules and tagger"] == 0.5
    assert {row.name: row.ratios.f1 for row in result.sections} == {"sections, headings": 1.0, "sections, both": 1.0}
    assert [(m.indicator, m.confidence, m.evidence) for m in result.mistakes] == [("fees.collected", None, "未收费")]


def test_a_broken_gold_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.gold.json").write_text('{"facts": []}')
    with pytest.raises(CorpusError, match=r"b\.gold\.json is no gold file"):
        evaluate(tmp_path, packaged())


def test_a_folder_of_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no"):
        evaluate(tmp_path, packaged())

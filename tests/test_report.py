"""The laws of the design, on every sample of the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, gold_files, read_gold_report

import gipnlp
from gipnlp.report import Report
from gipnlp.statute import indicators

GOLD = [pytest.param(path, id=path.name.removesuffix(".gold.json")) for path in gold_files(SAMPLES)]


@pytest.mark.parametrize("gold", GOLD)
def test_a_report_survives_json(gold: Path) -> None:
    report = read_gold_report(gold)
    assert Report.from_dict(json.loads(report.to_json())) == report


@pytest.mark.parametrize("gold", GOLD)
def test_the_same_bytes_give_the_same_json(gold: Path) -> None:
    path = read_gold_report(gold).source.path
    assert path is not None
    assert gipnlp.read(Path(path)).to_json() == read_gold_report(gold).to_json()


@pytest.mark.parametrize("gold", GOLD)
def test_the_span_of_a_fact_gives_back_its_figure(gold: Path) -> None:
    report = read_gold_report(gold)
    for fact in report.facts:
        assert fact.indicator in indicators()
        assert 0 <= fact.confidence <= 1
        if fact.span is not None and fact.value is not None:
            assert fact.span.of(report.text) == fact.stated
        if fact.value is None and fact.doubt:
            assert any(w.code in {"ambiguous-cells", "unreadable-cell"} for w in report.warnings)


@pytest.mark.parametrize("gold", GOLD)
def test_a_fact_of_a_failing_sum_says_so(gold: Path) -> None:
    report = read_gold_report(gold)
    failing = {check.id for check in report.checks if check.status == "fail"}
    assert {name for fact in report.facts for name in fact.conflicts} == failing


@pytest.mark.parametrize("gold", GOLD)
def test_paragraphs_lie_in_order_and_in_the_text(gold: Path) -> None:
    report = read_gold_report(gold)
    assert [p.span for p in report.paragraphs] == sorted(p.span for p in report.paragraphs)
    assert all(p.span.of(report.text) == p.text for p in report.paragraphs)


def test_another_schema_version_is_refused() -> None:
    with pytest.raises(ValueError, match="schema_version"):
        Report.from_dict({"schema_version": "0"})


def test_repr_is_short_and_says_what_is_wrong() -> None:
    report = read_gold_report(next(path for path in gold_files(SAMPLES) if "dandu" in path.name))
    assert "2021" in repr(report)
    assert "failing" in repr(report)
    assert len(repr(report)) < 200


def test_the_same_bytes_give_the_same_report_whatever_the_order_of_hashes() -> None:
    code = "import gipnlp; print(gipnlp.read('corpus/samples/yunting-shuiwu-2010.txt').to_json())"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1

from __future__ import annotations

import sys

import pytest
from conftest import SAMPLES

from gipnlp.evaluation.benchmark import main, measure, report


def test_measure_gives_a_time_for_each_run() -> None:
    assert len(measure([sys.executable, "-c", "print(1)"], 2)) == 2


def test_a_run_that_does_nothing_is_not_measured() -> None:
    with pytest.raises(ValueError, match="wrote nothing"):
        measure([sys.executable, "-c", ""], 1)


@pytest.mark.slow
def test_report_names_the_file_and_the_machine() -> None:
    text = report(SAMPLES / "shiqiao-2019.txt", 1)
    assert "shiqiao-2019.txt" in text
    assert "Peak memory" in text


def test_a_missing_file_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmark", "no-such-file.pdf"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2

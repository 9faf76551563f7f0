from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES

from gipnlp.evaluation.benchmark import main, measure, report


def test_each_run_is_measured() -> None:
    runs = measure([sys.executable, "-c", "print(1)"], 2)
    assert [run.output for run in runs] == [b"1\n", b"1\n"]
    assert all(run.seconds > 0 and run.megabytes > 1 for run in runs)


def test_a_run_that_does_nothing_is_not_measured() -> None:
    with pytest.raises(ValueError, match="wrote nothing"):
        measure([sys.executable, "-c", ""], 1)


def test_a_run_that_fails_is_not_measured() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measure([sys.executable, "-c", "print(1); raise SystemExit(3)"], 1)


@pytest.mark.slow
def test_report_names_the_file_and_the_machine() -> None:
    text = report(SAMPLES / "shiqiao-2019.txt", 1)
    assert "shiqiao-2019.txt" in text
    assert "| its peak memory, MB |" in text


@pytest.mark.parametrize("arguments", [["no-such-file.pdf"], [str(SAMPLES / "qinghe-2022.pdf"), "--runs", "0"]])
def test_wrong_usage(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmark", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2


def test_an_unreadable_file_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    monkeypatch.setattr(sys, "argv", ["benchmark", str(tmp_path / "empty.txt"), "--runs", "1"])
    assert main() == 1
    assert "exit status 1" in capsys.readouterr().err

"""Batches by real workers: what is done stays done, also of a process that is killed."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLES
from typer.testing import CliRunner

import gipnlp
from gipnlp.batches import Event, Finished, Limits, Summary
from gipnlp.batches.reader import _SAMPLE
from gipnlp.batches.spreading import Backend
from gipnlp.cli import app
from gipnlp.errors import ModelError, WorkerError
from gipnlp.evaluation.kill_test import _compared, kill_test
from gipnlp.evaluation.made_folder import broken_files, make_folder
from gipnlp.store import open_to_read
from gipnlp.store.status import status


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports, a copy, and a file that is none."""
    source = tmp_path / "in"
    source.mkdir()
    for name in ("qinghe-2022.pdf", "qinghe-2021.html", "shiqiao-2019.txt"):
        shutil.copy(SAMPLES / name, source)
    shutil.copy(SAMPLES / "shiqiao-2019.txt", source / "copy.txt")
    (source / "empty.pdf").touch()
    return source


def run(folder: Path, store: Path, tell: Callable[[Event], None] = lambda event: None, **options: object) -> Summary:
    arguments = {"rules_only": True, "workers": 2, "backend": "threading", **options}
    return gipnlp.batch(folder, store, tell=tell, **arguments)  # type: ignore[arg-type]


def counts(summary: Summary) -> tuple[int, int, int, int]:
    return summary.done, summary.failed, summary.skipped, summary.failed_before


def test_a_batch_and_what_it_skips(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    events: list[Event] = []
    first = run(folder, store, events.append)
    assert counts(first) == (3, 1, 0, 0)
    assert (first.found, first.copies, first.failures) == (5, 1, {"empty": 1})
    finished = [event for event in events if isinstance(event, Finished)]
    assert sorted(event.code for event in finished) == ["", "", "", "empty"]
    assert counts(run(folder, store)) == (0, 0, 3, 1)
    assert counts(run(folder, store, retry_failed=True)) == (0, 1, 3, 0)
    (folder / "new.txt").write_bytes((folder / "copy.txt").read_bytes() + b"\n")
    assert counts(run(folder, store)) == (1, 0, 3, 1)
    found = status(store)
    assert (found.reports, found.failed, found.files, found.copies) == (4, 1, 6, 1)


def test_the_store_holds_what_reading_alone_gives(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "s.db", backend="loky", rules_only=False)
    with open_to_read(tmp_path / "s.db") as connection:
        from gipnlp.store.reading import stored_reports

        for found in stored_reports(connection):
            assert found == gipnlp.read(str(found.source.path))


def test_what_other_options_have_read_is_stale(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "s.db"
    run(folder, store)
    assert run(folder, store, engine="pdfminer").stale == 4
    assert counts(run(folder, store, engine="pdfminer", stale=True)) == (3, 1, 0, 0)
    assert run(folder, store, engine="pdfminer", stale=True).skipped == 3
    monkeypatch.setattr("gipnlp.batches.recipe.__version__", "9")
    assert run(folder, store, engine="pdfminer", retry_failed=False).stale == 4


def test_an_error_in_the_middle_keeps_what_was_read(folder: Path, tmp_path: Path) -> None:
    def break_off(event: Event) -> None:
        if isinstance(event, Finished) and not event.code:
            raise KeyboardInterrupt

    store = tmp_path / "s.db"
    with pytest.raises(KeyboardInterrupt):
        run(folder, store, break_off)
    assert status(store).reports == 1
    assert status(store).run is not None
    assert (status(store).run or {})["status"] == "interrupted"
    assert run(folder, store).skipped + status(store).failed >= 1
    assert status(store).reports == 3


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"models": "nowhere", "rules_only": False}, ModelError),
        ({"address": "tcp://127.0.0.1:1"}, WorkerError),
        ({"backend": "dask"}, WorkerError),
    ],
)
def test_what_stops_a_batch_before_it_begins(
    folder: Path, tmp_path: Path, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        run(folder, tmp_path / "s.db", **options)


def test_a_real_reading_process_is_stopped_at_its_limit(folder: Path, tmp_path: Path) -> None:
    summary = run(folder, tmp_path / "s.db", limits=Limits(megabytes=1))
    assert set(summary.failures) <= {"memory-limit", "empty"}
    assert summary.done + summary.failed == 4


def test_the_sample_that_loads_the_models_is_a_report() -> None:
    report = gipnlp.read(_SAMPLE.encode())
    assert report.facts
    assert report.sentences


def test_made_folders_have_the_failures_that_they_tell(tmp_path: Path) -> None:
    pdf = (SAMPLES / "qinghe-2022.pdf").read_bytes()
    for (kind, code, _), data in broken_files(pdf).items():
        for number in (0, 12345):
            with pytest.raises(gipnlp.GipnlpError) as raised:
                gipnlp.read(data(number), rules_only=True)
            assert raised.value.code == code, kind
    made = make_folder(tmp_path, 30, broken=0.2, samples=SAMPLES)
    assert made == make_folder(tmp_path, 30, broken=0.2, samples=SAMPLES)
    assert any(one.code for one in made)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "gipnlp", *map(str, arguments)]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    make_folder(tmp_path / "many", 60, broken=0.1, samples=SAMPLES)
    return tmp_path / "many"


def wait_for_reports(store: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
                if connection.execute("SELECT count(*) FROM reports").fetchone()[0]:
                    return
        except sqlite3.Error:
            pass
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_a_stopped_batch_says_so_and_leaves_no_process(
    many: Path, tmp_path: Path, number: signal.Signals, exit_code: int
) -> None:
    import psutil

    store = tmp_path / "s.db"
    process = subprocess.Popen(
        command("batch", many, "--store", store, "--rules-only", "-j", 2), stderr=subprocess.PIPE
    )
    wait_for_reports(store, process)
    below = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == exit_code
    assert b"Traceback" not in said
    _, alive = psutil.wait_procs(below, timeout=10)
    assert not alive
    assert 0 < status(store).reports < 60


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    result = kill_test(tmp_path, 60, 3, options=["--rules-only"], seed=3)
    assert result.signals.total() == 3
    assert not result.wrong


def test_a_kill_test_sees_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    run(folder, tmp_path / "whole.db")
    (folder / "qinghe-2022.pdf").unlink()
    run(folder, tmp_path / "killed.db")
    assert len(_compared(tmp_path / "whole.db", tmp_path / "killed.db", [])) > 3


def test_commands(folder: Path, tmp_path: Path) -> None:
    store, runner = tmp_path / "s.db", CliRunner()
    arguments = ["batch", str(folder), "--store", str(store), "--rules-only", "--backend", "threading", "-j", "2"]
    first = runner.invoke(app, arguments)
    assert first.exit_code == 1  # a file failed
    assert not first.stdout
    assert "empty.pdf: [empty]" in first.stderr
    assert "3 read, 1 failed" in first.stderr
    again = runner.invoke(app, [*arguments, "--json-log"])
    lines = [json.loads(line) for line in again.stdout.splitlines()]
    assert [line["event"] for line in lines] == ["looked", "started", "ended"]
    assert (lines[-1]["skipped"], lines[-1]["failed_before"]) == (3, 1)
    shown = runner.invoke(app, ["status", str(store)])
    assert "3 reports of 2 agencies" in shown.stdout
    told = json.loads(runner.invoke(app, ["status", str(store), "--json"]).stdout)
    assert told["reports"] == 3
    out = runner.invoke(app, ["export", str(store), "--as", "panel", "-o", str(tmp_path / "p.csv")])
    assert out.exit_code == 0
    assert len((tmp_path / "p.csv").read_text("utf-8-sig").splitlines()) == 4
    assert runner.invoke(app, ["export", str(store), "-o", str(tmp_path / "p.txt")]).exit_code == 2
    assert runner.invoke(app, ["export", str(store), "--prefer", "x", "-o", str(tmp_path / "p.csv")]).exit_code == 2
    assert runner.invoke(app, ["status", str(tmp_path / "none.db")]).exit_code == 1


def test_a_second_batch_is_refused(folder: Path, tmp_path: Path) -> None:
    from gipnlp.store import open_to_write

    with open_to_write(tmp_path / "s.db"):
        result = CliRunner().invoke(app, ["batch", str(folder), "--store", str(tmp_path / "s.db"), "--rules-only"])
    assert result.exit_code == 1
    assert "[store-locked]" in result.stderr


@pytest.fixture
def dask_address() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def ray_address() -> Iterator[str]:
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR")
    yield ray.get_runtime_context().gcs_address
    ray.shutdown()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # of the cluster's own
@pytest.mark.parametrize("backend", ["dask", "ray"])
def test_on_a_cluster_the_store_is_the_same(
    many: Path, tmp_path: Path, backend: Backend, request: pytest.FixtureRequest
) -> None:
    address = request.getfixturevalue(f"{backend}_address")
    run(many, tmp_path / "here.db")
    run(many, tmp_path / "there.db", backend=backend, address=address, workers=None)
    made = make_folder(tmp_path / "again", 60, broken=0.1, samples=SAMPLES)
    assert not _compared(tmp_path / "here.db", tmp_path / "there.db", made)

"""Reading processes are watched from outside: what hangs, swells or dies costs its own file one attempt."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from gipnlp.batches import supervising
from gipnlp.batches.jobs import Job, Limits, Options, Outcome, Task
from gipnlp.batches.spreading import Pool, outcomes
from gipnlp.batches.supervising import work
from gipnlp.errors import WorkerError
from gipnlp.store import Failure, Recipe

TASK = Task(Options(), Limits(seconds=2.0, megabytes=150), Recipe("0", "m", "{}"), None)


@pytest.fixture(autouse=True)
def obedient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    reader = Path(__file__).with_name("obedient_reader.py")
    monkeypatch.setattr(supervising, "_READER", (sys.executable, str(reader)))
    supervising.stop_idle()
    yield
    supervising.stop_idle()


def told(words: str, task: Task = TASK) -> Outcome:
    return work(Job("0" * 64, words.encode()), task)


def pid(outcome: Outcome) -> int:
    assert outcome.rows is not None
    return int(outcome.rows["pid"][0][0])


@pytest.mark.parametrize(
    ("words", "code", "attempts"),
    [
        ("hang", "time-limit", 1),
        ("swell", "memory-limit", 1),
        ("crash", "crashed", 3),
        ("half-an-answer", "crashed", 3),
        ("fail", "empty", 1),
    ],
)
def test_a_file_that_costs_too_much_is_a_failure(words: str, code: str, attempts: int) -> None:
    outcome = told(words)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.attempts) == (code, attempts)
    assert outcome.seconds < 10
    assert told("next").rows  # the next file is read all the same


def test_a_process_stays_for_the_next_file() -> None:
    assert pid(told("a")) == pid(told("b"))


def test_a_process_that_was_killed_by_the_system_costs_one_attempt(tmp_path: Path) -> None:
    outcome = told(f"crash-once {tmp_path / 'mark'}")
    assert outcome.rows
    assert outcome.attempts == 2


def test_how_a_process_ended_is_told() -> None:
    failure = told("crash").failure
    assert failure is not None
    assert "SIGSEGV" in failure.message
    assert "something broke" in failure.message


def test_what_a_process_started_is_ended_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    assert told(f"hang-below {mark}").failure
    child = int(mark.read_text())
    time.sleep(0.1)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_a_process_that_grows_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "_FLAT_MB", 1.0)
    first = pid(told("keep 50"))
    assert pid(told("a")) != first


def test_an_idle_process_that_died_is_replaced() -> None:
    first = pid(told("a"))
    psutil.Process(first).kill()
    time.sleep(0.1)
    outcome = told("b")
    assert pid(outcome) != first
    assert outcome.attempts == 1


def test_other_options_are_another_process() -> None:
    first = pid(told("a"))
    assert pid(told("b", replace(TASK, options=Options(rules_only=True)))) != first


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (replace(TASK, options=Options(models="broken")), "no such models"),
        (replace(TASK, options=Options(models="dies")), "cannot import"),
        (replace(TASK, recipe=Recipe("1", "m", "{}")), "gipnlp 0"),
        (replace(TASK, recipe=Recipe("0", "others", "{}")), "models"),
    ],
)
def test_what_is_not_the_fault_of_a_file_stops_the_batch(task: Task, message: str) -> None:
    with pytest.raises(WorkerError, match=message):
        told("a", task)


def test_a_defect_while_reading_stops_the_batch() -> None:
    with pytest.raises(WorkerError, match="the models are gone"):
        told("defect")


def test_a_job_without_bytes_starts_no_process() -> None:
    problem = Failure("changed", "", "")
    assert work(Job("0" * 64, b"", problem), TASK) == Outcome("0" * 64, None, problem)
    assert not supervising._idle


@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_gets_past_all_of_it(tmp_path: Path, workers: int) -> None:
    words = ["hang", "swell", "crash", "fail", *(f"good {number}" for number in range(30))]
    todo = {}
    for number, word in enumerate(words):
        path = tmp_path / f"{number}.txt"
        path.write_text(word)
        todo[hashlib.sha256(word.encode()).hexdigest()] = str(path)
    (tmp_path / "8.txt").write_text("another text")
    (tmp_path / "9.txt").unlink()
    found = list(outcomes(todo, TASK, Pool(workers, "threading")))
    assert sorted(one.sha256 for one in found) == sorted(todo)
    codes = sorted(one.failure.code for one in found if one.failure)
    assert codes == ["changed", "crashed", "empty", "memory-limit", "not-found", "time-limit"]


def test_reading_processes_do_not_outlive_the_batch(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a")
    todo = {hashlib.sha256(b"a").hexdigest(): str(path)}
    list(outcomes(todo, TASK, Pool(2, "threading")))
    assert not [one for one in psutil.Process(os.getpid()).children() if "obedient" in " ".join(one.cmdline())]

"""Batches that are killed and go on: ``python -m gipnlp.evaluation.kill_test``.

Makes a folder of good and broken files, reads it once undisturbed and once with a signal at random moments: to the
batch (KILL, TERM, INT), or to a process that reads for it. In the end the two stores must hold the same rows.
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from gipnlp.evaluation.made_folder import Made, expected, make_folder

_OF_RUNS = ("runs", "timings")  # what differs from run to run
_TO_BATCH = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
_SOON = 3.0  # seconds within which a signal comes after the first file of a run is done, or after the start
_NO_SIGNAL = "none"


@dataclass
class Result:
    """What a kill test saw: signals by kind, runs, seconds of each part, and what was wrong ([] if all is well)."""

    signals: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    undisturbed: float = 0.0
    disturbed: float = 0.0
    wrong: list[str] = field(default_factory=list)


def kill_test(
    folder: Path, files: int, kills: int, *, workers: int = 2, options: Sequence[str] = (), seed: int | None = None
) -> Result:
    """Kill a batch so many times, and compare its store with that of one that was left alone.

    Args:
        folder: An empty folder to work in.
        files: How many files to read.
        kills: How many signals to send; a run that is over before its signal is followed by one with ``--stale``.
        workers: Workers of the batch.
        options: Options of ``gipnlp batch``.
        seed: Of the moments.
    """
    chooser = random.Random(seed)
    source, whole, killed = folder / "reports", folder / "whole.db", folder / "killed.db"
    made = make_folder(source, files, broken=0.1)
    common = [str(source), "-j", str(workers), *options]
    result = Result()
    begun = time.monotonic()
    _run([*common, "--store", str(whole)]).wait()
    result.undisturbed = time.monotonic() - begun
    begun = time.monotonic()
    while result.signals.total() < kills:
        _disturbed([*common, "--store", str(killed)], killed, chooser, result)
        result.runs += 1
        if _contents(killed) >= _contents(whole):  # all is done: begin again on an empty store
            result.wrong += _compared(whole, killed, made)
            for file in folder.glob(f"{killed.name}*"):  # with its log, which a killed process leaves
                file.unlink()
    _run([*common, "--store", str(killed)]).wait()
    result.disturbed = time.monotonic() - begun
    result.wrong += _compared(whole, killed, made)
    return result


def _run(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-m", "gipnlp", "batch", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _disturbed(arguments: Sequence[str], store: Path, chooser: random.Random, result: Result) -> None:
    """One run of the batch with a signal at a random moment, and what the signal left."""
    before = _contents(store)
    process = _run(arguments)
    if chooser.random() < 0.8:  # at work; otherwise while it begins
        while process.poll() is None and _contents(store) == before:
            time.sleep(0.05)
    time.sleep(chooser.uniform(0, _SOON))
    if process.poll() is not None:
        return
    if chooser.random() < 0.2 and (readers := _readers(process.pid)):
        chooser.choice(readers).kill()
        result.signals["KILL of a reading process"] += 1
        time.sleep(chooser.uniform(0, _SOON))
        process.send_signal(signal.SIGKILL)
    else:
        chosen = chooser.choice(_TO_BATCH)
        process.send_signal(chosen)
        result.signals[chosen.name] += 1
    process.wait()
    if trouble := _integrity(store):
        result.wrong.append(trouble)


def _readers(parent: int) -> list[psutil.Process]:
    try:
        below = psutil.Process(parent).children(recursive=True)
        return [process for process in below if "gipnlp.batches.reader" in process.cmdline()]
    except psutil.NoSuchProcess:
        return []


def _contents(store: Path) -> int:
    """How many files the store has an outcome of."""
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
            query = "SELECT (SELECT count(*) FROM reports) + (SELECT count(*) FROM failures)"
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.Error:
        return 0


def _integrity(store: Path) -> str:
    if not store.exists():
        return ""
    try:
        with sqlite3.connect(store) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        return f"the store does not open: {error}"
    return "" if found == "ok" else f"the store is damaged: {found}"


def _compared(whole: Path, killed: Path, made: Sequence[Made]) -> list[str]:
    """What differs between the stores, and which files have not the outcome that they must have."""
    first, second = _rows(whole), _rows(killed)
    wrong = [
        f"{table}: {len(first[table])} rows undisturbed, {len(second[table])} after the kills, or not the same ones"
        for table in first
        if first[table] != second[table]
    ]
    with sqlite3.connect(killed) as connection:
        failed = {(Path(path).name, code) for path, code in connection.execute("SELECT path, code FROM failed_files")}
    wanted = {(Path(name).name, code) for name, code in expected(list(made))}
    return [*wrong, *(f"{name}: {code}" for name, code in sorted(failed ^ wanted))]


def _rows(store: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(store) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        tables = [name for (name,) in connection.execute(query) if name not in _OF_RUNS]
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was seen; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m gipnlp.evaluation.kill_test", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--rules-only", action="store_true", help="quicker to start")
    chosen = parser.parse_args(arguments)
    options = ["--rules-only"] if chosen.rules_only else []
    with tempfile.TemporaryDirectory() as folder:
        result = kill_test(
            Path(folder), chosen.files, chosen.kills, workers=chosen.workers, options=options, seed=chosen.seed
        )
    sent = ", ".join(f"{count} {name}" for name, count in result.signals.most_common())
    sys.stdout.write(
        f"{chosen.files} files, {result.runs} runs, signals: {sent or _NO_SIGNAL}; "
        f"{result.undisturbed:.0f} s undisturbed, {result.disturbed:.0f} s with kills\n"
    )
    sys.stdout.write("".join(f"WRONG: {line}\n" for line in result.wrong) or "The stores are the same.\n")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

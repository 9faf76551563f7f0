"""Many files to one store, by many workers: what is done stays done, whatever happens to the process."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from gipnlp.batches.finding import Found, find_files, hash_file
from gipnlp.batches.jobs import Limits, Options, Outcome, Task, failure_of
from gipnlp.batches.recipe import recipe_of
from gipnlp.batches.spreading import Backend, Pool, outcomes
from gipnlp.errors import GipnlpError
from gipnlp.readers import Engine
from gipnlp.store import Failure, Recipe, Standing, Store, open_to_write

__all__ = ["Backend", "Event", "Finished", "Limits", "Looked", "Started", "Summary", "batch"]

_AT_ONCE = 1000  # paths that are noted in one transaction


@dataclass(frozen=True, slots=True)
class Looked:
    """So many files were found and hashed."""

    files: int
    of: int


@dataclass(frozen=True, slots=True)
class Started:
    """Reading begins: files to read, and what was left out as it is done, or had failed."""

    run: int
    todo: int
    skipped: int
    failed_before: int
    stale: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A file was read (``code`` is ""), or failed."""

    path: str
    sha256: str
    code: str
    message: str
    hint: str
    seconds: float
    megabytes: float


Event = Looked | Started | Finished


@dataclass
class Summary:
    """What a batch did.

    Attributes:
        run: Number of the run in the store.
        found: Files found.
        copies: Files whose content another one has.
        done: Reports read in this run.
        failed: Files that failed in this run, also those that cannot be opened.
        skipped: Contents that were read before.
        failed_before: Contents that failed before and were not tried again.
        stale: Of those skipped, how many another version, other models or options have read.
        ignored: Files of folders without a suffix of a report, by suffix.
        failures: The failures of this run by code.
        seconds: Wall time.
    """

    run: int = 0
    found: int = 0
    copies: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    failed_before: int = 0
    stale: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def batch(
    sources: str | Path | Sequence[str | Path],
    store: str | Path,
    *,
    models: str | Path | None = None,
    rules_only: bool = False,
    engine: Engine = "auto",
    retry_failed: bool = False,
    stale: bool = False,
    limits: Limits | None = None,
    workers: int | None = None,
    backend: Backend = "loky",
    address: str | None = None,
    tell: Callable[[Event], None] = lambda event: None,
) -> Summary:
    """Read all reports of the sources into a store; what it holds already is not read again.

    A file is known by its content: copies are one report with several paths. Each report is written in one
    transaction, so the process can be stopped or killed at any moment and begun again.

    Args:
        sources: Folders, files, patterns (``reports/**/*.pdf``), and ``@FILE`` with one of these on each line.
        store: File of the store; made if it is not there.
        models: Folder of trained models; by default gipnlp's own.
        rules_only: Ask no trained model.
        engine: Which library reads the pages of a PDF.
        retry_failed: Read also what failed before.
        stale: Read again what another version of gipnlp, other models or other options have read, or failed to.
        limits: What one file may cost.
        workers: Reading processes; by default one for each processor, or all of the cluster.
        backend: Of joblib: ``loky``, ``threading``, or on a cluster ``dask`` or ``ray``.
        address: Of the cluster.
        tell: Called with each event, in the order in which they happen.

    Returns:
        What was done in this run; :func:`gipnlp.store.status.status` tells what the store holds.

    Raises:
        SourceError: if the sources name no file.
        StoreError, StoreLockedError: if the store cannot be written, or another process writes it.
        ModelError: if a model is missing or damaged.
        WorkerError: if no worker can be started. What was read before is in the store, as after any interruption.
    """
    begun = time.monotonic()
    options = Options(str(models) if models else None, rules_only, engine)
    recipe = recipe_of(options)
    found = find_files([str(source) for source in _several(sources)])
    with open_to_write(store) as opened:
        run = opened.begin_run(recipe, found.asked)
        summary = Summary(run, found=len(found.paths), ignored=found.ignored)
        try:
            contents = _note(opened, found, recipe, summary, tell)
            todo = _todo(contents, opened.standings(), recipe, summary, retry_failed=retry_failed, stale=stale)
            counts = (len(todo), summary.skipped, summary.failed_before, summary.stale)
            tell(Started(run, *counts))
            task = Task(options, limits or Limits(), recipe, _own_process(backend))
            with closing(outcomes(todo, task, Pool(workers, backend, address))) as ready:
                for outcome in ready:
                    tell(_write(opened, run, recipe, outcome, todo[outcome.sha256], summary))
            opened.end_run(run, "done", summary.done, summary.failed, summary.skipped)
        except BaseException as error:
            _note_end(opened, summary, failed=isinstance(error, Exception))
            raise
    summary.seconds = time.monotonic() - begun
    return summary


def _several(sources: str | Path | Sequence[str | Path]) -> Sequence[str | Path]:
    return [sources] if isinstance(sources, str | Path) else sources


def _own_process(backend: Backend) -> int | None:
    return os.getpid() if backend in ("loky", "threading") else None


def _note(
    store: Store, found: Found, recipe: Recipe, summary: Summary, tell: Callable[[Event], None]
) -> dict[str, str]:
    """Note all paths in the store; the first path of each content."""
    store.forget_unreadable(found.asked)
    contents: dict[str, str] = {}
    _note_unreadable(store, {path: failure_of(error) for path, error in found.unreadable.items()}, recipe, summary)
    for start in range(0, len(found.paths), _AT_ONCE):
        hashed: list[tuple[str, str]] = []
        unreadable: dict[str, Failure] = {}
        for path in found.paths[start : start + _AT_ONCE]:
            try:
                hashed.append((path, hash_file(path)))
            except GipnlpError as error:
                unreadable[path] = failure_of(error)
        store.note_files(hashed, {}, recipe)
        _note_unreadable(store, unreadable, recipe, summary)
        for path, sha256 in hashed:
            summary.copies += sha256 in contents
            contents.setdefault(sha256, path)
        tell(Looked(start + len(hashed), len(found.paths)))
    return contents


def _note_unreadable(store: Store, unreadable: Mapping[str, Failure], recipe: Recipe, summary: Summary) -> None:
    store.note_files((), unreadable, recipe)
    summary.failed += len(unreadable)
    summary.failures.update(failure.code for failure in unreadable.values())


def _todo(
    contents: Mapping[str, str],
    standings: Mapping[str, Standing],
    recipe: Recipe,
    summary: Summary,
    *,
    retry_failed: bool,
    stale: bool,
) -> dict[str, str]:
    """What is to be read, and counts of what is not."""
    todo = {}
    for sha256, path in contents.items():
        standing = standings.get(sha256)
        is_stale = standing is not None and standing.recipe != recipe
        if standing is None or (stale and is_stale) or (retry_failed and not standing.read):
            todo[sha256] = path
            continue
        summary.skipped += standing.read
        summary.failed_before += not standing.read
        summary.stale += is_stale
    return todo


def _write(store: Store, run: int, recipe: Recipe, outcome: Outcome, path: str, summary: Summary) -> Finished:
    failure = outcome.failure
    cost = (outcome.seconds, outcome.megabytes)
    if failure is None:
        assert outcome.rows is not None
        store.put_report(run, outcome.rows, recipe, *cost)
        summary.done += 1
        return Finished(path, outcome.sha256, "", "", "", *cost)
    store.put_failure(run, outcome.sha256, failure, outcome.attempts, recipe, *cost)
    summary.failed += 1
    summary.failures[failure.code] += 1
    return Finished(path, outcome.sha256, failure.code, failure.message, failure.hint, *cost)


def _note_end(store: Store, summary: Summary, *, failed: bool) -> None:
    with suppress(GipnlpError):  # where the store itself is what failed
        status = "failed" if failed else "interrupted"
        store.end_run(summary.run, status, summary.done, summary.failed, summary.skipped)  # type: ignore[arg-type]

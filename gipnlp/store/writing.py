"""Writing a store: by one process at a time, each report in one transaction."""

from __future__ import annotations

import base64
import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from gipnlp.errors import StoreLockedError
from gipnlp.statute import data_text
from gipnlp.store.connecting import APPLICATION, FORMAT, cannot_open, explained, require_store
from gipnlp.store.rows import Rows, report_number

_UNREADABLE = "path:"
_OF_A_REPORT = ("facts", "tables", "checks", "sentences", "scores", "warnings", "documents", "reports")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides what is read of a file: the version of gipnlp, the hash of the models, other options as JSON."""

    version: str
    models: str
    options: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing was read of a file."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store holds of a content: whether it was read, and by what."""

    read: bool
    recipe: Recipe


class Store:
    """An open store that this process alone writes. Get one from :func:`open_to_write`.

    Each method that writes is one transaction: after it the change is there, or nothing of it.

    Raises:
        StoreError: by every method, where the disk is full or the file cannot be written any more.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with explained(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def standings(self) -> dict[str, Standing]:
        """What the store holds of each content, by SHA-256."""
        with explained(self.path):
            known: dict[str, Standing] = {}
            for table, read in (("failures", False), ("reports", True)):
                query = f"SELECT sha256, version, models, options FROM {table} WHERE sha256 IS NOT NULL"
                known |= {row[0]: Standing(read, Recipe(*row[1:])) for row in self._connection.execute(query)}
            return known

    def begin_run(self, recipe: Recipe, sources: Sequence[str]) -> int:
        """Note that a run begins, and that one which is still noted as running was killed; the run's number."""
        with self._transaction() as connection:
            connection.execute("UPDATE runs SET status = 'interrupted' WHERE status = 'running'")
            values = (_now(), "running", _this_process(), *astuple(recipe), json.dumps([_shown(s) for s in sources]))
            row = connection.execute(
                "INSERT INTO runs (started, status, process, version, models, options, sources)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                values,
            ).fetchone()
        return int(row[0])

    def end_run(
        self, run: int, status: Literal["done", "interrupted", "failed"], done: int, failed: int, skipped: int
    ) -> None:
        """Note how a run ended."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE runs SET ended = ?, status = ?, done = ?, failed = ?, skipped = ? WHERE id = ?",
                (_now(), status, done, failed, skipped, run),
            )

    def forget_unreadable(self, below: Iterable[str]) -> None:
        """Forget which paths could not be opened, of those at and below the given ones: they are looked at again."""
        with self._transaction() as connection:
            for path in map(_shown, below):
                item = _UNREADABLE + path
                connection.execute(
                    "DELETE FROM failures WHERE item = ? OR (sha256 IS NULL AND substr(item, 1, ?) = ?)",
                    (item, len(item) + 1, item.rstrip(os.sep) + os.sep),
                )

    def note_files(self, found: Iterable[tuple[str, str]], unreadable: Mapping[str, Failure], recipe: Recipe) -> None:
        """Note paths with the SHA-256 of what stands there, and paths that cannot be opened.

        A failure whose content stands nowhere any more is forgotten; a report never is.
        """
        with self._transaction() as connection:
            for path, sha256 in found:
                raw = os.fsencode(path)
                connection.execute("UPDATE files SET current = 0 WHERE raw = ? AND sha256 <> ?", (raw, sha256))
                connection.execute(
                    "INSERT INTO files VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET current = 1",
                    (raw, sha256, _shown(path)),
                )
                connection.execute("DELETE FROM failures WHERE item = ?", (_UNREADABLE + _shown(path),))
            for path, failure in unreadable.items():
                _put_failure(connection, _UNREADABLE + _shown(path), None, failure, 1, recipe)
            connection.execute(
                "DELETE FROM failures WHERE sha256 IN (SELECT sha256 FROM files WHERE NOT current)"
                " AND sha256 NOT IN (SELECT sha256 FROM files WHERE current)"
            )

    def put_report(self, run: int, rows: Rows, recipe: Recipe, seconds: float, megabytes: float) -> None:
        """Write what was read of a file, in place of what was written of it before."""
        sha256 = rows["reports"][0][0]
        number = report_number(sha256)
        with self._transaction() as connection:
            _forget(connection, sha256)
            for table, values in rows.items():
                if table == "reports":
                    values = [[*row, *astuple(recipe)] for row in values]
                elif table == "documents":
                    values = [[base64.b64decode(row[0])] for row in values]
                marks = ", ".join("?" * (_width(table)))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", ([number, *row] for row in values))
            _put_timing(connection, run, sha256, "done", seconds, megabytes)

    def put_failure(
        self, run: int, sha256: str, failure: Failure, attempts: int, recipe: Recipe, seconds: float, megabytes: float
    ) -> None:
        """Write why nothing was read of a file, in place of what was written of it before."""
        with self._transaction() as connection:
            before = connection.execute("SELECT attempts FROM failures WHERE item = ?", (sha256,)).fetchone()
            _forget(connection, sha256)
            _put_failure(connection, sha256, sha256, failure, attempts + (before[0] if before else 0), recipe)
            _put_timing(connection, run, sha256, failure.code, seconds, megabytes)


@contextmanager
def open_to_write(path: str | Path) -> Iterator[Store]:
    """The store in a file, which is made if it is not there; no other process can write it meanwhile.

    At the end all is in the one file. What a killed process left is made whole by opening it again.

    Raises:
        StoreError: if the file is no store or cannot be written.
        StoreLockedError: if another process writes it.
    """
    path = Path(path)
    with explained(path), _locked(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            _prepare(connection, path)
            yield Store(connection, path)
        finally:
            _close(connection)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """A lock beside the file: the system lets it go when the process ends, however it ends."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreLockedError(f"{path} is being written by another process{_writer(path)}.") from None
    except OSError as error:
        raise cannot_open(path, error) from error
    try:
        yield
    finally:
        lock.release()


def _writer(path: Path) -> str:
    try:
        with sqlite3.connect(path) as connection:
            row = connection.execute("SELECT process, started FROM runs WHERE status = 'running'").fetchone()
    except sqlite3.Error:
        row = None
    return f" ({row[0]}, since {row[1]} UTC)" if row else ""


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA journal_mode = WAL")  # readers and the writer do not wait for each other
    connection.execute("PRAGMA synchronous = NORMAL")
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        marks = f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT};"
        connection.executescript(f"BEGIN IMMEDIATE; {marks} {data_text('store.sql')} COMMIT;")
    require_store(connection, path)


def _close(connection: sqlite3.Connection) -> None:
    """All goes into the one file, so that it can be moved, and read where nothing can be written."""
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError:
        pass  # somebody reads it, or the disk is full: it stays as it is, which the next opening mends
    finally:
        connection.close()


@cache
def _width(table: str) -> int:
    """How many columns a table has."""
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(data_text("store.sql"))
        return len(connection.execute(f"PRAGMA table_info({table})").fetchall())


def _forget(connection: sqlite3.Connection, sha256: str) -> None:
    connection.execute("DELETE FROM failures WHERE item = ?", (sha256,))
    for table in _OF_A_REPORT:
        connection.execute(f"DELETE FROM {table} WHERE report = ?", (report_number(sha256),))


def _put_failure(
    connection: sqlite3.Connection, item: str, sha256: str | None, failure: Failure, attempts: int, recipe: Recipe
) -> None:
    values: list[Any] = [item, sha256, *(_shown(text) for text in astuple(failure)), attempts, *astuple(recipe)]
    connection.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _put_timing(
    connection: sqlite3.Connection, run: int, sha256: str, outcome: str, seconds: float, megabytes: float
) -> None:
    values = (run, sha256, outcome, round(seconds, 3), round(megabytes, 1))
    connection.execute("INSERT OR REPLACE INTO timings VALUES (?, ?, ?, ?, ?)", values)


def _shown(text: str) -> str:
    """Bytes of a path that are no UTF-8 written out: SQLite, as any encoder, takes no lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _this_process() -> str:
    return f"process {os.getpid()} on {platform.node()}"

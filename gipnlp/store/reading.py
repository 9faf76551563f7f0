"""Reading a store, also while a batch writes it, and from a medium that cannot be written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from gipnlp.errors import StoreError
from gipnlp.report import Report
from gipnlp.store.connecting import explained, require_store
from gipnlp.store.rows import unpacked


@contextmanager
def open_to_read(path: str | Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write; rows can be asked by the names of their columns.

    Raises:
        StoreError: if the file is not there, is no store, or cannot be read.
    """
    path = Path(path)
    if not path.is_file():
        raise StoreError(f"{path} is not there.", "A store is made by `gipnlp batch SOURCE... --store FILE`.")
    with explained(path):
        connection = _connect(path)
        try:
            connection.row_factory = sqlite3.Row
            require_store(connection, path)
            yield connection
        finally:
            connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    """Where the folder cannot be written, and nothing waits in a log, the file is taken as one that does not change."""
    address = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro"
    connection = sqlite3.connect(address, uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if Path(f"{path}-wal").exists():
            raise
        return sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection


def stored_reports(connection: sqlite3.Connection) -> Iterator[Report]:
    """The reports as they were read, by path; of copies the first path."""
    query = """SELECT documents.json, sources.path FROM documents JOIN reports USING (report)
               LEFT JOIN sources USING (sha256) ORDER BY sources.path, reports.sha256"""
    for data, path in connection.execute(query):
        yield unpacked(data, path)

"""What opening a store to read and to write share: recognising it, and errors that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gipnlp.errors import StoreError

APPLICATION = 0x67697032  # "gip2": marks the file as a store
FORMAT = 1
_PLACE = "Name another place for the store: a folder that can be written, on a local disk."
_FOREIGN = "Name another file; a store is made by `gipnlp batch --store FILE`."
_FULL = "Make room on the disk and run the same command again; it goes on where it was."


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the store into a ``StoreError``.

    Raises:
        StoreError: for any error of SQLite.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            raise StoreError(f"{path} cannot be written: the disk is full.", _FULL) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
            raise StoreError(f"{path} cannot be read or written ({error}).", _PLACE) from error
        if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
            raise StoreError(f"{path} is no store, or it is damaged ({error}).", _FOREIGN) from error
        raise StoreError(f"{path}: {error}.") from error


def cannot_open(path: Path, error: OSError) -> StoreError:
    """What to raise where the system refuses the file or its folder."""
    return StoreError(f"{path} cannot be opened ({error.strerror or error}).", _PLACE)


def require_store(connection: sqlite3.Connection, path: Path) -> None:
    """Do nothing if the database is a store that this version reads.

    Raises:
        StoreError: if it is another database, or of a later version.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise StoreError(f"{path} is a database, but no store of gipnlp.", _FOREIGN)
    if found != FORMAT:
        raise StoreError(f"{path} has the format {found}; this gipnlp knows {FORMAT}.", "Use the gipnlp that wrote it.")

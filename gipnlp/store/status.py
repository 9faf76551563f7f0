"""What a store holds, in figures."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gipnlp.store.reading import open_to_read

_MOST = 10


@dataclass(frozen=True, slots=True)
class Count:
    """A kind of thing, how many there are, and an example."""

    name: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What :func:`status` tells.

    Attributes:
        reports: Reports read.
        files: Paths known.
        copies: Paths beyond the first of a content.
        facts: Facts of all reports.
        agencies: Agencies by their one name.
        failures: By code, the commonest first, each with a message.
        checks: Failing checks by id, the commonest first; of copies one.
        warnings: By code, the commonest first.
        years: Reports by year.
        recipes: What read the reports: version of gipnlp, models, options.
        run: The last run, by the columns of ``runs``; None if there was none.
    """

    reports: int
    files: int
    copies: int
    facts: int
    agencies: int
    failures: tuple[Count, ...]
    checks: tuple[Count, ...]
    warnings: tuple[Count, ...]
    years: tuple[Count, ...]
    recipes: tuple[Count, ...]
    run: dict[str, Any] | None

    @property
    def failed(self) -> int:
        """Files of which nothing was read."""
        return sum(one.count for one in self.failures)


def status(store: str | Path) -> Status:
    """What a store holds.

    Raises:
        StoreError: if the file is no store.
    """
    with open_to_read(store) as connection:
        return _status(connection)


def _status(connection: sqlite3.Connection) -> Status:
    def number(query: str) -> int:
        return int(connection.execute(query).fetchone()[0] or 0)

    def counts(query: str) -> tuple[Count, ...]:
        return tuple(Count(*row) for row in connection.execute(query))

    run = connection.execute("SELECT * FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    return Status(
        reports=number("SELECT count(*) FROM reports"),
        files=number("SELECT count(*) FROM files WHERE current"),
        copies=number("SELECT sum(copies - 1) FROM sources"),
        facts=number("SELECT count(*) FROM facts"),
        agencies=number("SELECT count(DISTINCT agency) FROM reports"),
        failures=counts("SELECT code, count(*), min(message) FROM failures GROUP BY 1 ORDER BY 2 DESC, 1"),
        checks=counts(
            "SELECT id, count(*), min(detail) FROM checks WHERE status = 'fail'"
            f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST}"
        ),
        warnings=counts("SELECT code, count(*), min(message) FROM warnings GROUP BY 1 ORDER BY 2 DESC, 1"),
        years=counts("SELECT coalesce(CAST(year AS TEXT), ''), count(*) FROM reports GROUP BY 1 ORDER BY 1"),
        recipes=counts(
            "SELECT 'gipnlp ' || version || ', models ' || substr(models, 1, 12) || ', ' || options, count(*)"
            " FROM reports GROUP BY version, models, options ORDER BY 2 DESC, 1"
        ),
        run=dict(run) if run else None,
    )

"""What an index of a store shows: a row for each report, what was not read, and figures for charts."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import quantiles

from gipnlp.statute import indicators
from gipnlp.store.panel import Row, panel_rows

_MOST_SUMS = 8
_ENOUGH = 3  # figures of a year for quartiles
_REPORTS = """
    SELECT reports.sha256, title, coalesce(agency, agency_stated) AS agency, level, year, form, pages, path,
      (SELECT count(*) FROM facts WHERE facts.report = reports.report) AS facts,
      (SELECT count(*) FROM facts WHERE facts.report = reports.report AND doubt <> '') AS doubtful,
      (SELECT count(*) FROM checks WHERE checks.report = reports.report AND status = 'fail') AS failing,
      (SELECT count(*) FROM warnings WHERE warnings.report = reports.report) AS notes,
      (SELECT avg(boilerplate) FROM sentences WHERE sentences.report = reports.report) AS boilerplate,
      (SELECT score FROM scores WHERE scores.report = reports.report AND dimension = 'total') AS quality
    FROM reports LEFT JOIN sources USING (sha256) ORDER BY agency IS NULL, agency, year, path"""
_FAILURES = "SELECT path, code, message, hint, attempts FROM failed_files ORDER BY code, path"
_SUMS = f"""SELECT id, count(*) FROM checks WHERE status = 'fail' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_SUMS}"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in the index. ``boilerplate`` is a share of its sentences, ``quality`` from 0 to 100."""

    sha256: str
    title: str | None
    agency: str | None
    level: str | None
    year: int | None
    form: str | None
    pages: int | None
    path: str | None
    facts: int
    doubtful: int
    failing: int
    notes: int
    boilerplate: float | None
    quality: float | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which nothing was read, why, and what to do."""

    path: str
    code: str
    message: str
    hint: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The middle half of the figures of a year, and how many there are."""

    year: int
    lower: float
    median: float
    upper: float
    count: int


def listed(connection: sqlite3.Connection) -> list[Listed]:
    """The reports by agency and year."""
    return [Listed(*row) for row in connection.execute(_REPORTS)]


def unread(connection: sqlite3.Connection) -> list[Unread]:
    """The files that failed, by code."""
    return [Unread(*row) for row in connection.execute(_FAILURES)]


def failing_sums(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The checks that fail in most reports, with their number."""
    return [(name, count) for name, count in connection.execute(_SUMS)]


def trends(connection: sqlite3.Connection, most: int) -> dict[str, list[Quartiles]]:
    """The quartiles by year of the indicators that most rows of the panel state, those of one year alone left out.

    Args:
        connection: To a store.
        most: How many indicators at most.
    """
    rows = [row for row in panel_rows(connection) if row["year"] is not None]
    covered = sorted(indicators(), key=lambda name: -sum(row.get(name) is not None for row in rows))
    found = {name: list(_quartiles(name, rows)) for name in covered}
    several = [(name, years) for name, years in found.items() if len(years) > 1 and any(y.upper for y in years)]
    return dict(several[:most])


def _quartiles(name: str, rows: Iterable[Row]) -> Iterator[Quartiles]:
    by_year: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row.get(name) is not None:
            by_year[row["year"]].append(row[name])
    for year, values in sorted(by_year.items()):
        if len(values) >= _ENOUGH:
            lower, median, upper = quantiles(values, n=4, method="inclusive")
            yield Quartiles(year, lower, median, upper, len(values))

"""The panel: one agency and year a row, one indicator a column.

A figure that several facts state is taken from the preferred source; where they differ, or the figure takes part in a
sum that does not hold, the row's ``conflicts`` names its column.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from gipnlp.report import APPLICANTS, Source
from gipnlp.statute import indicators
from gipnlp.store.reading import open_to_read

if TYPE_CHECKING:
    import pyarrow

PREFERENCE: tuple[Source, ...] = ("table", "rule+tagger", "rule", "tagger")
ABOUT: Mapping[str, str] = {
    "agency": "string",
    "year": "int32",
    "level": "string",
    "kind": "string",
    "province": "string",
    "city": "string",
    "county": "string",
    "place_code": "string",
    "form": "string",
    "reports": "int32",
    "path": "string",
    "failing_checks": "int32",
    "conflicts": "string",
    "doubts": "string",
}
"""The columns of a row before its figures, with their Arrow types: see ``docs/batches.md``."""

_NEAR = 0.1  # an approximate figure agrees with another within this share of it
_REPORTS = """
    SELECT reports.*, sources.path, sources.sha256 IS NOT NULL AS current,
           (SELECT count(*) FROM checks WHERE checks.report = reports.report AND status = 'fail') AS failing_checks
    FROM reports LEFT JOIN sources USING (sha256)
    ORDER BY agency IS NULL, agency, year, reports.sha256"""
_FACTS = "SELECT indicator, applicant, value, approx, source, confidence, conflicts, doubt FROM facts WHERE report = ?"

Row = dict[str, Any]


def panel(
    store: str | Path,
    *,
    applicants: bool = False,
    prefer: Sequence[Source] = PREFERENCE,
    frame: Literal["pandas", "arrow"] | None = None,
) -> Any:
    """The panel of a store.

    Args:
        store: Path of the store.
        applicants: A column for each kind of applicant too (``requests.received.natural``), not the totals alone.
        prefer: The sources, the best first, among which a figure is chosen that several facts state.
        frame: ``pandas`` or ``arrow``; by default pandas where it is installed.

    Returns:
        A ``pandas.DataFrame`` or a ``pyarrow.Table``; its columns are those of :func:`columns`, figures are floats in
        the indicator's unit, and missing where no report states them.

    Raises:
        StoreError: if the file is no store.
        ValueError: for an unknown source.
    """
    import pyarrow

    with open_to_read(store) as connection:
        rows = list(panel_rows(connection, applicants=applicants, prefer=prefer))
    named = columns(applicants)
    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in named.items()])
    table: pyarrow.Table = pyarrow.Table.from_pylist(rows, schema=schema)
    if frame == "arrow" or (frame is None and not _has_pandas()):
        return table
    return table.to_pandas()


def columns(applicants: bool = False) -> dict[str, str]:
    """The columns of the panel with their Arrow types: those of ``ABOUT``, then the catalogue in its order."""
    figures = {}
    for name, indicator in indicators().items():
        figures[name] = "double"
        if applicants and indicator.by_applicant:
            figures |= {f"{name}.{applicant}": "double" for applicant in APPLICANTS if applicant != "total"}
    return {**ABOUT, **figures}


def panel_rows(
    connection: sqlite3.Connection, *, applicants: bool = False, prefer: Sequence[Source] = PREFERENCE
) -> Iterator[Row]:
    """The rows of the panel, by agency and year; a report that names no agency or no year has a row of its own.

    Raises:
        ValueError: for an unknown source.
    """
    if unknown := set(prefer) - set(get_args(Source)):
        raise ValueError(f"unknown source {sorted(unknown)[0]!r}; the sources are {', '.join(get_args(Source))}")
    rank: dict[str, int] = {
        source: place for place, source in enumerate([*prefer, *(s for s in PREFERENCE if s not in prefer)])
    }
    known = columns(applicants)
    for _, group in groupby(connection.execute(_REPORTS), key=_body_and_year):
        reports = list(group)
        found = _candidates(connection, reports, rank, known)
        yield {
            **_about(reports),
            "conflicts": " ".join(name for name, stated in found.items() if _in_conflict(stated)),
            "doubts": " ".join(name for name, stated in found.items() if stated[0]["doubt"]),
            **{name: stated[0]["value"] for name, stated in found.items()},
        }


def _body_and_year(report: sqlite3.Row) -> tuple[Any, ...]:
    if report["agency"] is None or report["year"] is None:
        return ("", report["sha256"])
    return (report["agency"], report["year"])


def _candidates(
    connection: sqlite3.Connection, reports: Iterable[sqlite3.Row], rank: Mapping[str, int], known: Mapping[str, str]
) -> dict[str, list[sqlite3.Row]]:
    """The facts of each column in the catalogue's order, the preferred first."""
    found: dict[str, list[tuple[tuple[Any, ...], sqlite3.Row]]] = defaultdict(list)
    for order, report in enumerate(reports):
        for fact in connection.execute(_FACTS, (report["report"],)):
            applicant = fact["applicant"] or "total"
            name = fact["indicator"] if applicant == "total" else f"{fact['indicator']}.{applicant}"
            if name in known:
                key = (fact["value"] is None, rank[fact["source"]], not report["current"], -fact["confidence"], order)
                found[name].append((key, fact))
    return {
        name: [fact for _, fact in sorted(found[name], key=lambda pair: pair[0])] for name in known if name in found
    }


def _in_conflict(stated: Sequence[sqlite3.Row]) -> bool:
    chosen = stated[0]
    return bool(chosen["conflicts"]) or any(_differs(chosen, other) for other in stated[1:])


def _differs(chosen: sqlite3.Row, other: sqlite3.Row) -> bool:
    first, second = chosen["value"], other["value"]
    if first is None or second is None:
        return False
    near = _NEAR * max(abs(first), abs(second)) if chosen["approx"] or other["approx"] else 0.0
    return bool(abs(first - second) > near)


def _about(reports: Sequence[sqlite3.Row]) -> Row:
    """What is told of the row's reports: of the one whose file is still there, the first of them."""
    shown = min(reports, key=lambda report: (not report["current"], report["sha256"]))
    names = ("agency", "year", "level", "kind", "province", "city", "county", "place_code", "form", "path")
    return {
        **{name: shown[name] for name in names},
        "reports": len(reports),
        "failing_checks": sum(report["failing_checks"] for report in reports),
    }


def _has_pandas() -> bool:
    from importlib.util import find_spec

    return find_spec("pandas") is not None

"""The store as files: facts (long form), panel, failures as tables, reports as JSON lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from gipnlp.export import ExportError, open_table
from gipnlp.report import Source
from gipnlp.statute import indicators
from gipnlp.store.panel import PREFERENCE, columns, panel_rows
from gipnlp.store.reading import open_to_read, stored_reports

Shape = Literal["facts", "panel", "failures", "reports"]

FACTS: Mapping[str, str] = {
    "path": "string",
    "sha256": "string",
    "agency": "string",
    "agency_stated": "string",
    "level": "string",
    "kind": "string",
    "province": "string",
    "city": "string",
    "county": "string",
    "place_code": "string",
    "year": "int32",
    "form": "string",
    "title": "string",
    "indicator": "string",
    "name_zh": "string",
    "applicant": "string",
    "value": "double",
    "unit": "string",
    "approx": "bool",
    "stated": "string",
    "source": "string",
    "rule": "string",
    "confidence": "double",
    "conflicts": "string",
    "doubt": "string",
    "page": "int32",
    "start": "int32",
    "end": "int32",
    "box": "string",
    "evidence": "string",
}
FAILURES: Mapping[str, str] = {
    "path": "string",
    "code": "string",
    "message": "string",
    "hint": "string",
    "attempts": "int32",
    "sha256": "string",
}
_FACTS = "SELECT * FROM report_facts ORDER BY agency IS NULL, agency, year, sha256, place"
_FAILURES = "SELECT * FROM failed_files ORDER BY path"


def export(
    store: str | Path,
    file: str | Path,
    shape: Shape = "facts",
    *,
    applicants: bool = False,
    prefer: Sequence[Source] = PREFERENCE,
) -> int:
    """Write what a store holds to a ``.csv``, ``.xlsx``, ``.parquet`` or ``.jsonl`` file; the number of rows.

    Args:
        store: Path of the store.
        file: The file to write; it appears when it is complete.
        shape: ``facts``: one a row with where it is from; ``panel``: one agency and year a row; ``failures``;
            ``reports``: each whole, as ``gipnlp extract --json`` prints it (``.jsonl`` alone).
        applicants: In the panel, a column for each kind of applicant too.
        prefer: In the panel, the sources, the best first.

    Raises:
        StoreError: if the file is no store.
        ExportError: if the file cannot be written.
    """
    path = Path(file)
    if shape == "reports" and path.suffix.lower() != ".jsonl":
        raise ExportError(f"{path}: whole reports are written as .jsonl")
    named = {"facts": FACTS, "failures": FAILURES, "panel": columns(applicants), "reports": {}}[shape]
    with open_to_read(store) as connection, open_table(path, named, shape) as add:
        add(())  # a store without rows is a file without rows
        count = 0
        for part in _parts(connection, shape, applicants, prefer):
            add(part)
            count += len(part)
    return count


def _parts(
    connection: sqlite3.Connection, shape: Shape, applicants: bool, prefer: Sequence[Source]
) -> Iterator[list[dict[str, Any]]]:
    """The rows, some at a time."""
    if shape == "facts":
        for _, facts in groupby(connection.execute(_FACTS), key=lambda fact: fact["sha256"]):
            yield [_fact(fact) for fact in facts]
    elif shape == "failures":
        yield [dict(row) for row in connection.execute(_FAILURES)]
    elif shape == "panel":
        names = columns(applicants)
        for row in panel_rows(connection, applicants=applicants, prefer=prefer):
            yield [{name: row.get(name) for name in names}]
    else:
        for report in stored_reports(connection):
            yield [report.to_dict()]


def _fact(fact: sqlite3.Row) -> dict[str, Any]:
    known = indicators().get(fact["indicator"])
    computed = {"name_zh": known.name_zh if known else None, "approx": bool(fact["approx"])}
    return {name: computed[name] if name in computed else fact[name] for name in FACTS}

"""The statutory tables: rows by label, columns by header and geometry, the uncertain by the sums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gipnlp.report import Document, Form, Table, TableCell, Warn
from gipnlp.tables.inference import infer
from gipnlp.tables.remedies import read_remedies
from gipnlp.tables.statistics import read_statistics, statistics_rows
from gipnlp.tables.statutory import Found, read_proactive, read_requests

__all__ = ["Found", "missing_tables", "read_tables", "settle_by_prose", "statistics_rows"]

_STATUTORY = {"proactive": "主动公开", "requests": "收到和处理申请", "remedies": "行政复议、行政诉讼"}
_CHANNELS = ("disclosed.website", "disclosed.gazette", "disclosed.weibo", "disclosed.wechat", "disclosed.other")
_HEADINGS = {
    "proactive": re.compile(r"(?m:^\s*二、\s*主动公开政府信息情况\s*$)"),
    "requests": re.compile(r"(?m:^\s*三、\s*收到和处理政府信息公开申请情况\s*$)"),
    "remedies": re.compile(
        r"(?m:^\s*四、\s*(?:因?政府信息公开|因政府信息公开工作被申请)?行政复议、?(?:提起)?行政诉讼(?:的)?情况\s*$)"
    ),
}


def read_tables(document: Document, folded: str) -> Found:
    """All statutory tables of the document, and what is doubtful about them."""
    requests = read_requests(document, folded)
    span = requests.tables[0].span if requests.tables else None
    proactive = read_proactive(document, folded, span.start if span else len(folded))
    remedies = read_remedies(document, folded, span.end if span else 0)
    statistics = Found((), ()) if requests.tables else read_statistics(document, folded)
    parts = (proactive, requests, remedies, statistics)
    announced = [name for name, heading in _HEADINGS.items() if heading.search(folded)]
    missing = [] if any(part.tables for part in parts) else [_not_found(name) for name in announced]
    found = Found(
        tuple(table for part in parts for table in part.tables),
        (*(warning for part in parts for warning in part.warnings), *missing),
        tuple(span for part in parts for span in part.claimed),
    )
    return infer(found, document.sights)


def missing_tables(tables: Sequence[Table], form: Form | None) -> list[Warn]:
    """A warning for each statutory table that a report of the forms of 2019 and 2021 lacks where it has others.

    Universities and companies, which report without the tables, are not meant.
    """
    found = {name for table in tables for name in _STATUTORY if table.id.startswith(name)}
    if form not in ("2019", "2021") or not found:
        return []
    return [_not_found(name) for name in _STATUTORY if name not in found]


def _not_found(name: str) -> Warn:
    return Warn("missing-table", f"The table of {name} ({_STATUTORY[name]}) was not found.")


def settle_by_prose(found: Found, stated: Mapping[str, set[float]]) -> Found:
    """Open cells settled where only one reading of their row agrees with what the prose states of the same indicators.

    Args:
        found: The tables.
        stated: For each indicator, the values that the prose states (without applicants).
    """
    tables, notes = [], list[Warn]()
    for table in found.tables:
        rows = [_settled_row(row, stated, table, notes) for row in table.cells]
        if table.id == "statistics":
            rows = [(cell,) for cell in _settled_columns([row[0] for row in rows], stated, table, notes)]
        tables.append(replace(table, cells=tuple(rows)))
    tables = [_settled_channels(table, notes) if table.id == "statistics" else table for table in tables]
    return replace(found, tables=tuple(tables), warnings=(*found.warnings, *notes))


def _settled_row(
    row: tuple[TableCell | None, ...], stated: Mapping[str, set[float]], table: Table, notes: list[Warn]
) -> tuple[TableCell | None, ...]:
    cells = [cell for cell in row if cell is not None]
    if table.id in {"requests", "statistics"}:
        return row
    choice = _only_choice(cells, stated)
    if choice is None:
        return row
    notes.append(_note(cells, choice, table))
    return tuple(cell and _chosen(cell, choice) for cell in row)


def _settled_columns(
    cells: Sequence[TableCell | None], stated: Mapping[str, set[float]], table: Table, notes: list[Warn]
) -> list[TableCell | None]:
    """In a statistics table, the cells of one written row share their evidence."""
    result = list(cells)
    for evidence in dict.fromkeys(cell.evidence for cell in cells if cell is not None and cell.readings):
        places = [i for i, cell in enumerate(cells) if cell is not None and cell.evidence == evidence and cell.readings]
        row = [cell for i in places if (cell := cells[i]) is not None]
        choice = _only_choice(row, stated)
        if choice is not None:
            notes.append(_note(row, choice, table))
            for i, cell in zip(places, row, strict=True):
                result[i] = _chosen(cell, choice)
    return result


def _only_choice(cells: Sequence[TableCell], stated: Mapping[str, set[float]]) -> int | None:
    """Index of the one reading that agrees with the prose wherever the prose states the indicator; None if not one."""
    open_cells = [cell for cell in cells if cell.readings]
    known = [cell for cell in open_cells if stated.get(cell.indicator)]
    if not known:
        return None
    count = len(open_cells[0].readings)
    fitting = [
        i
        for i in range(count)
        if all(i < len(cell.readings) and cell.readings[i].value in stated[cell.indicator] for cell in known)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _settled_channels(table: Table, notes: list[Warn]) -> Table:
    """One open channel of disclosure, where the total and the other channels leave one reading."""
    cells = {cell.indicator: cell for cell in table}
    total = cells.get("disclosed.total")
    channels = [cells[name] for name in _CHANNELS if name in cells]
    open_ones = [cell for cell in channels if cell.value is None and cell.readings]
    if total is None or total.value is None or len(open_ones) != 1:
        return table
    rest = total.value - sum(cell.value or 0 for cell in channels)
    fitting = [i for i, reading in enumerate(open_ones[0].readings) if reading.value == rest]
    if len(fitting) != 1:
        return table
    notes.append(_note(open_ones, fitting[0], table, "the total and the other channels leave one reading"))
    rows = tuple(
        (_chosen(row[0], fitting[0]) if row[0] is open_ones[0] and row[0] is not None else row[0],)
        for row in table.cells
    )
    return replace(table, cells=rows)


def _chosen(cell: TableCell, choice: int) -> TableCell:
    if not cell.readings:
        return cell
    reading = cell.readings[choice]
    doubt = "the digits of neighbouring cells run together; other figures of the report leave one reading"
    return replace(cell, value=reading.value, span=reading.span, stated=_shown(reading.value), doubt=doubt)


def _note(
    cells: Sequence[TableCell], choice: int, table: Table, why: str = "one reading agrees with the prose"
) -> Warn:
    read = ", ".join(f"{c.indicator} {_shown(c.readings[choice].value)}" for c in cells if c.readings)
    return Warn("inferred-cells", f"{read}: the digits of neighbouring cells run together; {why}", table.page)


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:g}"

"""Cells that were read from an image, or cannot be read, and the sums of the form: what can be said of them.

A figure read from an image is doubtful below :data:`SURE`. The sums weigh its candidates (:mod:`.solver`): where they
leave one, it is used, and ``doubt`` says so; where they leave several, these are the cell's ``readings``. A cell
without a legible figure takes the value on which its sums agree, likewise marked. A figure that was read surely stays
even if a sum fails, with the candidates that would satisfy the sum as its ``readings``. Figures that are written in
the file are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gipnlp.report import Reading, Sight, Table, TableCell, Warn
from gipnlp.sums import Key, sums_of
from gipnlp.tables.cells import read_figure
from gipnlp.tables.solver import FEWEST_SUMS, Equation, Unknown, Way, possible
from gipnlp.tables.statutory import Found

_LOST = "no figure was found in the row, while other rows write their zeros"
_FILLED, _FEWEST = 0.9, 7  # share and number of filled cells from which that is said
SURE = 0.9  # probability of a reading from which it is taken as it is


def infer(found: Found, sights: Sequence[Sight]) -> Found:
    """The tables with what the sums say of cells that were read from an image or cannot be read.

    Args:
        found: The tables as read.
        sights: How the figures of the document were seen, if it is or holds a scan.
    """
    cells: dict[Key, TableCell] = {}
    tables = tuple(map(_with_lost_rows, found.tables)) if sights else found.tables
    if tables != found.tables:
        found = replace(found, tables=tables)
    for table in found.tables:
        for cell in table:
            cells.setdefault((cell.indicator, cell.applicant or "total"), cell)
    equations = _equations(found.tables, cells)
    seen = _by_cell(cells, sights)
    changed = _settled(cells, seen, equations)
    changed |= _suspected(cells | changed, seen, equations)
    if not changed:
        return found
    new = {id(cells[key]): cell for key, cell in changed.items()}
    tables = tuple(
        replace(table, cells=tuple(tuple(cell and new.get(id(cell), cell) for cell in row) for row in table.cells))
        for table in found.tables
    )
    pages = {id(cell): table.page for table in found.tables for cell in table}
    notes = [_note(cell, pages[id(cells[key])]) for key, cell in changed.items()]
    return replace(found, tables=tables, warnings=(*found.warnings, *notes))


def _with_lost_rows(table: Table) -> Table:
    """The table of a scan; a row without a figure is doubtful if nearly all other cells have one: lines were lost."""
    filled = [sum(cell is not None and cell.value is not None for cell in row) for row in table.cells]
    size = sum(cell is not None for row in table.cells for cell in row)
    empty = [count == 0 for count in filled]
    if not any(empty) or sum(filled) < _FILLED * (size - sum(empty) * len(table.columns)) or sum(filled) < _FEWEST:
        return table
    rows = [
        tuple(cell and (cell if cell.doubt else replace(cell, doubt=_LOST)) for cell in row) if lost else row
        for row, lost in zip(table.cells, empty, strict=True)
    ]
    return replace(table, cells=tuple(rows))


def _equations(tables: Sequence[Table], cells: Mapping[Key, TableCell]) -> list[Equation]:
    """The sums whose cells are all there."""
    return [
        Equation(relation.parts, relation.whole)
        for relation in sums_of(tables)
        if all(key in cells or key in relation.optional for key in (*relation.parts, *relation.whole))
    ]


def _by_cell(cells: Mapping[Key, TableCell], sights: Sequence[Sight]) -> dict[Key, Sight]:
    """For each cell that was read from an image, how its figure was seen; of several sights the least sure."""
    by_start = {sight.span.start: sight for sight in sights}
    result: dict[Key, Sight] = {}
    for key, cell in cells.items() if by_start else ():
        if cell.span is not None:
            inside = [by_start[at] for at in range(cell.span.start, cell.span.end) if at in by_start]
            if inside:
                whole = len(inside) == 1 and inside[0].span == cell.span
                weakest = min(inside, key=lambda sight: sight.confidence)
                result[key] = weakest if whole else replace(weakest, candidates=())
    return result


def _ways(cell: TableCell, sight: Sight) -> tuple[Way, ...]:
    """The values that the cell may have; an empty one counts as 0 in a sum."""
    figures = [read_figure(text) for text, _ in sight.candidates if text != cell.stated]
    others = [(figure.value or 0.0,) for figure in figures if not figure.doubt and not figure.unit]
    own = [] if cell.doubt else [(cell.value or 0.0,)]
    return tuple(dict.fromkeys([*own, *others]))


def _settled(
    cells: Mapping[Key, TableCell], seen: Mapping[Key, Sight], equations: Sequence[Equation]
) -> dict[Key, TableCell]:
    """The doubtful cells and those that cannot be read, with what the sums leave of them."""
    doubtful = {
        key: Unknown((key,), _ways(cells[key], sight))
        for key, sight in seen.items()
        if sight.confidence < SURE or cells[key].doubt or _is_odd(cells[key])
    }
    unread = {
        key: Unknown((key,))
        for key, cell in cells.items()
        if cell.value is None and cell.doubt and not cell.readings and key not in doubtful
    }
    asked = doubtful | unread
    open_rows = _open_rows(cells)
    known = {key: cell.value or 0.0 for key, cell in cells.items() if key not in asked and not cell.readings}
    left = possible(known, [*asked.values(), *open_rows], equations) if asked else []
    result = {}
    for (key, unknown), ways in zip(asked.items(), left, strict=False):
        values = [way[0] for way in ways]
        if unknown.ways:
            evidence = sum(key in equation.signs for equation in equations)
            result[key] = _weighed(cells[key], seen[key], unknown, values, evidence)
        elif len(values) == 1:
            result[key] = _inferred(cells[key], values[0])
        elif cells[key].doubt == _LOST:
            result[key] = cells[key]
        elif key in seen and not cells[key].doubt:
            result[key] = replace(cells[key], doubt=_read_as(cells[key], seen[key]))
    return result


def _is_odd(cell: TableCell) -> bool:
    """True for a negative figure where only changes can be negative: the sign is likely a piece of a line."""
    return (cell.value or 0.0) < 0 and not cell.indicator.endswith(".change")


def _open_rows(cells: Mapping[Key, TableCell]) -> list[Unknown]:
    """The rows whose digits run together, with the readings that are left."""
    rows: dict[object, list[Key]] = {}
    for key, cell in cells.items():
        if cell.readings:
            rows.setdefault(cell.evidence, []).append(key)
    return [
        Unknown(tuple(keys), tuple(zip(*([r.value or 0.0 for r in cells[key].readings] for key in keys), strict=False)))
        for keys in rows.values()
    ]


def _weighed(cell: TableCell, sight: Sight, unknown: Unknown, values: Sequence[float], evidence: int) -> TableCell:
    """The cell with what is left of its ways; one sum alone does not overrule what was read.

    Another figure of that sum may be the wrong one, and the overruling would hide it.
    """
    doubt = _read_as(cell, sight)
    if len(values) == 1 and values[0] != cell.value and evidence < FEWEST_SUMS and cell.span is not None:
        other = Reading(values[0], cell.span)
        return replace(cell, doubt=f"{doubt}; {values[0]:g} would satisfy its sum", readings=(other,))
    if len(values) == 1 and len(unknown.ways) > 1:
        if values[0] == cell.value:
            return replace(cell, doubt=f"{doubt}; the sums leave no other reading")
        return replace(cell, value=values[0], doubt=f"{doubt}; the sums leave one reading, {values[0]:g}")
    if len(values) > 1 and cell.span is not None:
        value = cell.value if cell.value in values else None
        readings = tuple(Reading(reading, cell.span) for reading in values)
        return replace(cell, value=value, doubt=f"{doubt}; it may be {_listed(values)}", readings=readings)
    return replace(cell, doubt=doubt)


def _inferred(cell: TableCell, value: float) -> TableCell:
    return replace(cell, value=value, doubt=f"{cell.doubt}; the sums leave one reading, {value:g}")


def _suspected(
    cells: Mapping[Key, TableCell], seen: Mapping[Key, Sight], equations: Iterable[Equation]
) -> dict[Key, TableCell]:
    """Cells in failing sums, surely read, with the candidates that would satisfy all sums; their values stay."""
    failing = [
        e for e in equations if all(cells[k].value is not None or not cells[k].doubt for k in e.signs if k in cells)
    ]
    known = {key: cell.value or 0.0 for key, cell in cells.items()}
    failing = [e for e in failing if abs(sum(sign * known.get(key, 0.0) for key, sign in e.signs.items())) > 1e-6]
    suspects = {
        key: Unknown((key,), _ways(cells[key], seen[key]))
        for key in dict.fromkeys(key for equation in failing for key in equation.signs)
        if key in seen and not cells[key].doubt
    }
    suspects = {key: unknown for key, unknown in suspects.items() if len(unknown.ways) > 1}
    rest = {key: value for key, value in known.items() if key not in suspects}
    left = possible(rest, list(suspects.values()), equations) if suspects else []
    result = {}
    for (key, unknown), ways in zip(suspects.items(), left, strict=True):
        values, cell = [way[0] for way in ways], cells[key]
        if len(values) < len(unknown.ways) and (cell.value or 0.0) not in values and cell.span is not None:
            readings = tuple(Reading(value, cell.span) for value in values)
            doubt = f"{_read_as(cell, seen[key])}; a sum fails, and {_listed(values)} would satisfy it"
            result[key] = replace(cell, doubt=doubt, readings=readings)
    return result


def _read_as(cell: TableCell, sight: Sight) -> str:
    return f"read from an image as {cell.stated!r} ({sight.confidence:.0%})"


def _listed(values: Sequence[float]) -> str:
    return " or ".join(f"{value:g}" for value in values)


def _note(cell: TableCell, page: int | None) -> Warn:
    name = f"{cell.indicator} {cell.applicant or ''}".strip()
    code = "inferred-cells" if "the sums leave one reading" in cell.doubt else "doubtful-cell"
    return Warn(code, f"{name}: {cell.doubt}", page)

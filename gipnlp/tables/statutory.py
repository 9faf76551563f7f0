"""The statutory tables of the forms 2019 and 2021: rows by their labels, columns by header and geometry.

Here are those of disclosure and of requests, and what every table shares; that of remedies is :mod:`.remedies`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gipnlp.report import APPLICANTS, Cell, Document, Grid, Reading, Span, Table, TableCell, Warn
from gipnlp.statute import RowSpec, forms, indicators
from gipnlp.tables.anchors import Anchor, Skeleton, find_rows
from gipnlp.tables.cells import read_figure
from gipnlp.tables.rows import EMPTY, Option, RowReading, from_grid, from_text, grid_at, written_pieces
from gipnlp.tables.solver import balance, row_sum_holds

_MOST_READINGS = 64
_MOST_NAMED = 20  # readings that a warning names
LONGEST_HEADER = 320
_REQUESTS_HEADER = re.compile(r"[(]?本列数据|申\s*请\s*人\s*情\s*况|(?:自\s*然\s*人)(?=[\s|]*法人)")
_HEADER_WEIGHT = 0.3  # the same headers stand over several rows
_FEWEST_REQUEST_ROWS = 8
_FEWEST_PROACTIVE_ROWS = 3
AFTER_TABLE = re.compile(
    r"[一二三四五六七]\s*[、.]\s*(?:政府信息|因政府|行政复议|公开行政|存在|主要|其他需要|工作|信息公开)|存在的?(?:主要)?问题|需要报告的"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of a document with what was doubtful about them, and the text that they and their headers take up."""

    tables: tuple[Table, ...]
    warnings: tuple[Warn, ...]
    claimed: tuple[Span, ...] = ()


def read_requests(document: Document, folded: str) -> Found:
    """The table of requests received and handled (收到和处理政府信息公开申请情况), 7 columns by 23 or 25 rows."""
    form = forms()
    rows = form.requests_rows
    skeleton = Skeleton.of(folded, Span(0, len(folded)))
    anchors = find_rows(folded, skeleton, rows)
    if len(anchors) < _FEWEST_REQUEST_ROWS:
        return Found((), ())
    end = _table_end(folded, anchors[-1].end)
    readings: list[RowReading | None] = [None] * len(rows)
    limits = [anchor.start for anchor in anchors[1:]] + [end]
    complete = _writes_zeros(folded, anchors, limits)
    for anchor, limit in zip(anchors, limits, strict=True):
        readings[anchor.row] = _read_request_row(document, folded, anchor, limit, complete)
    _drop_group_row(readings, rows)
    _doubt_shared_rows(document, anchors, readings)
    index = {row.id: i for i, row in enumerate(rows)}
    outcomes = [i for row, i in index.items() if index["requests.granted"] <= i < index["requests.processed"]]
    processed = index["requests.processed"]
    sums = [(outcomes, [processed]), ([0, 1], [processed, index["requests.carried_out"]])]
    options = balance(readings, sums)
    warnings: list[Warn] = []
    page = page_of(document, anchors[0].start)
    lines, names = [], []
    for i, row in enumerate(rows):
        reading = readings[i]
        if reading is not None:
            cells = settle(
                reading, options[i], [(row.id, applicant) for applicant in APPLICANTS], folded, document.text
            )
            lines.append(tuple(cells))
            names.append(row.id)
            warnings += doubts(row.id, reading, options[i], cells, page_of(document, reading.span.start))
    warnings += _missing_rows(readings, rows, page)
    warnings += [_garbled(document, folded, anchor, rows[anchor.row]) for anchor in anchors if not anchor.exact]
    span = Span(anchors[0].start, max(line[-1].evidence.end for line in lines if line[-1].evidence))
    claimed = Span(header_start(folded, span.start, _REQUESTS_HEADER), span.end)
    return Found((Table("requests", page, tuple(names), APPLICANTS, tuple(lines), span),), tuple(warnings), (claimed,))


def header_start(folded: str, start: int, pattern: re.Pattern[str]) -> int:
    """Where the header before a table's first row begins."""
    match = pattern.search(folded, max(0, start - LONGEST_HEADER), start)
    return match.start() if match else start


def _writes_zeros(folded: str, anchors: Sequence[Anchor], limits: Sequence[int]) -> bool:
    """True if a row of nothing but zeros is written out: then no cell of the table is left empty."""
    rows = ("".join(p.text for p in written_pieces(folded, a, end)) for a, end in zip(anchors, limits, strict=True))
    return any(row == "0" * len(APPLICANTS) for row in rows)


def _read_request_row(document: Document, folded: str, anchor: Anchor, limit: int, complete: bool) -> RowReading:
    count = len(APPLICANTS)
    place = grid_at(document.grids, anchor.places[0])
    if place is not None:
        grid, label = place
        columns = _applicant_columns(folded, grid)
        reading = from_grid(folded, grid, label, columns, count)
        if reading is not None:
            return reading
    return from_text(folded, anchor, limit, count, row_sum_holds, complete)


def _applicant_columns(folded: str, grid: Grid) -> dict[int, range]:
    """The grid columns of the applicants, from the header rows above the first row of figures."""
    columns: dict[int, range] = {}
    for cell in cells_of(grid):
        text = han(cell.span.of(folded))
        for index, wordings in enumerate(forms().requests_headers):
            if text in wordings and index not in columns and cell.row < 6:
                columns[index] = range(cell.column, cell.column + cell.colspan)
    ordered = [columns[index].start for index in sorted(columns)]
    return columns if ordered == sorted(set(ordered)) else {}


def cells_of(grid: Grid) -> list[Cell]:
    """The cells of a grid, each once, row by row."""
    return list(dict.fromkeys(cell for row in grid.rows for cell in row if cell is not None))


def _drop_group_row(readings: list[RowReading | None], rows: Sequence[RowSpec]) -> None:
    """In form 2021 (六)其他处理 is only a group label: its figures are those of its three rows."""
    group = next(i for i, row in enumerate(rows) if row.id == "requests.other")
    parts = [readings[i] for i, row in enumerate(rows) if row.id.startswith("requests.other.")]
    reading = readings[group]
    if reading is None or not any(parts):
        return
    filled = [option for option in reading.options if any(piece.text for piece in option)]
    shared = [part for part in parts if part is not None and part.options and part.options == reading.options]
    if not filled or shared:
        readings[group] = None


def _doubt_shared_rows(document: Document, anchors: Sequence[Anchor], readings: list[RowReading | None]) -> None:
    """Two labels in one row of a grid: whose the figures are cannot be told."""
    by_cell: dict[Span, list[int]] = {}
    for anchor in anchors:
        place = grid_at(document.grids, anchor.places[0])
        if place is not None and readings[anchor.row] is not None:
            by_cell.setdefault(place[1].span, []).append(anchor.row)
    for shared in by_cell.values():
        for row in shared if len(shared) > 1 else ():
            reading = readings[row]
            if reading is not None:
                readings[row] = replace(reading, options=[], doubt="another row's label stands in the same cell")


def _table_end(folded: str, start: int) -> int:
    match = AFTER_TABLE.search(folded, start)
    return min(match.start() if match else len(folded), start + 400)


def settle(
    reading: RowReading, options: list[Option], ids: Sequence[tuple[str, str | None]], folded: str, text: str
) -> list[TableCell]:
    """The cells of a row: what all remaining readings agree on; None with a doubt where they differ."""
    cells = []
    for column, (indicator, applicant) in enumerate(ids):
        pieces = {option[column] for option in options}
        piece = next(iter(pieces)) if len(pieces) == 1 else EMPTY
        figure = read_figure(piece.text)
        doubt = figure.doubt
        if len(pieces) != 1:
            doubt = reading.doubt + _named(reading, options, column)
        elif reading.doubt:
            doubt = f"{reading.doubt}; the sums leave one reading"
        value = figure.value
        if (
            value is not None
            and figure.unit
            and indicators()[indicator].unit == "万元"
            and indicator != "procurement.amount"
        ):
            value = value if "万" in figure.unit else value / 10_000
        span = piece.span if piece.text else None
        stated = span.of(text) if span else ""
        readings = _readings(options, column) if len(pieces) > 1 else ()
        cells.append(TableCell(indicator, applicant, value, stated, span, doubt, reading.span, readings))
    return cells


def _readings(options: list[Option], column: int) -> tuple[Reading, ...]:
    if len(options) > _MOST_READINGS:
        return ()
    return tuple(Reading(read_figure(option[column].text).value, option[column].span) for option in options)


def _named(reading: RowReading, options: list[Option], column: int) -> str:
    written = " ".join(piece.text for piece in reading.found)
    if not options:
        return f" ({written!r}: no reading satisfies the sums)" if written else ""
    texts = sorted({option[column].text or "empty" for option in options}, key=lambda text: (len(text), text))
    return f" ({written!r} can be read as {', '.join(texts[:_MOST_NAMED])})"


def doubts(
    name: str, reading: RowReading, options: list[Option], cells: Sequence[TableCell], page: int | None
) -> list[Warn]:
    """A warning for a row that was inferred or left open, and for each cell that holds no number."""
    warnings = []
    if reading.doubt and len(options) == 1:
        read = " ".join(piece.text or "-" for piece in options[0])
        warnings.append(Warn("inferred-cells", f"{name}: {reading.doubt}; the sums leave one reading, {read}", page))
    elif reading.doubt:
        written = " ".join(piece.text for piece in reading.found)
        reads = "; ".join(" ".join(piece.text or "-" for piece in option) for option in options[:_MOST_NAMED])
        detail = f"readings: {reads}" if reads else "no reading satisfies the sums"
        warnings.append(Warn("ambiguous-cells", f"{name}: {reading.doubt} ({written!r}); {detail}", page))
    unread = (cell for cell in cells if cell.doubt and not reading.doubt)
    warnings += [Warn("unreadable-cell", f"{c.indicator} {c.applicant or ''}: {c.doubt}", page) for c in unread]
    return warnings


def _garbled(document: Document, folded: str, anchor: Anchor, row: RowSpec) -> Warn:
    written = "".join(folded[place] for place in anchor.places)
    detail = f"{row.id}: the label reads {written!r}, taken for {row.labels[0]!r} by its place and likeness"
    return Warn("garbled-label", detail, page_of(document, anchor.start))


def _missing_rows(readings: Sequence[RowReading | None], rows: Sequence[RowSpec], page: int | None) -> list[Warn]:
    """A warning for each row without a reading; (六)其他处理 is one row (form 2019) or three (form 2021)."""
    found = {row.id for row, reading in zip(rows, readings, strict=True) if reading is not None}
    parts = {row.id for row in rows if row.id.startswith("requests.other.")}
    not_asked = {"requests.other"} if found & parts else parts
    absent = [row.id for row in rows if row.id not in found | not_asked]
    return [Warn("missing-row", f"{name}: the row was not found in the table", page) for name in absent]


def page_of(document: Document, place: int) -> int | None:
    """The page of the block that holds the place."""
    for block in document.blocks:
        if block.span.start <= place < block.span.end:
            return block.page
    return None


def read_proactive(document: Document, folded: str, end: int) -> Found:
    """The tables of article 20 (主动公开政府信息情况), before ``end``: 10 cells in form 2021, 22 in form 2019."""
    form = forms()
    chain = _proactive_chain()
    anchors = find_rows(folded, Skeleton.of(folded, Span(0, end)), chain)
    rows = [anchor for anchor in anchors if chain[anchor.row].columns]
    if len(rows) < _FEWEST_PROACTIVE_ROWS or len(rows) == len(anchors):
        return Found((), ())
    tables: list[Table] = []
    warnings: list[Warn] = []
    header: list[tuple[str, Span]] = []
    for position, anchor in enumerate(anchors):
        limit = anchors[position + 1].start if position + 1 < len(anchors) else _table_end(folded, anchor.end)
        spec = chain[anchor.row]
        if not spec.columns:
            header = _headers(folded, Span(anchor.start, limit)) or header
            continue
        wanted = _columns_of(spec, [name for name, _ in header], folded, anchor, limit)
        reading = _read_proactive_row(document, folded, anchor, limit, wanted, header)
        ids = [(f"{spec.id}.{name}", None) for name in wanted]
        cells = settle(reading, reading.options, ids, folded, document.text)
        page = page_of(document, anchor.start)
        warnings += doubts(spec.id, reading, reading.options, cells, page)
        tables.append(Table(f"proactive.{spec.id}", page, (spec.id,), tuple(wanted), (tuple(cells),), reading.span))
    present = {table.rows[0] for table in tables}
    era_2019 = any("prior_items" in table.columns or "made" in table.columns for table in tables)
    for row in form.proactive_rows:
        expected = era_2019 or row.id not in {"other_services", "procurement"}
        if row.id not in present and expected:
            warnings.append(Warn("missing-row", f"{row.id}: the row was not found in the table", None))
    claimed = Span(anchors[0].start, max(table.span.end for table in tables))
    return Found(tuple(tables), tuple(warnings), (claimed,))


def _proactive_chain() -> list[RowSpec]:
    """The rows of the tables with their captions and headers between them, as one chain of labels."""
    form = forms()
    headers = tuple(
        sorted((text for texts in form.proactive_headers.values() for text in texts), key=len, reverse=True)
    )
    chain: list[RowSpec] = []
    for row in form.proactive_rows:
        if not chain or chain[-1].item != row.item:
            chain.append(RowSpec(f"item {row.item}", (row.item,), item=row.item))
            chain.append(RowSpec(f"header {row.item}", headers, item=row.item, weight=_HEADER_WEIGHT))
        chain.append(row)
    return chain


def _headers(folded: str, span: Span) -> list[tuple[str, Span]]:
    """The column names in a stretch of header text, in order of place."""
    skeleton = Skeleton.of(folded, span)
    found: list[tuple[int, str, Span]] = []
    wordings = [(text, name) for name, texts in forms().proactive_headers.items() for text in texts]
    for text, name in sorted(wordings, key=lambda pair: -len(pair[0])):
        for match in re.finditer(text, skeleton.text):
            place = Span(match.start(), match.end())
            if not any(place.overlaps(other) for _, _, other in found):
                found.append((match.start(), name, place))
    return [(name, Span(skeleton.places[p.start], skeleton.places[p.end - 1] + 1)) for _, name, p in sorted(found)]


def _columns_of(spec: RowSpec, header: list[str], folded: str, anchor: Anchor, limit: int) -> tuple[str, ...]:
    """The row's columns as the header names them; without a header, those of the form that has as many figures."""
    named = tuple(name for name in dict.fromkeys(header) if f"{spec.id}.{name}" in indicators())
    if named:
        return named
    reading = from_text(folded, anchor, limit, 1)
    return min(spec.columns, key=lambda names: abs(len(names) - max(1, len(reading.found))))


def _read_proactive_row(
    document: Document, folded: str, anchor: Anchor, limit: int, wanted: Sequence[str], header: list[tuple[str, Span]]
) -> RowReading:
    place = grid_at(document.grids, anchor.places[0])
    if place is not None:
        grid, label = place
        heads = {name: grid_at([grid], span.start) for name, span in header if name in wanted}
        columns = {
            index: range(found[1].column, found[1].column + found[1].colspan)
            for index, name in enumerate(wanted)
            if (found := heads.get(name)) is not None
        }
        reading = from_grid(folded, grid, label, columns, len(wanted))
        if reading is not None:
            return reading
    return from_text(folded, anchor, limit, len(wanted))


def han(text: str) -> str:
    """The Chinese characters of a text."""
    return "".join(re.findall("[\u4e00-\u9fff]", text))

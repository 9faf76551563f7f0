"""The table of reconsideration and litigation (行政复议、行政诉讼情况): three groups of five cells in one row."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from gipnlp.report import Document, Span, Table
from gipnlp.statute import forms
from gipnlp.tables.anchors import Anchor
from gipnlp.tables.cells import Piece
from gipnlp.tables.rows import EMPTY, RowReading, from_text, grid_at, values
from gipnlp.tables.solver import group_sums_hold
from gipnlp.tables.statutory import (
    AFTER_TABLE,
    LONGEST_HEADER,
    Found,
    cells_of,
    doubts,
    han,
    header_start,
    page_of,
    settle,
)

_REMEDIES_HEADER = re.compile(r"行\s*政\s*复\s*议[\s|]+行\s*政\s*诉\s*讼(?=[\s|])|行政复议行政诉讼")
_RESULT_HEADERS = re.compile("结果维持|结果纠正|其他结果|尚未审结")


def read_remedies(document: Document, folded: str, start: int) -> Found:
    """The table of reconsideration and litigation (行政复议、行政诉讼情况), 3 groups of 5 cells, after ``start``."""
    form = forms()
    first = re.search(r"结\s*果[\s|]*维\s*[持结]|结\s*果[\s|]*结\s*果", folded[start:])
    if first is None:
        return Found((), ())
    begin = start + first.start()
    ids = [(f"{row}.{column}", None) for row in form.remedies_rows for column in form.remedies_columns]
    reading = (
        _remedies_from_grid(document, folded, begin, len(ids))
        or _remedies_from_line(folded, begin, len(ids))
        or _remedies_from_text(folded, begin, len(ids))
    )
    if not any(piece.text for option in reading.options for piece in option) and not reading.doubt:
        reading = replace(reading, options=[(EMPTY,) * len(ids)])
    page = page_of(document, reading.span.start)
    cells = settle(reading, reading.options, ids, folded, document.text)
    size = len(form.remedies_columns)
    lines = tuple(tuple(cells[i : i + size]) for i in range(0, len(cells), size))
    span = Span(begin, max(reading.span.end, begin))
    table = Table("remedies", page, form.remedies_rows, form.remedies_columns, lines, span)
    claimed = Span(header_start(folded, begin, _REMEDIES_HEADER), span.end)
    return Found((table,), tuple(doubts("remedies", reading, reading.options, cells, page)), (claimed,))


def _remedies_from_grid(document: Document, folded: str, begin: int, count: int) -> RowReading | None:
    place = grid_at(document.grids, begin)
    if place is None:
        return _remedies_below_header(document, folded, begin, count)
    grid, _ = place
    wordings = {text for texts in forms().remedies_headers for text in texts}
    leaves = [cell for cell in cells_of(grid) if han(cell.span.of(folded)) in wordings]
    leaves.sort(key=lambda cell: cell.column)
    columns = [cell.column for cell in leaves]
    if len(leaves) != count or len(set(columns)) != count:
        return None
    below = max(cell.row + cell.rowspan for cell in leaves)
    for row in grid.rows[below:]:
        chosen = [row[column] for column in columns]
        pieces = tuple(Piece(c.span.of(folded).strip(), c.span) if c else EMPTY for c in chosen)
        if any(re.search("[\u4e00-\u9fff]{2}", piece.text) for piece in pieces):
            continue
        spans = [cell.span for cell in chosen if cell is not None]
        return RowReading([pieces], Span(spans[0].start, spans[-1].end)) if spans else None
    return None


def _remedies_below_header(document: Document, folded: str, begin: int, count: int) -> RowReading | None:
    """The first row of a grid whose header stands before it as text (a table without lines)."""
    grid = next((grid for grid in document.grids if 0 < grid.span.start - begin < LONGEST_HEADER), None)
    if grid is None:
        return None
    cells = [cell for cell in grid.rows[0] if cell is not None][-count:]
    pieces = tuple(Piece(cell.span.of(folded).strip(), cell.span) for cell in cells)
    if len(pieces) != count or any(han(piece.text) not in {"", "无"} for piece in pieces):
        return None
    return RowReading([pieces], Span(cells[0].span.start, cells[-1].span.end))


def _remedies_from_line(folded: str, begin: int, count: int) -> RowReading | None:
    """The first line of cells without words, by the tabs or pipes between them; those outside may be a frame."""
    start = folded.find("\n", begin) + 1
    for line in re.finditer("[^\n]*[|\t][^\n]*", folded[start : start + LONGEST_HEADER] if start else ""):
        divider = "|" if "|" in line[0] else "\t"
        bounds = [-1, *(match.start() for match in re.finditer(re.escape(divider), line[0])), len(line[0])]
        offset = start + line.start()
        pieces = [_piece(folded, offset + left + 1, offset + right) for left, right in pairwise(bounds)]
        if han(line[0]).replace("无", "") or not re.search(r"\d", line[0]):
            continue
        outside = range(len(pieces) - count + 1)
        ways = [
            tuple(pieces[first : first + count])
            for first in outside
            if not any(piece.text for piece in (*pieces[:first], *pieces[first + count :]))
        ]
        if len(ways) > 1 or not all(way[0].text and way[-1].text for way in ways):
            ways = [way for way in ways if group_sums_hold(values(way))]
        return RowReading(ways, Span(offset, offset + len(line[0]))) if len(ways) == 1 else None
    return None


def _piece(folded: str, start: int, end: int) -> Piece:
    """What stands in a cell, without the white space around it."""
    text = folded[start:end]
    begin = start + len(text) - len(text.lstrip())
    return Piece(text.strip(), Span(begin, begin + len(text.strip())))


def _remedies_from_text(folded: str, begin: int, count: int) -> RowReading:
    """The fifteen figures after the headers; with stacked tables, headers and figures alternate in the same order."""
    match = AFTER_TABLE.search(folded, begin)
    end = min(match.start() if match else len(folded), begin + 900)
    digit = re.search(r"\d|(?<=[\s|])(?:[-/]{1,2}|无)(?=[\s|])", folded[begin:end])
    if digit is None:
        return RowReading([(EMPTY,) * count], Span(begin, begin))
    first = begin + digit.start()
    stacked = len(_RESULT_HEADERS.findall(han(folded[first:end]))) > 0
    places = [
        place for place in range(first, end) if stacked is False or not re.match("[\u4e00-\u9fff]", folded[place])
    ]
    anchor = Anchor(0, begin, (first - 1,))
    if stacked:
        pieces = [Piece(m[0], Span(begin + m.start(), begin + m.end())) for m in re.finditer(r"\d+", folded[begin:end])]
        options = [tuple(pieces)] if len(pieces) == count else []
        doubt = "" if options else f"{len(pieces)} figures for {count} cells"
        return RowReading(options, Span(begin, places[-1] + 1), doubt, tuple(pieces))
    reading = from_text(folded, anchor, end, count, group_sums_hold)
    return replace(reading, span=Span(first, reading.span.end))

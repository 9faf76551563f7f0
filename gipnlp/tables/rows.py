"""From an anchored row to its cells: by the grid's columns where a grid is drawn, else by what divides the figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gipnlp.report import Cell, Grid, Span
from gipnlp.tables.anchors import Anchor
from gipnlp.tables.cells import Piece, placements, read_figure, split_pieces, splittings

EMPTY = Piece("", Span(0, 0))
_FIGURE_AFTER_LABEL = re.compile(r"[\u4e00-\u9fff)]\s*\d[\d,.]*$")
Option = tuple[Piece, ...]
Holds = Callable[[Sequence[float | None]], bool]


@dataclass(frozen=True, slots=True)
class RowReading:
    """The ways to read the cells of a row.

    Attributes:
        options: Each a piece per column; one if the row is certain, [] if it cannot be read.
        span: The row in the text, as evidence.
        doubt: Why there is more or less than one plain reading; "" if the cells are simply there.
    """

    options: list[Option]
    span: Span
    doubt: str = ""
    found: tuple[Piece, ...] = field(default=())


def values(option: Option) -> list[float | None]:
    """The numbers of a reading."""
    return [read_figure(piece.text).value for piece in option]


def grid_at(grids: Sequence[Grid], place: int) -> tuple[Grid, Cell] | None:
    """The grid and the cell that hold the character at ``place``; between two cells, the one before it.

    A converter writes a merged cell's text in every column: those repetitions stand between the cells.
    """
    for grid in grids:
        if grid.span.start <= place < grid.span.end:
            before = [cell for row in grid.rows for cell in row if cell is not None and cell.span.start <= place]
            if before:
                return grid, max(before, key=lambda cell: (cell.span.start, cell.span.end))
    return None


def from_grid(text: str, grid: Grid, label: Cell, columns: Mapping[int, range], count: int) -> RowReading | None:
    """The row of the label's cell, by the columns of the header; None if the grid does not tell.

    Args:
        text: The folded text.
        grid: The grid of the label.
        label: The cell of the label; the row is the last one that it covers.
        columns: Grid columns of each of the ``count`` figures, as the header gives them; may be empty.
        count: Number of figures in the row.
    """
    row = grid.rows[label.row]
    after = [cell for cell in dict.fromkeys(row) if cell is not None and cell.column >= label.column + label.colspan]
    if not after or any(re.search("[\u4e00-\u9fff]{3}", cell.span.of(text)) for cell in after):
        return None  # nothing beside the label: what it holds is divided as text
    if _FIGURE_AFTER_LABEL.search(label.span.of(text)) and not any(_has_figure(cell, text) for cell in after):
        return None  # likewise, where the border between label and figure was lost
    span = Span(label.span.start, max((cell.span.end for cell in after), default=label.span.end))
    if len(columns) == count:
        chosen = [_cells_in(row, columns[index], after) for index in range(count)]
        figures = [cell for cell in after if _has_figure(cell, text)]
        flat = [cell for cells in chosen for cell in cells]
        if all(cell in flat for cell in figures) and all(
            len({c.span.of(text) for c in cells if _has_figure(c, text)}) < 2 for cells in chosen
        ):
            distinct = len(set(flat)) == len(flat)
            if distinct:
                return RowReading([tuple(_join(cells, text) for cells in chosen)], span)
    if len(after) == count:
        return RowReading([tuple(_piece(cell, text) for cell in after)], span)
    return None


def _cells_in(row: Sequence[Cell | None], columns: range, after: Sequence[Cell]) -> list[Cell]:
    cells = dict.fromkeys(row[column] for column in columns if column < len(row))
    return [cell for cell in cells if cell is not None and cell in after]


def _has_figure(cell: Cell, text: str) -> bool:
    return bool(re.search(r"\d|无", cell.span.of(text)))


def _join(cells: Sequence[Cell], text: str) -> Piece:
    with_figure = [cell for cell in cells if _has_figure(cell, text)]
    return _piece((with_figure or list(cells))[0], text) if cells else EMPTY


def _piece(cell: Cell, text: str) -> Piece:
    return Piece(cell.span.of(text).strip(), cell.span)


def written_pieces(folded: str, anchor: Anchor, end: int) -> list[Piece]:
    """The figures between a row's label and ``end``, the label's own characters left out."""
    own = set(anchor.places)
    return split_pieces(folded, [place for place in range(anchor.places[0], end) if place not in own])


def from_text(
    folded: str, anchor: Anchor, end: int, count: int, holds: Holds | None = None, complete: bool = False
) -> RowReading:
    """The row that is written between its label and the next one.

    Args:
        folded: The folded text.
        anchor: The row's label.
        end: Where the next row begins.
        count: Number of figures in the row.
        holds: Whether a reading satisfies the row's own sum; None if the row has none.
        complete: True if the table writes its zeros, so that no cell of it is empty.
    """
    pieces = written_pieces(folded, anchor, end)
    span = Span(anchor.places[0], max([piece.span.end for piece in pieces[:count]] + [anchor.end]))
    if not pieces:
        return RowReading([(EMPTY,) * count], span)
    if len(pieces) > count and "\n" in folded[pieces[count - 1].span.end : pieces[count].span.start]:
        pieces = pieces[:count]  # what follows on another line belongs to the text after the row
    if len(pieces) == count:
        return RowReading([tuple(pieces)], span, found=tuple(pieces))
    explicit = _explicit_cells(folded, anchor, end, count)
    if explicit is not None and (holds is None or holds(values(explicit))):
        return RowReading([explicit], span, found=tuple(pieces))
    if len(pieces) > count:
        return RowReading([], span, f"{len(pieces)} figures for {count} cells", tuple(pieces))
    written = folded[anchor.end : pieces[-1].span.end]
    if re.search(r"[|\n\t]", written) or (len(pieces) == 1 and len(pieces[0].text) < count):
        return _with_gaps(pieces, count, span, holds)
    return _run_together(pieces, count, span, holds, complete)


def _explicit_cells(folded: str, anchor: Anchor, end: int, count: int) -> Option | None:
    """Cells between pipes, empty ones included; None if the pipes do not tell.

    A row on one line may end with more pipes, for merged cells that were left out; one cell a line must give the
    count exactly, since crawlers that drop empty cells pad with pipes too.
    """
    stop = folded.find("\n", anchor.end)
    line = Span(anchor.end, min(end, stop if stop >= 0 else end))
    divider = "|" if "|" in Span(anchor.end, end).of(folded) else "\t"
    if line.of(folded).count(divider) >= count:
        pieces = _between(folded, line, divider)
        surplus = any(piece.text for piece in pieces[count:])
        if divider == "\t" and len(pieces) > count and not all(piece.text for piece in pieces[:count]):
            return None  # more columns than figures: which of them is empty cannot be told
        return None if surplus or not _plausible(pieces[:count], count) else tuple(pieces[:count])
    pieces = [piece for piece in _between(folded, Span(anchor.end, end), "|") if not _is_label(piece.text)]
    while len(pieces) > count and not pieces[-1].text:
        last = pieces.pop()
        if last.span.end < end - 1 and folded[last.span.end : end].count("|") > 1:
            return None
    return tuple(pieces) if _plausible(pieces, count) else None


def _between(folded: str, span: Span, divider: str) -> list[Piece]:
    """What stands after each divider, up to the next one."""
    first = span.of(folded).find(divider)
    if first < 0:
        return []
    start = span.start + first + 1
    pieces: list[Piece] = []
    for text in folded[start : span.end].split(divider):
        left = start + len(text) - len(text.lstrip())
        pieces.append(Piece(text.strip(), Span(left, left + len(text.strip()))))
        start += len(text) + 1
    return pieces


def _plausible(pieces: Sequence[Piece], count: int) -> bool:
    return len(pieces) == count and bool(pieces[-1].text) and not any(_is_label(piece.text) for piece in pieces)


def _is_label(text: str) -> bool:
    return len(re.findall("[\u4e00-\u9fff]", text)) >= 2


def _with_gaps(pieces: list[Piece], count: int, span: Span, holds: Holds | None) -> RowReading:
    options = [option for option in _placements(pieces, count) if holds is None or holds(values(option))]
    return RowReading(options, span, f"only {len(pieces)} of {count} cells are written", tuple(pieces))


def _placements(pieces: list[Piece], count: int) -> list[Option]:
    """The ways to lay the figures into columns; none if one starts with a zero, for then digits run together."""
    whole = all(not re.match(r"0\d", piece.text) for piece in pieces)
    return placements(pieces, count) if whole else []


def _run_together(pieces: list[Piece], count: int, span: Span, holds: Holds | None, complete: bool) -> RowReading:
    """Digits without borders: they run together and, in a table that leaves cells empty, some are missing as well."""
    ways = splittings(pieces, count)
    if holds is None:
        ways += _placements(pieces, count)
    elif not complete:
        fewer = (way for written in range(2, count) for way in splittings(pieces, written))
        ways += [placed for way in fewer if holds(values(way)) for placed in _placements(list(way), count)]
    if len(ways) == 1:
        return RowReading(ways, span, found=tuple(pieces))
    options = [option for option in ways if holds is not None and holds(values(option))]
    return RowReading(options or ways, span, "the digits of neighbouring cells run together", tuple(pieces))

"""Ruling lines to tables: edges, merged edges, lattice, cells. Knows no PDF library and reads no text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gipnlp.readers.lines import Char, in_rows, lines_of_cell, make_lines

SNAP = 4.0
_THICKEST = 3.5
_SHORTEST = 6.0
_DASH_GAP = 4.5
_DRAWN = 0.6
_SPILL = 1.6
_NARROWEST = 6.0  # no row or column is smaller than a character


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line (a box as thin as one), or the four borders of a larger box."""

    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """A straight line: at that height from ``start`` to ``end`` if it runs across, and likewise if it runs down."""

    at: float
    start: float
    end: float


@dataclass(slots=True, eq=False)
class Box:
    """A cell; ``open_top`` and ``open_bottom``: no line is drawn there, as where a page break cuts the cell.

    ``chars`` are those of ``text``, in its order.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str = ""
    open_top: bool = False
    open_bottom: bool = False
    chars: list[Char] = field(default_factory=list)

    @property
    def columns(self) -> tuple[int, int]:
        """The first column and the one after the last."""
        return self.column, self.column + self.colspan

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.row + self.rowspan


@dataclass(slots=True, eq=False)
class Table:
    """A table: ``xs`` and ``ys`` are the borders of its columns and rows, on its first page; ``drawn``: with lines."""

    xs: list[float]
    ys: list[float]
    boxes: list[Box] = field(default_factory=list)
    drawn: bool = True

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.ys) - 1

    def chars(self, chars: Iterable[Char]) -> list[Char]:
        """The characters whose middle is within the table, and those that a page break lets run out of it."""
        near = [char for char in chars if self.xs[0] < char.x < self.xs[-1] and self.ys[0] < char.y]
        below = in_rows(char for char in near if char.y >= self.ys[-1])
        return [char for char in near if char.y < self.ys[-1]] + list(self._spilled(below))

    def _spilled(self, rows: Iterable[Sequence[Char]]) -> Iterator[Char]:
        """The rows right below a cell that is cut open while the others of the table's last row are closed."""
        lowest = [box for box in self.boxes if box.end == self.height]
        gaps = [(self.xs[box.column], self.xs[box.columns[1]]) for box in lowest if box.open_bottom]
        bottom = self.ys[-1]
        for row in rows if len(gaps) < len(lowest) else ():
            within = all(any(left < char.x < right for left, right in gaps) for char in row)
            if not within or row[0].top > bottom + _SPILL * row[0].size:
                return
            bottom = row[0].bottom
            yield from row

    def fill(self, chars: Iterable[Char]) -> None:
        """Write each character into the cell in which its middle lies."""
        owner = {
            (row, column): box
            for box in self.boxes
            for row in range(box.row, box.end)
            for column in range(*box.columns)
        }
        inside: dict[Box, list[Char]] = {}
        for char in chars:
            row, column = bisect_right(self.ys, char.y) - 1, bisect_right(self.xs, char.x) - 1
            inside.setdefault(owner[min(row, self.height - 1), column], []).append(char)
        for box, its in inside.items():
            left, right = box.columns
            lines = make_lines(its, tabs=False)
            box.text = lines_of_cell(lines, self.xs[right] - self.xs[left])
            box.chars = [char for line in lines for char in line.chars]
        self._trim()

    def _trim(self) -> None:
        """Take away a last or first row that only the lines of a cell that goes on over the page break pretend."""
        last = [box for box in self.boxes if box.row == self.height - 1]
        if len(last) < len(self.boxes) and all(box.open_bottom and not box.text for box in last):
            self.boxes = [box for box in self.boxes if box not in last]
            self.ys.pop()
            for box in self.boxes:
                box.rowspan = min(box.rowspan, self.height - box.row)
        first = [box for box in self.boxes if box.end == 1]
        if first and len(first) < len(self.boxes) and all(box.open_top and not box.text for box in first):
            self.boxes = [box for box in self.boxes if box not in first]
            self.ys.pop(0)
            for box in self.boxes:
                box.row, box.rowspan = max(box.row - 1, 0), min(box.rowspan, box.end - 1)


def find_tables(rules: Iterable[Rule]) -> list[Table]:
    """The tables that the rules draw, from top to bottom, their cells still without text."""
    across, down = _edges(rules)
    tables = [_table(*connected) for connected in _components(_merged(across), _merged(down))]
    return sorted((table for table in tables if table is not None), key=lambda table: (table.ys[0], table.xs[0]))


def _edges(rules: Iterable[Rule]) -> tuple[list[Edge], list[Edge]]:
    across: list[Edge] = []
    down: list[Edge] = []
    for rule in rules:
        width, height = rule.x1 - rule.x0, rule.bottom - rule.top
        x, y = (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2
        if width > _THICKEST and height > _THICKEST:
            across += [Edge(y, rule.x0, rule.x1) for y in (rule.top, rule.bottom)]
            down += [Edge(x, rule.top, rule.bottom) for x in (rule.x0, rule.x1)]
            continue
        if height <= _THICKEST:  # a dot is a piece of both
            across.append(Edge(y, rule.x0, rule.x1))
        if width <= _THICKEST:
            down.append(Edge(x, rule.top, rule.bottom))
    return across, down


def _merged(edges: Iterable[Edge]) -> list[Edge]:
    """Edges made of the pieces that lie in one line; what stays short is no border."""
    merged: list[Edge] = []
    for group in _clusters(sorted(edges, key=lambda edge: edge.at), reach=1.0):
        group.sort(key=lambda edge: edge.start)
        at = sum(edge.at for edge in group) / len(group)
        start, end = group[0].start, group[0].end
        for edge in group:
            if edge.start > end + _DASH_GAP:
                merged.append(Edge(at, start, end))
                start = edge.start
                end = edge.end
            end = max(end, edge.end)
        merged.append(Edge(at, start, end))
    return [edge for edge in merged if edge.end - edge.start >= _SHORTEST]


def _clusters(edges: Iterable[Edge], reach: float) -> Iterator[list[Edge]]:
    """Runs of edges, sorted by place, none farther from the first than ``reach``."""
    group: list[Edge] = []
    for edge in edges:
        if group and edge.at - group[0].at > reach:
            yield group
            group = []
        group.append(edge)
    if group:
        yield group


def _components(across: Sequence[Edge], down: Sequence[Edge]) -> Iterator[tuple[list[Edge], list[Edge]]]:
    """The edges that hang together: each component is at most one table."""
    touching: dict[Edge, set[Edge]] = {edge: set() for edge in (*across, *down)}
    for a in across:
        for d in down:
            if a.start - SNAP <= d.at <= a.end + SNAP and d.start - SNAP <= a.at <= d.end + SNAP:
                touching[a].add(d)
                touching[d].add(a)
    loose = [edge for edge in down if not touching[edge]]
    done: set[Edge] = set()
    for first in across:
        if first in done:
            continue
        found, waiting = {first}, [first]
        while waiting:
            new = touching[waiting.pop()] - found
            found |= new
            waiting += new
        done |= found
        flat, upright = [edge for edge in across if edge in found], [edge for edge in down if edge in found]
        yield flat, upright + [edge for edge in loose if _as_high(edge, upright)]


def _as_high(edge: Edge, others: Sequence[Edge]) -> bool:
    """True if the edge is as high as all the others: the outer side of a cell that goes on over the whole page."""
    top, bottom = min((other.start for other in others), default=0), max((other.end for other in others), default=0)
    return abs(edge.start - top) < 2 * SNAP and abs(edge.end - bottom) < 2 * SNAP


def _table(across: list[Edge], down: list[Edge]) -> Table | None:
    xs = _borders(down, across)
    ys = _borders(across, down)
    if len(xs) < 2 or len(ys) < 2:
        return None
    table = Table(xs, ys)
    table.boxes = list(_boxes(_walls(across, ys, xs), _walls(down, xs, ys)))
    forget_unused_borders(table)
    return table


def _borders(edges: Iterable[Edge], others: Sequence[Edge]) -> list[float]:
    """The places of the edges, near ones as one, and the outer border that is not drawn but where others end."""
    found = [
        sum(edge.at * (edge.end - edge.start) for edge in group) / sum(edge.end - edge.start for edge in group)
        for group in _clusters(sorted(edges, key=lambda edge: edge.at), reach=_NARROWEST)
    ]
    if found and others:
        first, last = min(edge.start for edge in others), max(edge.end for edge in others)
        found = [first] * (first < found[0] - 2 * SNAP) + found + [last] * (last > found[-1] + 2 * SNAP)
    return found


def _walls(edges: Iterable[Edge], places: Sequence[float], stations: Sequence[float]) -> list[list[bool]]:
    """``walls[i][j]``: along border i, the stretch from station j to the next is drawn."""
    lengths = [[0.0] * (len(stations) - 1) for _ in places]
    for edge in edges:
        nearest = min(range(len(places)), key=lambda index: abs(places[index] - edge.at))
        for index, (start, end) in enumerate(pairwise(stations)):
            covered = min(edge.end, end) - max(edge.start, start)
            lengths[nearest][index] += max(covered, 0.0)
    return [
        [length >= _DRAWN * (end - start) for length, (start, end) in zip(row, pairwise(stations), strict=True)]
        for row in lengths
    ]


def _boxes(across: list[list[bool]], down: list[list[bool]]) -> Iterator[Box]:
    """The rectangles between the walls; the outer borders always count as walls."""
    height, width = len(across) - 1, len(down) - 1
    taken: set[tuple[int, int]] = set()
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < width and not down[right][row] and (row, right) not in taken:
                right += 1
            bottom = row + 1
            while (
                bottom < height
                and not any(across[bottom][column:right])
                and not any(down[x][bottom] for x in range(column + 1, right))
            ):
                bottom += 1
            taken |= {(y, x) for y in range(row, bottom) for x in range(column, right)}
            yield Box(
                row,
                column,
                bottom - row,
                right - column,
                open_top=not any(across[row][column:right]),
                open_bottom=not any(across[bottom][column:right]),
            )


def forget_unused_borders(table: Table) -> None:
    """Take out rows and columns that no cell begins or ends with: an underline, a jitter of the header."""
    rows = sorted({box.row for box in table.boxes})
    columns = sorted({box.column for box in table.boxes})
    row_of = {row: index for index, row in enumerate([*rows, table.height])}
    column_of = {column: index for index, column in enumerate([*columns, len(table.xs) - 1])}
    for box in table.boxes:
        end, right = box.end, box.columns[1]
        box.row, box.column = row_of[box.row], column_of[box.column]
        box.rowspan, box.colspan = row_of[end] - box.row, column_of[right] - box.column
    table.xs = [table.xs[column] for column in (*columns, len(table.xs) - 1)]
    table.ys = [table.ys[row] for row in (*rows, len(table.ys) - 1)]

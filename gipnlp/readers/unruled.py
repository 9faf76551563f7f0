"""Tables without lines: rows and columns from where labels and figures stand. Knows no PDF library.

Only what is plain becomes a table: figures that stand below each other in columns, to the right of labels. A block in
which two figures of a row fall into one column stays text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gipnlp.readers.lines import Char, lines_of_cell, make_lines
from gipnlp.readers.ruled import Box, Table

_SEGMENT_GAP = 0.9  # em between two cells of a row
_LABEL_GAP = 0.25  # em between a group label and the row label beside it
_VALUE = re.compile(r"[-+]?[\d０-９][\d０-９,，.．]*(?:万?元|[件条项次个])?[*①-⑩]?|[-/—–－／]{1,2}|无")
_UNIT = re.compile(r"人次|万元|条|件|次|篇|个|人|元|期|场|份|宗")
_NEW_LABEL = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|其中|第[一二三四五六七八九十]{1,3}条")
_FIGURES_WITHOUT_LABEL = 5
_FEWEST_FIGURES = 4  # of a table of one column
_FARTHEST = 3.2  # line heights between two lines of a table
_LINE = 1.5  # from line to line of one label


@dataclass(frozen=True, slots=True)
class _Segment:
    """Characters of a line without a wide gap."""

    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return max(char.x1 for char in self.chars)


@dataclass(slots=True)
class _Row:
    """One line: what stands left, as labels, and the figures and units after it."""

    labels: list[_Segment]
    figures: list[_Segment]
    y: float
    size: float

    @property
    def chars(self) -> list[Char]:
        return [char for segment in (*self.labels, *self.figures) for char in segment.chars]

    @property
    def holds_figures(self) -> bool:
        return bool(self.figures) and (bool(self.labels) or len(self.figures) >= _FIGURES_WITHOUT_LABEL)


@dataclass(slots=True)
class _Block:
    """Lines of one table, those of its header first."""

    header: list[_Row]
    rows: list[_Row] = field(default_factory=list)


def find_unruled(lines: Sequence[Sequence[Char]]) -> Iterator[tuple[Table, list[Char]]]:
    """The tables among the lines, each filled, with the characters that it takes up (its header stays text)."""
    for block in _blocks([_row(line) for line in lines]):
        table = _table(block)
        if table is not None:
            yield table, [char for row in block.rows for char in row.chars]


def _row(line: Sequence[Char]) -> _Row:
    segments = list(_segments(sorted(line, key=lambda char: char.x0), _SEGMENT_GAP))
    values = [_is_value(segment) for segment in segments]
    first = values.index(True) if True in values else len(values)
    if sum(values[first:]) * 2 < len(values) - first:  # words with a number among them
        first = len(values)
    return _Row(segments[:first], segments[first:], sum(c.y for c in line) / len(line), max(c.size for c in line))


def _is_value(segment: _Segment) -> bool:
    return bool(_VALUE.fullmatch(segment.text) or _UNIT.fullmatch(segment.text))


def _segments(chars: Sequence[Char], gap: float) -> Iterator[_Segment]:
    """The characters cut at wide gaps, and at any gap between two figures."""
    start = 0
    for index, (left, right) in enumerate(pairwise(chars), 1):
        size = max(left.size, right.size)
        space = (right.x0 - left.x1) / size
        if space > gap or (space > _LABEL_GAP and left.text.isdigit() and right.text.isdigit()):
            yield _Segment(tuple(chars[start:index]))
            start = index
    if chars:
        yield _Segment(tuple(chars[start:]))


def _blocks(rows: Sequence[_Row]) -> Iterator[_Block]:
    """Runs of lines with figures, and of the labels between them; a line of words over the figures ends a run."""
    header: list[_Row] = []
    block: _Block | None = None
    last: _Row | None = None
    for row in rows:
        apart = (row.y - last.y) / max(row.size, last.size) if last else 0.0
        far = apart > _FARTHEST
        beside = apart < _LINE and bool(row.figures)  # the label stands in the lines above and below
        if block and (far or not (row.holds_figures or beside or _is_left_of(row, block))):
            yield block
            block, header = None, []
        if row.holds_figures:
            if block is None:
                block = _Block(header)
            block.rows.append(row)
        elif block:
            block.rows.append(row)
        else:
            header = [row] if far else [*header, row]
        last = row
    if block:
        yield block


def _is_left_of(row: _Row, block: _Block) -> bool:
    """True if the line is a label that stands left of the block's figures."""
    left = min(segment.x0 for other in block.rows for segment in other.figures)
    return not row.figures and all(segment.x1 <= left for segment in row.labels)


def _table(block: _Block) -> Table | None:
    while block.rows and not block.rows[-1].figures and not _is_tail(block):
        block.rows.pop()  # what follows the last figures is a heading, unless it goes on with their label
    columns = _columns(block)
    count = sum(len(row.figures) for row in block.rows)
    if columns is None or count < (_FEWEST_FIGURES if len(columns) == 1 else 2):
        return None
    if len(block.rows) == 1 and not (block.rows[0].labels or block.header):
        return None  # a line of figures of which nothing says what they are
    edge = _label_edge(block.rows)
    logical = list(_logical_rows(block.rows, edge))
    left = min(char.x0 for row in block.rows for char in row.chars)
    cuts = [(one[1] + other[0]) / 2 for one, other in pairwise(columns)]
    xs = [left, columns[0][0] - 0.1, *cuts, columns[-1][1]]
    ys = [float(index) for index in range(len(logical) + 1)]
    table = Table(xs, ys, drawn=False)
    for index, (label, figures) in enumerate(logical):
        table.boxes.append(_label_box(index, label))
        for column, (start, end) in enumerate(columns, 1):
            its = [segment for segment in figures if segment.x0 < end and start < segment.x1]
            if len(its) > 1:
                return None
            text, chars = (its[0].text, list(its[0].chars)) if its else ("", [])
            table.boxes.append(Box(index, column, 1, 1, text, chars=chars))
    top, bottom = block.rows[0], block.rows[-1]
    height = bottom.y - top.y + bottom.size
    table.ys = [top.y - top.size / 2 + height * index / len(logical) for index in range(len(logical) + 1)]
    return table


def _label_box(row: int, label: Sequence[Char]) -> Box:
    lines = make_lines(label, tabs=False)
    return Box(row, 0, 1, 1, lines_of_cell(lines, 1e9), chars=[char for line in lines for char in line.chars])


def _is_tail(block: _Block) -> bool:
    """True if the last line goes on with the label of the line before it."""
    before, last = block.rows[-2:] if len(block.rows) > 1 else (None, block.rows[-1])
    if before is None or not before.labels or _NEW_LABEL.match(_text(last.labels)):
        return False
    same_size = abs(last.size - before.size) < 0.5
    return same_size and last.y - before.y < _LINE * last.size and last.labels[0].x0 > before.labels[0].x0 - last.size


def _columns(block: _Block) -> list[tuple[float, float]] | None:
    """The columns of figures from left to right: where they stand below each other, or a header without figures."""
    columns = _joined((s.x0, s.x1) for row in block.rows for s in row.figures if _is_value(s))
    if not columns:
        return None
    for row in reversed(block.header):
        heads = [*row.labels, *row.figures]
        if heads[0].x1 < columns[0][0]:
            heads = heads[1:]  # the header of the labels
        elif len(heads) == 1:
            heads = []  # a caption over all columns
        for segment in heads:
            if not any(segment.x0 < end and start < segment.x1 for start, end in columns):
                columns = sorted([*columns, (segment.x0, segment.x1)])
    return columns


def _joined(intervals: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The intervals, overlapping ones as one."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(intervals):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _label_edge(rows: Sequence[_Row]) -> float:
    """Where the row labels begin that have group labels at their left: the most usual beginning of a numbered one."""
    starts = Counter[int]()
    for row in rows:
        for segment in row.labels:
            for piece in _segments(segment.chars, _LABEL_GAP):
                if _NEW_LABEL.match(piece.text):
                    starts[round(piece.x0)] += 1
    return starts.most_common(1)[0][0] - 1.0 if starts else 0.0


def _logical_rows(rows: Sequence[_Row], edge: float) -> Iterator[tuple[list[Char], list[_Segment]]]:
    """Label and figures of each row: a label of several lines is put together, group labels are rows of their own.

    Between two lines of figures, a label without a number goes on with the upper one; from the first number on it
    belongs to the lower one, unless that begins with a number itself: then it is a row without figures.
    """
    label: list[Char] = []
    figures: list[_Segment] = []
    right = max((segment.x1 for row in rows for segment in row.labels), default=0.0)
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        group, own = _divided(row.labels, edge)
        wrapped = label and not figures and after is not None and _is_rest(after, edge, row)
        if not own and group and not wrapped and (row.holds_figures or _goes_on(label, group, right)):
            group, own = [], group + own
        starts = bool(_NEW_LABEL.match("".join(char.text for char in own)))
        if (figures and (row.figures or starts)) or (label and starts):
            yield label, figures
            label, figures = [], []
        if group:
            yield group, []
        label = label + own
        figures = figures or row.figures
    if label or figures:
        yield label, figures


def _is_rest(row: _Row, edge: float, above: _Row) -> bool:
    """True if the line is the rest of a row label whose figures, and its group label, stand in the line above."""
    group, own = _divided(row.labels, edge)
    text = "".join(char.text for char in own)
    return (
        bool(own)
        and not group
        and not row.figures
        and not _NEW_LABEL.match(text)
        and row.y - above.y < _LINE * row.size
    )


def _goes_on(label: Sequence[Char], below: Sequence[Char], right: float) -> bool:
    """True if the line stands right below the beginning of a label whose last line is full."""
    if not label or not below or _NEW_LABEL.match("".join(char.text for char in below)):
        return False
    size, lowest = below[0].size, max(char.y for char in label)
    full = max(char.x1 for char in label if char.y > lowest - size / 2) > right - 2 * size
    return full and below[0].y - lowest < _LINE * size and abs(below[0].x0 - label[0].x0) < size / 2


def _divided(labels: Sequence[_Segment], edge: float) -> tuple[list[Char], list[Char]]:
    """The characters of a group label, and those of the row label, where a gap divides them.

    The row label begins at the edge, or with the last number of a line that crosses it.
    """
    pieces = [piece for segment in labels for piece in _segments(segment.chars, _LABEL_GAP)]
    numbered = [index for index, piece in enumerate(pieces) if _NEW_LABEL.match(piece.text)]
    right = [index for index, piece in enumerate(pieces) if piece.x0 >= edge]
    if right and all(piece.x1 <= edge + 1 for piece in pieces[: right[0]]):
        cut = right[0]
    elif numbered and numbered[-1]:
        cut = numbered[-1]
    else:
        cut = len(pieces) if all(piece.x1 <= edge for piece in pieces) else 0
    group = [char for piece in pieces[:cut] for char in piece.chars]
    return group, [char for piece in pieces[cut:] for char in piece.chars]


def _text(segments: Sequence[_Segment]) -> str:
    return "".join(segment.text for segment in segments)

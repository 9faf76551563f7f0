"""Tables that go on over a page break: the two parts as one, and what the break cuts in two put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gipnlp.readers.lines import joined
from gipnlp.readers.ruled import SNAP, Box, Table

_SAME_COLUMN = SNAP + 1
_FARTHEST_SHIFT = 60.0
_VALUE = re.compile(r"[-+\d,.，．%％‰/／—–－\s]+[万亿元件条个次]?")
_NEW_LABEL = re.compile(
    r"\s*(?:[(（]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]|[一二三四五六七八九十]{1,3}\s*[、.．是]|\d{1,2}\s*[、.．)）]|[①-⑳]|其中|第[一二三四五六七八九十]{1,3}[项条部])"
)


def goes_on(upper: Table, lower: Table) -> bool:
    """True if the columns of the two tables fit: the same outer borders, and inner ones of which most are the same."""
    shift = upper.xs[0] - lower.xs[0]  # pages for binding have unlike margins
    xs = [x + shift for x in lower.xs]
    if abs(shift) > _FARTHEST_SHIFT or abs(upper.xs[-1] - xs[-1]) > 2 * SNAP:
        return False
    few, many = sorted((upper.xs[1:-1], xs[1:-1]), key=len)
    same = sum(any(abs(x - other) <= _SAME_COLUMN for other in many) for x in few)
    return same * 2 >= len(few)


def join(upper: Table, lower: Table) -> None:
    """Append the rows of ``lower``, which :func:`goes_on`, to ``upper``."""
    _share_columns(upper, lower)
    _drop_rows(lower, _repeated_rows(upper, lower))
    if not lower.boxes:
        return
    pairs = _pairs(upper, lower)
    labels = _label_columns([*upper.boxes, *lower.boxes])
    overlap = 1 if _row_is_cut(upper, lower, pairs, labels) else 0
    for above, below in pairs:
        if overlap or _is_one_cell(above, below, pairs, labels):
            above.text = joined(above.text, below.text)
            above.chars += below.chars
            above.rowspan += below.rowspan - overlap
            above.open_bottom = below.open_bottom
            lower.boxes.remove(below)
    for box in lower.boxes:
        box.row += upper.height - overlap
    upper.boxes += lower.boxes
    end = upper.ys[-1] - lower.ys[0]
    upper.ys += [y + end for y in lower.ys[1 + overlap :]]


def _share_columns(upper: Table, lower: Table) -> None:
    """Give both tables the columns of both."""
    shift = upper.xs[0] - lower.xs[0]
    lower.xs = [upper.xs[0], *(x + shift for x in lower.xs[1:-1]), upper.xs[-1]]
    new = [x for x in lower.xs if all(abs(x - other) > _SAME_COLUMN for other in upper.xs)]
    shared = sorted(upper.xs + new)
    for table in (upper, lower):
        places = [_nearest(shared, x) for x in table.xs]
        for box in table.boxes:
            start, end = box.columns
            box.column, box.colspan = places[start], places[end] - places[start]
        table.xs = shared


def _nearest(places: Sequence[float], x: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - x))


def _repeated_rows(upper: Table, lower: Table) -> int:
    """How many rows at the beginning of ``lower`` say again what the first rows of ``upper`` say."""
    count = 0
    while count < min(upper.height, lower.height):
        first, again = (_row_texts(table, count) for table in (upper, lower))
        if first != again or not any(first):
            break
        count += 1
    while any(box.row < count < box.end for box in lower.boxes):
        count -= 1
    return count


def _row_texts(table: Table, row: int) -> list[str]:
    boxes = sorted((box for box in table.boxes if box.row == row), key=lambda box: box.column)
    return [box.text for box in boxes]


def _drop_rows(table: Table, count: int) -> None:
    table.boxes = [box for box in table.boxes if box.row >= count]
    for box in table.boxes:
        box.row -= count
    table.ys = table.ys[count:]


def _pairs(upper: Table, lower: Table) -> list[tuple[Box, Box]]:
    """The cells that meet at the break and cover the same columns."""
    above = {box.columns: box for box in upper.boxes if box.end == upper.height}
    below = sorted((box for box in lower.boxes if box.row == 0), key=lambda box: box.column)
    return [(above[box.columns], box) for box in below if box.columns in above]


def _label_columns(boxes: Sequence[Box]) -> int:
    """The number of columns at the left that hold labels; values begin after them."""
    width = max(box.columns[1] for box in boxes)
    numbers, words = [0] * width, [0] * width
    for box in boxes:
        if box.text and box.colspan == 1:
            (numbers if _VALUE.fullmatch(box.text) else words)[box.column] += 1
    return next((column for column in range(1, width) if numbers[column] > words[column]), 1)


def _row_is_cut(upper: Table, lower: Table, pairs: Sequence[tuple[Box, Box]], labels: int) -> bool:
    """True if the break cuts a row: the values stand on one page, and the rest of the label on the other."""
    met = [below for _, below in pairs]
    if any(box.end == 1 and box not in met for box in lower.boxes):
        return False
    single = [pair for pair in pairs if pair[0].row == upper.height - 1 and pair[1].rowspan == 1]
    if len(single) > 1 and any(not any(pair[side].text for pair in single) for side in (0, 1)):
        return True  # nothing but the upper or lower edge of a row
    label = [pair for pair in pairs if pair[0].column < labels]
    values = [pair for pair in pairs if pair[0].column >= labels]
    if not label or not values or any(above.row != upper.height - 1 or below.rowspan > 1 for above, below in values):
        return False
    if any(_NEW_LABEL.match(pair[1].text) for pair in label):
        return False
    above, below = label[-1]
    values_above, values_below = (any(pair[side].text for pair in values) for side in (0, 1))
    if values_above == values_below or above.columns[1] != labels:
        return False
    if values_above:
        return bool(below.text)
    unfinished = above.text.count("（") > above.text.count("）") or above.text.count("(") > above.text.count(")")
    return not below.text or unfinished


def _is_figure(text: str) -> bool:
    return bool(_VALUE.fullmatch(text)) or text == "无"


def _is_one_cell(above: Box, below: Box, pairs: Sequence[tuple[Box, Box]], labels: int) -> bool:
    """True if the break cuts a label that stands beside several rows."""
    if above.column >= labels or above.columns[1] > labels or (not above.text and not below.text and labels == 1):
        return False
    if not above.text or not below.text:
        return above.columns[1] < labels or above.rowspan > 1 or below.rowspan > 1
    if _NEW_LABEL.match(below.text) or (_is_figure(below.text) and not _is_figure(above.text)):
        return False
    others_are_closed = any(not pair[0].open_bottom or not pair[1].open_top for pair in pairs if pair[0] is not above)
    only_open = above.open_bottom and below.open_top and others_are_closed
    return only_open or above.rowspan > 1 or below.rowspan > 1

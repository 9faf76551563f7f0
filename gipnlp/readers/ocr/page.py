"""A page image to a page of characters and ruling lines; figures in cells are read cell by cell.

Every cell of a drawn table is looked at twice: by the detection over the whole page, and by its ink. A cell with a
figure is cut out and read alone, several times from slightly different cuts, and the probabilities of what it may read
are averaged: what is misread is seldom misread alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np

from gipnlp.readers.layout import Page
from gipnlp.readers.lines import Char, Seen
from gipnlp.readers.ocr.pictures import Image, Picture, find_rules, grey, ink, painted, without_seals
from gipnlp.readers.ocr.recogniser import Symbol, as_figure, recogniser
from gipnlp.readers.ruled import Box, Table, find_tables
from gipnlp.text import clean

Pixels = tuple[int, int, int, int]  # left, top, right, bottom

_FIGURE_LIKE = re.compile(r"[\dOoIlS|〇○.,，。·+＋\-—－–_/／元万亿%％增减无件条个\s]{1,16}")
_TALL = 1.5  # a piece that is so much higher than wide is set from top to bottom
_SPLIT = 0.3  # of a line's height by which it must reach into a cell to belong to it
_BORDER = 1.2  # points beside a border that are no part of a cell
_FIGURE_PAD = 0.25  # of a figure's height around it
_PADS = (1.0, 1.6)  # times that: the cuts of which the readings are averaged
_WIDE, _NARROW = 0.5, 0.3  # half the width of a Chinese and of an ASCII character, in ems
_EM = 0.82  # of the height of a detected line
_SAMPLE = 8  # lines
_LEGIBLE = 0.8  # mean confidence of the characters of lines that are read the right way up
_MOST_CANDIDATES = 6
_LEAST_CANDIDATE = 0.002
_UNREAD = "?"
_FIGURE = re.compile(r"[+\-增减]?\d+(?:,\d{3})*(?:\.\d+)?%?(?:万?亿?元?|[件条个])|[/\-无]|--|/-")
_SPECK = 0.5  # of the height of a figure's line below which another line of ink beside it is dirt
_AT_ODDS = 0.4  # what is left of a probability that another look contradicts


@dataclass(frozen=True, slots=True)
class _Figure:
    """Where the figure of a cell stands, one line of it.

    Attributes:
        place: In pixels.
        digits: The least and the most digits that its ink can be, by the width of what hangs together; None if unknown.
        line: What the reading of the whole page makes of the cell, None if it found nothing there.
    """

    place: Pixels
    digits: tuple[int, int] | None
    line: str | None


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a drawn table, in pixels within its borders."""

    place: Pixels
    box: Box


def read_page(picture: Picture, number: int) -> Page:
    """The characters and ruling lines of a page image, in points."""
    clean = without_seals(picture.colour)
    rules, mask = find_rules(clean, picture.scale)
    tables = find_tables(rules)
    unruled = painted(_clean_in_tables(grey(picture.colour), clean, tables, picture.scale), mask)
    cells = [cell for table in tables if len(table.boxes) > 2 for cell in _cells(table, picture)]
    pieces = [piece for place in recogniser().boxes(_three(unruled)) for piece in _cut(place, cells)]
    read = list(zip(pieces, recogniser().lines([_upright(unruled, piece) for piece in pieces]), strict=True))
    chars: list[Char] = []
    figures: list[_Figure] = []
    owner = {index: _within(piece, cells) for index, (piece, _) in enumerate(read)}
    bare = painted(clean, mask)
    marks = ink(bare, picture.scale)
    for cell in cells:
        its = [read[index] for index, place in owner.items() if place is cell]
        if all(_FIGURE_LIKE.fullmatch(_text(symbols)) for _, symbols in its):
            figures += _figures_of(cell, marks, its, picture.scale)
        else:
            chars += [char for piece, symbols in its for char in _chars(piece, symbols, picture.scale, number)]
    for index, (piece, symbols) in enumerate(read):
        if owner[index] is None:
            chars += _chars(piece, symbols, picture.scale, number)
    chars += _figures(figures, bare, picture.scale, number)
    return Page(number, picture.width, picture.height, chars, rules, picture.turn)


def _clean_in_tables(page: Image, clean: Image, tables: Sequence[Table], scale: float) -> Image:
    """The page without the seals on its tables; elsewhere red is also the colour of headings."""
    result = page.copy()
    for table in tables:
        x0, x1, y0, y1 = (round(edge * scale) for edge in (table.xs[0], table.xs[-1], table.ys[0], table.ys[-1]))
        result[y0:y1, x0:x1] = clean[y0:y1, x0:x1]
    return result


def turned(picture: Picture) -> Picture:
    """The page as it is read: one scanned sideways or upside down is turned the way its lines read best."""
    page = grey(picture.colour)
    boxes = recogniser().boxes(_three(page))
    tall = sum(_area(box) for box in boxes if _is_tall(box))
    sideways = tall > 0.5 * sum(map(_area, boxes))
    sample = sorted(boxes, key=_area, reverse=True)[:_SAMPLE]

    def legible(quarters: int) -> float:
        cuts = [np.rot90(page[y0:y1, x0:x1], quarters) for x0, y0, x1, y1 in sample]
        read = [symbol for symbols in recogniser().lines([_three(cut.copy()) for cut in cuts]) for symbol in symbols]
        return sum(symbol.confidence for symbol in read) / len(read) if read else 0.0

    if not sample or (not sideways and legible(0) > _LEGIBLE):
        return picture
    quarters = max((1, 3) if sideways else (0, 2), key=legible)
    return Picture(np.ascontiguousarray(np.rot90(picture.colour, quarters)), picture.scale, -90 * quarters % 360)


def _area(box: Pixels) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _three(page: Image) -> Image:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR), np.uint8)


def _cells(table: Table, picture: Picture) -> Iterator[_Cell]:
    for box in table.boxes:
        left, right = box.columns
        edges = (
            table.xs[left] + _BORDER,
            table.ys[box.row] + _BORDER,
            table.xs[right] - _BORDER,
            table.ys[box.end] - _BORDER,
        )
        x0, y0, x1, y1 = (round(edge * picture.scale) for edge in edges)
        if x1 > x0 and y1 > y0:
            yield _Cell((x0, y0, x1, y1), box)


def _overlap(one: Pixels, other: Pixels) -> Pixels | None:
    x0, y0, x1, y1 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _within(piece: Pixels, cells: Sequence[_Cell]) -> _Cell | None:
    """The cell in which the middle of the piece lies."""
    x, y = (piece[0] + piece[2]) / 2, (piece[1] + piece[3]) / 2
    return next(
        (cell for cell in cells if cell.place[0] < x < cell.place[2] and cell.place[1] < y < cell.place[3]), None
    )


def _cut(place: Pixels, cells: Sequence[_Cell]) -> list[Pixels]:
    """The place, or what of it is in each of the cells if it reaches over the border of one."""
    shared = [(cell, over) for cell in cells if (over := _overlap(place, cell.place))]
    height = place[3] - place[1]
    parts = [
        over
        for cell, over in shared
        if over[2] - over[0] > _SPLIT * min(height, cell.place[2] - cell.place[0])
        and over[3] - over[1] > 0.5 * min(height, cell.place[3] - cell.place[1])
    ]
    return parts if len(parts) > 1 else [place]


def _upright(page: Image, piece: Pixels) -> Image:
    x0, y0, x1, y1 = piece
    cut = page[y0:y1, x0:x1]
    return _three(np.rot90(cut).copy() if _is_tall(piece) else cut)


def _is_tall(piece: Pixels) -> bool:
    return piece[3] - piece[1] > _TALL * (piece[2] - piece[0])


def _text(symbols: Sequence[Symbol]) -> str:
    return "".join(symbol.text for symbol in symbols)


def _chars(piece: Pixels, symbols: Sequence[Symbol], scale: float, page: int) -> Iterator[Char]:
    """The characters of a line with boxes that touch, but where the recogniser read a space or there is a wide gap."""
    x0, y0, x1, y1 = (value / scale for value in piece)
    tall = _is_tall(piece)
    start, length = (y0, y1 - y0) if tall else (x0, x1 - x0)
    size = _EM * ((x1 - x0) if tall else (y1 - y0))
    shown = [symbol for symbol in symbols if symbol.text.strip()]
    middles = [start + symbol.place * length for symbol in shown]
    halves = [(_NARROW if symbol.text.isascii() else _WIDE) * size for symbol in shown]
    spaced = _before_spaces(symbols)
    ends = [
        (a + b) / 2 if b - a < 1.5 * (half + other) and not space else a + half
        for (a, b), (half, other), space in zip(pairwise(middles), pairwise(halves), spaced, strict=False)
    ]
    for index, (symbol, middle, half) in enumerate(zip(shown, middles, halves, strict=True)):
        last, first = index == len(shown) - 1, index == 0
        end = middle + half if last else ends[index]
        begin = middle - half if first else ends[index - 1]
        if not first and (spaced[index - 1] or middle - begin > 1.5 * half):
            begin = middle - half
        text = clean(symbol.text)
        seen = Seen(text, symbol.confidence) if text.isdigit() else None
        if tall:
            yield Char(text, x0, x1, begin, end, size, page, seen)
        else:
            yield Char(text, begin, end, y0, y1, size, page, seen)


def _before_spaces(symbols: Sequence[Symbol]) -> list[bool]:
    """For each character that is shown, whether a space follows it."""
    result: list[bool] = []
    for symbol in symbols:
        if symbol.text.strip():
            result.append(False)
        elif result:
            result[-1] = True
    return result


def _figures_of(
    cell: _Cell, marks: Image, read: Sequence[tuple[Pixels, list[Symbol]]], scale: float
) -> Iterator[_Figure]:
    """The figure of a cell, line by line: where its ink is, or where the detection saw something pale."""
    x0, y0, x1, y1 = cell.place
    dark = marks[y0:y1, x0:x1]
    rows = np.flatnonzero(dark.any(axis=1))
    if not len(rows):
        yield from (_Figure(over, None, None) for piece, _ in read if (over := _overlap(piece, cell.place)))
        return
    breaks = np.flatnonzero(np.diff(rows) > 1.5 * scale)
    bands = list(zip([rows[0], *rows[breaks + 1]], [*rows[breaks], rows[-1]], strict=True))
    highest = max(end - start for start, end in bands)
    bands = [(start, end) for start, end in bands if end - start >= _SPECK * highest]
    line = _text(read[0][1]) if len(read) == 1 and len(bands) == 1 else None
    for start, end in bands:
        band = dark[start : end + 1]
        across = np.flatnonzero(band.any(axis=0))
        place = (x0 + int(across[0]), y0 + int(start), x0 + int(across[-1]) + 1, y0 + int(end) + 1)
        yield _Figure(place, _digits(across, end - start + 1), line)


def _digits(columns: Any, height: float) -> tuple[int, int]:
    """The least and the most digits in the inked columns: a digit is some 0.4 to 0.8 of its height wide, or a 1."""
    runs = np.split(np.asarray(columns), np.flatnonzero(np.diff(columns) > 1) + 1)
    widths = [len(run) / height for run in runs]
    return sum(max(1, round(width / 0.85)) for width in widths), sum(max(1, int(width / 0.55)) for width in widths)


def _figures(figures: Sequence[_Figure], bare: Image, scale: float, page: int) -> list[Char]:
    """Each figure as one character, with what else it may read."""
    pieces = [_around(bare, one.place, pad) for one in figures for pad in _PADS]
    read = recogniser().figures(pieces)
    size = median(one.place[3] - one.place[1] for one in figures) / scale if figures else 0.0
    chars = []
    for index, one in enumerate(figures):
        seen = _judged(read[index * len(_PADS) : (index + 1) * len(_PADS)], one)
        x0, y0, x1, y1 = (value / scale for value in one.place)
        chars.append(Char(seen.text, x0, x1, y0, y1, max(size, y1 - y0), page, seen))
    return chars


def _around(page: Image, place: Pixels, pad: float) -> Image:
    x0, y0, x1, y1 = place
    space = round(_FIGURE_PAD * pad * max(y1 - y0, 12))
    cut = page[max(y0 - space, 0) : y1 + space, max(x0 - 2 * space, 0) : x1 + 2 * space]
    return _three(cut)


def _judged(readings: Sequence[dict[str, float]], figure: _Figure) -> Seen:
    """What a figure reads: the mean over its views, less where its width or the reading of the page says otherwise."""
    texts = {text for reading in readings for text in reading if _FIGURE.fullmatch(text)}
    mean = {
        text: sum(reading.get(text, 0.0) for reading in readings) / len(readings) * _agreement(text, figure)
        for text in texts
    }
    likely = sorted(((text, round(p, 4)) for text, p in mean.items() if p >= _LEAST_CANDIDATE), key=lambda c: -c[1])
    if not likely:
        return Seen(_UNREAD, 0.0)
    return Seen(likely[0][0], likely[0][1], tuple(likely[:_MOST_CANDIDATES]))


def _agreement(text: str, figure: _Figure) -> float:
    """1, or less for each other look at the cell that contradicts the text."""
    share = 1.0
    if figure.digits and text.isdigit() and not figure.digits[0] <= len(text) <= figure.digits[1]:
        share *= _AT_ODDS
    if figure.line and as_figure(figure.line) != text:
        share *= _AT_ODDS
    return share

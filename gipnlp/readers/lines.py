"""Characters with boxes to lines of text. Knows no PDF library: distances are points, ``top`` grows down the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

_ASCII_WORD = re.compile(r"[0-9A-Za-z]")
_LIST_NUMBER = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]*|[●•·◆■○◇□★※➢-]")
_OVERPRINT = 0.15
_WORD_SPACE = 0.18
_COLUMN_GAP = 1.0
_MOST_LETTER_SPACING = 0.8


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure, or a digit of one, that was read from an image.

    Attributes:
        text: As read.
        confidence: The probability of that reading.
        candidates: The readings with their probabilities, the likeliest first, where there are others.
    """

    text: str
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()


@dataclass(slots=True, eq=False)  # not frozen, which would make them much slower to create
class Char:
    """One character as it stands on the page, turned upright; ``size`` is that of its font.

    From an image, a figure of a cell can be one character; ``seen`` says how surely it was read.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int = 0
    seen: Seen | None = None

    @property
    def x(self) -> float:
        """The middle from left to right."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle from top to bottom."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Characters side by side; a tab in ``text`` stands where columns are divided by a wide gap.

    ``text`` is that of ``chars`` one after the other, white space aside.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    chars: Sequence[Char]


def visible(chars: Iterable[Char]) -> list[Char]:
    """The characters without white space and without what is printed twice over itself to look bold."""
    kept: list[Char] = []
    places: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        if not char.text.strip():
            continue
        text, x, y, reach = char.text, char.x, char.y, _OVERPRINT * char.size
        columns = range(int((x - reach) // 4), int((x + reach) // 4) + 1)
        rows = range(int((y - reach) // 4), int((y + reach) // 4) + 1)
        near = (other for column in columns for row in rows for other in places.get((text, column, row), ()))
        if any(abs(x - other.x) < reach and abs(y - other.y) < reach for other in near):
            continue
        places.setdefault((text, int(x // 4), int(y // 4)), []).append(char)
        kept.append(char)
    return kept


def make_lines(chars: Iterable[Char], tabs: bool = True) -> list[Line]:
    """The lines, from top to bottom, of visible characters; each line's characters from left to right.

    Args:
        chars: Characters in any order.
        tabs: Whether wide gaps become tabs (running text) or are no more than word spaces (one cell of a table).
    """
    return [_line(sorted(row, key=lambda char: char.x0), tabs) for row in in_rows(chars)]


def in_rows(chars: Iterable[Char]) -> list[list[Char]]:
    """The characters that stand side by side, row by row from top to bottom."""
    rows: list[list[Char]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda char: char.y):
        if rows and abs(char.y - middle) <= 0.5 * min(char.size, rows[-1][0].size):
            rows[-1].append(char)
            middle += (char.y - middle) / len(rows[-1])
        else:
            rows.append([char])
            middle = char.y
    return rows


def _line(chars: Sequence[Char], tabs: bool) -> Line:
    return Line(
        text=_spaced(chars, tabs),
        x0=chars[0].x0,
        x1=max(char.x1 for char in chars),
        top=fmean(char.top for char in chars),
        bottom=fmean(char.bottom for char in chars),
        size=median(char.size for char in chars),
        chars=chars,
    )


def _spaced(chars: Sequence[Char], tabs: bool) -> str:
    """The characters with a space between ASCII words and, if wanted, a tab between columns."""
    usual = _letter_spacing(chars)
    text = chars[0].text
    for left, right in pairwise(chars):
        em = max(left.size, right.size)
        gap = (right.x0 - left.x1) / em
        if tabs and gap > max(_COLUMN_GAP, 2 * usual + 0.5) and not _LIST_NUMBER.fullmatch(text):
            text += "\t"
        elif gap > _WORD_SPACE + usual and _ASCII_WORD.match(left.text[-1]) and _ASCII_WORD.match(right.text):
            text += " "
        text += right.text
    return text


def _letter_spacing(chars: Sequence[Char]) -> float:
    """The usual distance of the line's Chinese characters, in ems; justified lines are set wide."""
    gaps = [
        (right.x0 - left.x1) / max(left.size, right.size)
        for left, right in pairwise(chars)
        if not left.text.isascii() and not right.text.isascii()
    ]
    return min(max(median(gaps), 0.0), _MOST_LETTER_SPACING) if gaps else 0.0


def joined(first: str, second: str, full: bool = True) -> str:
    """Two lines as one text: a space only between two ASCII words.

    Args:
        first: The text so far.
        second: The line after it.
        full: The first line had no more room, so that digits on both sides of the break are one number.
    """
    if not (first and second and _ASCII_WORD.match(first[-1]) and _ASCII_WORD.match(second)):
        return first + second
    broken_number = full and first[-1].isdigit() and second[0].isdigit()
    return first + second if broken_number else f"{first} {second}"


def cell_text(chars: Iterable[Char], width: float) -> str:
    """The text of one cell of that width; vertical text, one character a line, becomes a word."""
    return lines_of_cell(make_lines(chars, tabs=False), width)


def lines_of_cell(lines: Iterable[Line], width: float) -> str:
    """The text of the lines of one cell of that width."""
    text, before = "", None
    for line in lines:
        full = before is not None and before.x1 - before.x0 + before.size > width
        text = joined(text, line.text, full)
        before = line
    return text

"""What is written in a cell, and the ways to read a row whose cells are not told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from gipnlp.numerals import number
from gipnlp.report import Span

_EMPTY = re.compile(r"[-/\\*·.\s|_]*")
_NONE = {"无", "没有", "零"}
_FIGURE = re.compile(
    r"(?P<sign>[+-]|增加|减少|增|减)?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<scale>[百千]?[万亿])?"
    r"(?P<unit>[件条项次个份宗元]{0,2})(?P<rest>.*)"
)
_NOTE = re.compile(r"\(.*\)?|[*①-⑩※]+|注\d?|\[\d\]|以上|左右|余")
_TOKEN = re.compile(
    r"(?P<figure>(?:[+-]|增加|减少|增|减)?\d[\d,]*(?![\d,年月日])(?:\.\d+)?(?:[百千]?[万亿])?(?:万?元|[件条项次个宗])?(?:\([^()\d]*\d+[^()]*\))?|无(?=[无\d]|$))"
    r"|\([^()]*\)|\[\d{1,2}\]|[^\d()\[]+|."
)
_NEXT_ROW = re.compile(r"\d{1,2}[.、)]\s*[\u4e00-\u9fff]")  # the number of a label
_DASH = re.compile(r"[-/\\]+")
_MOST_READINGS = 4000
_LONGEST_FIGURE = 10  # digits
_LONGEST_TAIL = 3  # a decimal part or a unit after them


@dataclass(frozen=True, slots=True)
class Piece:
    """A written figure, or an empty cell (``text`` is "")."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Figure:
    """The reading of one cell: ``value`` None if it is empty or no number; ``unit`` as written in the cell."""

    value: float | None
    unit: str = ""
    doubt: str = ""


def read_figure(text: str) -> Figure:
    """The number in the text of a cell.

    An empty cell, "/" and "-" have no value; 无 is 0; "增3" is 3 and "减2" is -2; a note in brackets is no part of it.
    """
    text = "".join(text.split())
    if _EMPTY.fullmatch(text):
        return Figure(None)
    if text in _NONE:
        return Figure(0.0)
    match = _FIGURE.fullmatch(text)
    if match is None:
        chinese = number(text)
        if chinese is not None:
            return Figure(chinese)
        return Figure(None, doubt=f"the cell reads {text[:20]!r}")
    rest = match["rest"]
    if rest and not _NOTE.fullmatch(rest):
        return Figure(None, doubt=f"the cell reads {text[:20]!r}")
    sign = "-" if (match["sign"] or "") in {"-", "减", "减少"} else ""
    unit = (match["scale"] or "") + match["unit"]
    scale = "" if "元" in unit else match["scale"] or ""
    plain = number(sign + match["number"] + scale)
    return Figure(plain, unit if "元" in unit else "")


def split_pieces(folded: str, places: Sequence[int]) -> list[Piece]:
    """The written figures among the characters at ``places``, in order.

    White space, pipes and every gap in the places divide; what holds neither a digit nor 无 is left out. After the
    first figures, a stretch of other text ends the row: what follows belongs to a row that the form does not have.
    """
    pieces: list[Piece] = []
    for run in _runs(folded, places):
        text = run.of(folded)
        if text in _NONE or _DASH.fullmatch(text):
            pieces.append(Piece(text, run))
            continue
        for match in _TOKEN.finditer(text):
            if pieces and not match.start() and _NEXT_ROW.match(folded, run.start):
                return pieces
            if match["figure"]:
                pieces.append(Piece(match[0], Span(run.start + match.start(), run.start + match.end())))
            elif pieces and len(re.findall("[\u4e00-\u9fff]", match[0])) >= 2 and not match[0].startswith(("(", ")")):
                return pieces
    return pieces


def _runs(folded: str, places: Sequence[int]) -> Iterator[Span]:
    start = previous = -2
    for place in places:
        divides = folded[place].isspace() or folded[place] == "|"
        if start >= 0 and (divides or place != previous + 1):
            yield Span(start, previous + 1)
            start = -2
        if not divides and start < 0:
            start = place
        previous = place
    if start >= 0:
        yield Span(start, previous + 1)


def splittings(pieces: Sequence[Piece], count: int) -> list[tuple[Piece, ...]]:
    """All ways to cut pieces of run-together digits into ``count`` figures, none with a leading zero.

    [] if there is none, or if there are too many to be worth a look.
    """
    parts = [part for piece in pieces for part in _signed_parts(piece)]
    found = list(islice(_cut(parts, count), _MOST_READINGS + 1))
    return found if len(found) <= _MOST_READINGS else []


def _cut(pieces: Sequence[Piece], count: int) -> Iterator[tuple[Piece, ...]]:
    """The ways to cut the pieces, the first figure of the first piece first."""
    if not pieces:
        if count == 0:
            yield ()
        return
    size = sum(len(piece.text) for piece in pieces)
    if not len(pieces) <= count <= size or size > count * (_LONGEST_FIGURE + _LONGEST_TAIL):
        return
    first, rest = pieces[0], pieces[1:]
    for end in _figure_ends(first.text):
        head = _sub(first, 0, end)
        tail = _sub(first, end, len(first.text))
        for others in _cut([tail, *rest] if tail.text else rest, count - 1):
            yield (head, *others)


def _figure_ends(text: str) -> Iterator[int]:
    """Where a figure at the beginning of the text may end: a decimal part and a unit belong to the last one only."""
    match = re.fullmatch(r"([+-]?)(\d+)((?:\.\d+)?元?)", text)
    if match is None:
        yield len(text)
        return
    sign, digits = len(match[1]), match[2]
    longest = 1 if digits[0] == "0" else min(len(digits), _LONGEST_FIGURE)
    for length in range(1, longest + 1):
        yield len(text) if length == len(digits) else sign + length


def _signed_parts(piece: Piece) -> list[Piece]:
    """A piece cut where a sign begins a new figure ("2648-185")."""
    parts = list(re.finditer(r"[+-]?\d+(?:\.\d+)?", piece.text))
    if len(parts) > 1 and "".join(part[0] for part in parts) == piece.text:
        return [_sub(piece, part.start(), part.end()) for part in parts]
    return [piece]


def _sub(piece: Piece, start: int, end: int) -> Piece:
    return Piece(piece.text[start:end], Span(piece.span.start + start, piece.span.start + end))


def placements(pieces: Sequence[Piece], count: int) -> list[tuple[Piece, ...]]:
    """All ways to lay fewer figures than columns into the columns, in order, the others empty."""
    missing = Piece("", Span(0, 0))
    ways: list[tuple[Piece, ...]] = []
    for columns in combinations(range(count), len(pieces)):
        row = [missing] * count
        for column, piece in zip(columns, pieces, strict=True):
            row[column] = piece
        ways.append(tuple(row))
    return ways

"""Plain text and Markdown, as crawlers and converters leave them."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator

from gipnlp.errors import EmptyInputError
from gipnlp.readers.encodings import decode
from gipnlp.report import Block, Cell, Document, Grid, Span
from gipnlp.text import clean

_MARKUP = [
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), ""),
    (re.compile(r"</?(?:p|div|span|b|strong|u|font|o:p|sup|sub|center)\b[^<>]{0,200}>", re.IGNORECASE), ""),
    (re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"), ""),
    (re.compile(r"\[([^\]\n]+)\]\([^)\s]*\)"), r"\1"),
    (re.compile(r"^[ \t]*#{1,6}[ \t]*", re.MULTILINE), ""),
    (
        re.compile(
            r"^[ \t]*(?:[-—–−]+[ \t]*\d{1,3}[ \t]*[-—–−]+"
            r"|第[ \t]*\d{1,3}[ \t]*页(?:[ \t,，/]*共[ \t]*\d{1,3}[ \t]*页)?)[ \t]*$",
            re.MULTILINE,
        ),
        "",
    ),
    (re.compile(r"\*\*|__(?=\S)|(?<=\S)__"), ""),
    (re.compile(r"\\([|.\-*_#()\[\]+])"), r"\1"),
]
_RULE_ROW = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
_TERMINAL = (*"。;；:：!！?？|", "报告", "報告")
_NEW_LINE_START = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．是]|[(（]\s*[一二三四五六七八九十\d]{1,2}\s*[)）]|\d{1,2}[、.．)）]|第[一二三四五六]部分|附件?|●|\|)"
)
_BORDER = re.compile(r"[|\t]")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_BARE_NUMBER = re.compile(r"\s*[\d.,%]+\s*")


def read_plain(data: bytes) -> Document:
    """The document in plain text or Markdown, of whatever encoding.

    Raises:
        EmptyInputError: if there is no text.
        UnsupportedError: if the bytes are no text.
    """
    text = clean(_without_markup(decode(data)))
    if not text.strip():
        raise EmptyInputError("The file holds no text.")
    return document_of(text)


def document_of(text: str) -> Document:
    """The document in a text that is clean."""
    lines = list(_lines(text))
    grids = tuple(_grids(text, lines))
    blocks = sorted(
        [Block(grid.span, None, "grid") for grid in grids] + list(_paragraphs(text, lines, grids)),
        key=lambda block: block.span,
    )
    return Document(text, tuple(blocks), grids, "text/plain", "plain")


def _without_markup(text: str) -> str:
    for pattern, to in _MARKUP:
        text = pattern.sub(to, text)
    return html.unescape(text)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def _grids(text: str, lines: list[Span]) -> Iterator[Grid]:
    """Runs of lines with the same number of pipes or tabs: only these tell which column a cell stands in."""
    run: list[Span] = []
    for line in [*lines, Span(0, 0)]:
        pipes = len(_BORDER.findall(line.of(text)))
        if run and (pipes < 2 or pipes != len(_BORDER.findall(run[0].of(text)))):
            grid = _grid(text, run)
            if grid is not None:
                yield grid
            run = []
        if pipes >= 2:
            run.append(line)


def _grid(text: str, lines: list[Span]) -> Grid | None:
    """The grid of Markdown-like lines; None if there are too few rows to rely on their columns."""
    rows = [line for line in lines if not _RULE_ROW.fullmatch(line.of(text))]
    if len(rows) < 2 or len(rows) == len(lines) < 4:
        return None
    cells = [tuple(_row_cells(text, line, index)) for index, line in enumerate(rows)]
    return Grid(Span(lines[0].start, lines[-1].end), None, tuple(cells))


def _row_cells(text: str, line: Span, row: int) -> Iterator[Cell]:
    """The cells of a row; words that are written again and again are one cell, which a converter took apart."""
    start = line.start
    bounds = [match.start() + line.start for match in _BORDER.finditer(line.of(text))]
    spans = []
    for end in [*bounds, line.end]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        spans.append(Span(left, max(left, start + len(piece.rstrip()))))
        start = end + 1
    column = 0
    for content, same in itertools.groupby(spans, key=lambda span: span.of(text)):
        group = list(same)
        if _WORDS.search(content):
            yield from [Cell(group[0], row, column, 1, len(group))] * len(group)
        else:
            yield from (Cell(span, row, column + step) for step, span in enumerate(group))
        column += len(group)


def _paragraphs(text: str, lines: list[Span], grids: tuple[Grid, ...]) -> Iterator[Block]:
    """Lines joined where a converter or an editor cut one sentence into several."""
    current: Span | None = None
    for line in lines:
        if (
            any(line.start >= grid.span.start and line.end <= grid.span.end for grid in grids)
            or not line.of(text).strip()
        ):
            if current and not line.of(text).strip() and _goes_on(text, current):
                continue
            if current:
                yield Block(current, None)
            current = None
        elif current and _continues(text, current, line):
            current = Span(current.start, line.end)
        else:
            if current:
                yield Block(current, None)
            current = line
    if current:
        yield Block(current, None)


def _goes_on(text: str, current: Span) -> bool:
    return bool(_BARE_NUMBER.fullmatch(current.of(text).rsplit("\n", 1)[-1])) and "\n" in current.of(text)


def _continues(text: str, before: Span, line: Span) -> bool:
    """True if the line goes on with the sentence of the lines before: those end in mid-sentence."""
    last = before.of(text).rsplit("\n", 1)[-1].rstrip()
    this = line.of(text)
    if last.endswith(_TERMINAL) or _NEW_LINE_START.match(this) or _BORDER.search(this):
        return False
    if _BARE_NUMBER.fullmatch(this) or _BARE_NUMBER.fullmatch(last):
        return len(last) > 12 or "\n" in before.of(text)
    return len(last) >= 20

"""Pages of characters and rules to paragraphs and tables in reading order. Knows no PDF library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median, quantiles

from gipnlp.readers.lines import Char, Line, in_rows, joined, make_lines
from gipnlp.readers.ruled import Rule, Table, find_tables
from gipnlp.readers.seams import goes_on, join
from gipnlp.readers.unruled import find_unruled
from gipnlp.report import Box

_MARGIN_ZONE = 0.13
_PAGE_NUMBER = re.compile(
    r"[-–—―─_·•~\s]*(?:\d{1,3}|[ivxIVX]{1,5})[-–—―─_·•~\s]*"
    r"|第?\s*\d{1,3}\s*页?\s*[/／,，、共|\s]\s*共?\s*\d{1,3}\s*页?"
    r"|第\s*\d{1,3}\s*页|[Pp]age\s*\d{1,3}(?:\s*of\s*\d{1,3})?"
)
_INDENT = 1.2
_SHORT_OF_MARGIN = 2.5
_OTHER_SIZE = 0.15
_ASCII_START = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Page:
    """The marks on a page as it is read, upright.

    ``turn``: by how many degrees that is turned from what is shown; ``zoom``: how much larger that is (images are read
    in the size of A4).
    """

    number: int
    width: float
    height: float
    chars: Sequence[Char]
    rules: Sequence[Rule]
    turn: int = 0
    zoom: float = 1.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it is shown."""
        width, height = self.width * self.zoom, self.height * self.zoom
        return (height, width) if self.turn % 180 else (width, height)

    def shown(self, char: Char) -> Box:
        """The box of the character on the page as it is shown."""
        x0, top, x1, bottom = (self.zoom * side for side in self._turned(char))
        return x0, top, x1, bottom

    def _turned(self, char: Char) -> Box:
        x0, x1, top, bottom = char.x0, char.x1, char.top, char.bottom
        match self.turn:
            case 90:
                return top, self.width - x1, bottom, self.width - x0
            case 180:
                return self.width - x1, self.height - bottom, self.width - x0, self.height - top
            case 270:
                return self.height - bottom, x0, self.height - top, x1
        return x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or one row of a table that is drawn without lines (its cells divided by tabs).

    ``chars`` are those of ``text``, in its order.
    """

    text: str
    page: int
    chars: list[Char]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table drawn with lines, and the page it begins on."""

    table: Table
    page: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the usual line of a page looks like."""

    left: float
    right: float
    pitch: float


def lay_out(pages: Sequence[Page]) -> list[Text | Ruled]:
    """The paragraphs and the ruled tables of the pages, without page numbers and running heads."""
    tables = _tables(pages)
    lines = [_fill(page, its) for page, its in zip(pages, tables, strict=True)]
    lines = [_without_page_number(*those) for those in zip(pages, lines, tables, strict=True)]
    lines = _without_running_heads(pages, lines)
    frames = _frames(lines)
    found: list[Text | Ruled] = []
    last: tuple[int, Line | Table] | None = None
    for index, page in enumerate(pages):
        items: list[Line | Table] = [*lines[index], *tables[index]]
        for item in sorted(items, key=_top):
            before = found[-1] if found else None
            if isinstance(item, Table):
                if isinstance(before, Ruled) and last and last[0] == index - 1 and _go_together(before.table, item):
                    join(before.table, item)
                else:
                    found.append(Ruled(item, page.number))
            elif (
                isinstance(before, Text)
                and last
                and isinstance(last[1], Line)
                and _same_paragraph(last[1], item, frames[last[0]], frames[index], last[0] == index)
            ):
                before.chars.extend(item.chars)
                found[-1] = replace(before, text=joined(before.text, item.text))
            else:
                found.append(Text(item.text, page.number, list(item.chars)))
            last = index, item
    return found


def _go_together(upper: Table, lower: Table) -> bool:
    return upper.drawn and lower.drawn and goes_on(upper, lower)


def _top(item: Line | Table) -> tuple[float, float]:
    return (item.ys[0], item.xs[0]) if isinstance(item, Table) else (item.top, item.x0)


def _tables(pages: Sequence[Page]) -> list[list[Table]]:
    """The tables of each page; one of a single column is a frame, unless it is a piece of a larger table."""
    drawn = [find_tables(page.rules) for page in pages]
    kept = [[table for table in tables if len(table.xs) > 2 and len(table.boxes) > 1] for tables in drawn]
    for index, tables in enumerate(drawn):
        neighbours = [other for near in (index - 1, index + 1) if 0 <= near < len(pages) for other in kept[near]]
        for table in tables:
            low = table.ys[-1] - table.ys[0] < pages[index].height / 3
            if len(table.xs) == 2 and low and any(goes_on(other, table) for other in neighbours):
                kept[index].append(table)
    return kept


def _fill(page: Page, tables: list[Table]) -> list[Line]:
    """Fill the tables with their characters, add those that have no lines; the lines of all other characters."""
    free = dict.fromkeys(page.chars)
    for table in tables:
        its = table.chars(free)
        table.fill(its)
        for char in its:
            del free[char]
    for unruled, its in list(find_unruled(in_rows(free))):
        tables.append(unruled)
        for char in its:
            del free[char]
    return make_lines(free)


def _in_margin(line: Line, page: Page) -> bool:
    middle = (line.top + line.bottom) / 2
    return middle < _MARGIN_ZONE * page.height or middle > (1 - _MARGIN_ZONE) * page.height


def _without_page_number(page: Page, lines: list[Line], tables: Sequence[Table]) -> list[Line]:
    """The lines but for a page number above or below everything else."""
    first = min((table.ys[0] for table in tables), default=page.height)
    last = max((table.ys[-1] for table in tables), default=0.0)
    return [
        line
        for index, line in enumerate(lines)
        if not (
            _in_margin(line, page)
            and _PAGE_NUMBER.fullmatch(line.text)
            and ((index < 2 and line.bottom <= first) or (index >= len(lines) - 2 and line.top >= last))
        )
    ]


def _without_running_heads(pages: Sequence[Page], lines: Sequence[list[Line]]) -> list[list[Line]]:
    """The lines but for those in the margins that stand at the same height on several pages, numbers aside."""
    places: dict[str, list[tuple[int, float]]] = {}
    for index, page in enumerate(pages):
        for line in lines[index]:
            if _in_margin(line, page):
                places.setdefault(_numberless(line), []).append((index, line.top))

    def runs(line: Line) -> bool:
        on = {index for index, top in places.get(_numberless(line), ()) if abs(top - line.top) < 0.5 * line.size}
        return len(on) >= 3 or len(on) > max(1, len(pages) / 2)

    return [
        [line for line in lines[index] if not (_in_margin(line, page) and runs(line))]
        for index, page in enumerate(pages)
    ]


def _numberless(line: Line) -> str:
    return re.sub(r"\d+|\s", "", line.text)


def _frames(lines: Sequence[list[Line]]) -> list[_Frame]:
    """The frame of each page; one of few lines takes that of the whole document."""
    whole = _frame([line for page in lines for line in page], [pair for page in lines for pair in pairwise(page)])
    return [_frame(page, list(pairwise(page))) if len(page) > 8 else whole for page in lines]


def _frame(lines: Sequence[Line], pairs: Sequence[tuple[Line, Line]]) -> _Frame:
    """The margins and the usual distance from line to line; every distance is usual where there are too few."""
    prose = [line for line in lines if "\t" not in line.text]
    widest = max((line.x1 - line.x0 for line in prose), default=0.0)
    wide = [line for line in prose if line.x1 - line.x0 > 0.7 * widest]
    pitches = [below.bottom - above.bottom for above, below in pairs if not _other_size(above, below)]
    return _Frame(
        left=min((line.x0 for line in wide), default=0.0),
        right=max((line.x1 for line in wide), default=0.0),
        pitch=quantiles(pitches, n=4)[0] if len(pitches) > 3 else median(pitches) if pitches else 1e9,
    )


def _other_size(first: Line, second: Line) -> bool:
    return abs(first.size - second.size) > _OTHER_SIZE * max(first.size, second.size)


def _same_paragraph(above: Line, below: Line, before: _Frame, after: _Frame, same_page: bool) -> bool:
    """True if the line below goes on with the paragraph of the line above."""
    em = below.size
    if "\t" in above.text or "\t" in below.text or _other_size(above, below):
        return False
    if below.x0 > after.left + _INDENT * em:
        return False
    if same_page and below.bottom - above.bottom > 1.3 * before.pitch + 1:
        return False
    unbroken = _ASCII_START.match(below.text)  # a web address does not fit into a line that Chinese would fill
    needed = 0.5 * em * len(unbroken[0]) if unbroken else 0.0
    return above.x1 > before.right - max(_SHORT_OF_MARGIN * em, needed)

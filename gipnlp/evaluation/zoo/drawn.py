"""PDF files drawn line by line with reportlab: with a font in the file, or with one that the viewer must have."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from gipnlp.evaluation.zoo.paper import Cell, Paper, Table
from gipnlp.evaluation.zoo.variations import Look

EMBEDDED = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
_A4 = (595.0, 842.0)
_MARGIN = 64.0
_SIZE, _LEADING, _PADDING = 9.0, 11.5, 3.0
_PROSE, _PROSE_LEADING = 11.0, 18.0


def pdf(paper: Paper, embedded: bool) -> bytes:
    """The report as a PDF file."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    name = "zoo" if embedded else "STSong-Light"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, EMBEDDED, subfontIndex=0) if embedded else UnicodeCIDFont(name))
    pages = _Pages(paper.look, name)
    for item in paper.items:
        if isinstance(item, str):
            pages.paragraph(item, title=item is paper.items[0])
        else:
            pages.space(paper.look.spacer if item.name in {"requests", "statistics"} else 0.0)
            pages.table(item)
    return pages.finish()


class _Pages:
    """The pages drawn so far; ``y`` is how far the present one is filled, from its top."""

    def __init__(self, look: Look, font: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.look, self.font = look, font
        self.width, self.height = (_A4[1], _A4[0]) if look.landscape else _A4
        self._out = io.BytesIO()
        turned = look.turned == "sideways"  # reportlab itself turns the size of a page that is shown turned
        self.canvas: Any = Canvas(self._out, pagesize=_A4 if turned else (self.width, self.height), invariant=1)
        self.number = 0
        self._begin()

    def _begin(self) -> None:
        self.number += 1
        self.y = _MARGIN
        if self.look.turned:
            self.canvas.setPageRotation(90 if self.look.turned == "shown" else 0)
            self.canvas.translate(_A4[0], 0)
            self.canvas.rotate(90)
        if self.look.page_numbers:
            self._text(_MARGIN, 40.0, "政府信息公开年度报告", 8.0)
            self._text(self.width / 2 - 10, self.height - 36, f"- {self.number} -", _SIZE)

    def _break(self) -> None:
        self.canvas.showPage()
        self._begin()

    def _text(self, x: float, baseline: float, text: str, size: float) -> None:
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, self.height - baseline, text)

    def _wide(self, text: str, size: float) -> float:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(text, self.font, size))

    def _wrapped(self, text: str, width: float, size: float) -> list[str]:
        lines = [""]
        for char in text:
            if lines[-1] and self._wide(lines[-1] + char, size) > width:
                lines.append("")
            lines[-1] += char
        return lines

    def space(self, points: float) -> None:
        """Leave points empty."""
        self.y = min(self.y + points, self.height - _MARGIN)

    def paragraph(self, text: str, title: bool) -> None:
        """Write a paragraph, its first line indented, or a title in the middle."""
        size = _PROSE + 4 * title
        for line in self._wrapped(text if title else f"　　{text}", self.width - 2 * _MARGIN, size):
            if self.y + _PROSE_LEADING > self.height - _MARGIN:
                self._break()
            x = (self.width - self._wide(line, size)) / 2 if title else _MARGIN
            self._text(x, self.y + size, line, size)
            self.y += _PROSE_LEADING + 4 * title

    def table(self, table: Table) -> None:
        """Draw a table, over as many pages as it takes."""
        xs = [_MARGIN + share * (self.width - 2 * _MARGIN) for share in accumulate((0.0, *table.widths))]
        lines = {cell: self._lines(cell, xs) for cell in table.cells}
        heights = _heights(table, lines)
        first = 0
        repeated = range(table.heads if self.look.repeat_header else 0)
        while first < table.height:
            rows = list(repeated) if first else []
            room = self.height - _MARGIN - self.y - sum(heights[row] for row in rows)
            last = first
            while last < table.height and (room := room - heights[last]) >= 0:
                last += 1
            if last == first or (last < table.height and last <= table.heads):
                self._break()
                continue
            self._piece(table, [*rows, *range(first, last)], xs, heights, lines)
            first = last
            if first < table.height:
                self._break()
        self.y += 8.0
        if self.look.seal:
            self._seal()

    def _lines(self, cell: Cell, xs: list[float]) -> list[str]:
        if cell.vertical:
            return list(cell.text)
        return self._wrapped(cell.text, xs[cell.column + cell.colspan] - xs[cell.column] - 2 * _PADDING, _SIZE)

    def _piece(
        self, table: Table, rows: list[int], xs: list[float], heights: list[float], lines: dict[Cell, list[str]]
    ) -> None:
        """Draw those rows; ``lines`` is what is still to be written of each cell."""
        tops = dict(zip(rows, accumulate((self.y, *(heights[row] for row in rows[:-1]))), strict=True))
        for cell in table.cells:
            own = [row for row in rows if cell.row <= row < cell.row + cell.rowspan]
            if not own:
                continue
            top, bottom = tops[own[0]], tops[own[-1]] + heights[own[-1]]
            left, right = xs[cell.column], xs[cell.column + cell.colspan]
            if self.look.shaded and cell.kind in {"caption", "head"}:
                self.canvas.setFillColorRGB(0.78, 0.85, 0.94)
                self.canvas.rect(left, self.height - bottom, right - left, bottom - top, stroke=0, fill=1)
                self.canvas.setFillColorRGB(0, 0, 0)
            self._borders(cell, len(table.widths), left, right, top, bottom)
            again = cell.row + cell.rowspan <= table.heads
            fitting = max(1, int((bottom - top) // _LEADING))
            written = lines[cell][:fitting]
            if not again:
                lines[cell] = lines[cell][fitting:]
            y = (top + bottom - len(written) * _LEADING) / 2 + _SIZE
            for line in written:
                x = left + _PADDING if cell.kind == "label" else (left + right - self._wide(line, _SIZE)) / 2
                self._text(x, y, line, _SIZE)
                y += _LEADING
        self.y = tops[rows[-1]] + heights[rows[-1]]

    def _borders(self, cell: Cell, width: int, left: float, right: float, top: float, bottom: float) -> None:
        rules = self.look.rules
        self.canvas.setLineWidth(0.5)
        if rules != "none":
            for y in (top, bottom):
                self.canvas.line(left, self.height - y, right, self.height - y)
        if rules == "full" or (rules == "open" and cell.column > 0):
            self.canvas.line(left, self.height - top, left, self.height - bottom)
        if rules == "full" or (rules == "open" and cell.column + cell.colspan < width):
            self.canvas.line(right, self.height - top, right, self.height - bottom)

    def _seal(self) -> None:
        """A round seal over the end of the table: its owner's name and its number along the edge, words across."""
        canvas, x, y, radius = self.canvas, self.width - 190, self.height - self.y + 75, 50.0
        canvas.saveState()
        canvas.setStrokeColorRGB(0.85, 0, 0)
        canvas.setFillColorRGB(0.85, 0, 0)
        canvas.setLineWidth(2)
        canvas.circle(x, y, radius)
        canvas.setFont(self.font, 10)
        for text, first, step in (("云汀市某局", 60, -30), ("3299010012345", -150, 10)):
            for place, char in enumerate(text):
                canvas.saveState()
                canvas.translate(x, y)
                canvas.rotate(first + step * place)
                canvas.drawString(-4, radius - 14, char)
                canvas.restoreState()
        canvas.drawCentredString(x, y - 20, "专用章")
        canvas.restoreState()

    def finish(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self._out.getvalue()


def _heights(table: Table, lines: dict[Cell, list[str]]) -> list[float]:
    """The height of each row: that of its highest cell; one over several rows stretches the last of them."""
    heights = [_LEADING + _PADDING] * table.height
    for cell, its in _by_size(lines):
        needed = len(its) * _LEADING + 2 * _PADDING - sum(heights[cell.row : cell.row + cell.rowspan])
        if needed > 0:
            heights[cell.row + cell.rowspan - 1] += needed
    return heights


def _by_size(lines: dict[Cell, list[str]]) -> Iterator[tuple[Cell, list[str]]]:
    return iter(sorted(lines.items(), key=lambda pair: pair[0].rowspan))

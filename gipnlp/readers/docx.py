"""Word files (.docx): paragraphs with the numbers that Word generates, text boxes, tables with merged cells.

Read from the XML of the package (ECMA-376, WordprocessingML), by local names, so that strict and transitional files are
alike. Deleted text of tracked changes, field codes and fallbacks of drawings are left out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from gipnlp.errors import EmptyInputError, TooLargeError, TruncatedError
from gipnlp.limits import Watch
from gipnlp.readers.builder import DocumentBuilder, RawCell
from gipnlp.readers.markup import depth_of
from gipnlp.readers.numbering import Numbering
from gipnlp.report import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAIN = "word/document.xml"
_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"
_SKIPPED = frozenset({"del", "delText", "instrText", "Fallback", "moveFrom", "pPr", "rPr", "footnotePr"})
_BOX = "txbxContent"
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)


def read_docx(data: bytes, watch: Watch | None = None) -> Document:
    """The document in a .docx file.

    Raises:
        EmptyInputError: if it holds no text.
        TimeLimitError, TooLargeError: if it asks for more than the limits.
        TruncatedError: if the package or its XML is damaged.
    """
    watch = watch or Watch()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = _part(package, MAIN, watch)
            numbering = Numbering(_part(package, _NUMBERING, watch), _part(package, _STYLES, watch))
    except _DAMAGE as error:
        raise TruncatedError(f"The Word file is damaged ({error}).") from error
    body = None if main is None else next(_children(main, "body"), None)
    if body is None:
        raise TruncatedError("The Word file has no body.")
    builder = DocumentBuilder(watch)
    for item in _blocks(body):
        if _name(item) == "tbl":
            builder.add_grid(_rows(item, numbering, watch))
        else:
            for text in _paragraph(item, numbering):
                builder.add_paragraph(text)
    if not builder.blocks:
        raise EmptyInputError("The Word file holds no text.")
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return builder.build(media_type, "docx")


def _part(package: zipfile.ZipFile, name: str, watch: Watch) -> Element | None:
    """The root of a part of the package; None if it has no such part."""
    try:
        info = package.getinfo(name)
    except KeyError:
        return None
    what = f"{name} of the Word file"
    watch.unpacked(info.file_size, what)
    with package.open(info) as file:
        content = file.read(watch.limits.unpacked + 1)
    watch.unpacked(len(content), what)  # the size that the package states need not be true
    watch.elements(content.count(b"<") // 2, what)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in error.msg or "huge" in error.msg.lower():
            raise TooLargeError(
                f"{what} nests elements more than 255 deep, or has a text of more than 10 MB."
            ) from error
        raise TruncatedError(f"{what} is damaged ({error.msg}).") from error
    watch.depth(depth_of(root), what)
    return root


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _name(child) == name)


def _value(element: Element | None, *path: str) -> str | None:
    """The ``val`` attribute at the end of a path of children; "" if the element has none, None if it is absent."""
    for name in path:
        element = None if element is None else next(_children(element, name), None)
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == "val"), "")


def _blocks(container: Element) -> Iterator[Element]:
    """The paragraphs and tables in a container; a table of one cell is a frame, and so is a content control."""
    for child in container:
        name = _name(child)
        if name == "p":
            yield child
        elif name == "tbl":
            cells = [cell for row in _descend(child, "tr") for cell in _descend(row, "tc")]
            if len(cells) == 1:
                yield from _blocks(cells[0])
            else:
                yield child
        elif name in {"sdt", "sdtContent", "ins", "customXml", "moveTo"}:
            yield from _blocks(child)


def _descend(element: Element, name: str) -> Iterator[Element]:
    """Children of that name, also within content controls and insertions, not within another table."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _descend(child, name)


def _paragraph(paragraph: Element, numbering: Numbering) -> Iterator[str]:
    """The text of a paragraph after its number, each line of it, then that of its text boxes."""
    text = "".join(_texts(paragraph))
    if text.strip():
        yield from (numbering.label(paragraph) + text).split("\n")
    for box in _boxes(paragraph):
        for inner in _blocks(box):
            if _name(inner) == "p":
                yield from _paragraph(inner, numbering)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes of a paragraph; those within them belong to their own paragraphs."""
    for child in element:
        name = _name(child)
        if name == _BOX:
            yield child
        elif name != "Fallback":
            yield from _boxes(child)


def _texts(element: Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name in _SKIPPED or name == _BOX:
            continue
        if name == "t":
            yield child.text or ""
        elif name in {"tab", "ptab"}:
            yield "\t"
        elif name in {"br", "cr"}:
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _texts(child)


def _cell_text(cell: Element, numbering: Numbering, watch: Watch) -> str:
    lines = []
    for block in _blocks(cell):
        if _name(block) == "p":
            lines += list(_paragraph(block, numbering))
        else:
            lines += [raw.text for row in _rows(block, numbering, watch) for raw in dict.fromkeys(row) if raw]
    return " ".join(lines)


def _rows(table: Element, numbering: Numbering, watch: Watch) -> list[list[RawCell | None]]:
    """The table as a grid of equal rows, each merged cell (gridSpan, vMerge) at every place it covers."""
    places: dict[tuple[int, int], _Merged] = {}
    rows = list(_descend(table, "tr"))
    for row, tr in enumerate(rows):
        properties = next(_children(tr, "trPr"), None)
        column = _count(_value(properties, "gridBefore"), 0)
        for tc in _descend(tr, "tc"):
            own = next(_children(tc, "tcPr"), None)
            colspan = _count(_value(own, "gridSpan"), 1)
            above = places.get((row - 1, column))
            merged = _value(own, "vMerge")
            if merged is not None and merged != "restart" and above is not None:
                cell, above.end = above, row + 1
            else:
                cell = _Merged(_cell_text(tc, numbering, watch), row, column, row + 1, colspan)
            watch.cells(len(places) + colspan)
            places.update({(row, column + step): cell for step in range(colspan)})
            column += colspan
    width = 1 + max((column for _, column in places), default=-1)
    watch.add_cells(width * len(rows))
    raw = {id(cell): cell.raw() for cell in places.values()}
    return [[raw.get(id(places.get((row, column)))) for column in range(width)] for row in range(len(rows))]


@dataclass(slots=True)
class _Merged:
    """A cell that may go on in the rows below."""

    text: str
    row: int
    column: int
    end: int
    colspan: int

    def raw(self) -> RawCell:
        return RawCell(self.text, self.row, self.column, self.end - self.row, self.colspan)


def _count(value: str | None, default: int) -> int:
    return min(int(value), 200) if value and value.isdecimal() and int(value) else default

"""Web pages: the report among navigation and footers, tables with merged cells as grids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import lxml.html
from lxml.etree import ParserError

from gipnlp.errors import EmptyInputError, TooLargeError
from gipnlp.limits import Watch
from gipnlp.readers.builder import DocumentBuilder, RawCell
from gipnlp.readers.encodings import decode
from gipnlp.readers.markup import depth_of
from gipnlp.report import Document, Warn
from gipnlp.text import fold

Element = lxml.html.HtmlElement
_DROPPED = {
    "script",
    "style",
    "noscript",
    "nav",
    "form",
    "button",
    "select",
    "iframe",
    "template",
    "svg",
    "head",
    "object",
}
_BLOCKS = frozenset(
    "p div section article header footer aside main ul ol li dl dt dd blockquote pre center fieldset figure hr "  # noqa: SIM905
    "h1 h2 h3 h4 h5 h6 table thead tbody tfoot tr td th caption body".split()
)
_MARKERS = re.compile(
    "总体情况|概述|主动公开政府信息|申请公开|处理政府信息公开申请|行政复议|行政诉讼|主要问题|改进|需要报告的事项|统计期限|第二十条第|自然人"
)
_TITLE = re.compile(r"[^\n|_]*政府信息公开[^\n|_]*报告[^\n|_]*")
_FOOTER = re.compile(
    r"[\[【(（]?\s*(?:上一[篇条]|下一[篇条]|相关(?:链接|新闻|文[档章]|信息|稿件|阅读)|版权所有|主办单位|承办单位|网站地图|网站标识码|友情链接|打印|关闭|返回顶部|分享到|扫一扫|责任编辑)"
)
_NOT_XML = re.compile("^\\s*<\\?xml[^>]*\\?>|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_LINK = 80
_LONGEST_CELL = 800
_CUT_OFF = "ERR_RESOURCE_LIMIT"  # what libxml2 says where it leaves out the rest of a page


def read_html(data: bytes, watch: Watch | None = None) -> Document:
    """The document in a web page.

    Raises:
        EmptyInputError: if the page has no text.
        TimeLimitError, TooLargeError: if the page asks for more than the limits, or nests elements too deeply.
    """
    watch = watch or Watch()
    text = _NOT_XML.sub("", decode(data))
    watch.elements(text.count("<") // 2)
    parser = lxml.html.HTMLParser()
    try:
        # bytes would let lxml believe a wrong charset declaration; an XML declaration in a str is an error for it
        root = lxml.html.document_fromstring(text, parser=parser)
    except (ParserError, ValueError) as error:
        raise EmptyInputError(f"The page holds no text ({error}).") from error
    if any(entry.type_name == _CUT_OFF for entry in parser.error_log):
        raise TooLargeError("The page nests elements more than 255 deep, or has a text of more than 10 MB.")
    watch.depth(depth_of(root))
    title = _page_title(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _DROPPED:
            _drop(element)
    body = root.find("body")
    builder = DocumentBuilder(watch)
    for item in _trimmed(list(_items(_content(body if body is not None else root)))):
        if isinstance(item, str):
            builder.add_paragraph(item)
        else:
            builder.add_grid(_rows(item, watch))
    if not builder.blocks:
        raise EmptyInputError("The page holds no text (is it filled by a script?).")
    return builder.build("text/html", "lxml", title=title, warnings=_cut_off(data))


def _cut_off(data: bytes) -> list[Warn]:
    """A warning for a page that begins and does not end: a download that broke off."""
    plain = data.replace(b"\x00", b"").lower()
    if b"<html" not in plain or b"</html" in plain:
        return []
    return [Warn("cut-off", "The page ends without </html>; it may be only the first part of the report.")]


def _trimmed(items: list[str | Element]) -> list[str | Element]:
    """Without what the page puts around the article: links before its title, the footer after it."""
    first = next((i for i, item in enumerate(items) if isinstance(item, str) and _TITLE.search(item)), 0)
    if any(len(item) > _LONGEST_LINK if isinstance(item, str) else _markers(item) > 1 for item in items[:first]):
        first = 0
    last_table = max((i for i, item in enumerate(items) if not isinstance(item, str)), default=0)
    footers = (
        i
        for i, item in enumerate(items)
        if isinstance(item, str) and i > max(first, last_table) and _FOOTER.match(item)
    )
    return items[first : next(footers, len(items))]


def _drop(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _page_title(root: Element) -> str | None:
    """The title that the page's metadata or its headings give, if it is one of a report."""
    texts = [meta.get("content", "") for meta in root.iter("meta") if meta.get("name", "").lower() == "articletitle"]
    texts += [heading.text_content() for tag in ("h1", "h2", "title") for heading in root.iter(tag)]
    for text in texts:
        match = _TITLE.search(" ".join(text.split()))
        if match:
            return match[0].strip()
    return None


def _markers(element: Element) -> int:
    return len(set(_MARKERS.findall(fold("".join(element.itertext())))))


def _content(body: Element) -> Element:
    """The smallest element that holds the markers of the report: all of the page's, or all but one (of a menu)."""
    wanted, element = _markers(body), body
    while True:
        inner = next((child for child in element if wanted > 3 and _markers(child) >= wanted - 1), None)
        if inner is None or inner.tag in {"tbody", "tr", "p", "span"}:
            parent = element.getparent()
            return parent if element.tag == "table" and parent is not None else element
        element = inner


def _items(element: Element) -> Iterator[str | Element]:
    """The element's paragraphs and data tables, in document order."""
    line: list[str] = [element.text or ""]
    for child in element:
        if child.tag == "table" and _is_data(child):
            yield from _flushed(line)
            yield child
        elif child.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in child.iterdescendants()):
            yield from _flushed(line)
            yield from _items(child)
        else:
            line.append(_inline(child))
        line.append(_source_space(child.tail))
    yield from _flushed(line)


def _flushed(line: list[str]) -> Iterator[str]:
    texts = [text.strip() for text in "".join(line).split("\n")]
    line.clear()
    yield from (text for text in texts if text)


def _source_space(text: str | None) -> str:
    return re.sub(r"\s*\n\s*", "", text or "")


def _inline(element: Element) -> str:
    if element.tag == "br":
        return "\n"
    inner = [_source_space(element.text)]
    for child in element:
        inner += [_inline(child), _source_space(child.tail)]
    return "".join(inner)


def _is_data(table: Element) -> bool:
    """False for a table that only lays out the page: it holds tables, or a cell as long as a section."""
    if any(inner is not table for inner in table.iter("table")):
        return False
    cells = list(table.iter("td", "th"))
    return len(cells) > 1 and all(len("".join(cell.itertext())) <= _LONGEST_CELL for cell in cells)


def _rows(table: Element, watch: Watch) -> list[list[RawCell | None]]:
    """The table as a grid of equal rows, each merged cell at every place it covers (HTML standard, 4.9.12)."""
    places: dict[tuple[int, int], RawCell] = {}
    rows = list(table.iter("tr"))
    for row, tr in enumerate(rows):
        column = 0
        for td in tr.iterchildren("td", "th"):
            while (row, column) in places:
                column += 1
            rowspan, colspan = min(_span(td, "rowspan"), len(rows) - row), _span(td, "colspan")
            cell = RawCell(_cell_text(td), row, column, rowspan, colspan)
            watch.cells(len(places) + rowspan * colspan)
            for place in product(range(row, row + rowspan), range(column, column + colspan)):
                places.setdefault(place, cell)
            column += colspan
    width = 1 + max((column for _, column in places), default=-1)
    watch.add_cells(width * len(rows))
    return [[places.get((row, column)) for column in range(width)] for row in range(len(rows))]


def _span(cell: Element, name: str) -> int:
    match = re.match(r"\s*(\d{1,4})", cell.get(name, ""))
    return min(max(1, int(match[1])), 200) if match else 1


def _cell_text(cell: Element) -> str:
    return "".join(_texts(cell))


def _texts(element: Element) -> Iterator[str]:
    yield _source_space(element.text)
    for child in element:
        if child.tag in _BLOCKS or child.tag == "br":
            yield " "
        yield from _texts(child)
        yield _source_space(child.tail)

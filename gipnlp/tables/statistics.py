"""The statistics tables (统计表) of the forms 2008 and 2014: rows by label, in grids, lines and flattened text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from gipnlp.errors import DataError
from gipnlp.report import Document, Grid, Span, Table, TableCell, Warn
from gipnlp.statute import data_toml, indicators
from gipnlp.tables.cells import Piece, read_figure, splittings
from gipnlp.tables.rows import EMPTY, RowReading
from gipnlp.tables.solver import balance
from gipnlp.tables.statutory import Found, doubts, page_of, settle

_START = re.compile(
    r"指标\s*名\s*称|统\s*计\s*指\s*标|计\s*量[\s|]*单\s*位|(?:情况)?统计表|统计数据?表|附\s*表|(?m:^[\s|]*一、\s*主动公开(?:情况)?[\s|]*$)"
)
_NOTE = re.compile(
    r"\((?![一二三四五六七八九十\d]{1,2}\))[^()|\t\n]{2,80}(?:\n[^()|\t\n]{0,80}){0,3}\)|[注说]明?\s*[:：]\s*[^\n]{0,200}"
)
_UNITS = ("人次", "万元", "条", "件", "次", "篇", "个", "人", "元", "期", "场", "份", "宗")
_ROW = re.compile(
    r"(?P<label>[^\d\u4e00-\u9fff]{0,300}[\u4e00-\u9fff][^\d]{0,400}?)"  # bounded, as whatever holds no digit fits
    rf"(?P<unit>(?:{'|'.join(_UNITS)})?)[\s|)]*"
    r"(?P<values>-?\d[\d,]*(?:\.\d+)?(?:[\s|]+-?\d[\d,]*(?:\.\d+)?)*|(?<=[\s|])(?:[-/]{1,2}|无)(?=[\s|]|$))"
    rf"(?:[\s|]*(?P<after>{'|'.join(_UNITS)})(?=[\s|]|$))?"
)
_OPEN_NOTE = re.compile(r"\([^()]*$")  # a note whose end stands elsewhere
_BESIDE_NOTE = re.compile(rf"(?m:^[\s|]*(?:(?:{'|'.join(_UNITS)})[\s|]*)?\d[\d,.]*[\s|]*$)")
_HAN = re.compile("[\u4e00-\u9fff]")
_PROSE = re.compile("[,。;!?]")
_FEWEST_ROWS = 4
_LONGEST_HEADER = 300  # characters between the table's caption and its first row
_LONGEST_TABLE = 20_000
_LEAST_LIKE = 80.0  # percent: one character in five may be garbled
_LONGEST_GAP = 160  # characters between two rows of one table


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """A row of a statistics table: its indicator ("" if the catalogue has none) and the wordings of its label.

    ``national``: the form of 国办发〔2014〕32号 has it; a table of that form without it gets a warning.
    """

    id: str
    labels: tuple[str, ...]
    group: str = ""
    opens: str = ""
    national: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    """A row as written: label without notes, unit, figures."""

    label: str
    unit: str
    pieces: tuple[Piece, ...]
    span: Span
    in_grid: bool = False
    garbled: bool = False


@cache
def statistics_rows() -> tuple[StatisticsRow, ...]:
    """The rows of ``statistics.toml``.

    Raises:
        DataError: if a row names an indicator that the catalogue does not have.
    """
    rows = tuple(
        StatisticsRow(
            row["id"], tuple(row["labels"]), row.get("group", ""), row.get("opens", ""), row.get("national", False)
        )
        for row in data_toml("statistics.toml")["rows"]
    )
    unknown = [row.id for row in rows if row.id and row.id not in indicators()]
    if unknown:
        raise DataError(f"statistics.toml: not in indicators.tsv: {', '.join(unknown)}")
    return rows


def read_statistics(document: Document, folded: str) -> Found:
    """The statistics table of the document, if it has one; the figures of prose are not touched."""
    for start in _starts(folded):
        found = _table(document, folded, start)
        if found.tables:
            return found
    return Found((), ())


def _starts(folded: str) -> Iterator[int]:
    """Places where a table may begin, each at least a little after the one before."""
    last = -100
    for match in _START.finditer(folded):
        if match.start() - last > 40:
            yield match.start()
            last = match.start()


def _table(document: Document, folded: str, start: int) -> Found:
    text = _NOTE.sub(_blanked, folded[start : start + _LONGEST_TABLE])
    width = 2 if "累计" in text[:120] else 1
    rows = _known_rows(text, start, document.grids, frozenset())
    rows = _known_rows(text, start, document.grids, frozenset(_absent({row.id for row, _ in rows})))
    if len(rows) < _FEWEST_ROWS or not any(row.id for row, _ in rows):
        return Found((), ())
    readings = [_reading(written, width) for _, written in rows]
    options = balance(readings, _sums([row for row, _ in rows]))
    lines: list[TableCell] = []
    warnings: list[Warn] = []
    for (row, written), reading, left in zip(rows, readings, options, strict=True):
        if not row.id:
            continue
        ids: list[tuple[str, str | None]] = [(row.id, None)]
        if width == 2 and row.id == "disclosed.total":
            ids.append(("disclosed.cumulative", None))
        cells = [_in_unit(cell, written.unit) for cell in settle(reading, left, ids, folded, document.text)]
        lines += [cell for cell in cells[:1] if written.in_grid or cell.stated or cell.doubt]
        lines += [cell for cell in cells[1:] if cell.stated or cell.doubt]
        page = page_of(document, written.span.start)
        warnings += doubts(row.id, reading, left, cells, page)
        if written.garbled:
            detail = f"{row.id}: the label reads {written.label!r}, taken for {row.labels[0]!r} by its likeness"
            warnings.append(Warn("garbled-label", detail, page))
    warnings += _missing_rows({row.id for row, _ in rows}, page_of(document, start))
    span = Span(start, rows[-1][1].span.end)
    page = page_of(document, rows[0][1].span.start)
    names = tuple(cell.indicator for cell in lines)
    table = Table("statistics", page, names, ("value",), tuple((cell,) for cell in lines), span)
    return Found((table,), tuple(warnings), (span,))


def _missing_rows(found: Set[str], page: int | None) -> Iterator[Warn]:
    """A warning for each row of the national form that a table of that form does not show."""
    for name in _absent(found):
        yield Warn("missing-row", f"{name}: the row was not found in the table", page)


def _absent(found: Set[str]) -> list[str]:
    """The rows of the national form that are not found, if the table is of that form."""
    national = [row.id for row in statistics_rows() if row.national]
    follows = len(found & set(national)) * 2 > len(national)
    return [name for name in national if name not in found] if follows else []


def _blanked(note: re.Match[str]) -> str:
    """Spaces for a note; where it takes several lines, the row's figure can stand between them."""
    first, *others = note[0].split("\n")
    kept = [line if _BESIDE_NOTE.fullmatch(line) else " " * len(line) for line in others[:-1]]
    return "\n".join([" " * len(first), *kept, *(" " * len(line) for line in others[-1:])])


def _known_rows(text: str, start: int, grids: Sequence[Grid], absent: Set[str]) -> list[tuple[StatisticsRow, _Written]]:
    """The rows from ``start`` on that the data know, until the table ends; ``absent`` ones also by a likeness."""
    rows: list[tuple[StatisticsRow, _Written]] = []
    group = ""
    for written in _written_rows(text, start, grids):
        last, reach = (rows[-1][1].span.end, _LONGEST_GAP) if rows else (start, _LONGEST_HEADER)
        if written.span.start - last > reach:
            break
        exact = _match(written.label, group)
        row = exact or _alike(written.label, absent - {known.id for known, _ in rows})
        if row is not None:
            group = row.opens or group
            rows.append((row, replace(written, garbled=exact is None)))
    return rows


def _reading(written: _Written, width: int) -> RowReading:
    """The ways to read a row of one figure, or of the year's and the one since the beginning (历年累计)."""
    pieces = written.pieces
    if len(pieces) != width:  # columns that a grid has besides those of figures
        pieces = tuple(piece for piece in pieces if piece.text) or (EMPTY,) * width
    if width == 1:
        return RowReading([pieces[:1]], written.span, found=pieces)
    if len(pieces) >= 2:
        return RowReading([pieces[:2]], written.span, found=pieces)
    ways = [way for way in splittings(pieces, 2) if _grows(way)]
    doubt = "the digits of neighbouring cells run together" if len(ways) > 1 else ""
    return RowReading(ways or [(*pieces, EMPTY)], written.span, doubt, pieces)


def _sums(rows: Sequence[StatisticsRow]) -> list[tuple[list[int], list[int]]]:
    """收到 = the ways in, 答复 = the outcomes: the rows between one that opens a part and the next one that does."""
    sums = []
    for index, row in enumerate(rows):
        if row.opens in {"requests", "answers"} and row.id not in {"requests.answered_on_time"}:
            parts: list[int] = []
            for later in range(index + 1, len(rows)):
                if rows[later].opens:
                    break
                parts.append(later)
            if parts:
                sums.append(([index], parts))
    return sums


def _written_rows(text: str, offset: int, grids: Sequence[Grid]) -> Iterator[_Written]:
    """Label, unit and figures in reading order; by its cells where a grid holds the table, also those left empty."""
    at = offset
    for grid in grids:
        rows = list(_grid_rows(text, offset, grid)) if grid.span.start >= at else []
        if sum(_match(row.label, "") is not None for row in rows) >= _FEWEST_ROWS:
            yield from _flat_rows(text[at - offset : grid.span.start - offset], at)
            yield from rows
            at = grid.span.end
    yield from _flat_rows(text[at - offset :], at)


def _grid_rows(text: str, offset: int, grid: Grid) -> Iterator[_Written]:
    """The rows of a grid: cells of words are the label, the last perhaps the unit; those after it the figures."""
    for row in grid.rows:
        cells = [cell for cell in dict.fromkeys(row) if cell is not None]
        texts = [text[max(cell.span.start - offset, 0) : max(cell.span.end - offset, 0)].strip() for cell in cells]
        words = [bool(_HAN.search(content)) and content != "无" for content in texts]
        for first, last in _label_runs(words):
            unit = texts[last - 1] if texts[last - 1] in _UNITS and last - first > 1 else ""
            label = "\n".join(texts[first : last - bool(unit)])
            end = next((index for index in range(last, len(words)) if words[index]), len(words))
            pieces = tuple(
                Piece(content, cell.span) if content else EMPTY
                for content, cell in zip(texts[last:end], cells[last:end], strict=True)
            )
            if pieces:
                span = Span(cells[first].span.start, max(cells[end - 1].span.end, cells[first].span.end))
                yield _Written(_label(label), unit, pieces, span, in_grid=True)


def _label_runs(words: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The runs of cells that hold words, as (first, after the last)."""
    start = 0
    for is_word, run in groupby(words):
        size = len(list(run))
        if is_word:
            yield start, start + size
        start += size


def _flat_rows(text: str, offset: int) -> Iterator[_Written]:
    """The same of text without cells; the enumerator of the next label is no part of the figures."""
    at, expected = 0, 0
    while match := _ROW.search(text, at):
        values, end = match["values"], match.end("values")
        after = re.match(r"\s*[.、)]\s*[\u4e00-\u9fff《]", text[end:])
        last = re.search(r"\d+$", values)
        if after and last:
            number = (
                str(expected + 1) if last[0].endswith(str(expected + 1)) else "1" if last[0].endswith("1") else last[0]
            )
            end -= len(number)
            values = values[: len(values) - len(number)]
            expected = int(number)
        pieces = tuple(
            Piece(m[0], Span(offset + match.start("values") + m.start(), offset + match.start("values") + m.end()))
            for m in re.finditer(r"-?\d[\d,]*(?:\.\d+)?|^(?:[-/]{1,2}|无)$", values)
        )
        if pieces and not _PROSE.search(match["label"]):
            start = match.start("label") + len(match["label"]) - len(match["label"].lstrip(" \n|\t.、)("))
            unit = match["unit"] or match["after"] or ""
            yield _Written(_label(match["label"]), unit, pieces, Span(offset + start, pieces[-1].span.end))
        at = max(end, match.end("label") + 1)


def _label(text: str) -> str:
    text = _OPEN_NOTE.sub("", text)
    text = re.sub(r"\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、", "\n", text)
    return "".join(re.findall("[\u4e00-\u9fff]", text))


def _match(label: str, group: str) -> StatisticsRow | None:
    """The row whose wording the label ends with: the longest, in the open part of the table."""
    best: tuple[int, StatisticsRow | None] = (0, None)
    for unit in ("", *_UNITS):
        plain = label.removesuffix(unit) if unit else label
        for row in statistics_rows():
            if row.group and row.group != group:
                continue
            length = max((len(text) for text in row.labels if plain.endswith(text)), default=0)
            if length > best[0]:
                best = (length, row)
    return best[1]


def _alike(label: str, absent: Set[str]) -> StatisticsRow | None:
    """The absent row whose wording is most like a garbled label."""
    from rapidfuzz import fuzz

    best: tuple[float, StatisticsRow | None] = (_LEAST_LIKE, None)
    for row in statistics_rows() if absent else ():
        if row.id in absent:
            score = max(fuzz.ratio(text, label) for text in row.labels)
            best = max(best, (score, row), key=lambda pair: pair[0])
    return best[1]


def _grows(pair: Sequence[Piece]) -> bool:
    """The figure since the beginning is not below the year's (历年累计 holds 本年度)."""
    year, since = (read_figure(piece.text).value for piece in pair)
    return year is not None and since is not None and year <= since


def _in_unit(cell: TableCell, stated: str) -> TableCell:
    wanted = indicators()[cell.indicator].unit
    if cell.value is None or {stated, wanted} != {"元", "万元"}:
        return cell
    return replace(cell, value=round(cell.value * 10_000 if stated == "万元" else cell.value / 10_000, 6))

"""The statutory tables as the forms print them (``data/printed_forms.toml``): rows and columns of heads and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from gipnlp.rendering.page.wording import Words, indicator_words, labels, named, words_of
from gipnlp.report import Table, TableCell
from gipnlp.statute import data_toml, indicators


@dataclass(frozen=True, slots=True)
class Head:
    """A cell that names a row or a column."""

    words: Words
    colspan: int = 1
    rowspan: int = 1
    scope: str = "row"


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell with a figure, which is the fact of that number; None where the form has no such cell."""

    fact: int | None
    colspan: int = 1


Line = tuple[Head | Figure, ...]
FactOf = Callable[[TableCell], int | None]


@dataclass(frozen=True, slots=True)
class Printed:
    """A table as printed. ``kind`` is the form's table, ``page`` the first page that it stands on."""

    kind: str
    title: Words
    page: int | None
    head: tuple[Line, ...]
    lines: tuple[Line, ...]
    facts: tuple[int, ...]


def printed_tables(tables: Iterable[Table], fact_of: FactOf) -> list[Printed]:
    """The tables of a report, the parts of the first statutory one put together as the form does.

    Args:
        tables: As read.
        fact_of: The number of the fact that a cell states.
    """
    result = []
    for kind, group in groupby(tables, lambda table: table.id.partition(".")[0]):
        together = list(group)
        if kind == "proactive":
            result.append(_printed(kind, together, (), tuple(_proactive(together, fact_of)), fact_of))
            continue
        for table in together:
            head, lines = _PRINTERS.get(kind, _statistics)(table, fact_of)
            result.append(_printed(kind, [table], head, lines, fact_of))
    return result


def _printed(
    kind: str, tables: Sequence[Table], head: tuple[Line, ...], lines: tuple[Line, ...], fact_of: FactOf
) -> Printed:
    facts = [fact for table in tables for cell in table if (fact := fact_of(cell)) is not None]
    title = labels()["tables"].get(kind) or named("sections", kind)
    return Printed(kind, title, tables[0].page, head, lines, tuple(facts))


@cache
def _form(kind: str) -> dict[str, Any]:
    form: dict[str, Any] = data_toml("printed_forms.toml")[kind]
    return form


def _words(kind: str, group: str, name: str) -> Words:
    pair = _form(kind)[group].get(name)
    if pair is None:
        return indicator_words(name)
    return words_of(pair["name"] if isinstance(pair, dict) else pair, name)


def _figures(cells: Iterable[TableCell | None], fact_of: FactOf) -> Iterator[Figure]:
    for cell in cells:
        yield Figure(fact_of(cell) if cell else None)


def _requests(table: Table, fact_of: FactOf) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    form = _form("requests")
    columns = [_words("requests", "columns", name) for name in table.columns]
    middle = len(columns) - 2
    head: tuple[Line, ...] = (
        (
            Head(words_of(form["stub"], "stub"), colspan=3, rowspan=3, scope="col"),
            Head(words_of(form["title"], "title"), colspan=len(columns), scope="colgroup"),
        ),
        (
            Head(columns[0], rowspan=2, scope="col"),
            Head(words_of(form["legal_persons"], "legal_persons"), colspan=middle, scope="colgroup"),
            Head(columns[-1], rowspan=2, scope="col"),
        ),
        tuple(Head(words, scope="col") for words in columns[1:-1]),
    )
    groups = [tuple(form["rows"].get(row, {}).get("groups", ())) for row in table.rows]
    lines: list[Line] = []
    for number, (row, cells) in enumerate(zip(table.rows, table.cells, strict=True)):
        path = groups[number]
        names = [
            Head(_words("requests", "groups", name), rowspan=_length(groups, number, depth), scope="rowgroup")
            for depth, name in enumerate(path)
            if number == 0 or groups[number - 1][: depth + 1] != path[: depth + 1]
        ]
        label = Head(_words("requests", "rows", row), colspan=3 - len(path))
        lines.append((*names, label, *_figures(cells, fact_of)))
    return head, tuple(lines)


def _length(groups: Sequence[tuple[str, ...]], start: int, depth: int) -> int:
    """How many rows from ``start`` on stand in the same group."""
    path = groups[start][: depth + 1]
    end = start
    while end < len(groups) and groups[end][: depth + 1] == path:
        end += 1
    return end - start


def _proactive(tables: Sequence[Table], fact_of: FactOf) -> Iterator[Line]:
    """Item by item of article 20, each with the heads of its columns; narrower items spread over the width."""
    rows = _form("proactive")["rows"]
    width = max(len(table.columns) for table in tables)

    def item(table: Table) -> Words:
        return words_of(rows.get(table.rows[0], {}).get("item", [table.id, table.id]), table.id)

    for words, group in groupby(tables, item):
        yield (Head(words, colspan=width + 1, scope="colgroup"),)
        heads: tuple[str, ...] = ()
        for table in group:
            spans = _spread(len(table.columns), width)
            if table.columns != heads:
                heads = table.columns
                names = (_column(table.rows[0], name) for name in heads)
                subject = Head(words_of(_form("proactive")["subject"], "subject"), scope="col")
                yield (subject, *(Head(w, colspan=s, scope="col") for w, s in zip(names, spans, strict=True)))
            for row, cells in zip(table.rows, table.cells, strict=True):
                figures = (Figure(f.fact, s) for f, s in zip(_figures(cells, fact_of), spans, strict=True))
                yield (Head(_words("proactive", "rows", row)), *figures)


def _column(row: str, name: str) -> Words:
    columns = _form("proactive")["columns"]
    return words_of(columns.get(f"{row}.{name}") or columns.get(name, [name, name]), name)


def _spread(count: int, width: int) -> list[int]:
    """``count`` column spans that fill ``width``, as even as can be."""
    return [width // count + (place < width % count) for place in range(count)]


def _remedies(table: Table, fact_of: FactOf) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """One line with the outcomes of all three ways, as the form has it."""
    width = len(table.columns)
    suits = [row for row in table.rows if row.startswith("litigation.")]
    first: list[Head | Figure] = [
        Head(_words("remedies", "groups", row), colspan=width, rowspan=2, scope="colgroup")
        for row in table.rows
        if row not in suits
    ]
    if suits:
        first.append(Head(_words("remedies", "groups", "litigation"), colspan=width * len(suits), scope="colgroup"))
    second = tuple(Head(_words("remedies", "groups", row), colspan=width, scope="colgroup") for row in suits)
    third = tuple(Head(_words("remedies", "columns", name), scope="col") for _ in table.rows for name in table.columns)
    cells = [cell for row in table.cells for cell in row]
    return (tuple(first), second, third), (tuple(_figures(cells, fact_of)),)


def _statistics(table: Table, fact_of: FactOf) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    form = _form("statistics")
    head = tuple(Head(words_of(form[name], name), scope="col") for name in ("name", "unit", "value"))
    lines: list[Line] = []
    for row, cells in zip(table.rows, table.cells, strict=True):
        unit = indicators()[row].unit if row in indicators() else ""
        lines.append((Head(indicator_words(row)), Head(Words(unit, unit), scope=""), *_figures(cells, fact_of)))
    return (head,), tuple(lines)


_PRINTERS = {"requests": _requests, "remedies": _remedies}

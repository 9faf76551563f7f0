"""Text as crawlers and converters leave it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gipnlp.evaluation.zoo.paper import Paper, Table


def _write(paper: Paper, table: Callable[[Table], str], between: str = "\n") -> str:
    return between.join(item if isinstance(item, str) else table(item) for item in paper.items) + "\n"


def _texts(table: Table) -> Iterable[list[str]]:
    return ([cell.text for cell in row] for row in table.rows())


def one_line(paper: Paper) -> str:
    """Everything on one line, cells divided by spaces; empty cells are lost."""
    return _write(paper, lambda t: " ".join(text for row in _texts(t) for text in row if text), " ")


def cell_per_line(paper: Paper) -> str:
    """Each cell on a line of its own, empty cells empty lines."""
    return _write(paper, lambda t: "\n".join(text for row in _texts(t) for text in row))


def filled_cell_per_line(paper: Paper) -> str:
    """Each cell a paragraph of its own; empty cells are lost."""
    return _write(paper, lambda t: "\n\n".join(text for row in _texts(t) for text in row if text), "\n\n")


def row_per_line(paper: Paper) -> str:
    """Each row on a line, cells divided by spaces; empty cells are lost."""
    return _write(paper, lambda t: "\n".join(" ".join(text for text in row if text) for row in _texts(t)))


def tabs(paper: Paper) -> str:
    """Each row on a line, cells divided by tabs, nothing for the places that a merged cell covers further down."""
    return _write(paper, lambda t: "\n".join("\t".join(row) for row in _texts(t)))


def sheet_tabs(paper: Paper) -> str:
    """Copied from a spreadsheet: a tab for every column, merged cells at their first place."""
    return _write(paper, lambda t: "\n".join("\t".join(row) for row in _places(t)))


def pipes(paper: Paper) -> str:
    """Cells divided by pipes, a row a line, nothing for merged places."""
    return _write(paper, lambda t: "\n".join(" | ".join(row) + " |" for row in _texts(t)))


def pipe_per_cell(paper: Paper) -> str:
    """Each cell on a line of its own, a pipe after it."""
    return _write(paper, lambda t: "\n".join(f"{text} |" for row in _texts(t) for text in row))


def markdown(paper: Paper) -> str:
    """A Markdown table: every place of the grid, merged cells at their first."""

    def table(one: Table) -> str:
        lines = ["| " + " | ".join(row) + " |" for row in _places(one)]
        return "\n".join([lines[0], "|" + " --- |" * len(one.widths), *lines[1:]])

    return _write(paper, table, "\n\n")


def markdown_filled(paper: Paper) -> str:
    """A Markdown table in which a merged cell's text stands in every place that it covers."""

    def table(one: Table) -> str:
        lines = ["| " + " | ".join(row) + " |" for row in _places(one, everywhere=True)]
        return "\n".join([lines[0], "|" + " --- |" * len(one.widths), *lines[1:]])

    return _write(paper, table, "\n\n")


def run_together(paper: Paper) -> str:
    """All cells of the table of requests without anything between them, those of the others with spaces."""

    def table(one: Table) -> str:
        between = "" if one.name == "requests" else " "
        return between.join(text for row in _texts(one) for text in row if text)

    return _write(paper, table, "\n")


def _places(table: Table, everywhere: bool = False) -> list[list[str]]:
    places = [[""] * len(table.widths) for _ in range(table.height)]
    for cell in table.cells:
        covered = [
            (row, column)
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        ]
        for row, column in covered if everywhere else covered[:1]:
            places[row][column] = cell.text
    return places


HABITS: dict[str, Callable[[Paper], str]] = {
    habit.__name__.replace("_", "-"): habit
    for habit in (
        *(one_line, cell_per_line, filled_cell_per_line, row_per_line, tabs, sheet_tabs, pipes, pipe_per_cell),
        *(markdown, markdown_filled, run_together),
    )
}

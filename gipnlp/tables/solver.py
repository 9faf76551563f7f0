"""Uncertain rows and the sums of the form: a reading is used only where the sums leave no other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from gipnlp.tables.rows import Option, RowReading, values

_MOST_COMBINATIONS = 20_000


def row_sum_holds(figures: Sequence[float | None]) -> bool:
    """True if the last figure is written and is the sum of the others; an empty cell counts as 0."""
    total = figures[-1]
    return total is not None and abs(sum(figure or 0 for figure in figures[:-1]) - total) < 1e-6


def group_sums_hold(figures: Sequence[float | None], size: int = 5) -> bool:
    """True if each group of ``size`` figures ends with its sum."""
    return all(row_sum_holds(figures[start : start + size]) for start in range(0, len(figures), size))


def balance(
    rows: Sequence[RowReading | None], sums: Sequence[tuple[Sequence[int], Sequence[int]]]
) -> list[list[Option]]:
    """For each row the readings that the column sums leave.

    Args:
        rows: The rows of the table in the order of the form, None for a missing one.
        sums: Pairs of row indices whose figures must have the same sum in every column.
    """
    options = [list(row.options) if row is not None else [] for row in rows]
    open_rows = [index for index, row in enumerate(options) if len(row) > 1]
    total = 1
    for index in open_rows:
        total *= len(options[index])
    if not open_rows or total > _MOST_COMBINATIONS:
        return options
    numbers = [[values(option) for option in row] for row in options]
    touched = [pair for pair in sums if any(index in open_rows for index in (*pair[0], *pair[1]))]
    kept = [
        choice
        for choice in product(*(range(len(options[index])) for index in open_rows))
        if _all_hold(numbers, dict(zip(open_rows, choice, strict=True)), touched)
    ]
    for position, index in enumerate(open_rows):
        if kept:
            options[index] = [options[index][i] for i in sorted({choice[position] for choice in kept})]
    return options


def _all_hold(
    numbers: list[list[list[float | None]]],
    chosen: dict[int, int],
    sums: Sequence[tuple[Sequence[int], Sequence[int]]],
) -> bool:
    def column_sum(indices: Sequence[int], column: int) -> float:
        rows = [numbers[index][chosen.get(index, 0)] for index in indices if numbers[index]]
        return sum(row[column] or 0 for row in rows)

    width = max((len(option) for row in numbers for option in row), default=0)
    return all(abs(column_sum(a, c) - column_sum(b, c)) < 1e-6 for a, b in sums for c in range(width))

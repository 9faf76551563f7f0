"""The solver: what it returns satisfies the sums, what is certain stays, and nothing takes long."""

from __future__ import annotations

import time
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gipnlp.tables.solver import Equation, Unknown, Way, possible

WIDTH = 4  # three parts and their total
ROWS = 4  # three outcomes and their total


def _equations() -> list[Equation]:
    """The sums of a small table like that of requests: rows end with their total, columns as well."""
    across = [Equation(tuple((r, c) for c in range(WIDTH - 1)), ((r, WIDTH - 1),)) for r in range(ROWS)]
    down = [Equation(tuple((r, c) for r in range(ROWS - 1)), ((ROWS - 1, c),)) for c in range(WIDTH)]
    return across + down


def _table(parts: list[int]) -> dict[tuple[int, int], float]:
    size = WIDTH - 1
    rows = [parts[r * size : (r + 1) * size] for r in range(ROWS - 1)]
    rows = [[*row, sum(row)] for row in rows]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    return {(r, c): float(figure) for r, row in enumerate(rows) for c, figure in enumerate(row)}


def _holds(figures: dict[tuple[int, int], float], equation: Equation) -> bool:
    return sum(figures[cell] for cell in equation.parts) == sum(figures[cell] for cell in equation.whole)


@st.composite
def _doubtful(draw: st.DrawFn) -> tuple[dict[tuple[int, int], float], list[Unknown]]:
    """A table that holds, and cells of it with the true figure among wrong ones, or with wrong ones only."""
    table = _table(draw(st.lists(st.integers(0, 30), min_size=9, max_size=9)))
    cells = draw(st.lists(st.sampled_from(sorted(table)), max_size=5, unique=True))
    unknowns = []
    for cell in cells:
        wrong = draw(st.lists(st.integers(0, 60).map(float), max_size=3))
        ways = {table[cell], *wrong} if draw(st.booleans()) or not wrong else set(wrong)
        unknowns.append(Unknown((cell,), tuple((way,) for way in sorted(ways))))
    return table, unknowns


def _by_trying(table: dict[tuple[int, int], float], unknowns: list[Unknown]) -> list[set[Way]]:
    """The same by trying every combination."""
    cells = [unknown.cells[0] for unknown in unknowns]
    asked = [e for e in _equations() if any(cell in e.signs for cell in cells)]
    fitting = []
    for choice in product(*(unknown.ways for unknown in unknowns)):
        figures = table | {cell: way[0] for cell, way in zip(cells, choice, strict=True)}
        if all(_holds(figures, equation) for equation in asked):
            fitting.append(choice)
    return [{choice[i] for choice in fitting} for i in range(len(unknowns))]


@given(_doubtful())
def test_exactly_what_trying_every_combination_leaves(case: tuple[dict[tuple[int, int], float], list[Unknown]]) -> None:
    table, unknowns = case
    known = {cell: figure for cell, figure in table.items() if all(cell not in u.cells for u in unknowns)}
    found = possible(known, unknowns, _equations())
    assert all(set(left) <= set(unknown.ways) for left, unknown in zip(found, unknowns, strict=True))
    if all((table[unknown.cells[0]],) in unknown.ways for unknown in unknowns):
        assert [set(ways) for ways in found] == _by_trying(table, unknowns)


@given(_doubtful())
def test_a_single_reading_satisfies_the_sums(case: tuple[dict[tuple[int, int], float], list[Unknown]]) -> None:
    table, unknowns = case
    known = {cell: figure for cell, figure in table.items() if all(cell not in u.cells for u in unknowns)}
    found = possible(known, unknowns, _equations())
    if any(len(u.ways) > 1 for u in unknowns) and all(len(ways) == 1 for ways in found):
        settled = [i for i, u in enumerate(unknowns) if len(u.ways) > 1]
        figures = table | {unknowns[i].cells[0]: found[i][0][0] for i in range(len(unknowns))}
        asked = [e for e in _equations() if any(unknowns[i].cells[0] in e.signs for i in settled)]
        assert all(_holds(figures, equation) for equation in asked)


@given(st.lists(st.integers(0, 50), min_size=9, max_size=9), st.integers(0, 15), st.integers(1, 9))
def test_a_certain_table_is_left_alone_even_if_its_sums_break(parts: list[int], place: int, more: int) -> None:
    table = _table(parts)
    table[divmod(place, WIDTH)] += more
    assert possible(table, [], _equations()) == []


def test_a_printed_mistake_leaves_the_cells_beside_it_open() -> None:
    table = _table([1, 2, 3, 4, 5, 6, 7, 8, 9])
    table[0, 3] = 60.0  # printed for 6: the row's sum fails whatever the doubtful cell is
    unknown = Unknown(((0, 0),), ((1.0,), (7.0,)))
    assert possible(table, [unknown], _equations()) == [unknown.ways]


@given(st.lists(st.integers(0, 50), min_size=9, max_size=9), st.integers(0, 15))
def test_a_cell_that_cannot_be_read_is_what_two_sums_say(parts: list[int], place: int) -> None:
    table = _table(parts)
    cell = divmod(place, WIDTH)
    known = {other: figure for other, figure in table.items() if other != cell}
    assert possible(known, [Unknown((cell,))], _equations()) == [((table[cell],),)]


def test_two_sums_that_disagree_and_a_single_sum_say_nothing_of_a_cell() -> None:
    table = _table([1, 2, 3, 4, 5, 6, 7, 8, 9])
    table[0, 3] = 60.0
    assert possible(table, [Unknown(((0, 0),))], _equations()) == [()]
    one_sum = _equations()[:1]
    assert possible(_table([1] * 9), [Unknown(((0, 0),))], one_sum) == [()]


def test_time_is_bounded_where_combinations_explode() -> None:
    cells = [(r, c) for r in range(25) for c in range(6)]
    equations = [Equation(tuple((r, c) for c in range(6)), ((r, 6),)) for r in range(25)]
    equations += [Equation(tuple((r, c) for r in range(24)), ((24, c),)) for c in range(7)]
    unknowns = [Unknown((cell,), ((3.0,), (8.0,), (9.0,), (38.0,))) for cell in cells]
    known = {(r, 6): 18.0 for r in range(24)} | {(24, 6): 432.0}
    start = time.perf_counter()
    possible(known, unknowns, equations)
    assert time.perf_counter() - start < 10

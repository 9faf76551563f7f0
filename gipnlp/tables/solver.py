"""Uncertain figures and the sums of the form: a reading is used only where the sums leave no other.

:func:`possible` is all that the rest needs. It is exact and bounded. Ways that the bounds of a single sum exclude go
first; then the unknowns are placed one after the other, and what is remembered is only what each sum still lacks (many
choices lack the same, so that this stays small where listing the combinations would explode). What leads to nothing
lacking is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gipnlp.tables.cells import read_figure
from gipnlp.tables.rows import Option, RowReading, values

Cell = tuple[Any, Any]  # whatever two things name a cell: row and column, indicator and applicant
Way = tuple[float, ...]
_MOST_STEPS = 300_000  # additions of one way to what the sums lack: about a second
_MOST_VALUES = 2_000  # of a cell that cannot be read
FEWEST_SUMS = 2  # that must agree on a value that was not read
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Unknown:
    """Cells that are uncertain together.

    Attributes:
        cells: One cell, or those of a row whose digits run together.
        ways: The ways to read them, each a figure for every cell; none for a single cell that cannot be read at all.
    """

    cells: tuple[Cell, ...]
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """The cells of ``parts`` add up to what the cells of ``whole`` add up to; a cell that is not there counts as 0."""

    parts: tuple[Cell, ...]
    whole: tuple[Cell, ...]

    @property
    def signs(self) -> dict[Cell, int]:
        """The cells with 1, or -1 for those of the whole."""
        return dict.fromkeys(self.parts, 1) | dict.fromkeys(self.whole, -1)


def possible(
    known: Mapping[Cell, float], unknowns: Sequence[Unknown], equations: Iterable[Equation]
) -> list[tuple[Way, ...]]:
    """For each unknown, its ways that occur in a reading that satisfies every equation.

    Equations without an unknown cell play no part: a printed mistake elsewhere is none of this. Unknowns that no
    reading satisfies keep all their ways (the document breaks its sums, and is not mended), and so do those that are
    too many to be sure.

    Args:
        known: The figures that are certain; an empty cell is 0.
        unknowns: The uncertain cells, none of them in two unknowns.
        equations: The sums of the form.
    """
    signs = [equation.signs for equation in equations]
    asked = _with_values(known, list(unknowns), signs)
    unread = {cell for unknown in asked if not unknown.ways for cell in unknown.cells}
    signs = [cells for cells in signs if not unread & cells.keys()]
    result = [unknown.ways for unknown in asked]
    for places in _components(asked, signs):
        kept = _solved([asked[place] for place in places], known, signs)
        for place, ways in zip(places, kept, strict=True):
            result[place] = ways
    return result


def _with_values(
    known: Mapping[Cell, float], unknowns: list[Unknown], signs: Sequence[Mapping[Cell, int]]
) -> list[Unknown]:
    """The unknowns, cells that cannot be read with the values on which at least two of their sums agree."""
    for _ in unknowns:
        before = list(unknowns)
        for place, unknown in enumerate(unknowns):
            if not unknown.ways:
                unknowns[place] = replace(unknown, ways=_values_by_sums(unknown.cells[0], known, unknowns, signs))
        if unknowns == before:
            break
    return unknowns


def _values_by_sums(
    cell: Cell,
    known: Mapping[Cell, float],
    unknowns: Sequence[Unknown],
    signs: Sequence[Mapping[Cell, int]],
) -> tuple[Way, ...]:
    found: list[set[float]] = []
    for cells in signs:
        if cell not in cells:
            continue
        others = [u for u in unknowns if cell not in u.cells and any(c in cells for c in u.cells)]
        totals = {_constant(known, cells)}
        for other in others:
            shares = {_share(other, way, cells) for way in other.ways}
            if len(totals) * len(shares) > _MOST_VALUES:
                totals.clear()  # too many: the sum tells nothing, as it does where another cell cannot be read
                break
            totals = {round(total + share, _DECIMALS) for total in totals for share in shares}
        if totals:
            found.append({-total / cells[cell] for total in totals})
    if len(found) < FEWEST_SUMS:
        return ()
    return tuple((value,) for value in sorted(set.intersection(*found)) if value >= 0 and value == int(value))


def _constant(known: Mapping[Cell, float], cells: Mapping[Cell, int]) -> float:
    return round(sum(sign * known.get(cell, 0.0) for cell, sign in cells.items()), _DECIMALS)


def _share(unknown: Unknown, way: Way, cells: Mapping[Cell, int]) -> float:
    """What the way adds to the sum."""
    return sum(cells.get(cell, 0) * figure for cell, figure in zip(unknown.cells, way, strict=True))


def _components(unknowns: Sequence[Unknown], signs: Sequence[Mapping[Cell, int]]) -> list[list[int]]:
    """The places of the unknowns that sums connect, in an order that keeps few sums open at a time."""
    touched = [
        {i for i, cells in enumerate(signs) if any(cell in cells for cell in unknown.cells)} for unknown in unknowns
    ]
    left = [place for place, unknown in enumerate(unknowns) if unknown.ways and touched[place]]
    components: list[list[int]] = []
    opened: set[int] = set()
    while left:
        connected = [place for place in left if touched[place] & opened]
        if not connected:
            components.append([])
        place = min(connected or left[:1], key=lambda place: len(touched[place] - opened))
        components[-1].append(place)
        left.remove(place)
        opened |= touched[place]
    return components


def _solved(
    unknowns: Sequence[Unknown], known: Mapping[Cell, float], signs: Sequence[Mapping[Cell, int]]
) -> list[tuple[Way, ...]]:
    """The possible ways of unknowns that are connected; all of them if there is no solution or it takes too long."""
    signs = [cells for cells in signs if any(cell in cells for unknown in unknowns for cell in unknown.cells)]
    shares = [[tuple(_share(u, way, cells) for cells in signs) for way in u.ways] for u in unknowns]
    start = tuple(_constant(known, cells) for cells in signs)
    left = _within_bounds([list(range(len(u.ways))) for u in unknowns], shares, start)
    chosen = _reaching_nothing(left, shares, start) if all(left) else None
    if chosen is None:
        return [unknown.ways for unknown in unknowns]
    return [tuple(unknown.ways[i] for i in sorted(chosen[place])) for place, unknown in enumerate(unknowns)]


def _within_bounds(left: list[list[int]], shares: Sequence[Sequence[Way]], start: Way) -> list[list[int]]:
    """The ways with which every sum can still come out, by the least and the most that the others add to it."""
    while True:
        lows, highs = _bounds(left, shares, len(start))
        low = [sum(column) + first for column, first in zip(zip(*lows, strict=True), start, strict=True)]
        high = [sum(column) + first for column, first in zip(zip(*highs, strict=True), start, strict=True)]
        kept = [
            [
                i
                for i in ways
                if all(
                    low[s] - lows[place][s] + share <= 1e-6 and high[s] - highs[place][s] + share >= -1e-6
                    for s, share in enumerate(shares[place][i])
                )
            ]
            for place, ways in enumerate(left)
        ]
        if kept == left or not all(kept):
            return kept
        left = kept


def _bounds(left: Sequence[Sequence[int]], shares: Sequence[Sequence[Way]], count: int) -> tuple[list[Way], list[Way]]:
    columns = [[[shares[place][i][s] for i in ways] for s in range(count)] for place, ways in enumerate(left)]
    return [tuple(map(min, rows)) for rows in columns], [tuple(map(max, rows)) for rows in columns]


def _reaching_nothing(left: list[list[int]], shares: Sequence[Sequence[Way]], start: Way) -> list[set[int]] | None:
    """For each unknown, its ways that are part of a choice after which no sum lacks anything; None if there is none."""
    lows, highs = _bounds(left, shares, len(start))
    layers: list[dict[Way, list[tuple[Way, int]]]] = []  # what is lacking, after which way from what was lacking before
    lacking: set[Way] = {start}
    steps = 0
    for place, ways in enumerate(left):
        low = [sum(row[s] for row in lows[place + 1 :]) for s in range(len(start))]
        high = [sum(row[s] for row in highs[place + 1 :]) for s in range(len(start))]
        layer: dict[Way, list[tuple[Way, int]]] = {}
        steps += len(lacking) * len(ways)
        if steps > _MOST_STEPS:
            return None
        for before in lacking:
            for i in ways:
                after = tuple(round(a + b, _DECIMALS) for a, b in zip(before, shares[place][i], strict=True))
                if all(a + lo <= 1e-6 and a + hi >= -1e-6 for a, lo, hi in zip(after, low, high, strict=True)):
                    layer.setdefault(after, []).append((before, i))
        layers.append(layer)
        lacking = set(layer)
    if not lacking:
        return None
    chosen: list[set[int]] = []
    for layer in reversed(layers):
        reached = [link for after in lacking for link in layer[after]]
        chosen.append({i for _, i in reached})
        lacking = {before for before, _ in reached}
    return chosen[::-1]


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
    width = max((len(option) for row in options for option in row), default=0)
    known: dict[Cell, float] = {}
    unknowns: dict[int, Unknown] = {}
    unread: list[Unknown] = []
    for index, row in enumerate(options):
        cells = tuple((index, column) for column in range(len(row[0]) if row else 0))
        if len(row) > 1:
            unknowns[index] = Unknown(cells, tuple(tuple(f or 0.0 for f in values(option)) for option in row))
        for cell, piece in zip(cells, row[0], strict=True) if len(row) == 1 else ():
            figure = read_figure(piece.text)
            known[cell] = figure.value or 0.0
            if figure.doubt:
                unread.append(Unknown((cell,)))
    equations = [
        Equation(tuple((row, column) for row in parts), tuple((row, column) for row in whole))
        for parts, whole in sums
        for column in range(width)
    ]
    left = possible(known, [*unknowns.values(), *unread], equations)
    for (index, unknown), ways in zip(unknowns.items(), left, strict=False):
        fitting = set(ways)
        options[index] = [o for o, way in zip(options[index], unknown.ways, strict=True) if way in fitting]
    return options

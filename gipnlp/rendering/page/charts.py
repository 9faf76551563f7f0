"""Charts as places on an SVG: what the templates draw, worked out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gipnlp.rendering.page.wording import Words
from gipnlp.store.overview import Listed, Quartiles

WIDTH, HEIGHT = 360, 190  # units of the drawing
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 10, 12, 24
_BINS = 10  # of the total score


@dataclass(frozen=True, slots=True)
class Tick:
    """A number beside an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it counts, and within it the part that stands out."""

    label: str
    count: int
    part: int
    x: float
    y: float
    width: float
    height: float
    part_height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Upright bars."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    every: int = 1  # which bars have a label below: all of them do not fit


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of medians in a band of quartiles: the points as SVG writes them."""

    name: Words
    unit: str
    line: str
    band: str
    points: tuple[tuple[float, float, Quartiles], ...]
    ticks: tuple[Tick, ...]
    years: tuple[Tick, ...]


def years_chart(reports: Sequence[Listed]) -> Bars:
    """Reports by year, those with failing sums as the part that stands out."""
    count = Counter(report.year for report in reports if report.year is not None)
    failing = Counter(report.year for report in reports if report.year is not None and report.failing)
    span = range(min(count), max(count) + 1) if count else ()
    return _bars([(str(year), count[year], failing[year]) for year in span])


def quality_chart(reports: Sequence[Listed]) -> Bars:
    """How many reports have a total score in each tenth of the scale."""
    step = 100 // _BINS
    tenths = Counter(min(int(r.quality // step), _BINS - 1) for r in reports if r.quality is not None)
    return _bars([(f"{bin * step}–{bin * step + step}", tenths[bin], 0) for bin in range(_BINS)], bins=True)


def _bars(counts: Sequence[tuple[str, int, int]], *, bins: bool = False) -> Bars:
    most = max((count for _, count, _ in counts), default=0)
    ticks = _ticks(most)
    top = float(ticks[-1]) or 1.0
    across, down = (WIDTH - _LEFT - _RIGHT) / max(len(counts), 1), HEIGHT - _TOP - _BOTTOM
    gap = 1.0 if bins else across * 0.22
    bars = []
    for place, (label, count, part) in enumerate(counts):
        height = down * count / top
        x, width = _LEFT + place * across + gap / 2, across - gap
        y = HEIGHT - _BOTTOM - height
        bars.append(Bar(label, count, part, *_short(x, y, width, height, down * part / top)))
    return Bars(tuple(bars), _scale(ticks, top), 2 if bins else math.ceil(len(counts) / 9))


def trend_chart(name: Words, unit: str, years: Sequence[Quartiles]) -> Trend:
    """The course of an indicator."""
    ticks = _ticks(max(year.upper for year in years))
    top = float(ticks[-1]) or 1.0
    first, last = years[0].year, years[-1].year

    def x(year: float) -> float:
        return _LEFT + 8 + (WIDTH - _LEFT - _RIGHT - 24) * (year - first) / (last - first)

    def y(value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top

    def path(points: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{across:.1f},{down:.1f}" for across, down in points)

    middle = [(x(one.year), y(one.median)) for one in years]
    around = [(x(one.year), y(one.upper)) for one in years] + [(x(one.year), y(one.lower)) for one in reversed(years)]
    points = tuple((*_short(*place), one) for place, one in zip(middle, years, strict=True))
    every = math.ceil((last - first + 1) / 6)
    named = tuple(Tick(round(x(year), 1), str(year)) for year in range(first, last + 1, every))
    return Trend(name, unit, path(middle), path(around), points, _scale(ticks, top), named)  # type: ignore[arg-type]


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 to at least ``most``, three to six of them."""
    if most <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(most / 4))
    step = next(power * times for times in (1, 2, 5, 10) if power * times * 4 >= most)
    step = max(step, 1.0) if most >= 1 else step
    return [step * place for place in range(math.ceil(most / step) + 1)]


def _scale(ticks: Sequence[float], top: float) -> tuple[Tick, ...]:
    down = HEIGHT - _TOP - _BOTTOM
    return tuple(Tick(round(HEIGHT - _BOTTOM - down * tick / top, 1), _brief(tick)) for tick in ticks)


def _brief(value: float) -> str:
    """A number that fits beside an axis."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{value / (1e3 if letter == 'k' else size):g}{letter}"
    return f"{value:g}"


def _short(*numbers: float) -> tuple[float, ...]:
    return tuple(round(number, 1) for number in numbers)

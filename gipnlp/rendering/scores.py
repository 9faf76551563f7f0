"""Scores on a terminal or in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from gipnlp.evaluation import Bin, Evaluation, Mistake, Row
from gipnlp.rendering.terminal import shown
from gipnlp.statute import indicators


def evaluation_view(evaluation: Evaluation, errors: int) -> RenderableType:
    """The scores as tables, with the ``errors`` worst errors: the surest wrong figures first, then what was missed."""
    parts: list[RenderableType] = [
        _scores("Figures", evaluation.totals),
        _scores("By form", evaluation.forms),
        _characters(evaluation.sections),
        _scores("By section (characters; headings and classifier)", evaluation.labels),
        _narrative(evaluation.narrative),
        _scores("By indicator (rules and tagger)", evaluation.indicators),
        _reliability(evaluation.bins, evaluation.calibration_error),
    ]
    if errors:
        parts.append(_errors(evaluation.mistakes, errors))
    return Group(*parts)


def _grid(title: str, columns: Sequence[str]) -> Grid:
    grid = Grid(title=title, title_justify="left", box=None, pad_edge=False)
    grid.add_column(columns[0])
    for name in columns[1:]:
        grid.add_column(name, justify="right")
    return grid


def _scores(title: str, rows: Iterable[Row]) -> Grid:
    grid = _grid(title, ["", "P", "R", "F1", "95 %", "gold"])
    for row in rows:
        r = row.ratios
        between = f"{row.interval[0]:.2f}-{row.interval[1]:.2f}" if row.interval else ""
        grid.add_row(row.name, f"{r.precision:.3f}", f"{r.recall:.3f}", f"{r.f1:.3f}", between, str(r.wanted))
    return grid


def _characters(rows: Iterable[Row]) -> Grid:
    grid = _grid("Sections", ["", "share of characters right"])
    for row in rows:
        grid.add_row(row.name, f"{row.ratios.f1:.3f}")
    return grid


def _narrative(scores: Mapping[str, float]) -> Grid:
    grid = _grid("Narrative", ["", "score"])
    for name, value in scores.items():
        grid.add_row(name, f"{value:.3f}")
    return grid


def _reliability(bins: Iterable[Bin], error: float) -> Grid:
    grid = _grid(f"Reliability (expected calibration error {error:.3f})", ["confidence", "right", "figures"])
    for one in bins:
        grid.add_row(f"{one.confidence:.2f}", f"{one.right:.2f}", str(one.count))
    return grid


def _errors(mistakes: Sequence[Mistake], most: int) -> Group:
    wrong = [m for m in mistakes if m.confidence is not None][:most]
    missed = [m for m in mistakes if m.confidence is None][:most]
    lines = [Text(f"Worst errors ({len(wrong)} found wrongly, {len(missed)} missed)")]
    for mistake in (*wrong, *missed):
        name = indicators()[mistake.indicator].name_zh
        how = "missed" if mistake.confidence is None else f"found wrongly ({mistake.confidence:.2f})"
        who = "" if mistake.applicant == "total" else f" [{mistake.applicant}]"
        lines.append(Text(f"  {mistake.report}: {name} {mistake.indicator}{who} {mistake.value:g}, {how}"))
        lines.append(Text(f"    {shown(mistake.evidence)[:160]}", style="dim"))
    return Group(*lines)

"""The narrative of a report, a comparison of two, and near-duplicates, on a terminal or in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column
from rich.table import Table as Grid
from rich.text import Text

from gipnlp.comparison import Comparison, Line
from gipnlp.narrative.quality import TOTAL
from gipnlp.rendering.terminal import one_line, shown
from gipnlp.report import Report, Sentence
from gipnlp.similarity import Similar
from gipnlp.statute import indicators

_MARKS = {"same": ("=", "dim"), "reworded": ("~", "yellow"), "new": ("+", "green"), "gone": ("-", "red")}
_STATES = {"pass": "green", "fail": "red", "skipped": "dim"}
_MOST_CHANGES, _MOST_LINES, _MOST_PAIRS, _MOST_CLUSTERS = 60, 200, 30, 10


def narrative_view(report: Report, sentences: Sequence[Sentence] = ()) -> RenderableType:
    """The quality of a report by dimension with the evidence, its findings, and sentences with their reasons."""
    grid = Grid("dimension", _right("score"), "evidence", box=None, pad_edge=False)
    for name, score in report.quality.items():
        value = "-" if score.score is None else f"{score.score:.0f}"
        style = "bold" if name == TOTAL else ""
        grid.add_row(Text(name, style=style), Text(value, style=style), Text(shown(score.evidence)))
    parts: list[RenderableType] = [Text(one_line(report), style="bold"), Padding(grid, (0, 0, 0, 2))]
    flagged = sum(sentence.boilerplate for sentence in report.sentences)
    parts.append(Text(f"  problems section: {len(report.sentences)} sentences, {flagged} boilerplate"))
    for finding in report.findings:
        place = f": {shown(finding.span.of(report.text))}" if finding.span and len(finding.span) < 80 else ""
        parts.append(Text(f"  ! {finding.code}: {shown(finding.message)}{place}", style="yellow"))
    return Group(*parts, *(line for sentence in sentences for line in _sentence(sentence)))


def _right(name: str) -> Column:
    return Column(name, justify="right")


def _sentence(sentence: Sentence) -> Iterator[Text]:
    flag = "boilerplate" if sentence.boilerplate else "specific"
    yield Text(f"  [{sentence.kind}, {flag} {sentence.score:.2f}] {shown(sentence.text)}")
    yield from (Text(f"      {shown(reason)}", style="dim") for reason in sentence.reasons)


def comparison_view(before: Report, after: Report, result: Comparison) -> RenderableType:
    """What changed between two reports."""
    parts: list[RenderableType] = [Text(f"A {one_line(before)}"), Text(f"B {one_line(after)}")]
    grid = Grid("figure", _right("A"), _right("B"), title="Figures", title_justify="left", box=None)
    for change in result.changes[:_MOST_CHANGES]:
        name = indicators()[change.indicator].name_zh + (
            "" if change.applicant == "total" else f" ({change.applicant})"
        )
        grid.add_row(Text(shown(name)), _number(change.before), _number(change.after))
    parts.append(grid)
    parts += [Text(f"  {check.status}: {check.detail}", style=_STATES[check.status]) for check in result.checks]
    for section in result.sections:
        parts.append(Text(f"{section.section}: {section.repeated:.0%} of {section.words} words repeated"))
    parts += [_line(line) for line in result.lines[:_MOST_LINES]]
    parts.append(Text(", ".join(f"{name} {value:.2f}" for name, value in result.similarities.items())))
    return Group(*parts)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _line(line: Line) -> Text:
    mark, style = _MARKS[line.fate]
    return Text(f"{mark} {shown(line.after or line.before)}", style=style)


def similar_view(result: Similar) -> RenderableType:
    """Pairs and clusters of near-duplicates."""
    lines = [Text(f"{result.documents} reports, {len(result.pairs)} similar pairs")]
    lines += [
        Text(f"  {pair.similarity:.2f} {shown(pair.first)}  {shown(pair.second)}")
        for pair in result.pairs[:_MOST_PAIRS]
    ]
    for number, cluster in enumerate(result.clusters[:_MOST_CLUSTERS], 1):
        lines.append(Text(f"cluster {number}: {len(cluster.documents)} reports", style="bold"))
        lines += [Text(f"  {shown(name)}") for name in cluster.documents]
        lines += [
            Text(f"    shared by {len(passage.documents)}: {shown(passage.text)}", style="dim")
            for passage in cluster.passages
        ]
    return Group(*lines)

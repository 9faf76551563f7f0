"""What reports and their parts look like in a notebook: strings of HTML without scripts or style sheets.

Everything that comes from a file passes through ``_shown``: what a report says is text, whatever it says. Colours are
translucent, so that they do on a light page and on a dark one.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from gipnlp.rendering.names import COLUMN_NAMES, ROW_NAMES, SECTION_NAMES, indicator_name, number
from gipnlp.report import Check, Element, Fact, Report, Section, Sentence, Span, Table, TableCell

if TYPE_CHECKING:
    from gipnlp.comparison import Comparison

_Key = tuple[str, str | None]
_Mark = tuple[Span, str, str]  # where, told on hovering, colour

_GREEN, _RED, _YELLOW, _BLUE = "40,160,80", "215,55,55", "220,165,20", "70,120,210"
_STATUS = {"pass": ("✓", _GREEN), "fail": ("✗", _RED), "skipped": ("–", "128,128,128")}
_FATES = {"same": "128,128,128", "reworded": _YELLOW, "new": _GREEN, "gone": _RED}
_CELL = "padding:2px 8px;text-align:left;vertical-align:top"
_FIGURE = "padding:2px 8px;text-align:right;vertical-align:top;white-space:nowrap"
_BOX = "max-height:42em;overflow:auto;padding:4px 12px;border:1px solid rgba(128,128,128,.4)"
_MOST_FACTS, _MOST_WARNINGS, _MOST_LINES = 200, 20, 200


def report_html(report: Report) -> str:
    """What was read, what fails, then the text by section with its facts marked and its tables as tables."""
    failing = [check for check in report.checks if check.status == "fail"]
    told = [report.agency or "agency not stated", report.year or "year not stated", f"form {report.form or '?'}"]
    told += [f"{len(report.facts)} facts", f"{len(report.checks)} checks, {len(failing)} failing"]
    head = f"<b>{_shown(report.title or 'without a title')}</b><br>{_shown(' · '.join(map(str, told)))}"
    warnings = [f"<li><code>{_shown(w.code)}</code> {_shown(w.message)}</li>" for w in report.warnings]
    parts = [
        f"<p>{head}</p>",
        _headed("Checks that fail", "".join(check_html(check) for check in failing)),
        _headed("Warnings", _list(warnings, _MOST_WARNINGS)),
        _headed("Quality of the narrative", _quality(report)),
        *(_section(report, section) for section in report.sections),
    ]
    return _page("".join(parts), _BOX)


def table_html(table: Table, conflicting: frozenset[_Key] = frozenset()) -> str:
    """The statutory table: figures as read, ✗ where a sum fails, ? where a cell is in doubt (why, on hovering)."""
    columns = ["", *(_column_name(table, place) for place in range(len(table.columns)))]
    lines = [
        [_td(_row_name(row, cells), row), *(_table_cell(cell, conflicting) for cell in cells)]
        for row, cells in zip(table.rows, table.cells, strict=True)
    ]
    return _page(_grid(columns, lines))


def _column_name(table: Table, place: int) -> str:
    """Those of the large tables by name; of the others what the name of a cell's indicator says after the row."""
    column = table.columns[place]
    names = (indicator_name(cell.indicator) for row in table.cells if (cell := row[place]))
    return COLUMN_NAMES.get(column) or next((name.rpartition(": ")[2] for name in names), column)


def _row_name(row: str, cells: Sequence[TableCell | None]) -> str:
    named = ROW_NAMES.get(row) or indicator_name(row)
    names = (indicator_name(cell.indicator) for cell in cells if cell)
    return named if named != row else next((name.partition(": ")[0] for name in names), row)


def facts_html(facts: Sequence[Fact]) -> str:
    """A row for each fact, with the words that it rests on."""
    lines = [_fact_cells(fact) for fact in facts[:_MOST_FACTS]]
    rest = f"<p>… and {len(facts) - _MOST_FACTS} more</p>" if len(facts) > _MOST_FACTS else ""
    return _page(_grid(["value", "indicator", "evidence", "source", "page"], lines) + rest)


def check_html(check: Check) -> str:
    """A sum with its mark and what was added up."""
    mark, colour = _STATUS[check.status]
    return _page(
        f'<span style="color:rgb({colour})">{mark}</span> <code>{_shown(check.id)}</code> {_shown(check.detail)}'
    )


def sentence_html(sentence: Sentence) -> str:
    """A sentence with its concrete elements marked, and why it is boilerplate or not."""
    flag, colour = ("boilerplate", _YELLOW) if sentence.boilerplate else ("specific", _GREEN)
    marks = [_element(element, sentence) for element in sentence.elements]
    told = f"{sentence.kind} · {flag} {sentence.score:.2f}"
    reasons = "; ".join(sentence.reasons)
    text = _marked(sentence.text, Span(0, len(sentence.text)), marks)
    return _page(f"{_tag(told, colour)} {text}<br><small>{_shown(reasons)}</small>")


def comparison_html(comparison: Comparison) -> str:
    """Figures that changed, sums between years, and the sentences that stayed, were reworded, are new or gone."""
    changes = [
        [
            _td(indicator_name(change.indicator), change.indicator),
            _td(COLUMN_NAMES.get(change.applicant, change.applicant)),
            *(_td("–" if value is None else number(value), style=_FIGURE) for value in (change.before, change.after)),
        ]
        for change in comparison.changes
    ]
    similarities = [f"{name} {value:.2f}" for name, value in comparison.similarities.items()]
    lines = [
        f"<li>{_tag(line.fate, _FATES[line.fate])} {_shown(line.after or line.before)}"
        + (f"<br><small>{_shown(line.before)}</small>" if line.fate == "reworded" else "")
        + "</li>"
        for line in comparison.lines
    ]
    checks = "".join(check_html(check) for check in comparison.checks if check.status != "skipped")
    parts = [
        f"<p>Similarity: {_shown(', '.join(similarities))}</p>",
        _headed("Sums between the years", checks),
        _headed("Figures that changed", _grid(["indicator", "applicant", "before", "after"], changes)),
        _headed("Sentences", _list(lines, _MOST_LINES)),
    ]
    return _page("".join(parts), _BOX)


def _section(report: Report, section: Section) -> str:
    """The section's text; where a statutory table stands in it, the table as a table."""
    conflicting = frozenset((fact.indicator, fact.applicant) for fact in report.facts if fact.conflicts)
    marks = [_fact_mark(fact) for fact in report.facts if fact.span and fact.source != "table"]
    parts, start = [], section.heading.end
    for table in sorted(report.tables, key=lambda table: table.span):
        if table.span.start in range(start, section.span.end):
            parts += [_prose(report, Span(start, table.span.start), marks), table_html(table, conflicting)]
            start = table.span.end
    parts.append(_prose(report, Span(start, max(start, section.span.end)), marks))
    heading = section.heading.of(report.text).strip() or SECTION_NAMES.get(section.label, section.label)
    body = "".join(parts)
    return _headed(f"{_line(heading)}  [{section.label}]", body)


def _prose(report: Report, span: Span, marks: Sequence[_Mark]) -> str:
    text = _marked(report.text, span, marks).strip()
    return f'<div style="white-space:pre-wrap">{text}</div>' if text else ""


def _fact_mark(fact: Fact) -> _Mark:
    colour = _RED if fact.conflicts else _YELLOW if fact.doubt else _GREEN
    return fact.span or Span(0, 0), _told(fact), colour


def _told(fact: Fact) -> str:
    value = "empty" if fact.value is None else f"{'≈ ' if fact.approx else ''}{number(fact.value)} {fact.unit}"
    applicant = f" ({COLUMN_NAMES.get(fact.applicant, fact.applicant)})" if fact.applicant else ""
    parts = [f"{indicator_name(fact.indicator)}{applicant} = {value}", fact.indicator, fact.source]
    parts += [f"{fact.confidence:.0%}", *(f"✗ {check}" for check in fact.conflicts), *filter(None, [fact.doubt])]
    return " · ".join(parts)


def _element(element: Element, sentence: Sentence) -> _Mark:
    start = sentence.span.start
    return Span(element.span.start - start, element.span.end - start), element.kind, _BLUE


def _marked(text: str, span: Span, marks: Iterable[_Mark]) -> str:
    """The range as HTML with its marks; marks of one place are one, what overlaps an earlier mark is left out."""
    parts, start = [], span.start
    inside = sorted((mark for mark in marks if mark[0] in span and mark[0]), key=lambda mark: mark[0])
    for place, group in groupby(inside, key=lambda mark: mark[0]):
        if place.start >= start:
            here = list(group)
            title = _attribute("\n".join(told for _, told, _ in here))
            style = f"background:rgba({here[0][2]},.25);color:inherit;border-radius:3px"
            parts += [_shown(text[start : place.start])]
            parts += [f'<mark title="{title}" style="{style}">{_shown(place.of(text))}</mark>']
            start = place.end
    return "".join([*parts, _shown(text[start : span.end])])


def _fact_cells(fact: Fact) -> list[str]:
    value = ("?" if fact.doubt else "–") if fact.value is None else number(fact.value)
    colour = (
        f";background:rgba({_RED},.25)" if fact.conflicts else f";background:rgba({_YELLOW},.25)" if fact.doubt else ""
    )
    applicant = f" ({COLUMN_NAMES.get(fact.applicant, fact.applicant)})" if fact.applicant else ""
    place = fact.evidence.find(fact.stated) if fact.stated else -1
    marks = [(Span(place, place + len(fact.stated)), "", _GREEN)] if place >= 0 else []
    why = f"<br><small>{_shown('; '.join([*fact.conflicts, *filter(None, [fact.doubt])]))}</small>"
    evidence = _marked(fact.evidence, Span(0, len(fact.evidence)), marks)
    return [
        _td(f"{'≈ ' if fact.approx else ''}{value} {fact.unit}", style=_FIGURE + colour),
        _td(indicator_name(fact.indicator) + applicant, fact.indicator),
        f'<td style="{_CELL}">{evidence}{why if fact.conflicts or fact.doubt else ""}</td>',
        _td(f"{fact.source} {fact.confidence:.0%}"),
        _td(fact.page or ""),
    ]


def _table_cell(cell: TableCell | None, conflicting: frozenset[_Key]) -> str:
    if cell is None:
        return _td("")
    value = "" if cell.value is None else number(cell.value)
    if (cell.indicator, cell.applicant) in conflicting:
        return _td(f"✗ {value}", "part of a sum that does not hold", f"{_FIGURE};background:rgba({_RED},.25)")
    if cell.doubt:
        return _td(f"? {value}", cell.doubt, f"{_FIGURE};background:rgba({_YELLOW},.25)")
    return _td(value, style=_FIGURE)


def _quality(report: Report) -> str:
    lines = [
        [_td(name), _td("–" if score.score is None else f"{score.score:.0f}", style=_FIGURE), _td(score.evidence)]
        for name, score in report.quality.items()
    ]
    return _grid(["dimension", "of 100", "what it rests on"], lines) if lines else ""


def _grid(columns: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th style="{_CELL}">{_shown(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in lines)
    return f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _td(text: object, title: str = "", style: str = _CELL) -> str:
    told = f' title="{_attribute(title)}"' if title else ""
    return f'<td style="{style}"{told}>{_shown(text)}</td>'


def _tag(text: str, colour: str) -> str:
    return f'<span style="background:rgba({colour},.25);border-radius:3px;padding:0 4px">{_shown(text)}</span>'


def _headed(title: str, body: str) -> str:
    return f"<details open><summary><b>{_shown(title)}</b></summary>{body}</details>" if body else ""


def _list(items: Sequence[str], most: int) -> str:
    rest = [f"<li>… and {len(items) - most} more</li>"] if len(items) > most else []
    return f"<ul>{''.join([*items[:most], *rest])}</ul>" if items else ""


def _page(body: str, style: str = "") -> str:
    """The classes keep MathJax, which notebooks run over their output, from taking $ for formulas."""
    return f'<div class="tex2jax_ignore mathjax_ignore" style="{style}">{body}</div>'


def _line(text: str) -> str:
    return " ".join(text.split())


def _shown(text: object) -> str:
    """The text as HTML, each character that is not printable (control, escape, direction, half a pair) replaced."""
    return html.escape("".join(_printable(str(text))))


def _attribute(text: str) -> str:
    return _shown(text).replace("\n", "&#10;")


def _printable(text: str) -> Iterator[str]:
    return (char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)

"""A report on a terminal or in a pipe, from 60 columns up.

Everything that comes from a file passes through ``shown`` into a rich ``Text``, never through rich markup: what a
report says can neither colour, move nor clear the screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from gipnlp.rendering.names import COLUMN_NAMES, ROW_NAMES, SECTION_NAMES, indicator_name, number
from gipnlp.report import SECTIONS, Check, Fact, Report, Status, Table, TableCell, Warn
from gipnlp.statute import Indicator, indicators

_PRINTED_TABLES = {"requests": "requests", "remedies": "remedies"}
_MARKS: dict[Status, tuple[str, str]] = {"fail": ("✗", "red"), "pass": ("✓", "green"), "skipped": ("–", "dim")}
_MOST_WARNINGS = 4
_MOST_NAMES = 12
_CONTEXT = 24

_Key = tuple[str, str | None]


def shown(text: object) -> str:
    """The text on one line, each character that is not printable (control, escape, direction) replaced."""
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(str(text).split()))


def one_line(report: Report) -> str:
    """What was read, in one line."""
    failing = _counts(report)["fail"]
    checks = f"{failing} of {len(report.checks)} checks fail" if failing else f"{len(report.checks)} checks, none fails"
    title = report.title or "without a title"
    return shown(f"{report.source.path or 'bytes'}: {title}, {_many(len(report.facts), 'fact')}, {checks}")


def report_view(report: Report) -> RenderableType:
    """The whole report: what was read, failing checks, warnings, facts by section."""
    return Group(*_head(report), *_failing(report), *_warnings(report.warnings), *_facts(report))


def checks_view(report: Report, *, every: bool = False) -> RenderableType:
    """The sums alone: the failing ones or, with ``every``, all of them, then how many passed, failed, were skipped."""
    checks = report.checks if every else [check for check in report.checks if check.status == "fail"]
    return Group(_title_line(report), _check_grid(checks), _indented(_check_counts(report)), Text())


def catalogue_view(catalogue: Iterable[Indicator]) -> RenderableType:
    """The catalogue of facts, section by section."""
    by_section: dict[str, list[Indicator]] = {}
    for indicator in catalogue:
        by_section.setdefault(indicator.section, []).append(indicator)
    sections = ((_section_line(name), _entries(group), Text()) for name, group in by_section.items())
    return Group(*(part for section in sections for part in section))


def _entries(group: Iterable[Indicator]) -> RenderableType:
    lines: list[RenderableType] = []
    for indicator in group:
        by_applicant = ", by applicant" if indicator.by_applicant else ""
        head = Text.assemble((indicator.id, "bold"), f"  {indicator.name_zh}  ", (indicator.unit, "cyan"))
        told = Text(f"{', '.join(indicator.eras)}{by_applicant}  {indicator.notes}", style="dim")
        lines += [head, Padding(told, (0, 0, 0, 4), expand=False)]
    return _indented(Group(*lines))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _counts(report: Report) -> Counter[Status]:
    return Counter(check.status for check in report.checks)


def _title_line(report: Report) -> Text:
    path, title = shown(report.source.path or "bytes"), shown(report.title or "without a title")
    return Text.assemble((path, "bold cyan"), "  ", (title, "bold"))


def _head(report: Report) -> Iterator[RenderableType]:
    yield _title_line(report)
    pages = [_many(report.source.pages, "page")] if report.source.pages else []
    stated = [report.agency or "agency not stated", str(report.year or "year not stated"), f"form {report.form or '?'}"]
    yield _indented(Text(" · ".join(map(shown, [*stated, *pages, report.source.media_type, report.source.engine]))))
    counts = Text.assemble(f"{_many(len(report.facts), 'fact')} · ", _check_counts(report))
    yield _indented(counts.append(f" · {_many(len(report.warnings), 'warning')}"))
    yield Text()


def _check_counts(report: Report) -> Text:
    counts = _counts(report)
    if not report.checks:
        return Text("no sums to check")
    failing = (f"{counts['fail']} fail", "bold red" if counts["fail"] else "")
    return Text.assemble(
        f"{len(report.checks)} checks: {counts['pass']} pass, ", failing, f", {counts['skipped']} skipped"
    )


def _indented(part: RenderableType) -> RenderableType:
    return Padding(part, (0, 0, 0, 2), expand=False)


def _failing(report: Report) -> Iterator[RenderableType]:
    failing = [check for check in report.checks if check.status == "fail"]
    if failing:
        yield Text("Checks that fail", style="bold red")
        yield from (_check_grid(failing), Text())


def _check_grid(checks: Iterable[Check]) -> RenderableType:
    grid = Grid.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    for check in checks:
        mark, style = _MARKS[check.status]
        grid.add_row(Text(mark, style=style), Text.assemble((shown(check.id), style), "\n", shown(check.detail)))
    return _indented(grid)


def _warnings(warnings: Sequence[Warn]) -> Iterator[RenderableType]:
    if not warnings:
        return
    yield Text("Warnings", style="bold yellow")
    groups: dict[str, list[Warn]] = {}
    for warning in warnings:
        groups.setdefault(warning.code, []).append(warning)
    grid = Grid.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    for code, group in groups.items():
        lines = [Text.assemble((shown(code), "yellow"), f" ({len(group)})" if len(group) > 1 else "")]
        lines += [Text(shown(warning.message) + _page(warning.page)) for warning in group[:_MOST_WARNINGS]]
        if len(group) > _MOST_WARNINGS:
            lines.append(Text(f"… and {len(group) - _MOST_WARNINGS} more", style="dim"))
        grid.add_row(Text("!", style="yellow"), Group(*lines))
    yield from (_indented(grid), Text())


def _page(page: int | None) -> str:
    return f" (page {page})" if page else ""


def _facts(report: Report) -> Iterator[RenderableType]:
    """The sections in the order of the form; the large tables as the form prints them, all else fact by fact."""
    printed: dict[str, list[Table]] = {}
    for table in report.tables:
        if table.id in _PRINTED_TABLES:
            printed.setdefault(_PRINTED_TABLES[table.id], []).append(table)
    cells = {_key(cell) for tables in printed.values() for table in tables for cell in table}
    listed: dict[str, list[Fact]] = {}
    for fact in report.facts:
        if fact.source != "table" or _key(fact) not in cells:
            listed.setdefault(_section_of(fact), []).append(fact)
    conflicting = {_key(fact) for fact in report.facts if fact.conflicts and fact.source == "table"}
    for section in SECTIONS:
        if section in printed or section in listed:
            yield _section_line(section)
            for table in printed.get(section, []):
                yield from (_printed(table, conflicting), Text())
            if section in listed:
                yield from (*_listed(listed[section]), Text())


def _key(item: Fact | TableCell) -> _Key:
    return item.indicator, item.applicant


def _section_of(fact: Fact) -> str:
    known = indicators().get(fact.indicator)
    return known.section if known else "other"


def _section_line(section: str) -> Text:
    return Text.assemble((SECTION_NAMES.get(section, section), "bold"), (f"  {section}", "dim"))


def _listed(facts: Sequence[Fact]) -> Iterator[RenderableType]:
    """Each fact with its evidence; the table cells that are plainly zero or empty only by name."""
    zeros = [fact for fact in facts if _is_idle(fact) and fact.value == 0]
    empty = [fact for fact in facts if _is_idle(fact) and fact.value is None]
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    before = None
    for fact in facts:
        if not _is_idle(fact):
            grid.add_row(_figure(fact), Group(*_told(fact, before)))
            before = fact
    if grid.row_count:
        yield _indented(grid)
    if zeros:
        yield _names_line("0", "zero", zeros)
    if empty:
        yield _names_line("–", "empty", empty)


def _is_idle(fact: Fact) -> bool:
    return fact.source == "table" and not fact.value and not fact.conflicts and not fact.doubt


def _names_line(mark: str, what: str, facts: Sequence[Fact]) -> RenderableType:
    names = "，".join(indicator_name(fact.indicator) for fact in facts[:_MOST_NAMES])
    rest = f" … and {len(facts) - _MOST_NAMES} more" if len(facts) > _MOST_NAMES else ""
    return _indented(
        Text.assemble((f"{mark}  ", "bold"), (f"{_many(len(facts), 'cell')} {what}: {names}{rest}", "dim"))
    )


def _figure(fact: Fact) -> Text:
    if fact.value is None:
        return Text("?" if fact.doubt else "–", style="yellow")
    return Text(f"{'≈ ' if fact.approx else ''}{number(fact.value)} {shown(fact.unit)}", style="bold")


def _told(fact: Fact, before: Fact | None) -> Iterator[Text]:
    """What the figure is and where it stands; cells of one row do not repeat what the cell before them told."""
    yield _described(fact)
    beside = before if before and before.source == fact.source == "table" else None
    if fact.evidence and not (beside and beside.evidence == fact.evidence):
        yield _evidence(fact)
    if fact.doubt and not (beside and beside.doubt == fact.doubt):
        yield Text(shown(fact.doubt), style="yellow")


def _described(fact: Fact) -> Text:
    applicant = f" ({COLUMN_NAMES.get(fact.applicant, fact.applicant)})" if fact.applicant else ""
    place = f" p. {fact.page}" if fact.page else ""
    told = f"  {fact.indicator}  {fact.source}{place} {fact.confidence:.0%}"
    text = Text.assemble(indicator_name(fact.indicator), applicant, (told, "dim"))
    if fact.conflicts:
        text.append(f"  ✗ {shown(', '.join(fact.conflicts))}", style="red")
    if fact.doubt:
        text.append("  ?", style="yellow")
    return text


def _evidence(fact: Fact) -> Text:
    """The figure as stated within what stands around it."""
    evidence, stated = shown(fact.evidence), shown(fact.stated)
    place = max(evidence.find(stated), 0)
    end = place + len(stated) if stated and evidence.startswith(stated, place) else place
    first, last = max(place - _CONTEXT, 0), end + _CONTEXT
    before = ("…" if first else "") + evidence[first:place]
    after = evidence[end:last] + ("…" if last < len(evidence) else "")
    return Text.assemble((before, "dim"), (evidence[place:end], "underline"), (after, "dim"))


def _printed(table: Table, conflicting: set[_Key]) -> RenderableType:
    """The table as the form prints it, without the rows in which nothing but zeros stands."""
    grid = Grid(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    grid.add_column("", overflow="fold")
    for column in table.columns:
        grid.add_column(COLUMN_NAMES.get(column, column), justify="right", no_wrap=True)
    idle = 0
    marks = set()
    for row, cells in zip(table.rows, table.cells, strict=True):
        if any(cell and (cell.value or cell.doubt) for cell in cells):
            texts = [_cell(cell, conflicting) for cell in cells]
            grid.add_row(Text(ROW_NAMES.get(row) or indicator_name(row)), *texts)
            marks |= {text.plain[:1] for text in texts}
        else:
            idle += 1
    legend = [("✗ part of a sum that fails", "red")] if "✗" in marks else []
    legend += [("? see the warnings", "yellow")] if "?" in marks else []
    if idle:
        legend.append((f"{_many(idle, 'row')} of zeros or empty cells left out", "dim"))
    return _indented(Group(grid, *(Text(line, style=style) for line, style in legend)))


def _cell(cell: TableCell | None, conflicting: set[_Key]) -> Text:
    if cell is None:
        return Text()
    figure = "" if cell.value is None else number(cell.value)
    if _key(cell) in conflicting:
        return Text(f"✗{figure}", style="red")
    if cell.doubt:
        return Text(f"?{figure}", style="yellow")
    return Text(figure, style="" if cell.value else "dim")

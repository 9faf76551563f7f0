"""What is found in a document: sections, statutory tables, facts, and checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, SupportsIndex, overload

from gipnlp.report.document import Box, Span

Form = Literal["2008", "2014", "2019", "2021"]
Source = Literal["table", "rule", "tagger", "rule+tagger"]
Status = Literal["pass", "fail", "skipped"]

SECTIONS = ("preamble", "overview", "proactive", "requests", "fees", "remedies", "problems", "other", "annex")
APPLICANTS = ("natural", "commercial", "research", "welfare", "legal", "other", "total")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of the text under one section label (``spec/sections.md``)."""

    text: str
    section: str
    page: int | None
    heading: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report: its label, the range from its heading to the next one, and the heading's own.

    ``heading`` is empty where the section has none, or none that could be told from its text. ``probability``:
    the expected share of its characters that belong under the label.
    """

    label: str
    span: Span
    heading: Span
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an ambiguous cell: the number, and which characters would be it."""

    value: float | None
    span: Span


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a statutory table.

    Attributes:
        indicator: Id of the catalogue.
        applicant: Column of the requests table, None elsewhere.
        value: Number in the indicator's unit; None where the cell is empty or cannot be read with certainty.
        stated: The cell as written.
        span: Where it is written; None where the table has no such cell.
        doubt: Why the value is not simply what is written ("" if it is).
        evidence: Span of the row that the cell stands in.
        readings: Where the value is open, the ways to read it, in step with those of the other cells of the row.
        page, box: Where its characters stand on the pages of a PDF (see :class:`Places`).
    """

    indicator: str
    applicant: str | None
    value: float | None
    stated: str
    span: Span | None
    doubt: str = ""
    evidence: Span | None = None
    readings: tuple[Reading, ...] = ()
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table as read: ``cells[row][column]``, None where the form has no cell."""

    id: str
    page: int | None
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[TableCell | None, ...], ...]
    span: Span

    def __iter__(self) -> Any:
        return (cell for row in self.cells for cell in row if cell is not None)

    def __repr__(self) -> str:
        page = f", page {self.page}" if self.page else ""
        return f"<Table {self.id}: {len(self.rows)} rows, {len(self.columns)} columns{page}>"

    def _repr_html_(self) -> str:
        from gipnlp.rendering.notebook import table_html

        return table_html(self)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the report, with where it is written and how sure the reading is (``spec/output.md``).

    ``span`` is its place in the report's text; ``page`` and ``box`` that on the pages of a PDF (see :class:`Places`).
    """

    indicator: str
    applicant: str | None
    value: float | None
    approx: bool
    unit: str
    stated: str
    source: Source
    confidence: float
    evidence: str
    page: int | None
    span: Span | None
    conflicts: tuple[str, ...] = ()
    rule: str | None = None
    doubt: str = ""
    box: Box | None = None

    def __repr__(self) -> str:
        applicant = f"@{self.applicant}" if self.applicant else ""
        value = "empty" if self.value is None else f"{'≈' if self.approx else ''}{self.value:.10g} {self.unit}"
        told = [self.source, f"{self.confidence:.0%}", *(f"✗ {check}" for check in self.conflicts)]
        doubt = " ?" if self.doubt else ""
        return f"<Fact {self.indicator}{applicant} = {value}, {self.stated!r} ({', '.join(told)}){doubt}>"


class Facts(tuple[Fact, ...]):
    """The facts of a report: a tuple that notebooks show as a table."""

    __slots__ = ()

    @overload
    def __getitem__(self, place: SupportsIndex, /) -> Fact: ...
    @overload
    def __getitem__(self, place: slice, /) -> Facts: ...
    def __getitem__(self, place: SupportsIndex | slice, /) -> Fact | Facts:
        return Facts(super().__getitem__(place)) if isinstance(place, slice) else super().__getitem__(place)

    def _repr_html_(self) -> str:
        from gipnlp.rendering.notebook import facts_html

        return facts_html(self)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the trained tagger holds of one figure, or of words that say that something did not occur.

    Attributes:
        span: Where it stands.
        stated: The figure as written.
        value: Its number, 万 and 亿 expanded; 0 for an absence.
        measure: Its measure word, "" if it has none.
        approx: True for 余、多、近、约 and the like.
        absence: True for words, False for a quantity.
        evidence: The sentence it stands in.
        section: The label of its paragraph.
        page: From 1, or None.
        scores: The probability of each label that is not out of the question: an indicator, or ``@`` and an applicant.
    """

    span: Span
    stated: str
    value: float
    measure: str
    approx: bool
    absence: bool
    evidence: str
    section: str
    page: int | None
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class Check:
    """A sum that must hold, or an agreement of prose and table. ``skipped``: a figure that it needs is absent."""

    id: str
    status: Status
    detail: str

    def __repr__(self) -> str:
        return f"<Check {self.id}: {self.status} | {self.detail}>"

    def _repr_html_(self) -> str:
        from gipnlp.rendering.notebook import check_html

        return check_html(self)

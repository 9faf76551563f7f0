"""The nouns: what a reader returns (``Document``) and what the pipeline makes of it (``Report``).

There is one cleaned text; everything else stands off from it as character spans. How these look in notebooks and as
tables stands in :mod:`gipnlp.rendering.notebook` and :mod:`gipnlp.frames`, which their methods import when called.
"""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, overload

if TYPE_CHECKING:
    import pandas
    import pyarrow

Form = Literal["2008", "2014", "2019", "2021"]
Source = Literal["table", "rule", "tagger", "rule+tagger"]
Status = Literal["pass", "fail", "skipped"]
SentenceKind = Literal["problem", "remedy", "frame"]

SECTIONS = ("preamble", "overview", "proactive", "requests", "fees", "remedies", "problems", "other", "annex")
APPLICANTS = ("natural", "commercial", "research", "welfare", "legal", "other", "total")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters ``[start, end)`` of the report's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True if the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid. A merged cell is one object that stands in every place it covers."""

    span: Span
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is drawn: rows of equal length; ``None`` where no cell is drawn.

    The text of the cells stands in the document's text row by row, cells of a row divided by a tab, rows by a line
    feed, each merged cell once, at its first place.
    """

    span: Span
    page: int | None
    rows: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line or several that belong together) or a whole grid, in reading order."""

    span: Span
    page: int | None
    kind: Literal["paragraph", "grid"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Warn:
    """Something unreadable, ambiguous, missing or inferred. ``code`` is listed in the documentation."""

    code: str
    message: str
    page: int | None = None


Box = tuple[float, float, float, float]  # x0, top, x1, bottom


class Places:
    """Where each character of a text stands on the pages of a PDF.

    A box is ``(x0, top, x1, bottom)`` in points (1/72 inch) from the top left corner of the page as a viewer shows it:
    cropped and turned. 18 bytes for each character.
    """

    def __init__(self) -> None:
        self._pages = array("H")  # 0: on no page
        self._boxes = array("f")

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: int, box: Box) -> None:
        """The place of the next character."""
        self._pages.append(page)
        self._boxes.extend(box)

    def skip(self, count: int) -> None:
        """Say that the next characters are on no page: white space, and what a reader adds."""
        self._pages.frombytes(bytes(count * self._pages.itemsize))
        self._boxes.frombytes(bytes(4 * count * self._boxes.itemsize))

    def of(self, span: Span) -> tuple[int, Box] | None:
        """The page of the span's first character, from 1, and the box around all its characters on that page.

        Where a line break divides them, that box holds what stands beside them too. None if none of them is on a page.
        """
        places = [place for place in range(span.start, span.end) if self._pages[place]]
        if not places:
            return None
        page = self._pages[places[0]]
        x0, top, x1, bottom = zip(
            *(self._boxes[4 * place : 4 * place + 4] for place in places if self._pages[place] == page), strict=True
        )
        return page, (round(min(x0), 2), round(min(top), 2), round(max(x1), 2), round(max(bottom), 2))


@dataclass(frozen=True, slots=True)
class Sight:
    """A figure, or a digit of one, that was read from an image.

    Attributes:
        span: Where it stands in the text.
        confidence: The probability of that reading.
        candidates: The readings with their probabilities, the likeliest first, where there are others.
    """

    span: Span
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of the bytes: one cleaned text with its blocks and grids.

    ``scanned`` are the pages that were read from images, and ``sights`` how their figures were read.
    """

    text: str
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...]
    media_type: str
    engine: str
    pages: int | None = None
    title: str | None = None
    warnings: tuple[Warn, ...] = ()
    places: Places | None = None
    page_sizes: tuple[tuple[float, float], ...] = ()
    sights: tuple[Sight, ...] = ()
    scanned: tuple[int, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Element:
    """A concrete element of a sentence: ``system``, ``figure``, ``place``, ``document``, ``date`` and the like."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the problems section, or of another section on request.

    Attributes:
        text: As written.
        kind: What it does: names a problem, promises or tells a remedy, or opens and links.
        boilerplate: It could stand unchanged in almost any other agency's report.
        score: The probability of that, 0 to 1, after all evidence.
        reasons: Why, in words.
        span: Where it stands.
        elements: Its concrete elements.
        learned: The probability by the trained model alone.
        common: The share of its runs of four words that are common in the reference collection; None if it has none.
        repeated: It stood in the body's report of the year before; None if that is not at hand.
        answers: Of a remedy, the places of the problems (in the list of sentences) that it answers.
    """

    text: str
    kind: SentenceKind
    boilerplate: bool
    score: float
    reasons: tuple[str, ...]
    span: Span
    elements: tuple[Element, ...] = ()
    learned: float = 0.0
    common: float | None = None
    repeated: bool | None = None
    answers: tuple[int, ...] = ()

    def __repr__(self) -> str:
        flag = "boilerplate" if self.boilerplate else "specific"
        return f"<Sentence {self.kind}, {flag} {self.score:.2f}: {self.text}>"

    def _repr_html_(self) -> str:
        from gipnlp.rendering.notebook import sentence_html

        return sentence_html(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the narrative that an assessor would look at: a slip of pasting, a silence, a gap.

    ``code`` is listed in the documentation; ``span`` is where it shows, None where something is absent.
    """

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One dimension of the narrative's quality, 0 to 100, with what it rests on; None where it cannot be assessed."""

    score: float | None
    evidence: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where the report came from.

    ``page_sizes``: width and height in points of each page of a PDF as a viewer shows it.
    """

    path: str | None
    sha256: str
    media_type: str
    pages: int | None
    engine: str
    page_sizes: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report as read: the text, and everything found in it. Build one with :func:`gipnlp.read`."""

    source: SourceFile
    text: str
    title: str | None
    agency: str | None
    year: int | None
    form: Form | None
    paragraphs: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = Facts()
    checks: tuple[Check, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()
    quality: dict[str, Score] = field(default_factory=dict)
    warnings: tuple[Warn, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", Facts(self.facts))

    def __repr__(self) -> str:
        failing = sum(check.status == "fail" for check in self.checks)
        return (
            f"<Report {self.title or 'without a title'} | form {self.form}, {len(self.facts)} facts, "
            f"{len(self.checks)} checks ({failing} failing), {len(self.warnings)} warnings>"
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values, in the output form of the documentation."""
        from gipnlp.report_json import report_dict

        return report_dict(self)

    def to_json(self) -> str:
        """The report as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Report:
        """The report that :meth:`to_dict` wrote.

        Raises:
            ValueError: if the data are of another schema version.
        """
        from gipnlp.report_json import report_from

        return report_from(data)

    def to_frame(self) -> pandas.DataFrame:
        """The facts as a pandas data frame, one a row, in their order.

        >>> import gipnlp
        >>> frame = gipnlp.read("corpus/samples/qinghe-2022.pdf").to_frame()
        >>> frame.loc[frame["indicator"] == "requests.received", ["applicant", "value", "unit"]].head(2)
             applicant  value unit
        10     natural   57.0    件
        11  commercial   12.0    件

        Returns:
            The columns of :data:`gipnlp.export.COLUMNS`. Texts are ``string``, years and pages ``Int32``, ``value`` (in
            the unit that ``unit`` names) and ``confidence`` (0 to 1) ``float64``, ``approx`` ``bool``. Missing may be
            the value (NaN: the cell is empty or cannot be read), the applicant (NA: all together), page and year (NA).

        Raises:
            MissingLibraryError: if pandas is not installed.
        """
        from gipnlp.frames import pandas_frame

        return pandas_frame(self)

    def to_arrow(self) -> pyarrow.Table:
        """The facts as an Arrow table, one a row; polars and DuckDB take it without copying (``polars.from_arrow``).

        Returns:
            The columns of :data:`gipnlp.export.COLUMNS` with the types that it names; missing values are null.
        """
        from gipnlp.frames import arrow_table

        return arrow_table(self)

    def _repr_html_(self) -> str:
        from gipnlp.rendering.notebook import report_html

        return report_html(self)

    def find(self, indicator: str, applicant: str | None = None) -> list[Fact]:
        """The facts of one indicator; ``applicant`` None stands for the total."""
        wanted = applicant or "total"
        return [f for f in self.facts if f.indicator == indicator and (f.applicant or "total") == wanted]

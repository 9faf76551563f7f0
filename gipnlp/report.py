"""The nouns: what a reader returns (``Document``) and what the pipeline makes of it (``Report``).

There is one cleaned text; everything else stands off from it as character spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = "1"

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


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of the bytes: one cleaned text with its blocks and grids."""

    text: str
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...]
    media_type: str
    engine: str
    pages: int | None = None
    title: str | None = None
    warnings: tuple[Warn, ...] = ()


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
    """

    indicator: str
    applicant: str | None
    value: float | None
    stated: str
    span: Span | None
    doubt: str = ""
    evidence: Span | None = None
    readings: tuple[Reading, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the report, with where it is written and how sure the reading is (``spec/output.md``)."""

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
    """Where the report came from."""

    path: str | None
    sha256: str
    media_type: str
    pages: int | None
    engine: str


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
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()
    quality: dict[str, Score] = field(default_factory=dict)
    warnings: tuple[Warn, ...] = ()

    def __repr__(self) -> str:
        failing = sum(check.status == "fail" for check in self.checks)
        return (
            f"<Report {self.title or 'without a title'} | form {self.form}, {len(self.facts)} facts, "
            f"{len(self.checks)} checks ({failing} failing), {len(self.warnings)} warnings>"
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values, in the output form of the documentation."""
        return {
            "schema_version": SCHEMA_VERSION,
            "source": asdict(self.source),
            "title": self.title,
            "agency": self.agency,
            "year": self.year,
            "form": self.form,
            "paragraphs": [_spanned(p) for p in self.paragraphs],
            "sections": [_spanned(s) for s in self.sections],
            "tables": [_table_dict(t) for t in self.tables],
            "facts": [_spanned(f) | {"conflicts": list(f.conflicts)} for f in self.facts],
            "checks": [asdict(c) for c in self.checks],
            "sentences": [_sentence_dict(s) for s in self.sentences],
            "findings": [_spanned(f) for f in self.findings],
            "quality": {name: asdict(score) for name, score in self.quality.items()},
            "warnings": [asdict(w) for w in self.warnings],
            "text": self.text,
        }

    def to_json(self) -> str:
        """The report as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Report:
        """The report that :meth:`to_dict` wrote.

        Raises:
            ValueError: if the data are of another schema version.
        """
        if data.get("schema_version") != SCHEMA_VERSION:
            found = data.get("schema_version")
            raise ValueError(f"schema_version is {found!r}, this version of gipnlp reads {SCHEMA_VERSION!r}")
        return cls(
            source=SourceFile(**data["source"]),
            text=data["text"],
            title=data["title"],
            agency=data["agency"],
            year=data["year"],
            form=data["form"],
            paragraphs=tuple(Paragraph(**_unspanned(p)) for p in data["paragraphs"]),
            sections=tuple(Section(**_unspanned(s)) for s in data["sections"]),
            tables=tuple(_table_from(t) for t in data["tables"]),
            facts=tuple(Fact(**_unspanned(f) | {"conflicts": tuple(f["conflicts"])}) for f in data["facts"]),
            checks=tuple(Check(**c) for c in data["checks"]),
            sentences=tuple(_sentence_from(s) for s in data["sentences"]),
            findings=tuple(Finding(**_unspanned(f)) for f in data["findings"]),
            quality={name: Score(**score) for name, score in data["quality"].items()},
            warnings=tuple(Warn(**w) for w in data["warnings"]),
        )

    def find(self, indicator: str, applicant: str | None = None) -> list[Fact]:
        """The facts of one indicator; ``applicant`` None stands for the total."""
        wanted = applicant or "total"
        return [f for f in self.facts if f.indicator == indicator and (f.applicant or "total") == wanted]


def _plain(value: Any) -> Any:
    return [value.start, value.end] if isinstance(value, Span) else value


def _spanned(item: Any) -> dict[str, Any]:
    return {name: _plain(getattr(item, name)) for name in item.__dataclass_fields__}


def _unspanned(data: dict[str, Any], names: Iterable[str] = ("span", "evidence", "heading")) -> dict[str, Any]:
    return data | {n: Span(*data[n]) for n in names if isinstance(data.get(n), list)}


def _sentence_dict(sentence: Sentence) -> dict[str, Any]:
    elements = [[element.kind, element.span.start, element.span.end] for element in sentence.elements]
    lists = {"reasons": list(sentence.reasons), "elements": elements, "answers": list(sentence.answers)}
    return _spanned(sentence) | lists


def _sentence_from(data: dict[str, Any]) -> Sentence:
    elements = tuple(Element(kind, Span(start, end)) for kind, start, end in data["elements"])
    tuples = {"reasons": tuple(data["reasons"]), "elements": elements, "answers": tuple(data["answers"])}
    return Sentence(**_unspanned(data) | tuples)


def _table_dict(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "page": table.page,
        "rows": list(table.rows),
        "columns": list(table.columns),
        "cells": [[cell and cell.value for cell in row] for row in table.cells],
        "details": [[cell and _cell_dict(cell) for cell in row] for row in table.cells],
        "span": _plain(table.span),
    }


def _table_from(data: dict[str, Any]) -> Table:
    return Table(
        id=data["id"],
        page=data["page"],
        rows=tuple(data["rows"]),
        columns=tuple(data["columns"]),
        cells=tuple(tuple(cell and _cell_from(cell) for cell in row) for row in data["details"]),
        span=Span(*data["span"]),
    )


def _cell_dict(cell: TableCell) -> dict[str, Any]:
    return _spanned(cell) | {"readings": [[r.value, r.span.start, r.span.end] for r in cell.readings]}


def _cell_from(data: dict[str, Any]) -> TableCell:
    readings = tuple(Reading(value, Span(start, end)) for value, start, end in data["readings"])
    return TableCell(**_unspanned(data) | {"readings": readings})

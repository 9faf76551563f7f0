"""A report as plain JSON values and back: the output form of the documentation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from gipnlp.report import (
    Check,
    Element,
    Fact,
    Finding,
    Paragraph,
    Reading,
    Report,
    Score,
    Section,
    Sentence,
    SourceFile,
    Span,
    Table,
    TableCell,
    Warn,
)

SCHEMA_VERSION = "1"


def report_dict(report: Report) -> dict[str, Any]:
    """The report as plain JSON values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "source": _source_dict(report.source),
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "paragraphs": [_spanned(p) for p in report.paragraphs],
        "sections": [_spanned(s) for s in report.sections],
        "tables": [_table_dict(t) for t in report.tables],
        "facts": [_spanned(f) for f in report.facts],
        "checks": [asdict(c) for c in report.checks],
        "sentences": [_sentence_dict(s) for s in report.sentences],
        "findings": [_spanned(f) for f in report.findings],
        "quality": {name: asdict(score) for name, score in report.quality.items()},
        "warnings": [asdict(w) for w in report.warnings],
        "text": report.text,
    }


def report_from(data: dict[str, Any]) -> Report:
    """The report that :func:`report_dict` wrote.

    Raises:
        ValueError: if the data are of another schema version.
    """
    if data.get("schema_version") != SCHEMA_VERSION:
        found = data.get("schema_version")
        raise ValueError(f"schema_version is {found!r}, this version of gipnlp reads {SCHEMA_VERSION!r}")
    return Report(
        source=_source_from(data["source"]),
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


def _source_dict(source: SourceFile) -> dict[str, Any]:
    return asdict(source) | {"page_sizes": [list(size) for size in source.page_sizes]}


def _source_from(data: dict[str, Any]) -> SourceFile:
    sizes = tuple((width, height) for width, height in data.get("page_sizes", ()))
    return SourceFile(**data | {"page_sizes": sizes})


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return [value.start, value.end]
    return list(value) if isinstance(value, tuple) else value


def _spanned(item: Any) -> dict[str, Any]:
    return {name: _plain(getattr(item, name)) for name in item.__dataclass_fields__}


def _unspanned(data: dict[str, Any], names: Iterable[str] = ("span", "evidence", "heading")) -> dict[str, Any]:
    spans = {name: Span(*data[name]) for name in names if isinstance(data.get(name), list)}
    boxes = {"box": tuple(data["box"])} if data.get("box") else {}
    return data | spans | boxes


def _sentence_dict(sentence: Sentence) -> dict[str, Any]:
    elements = [[element.kind, element.span.start, element.span.end] for element in sentence.elements]
    return _spanned(sentence) | {"elements": elements}


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

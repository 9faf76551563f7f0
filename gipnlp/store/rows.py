"""A report as rows of the store's tables (``data/store.sql``), in values that JSON holds too."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gipnlp.agencies import agency_of
from gipnlp.report import Fact, Report, Sentence, Span

Rows = dict[str, list[list[Any]]]
"""For each table the values of its columns after ``report``, in their order."""

_DIGITS = 15  # hex digits of a SHA-256 that fit into a signed integer of 64 bits


def report_number(sha256: str) -> int:
    """The key of a report: a number made of its content's hash."""
    return int(sha256[:_DIGITS], 16)


def rows_of(report: Report) -> Rows:
    """The rows of a report; those of ``reports`` lack the three columns that say what read it."""
    rows = {
        "reports": [_report(report)],
        "facts": [_fact(place, fact) for place, fact in enumerate(report.facts)],
        "tables": list(_cells(report)),
        "checks": [[place, check.id, check.status, check.detail] for place, check in enumerate(report.checks)],
        "sentences": [_sentence(place, sentence) for place, sentence in enumerate(report.sentences)],
        "scores": [[name, score.score, score.evidence] for name, score in report.quality.items()],
        "warnings": _warnings(report),
        "documents": [[base64.b64encode(packed(report)).decode()]],
    }
    return {table: [[_storable(value) for value in row] for row in found] for table, found in rows.items()}


def _storable(value: Any) -> Any:
    """A web page can name lone surrogates (&#xD800;), which no database takes."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode()
    return value


def packed(report: Report) -> bytes:
    """The report as compressed JSON, without its path: that is the files' to say."""
    nameless = replace(report, source=replace(report.source, path=None))
    return zlib.compress(nameless.to_json().encode("utf-8", "surrogatepass"))


def unpacked(data: bytes, path: str | None) -> Report:
    """The report of :func:`packed`, which stands at ``path``."""
    report = Report.from_dict(json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass")))
    return replace(report, source=replace(report.source, path=path))


def _report(report: Report) -> list[Any]:
    agency, source = agency_of(report.agency), report.source
    place = [agency.level, agency.kind, agency.province, agency.city, agency.county, agency.code]
    told = [report.year, report.form, source.media_type, source.pages, source.engine]
    return [source.sha256, report.title, report.agency, agency.name, *place, *told]


def _fact(place: int, fact: Fact) -> list[Any]:
    values = [fact.indicator, fact.applicant, fact.value, fact.unit, int(fact.approx), fact.stated, fact.source]
    sure = [fact.rule, fact.confidence, " ".join(fact.conflicts), fact.doubt]
    box = json.dumps(list(fact.box)) if fact.box else None
    return [place, *values, *sure, fact.page, *_ends(fact.span), box, fact.evidence]


def _cells(report: Report) -> Iterator[list[Any]]:
    for number, table in enumerate(report.tables):
        for line, (name, row) in enumerate(zip(table.rows, table.cells, strict=True)):
            for field, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                if cell is not None:
                    where = [number, table.id, name, column, line, field, table.page]
                    yield [*where, cell.indicator, cell.applicant, cell.value, cell.stated, cell.doubt]


def _sentence(place: int, one: Sentence) -> list[Any]:
    repeated = None if one.repeated is None else int(one.repeated)
    measured = [one.score, one.learned, one.common, repeated]
    lists = [json.dumps(list(values), ensure_ascii=False) for values in (one.reasons, one.answers)]
    return [place, one.kind, int(one.boilerplate), *measured, *lists, *_ends(one.span), one.text]


def _warnings(report: Report) -> list[list[Any]]:
    found = [["reading", warn.code, warn.message, warn.page, None, None] for warn in report.warnings]
    found += [["narrative", one.code, one.message, None, *_ends(one.span)] for one in report.findings]
    return [[place, *row] for place, row in enumerate(found)]


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)

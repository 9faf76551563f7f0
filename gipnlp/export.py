"""Reports as files: one fact a row for spreadsheets and data frames, one report a line for programs.

The suffix of the file decides: ``.csv``, ``.xlsx`` and ``.parquet`` hold the columns of ``COLUMNS``, ``.jsonl`` the
output form of ``gipnlp extract --json``.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Protocol

from gipnlp.report import Fact, Report
from gipnlp.statute import indicators

COLUMNS = MappingProxyType(
    {
        "path": "string",
        "title": "string",
        "agency": "string",
        "year": "int32",
        "form": "string",
        "indicator": "string",
        "name_zh": "string",
        "applicant": "string",
        "value": "double",
        "unit": "string",
        "approx": "bool",
        "stated": "string",
        "source": "string",
        "confidence": "double",
        "conflicts": "string",
        "doubt": "string",
        "page": "int32",
        "evidence": "string",
    }
)
"""The columns of a row and their Arrow types."""

# Leading characters by which a spreadsheet takes a text for a formula; in East Asian locales the full-width ones too.
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_FORBIDDEN_IN_XLSX = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XLSX_ROWS = 1_048_576
_PARQUET_BATCH = 50_000

Add = Callable[[Report], None]
Row = dict[str, Any]


class ExportError(ValueError):
    """The file cannot be written, or its suffix names no format."""


class _Writer(Protocol):
    def add(self, report: Report) -> None: ...

    def close(self) -> None: ...


def rows(report: Report) -> Iterator[Row]:
    """A row for each fact of the report, with the keys of ``COLUMNS``."""
    for fact in report.facts:
        yield _row(report, fact)


def require_suffix(path: Path) -> None:
    """Do nothing if the file's suffix names a format.

    Raises:
        ExportError: if it does not.
    """
    if path.suffix.lower() not in _WRITERS:
        raise ExportError(f"{path}: the suffix must be one of {', '.join(_WRITERS)}")


@contextmanager
def open_export(path: Path) -> Iterator[Add]:
    """A function that adds a report to the file; the file appears, whole, when the block ends without an error.

    Until then its content stands in a temporary file beside it. Without a report nothing is written, and what the path
    held before stays.

    Raises:
        ExportError: if the suffix names no format or the file cannot be written.
    """
    require_suffix(path)
    target = path.resolve()
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    added = 0
    with _explained(path):
        if target.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        file = part.open("xb")
    try:
        with file:
            writer = _WRITERS[path.suffix.lower()](file)

            def add(report: Report) -> None:
                nonlocal added
                with _explained(path):
                    writer.add(report)
                added += 1

            try:
                yield add
            finally:
                with _explained(path):
                    writer.close()
        if added:
            with _explained(path):
                part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ExportError(f"{path} cannot be written ({error.strerror or error})") from error


def _row(report: Report, fact: Fact) -> Row:
    known = indicators().get(fact.indicator)
    return {
        "path": report.source.path,
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "indicator": fact.indicator,
        "name_zh": known.name_zh if known else None,
        "applicant": fact.applicant,
        "value": fact.value,
        "unit": fact.unit,
        "approx": fact.approx,
        "stated": fact.stated,
        "source": fact.source,
        "confidence": fact.confidence,
        "conflicts": " ".join(fact.conflicts),
        "doubt": fact.doubt,
        "page": fact.page,
        "evidence": fact.evidence,
    }


class _Csv:
    """With a byte order mark, without which Excel takes the file for one of the local code page."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._write("\ufeff" + _csv_text([list(COLUMNS)]))

    def add(self, report: Report) -> None:
        self._write(_csv_text([[_cell(value) for value in row.values()] for row in rows(report)]))

    def close(self) -> None:
        pass

    def _write(self, text: str) -> None:
        self._file.write(_encodable(text).encode())


class _Jsonl:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def add(self, report: Report) -> None:
        self._file.write(_encodable(report.to_json() + "\n").encode())

    def close(self) -> None:
        pass


class _Xlsx:
    """A sheet that is full is followed by another one."""

    def __init__(self, file: BinaryIO) -> None:
        from openpyxl import Workbook

        self._file = file
        self._book = Workbook(write_only=True)
        self._start_sheet()

    def _start_sheet(self) -> None:
        self._sheet = self._book.create_sheet("facts")
        self._sheet.freeze_panes = "A2"
        self._sheet.append(list(COLUMNS))
        self._rows = 1

    def add(self, report: Report) -> None:
        for row in rows(report):
            if self._rows == _XLSX_ROWS:
                self._start_sheet()
            self._sheet.append([_xlsx_cell(value) for value in row.values()])
            self._rows += 1

    def close(self) -> None:
        self._book.save(self._file)


class _Parquet:
    """Rows are gathered into large row groups: one for each report would be slow to read."""

    def __init__(self, file: BinaryIO) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        self._schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in COLUMNS.items()])
        self._table = pyarrow.Table
        self._writer = ParquetWriter(file, self._schema)
        self._waiting: list[Row] = []

    def add(self, report: Report) -> None:
        self._waiting += [{name: _plain(value) for name, value in row.items()} for row in rows(report)]
        if len(self._waiting) >= _PARQUET_BATCH:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(self._table.from_pylist(self._waiting, schema=self._schema))
            self._waiting = []


_WRITERS: dict[str, Callable[[BinaryIO], _Writer]] = {
    ".csv": _Csv,
    ".jsonl": _Jsonl,
    ".xlsx": _Xlsx,
    ".parquet": _Parquet,
}


def _csv_text(table: list[list[Any]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(table)
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    """The value as a spreadsheet may have it: whole numbers without a point, no text that is taken for a formula."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def _xlsx_cell(value: Any) -> Any:
    return _FORBIDDEN_IN_XLSX.sub("\ufffd", _plain(_cell(value))) if isinstance(value, str) else _cell(value)


def _plain(value: Any) -> Any:
    return _encodable(value) if isinstance(value, str) else value


def _encodable(text: str) -> str:
    """File names may hold bytes that are no UTF-8; Python keeps them as lone surrogates, which no encoder takes."""
    return text.encode("utf-8", "backslashreplace").decode()

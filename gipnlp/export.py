"""Tables as files, for spreadsheets and data frames, and reports a line each, for programs.

The suffix of the file decides: ``.csv``, ``.xlsx`` and ``.parquet`` hold the columns of a table, ``.jsonl`` an object
a line. Of reports, the tables hold a fact a row with ``COLUMNS``, ``.jsonl`` what ``gipnlp extract --json`` prints.
"""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
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

Row = dict[str, Any]
Add = Callable[[Report], None]
AddRows = Callable[[Iterable[Row]], None]


class ExportError(ValueError):
    """The file cannot be written, or its suffix names no format."""


class _Writer(Protocol):
    def add(self, rows: Iterable[Row]) -> None: ...

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
    """A function that adds a report to the file; see :func:`open_table`.

    Raises:
        ExportError: if the suffix names no format or the file cannot be written.
    """
    lines = path.suffix.lower() == ".jsonl"
    with open_table(path, COLUMNS, "facts") as add:
        yield lambda report: add([report.to_dict()] if lines else rows(report))


@contextmanager
def open_table(path: Path, columns: Mapping[str, str], sheet: str) -> Iterator[AddRows]:
    """A function that adds rows to the file; the file appears, whole, when the block ends without an error.

    Until then its content stands in a temporary file beside it. Where nothing was added nothing is written, and what
    the path held before stays.

    Args:
        path: The file.
        columns: The columns and their Arrow types, which every row has as keys; ``.jsonl`` takes any rows.
        sheet: Name of the sheet in a spreadsheet.

    Raises:
        ExportError: if the suffix names no format or the file cannot be written.
    """
    require_suffix(path)
    target = path.resolve()
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    added = False
    with _explained(path):
        if target.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        file = part.open("xb")
    try:
        with file:
            writer = _WRITERS[path.suffix.lower()](file, columns, sheet)

            def add(rows: Iterable[Row]) -> None:
                nonlocal added
                with _explained(path):
                    writer.add(rows)
                added = True

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

    def __init__(self, file: BinaryIO, columns: Mapping[str, str], sheet: str) -> None:
        self._file = file
        self._columns = columns
        self._write("\ufeff" + _csv_text([list(columns)]))

    def add(self, rows: Iterable[Row]) -> None:
        self._write(_csv_text([[_cell(row.get(name)) for name in self._columns] for row in rows]))

    def close(self) -> None:
        pass

    def _write(self, text: str) -> None:
        self._file.write(encodable(text).encode())


class _Jsonl:
    def __init__(self, file: BinaryIO, columns: Mapping[str, str], sheet: str) -> None:
        self._file = file

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._file.write(encodable(json.dumps(row, ensure_ascii=False) + "\n").encode())

    def close(self) -> None:
        pass


class _Xlsx:
    """A sheet that is full is followed by another one."""

    def __init__(self, file: BinaryIO, columns: Mapping[str, str], sheet: str) -> None:
        from openpyxl import Workbook

        self._file = file
        self._columns = columns
        self._name = sheet
        self._book = Workbook(write_only=True)
        self._start_sheet()

    def _start_sheet(self) -> None:
        self._sheet = self._book.create_sheet(self._name)
        self._sheet.freeze_panes = "A2"
        self._sheet.append(list(self._columns))
        self._rows = 1

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._rows == _XLSX_ROWS:
                self._start_sheet()
            self._sheet.append([_xlsx_cell(row.get(name)) for name in self._columns])
            self._rows += 1

    def close(self) -> None:
        self._book.save(self._file)


class _Parquet:
    """Rows are gathered into large row groups: one for each report would be slow to read."""

    def __init__(self, file: BinaryIO, columns: Mapping[str, str], sheet: str) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        self._schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in columns.items()])
        self._table = pyarrow.Table
        self._writer = ParquetWriter(file, self._schema)
        self._waiting: list[Row] = []

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._waiting.append({name: encodable(value) for name, value in row.items()})
            if len(self._waiting) >= _PARQUET_BATCH:
                self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(self._table.from_pylist(self._waiting, schema=self._schema))
            self._waiting = []


_WRITERS: dict[str, Callable[[BinaryIO, Mapping[str, str], str], _Writer]] = {
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
    return _FORBIDDEN_IN_XLSX.sub("\ufffd", encodable(_cell(value))) if isinstance(value, str) else _cell(value)


def encodable(value: Any) -> Any:
    """File names may hold bytes that are no UTF-8; Python keeps them as lone surrogates, which no encoder takes."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value

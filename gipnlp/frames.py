"""The facts of reports as a data frame or an Arrow table: the rows and columns of :mod:`gipnlp.export`, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gipnlp.errors import MissingLibraryError
from gipnlp.export import COLUMNS, Row, encodable, rows

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from gipnlp.report import Report

DTYPES = {"string": "string", "int32": "Int32", "double": "float64", "bool": "bool"}
"""The pandas type of each Arrow type of ``COLUMNS``."""


def arrow_table(report: Report) -> pyarrow.Table:
    """A row for each fact; see :meth:`gipnlp.report.Report.to_arrow`."""
    import pyarrow

    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in COLUMNS.items()])
    return pyarrow.Table.from_pylist(_rows(report), schema)


def pandas_frame(report: Report) -> pandas.DataFrame:
    """A row for each fact; see :meth:`gipnlp.report.Report.to_frame`.

    Raises:
        MissingLibraryError: if pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        hint = "Install it with: pip install 'gipnlp[pandas]' (or use report.to_arrow(), which needs nothing more)."
        raise MissingLibraryError("A data frame needs pandas.", hint) from error

    frame = pandas.DataFrame(_rows(report), columns=list(COLUMNS))
    return frame.astype({name: DTYPES[kind] for name, kind in COLUMNS.items()})


def _rows(report: Report) -> list[Row]:
    return [{name: encodable(value) for name, value in row.items()} for row in rows(report)]

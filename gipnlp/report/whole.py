"""The report as read, with everything found in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gipnlp.report.document import Warn
from gipnlp.report.facts import Check, Fact, Facts, Form, Paragraph, Section, Table
from gipnlp.report.narrative import Finding, Score, Sentence

if TYPE_CHECKING:
    import pandas
    import pyarrow


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
        from gipnlp.report.as_json import report_dict

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
        from gipnlp.report.as_json import report_from

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

"""The nouns: what a reader returns (``Document``) and what the pipeline makes of it (``Report``).

There is one cleaned text; everything else stands off from it as character spans. How these look in notebooks and as
tables stands in :mod:`gipnlp.rendering.notebook` and :mod:`gipnlp.frames`, which their methods import when called.
"""

from __future__ import annotations

from gipnlp.report.document import Block, Box, Cell, Document, Grid, Places, Sight, Span, Warn
from gipnlp.report.facts import (
    APPLICANTS,
    SECTIONS,
    Check,
    Fact,
    Facts,
    Form,
    Opinion,
    Paragraph,
    Reading,
    Section,
    Source,
    Status,
    Table,
    TableCell,
)
from gipnlp.report.narrative import Element, Finding, Score, Sentence, SentenceKind
from gipnlp.report.whole import Report, SourceFile

__all__ = [
    "APPLICANTS",
    "SECTIONS",
    "Block",
    "Box",
    "Cell",
    "Check",
    "Document",
    "Element",
    "Fact",
    "Facts",
    "Finding",
    "Form",
    "Grid",
    "Opinion",
    "Paragraph",
    "Places",
    "Reading",
    "Report",
    "Score",
    "Section",
    "Sentence",
    "SentenceKind",
    "Sight",
    "Source",
    "SourceFile",
    "Span",
    "Status",
    "Table",
    "TableCell",
    "Warn",
]

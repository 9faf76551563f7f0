"""Which section each part of the text belongs to.

Three kinds of evidence are decoded together (:mod:`.decoding`): headings and tables (:mod:`.headings`), what
each piece is about (:mod:`.classifier`), and the order of the statutory forms.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from gipnlp.report import Document, Form, Section, Span, Table
from gipnlp.sections.classifier import SectionClassifier, tokens
from gipnlp.sections.decoding import Decoded, Piece, decode
from gipnlp.sections.headings import Candidate, candidates, name_heading
from gipnlp.sections.paragraphs import split_paragraphs
from gipnlp.text import sentences

__all__ = ["SectionClassifier", "name_heading", "split_paragraphs", "split_sections"]

_RUN_ON = 300  # characters from which a paragraph may hold several sections and is cut at its sentences
_CORE = frozenset(
    {"overview", "proactive", "requests", "remedies", "problems"}
)  # what every form has; where all are headed, headings say it all
_TOO_SHORT = 4  # characters that tell nothing
_CONTACT = re.compile(
    r"\W*(?:邮\s*编|邮政编码|电子邮箱|传\s*真|联系(?:电话|地址|人)|地址|电话)\s*:"
)  # goes with what stands before it


class HasClassifier(Protocol):
    """What gives the section classifier when it is asked for it."""

    @property
    def sections(self) -> SectionClassifier:
        """The classifier."""
        ...


def split_sections(
    document: Document,
    folded: str,
    form: Form | None,
    claimed: Sequence[Span],
    tables: Sequence[Table] = (),
    models: HasClassifier | None = None,
    year: int | None = None,
) -> list[Section]:
    """The sections of the report, in order, covering the whole text; what stands before the first is the preamble.

    Args:
        document: The report as its reader gives it.
        folded: Its text, folded.
        form: Its reporting form.
        claimed: The ranges of its tables, ascending.
        tables: The statutory tables read from these.
        models: Whose classifier tells the pieces apart where headings are missing; it is not loaded where all
        are there.
            None goes by headings and tables alone.
        year: Its reporting year.
    """
    found = candidates(document, folded, claimed, tables)
    headed = {candidate.label for candidate in found if candidate.level == 1 and candidate.end > candidate.start}
    asked = None if models is None or headed >= _CORE else models.sections
    pieces = _pieces(document, folded, found, claimed, form, year, asked)
    decoded = decode(pieces, form, len(headed))
    starts = [place for place, piece in enumerate(decoded) if piece.begins or place == 0]
    ends = [*starts[1:], len(pieces)]
    return [_section(pieces[start:end], decoded[start:end]) for start, end in zip(starts, ends, strict=True)]


def _section(pieces: Sequence[Piece], decoded: Sequence[Decoded]) -> Section:
    span = Span(pieces[0].span.start, pieces[-1].span.end)
    heading = pieces[0].heading
    named = heading is not None and heading.label == decoded[0].label
    end = min(heading.end, span.end) if heading is not None and named else span.start
    weights = [len(piece.span) for piece in pieces]
    mean = sum(w * d.probability for w, d in zip(weights, decoded, strict=True)) / max(1, sum(weights))
    return Section(decoded[0].label, span, Span(span.start, end), round(mean, 4))


def _pieces(
    document: Document,
    folded: str,
    found: Sequence[Candidate],
    claimed: Sequence[Span],
    form: Form | None,
    year: int | None,
    classifier: SectionClassifier | None,
) -> list[Piece]:
    heads: dict[int, Candidate] = {}
    for candidate in found:
        if candidate.start not in heads or candidate.weight > heads[candidate.start].weight:
            heads[candidate.start] = candidate
    cuts = {0, len(folded), *heads}
    cuts |= {edge for span in claimed for edge in (span.start, span.end)}
    if classifier is not None:
        cuts |= {cut for cut in _openings(document, folded) if not any(s.start < cut < s.end for s in claimed)}
    spans = [Span(start, end) for start, end in itertools.pairwise(sorted(cuts))] or [Span(0, 0)]
    told = [span for span in spans if classifier and span not in claimed and _tells(span.of(folded))]
    features = [tokens(span.of(folded), _position(span, claimed, len(folded)), form, year) for span in told]
    evidence = dict(zip(told, classifier.evidence(features) if classifier else [], strict=True))
    return [Piece(span, heads.get(span.start), evidence.get(span, {})) for span in spans]


def _tells(piece: str) -> bool:
    return len(piece.strip()) >= _TOO_SHORT and not _CONTACT.match(piece)


def _position(span: Span, claimed: Sequence[Span], length: int) -> float:
    """Where it begins in the report, 0 to 1, tables not counted."""
    before = sum(len(table) for table in claimed if table.end <= span.start)
    return (span.start - before) / max(1, length - sum(len(table) for table in claimed))


def _openings(document: Document, folded: str) -> Iterator[int]:
    """Where a section may begin without a heading: with a paragraph, or with a sentence of a very long one."""
    for block in document.blocks:
        yield block.span.start
        if len(block.span) > _RUN_ON:
            yield from (sentence.start for sentence in sentences(folded, block.span))

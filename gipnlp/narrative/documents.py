"""The narrative of a report as the measures read it: its prose in sentences of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gipnlp.narrative.splitting import Piece, split
from gipnlp.report import SECTIONS, Report, Span
from gipnlp.text import fold, squeeze, words

PROSE = frozenset({"overview", "proactive", "requests", "fees", "remedies", "problems", "other"})
_MANDATED = re.compile(
    r"《[^》]*》|(?:中华人民共和国)?政府信息公开条例|国务院办公厅|[(][一二三四五六七八九十]+[)]|第二十条第[(]?[一二三四五六七八九十]+[)]?项|公民、法人(?:和|或者?)其他组织"
    "|因?政府信息公开(?:工作)?(?:被)?(?:申请)?行政复议、(?:被)?(?:提起)?行政诉讼情况|收到和处理政府信息公开申请情况|存在的?主要问题(?:及|和)改进(?:情况|措施)|其他需要报告的事项|主动公开政府信息情况"
)  # headings that the form prescribes, and names of statutes: mandated language
_CLAUSE = re.compile("[,;:。!?、]")


def narrative(report: Report, sections: Iterable[str] = PROSE) -> list[Piece]:
    """The sentences of the report's prose, without headings, tables and the preamble."""
    wanted = frozenset(sections)
    folded = fold(report.text)
    return split(folded, [p for p in report.paragraphs if p.section in wanted])


def words_of(text: str) -> list[str]:
    """The words of a sentence without punctuation, mandated headings and names of statutes; numbers are words."""
    folded = fold(text)
    plain = _MANDATED.sub(" ", squeeze(folded, Span(0, len(folded))).text)
    return [word.of(plain) for word in words(plain) if any(char.isalnum() for char in word.of(plain))]


def sentences_of(report: Report, sections: Iterable[str] = PROSE) -> list[list[str]]:
    """The narrative as sentences of words: what the measures take."""
    return [found for piece in narrative(report, sections) if (found := words_of(piece.span.of(report.text)))]


def clauses_of(texts: Iterable[str]) -> list[str]:
    """The clauses of sentences, divided at every mark."""
    parts = (part for text in texts for part in _CLAUSE.split("".join(fold(text).split())))
    return [part for part in parts if part]


def section_texts(report: Report) -> Iterator[tuple[str, list[str]]]:
    """For each section of the prose its sentences as written."""
    folded = fold(report.text)
    for label in (label for label in SECTIONS if label in PROSE):
        pieces = split(folded, [paragraph for paragraph in report.paragraphs if paragraph.section == label])
        if pieces:
            yield label, [piece.span.of(report.text) for piece in pieces]

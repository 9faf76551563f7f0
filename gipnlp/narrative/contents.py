"""The contents that the law requires of an annual report, and sections that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gipnlp.errors import DataError
from gipnlp.narrative.bodies import body_of
from gipnlp.report import SECTIONS, Finding, Paragraph, Report, Section
from gipnlp.statute import data_toml, indicators
from gipnlp.text import fold

_SHORTEST = 10  # characters of a problems section below which it says nothing
_NOTHING = re.compile(
    "(?:[^。;,:]{0,14}[,:]){0,2}[^。;,:]{0,14}(?:暂?无|没有|未有|不存在)(?:其[他它])?(?:需要?|应当?)?(?:报告|说明)?的?(?:其[他它])?(?:重[大要])?"
    "(?:情况|事项|问题|内容)?(?:需要?(?:报告|说明))?[。.]?"
)
_MAY_SAY_NOTHING = frozenset({"overview", "proactive", "requests", "fees", "remedies", "other"})


@dataclass(frozen=True, slots=True)
class Content:
    """A content that the law requires, as ``data/contents.toml`` tells it."""

    id: str
    name: str
    forms: tuple[str, ...]
    sections: tuple[str, ...] = ()
    words: re.Pattern[str] | None = None
    facts: tuple[str, ...] = ()
    governments: bool = False


@cache
def contents() -> tuple[Content, ...]:
    """The required contents.

    Raises:
        DataError: if the data file names a section or indicator that there is not.
    """
    result = []
    for row in data_toml("contents.toml")["content"]:
        unknown = set(row.get("sections", ())) - set(SECTIONS) | set(row.get("facts", ())) - set(indicators())
        if unknown:
            raise DataError(f"contents.toml: {row['id']} names {', '.join(sorted(unknown))}, which there is not")
        lists = {key: tuple(row.get(key, ())) for key in ("forms", "sections", "facts")}
        words = re.compile(row["words"]) if "words" in row else None
        result.append(Content(row["id"], row["name"], words=words, governments=row.get("governments", False), **lists))
    return tuple(result)


def required(report: Report) -> list[Content]:
    """What the report must hold by its form and body."""
    government = body_of(report).government
    return [one for one in contents() if report.form in one.forms and (government or not one.governments)]


def missing(report: Report) -> list[Content]:
    """What the report must hold and does not."""
    return [content for content in required(report) if not _held(report, content)]


def find_gaps(report: Report) -> list[Finding]:
    """Missing contents, and sections that are empty or say 无 where they must say something."""
    found = [
        Finding("missing-content", f"条例 asks for {content.name}; the report has none") for content in missing(report)
    ]
    return [*found, *_empty(report)]


def _held(report: Report, content: Content) -> bool:
    if any(fact.indicator in content.facts for fact in report.facts):
        return True
    if any(section.label in content.sections and _says_something(report, section) for section in report.sections):
        return True
    if content.words is None:
        return False
    prose = (p for p in report.paragraphs if p.section != "preamble" and not p.heading)
    return any(content.words.search("".join(fold(p.text).split())) for p in prose)


def _says_something(report: Report, section: Section) -> bool:
    return bool(_bodies(report, section)) or any(table.span in section.span for table in report.tables)


def _bodies(report: Report, section: Section) -> list[Paragraph]:
    return [p for p in report.paragraphs if p.span in section.span and not p.heading and any(map(str.isalnum, p.text))]


def _empty(report: Report) -> Iterator[Finding]:
    """Sections without a text, or whose text is 无; only the problems section must say something."""
    for label in (one for one in SECTIONS if one in _MAY_SAY_NOTHING or one == "problems"):
        sections = [section for section in report.sections if section.label == label]
        texts = [paragraph.text for section in sections for paragraph in _bodies(report, section)]
        text = "".join(fold("".join(texts)).split())
        printed = any(table.span in section.span for section in sections for table in report.tables)
        if not sections or printed:
            continue
        named = any(sentence.kind == "problem" for sentence in report.sentences)
        if label == "problems" and ((len(text) < _SHORTEST and not named) or _NOTHING.fullmatch(text)):
            yield Finding("empty-section", "the problems section names no problem", sections[0].span)
        elif not text or _NOTHING.fullmatch(text):
            yield Finding("silent-section", f"the section {label} says nothing, or 无", sections[0].span)

"""The reports that the passages of a corpus make up, as the pipeline's stages read them, with their gold facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from gipnlp.corpus import UNJUDGED, Passage
from gipnlp.numerals import absences, in_unit, number, quantities
from gipnlp.report import Form, Paragraph, Section, Span
from gipnlp.statute import indicators
from gipnlp.text import fold, squeeze

Key = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """The passages of one report, put together again.

    Attributes:
        name: Its id in the corpus.
        form, year: As the corpus tells them.
        text, folded: The passages, one a line.
        passages: As they stand in the corpus.
        paragraphs: The same, with their places in the text.
        sections: Runs of paragraphs under one label.
        facts: (indicator, applicant, value) of what the report states.
        spared: The same for what two careful people could read differently.
        evidence: The passage that states each fact.
    """

    name: str
    form: Form
    year: int
    text: str
    folded: str
    passages: tuple[Passage, ...]
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    facts: frozenset[Key]
    spared: frozenset[Key]
    evidence: Mapping[Key, str]


def assemble(passages: Iterable[Passage]) -> list[CorpusReport]:
    """The reports, in the order of their first passages."""
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.report, []).append(passage)
    return [_report(name, group) for name, group in groups.items()]


def _report(name: str, passages: list[Passage]) -> CorpusReport:
    text = "\n".join(passage.text for passage in passages)
    paragraphs: list[Paragraph] = []
    facts: dict[Key, str] = {}
    spared: set[Key] = set()
    start = 0
    for passage in passages:
        span = Span(start, start + len(passage.text))
        paragraphs.append(Paragraph(passage.text, passage.section, None, passage.heading, span))
        start = span.end + 1
        for label, key in gold_keys(passage):
            if label.startswith("?"):
                spared.add(key)
            else:
                facts.setdefault(key, passage.text)
    form = cast(Form, passages[0].form)
    sections = tuple(_sections(paragraphs))
    folded = fold(text)
    return CorpusReport(
        name=name,
        form=form,
        year=passages[0].year,
        text=text,
        folded=folded,
        passages=tuple(passages),
        paragraphs=tuple(paragraphs),
        sections=sections,
        facts=frozenset(facts),
        spared=frozenset(spared),
        evidence=facts,
    )


def _sections(paragraphs: Iterable[Paragraph]) -> Iterable[Section]:
    run: list[Paragraph] = []
    for paragraph in paragraphs:
        if run and (run[-1].section != paragraph.section or paragraph.heading):
            yield _section(run)
            run = []
        run.append(paragraph)
    if run:
        yield _section(run)


def _section(run: list[Paragraph]) -> Section:
    start = run[0].span.start
    heading = run[0].span if run[0].heading else Span(start, start)
    return Section(run[0].section, Span(start, run[-1].span.end), heading)


def gold_keys(passage: Passage) -> list[tuple[str, Key]]:
    """The labels of a passage that name an indicator, each with (indicator, applicant, value)."""
    folded = fold(passage.text)
    squeezed = squeeze(folded, Span(0, len(folded)), drop="|*")
    counted = [(squeezed.span(q.start, q.end), q) for q in quantities(squeezed.text)]
    absent = [squeezed.span(start, end) for start, end in absences(squeezed.text)]
    result = []
    for label in passage.labels:
        if label.name == UNJUDGED or label.name.startswith("none."):
            continue
        name = label.name.removeprefix("?").partition("@")[0]
        quantity = next((q for span, q in counted if span.overlaps(label.span)), None)
        if quantity is not None:
            value = in_unit(quantity.value, quantity.unit, indicators()[name].unit)
        elif any(span.overlaps(label.span) for span in absent):
            value = 0.0
        else:
            value = number("".join(label.span.of(folded).split())) or 0.0
        result.append((label.name, (name, label.applicant or "total", round(value, 4))))
    return result

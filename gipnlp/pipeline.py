"""The recipe of the whole product: bytes to a report, one stage after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from gipnlp.checks import run_checks
from gipnlp.errors import NotAReportError, NotFoundError
from gipnlp.facts import from_images, stated_values, table_facts, with_doubts
from gipnlp.facts.joining import distinct, join
from gipnlp.identity import is_report, read_agency, read_form, read_title, read_year
from gipnlp.learned import Models, packaged
from gipnlp.limits import Limits, Watch
from gipnlp.narrative import Reference, assess, body, load_rubric, read_sentences
from gipnlp.narrative.quality import Rubric
from gipnlp.narrative.splitting import split
from gipnlp.provenance import placed, placed_table
from gipnlp.readers import Engine, read_document
from gipnlp.report import Document, Report, Sentence, SourceFile
from gipnlp.rules import of_categories, of_other_times, read_figures
from gipnlp.sections import split_paragraphs, split_sections
from gipnlp.tables import missing_tables, read_tables, settle_by_prose
from gipnlp.text import clean, fold


def read(
    source: str | Path | bytes,
    *,
    path: str | None = None,
    models: str | Path | None = None,
    rules_only: bool = False,
    engine: Engine = "auto",
    limits: Limits | None = None,
) -> Report:
    """Read one annual report.

    >>> import gipnlp
    >>> report = gipnlp.read("corpus/samples/dandu-zhujian-2021.txt")
    >>> [check.id for check in report.checks if check.status == "fail"]
    ['requests.outcomes.total', 'requests.applicants.requests.granted', 'remedies.reconsideration']

    Args:
        source: Path of a PDF, HTML, Markdown or text file, or its bytes.
        path: What to name as the source; by default the path as given, None for bytes.
        models: Folder of trained models; by default ``$GIPNLP_MODELS``, or those that came with gipnlp.
        rules_only: Ask no trained model: sections by their headings, figures by rules.
        engine: Which library reads the pages of a PDF: ``pdfium``, ``pdfminer``, or the one where the other fails.
        limits: How much the file may ask for; by default as :class:`gipnlp.Limits` says.

    Raises:
        GipnlpError: a subclass for each cause, with a code and what to do: no such file, empty, encrypted, truncated, a
            scan without text, an unsupported container, no annual report, more than the limits; a model that
            is missing or damaged.
    """
    asked = None if rules_only else Models(Path(models)) if models else packaged()
    watch = Watch(limits)
    if isinstance(source, bytes):
        return _read(source, path, asked, engine, watch)
    try:
        with Path(source).open("rb") as file:
            data = file.read(watch.limits.size + 1)
    except IsADirectoryError as error:
        raise NotFoundError(f"{source} is a folder.", "gipnlp.read_many reads all the reports in it.") from error
    except OSError as error:
        raise NotFoundError(f"{source} cannot be opened ({error.strerror}).") from error
    return _read(data, path or str(source), asked, engine, watch)


def read_text(
    text: str,
    *,
    models: str | Path | None = None,
    rules_only: bool = False,
    year: int | None = None,
    limits: Limits | None = None,
) -> Report:
    """Read a text that is at hand: a whole report, or some paragraphs or sentences of one.

    >>> from gipnlp.pipeline import read_text
    >>> read_text("本年度共收到政府信息公开申请26件。").facts
    (<Fact requests.received = 26 件, '26件' (rule+tagger, 99%)>,)

    Args:
        text: Anything, also the empty text. Spans are places in ``gipnlp.text.clean(text)``.
        models: As for :func:`read`.
        rules_only: As for :func:`read`.
        year: The reporting year, where the text is not one that says it.
        limits: How much the text may ask for; by default as :class:`gipnlp.Limits` says.

    Raises:
        TimeLimitError, TooLargeError: the text asks for more than the limits.
        ModelError: a model is missing or damaged.
    """
    from gipnlp.readers.plain import document_of

    asked = None if rules_only else Models(Path(models)) if models else packaged()
    watch = Watch(limits)
    cleaned = clean(text)
    watch.add_text(len(cleaned))
    source = SourceFile(
        None, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "text/plain", None, "text"
    )
    report = _report(document_of(cleaned, watch), source, asked, watch, year)
    return with_narrative(report, asked) if asked else report


def _read(data: bytes, path: str | None, models: Models | None, engine: Engine, watch: Watch) -> Report:
    document = read_document(data, engine, watch)
    report = _report(document, _source(document, data, path), models, watch, require_report=True)
    watch.time()
    return with_narrative(report, models) if models else report


def _report(
    document: Document,
    source: SourceFile,
    models: Models | None,
    watch: Watch,
    year: int | None = None,
    *,
    require_report: bool = False,
) -> Report:
    folded = fold(document.text)
    found = read_tables(document, folded)
    watch.time()
    title = read_title(document, folded)
    year = year or read_year(title, folded)
    form = read_form(folded, found.tables, year)
    sections = split_sections(document, folded, form, found.claimed, found.tables, models, year)
    labels = [section.label for section in sections]
    watch.time()
    if require_report and not is_report(title, folded, found.tables, labels):
        raise NotAReportError("The text is no annual report on the disclosure of government information.")
    watch.time()
    paragraphs = split_paragraphs(document, folded, sections, found.claimed)
    ruled = read_figures(document.text, folded, paragraphs, sections, year)
    printed = table_facts(document, found.tables)
    prose = distinct(ruled)
    watch.time()
    if models:
        opinions = models.tagger.read(document.text, folded, paragraphs, form, year)
        other_times = of_other_times(folded, paragraphs, year)
        parts = of_categories(folded, paragraphs)
        prose = join(ruled, opinions, models.calibration, other_times, printed, parts)
    found = settle_by_prose(found, stated_values(prose))
    checks, facts = run_checks(found.tables, [*table_facts(document, found.tables), *prose])
    return Report(
        source=source,
        text=document.text,
        title=title,
        agency=read_agency(title, document, folded),
        year=year,
        form=form,
        paragraphs=tuple(paragraphs),
        sections=tuple(sections),
        tables=tuple(placed_table(table, document.places) for table in found.tables),
        facts=tuple(placed(fact, document.places) for fact in from_images(document, with_doubts(facts))),
        checks=tuple(checks),
        warnings=(*document.warnings, *found.warnings, *missing_tables(found.tables, form)),
    )


def with_narrative(
    report: Report,
    models: Models,
    *,
    prior: Report | None = None,
    peers: Sequence[Report] = (),
    rubric: Rubric | None = None,
    reference: Reference | None = None,
) -> Report:
    """The report with the sentences of its problems section, what was found of its narrative, and its quality.

    Args:
        report: A report as read.
        models: The trained models.
        prior: The body's report of the year before, for what was carried over.
        peers: Reports of other bodies, for what is common among them.
        rubric: How quality is scored; by default gipnlp's own.
        reference: The collection in which common runs of words are looked up; by default the one of the models.
    """
    collection = reference or models.reference
    sentences = sentences_of_section(report, models, prior=prior, reference=collection)
    report = replace(report, sentences=tuple(sentences))
    shares = of_categories(fold(report.text), report.paragraphs)
    assessment = assess(report, load_rubric() if rubric is None else rubric, collection, prior, peers, shares)
    return replace(report, findings=assessment.findings, quality=assessment.scores)


def sentences_of_section(
    report: Report,
    models: Models,
    section: str = "problems",
    *,
    prior: Report | None = None,
    reference: Reference | None = None,
) -> list[Sentence]:
    """The sentences of a section, each with its kind, whether it is boilerplate, and why.

    Args:
        report: A report as read.
        models: The trained models.
        section: Label of the section.
        prior: The body's report of the year before.
        reference: The collection in which common runs of words are looked up; by default the one of the models.
    """
    paragraphs, before = (
        [paragraph for paragraph in one.paragraphs if paragraph.section == section] if one else []
        for one in (report, prior)
    )
    return read_sentences(
        report.text,
        fold(report.text),
        paragraphs,
        models.narrative,
        reference or models.reference,
        body(fold(report.agency or "")).names,
        [piece.span.of(prior.text) for piece in split(fold(prior.text), before)] if prior else None,
    )


def _source(document: Document, data: bytes, path: str | None) -> SourceFile:
    return SourceFile(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=document.media_type,
        pages=document.pages,
        engine=document.engine,
        page_sizes=document.page_sizes,
    )

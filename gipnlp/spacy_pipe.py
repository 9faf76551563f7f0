"""gipnlp as a spaCy component: ``spacy.blank("zh").add_pipe("gipnlp_facts")`` marks the figures of any text.

>>> import spacy
>>> from gipnlp.spacy_pipe import fact_of
>>> nlp = spacy.blank("zh")
>>> _ = nlp.add_pipe("gipnlp_facts")
>>> doc = nlp("本年度共收到政府信息公开申请26件，均已答复。")
>>> [(span.text, span.label_, fact_of(span).value) for span in doc.spans["gipnlp"]]
[('26件', 'requests.received', 26.0)]

The spans stand in ``doc.spans["gipnlp"]``, labelled with the indicator. What else is known of each fact travels in the
span group's own ``attrs``, to which a span's ``id_`` points: it is saved, copied and sent to other processes with the
document. Extension attributes (``span._.value``) would be set for every document of the process, also where another
library uses the name; so none are.

spaCy imports this module whenever a pipeline is made, by its entry point; so it imports nothing large.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan

from gipnlp.report import Fact, Facts, Report, Span

FACTORY = "gipnlp_facts"
SPANS_KEY = "gipnlp"
_ATTRIBUTE = "facts"
_COLOURS = ("#9fd3c7", "#f6c89f", "#b9c6f2", "#f2b8c6", "#d6e39a", "#d9c2ec", "#f3e08f")


class FactFinder:
    """The component: reads the text of a document as :func:`gipnlp.pipeline.read_text` does and marks its facts."""

    def __init__(self, spans_key: str, models: str | None, rules_only: bool, year: int | None) -> None:
        self.spans_key = spans_key
        self.models = models
        self.rules_only = rules_only
        self.year = year

    def __call__(self, doc: Doc) -> Doc:
        """Write the facts of the document's text into ``doc.spans[spans_key]``."""
        from gipnlp.pipeline import read_text
        from gipnlp.text import kept_places

        report = read_text(doc.text, models=self.models, rules_only=self.rules_only, year=self.year)
        places = kept_places(doc.text)
        return with_facts(doc, (_moved(fact, places, doc.text) for fact in report.facts), self.spans_key)


@Language.factory(
    FACTORY,
    assigns=["doc.spans"],
    default_config={"spans_key": SPANS_KEY, "models": None, "rules_only": False, "year": None},
)
def make_fact_finder(
    nlp: Language, name: str, spans_key: str, models: str | None, rules_only: bool, year: int | None
) -> FactFinder:
    """The component ``gipnlp_facts``. Its settings are part of ``nlp.config`` and so saved with the pipeline.

    Args:
        nlp: The pipeline, of any language; only the text of its documents is used, not their tokens.
        name: Of the component.
        spans_key: Where in ``doc.spans`` the facts go.
        models: Folder of trained models; by default ``$GIPNLP_MODELS``, or those that came with gipnlp.
        rules_only: Ask no trained model; facts are then found only under headings that say the section.
        year: The reporting year of texts that do not say it: figures of other years are then told apart.
    """
    return FactFinder(spans_key, models, rules_only, year)


def with_facts(doc: Doc, facts: Iterable[Fact], spans_key: str = SPANS_KEY) -> Doc:
    """The document with spans for facts; a span is widened to whole tokens.

    Args:
        doc: The document; its group of that name, if there is one, is replaced.
        facts: Facts whose spans are places in ``doc.text``. Those without a place (a cell that is not there, or is
            empty) are kept in the group's ``attrs``, without a span.
        spans_key: Where in ``doc.spans`` the facts go.
    """
    told = list(facts)
    doc.spans[spans_key] = [span for place, fact in enumerate(told) if (span := _token_span(doc, fact, place))]
    doc.spans[spans_key].attrs[_ATTRIBUTE] = [_values(fact) for fact in told]
    return doc


def facts_of(doc: Doc, spans_key: str = SPANS_KEY) -> Facts:
    """The facts of a document, in their order, with places in ``doc.text``; a fact whose span was removed is gone.

    Raises:
        KeyError: if the document has no facts under that key.
    """
    group = doc.spans[spans_key]
    marked = {span.id_ for span in group}
    known = enumerate(map(_fact, group.attrs[_ATTRIBUTE]))
    return Facts(fact for place, fact in known if str(place) in marked or not fact.span)


def fact_of(span: TokenSpan, spans_key: str = SPANS_KEY) -> Fact:
    """The fact that a span of ``doc.spans[spans_key]`` marks: indicator, value, unit, applicant, confidence, doubt.

    Raises:
        KeyError: if the span is not one of those.
    """
    facts = span.doc.spans[spans_key].attrs[_ATTRIBUTE]
    if not span.id_.isdecimal() or int(span.id_) >= len(facts):
        raise KeyError(f"the span {span.text!r} marks no fact of gipnlp")
    return _fact(facts[int(span.id_)])


def doc_of(report: Report, nlp: Language, spans_key: str = SPANS_KEY) -> Doc:
    """The text of a report as a document of a pipeline (its tokenizer alone is used), with the report's facts.

    :func:`facts_of` gives them back: ``facts_of(doc_of(report, nlp)) == report.facts``.
    """
    return with_facts(nlp.make_doc(report.text), report.facts, spans_key)


def displacy_options(doc: Doc, spans_key: str = SPANS_KEY) -> dict[str, Any]:
    """Options for ``displacy.render(doc, style="span", options=...)``: the facts, one colour for each group of them."""
    labels = sorted({span.label_ for span in doc.spans[spans_key]})
    groups = list(dict.fromkeys(label.partition(".")[0] for label in labels))
    colours = {label: _COLOURS[groups.index(label.partition(".")[0]) % len(_COLOURS)] for label in labels}
    return {"spans_key": spans_key, "colors": colours}


def _token_span(doc: Doc, fact: Fact, place: int) -> TokenSpan | None:
    if not fact.span:
        return None
    start, end = fact.span.start, fact.span.end
    return doc.char_span(start, end, label=fact.indicator, alignment_mode="expand", span_id=str(place))


def _moved(fact: Fact, places: list[int], text: str) -> Fact:
    """The fact with its place in the text as it was before it was cleaned."""
    if not fact.span:
        return replace(fact, span=None)
    span = Span(places[fact.span.start], places[fact.span.end - 1] + 1)
    return replace(fact, span=span, stated=span.of(text))


def _values(fact: Fact) -> dict[str, Any]:
    values = {field.name: getattr(fact, field.name) for field in fields(fact)}
    span = [fact.span.start, fact.span.end] if fact.span is not None else None
    return values | {"span": span, "conflicts": list(fact.conflicts)}


def _fact(values: dict[str, Any]) -> Fact:
    span = Span(*values["span"]) if values["span"] is not None else None
    box = tuple(values["box"]) if values["box"] is not None else None
    return Fact(**values | {"span": span, "box": box, "conflicts": tuple(values["conflicts"])})

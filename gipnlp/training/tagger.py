"""Training of the figure tagger: passages to a spaCy span categoriser."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Span as TokenSpan
from spacy.training import Example
from spacy.util import minibatch
from thinc.api import Adam, Config, fix_random_seed

from gipnlp.corpus import Label, Passage
from gipnlp.report import Span
from gipnlp.tagger import COMPONENT, SPANS_KEY, Tagger, headings_of
from gipnlp.tagger.architecture import CANDIDATES
from gipnlp.tagger.encoding import Encoded, encode
from gipnlp.text import fold

CONFIG = """
[component]
factory = "spancat"
spans_key = "facts"
threshold = 0.5

[component.suggester]
@misc = "gipnlp.candidates.v1"

[component.model]
@architectures = "gipnlp.ContextCategorizer.v1"
hidden_size = 192
left = [3, 9, 22, 50]
right = [3, 9, 20]
dropout = 0.3
scorer = {"@layers": "gipnlp.CrossEntropyLogistic.v1"}

[component.model.tok2vec]
@architectures = "spacy.Tok2Vec.v2"

[component.model.tok2vec.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
rows = [4000]
attrs = ["NORM"]
include_static_vectors = false

[component.model.tok2vec.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
window_size = 2
maxout_pieces = 3
depth = 3
"""

_YEAR = re.compile(r"20\d\d(?=年)")
_JOINED = (150, 700)  # characters of a joined paragraph, least and most


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how fast to train; how often each passage stands in a long paragraph too."""

    epochs: int = 14
    batch: int = 24
    drop: float = 0.2
    rate: float = 0.001
    seed: int = 1
    joined: int = 1


def train_tagger(
    passages: Sequence[Passage], settings: Settings | None = None, say: Callable[[str], None] = lambda _: None
) -> Tagger:
    """A tagger trained on the passages of the split ``train``."""
    settings = settings or Settings()
    fix_random_seed(settings.seed)
    nlp = spacy.blank("xx")
    config: Any = Config().from_str(CONFIG)["component"]
    nlp.add_pipe(config.pop("factory"), name=COMPONENT, config=config)
    tagger = Tagger(nlp)
    examples = list(make_examples(tagger, (p for p in passages if p.split == "train"), settings))
    _fit(nlp, examples, settings, say)
    return tagger


def _fit(nlp: Language, examples: list[Example], settings: Settings, say: Callable[[str], None]) -> None:
    nlp.initialize(lambda: examples)
    optimizer = Adam(settings.rate, L2=0.01, grad_clip=1.0, use_averages=True)
    shuffler = random.Random(settings.seed)
    steps = settings.epochs * (len(examples) // settings.batch + 1)
    step = 0
    for epoch in range(settings.epochs):
        shuffler.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in minibatch(examples, settings.batch):  # type: ignore[no-untyped-call]
            optimizer.learn_rate = settings.rate * (1 - step / steps)
            nlp.update(batch, drop=settings.drop, sgd=optimizer, losses=losses)
            step += 1
        say(f"epoch {epoch + 1}/{settings.epochs}: loss {losses[COMPONENT]:.1f}")


def make_examples(tagger: Tagger, passages: Iterable[Passage], settings: Settings) -> Iterator[Example]:
    """SpaCy examples of the passages as they stand, and of runs of them joined as crawlers join paragraphs.

    Spans that are in doubt, and what has no candidates, are left out.
    """
    passages = list(passages)
    for passage, heading in with_headings(passages):
        yield from _example(tagger, passage, heading)
    chooser = random.Random(settings.seed)
    for _ in range(settings.joined):
        for passage in joined(passages, chooser):
            yield from _example(tagger, passage, "")


def _example(tagger: Tagger, passage: Passage, heading: str) -> Iterator[Example]:
    encoded = encode_passage(passage, heading)
    if not encoded.candidates:
        return
    predicted, reference = tagger.doc(encoded), tagger.doc(encoded)
    names = gold_names(passage, encoded)
    reference.spans[SPANS_KEY] = [
        TokenSpan(reference, c.first, c.last, label=name)
        for c, labels in zip(encoded.candidates, names, strict=True)
        for name in sorted(labels or ())
    ]
    predicted.spans[CANDIDATES] = [
        span for span, labels in zip(predicted.spans[CANDIDATES], names, strict=True) if labels is not None
    ]
    yield Example(predicted, reference)


def with_headings(passages: Sequence[Passage]) -> list[tuple[Passage, str]]:
    """The passages, each with the heading it stands under in its report."""
    reports: dict[str, list[Passage]] = {}
    for passage in passages:
        reports.setdefault(passage.report, []).append(passage)
    return [
        pair
        for report in reports.values()
        for pair in zip(report, headings_of((p.section, p.text, p.heading) for p in report), strict=True)
    ]


def joined(passages: Sequence[Passage], chooser: random.Random) -> Iterator[Passage]:
    """Each passage once in a long paragraph with others of its section and form, those of its report beside it.

    Real reports often come with a whole section, or the whole report, on one line.
    """
    groups: dict[tuple[str, str], list[list[Passage]]] = {}
    for (section, form, _), run in _runs(passages).items():
        groups.setdefault((section, form), []).append(run)
    for runs in groups.values():
        chooser.shuffle(runs)
        line: list[Passage] = []
        wanted = chooser.randint(*_JOINED)
        for passage in (passage for run in runs for passage in run):
            line.append(passage)
            if sum(len(p.text) for p in line) >= wanted:
                yield _joined(line)
                line, wanted = [], chooser.randint(*_JOINED)
        if line:
            yield _joined(line)


def _runs(passages: Iterable[Passage]) -> dict[tuple[str, str, str], list[Passage]]:
    runs: dict[tuple[str, str, str], list[Passage]] = {}
    for passage in passages:
        runs.setdefault((passage.section, passage.form, passage.report), []).append(passage)
    return runs


def _joined(passages: Sequence[Passage]) -> Passage:
    """One passage of several; years are told by their distance, so that theirs must be moved to that of the first."""
    text, labels = "", []
    for passage in passages:
        shift = passages[0].year - passage.year
        places = [Span(label.span.start + len(text), label.span.end + len(text)) for label in passage.labels]
        labels += [Label(place, label.name) for place, label in zip(places, passage.labels, strict=True)]
        text += _moved(passage.text, shift)
    return replace(passages[0], text=text, labels=tuple(labels))


def _moved(text: str, years: int) -> str:
    return _YEAR.sub(lambda match: str(int(match[0]) + years), text)


def encode_passage(passage: Passage, heading: str = "") -> Encoded:
    """The passage as the tagger reads it."""
    span = Span(0, len(passage.text))
    return encode(fold(passage.text), span, passage.section, passage.form, passage.year, heading)


def gold_names(passage: Passage, encoded: Encoded) -> list[set[str] | None]:
    """For each candidate what the tagger should say: indicators, ``@applicant``; None where the label is in doubt."""
    result: list[set[str] | None] = []
    for candidate in encoded.candidates:
        labels = [label for label in passage.labels if label.span.overlaps(candidate.span)]
        if any(label.name.startswith("?") for label in labels):
            result.append(None)
            continue
        names = {label.indicator for label in labels if label.indicator}
        names |= {f"@{label.applicant}" for label in labels if label.indicator and label.applicant}
        result.append({name for name in names if name})
    return result

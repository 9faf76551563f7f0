"""Training of the figure tagger: passages to a spaCy span categoriser."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Span as TokenSpan
from spacy.training import Example
from spacy.util import minibatch
from thinc.api import Adam, Config, fix_random_seed

import gipnlp.tagger.architecture  # noqa: F401  (registers the architecture)
from gipnlp.corpus import Passage
from gipnlp.report import Span
from gipnlp.tagger import COMPONENT, SPANS_KEY, Tagger
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


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how fast to train."""

    epochs: int = 24
    batch: int = 24
    drop: float = 0.2
    rate: float = 0.001
    seed: int = 1


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
    examples = list(make_examples(tagger, (p for p in passages if p.split == "train")))
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


def make_examples(tagger: Tagger, passages: Iterable[Passage]) -> Iterable[Example]:
    """SpaCy examples; spans that are in doubt, and what has no candidates, are left out."""
    for passage in passages:
        encoded = encode_passage(passage)
        if not encoded.candidates:
            continue
        predicted, reference = tagger.doc(encoded), tagger.doc(encoded)
        reference.spans[SPANS_KEY] = [
            TokenSpan(reference, c.first, c.last, label=name)
            for c, names in zip(encoded.candidates, gold_names(passage, encoded), strict=True)
            for name in sorted(names or ())
        ]
        doubtful = [
            c for c, names in zip(encoded.candidates, gold_names(passage, encoded), strict=True) if names is None
        ]
        if doubtful:
            kept = [s for s in predicted.spans["candidates"] if not any(s.start == c.first for c in doubtful)]
            predicted.spans["candidates"] = kept
        yield Example(predicted, reference)


def encode_passage(passage: Passage) -> Encoded:
    """The passage as the tagger reads it."""
    return encode(fold(passage.text), Span(0, len(passage.text)), passage.section, passage.form, passage.year)


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

"""Training of the models of the narrative: labelled sentences to flag, kind and concrete elements (scikit-learn)."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gipnlp.corpus import Passage
from gipnlp.corpus.sentences import LabelledSentence
from gipnlp.narrative.boilerplate import ELEMENTS, FLAG, KIND, NarrativeModels
from gipnlp.narrative.documents import PROSE, words_of
from gipnlp.narrative.elements import LEARNED, OUTSIDE, ElementFinder, find_elements
from gipnlp.narrative.features import character_features, context_tokens, sentence_tokens
from gipnlp.report import Element, Span
from gipnlp.text import fold, squeeze
from gipnlp.text import sentences as sentences_in
from gipnlp.training.hashed import hashed_pipeline, logistic

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

_SEED = 1
_PLACES = 2**17  # of the hash of sentence features
_ELEMENT_PLACES = 2**15  # of that of character features, which each of a dozen tags has
_C_SENTENCE, _C_ELEMENT = 30.0, 3.0  # inverse strengths of the L2 penalty
_FOLDS = 5


def train_boilerplate(sentences: Sequence[LabelledSentence]) -> NarrativeModels:
    """The models trained on the sentences of the split ``train``.

    The flag sees the kinds of the concrete elements as the element finder finds them in sentences that it was not
    trained on (five folds by section), as it will in reports.
    """
    chosen = [sentence for sentence in sentences if sentence.split == "train"]
    finder = _train_elements(chosen)
    found = _elements_of_folds(chosen)
    tokens = [sentence_tokens(s.text, kinds) for s, kinds in zip(chosen, found, strict=True)]
    flag, kind = hashed_pipeline(_C_SENTENCE, _PLACES), hashed_pipeline(_C_SENTENCE, _PLACES)
    flag.fit(tokens, [s.boilerplate for s in chosen])
    contexts = contexts_of(chosen)
    kind.fit([f"{t} {contexts[s.id]}" for t, s in zip(tokens, chosen, strict=True)], [s.kind for s in chosen])
    return NarrativeModels(flag, kind, finder)


def contexts_of(sentences: Iterable[LabelledSentence]) -> dict[str, str]:
    """For each sentence the tokens of its context in its section."""
    sections: dict[str, list[LabelledSentence]] = defaultdict(list)
    for sentence in sentences:
        sections[sentence.section].append(sentence)
    return {
        sentence.id: context_tokens(sentence.text, [s.text for s in section[:place]], "", place, len(section))
        for section in sections.values()
        for place, sentence in enumerate(section)
    }


def _train_elements(sentences: Sequence[LabelledSentence]) -> Pipeline:
    import numpy as np
    from sklearn.feature_extraction import FeatureHasher
    from sklearn.pipeline import Pipeline

    hasher = FeatureHasher(_ELEMENT_PLACES, input_type="string", alternate_sign=False, dtype=np.float32)
    pipeline = Pipeline([("hasher", hasher), ("logistic", logistic(_C_ELEMENT))])
    tagged = [tagged_characters(sentence) for sentence in sentences]
    pipeline.fit(
        [row for text, _ in tagged for row in character_features(text)], [t for _, tags in tagged for t in tags]
    )
    return pipeline


def tagged_characters(sentence: LabelledSentence) -> tuple[str, list[str]]:
    """The sentence folded and squeezed, and for each of its characters ``B-kind``, ``I-kind`` or outside."""
    folded = fold(sentence.text)
    squeezed = squeeze(folded, Span(0, len(folded)))
    places = {place: number for number, place in enumerate(squeezed.places)}
    tags = [OUTSIDE] * len(squeezed.text)
    for span, mark in sentence.marks:
        inside = [places[place] for place in range(span.start, span.end) if place in places]
        if mark in LEARNED:
            for order, place in enumerate(inside):
                tags[place] = f"{'I' if order else 'B'}-{mark}"
    return squeezed.text, tags


def _elements_of_folds(sentences: Sequence[LabelledSentence]) -> list[list[str]]:
    from sklearn.model_selection import GroupKFold

    kinds: list[list[str]] = [[] for _ in sentences]
    groups = [sentence.section for sentence in sentences]
    for train, rest in GroupKFold(min(_FOLDS, len(set(groups)))).split(sentences, groups=groups):
        finder = ElementFinder(_train_elements([sentences[place] for place in train]))
        for place in rest:
            kinds[place] = [e.kind for e in elements_in(sentences[place].text, finder)]
    return kinds


def elements_in(text: str, finder: ElementFinder) -> list[Element]:
    """The concrete elements of a sentence that stands by itself."""
    folded = fold(text)
    return find_elements(folded, Span(0, len(folded)), finder)


def corpus_documents(
    passages: Sequence[Passage], sentences: Sequence[LabelledSentence]
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """The corpus as documents of a reference collection: its reports, and its problems sections."""
    documents: dict[str, list[str]] = defaultdict(list)
    for passage in passages:
        if passage.section in PROSE and not passage.heading:
            spans = sentences_in(fold(passage.text), Span(0, len(passage.text)))
            documents[passage.report] += [span.of(passage.text) for span in spans]
    for sentence in sentences:
        documents[sentence.section].append(sentence.text)
    for texts in documents.values():
        yield [words_of(text) for text in texts], texts


def save_boilerplate(models: NarrativeModels, folder: Path) -> None:
    """Write the models with skops, which stores no code."""
    from skops.io import dump

    for pipeline, file in ((models.flag, FLAG), (models.kind, KIND), (models.finder.pipeline, ELEMENTS)):
        dump(pipeline, folder / file, compression=zipfile.ZIP_DEFLATED)

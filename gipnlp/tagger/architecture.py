"""The network of the tagger, for spaCy's span categoriser: each candidate seen with windows of its context.

Importing it registers it with spaCy, which must be done before a model is built or loaded. Arrays are typed
``Any``: thinc's own array types do not know numpy's operations.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy
from spacy.ml.extract_spans import extract_spans
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import (
    Linear,
    Maxout,
    Model,
    chain,
    concatenate,
    glorot_uniform_init,
    list2ragged,
    reduce_max,
    reduce_mean,
    with_getitem,
)
from thinc.types import Floats2d, Ragged

from gipnlp.tagger.encoding import HEADING, PREFIX

SUGGESTER = "gipnlp.candidates.v1"
ARCHITECTURE = "gipnlp.ContextCategorizer.v1"
CANDIDATES = "candidates"  # key of doc.spans under which the candidates stand


@registry.misc(SUGGESTER)  # type: ignore[untyped-decorator]
def candidate_suggester() -> Callable[..., Ragged]:
    """Suggests what stands in ``doc.spans["candidates"]``, put there when the Doc was made."""

    def suggest(docs: Sequence[Doc], *, ops: Any = None) -> Ragged:
        spans = [[(span.start, span.end) for span in doc.spans.get(CANDIDATES, ())] for doc in docs]
        flat: Any = numpy.asarray([pair for pairs in spans for pair in pairs], dtype="i").reshape(-1, 2)
        lengths: Any = numpy.asarray([len(pairs) for pairs in spans], dtype="i")
        return Ragged(flat, lengths)

    return suggest


@registry.architectures(ARCHITECTURE)  # type: ignore[untyped-decorator]
def context_categorizer(
    tok2vec: Model[list[Doc], list[Floats2d]],
    scorer: Model[Floats2d, Floats2d],
    hidden_size: int,
    left: list[int],
    right: list[int],
    dropout: float = 0.0,
) -> Model[tuple[list[Doc], Ragged], Floats2d]:
    """A categoriser that pools the candidate, windows left and right of it, and what stands before the text.

    Args:
        tok2vec: Token vectors.
        scorer: From a candidate's vector to the probability of each label.
        hidden_size: Width of the hidden layer.
        left: Ascending distances, in tokens, at which one window before the candidate ends and the next begins.
        right: The same after the candidate.
        dropout: Share of the hidden layer left out in training.
    """
    count = len(left) + len(right) + 3
    reducer: Model[Ragged, Floats2d] = chain(
        concatenate(reduce_mean(), reduce_max()),
        side_by_side(count),
        Maxout(nO=hidden_size, normalize=True, dropout=dropout),
    )
    model: Model[Any, Any] = chain(
        with_getitem(0, chain(tok2vec, list2ragged())),
        context_windows(tuple(left), tuple(right)),
        extract_spans(),
        reducer,
        scorer,
    )
    model.set_ref("tok2vec", tok2vec)
    model.set_ref("reducer", reducer)
    model.set_ref("scorer", scorer)
    return model


def context_windows(left: tuple[int, ...], right: tuple[int, ...]) -> Model[Any, Any]:
    """For each candidate its windows: itself, section and form, the heading, those to the left and to the right.

    An empty window (at the edge of the document) becomes the document's first token.
    """
    return Model("context_windows", _windows_forward, attrs={"left": list(left), "right": list(right)})


def _windows_forward(model: Model[Any, Any], X: tuple[Ragged, Ragged], is_train: bool) -> tuple[Any, Any]:  # noqa: N803
    tokens, spans = X
    left, right = [0, *model.attrs["left"]], [0, *model.attrs["right"]]
    lengths: Any = tokens.lengths
    counts: Any = spans.lengths
    places: Any = spans.dataXd
    ends: Any = numpy.repeat(lengths, counts).reshape(-1, 1)
    starts, stops = places[:, :1], places[:, 1:]
    first = numpy.zeros_like(starts)
    windows = [(starts, stops), (first, first + PREFIX), (first + PREFIX, first + PREFIX + HEADING)]
    windows += [(starts - far, starts - near) for near, far in itertools.pairwise(left)]
    windows += [(stops + near, stops + far) for near, far in itertools.pairwise(right)]
    clipped = [numpy.hstack([numpy.clip(a, 0, ends), numpy.clip(b, 0, ends)]) for a, b in windows]
    pairs: Any = numpy.stack(clipped, axis=1).reshape(-1, 2).astype("i")
    empty = pairs[:, 0] >= pairs[:, 1]
    pairs[empty] = (0, 1)

    def backprop(gradient: tuple[Ragged, Ragged]) -> tuple[Ragged, Ragged]:
        return gradient[0], spans

    return (tokens, Ragged(pairs, counts * len(windows))), backprop


def side_by_side(count: int) -> Model[Floats2d, Floats2d]:
    """From ``count`` rows for each candidate to one row."""
    return Model("side_by_side", _side_forward, attrs={"count": count})


def _side_forward(model: Model[Any, Any], X: Any, is_train: bool) -> tuple[Any, Any]:  # noqa: N803
    count, width = model.attrs["count"], X.shape[1]

    def backprop(gradient: Any) -> Any:
        return model.ops.as_contig(gradient.reshape(-1, width))

    return model.ops.as_contig(X.reshape(-1, count * width)), backprop


@registry.layers("gipnlp.CrossEntropyLogistic.v1")
def cross_entropy_logistic(nO: int | None = None, nI: int | None = None) -> Model[Floats2d, Floats2d]:  # noqa: N803
    """Independent probabilities, trained on cross-entropy.

    The categoriser's loss hands back ``probability - target``, which is the gradient of the cross-entropy at
    the logits;
    spaCy's own LinearLogistic multiplies it with the slope of the logistic function once more and learns slowly.
    """
    return chain(Linear(nO=nO, nI=nI, init_W=glorot_uniform_init), Model("sigmoid_of_logits", _sigmoid_forward))


def _sigmoid_forward(model: Model[Any, Any], X: Floats2d, is_train: bool) -> tuple[Floats2d, Any]:  # noqa: N803
    return model.ops.sigmoid(X), lambda gradient: gradient

"""Published measures of narrative text, each a small pure function over words.

A document is a sequence of sentences, a sentence a sequence of words (jieba's, without punctuation). Every measure is
defined on empty text. Measures that are shares lie in 0 to 1; the others say their range.

Where a source leaves a choice open, the docstring says what was chosen. Sources:

- Brown, S. V., Tucker, J. W. (2011). Large-sample evidence on firms' year-over-year MD&A modifications. Journal of
  Accounting Research 49(2).
- Cohen, L., Malloy, C., Nguyen, Q. (2020). Lazy Prices. Journal of Finance 75(3).
- Dyer, T., Lang, M., Stice-Lawrence, L. (2017). The evolution of 10-K textual disclosure. Journal of Accounting and
  Economics 64(2-3).
- Hanley, K. W., Hoberg, G. (2010). The information content of IPO prospectuses. Review of Financial Studies 23(7).
- Hope, O.-K., Hu, D., Lu, H. (2016). The benefits of specific risk-factor disclosures. Review of Accounting Studies 21.
- Lang, M., Stice-Lawrence, L. (2015). Textual analysis and international financial reporting. Journal of Accounting and
  Economics 60(2-3).
- 宋建波, 冯晓晴 (2022). 会计研究 2022(3).
- 徐巍, 姚振晔, 陈冬华 (2021). 中文年报可读性：衡量与检验. 会计研究 2021(3).
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.polynomial import Polynomial

Words = Sequence[str]
Sentences = Sequence[Words]
Gram = tuple[str, ...]

TETRAGRAM, OCTAGRAM, DECAGRAM = 4, 8, 10
BAND = (0.30, 0.75)  # of documents: below is not common, above is mandated language (Lang and Stice-Lawrence 2015)
_DEGREE = 5

_RAREST = 0.001  # of rarity: a word of no document counts as one of a thousand


def grams(words: Words, size: int) -> list[Gram]:
    """The runs of ``size`` words, in order; none where there are fewer words."""
    return [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]


def document_frequency(documents: Iterable[Sentences], size: int = TETRAGRAM) -> Counter[Gram]:
    """In how many documents each run of ``size`` words stands; runs do not go over the end of a sentence."""
    counts: Counter[Gram] = Counter()
    for document in documents:
        counts.update({gram for sentence in document for gram in grams(sentence, size)})
    return counts


def boilerplate_share(
    document: Sentences, frequency: Callable[[Gram], float], band: tuple[float, float] = BAND
) -> float:
    """Boilerplate (Lang and Stice-Lawrence 2015): words of sentences that hold a boilerplate tetragram, of all words.

    Args:
        document: The text.
        frequency: The share of documents of the collection in which a run of four words stands.
        band: Lowest and highest share at which a tetragram is boilerplate; what is commoner is mandated language.
    """
    low, high = band
    return _share(document, lambda sentence: any(low <= frequency(gram) <= high for gram in grams(sentence, TETRAGRAM)))


def stickiness(document: Sentences, prior: Sentences, size: int = OCTAGRAM) -> float:
    """Stickiness (Dyer, Lang and Stice-Lawrence 2017): words of sentences with an 8-gram of the year before, of all."""
    before = {gram for sentence in prior for gram in grams(sentence, size)}
    return _share(document, lambda sentence: any(gram in before for gram in grams(sentence, size)))


def redundancy(document: Sentences) -> float:
    """Redundancy (Dyer, Lang and Stice-Lawrence 2017): words of sentences that stand again in the document, of all."""
    counts = Counter(map(tuple, document))
    return _share(document, lambda sentence: counts[tuple(sentence)] > 1)


def repeated_grams(document: Sentences, size: int = DECAGRAM) -> float:
    """Redundancy by runs of ten words (Cazier and Pfeiffer 2017): the share of runs that occur more than once."""
    counts = Counter(gram for sentence in document for gram in grams(sentence, size))
    return _ratio(sum(count for count in counts.values() if count > 1), counts.total())


def specificity(document: Sentences, elements: int) -> float:
    """Specificity (Hope, Hu and Lu 2016): concrete elements by words, at most 1.

    Their seven classes of named entities are here the elements that :mod:`gipnlp.narrative.elements` finds.
    """
    return min(1.0, _ratio(elements, _length(document)))


def hard_information(document: Sentences) -> float:
    """Hard information (Dyer, Lang and Stice-Lawrence 2017): words that are numbers, of all words."""
    return _ratio(sum(any(c.isdigit() for c in word) for sentence in document for word in sentence), _length(document))


def idf(documents: Sequence[Sentences]) -> dict[str, float]:
    """Inverse document frequency, ``log((1 + N) / (1 + n)) + 1`` as scikit-learn smooths it."""
    counts = Counter(word for document in documents for word in {w for sentence in document for w in sentence})
    return {word: math.log((1 + len(documents)) / (1 + n)) + 1 for word, n in counts.items()}


def cosine_similarity(first: Sentences, second: Sentences, weights: Mapping[str, float] | None = None) -> float:
    """Cosine of the word counts (Lazy Prices, ``Sim_Cosine``), each times its weight; two empty texts are alike.

    Args:
        first: A text.
        second: Another.
        weights: Of words, such as :func:`idf`; a word without one counts as rare as the rarest. None: all one.
    """
    rarest = max(weights.values(), default=1.0) if weights else 1.0
    one, other = (_vector(text, weights or {}, rarest) for text in (first, second))
    if not one or not other:
        return float(one == other)
    product = sum(value * other.get(word, 0.0) for word, value in one.items())
    return min(1.0, product / (_norm(one) * _norm(other)))


def jaccard_similarity(first: Sentences, second: Sentences) -> float:
    """Words of both texts, of the words of either (Lazy Prices, ``Sim_Jaccard``); two empty texts are alike."""
    one, other = ({word for sentence in text for word in sentence} for text in (first, second))
    return _ratio(len(one & other), len(one | other), empty=1.0)


def edit_similarity(first: Sentences, second: Sentences) -> float:
    """One less the fewest insertions and deletions of words, by all words of both (Lazy Prices, ``Sim_MinEdit``)."""
    from rapidfuzz.distance import Indel

    one, other = _coded(first, second)
    return float(Indel.normalized_similarity(one, other))


def simple_similarity(first: Sentences, second: Sentences) -> float:
    """One less additions, deletions and changes by the mean length (Lazy Prices, ``Sim_Simple``), not below 0.

    Their source counts what a word processor's comparison marks; here these are the words of the edit script of
    least cost, a replaced word counting once.
    """
    from rapidfuzz.distance import Levenshtein

    one, other = _coded(first, second)
    size = (len(one) + len(other)) / 2
    return max(0.0, 1.0 - _ratio(Levenshtein.distance(one, other), size))


def modification(document: Sentences, prior: Sentences, weights: Mapping[str, float], expected: float = 0.0) -> float:
    """Modification score (Brown and Tucker 2011), -1 to 1: TF-IDF cosine distance to last year, less ``expected``.

    Args:
        document: This year's text.
        prior: Last year's.
        weights: :func:`idf` over a collection.
        expected: The distance to be expected of a text of this length (:func:`length_polynomial`).
    """
    return 1.0 - cosine_similarity(document, prior, weights) - expected


def length_polynomial(lengths: Sequence[float], distances: Sequence[float]) -> Polynomial:
    """The distance to be expected by length: its first five powers (Brown and Tucker 2011), fitted on a peer group.

    With fewer than seven points the degree is lowered, so that some freedom is left; with none the expectation is 0.
    """
    from numpy.polynomial import Polynomial

    if not lengths:
        return Polynomial([0.0])
    degree = max(0, min(_DEGREE, len(set(lengths)) - 2))
    return Polynomial.fit(lengths, distances, degree)


def information_content(document: Sentences, peers: Sequence[Sentences]) -> float:
    """What the words of the text hold beyond those of its peers (Hanley and Hoberg 2010).

    At least 0 and at most 1 + √n for peers of n different words: the slope is no more than the quotient of the vectors'
    lengths, and the mean vector, whose values sum to 1, is no shorter than 1/√n.

    The normalised word vector is regressed, without constant, on the mean vector of the peers (the document itself
    left out); the sum of the absolute residuals is the information. 0 for an empty text, and 1 without peers: nothing
    of it is explained.
    """
    own = _normalised(document)
    if not own:
        return 0.0
    mean = Counter[str]()
    for peer in peers:
        mean.update(_normalised(peer))
    base = {word: value / len(peers) for word, value in mean.items()}
    square = sum(value * value for value in base.values())
    slope = sum(value * base.get(word, 0.0) for word, value in own.items()) / square if square else 0.0
    return sum(abs(own.get(word, 0.0) - slope * base.get(word, 0.0)) for word in own.keys() | base.keys())


def dissimilarity(document: Sentences, peers: Sequence[Sentences]) -> float:
    """One less the TF-IDF cosine with the peers together (宋建波、冯晓晴 2022, who take the negative cosine).

    The words of the peers are weighed by :func:`idf` over the document and its peers; 1 without peers.
    """
    if not peers:
        return 1.0
    together = [sentence for peer in peers for sentence in peer]
    return 1.0 - cosine_similarity(document, together, idf([document, *peers]))


def rarity(document: Sentences, frequency: Callable[[str], float]) -> float:
    """How unusual the words of a text are: mean inverse document frequency (Spärck Jones 1972) of its vocabulary.

    The mean of -ln(frequency + 0.001) over the words of two characters or more, each once: 0 where every word stands
    in every document of the collection, at most ln 1000; 0 for a text without such words.

    Args:
        document: The text.
        frequency: The share of the documents of a collection that hold a word, 0 to 1.
    """
    words = {word for sentence in document for word in sentence if len(word) > 1}
    return _ratio(sum(max(0.0, -math.log(frequency(word) + _RAREST)) for word in words), len(words))


def clause_length(clauses: Sequence[str]) -> float:
    """Readability, first part (徐巍等 2021): mean number of characters of a clause, from 0; higher is harder."""
    return _ratio(sum(map(len, clauses)), len(clauses))


def function_words(document: Sentences, words: Container[str]) -> float:
    """Readability, second part (徐巍等 2021): adverbs and conjunctions of a sentence, mean of the sentences, from 0.

    Args:
        document: The text.
        words: The adverbs and conjunctions (:func:`gipnlp.text.function_words`).
    """
    return _ratio(sum(word in words for sentence in document for word in sentence), len(document))


def readability(length: float, functions: float, norms: tuple[tuple[float, float], tuple[float, float]]) -> float:
    """Readability (徐巍等 2021): the mean of both parts, standardised; higher is harder to read.

    Args:
        length: :func:`clause_length`.
        functions: :func:`function_words`.
        norms: Mean and standard deviation of each in a collection.
    """
    parts = [
        (value - mean) / (deviation or 1.0) for value, (mean, deviation) in zip((length, functions), norms, strict=True)
    ]
    return sum(parts) / len(parts)


def _share(document: Sentences, counts: Callable[[Words], bool]) -> float:
    return _ratio(sum(len(sentence) for sentence in document if counts(sentence)), _length(document))


def _length(document: Sentences) -> int:
    return sum(map(len, document))


def _ratio(part: float, whole: float, empty: float = 0.0) -> float:
    return part / whole if whole else empty


def _counts(document: Sentences) -> Counter[str]:
    return Counter(itertools.chain.from_iterable(document))


def _vector(document: Sentences, weights: Mapping[str, float], rarest: float) -> dict[str, float]:
    return {word: count * (weights.get(word, rarest) if weights else 1.0) for word, count in _counts(document).items()}


def _norm(vector: Mapping[str, float]) -> float:
    return math.sqrt(sum(value * value for value in vector.values()))


def _normalised(document: Sentences) -> dict[str, float]:
    total = _length(document)
    return {word: count / total for word, count in _counts(document).items()}


def _coded(*documents: Sentences) -> list[list[int]]:
    """The words as numbers, which rapidfuzz compares faster."""
    codes: dict[str, int] = {}
    return [
        [codes.setdefault(word, len(codes)) for sentence in document for word in sentence] for document in documents
    ]

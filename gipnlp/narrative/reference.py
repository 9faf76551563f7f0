"""A reference collection of reports: in how many of them each word and each run of four words stands.

It is kept as sorted hashes with counts (NumPy's ``.npz``, which holds no code), so that it is small, tells nothing of
the reports themselves, and is looked up fast.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gipnlp.errors import ModelError
from gipnlp.narrative.documents import clauses_of, words_of
from gipnlp.narrative.measures import BAND, TETRAGRAM, Gram, Sentences, clause_length, function_words, grams
from gipnlp.text import function_words as adverbs_and_conjunctions

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = "reference.npz"
_FEWEST = 2  # documents in which a run of words must stand to be kept
_HINT = "Build it again with `gipnlp reference build DIR -o FILE`."


@dataclass(frozen=True, slots=True)
class Reference:
    """Document frequencies of a collection.

    Attributes:
        documents: How many documents it has.
        keys: Ascending hashes of words and runs of words that stand in two documents or more.
        counts: In how many documents each of them stands.
        norms: Mean and standard deviation of the two parts of readability over the documents.
    """

    documents: int
    keys: NDArray[np.uint64]
    counts: NDArray[np.uint32]
    norms: tuple[tuple[float, float], tuple[float, float]]

    def frequency(self, gram: Gram) -> float:
        """The share of documents in which a run of words (or one word) stands; 0 for what stands in one or none."""
        key = _hash(gram)
        place = int(np.searchsorted(self.keys, key))
        known = place < len(self.keys) and self.keys[place] == key
        return float(self.counts[place]) / self.documents if known else 0.0

    def common_share(self, words: Sequence[str], band: tuple[float, float] = BAND) -> float | None:
        """The share of the sentence's runs of four words that are common within the band; None without such a run."""
        runs = grams(words, TETRAGRAM)
        low, high = band
        return sum(low <= self.frequency(run) <= high for run in runs) / len(runs) if runs else None

    def save(self, path: Path) -> None:
        """Write it as ``.npz``."""
        documents, norms = np.array(self.documents), np.array(self.norms)
        with path.open("wb") as file:
            np.savez_compressed(file, documents=documents, keys=self.keys, counts=self.counts, norms=norms)

    @classmethod
    def load(cls, path: Path) -> Reference:
        """The collection of a file.

        Raises:
            ModelError: if the file is not one that gipnlp wrote.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                (a, b), (c, d) = data["norms"].tolist()
                documents, keys, counts = int(data["documents"]), data["keys"], data["counts"]
            if documents < 1 or len(keys) != len(counts) or (keys[1:] <= keys[:-1]).any():
                raise ValueError("its counts are not in order")
            if len(counts) and not 1 <= counts.min() <= counts.max() <= documents:
                raise ValueError("its counts are beyond its documents")
            return cls(documents, keys, counts, ((a, b), (c, d)))
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ModelError(f"{path} is no reference collection ({error}).", _HINT) from error


def build_reference(documents: Iterable[tuple[Sentences, Sequence[str]]]) -> Reference:
    """The collection of documents, each given as sentences of words and as sentences as written.

    Raises:
        ModelError: if there are none.
    """
    counts: Counter[int] = Counter()
    parts: list[tuple[float, float]] = []
    for sentences, texts in documents:
        words = {(word,) for sentence in sentences for word in sentence}
        runs = {run for sentence in sentences for run in grams(sentence, TETRAGRAM)}
        counts.update(_hash(gram) for gram in words | runs)
        parts.append(readability_parts(texts))
    if not parts:
        raise ModelError("A reference collection needs documents.", "Name a folder of reports.")
    kept = sorted((key, count) for key, count in counts.items() if count >= _FEWEST)
    keys, numbers = (np.array([pair[side] for pair in kept], dtype=kind) for side, kind in ((0, "u8"), (1, "u4")))
    (a, b), (c, d) = (_norm([part[side] for part in parts]) for side in (0, 1))
    return Reference(len(parts), keys, numbers, ((a, b), (c, d)))


def readability_parts(texts: Sequence[str]) -> tuple[float, float]:
    """Both parts of readability (徐巍等 2021) of sentences as written."""
    return clause_length(clauses_of(texts)), function_words(
        [words_of(text) for text in texts], adverbs_and_conjunctions()
    )


def _norm(values: Sequence[float]) -> tuple[float, float]:
    return float(np.mean(values)), float(np.std(values))


def _hash(gram: Gram) -> int:
    return int.from_bytes(hashlib.blake2b("\x1f".join(gram).encode(), digest_size=8).digest(), "big")

"""Families of wording, and splits that keep a family and an agency on one side."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from gipnlp.corpus import Passage, Split
from gipnlp.corpus.sentences import LabelledSentence

Item = TypeVar("Item", Passage, LabelledSentence)

SHORTEST = 16  # characters of the masked text; what is shorter (official headings, 无。) is common property
NEAR = 0.5  # Jaccard similarity of four-grams from which two passages are near-copies
_FIGURE = re.compile(r"[\d,.]+|[一二三四五六七八九十百千两]+(?=[件条次个篇人期场])")
_NOT_WORD = re.compile(r"[^\u4e00-\u9fff0]")


def shingles(text: str) -> frozenset[str]:
    """The character four-grams of a passage with its figures made equal and without its punctuation."""
    plain = _NOT_WORD.sub("", _FIGURE.sub("0", text))
    return frozenset(plain[i : i + 4] for i in range(len(plain) - 3)) if len(plain) >= SHORTEST else frozenset()


def near_copies(texts: Sequence[str], others: Sequence[str] | None = None) -> list[tuple[int, int]]:
    """Pairs of places (in ``texts``, in ``others``) whose four-grams overlap by :data:`NEAR` or more (Jaccard).

    Args:
        texts: Passages.
        others: Passages to compare them with; None compares the texts with each other, each pair once.
    """
    left = [shingles(text) for text in texts]
    right = left if others is None else [shingles(text) for text in others]
    index: dict[str, list[int]] = defaultdict(list)
    for place, grams in enumerate(right):
        for gram in grams:
            index[gram].append(place)
    pairs = []
    for place, grams in enumerate(left):
        shared: dict[int, int] = defaultdict(int)
        for gram in grams:
            for other in index.get(gram, ()):
                shared[other] += 1
        for other, count in shared.items():
            if others is None and other <= place:
                continue
            if count >= NEAR * (len(grams) + len(right[other]) - count):
                pairs.append((place, other))
    return pairs


def with_families(passages: Sequence[Item]) -> list[Item]:
    """The passages (or sentences) with the family that each belongs to, and the split of that family and its agencies.

    Near-copies are one family, whatever their figures. Families that share an agency fall on one side, by the hash of the
    group's first agency: about seven in ten to train, 15 in a hundred each to dev and test.
    """
    family = _Groups(len(passages))
    for first, second in near_copies([p.text for p in passages]):
        family.join(first, second)
    side = _Groups(len(passages))
    for place in range(len(passages)):
        side.join(place, family.of(place))
    agencies: dict[str, int] = {}
    for place, passage in enumerate(passages):
        side.join(place, agencies.setdefault(passage.agency, place))
    names: dict[int, str] = {}
    for place, passage in enumerate(passages):
        key = side.of(place)
        names[key] = min(names.get(key, passage.agency), passage.agency)
    return [
        replace(p, family=passages[family.of(place)].id, split=_split(names[side.of(place)]))
        for place, p in enumerate(passages)
    ]


def _split(name: str) -> Split:
    share = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 100
    return "test" if share < 15 else "dev" if share < 30 else "train"


class _Groups:
    """Union of places into groups; the first place of a group names it."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def of(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, first: int, second: int) -> None:
        low, high = sorted((self.of(first), self.of(second)))
        self._parent[high] = low

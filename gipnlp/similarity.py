"""Near-duplicates among many reports: pairs, clusters, and the passages that they share.

Reports are compared by runs of five characters without their tables, figures, and the headings that the forms print
in every report. Candidates come from MinHash with locality-sensitive hashing (Broder 1997; rensa), and every pair that
is told was compared in full: its similarity is the Jaccard index itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gipnlp.errors import GipnlpError, NotFoundError
from gipnlp.report import Document, Span
from gipnlp.statute import data_toml, forms
from gipnlp.text import fold, sentences, squeeze

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shingles = NDArray[np.uint64]

SIMILAR = 0.5
_RUN = 5
_PERMUTATIONS, _SEED = 128, 1
_MOST_ROWS, _RECALL = 8, 0.99  # of a band of the signature; of the pairs at the threshold, at least
_FEWEST_RUNS = 40  # of a document with a text of its own
_SHORTEST_PASSAGE = 20  # characters
_CHUNK = 32
_PARALLEL_FROM = 64  # documents
_MOST_PASSAGES = 5
_NOT_WORD = re.compile(r"[^\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Prose:
    """A document ready to compare: its runs of characters as ascending hashes, and its sentences."""

    name: str
    shingles: Shingles
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that could not be read, and why."""

    name: str
    error: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents and their similarity, 0 to 1."""

    first: str
    second: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that several documents of a cluster share (figures apart), as the first of them has it."""

    text: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents joined by similar pairs, and the passages that two or more of them share."""

    documents: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """What :func:`similar` finds; pairs with the most alike first, clusters with the largest first."""

    documents: int
    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    unread: tuple[Unread, ...]


def similar(paths: Sequence[str], threshold: float = SIMILAR, workers: int | None = None) -> Similar:
    """Find near-duplicates among files.

    Args:
        paths: Reports; one that cannot be read is told in ``unread``.
        threshold: Least Jaccard index of a pair.
        workers: Processes; by default one for each processor, and none for a few files.
    """
    if workers == 1 or len(paths) < _PARALLEL_FROM:
        read = [_read(path) for path in paths]
    else:
        with ProcessPoolExecutor(workers) as pool:
            read = list(pool.map(_read, paths, chunksize=_CHUNK))
    documents = [one for one in read if isinstance(one, Prose)]
    return find_similar(documents, threshold, tuple(one for one in read if isinstance(one, Unread)))


def find_similar(documents: Sequence[Prose], threshold: float = SIMILAR, unread: tuple[Unread, ...] = ()) -> Similar:
    """Find near-duplicates among documents that are read."""
    pairs = sorted(_pairs(documents, threshold), key=lambda pair: (-pair.similarity, pair.first, pair.second))
    clusters = sorted(_clusters(documents, pairs), key=lambda cluster: (-len(cluster.documents), cluster.documents))
    return Similar(len(documents), tuple(pairs), tuple(clusters), unread)


def _read(path: str) -> Prose | Unread:
    from gipnlp.readers import read_document

    try:
        return prose(path, _without_tables(read_document(_bytes(path))))
    except GipnlpError as error:
        return Unread(path, str(error))
    except Exception as error:  # one file must not cost the others
        return Unread(path, f"[internal] {type(error).__name__}: {error}")


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise NotFoundError(f"{path} cannot be opened ({error.strerror}).") from error


def _without_tables(document: Document) -> str:
    """The text outside the statutory tables and grids: their labels are the same in every report."""
    from gipnlp.tables import read_tables

    claimed = read_tables(document, fold(document.text)).claimed
    tables = sorted([*claimed, *(grid.span for grid in document.grids)])
    ends = [0, *(table.end for table in tables)]
    starts = [*(table.start for table in tables), len(document.text)]
    return "\n".join(document.text[end:start] for end, start in zip(ends, starts, strict=True))


def prose(name: str, text: str) -> Prose:
    """The document of a text without tables."""
    folded = fold(text)
    whole = Span(0, len(folded))
    hashes = _shingles(_plain(squeeze(folded, whole).text))
    printed = _printed()
    kept = hashes[printed[np.searchsorted(printed, hashes) % len(printed)] != hashes]
    lines = (squeeze(folded, span).text for span in sentences(folded, whole))
    return Prose(name, kept, tuple(line for line in lines if len(_plain(line)) >= _SHORTEST_PASSAGE))


def _plain(text: str) -> str:
    return _NOT_WORD.sub("", text)


def _shingles(plain: str) -> Shingles:
    """Ascending hashes of the runs of five characters, each once: a polynomial of the code points, modulo 2^64."""
    codes = np.frombuffer(plain.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    if len(codes) < _RUN:
        return np.empty(0, dtype=np.uint64)
    result = np.zeros(len(codes) - _RUN + 1, dtype=np.uint64)
    for place in range(_RUN):
        result = result * np.uint64(0x9E3779B97F4A7C15) + codes[place : place + len(result)]
    return np.unique(result)


@cache
def _printed() -> Shingles:
    """The runs within the labels that the forms print: of tables, and of the official headings."""
    rows = [label for row in (*forms().requests_rows, *forms().proactive_rows) for label in row.labels]
    texts = [*rows, *(text for headers in forms().requests_headers for text in headers)]
    texts += [str(label) for row in data_toml("statistics.toml")["rows"] for label in row.get("labels", ())]
    texts += list(_HEADINGS)
    return _shingles("|".join(_plain(text) for text in texts))  # no text of a document holds the bar


_HEADINGS = (
    "中华人民共和国政府信息公开条例",
    "政府信息公开工作年度报告",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "政府信息公开工作存在的主要问题及改进情况",
    "其他需要报告的事项",
    "主动公开政府信息情况",
    "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和",
)


def _pairs(documents: Sequence[Prose], threshold: float) -> Iterator[Pair]:
    from rensa import RMinHash, RMinHashLSH

    rows = _rows(threshold)
    bands = _PERMUTATIONS // rows
    index = RMinHashLSH(threshold=threshold, num_perm=rows * bands, num_bands=bands)
    for place, document in enumerate(documents):
        if len(document.shingles) < _FEWEST_RUNS:
            continue
        signature = RMinHash(num_perm=rows * bands, seed=_SEED)
        signature.update([str(value) for value in document.shingles])
        for other in index.query(signature):
            similarity = jaccard(document.shingles, documents[other].shingles)
            if similarity >= threshold:
                yield Pair(documents[other].name, document.name, round(similarity, 4))
        index.insert(place, signature)


def _rows(threshold: float) -> int:
    """Values in a band of the signature: as many as still find the pairs at the threshold, 1 - (1 - s^r)^b of them."""
    for rows in range(_MOST_ROWS, 1, -1):
        if 1 - (1 - threshold**rows) ** (_PERMUTATIONS // rows) >= _RECALL:
            return rows
    return 1


def jaccard(first: Shingles, second: Shingles) -> float:
    """Shared runs of all, 0 to 1; two empty documents share nothing."""
    shared = len(np.intersect1d(first, second, assume_unique=True))
    total = len(first) + len(second) - shared
    return shared / total if total else 0.0


def _clusters(documents: Sequence[Prose], pairs: Iterable[Pair]) -> Iterator[Cluster]:
    parent = {document.name: document.name for document in documents}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for pair in pairs:
        parent[root(pair.second)] = root(pair.first)
    members: dict[str, list[Prose]] = defaultdict(list)
    for document in documents:
        members[root(document.name)].append(document)
    for group in members.values():
        if len(group) > 1:
            yield Cluster(tuple(document.name for document in group), tuple(_passages(group)))


def _passages(group: Sequence[Prose]) -> list[Passage]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for document in group:
        for line in document.sentences:
            found[_plain(line)].setdefault(document.name, line)
    shared = [Passage(next(iter(names.values())), tuple(names)) for names in found.values() if len(names) > 1]
    by_weight: Callable[[Passage], tuple[int, int]] = lambda passage: (-len(passage.documents), -len(passage.text))  # noqa: E731
    return sorted(shared, key=by_weight)[:_MOST_PASSAGES]

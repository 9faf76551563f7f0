"""Cleaning, folding, squeezing and splitting of Chinese text, and jieba words.

Everything here keeps or maps positions, so that a span always points into the one cleaned text of the report.
This is the only module that imports jieba and OpenCC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from gipnlp.report import Span

if TYPE_CHECKING:
    import jieba

_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x0b\x0c"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff\x00-\x08\x0e-\x1f\x7f]")
_DROPPED = re.compile(f"\r(?=\n)|{_INVISIBLE.pattern}")
_TO_SPACE = {ord(char): " " for char in _SPACES}


def clean(text: str) -> str:
    """The text with one kind of line break and of space and without invisible characters.

    This is the one place where characters are dropped; all spans refer to what it returns. CJK compatibility
    ideographs and radicals (⼀, ⽉), which some PDF producers write for the common characters, become these.
    """
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.translate(_cleaning())


def kept_places(text: str) -> list[int]:
    """Where each character of ``clean(text)`` stands in ``text``."""
    dropped = {match.start() for match in _DROPPED.finditer(text)}
    return [place for place in range(len(text)) if place not in dropped]


@cache
def _cleaning() -> dict[int, str]:
    ranges = [range(0x2E80, 0x2FE0), range(0xF900, 0xFB00)]
    pairs = {code: unicodedata.normalize("NFKC", chr(code)) for block in ranges for code in block}
    return _TO_SPACE | {code: to for code, to in pairs.items() if len(to) == 1 and to != chr(code)}


@cache
def _folding() -> dict[int, str]:
    """Full-width forms to ASCII, the many dashes, quotes and pipes to one each; every key and value one character."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(c): "-" for c in "‐‑‒–—―−─━"} | {ord(c): '"' for c in "“”„‟〝〞＂「」『』"}
    table |= {ord(c): "'" for c in "‘’‛"} | {ord(c): "|" for c in "｜│┃¦︱"} | {ord(c): "·" for c in "•・‧"}
    table |= {ord("﹑"): "、", ord("｡"): "。", ord("﹒"): ".", ord("﹣"): "-", ord("﹪"): "%", ord("〇"): "〇"}
    table |= {ord("﹙"): "(", ord("﹚"): ")", ord("❲"): "〔", ord("❳"): "〕", ord("﹝"): "〔", ord("﹞"): "〕"}
    return table


_TRADITIONAL = re.compile("[政]?[開關於與訴訟務處統計數據辦為業機構網站總條將從]")


def fold(text: str) -> str:
    """A shadow of the text, of the same length, in which variants look alike: for matching, never for evidence.

    Full-width forms become ASCII, dashes and quotes one kind, traditional characters simplified (OpenCC ``t2s``).
    """
    folded = text.translate(_folding())
    sample = folded[:20000]
    traditional = len(_TRADITIONAL.findall(sample))
    if traditional * 200 > len(sample):
        folded = simplified(folded)
    return folded


def simplified(text: str) -> str:
    """The text with traditional characters simplified, of the same length; also names that show no other sign of it."""
    converter = _opencc()
    lines = text.split("\n")
    return "\n".join(_same_length(line, converter.convert(line), converter) for line in lines)


def _same_length(line: str, converted: str, converter: Converter) -> str:
    if len(converted) == len(line):
        return converted
    return "".join(to if len(to := converter.convert(char)) == 1 else char for char in line)


if TYPE_CHECKING:
    from typing import Protocol

    class Converter(Protocol):
        """The part of OpenCC that is used here."""

        def convert(self, text: str, /) -> str:
            """The converted text."""


@cache
def _opencc() -> Converter:
    from opencc import OpenCC

    converter: Converter = OpenCC("t2s")
    return converter


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A piece of folded text without its meaningless white space, with the way back to the places it came from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The span in the original text of ``text[start:end]``."""
        if end <= start:
            place = self.places[start] if start < len(self.places) else (self.places[-1] + 1 if self.places else 0)
            return Span(place, place)
        return Span(self.places[start], self.places[end - 1] + 1)


def squeeze(folded: str, span: Span, drop: str = "") -> Squeezed:
    """The range without white space and the characters of ``drop``.

    Chinese prose has no spaces that mean anything; only between two ASCII letters or digits one is kept.
    """
    chars: list[str] = []
    places: list[int] = []
    gap = -1
    for place in range(span.start, span.end):
        char = folded[place]
        if char.isspace() or char in drop:
            gap = place if gap < 0 else gap
            continue
        if gap >= 0 and chars and _ascii_word(chars[-1]) and _ascii_word(char):
            chars.append(" ")
            places.append(gap)
        gap = -1
        chars.append(char)
        places.append(place)
    return Squeezed("".join(chars), tuple(places))


def _ascii_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


_SENTENCE_END = re.compile(r"[。;!?](?:[\"')\]])*")
_LONGEST_SENTENCE = 2000  # characters; what is longer is no sentence, and is cut so that no pattern runs over all of it
_CUT = re.compile(r"[,、:|\s](?=\D)")


def sentences(folded: str, span: Span) -> Iterator[Span]:
    """The sentences of the range, split at 。；！？, without surrounding white space."""
    start = span.start
    for match in _SENTENCE_END.finditer(folded, span.start, span.end):
        yield from _bounded(folded, start, match.end())
        start = match.end()
    yield from _bounded(folded, start, span.end)


def _bounded(folded: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST_SENTENCE:
        cuts = [match.end() for match in _CUT.finditer(folded, start, start + _LONGEST_SENTENCE)]
        cut = cuts[-1] if cuts else start + _LONGEST_SENTENCE
        yield from _trimmed(folded, start, cut)
        start = cut
    yield from _trimmed(folded, start, end)


def _trimmed(folded: str, start: int, end: int) -> Iterator[Span]:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


@cache
def _tokenizer() -> jieba.Tokenizer:
    """A private tokenizer with the words of the field; the user's global one stays as it was."""
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 has invalid escapes and uses pkg_resources
        import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    for line in (files("gipnlp") / "data" / "words.txt").read_text(encoding="utf-8").splitlines():
        if word := line.strip():
            tokenizer.add_word(word)
    return tokenizer


def words(text: str, whole: Sequence[Span] = ()) -> Iterable[Span]:
    """The jieba words of the text, with each span of ``whole`` (quantities) kept as one word.

    Args:
        text: Squeezed or plain text.
        whole: Ascending spans of ``text`` that must not be cut or joined to a neighbour.
    """
    tokenizer = _tokenizer()
    start = 0
    for span in (*whole, Span(len(text), len(text))):
        place = start
        for word in tokenizer.cut(text[start : span.start]):
            yield Span(place, place + len(word))
            place += len(word)
        if span:
            yield span
        start = span.end


@cache
def function_words() -> frozenset[str]:
    """The adverbs (``d``) and conjunctions (``c``) of jieba's dictionary, ``data/function_words.tsv``.

    Its part-of-speech tagger would tell them by context as well, but takes a second to load.
    """
    lines = (files("gipnlp") / "data" / "function_words.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.partition("\t")[0] for line in lines[1:])

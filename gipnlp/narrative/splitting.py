"""The sentences of a section, cut with their enumerations, without its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gipnlp.report import Paragraph, Span
from gipnlp.text import sentences, squeeze

_NUMERALS = "一二三四五六七八九十"
_ORAL = rf"[{_NUMERALS}]{{1,2}}是(?!否)"
_BRACKETED = rf"[(][{_NUMERALS}]{{1,2}}[)]"
_ITEM = rf"(?:{_ORAL}|第[{_NUMERALS}][、,:是]|{_BRACKETED}[、.]?|[(]\d{{1,2}}[)]|\d{{1,2}}[、.](?!\d)|[①-⑩])"
_CUT = re.compile(
    rf"(?<=[:;,、])\s*(?={_ITEM})|(?<=\s)(?={_ORAL}|{_BRACKETED})|(?<=[\u4e00-\u9fff])\s?(?=1、[\u4e00-\u9fff]{{4}})"
)
_STOP = re.compile(r"[。;!?:,]\W*$")
_ENUMERATOR = re.compile(
    rf"^(?:{_ITEM}|[{_NUMERALS}]{{1,2}}[、.]|其[一二三四五六]|首先|其次|再次|再者|此外|最后)[,、:]*"
)
_HEADING_WORDS = re.compile(
    "存在|问题|不足|困难|差距|改进|措施|打算|计划|安排|思路|下一步|今后|工作|情况|方面|建议|努力|方向|意见|整改"
)
_LONGEST_HEADING = 26
_DATE = re.compile(
    r"20\d\d年\d{1,2}月\d{1,2}日$|二[〇○0Oo零一二三四五六七八九十]{3,4}年.{1,8}日$|20\d\d[-.]\d{1,2}[-.]\d{1,2}$"
)
_INLINE_HEADING = re.compile(
    rf"^(?:[(][{_NUMERALS}]{{1,2}}[)]|[{_NUMERALS}]{{1,2}}[、.]|\d{{1,2}}[、.])?(?:当?前?年?度?)?(?:20\d\d年)?(?:政府信息公开|信息公开|政务公开)?(?:工作)?"
    r"(?:中|上)?(?:存在的?)?(?:主要)?(?:问题|不足|困难)?(?:及|和|与|、)?(?:其?原因|下一步|今后|主要)?的?(?:改进|整改|工作)?(?:的)?(?:措施|情况|打算|计划|思路|安排|意见)?[:。]?$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or an item of an enumeration, with the last heading before it ("" if there is none)."""

    span: Span
    heading: str


def split(folded: str, paragraphs: Iterable[Paragraph]) -> list[Piece]:
    """The sentences of the paragraphs, split at 。；！？ and before the items of an enumeration (一是…;二是…).

    Headings are left out, also those at the beginning of a paragraph; each sentence tells the heading it stands under.
    """
    pieces: list[Piece] = []
    heading = ""
    for paragraph in paragraphs:
        for span in _cut(folded, paragraph.span):
            text = squeeze(folded, span).text
            if is_heading(text) or (paragraph.heading and len(text) <= _LONGEST_HEADING):
                heading = text
            elif any(char.isalnum() for char in text):
                pieces.append(Piece(span, heading))
    return _unsigned(folded, pieces)


def _unsigned(folded: str, pieces: list[Piece]) -> list[Piece]:
    """Without the signature and date of a last section."""
    end = len(pieces)
    if pieces and _DATE.search(squeeze(folded, pieces[-1].span).text) and len(pieces[-1].span) <= 2 * _LONGEST_HEADING:
        end -= 1
    while 0 < end < len(pieces) and not _STOP.search(squeeze(folded, pieces[end - 1].span).text):
        end -= 1
    return pieces[:end]


def _cut(folded: str, span: Span) -> Iterator[Span]:
    for line in re.finditer(r"[^\n]+", span.of(folded)):
        begin, end = span.start + line.start(), span.start + line.end()
        for sentence in sentences(folded, Span(begin, end)):
            colon = folded.find(":", sentence.start, sentence.end) + 1
            if colon and colon < sentence.end and is_heading(squeeze(folded, Span(sentence.start, colon)).text):
                yield Span(sentence.start, colon)
                sentence = _stripped(folded, Span(colon, sentence.end))
            yield from _items(folded, sentence)


def _items(folded: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    for match in _CUT.finditer(folded, sentence.start + 1, sentence.end):
        yield _stripped(folded, Span(start, match.end()))
        start = match.end()
    yield _stripped(folded, Span(start, sentence.end))


def _stripped(folded: str, span: Span) -> Span:
    text = span.of(folded)
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.end - (len(text) - len(text.rstrip()))))


def is_heading(text: str) -> bool:
    """True for a line that only names what follows (（一）存在的主要问题), given folded and without white space."""
    if len(text) > _LONGEST_HEADING:
        return False
    if _INLINE_HEADING.match(text) and _HEADING_WORDS.search(text):
        return True
    return bool(_ENUMERATOR.match(text)) and not _STOP.search(text) and "是" not in text[:3]


def plain(text: str) -> str:
    """A folded sentence without white space and without its enumerator."""
    return _ENUMERATOR.sub("", squeeze(text, Span(0, len(text))).text)

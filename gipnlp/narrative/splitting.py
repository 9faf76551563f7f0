"""The sentences of a section, cut with their enumerations, without its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from gipnlp.report import Paragraph, Span
from gipnlp.text import sentences, squeeze

_NUMERALS = "一二三四五六七八九十"
_ORAL = rf"[{_NUMERALS}]{{1,2}}是(?!否)"
_BRACKETED = rf"[(][{_NUMERALS}]{{1,2}}[)]"
_ITEM = rf"(?:{_ORAL}|第[{_NUMERALS}][、,:是]|{_BRACKETED}[、.]?|[(]\d{{1,2}}[)]|\d{{1,2}}[、.](?!\d)|[①-⑩])"
_CUT = re.compile(
    rf"(?<=[:;,、])\s*(?={_ITEM})|(?<=\s)(?={_ORAL}|{_BRACKETED})|(?<=[\u4e00-\u9fff])\s?(?=1、[\u4e00-\u9fff]{{4}})"
)
_STOP = re.compile(r"[。;!?:,、]\W*$")
_ENUMERATOR = re.compile(
    rf"^(?:{_ITEM}|[{_NUMERALS}]{{1,2}}[、.]|其[一二三四五六]|首先|其次|再次|再者|此外|最后)[,、:]*"
)
_HEADING_WORDS = re.compile(
    "存在|问题|不足|困难|差距|改进|措施|打算|计划|安排|思路|下一步|今后|工作|情况|方面|建议|努力|方向|意见|整改"
)
_LONGEST_HEADING = 26
_BODY = (
    r"[^,。;:、!?\d]{2,30}(?:政府|委员?会?|[办局厅院校站所队处社县市区乡镇省州盟旗厂]|街道|大学|学院|学校|中心|集团|公司|办公室)"
    r"(?:\([公印盖]?章?\))?"
)
_SIGNED = re.compile(f"{_BODY}$")
_DATED = re.compile(
    rf"(?:{_BODY})?(?:20\d\d年\d{{1,2}}月\d{{1,2}}日|二[〇○0Oo零一二三四五六七八九十]{{3,4}}年[一二三四五六七八九十]{{1,3}}月[一二三四五六七八九十]{{1,3}}日"
    r"|20\d\d[-./]\d{1,2}[-./]\d{1,2})$"
)
_ADDRESS = re.compile("(?:联系(?:人|电话|方式|地址)|电话|传真|地址|邮编|邮政编码|电子邮[箱件]|网址|附件|抄送)[:：]")
_FIRST = re.compile(r"(?:一是|第一|[(]?[一1][)、.]|①|其一|首先)")
_INLINE_HEADING = re.compile(
    rf"^(?:[(][{_NUMERALS}]{{1,2}}[)]|[{_NUMERALS}]{{1,2}}[、.]|\d{{1,2}}[、.])?(?:当?前?年?度?)?(?:20\d\d年)?(?:政府信息公开|信息公开|政务公开)?(?:工作)?"
    r"(?:中|上)?(?:存在的?)?(?:主要)?(?:问题|不足|困难)?(?:及|和|与|、)?(?:其?原因|下一步|今后|主要)?的?(?:改进|整改|工作)?(?:的)?(?:措施|情况|打算|计划|思路|安排|意见)?[:。]?$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or an item of an enumeration, with the last heading before it ("" if there is none)."""

    span: Span
    heading: str


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str  # folded, without white space
    title: bool  # it is known to be a heading


def split(folded: str, paragraphs: Iterable[Paragraph]) -> list[Piece]:
    """The sentences of the paragraphs, split at 。；！？ and before the items of an enumeration (一是…;二是…).

    Headings are left out, also those at the beginning of a paragraph; each sentence tells the heading it stands under.
    A short numbered line without a stop is a heading if something stands under it, else an item.
    """
    lines = _unsigned([line for paragraph in paragraphs for line in _lines(folded, paragraph)])
    pieces: list[Piece] = []
    heading = ""
    for line, after in zip_longest(lines, lines[1:]):
        if line.title or (is_heading(line.text) and not _is_item(line.text, after)):
            heading = line.text
        else:
            pieces.append(Piece(line.span, heading))
    return pieces


def _lines(folded: str, paragraph: Paragraph) -> Iterator[_Line]:
    for span in _cut(folded, paragraph.span):
        text = squeeze(folded, span).text
        if any(char.isalnum() for char in text):
            yield _Line(span, text, paragraph.heading and len(text) <= _LONGEST_HEADING)


def _is_item(heading: str, after: _Line | None) -> bool:
    """True if nothing stands under a numbered line: the next item, another heading or the end follows."""
    if _is_named(heading):
        return False
    return after is None or after.title or bool(_ENUMERATOR.match(after.text) and not _FIRST.match(after.text))


def _unsigned(lines: list[_Line]) -> list[_Line]:
    """Without the signature, date and address of a last section."""
    end = len(lines)
    while end and any(pattern.match(lines[end - 1].text) for pattern in (_DATED, _ADDRESS)):
        end -= 1
    while 0 < end < len(lines) and _signs(lines[end - 1].text):
        end -= 1
    return lines[:end]


def _signs(text: str) -> bool:
    """True for the name of a body or an address, not for an item of an enumeration that ends like a name."""
    return bool(_ADDRESS.match(text) or (_SIGNED.match(text) and not _ENUMERATOR.match(text)))


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
    if _is_named(text):
        return True
    return bool(_ENUMERATOR.match(text)) and not _STOP.search(text) and "是" not in text[:3]


def _is_named(text: str) -> bool:
    """True for the words of a heading, with or without a number: 存在的主要问题, 改进措施."""
    return bool(_INLINE_HEADING.match(text) and _HEADING_WORDS.search(text))


def plain(text: str) -> str:
    """A folded sentence without white space and without its enumerator."""
    return _ENUMERATOR.sub("", squeeze(text, Span(0, len(text))).text)

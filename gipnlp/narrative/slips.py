"""Slips of pasting: another place's name, another level's words, last year's date for this year's plan.

Each is a place to look at, told with its words; a report that calls itself so throughout is believed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gipnlp.gazetteer import Division, find_divisions
from gipnlp.narrative.bodies import NOUNS, Body, body_of
from gipnlp.report import Finding, Paragraph, Report, Span
from gipnlp.text import fold, sentences, squeeze

_OWN_WORK = re.compile(
    "^(?:人民政府|政府|管委会|街道办事处)?(?:办公室)?(?:的)?(?:20\\d\\d年度?)?(?:的)?(?:政府信息公开|政务公开|信息公开)(?!网|平台|条例|办法|规定|指南|办)"
)
_OWN_SUBJECT = re.compile(
    "^(?:人民政府|政府|管委会|街道办事处)?(?:办公室)?(?:全年|共|主动|将|切实|认真|深入|高度重视|持续|积极|不断|坚持|严格|全面|进一步|编制)"
)
_SUBJECT = re.compile("(?:^|[,;:。]|年度?|由)$")  # before the subject of a clause
# Another place may be named where it is visited or praised (in the sentence), or orders and ranks (in the clause).
_ELSEWHERE = re.compile(
    "学习|借鉴|赴|前往|参照|对标|对口|援|帮扶|来自|等地|交流|考察|参观|先进|调研|协作|联合|邀请"
    "|(?:转发|印发|根据|按照|落实|要求|统一|考核|排名|通报|下发)[^,;]*$"
)
_TOGETHER = re.compile("[^,。;]*(?:联合|共同|共建|交流|学习|考察|调研|协作|来访|经验|做法)")
_SUPERIOR = re.compile(
    "考核|排名|名列|位[居列]|前列|部署|要求|会议|推广|表彰|领先|测评|评比|评估|要点|试点|印发|通知|文件|标杆|示范|先进|第[一二三四五\\d]|关于|意见|统一|安排|培训|交流|获|荣|率先|《"
)
_SPOKEN = re.compile(
    "(?P<self>我|全)(?P<noun>省|市|区|县|旗|州|盟|镇|乡|街道|局|厅|委|校|院)(?!级|直|政府|里|民|场|内|域|外|长|办公|管)"
)
_OFFICES = ("局", "厅", "委", "校", "院")
_OBJECT = re.compile(
    "(?:政府)?信息公开|政务公开|政府网站|政务新媒体|各(?:部门|单位|科室|级)|机关干部|工作人员|(?:共|累计|主动|全年)*(?:公开|收到|受理|发布)"
)
_INTENT = (
    "继续|进一步|持续|不断|切实|着力|大力|坚持|以|从|围绕|加[强大快]|强化|完善|健全|优化|提[升高]|规范|深化|推[进动]|拓[展宽]|严格|认真|努力|积极|重点"
    "|按照|紧紧|结合|在|会|对|就|组织|开展|建立|采取|做好|抓好|充分|全面|深入|及时|更加|主动|突出|针对|逐步|定期|狠抓|立足|聚焦|丰富|补齐|充实|改进"
)
_PLAN = re.compile(
    r"(?:^|(?<=[,:;、)是在]))(?P<year>20\d\d)年(?:度)?[,:]?(?:(?!20\d\d年)[^。;《》]){0,40}?"
    rf"(?:将(?:{_INTENT})|拟(?!定)|打算|着力从|重点(?:抓好|做好)|采取以下|要(?:在|着|{_INTENT}))"
)
_QUOTED = re.compile("根据|按照|《[^》]*$|〔|以来|存在|取得|较|相比")  # before the plan: it is another's, or an old one
_DONE = re.compile("(?<![为除])了(?!解)|已|曾")  # in the sentence: it tells what was done
_PERIOD = re.compile(
    r"(?:统计|数据|时限|期限|所列)[^。;]{0,24}?(?P<first>20\d\d)年1月1日起?[至到-]+(?:(?P<last>20\d\d)年)?12月31日"
)
_PROSE = frozenset({"overview", "proactive", "requests", "fees", "remedies", "problems", "other"})
_MOST = 2  # times that a body may be called by a wrong word for it to be a slip
_FEWEST_OWN = 1
_NEAR = 60  # characters in which the place of 全镇 may have been named


def find_slips(report: Report) -> list[Finding]:
    """The slips of pasting in the prose of a report."""
    folded = fold(report.text)
    body = body_of(report)
    prose = [paragraph for paragraph in report.paragraphs if paragraph.section in _PROSE and not paragraph.heading]
    found = [*_places(folded, prose, body), *_levels(folded, prose, body)]
    if report.year is not None:
        found += [*_plans(folded, prose, report.year), *_periods(folded, report.paragraphs, report.year)]
    return found


def _spans(folded: str, paragraphs: list[Paragraph]) -> Iterator[Span]:
    for paragraph in paragraphs:
        yield from sentences(folded, paragraph.span)


def _places(folded: str, prose: list[Paragraph], body: Body) -> Iterator[Finding]:
    """The name of a place that is neither the body's own nor above or within it, said to have done this work."""
    for span in _spans(folded, prose):
        squeezed = squeeze(folded, span)
        for start, end, divisions in find_divisions(squeezed.text):
            before, name, after = squeezed.text[:start], squeezed.text[start:end], squeezed.text[end:]
            own = _OWN_WORK.match(after) or (_SUBJECT.search(before) and _OWN_SUBJECT.match(after))
            if not own or _ELSEWHERE.search(before) or _TOGETHER.match(after):
                continue
            if _is_another(name, divisions, body):
                yield Finding("slip-place", f"{name} is named for {body.name}", squeezed.span(start, end))


def _is_another(name: str, divisions: tuple[Division, ...], body: Body) -> bool:
    """True for a place that is not the body's, above it or within it.

    Of a body whose place is not known, for a county where it is of that level itself: that can only be a neighbour.
    """
    if name[:-1] in body.name or any(name in own or own in name for own in body.names):
        return False
    if body.places:
        return not body.holds_or_lies_in(divisions)
    return body.level == "county" and all(division.is_county for division in divisions)


def _levels(folded: str, prose: list[Paragraph], body: Body) -> Iterator[Finding]:
    """我镇 in a county's report, 全市 of its own work: a word of another level, where the report has its own."""
    if not body.noun:
        return
    spoken: list[tuple[str, Span]] = []
    counts: Counter[str] = Counter()
    for paragraph in prose:
        squeezed = squeeze(folded, paragraph.span)
        for match in _SPOKEN.finditer(squeezed.text):
            counts[match["noun"]] += 1
            if _is_foreign(match, squeezed.text, body):
                spoken.append((match[0], squeezed.span(*match.span())))
    own = sum(counts[noun] for noun in (*body.nouns[-1:], *(() if body.government else _OFFICES)))
    for word, place in spoken:
        if counts[word[1:]] <= _MOST and own >= _FEWEST_OWN:
            yield Finding("slip-level", f"{word} in a report of {body.name}", place)


def _is_foreign(match: re.Match[str], text: str, body: Body) -> bool:
    noun = match["noun"]
    if noun in body.nouns or noun not in NOUNS or (not body.government and noun not in ("镇", "乡", "街道")):
        return False
    if match["self"] == "全" and re.search(f"[^我全各该本]{noun}", text[max(0, match.start() - _NEAR) : match.start()]):
        return False  # 柳湾镇…, 全镇…: the place was named
    lower = NOUNS.index(noun) > max(NOUNS.index(own) for own in body.nouns)
    if lower and match["self"] == "我":
        return True
    clause_start = max(text.rfind(mark, 0, match.start()) for mark in ",;。:") + 1
    clause_end = next((i for i in range(match.end(), len(text)) if text[i] in ",;。:"), len(text))
    if _SUPERIOR.search(text[clause_start:clause_end]):
        return False
    return lower or bool(_OBJECT.match(text[match.end() :]))


def _plans(folded: str, prose: list[Paragraph], year: int) -> Iterator[Finding]:
    """A plan for the reporting year or an earlier one: the sentence was written a year before."""
    for paragraph in prose:
        if paragraph.section not in ("problems", "other"):
            continue
        for span in sentences(folded, paragraph.span):
            squeezed = squeeze(folded, span)
            for match in _PLAN.finditer(squeezed.text):
                quoted = _QUOTED.search(squeezed.text[: match.end()])
                if int(match["year"]) <= year and not quoted and not _DONE.search(squeezed.text):
                    message = f"a plan for {match['year']} in the report on {year}"
                    yield Finding("slip-date", message, squeezed.span(*match.span()))


def _periods(folded: str, paragraphs: tuple[Paragraph, ...], year: int) -> Iterator[Finding]:
    for paragraph in paragraphs:
        squeezed = squeeze(folded, paragraph.span)
        for match in _PERIOD.finditer(squeezed.text):
            last = match["last"] or match["first"]
            if int(last) != year:
                message = f"the period of the statistics ends with {last}, the report is on {year}"
                yield Finding("slip-date", message, squeezed.span(*match.span()))

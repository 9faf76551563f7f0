"""Title, agency, year and form of a report, as the document states them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gipnlp.report import Document, Form, Span, Table
from gipnlp.text import fold, squeeze

_TITLE = re.compile(
    r"(?P<agency>[\u4e00-\u9fff()（）·、]{2,40}?)?(?:关于)?(?P<year>20\d\d|二[〇○零0]{1,2}[一二三四五六七八九〇○零十]{1,3})?(?:年度|年|学年度?)?"
    r"(?:的)?(?:企业|公司|学校|高校|公共企事业单位)?(?:政府信息公开|政务公开|信息公开|政府信息)(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:年度)?(?:情况)?(?:总结)?(?:年度)?(?:报告|年报)"
    r"(?!编制|格式|有关|的通知|发布工作|工作的|公布情况)"
)
_AGENCY_END = (
    "人民政府办公[厅室]|人民政府|办事处|管理?委员会|管委会|办公[厅室]|委员会|[局厅部委署会院所校]|大学|学院|公司"
    "|[支大总]队|[支分]行|中心|集团|街道|实验区|开发区|新区|[省市县区旗州盟镇乡]"
)
_AGENCY = re.compile(rf"[\u4e00-\u9fff()·]{{1,38}}(?:{_AGENCY_END})")
_SELF = re.compile("[我本该]")  # 我局 is nobody's name
_PERIOD = re.compile(r"(?:统计|数据|时限|期限|所列)[^。]{0,24}?(20\d\d)年(?:1月1日|度)?")
_STATED_YEAR = re.compile(r"(20\d\d)年(?:度)?(?:,|我|全|本|共|政府信息公开)")
_NOISE = re.compile(
    "^(?:首页|当前位置|您(?:现在)?(?:当前|所在)|信息名称|名称|标题|主题|索引号|来源|关于|附件|的|现将|公布|编制|>|·|年)+"
)
_DIGITS = {"〇": "0", "○": "0", "零": "0", "0": "0"} | {c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}
_HEAD = 3000  # characters in which the title is looked for
_TAIL = 400  # characters in which the signature is
_LONGEST_TITLE = 60
_FEWEST_MENTIONS = 4
_SHORTEST_REPORT = 80
_HEAD_OF_PAPER = 400
_OTHER_PAPER = re.compile("信息公开指南|信息公开目录(?!》)|信息公开条例(?!》)$|的通知|实施办法")
_OF_A_YEAR = re.compile("统计期限|统计时限|年度报告|全年|本年度|年度")
_LONGEST_AGENCY = 30
_FORM_2021 = re.compile(
    "本年制发件数|本年废止件数|现行有效件数|本年收费金额|逾期不补正、?行政机关不再处理|逾期未按收费通知"
)
_FORM_2019 = re.compile("本年新制作数量|新公开数量|对外公开总数量|上一年项目数量|采购总金额|第二十条第\\(?九\\)?项")
_FORM_2014 = re.compile(
    "政务微[博信]公开(?:政府信息)?数|回应解读情况|申请办结数|专门机构数|查阅点数|专项经费\\(|接受培训人员数"
)


def read_title(document: Document, folded: str) -> str | None:
    """The report's title as written: the page's own, or of the first lines the one that reads most like a title.

    Where the title is broken over two lines, the agency's line before it is included.
    """
    best: tuple[int, str] | None = None
    for rank, line in enumerate(_title_lines(document, folded)):
        match = _TITLE.search(line.folded)
        if match is None:
            continue
        noise = _NOISE.match(match[0])
        start = match.start() + (noise.end() if noise else 0)
        title = line.folded[start : match.end()]
        score = 4 * bool(match["year"]) + 4 * bool(_AGENCY.match(title) and not _SELF.match(title)) - min(rank, 3)
        if best is None or score > best[0]:
            best = (score, line.written[start : match.end()])
    return best[1] if best and best[0] >= 0 else None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without white space: as written and folded, character by character."""

    written: str
    folded: str

    @classmethod
    def of(cls, text: str, folded: str, span: Span) -> _Line:
        squeezed = squeeze(folded, span, drop="|#*")
        return cls("".join(text[place] for place in squeezed.places), squeezed.text)

    def __add__(self, other: _Line) -> _Line:
        return _Line(self.written + other.written, self.folded + other.folded)


def _title_lines(document: Document, folded: str) -> Iterator[_Line]:
    if document.title:
        yield _Line.of(document.title, fold(document.title), Span(0, len(document.title)))
    before: _Line | None = None
    for start, end in _first_lines(document):
        line = _Line.of(document.text, folded, Span(start, min(end, start + _LONGEST_TITLE)))
        if not line.folded:
            continue
        if before and len(before.folded) <= _LONGEST_AGENCY and _second_half(line.folded):
            yield before + line
        yield line
        before = line


def _first_lines(document: Document) -> Iterator[tuple[int, int]]:
    for block in document.blocks:
        if block.span.start > _HEAD:
            return
        for line in re.finditer("[^\n]+", block.span.of(document.text)):
            place = block.span.start + line.start()
            yield place, place + len(line[0])
            if len(line[0]) > _LONGEST_TITLE:  # a whole report on one line: the page's pieces are divided by spaces
                for piece in re.finditer(r"\S+", line[0][:_HEAD]):
                    yield place + piece.start(), place + piece.end()


def _second_half(line: str) -> bool:
    """True for a line that begins with the year, or speaks of the report without naming an agency."""
    return bool(re.match(r"20\d\d|二[〇○零]", line)) or (not _AGENCY.match(line) and "报告" in line[:30])


def read_agency(title: str | None, document: Document, folded: str) -> str | None:
    """The reporting body as written: what the title names before the year or the subject; else the signature."""
    if title:
        plain = fold(title)
        match = _TITLE.search(plain)
        if match and match["agency"]:
            start, end = match.span("agency")
            agency = _AGENCY.match(plain[start:end].removesuffix("关于").removesuffix("的"))
            if agency and not _SELF.match(agency[0]):
                return title[start : start + agency.end()]
    begin = max(0, len(folded) - _TAIL)
    signed = list(
        re.finditer(rf"(?:^|\n|\s)([\u4e00-\u9fff]{{2,24}}(?:{_AGENCY_END}))\s*\n?\s*20\d\d年", folded[begin:])
    )
    return document.text[begin + signed[-1].start(1) : begin + signed[-1].end(1)] if signed else None


def read_year(title: str | None, folded: str) -> int | None:
    """The reporting year: of the title, else of the statistics period, else the year most spoken of."""
    if title:
        text = fold(title)
        match = re.search(r"(20\d\d)(?:-20\d\d)?\s*(?:年|学年)?", text)
        if match:
            return int(match[1])
        chinese = re.search("二[〇○零0][〇○零0一][〇○零0一二三四五六七八九]年", text)
        if chinese:
            return int("".join(_DIGITS.get(c, "2") for c in chinese[0][:4]))
    plain = squeeze(folded, Span(0, len(folded))).text
    period = _PERIOD.search(plain)
    if period:
        return int(period[1])
    years = Counter(int(match[1]) for match in _STATED_YEAR.finditer(plain))
    return max(years, key=lambda year: (years[year], -year)) if years else None


def read_form(folded: str, tables: Sequence[Table], year: int | None) -> Form | None:
    """Which of the four forms the document follows: by its tables, else its statistics rows, else its year."""
    columns = {column for table in tables for column in table.columns}
    rows = {row for table in tables for row in table.rows}
    ids = {table.id for table in tables}
    plain = squeeze(folded, Span(0, len(folded)), drop="|").text
    new, old = len(_FORM_2021.findall(plain)), len(_FORM_2019.findall(plain))
    new += 2 * bool(columns & {"issued", "in_force"}) + any(row.startswith("requests.other.") for row in rows)
    old += 2 * bool(columns & {"made", "prior_items"})
    if new or old:
        return "2021" if new > old else "2019"
    if "requests" in ids:
        return "2021" if year is not None and year >= 2021 else "2019"
    if len(set(_FORM_2014.findall(plain))) >= 2:
        return "2014"
    if year is None:
        return None
    return "2008" if year <= 2013 else "2014" if year <= 2018 else "2019" if year <= 2020 else "2021"


def is_report(title: str | None, folded: str, tables: Sequence[Table], labels: Sequence[str]) -> bool:
    """True if the text can be an annual report: it speaks of disclosure, and has its tables, title or sections."""
    plain = "".join(folded.split())
    if any(cell.value is not None for table in tables if table.id in {"requests", "statistics"} for cell in table):
        return True
    spoken = len(re.findall("信息公开|政务公开|公开政府信息|依申请公开", plain))
    if spoken < _FEWEST_MENTIONS or len(plain) < _SHORTEST_REPORT:
        return False
    sections = len(set(labels) - {"preamble"})
    if title is None:
        return sections >= 3 and bool(_OF_A_YEAR.search(plain)) and not _OTHER_PAPER.search(plain[:_HEAD_OF_PAPER])
    return sections >= 1

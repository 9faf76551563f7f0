"""Title, agency, year and form of a report, as the document states them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gipnlp.report import Document, Form, Span, Table
from gipnlp.text import squeeze

_TITLE = re.compile(
    r"(?P<agency>[\u4e00-\u9fff()（）·、]{2,40}?)?(?:关于)?(?P<year>20\d\d|二[〇○零0]{1,2}[一二三四五六七八九〇○零十]{1,3})?(?:年度|年|学年度?)?"
    r"(?:的)?(?:政府信息公开|政务公开|信息公开|政府信息)(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:年度)?(?:情况)?(?:总结)?(?:年度)?(?:报告|年报)"
)
_AGENCY_END = "人民政府办公[厅室]|人民政府|办事处|管理?委员会|管委会|办公[厅室]|委员会|[局厅部委署会院所校]|大学|学院|公司|中心|集团|街道|实验区|开发区|新区|[省市县区旗州盟镇乡]"
_AGENCY = re.compile(rf"[\u4e00-\u9fff()·]{{1,38}}(?:{_AGENCY_END})")
_PERIOD = re.compile(r"(?:统计|数据|时限|期限|所列)[^。]{0,24}?(20\d\d)年(?:1月1日|度)?")
_STATED_YEAR = re.compile(r"(20\d\d)年(?:度)?(?:,|我|全|本|共|政府信息公开)")
_NOISE = re.compile("^(?:首页|当前位置|您(?:现在)?(?:当前|所在)|信息名称|名称|标题|主题|索引号|来源|关于|附件|的|现将|公布|编制|>|·|年)+")
_DIGITS = {"〇": "0", "○": "0", "零": "0", "0": "0"} | {c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}
_HEAD = 3000
_FORM_2021 = re.compile("本年制发件数|本年废止件数|现行有效件数|本年收费金额|逾期不补正、?行政机关不再处理|逾期未按收费通知")
_FORM_2019 = re.compile("本年新制作数量|新公开数量|对外公开总数量|上一年项目数量|采购总金额|第二十条第\\(?九\\)?项")
_FORM_2014 = re.compile("政务微[博信]公开(?:政府信息)?数|回应解读情况|申请办结数|专门机构数|查阅点数|专项经费\\(|接受培训人员数")


def read_title(document: Document, folded: str) -> str | None:
    """The report's title: the page's own, or the first line of the text that reads as one, the agency's line before it
    included where the title is broken over two lines."""
    best: tuple[int, str] | None = None
    for rank, text in enumerate(_title_lines(document, folded)):
        match = _TITLE.search(text)
        if match is None:
            continue
        title = _NOISE.sub("", match[0])
        score = 4 * bool(match["year"]) + 4 * bool(_AGENCY.match(title)) - min(rank, 3)
        if best is None or score > best[0]:
            best = (score, title)
    return best[1] if best and best[0] >= 0 else None


def _title_lines(document: Document, folded: str) -> Iterator[str]:
    if document.title:
        yield squeeze(document.title, Span(0, len(document.title))).text
    before = ""
    for block in document.blocks:
        if block.span.start > _HEAD:
            return
        for line in block.span.of(document.text).split("\n"):
            text = squeeze(line, Span(0, len(line)), drop="|#*").text
            if len(text) > 70:
                text = text[:60]
            if before and len(before) <= 30 and re.match(r"(?:20\d\d|二[〇○零])", text):
                yield before + text
            elif before and len(before) <= 30 and not _AGENCY.match(text) and "报告" in text[:30]:
                yield before + text
            yield text
            before = text if text else before


def read_agency(title: str | None, document: Document, folded: str) -> str | None:
    """The reporting body: what the title names before the year or the subject; else the signature."""
    if title:
        match = _TITLE.search(title)
        named = match["agency"] if match else None
        if named:
            cleaned = _NOISE.sub("", named).removesuffix("关于").removesuffix("的")
            agency = _AGENCY.match(cleaned)
            if agency:
                return cleaned if _AGENCY.fullmatch(cleaned) else agency[0]
    tail = folded[-400:]
    signed = re.findall(rf"(?:^|\n|\s)([\u4e00-\u9fff]{{2,24}}(?:{_AGENCY_END}))\s*\n?\s*20\d\d年", tail)
    return signed[-1] if signed else None


def read_year(title: str | None, folded: str) -> int | None:
    """The reporting year: of the title, else of the statistics period, else the year most spoken of."""
    for text in filter(None, [title]):
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
    """Which of the four forms the document follows: by the tables it contains, else by its statistics rows, else its year."""
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
    """True if the text can be an annual report: it speaks of disclosure, and has its tables, its title or its sections."""
    plain = "".join(folded.split())
    spoken = len(re.findall("信息公开|政务公开|公开政府信息|依申请公开", plain))
    sections = len(set(labels) - {"preamble"})
    if any(table.id in {"requests", "statistics"} for table in tables):
        return True
    filled = len(plain) > 200
    return spoken >= 4 and filled and (sections >= 3 or (title is not None and sections >= 1))

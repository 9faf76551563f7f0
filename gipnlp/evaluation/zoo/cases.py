"""Made-up statutory tables: figures from a seed, every sum of the form holds."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gipnlp.report import APPLICANTS

ZooForm = Literal["2014", "2019", "2021"]
Key = tuple[str, str]  # indicator and applicant; "total" where the table has no applicants

REQUEST_ROWS = (
    ("requests.received", "", "一、本年新收政府信息公开申请数量"),
    ("requests.carried_in", "", "二、上年结转政府信息公开申请数量"),
    ("requests.granted", "三、本年度办理结果", "（一）予以公开"),
    ("requests.partially_granted", "三、本年度办理结果", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("requests.refused.state_secret", "（三）不予公开", "1.属于国家秘密"),
    ("requests.refused.prohibited_by_law", "（三）不予公开", "2.其他法律行政法规禁止公开"),
    ("requests.refused.security_stability", "（三）不予公开", "3.危及“三安全一稳定”"),
    ("requests.refused.third_party", "（三）不予公开", "4.保护第三方合法权益"),
    ("requests.refused.internal_affairs", "（三）不予公开", "5.属于三类内部事务信息"),
    ("requests.refused.deliberative", "（三）不予公开", "6.属于四类过程性信息"),
    ("requests.refused.enforcement_file", "（三）不予公开", "7.属于行政执法案卷"),
    ("requests.refused.administrative_query", "（三）不予公开", "8.属于行政查询事项"),
    ("requests.unavailable.not_held", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("requests.unavailable.needs_creation", "（四）无法提供", "2.没有现成信息需要另行制作"),
    ("requests.unavailable.still_unclear", "（四）无法提供", "3.补正后申请内容仍不明确"),
    ("requests.declined.petition", "（五）不予处理", "1.信访举报投诉类申请"),
    ("requests.declined.duplicate", "（五）不予处理", "2.重复申请"),
    ("requests.declined.publication", "（五）不予处理", "3.要求提供公开出版物"),
    ("requests.declined.excessive", "（五）不予处理", "4.无正当理由大量反复申请"),
    ("requests.declined.reissue", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息"),
    (
        "requests.other.not_corrected",
        "（六）其他处理",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    ),
    (
        "requests.other.fee_unpaid",
        "（六）其他处理",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    ),
    ("requests.other.misc", "（六）其他处理", "3.其他"),
    ("requests.other", "三、本年度办理结果", "（六）其他处理"),
    ("requests.processed", "三、本年度办理结果", "（七）总计"),
    ("requests.carried_out", "", "四、结转下年度继续办理"),
)
_PROACTIVE = {
    "2021": (
        (
            "第二十条第（一）项",
            (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
        ),
        ("rules", "规章"),
        ("normative_documents", "行政规范性文件"),
        ("第二十条第（五）项", (("decisions", "本年处理决定数量"),)),
        ("licensing", "行政许可"),
        ("第二十条第（六）项", (("decisions", "本年处理决定数量"),)),
        ("penalty", "行政处罚"),
        ("compulsion", "行政强制"),
        ("第二十条第（八）项", (("amount", "本年收费金额（单位：万元）"),)),
        ("charges", "行政事业性收费"),
    ),
    "2019": (
        (
            "第二十条第（一）项",
            (("made", "本年新制作数量"), ("published", "本年新公开数量"), ("published_total", "对外公开总数量")),
        ),
        ("rules", "规章"),
        ("normative_documents", "规范性文件"),
        (
            "第二十条第（五）项",
            (("prior_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")),
        ),
        ("licensing", "行政许可"),
        ("other_services", "其他对外管理服务事项"),
        (
            "第二十条第（六）项",
            (("prior_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")),
        ),
        ("penalty", "行政处罚"),
        ("compulsion", "行政强制"),
        ("第二十条第（八）项", (("prior_items", "上一年项目数量"), ("change", "本年增/减"))),
        ("charges", "行政事业性收费"),
        ("第二十条第（九）项", (("items", "采购项目数量"), ("amount", "采购总金额"))),
        ("procurement", "政府集中采购"),
    ),
}
STATISTICS = (  # indicator ("" if the catalogue has none), label, unit; a unit of "" is a caption
    ("", "一、主动公开情况", ""),
    ("disclosed.total", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("disclosed.normative_documents", "其中：主动公开规范性文件数", "条"),
    ("normative_documents.issued", "制发规范性文件总数", "件"),
    ("", "（二）通过不同渠道和方式公开政府信息的情况", ""),
    ("disclosed.gazette", "1.政府公报公开政府信息数", "条"),
    ("disclosed.website", "2.政府网站公开政府信息数", "条"),
    ("disclosed.weibo", "3.政务微博公开政府信息数", "条"),
    ("disclosed.wechat", "4.政务微信公开政府信息数", "条"),
    ("disclosed.other", "5.其他方式公开政府信息数", "条"),
    ("", "二、回应解读情况", ""),
    ("interpretation.responses", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    ("", "（二）通过不同渠道和方式回应解读的情况", ""),
    ("interpretation.press_conferences", "1.参加或举办新闻发布会总次数", "次"),
    ("interpretation.online_interviews", "2.政府网站在线访谈次数", "次"),
    ("interpretation.items", "3.政策解读稿件发布数", "篇"),
    ("", "三、依申请公开情况", ""),
    ("requests.received", "（一）收到申请数", "件"),
    ("requests.received_in_person", "1.当面申请数", "件"),
    ("requests.received_fax", "2.传真申请数", "件"),
    ("requests.received_online", "3.网络申请数", "件"),
    ("requests.received_letter", "4.信函申请数", "件"),
    ("requests.answered", "（二）申请办结数", "件"),
    ("requests.answered_on_time", "1.按时办结数", "件"),
    ("requests.answered_extended", "2.延期办结数", "件"),
    ("", "四、行政复议数量", "件"),
    ("reconsideration.upheld", "（一）维持具体行政行为数", "件"),
    ("reconsideration.corrected", "（二）被依法纠错数", "件"),
    ("reconsideration.other", "（三）其他情形数", "件"),
    ("", "五、行政诉讼数量", "件"),
    ("litigation.upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("litigation.corrected", "（二）被依法纠错数", "件"),
    ("litigation.other", "（三）其他情形数", "件"),
    ("complaints.total", "六、举报投诉数量", "件"),
    ("fees.collected", "七、依申请公开信息收取的费用", "万元"),
    ("", "八、机构建设和保障经费情况", ""),
    ("org.agencies", "（一）政府信息公开工作专门机构数", "个"),
    ("org.query_points", "（二）设置政府信息公开查阅点数", "个"),
    ("org.staff", "（三）从事政府信息公开工作人员数", "人"),
    ("org.staff_full_time", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("org.staff_part_time", "2.兼职人员数", "人"),
    (
        "budget.special",
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
    ),
    ("", "九、政府信息公开会议和培训情况", ""),
    ("meetings.sessions", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("training.sessions", "（二）举办各类培训班数", "次"),
    ("training.attendees", "（三）接受培训人员数", "人次"),
)
STATISTICS_TOTALS = {"四、行政复议数量": "reconsideration.total", "五、行政诉讼数量": "litigation.total"}
REMEDY_GROUPS = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
REMEDY_COLUMNS = ("upheld", "corrected", "other", "pending", "total")


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A row of the requests table: id ("" for one that the office added), group labels from the outside in, label."""

    id: str
    groups: tuple[str, ...]
    label: str
    figures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the article 20 table: its caption, its columns (name and header), its rows (id, label, figures)."""

    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The figures of one made-up report; the parts that its form does not have are empty.

    ``statistics`` holds indicator, label, unit and figure (None for a caption); ``headings`` is the form whose section
    wordings the report uses.
    """

    form: ZooForm
    headings: ZooForm
    requests: tuple[RequestRow, ...] = ()
    proactive: tuple[Item, ...] = ()
    remedies: tuple[float, ...] = ()
    statistics: tuple[tuple[str, str, str, float | None], ...] = ()


def make_case(form: ZooForm, seed: int, headings: ZooForm | None = None) -> Case:
    """The case of that seed; ``headings``: another form's article 20 table stands beside the rows of this one."""
    rng = random.Random(f"zoo-{form}-{seed}")
    if form == "2014":
        return Case(form, form, statistics=_statistics(rng))
    asked = headings or form
    return Case(form, asked, _requests(rng, form), tuple(_items(rng, asked)), _remedies(rng))


def _requests(rng: random.Random, form: ZooForm) -> tuple[RequestRow, ...]:
    parts = {"requests.other.not_corrected", "requests.other.fee_unpaid", "requests.other.misc"}
    left_out = {"requests.other"} if form == "2021" else parts
    rows = [row for row in REQUEST_ROWS if row[0] not in left_out]
    ends = {"requests.received", "requests.carried_in", "requests.processed", "requests.carried_out"}
    outcomes = [name for name, _, _ in rows if name not in ends]
    busy = [rng.random() for _ in range(6)]
    columns: dict[str, list[int]] = {
        name: [_count(rng, busy[0] if c == 0 else busy[c] / 3) for c in range(6)] for name in outcomes
    }
    processed = [sum(columns[name][c] for name in outcomes) for c in range(6)]
    carried_out = [rng.choice([0, 0, 1, 4]) for _ in range(6)]
    carried_in = [min(rng.choice([0, 0, 2, 11]), processed[c] + carried_out[c]) for c in range(6)]
    received = [processed[c] + carried_out[c] - carried_in[c] for c in range(6)]
    columns |= {"requests.received": received, "requests.carried_in": carried_in}
    columns |= {"requests.processed": processed, "requests.carried_out": carried_out}
    return tuple(
        RequestRow(name, _groups(group), label, tuple(float(f) for f in (*columns[name], sum(columns[name]))))
        for name, group, label in rows
    )


def _groups(group: str) -> tuple[str, ...]:
    outer = "三、本年度办理结果"
    return () if not group else (outer,) if group == outer else (outer, group)


def _count(rng: random.Random, busy: float) -> int:
    if rng.random() > busy:
        return 0
    return rng.choice([1, 1, 2, 3, 5, 8, 13, 27, 46, 108, 230, 1204])


def _items(rng: random.Random, form: ZooForm) -> Iterable[Item]:
    columns: tuple[tuple[str, str], ...] = ()
    caption, rows = "", list[tuple[str, str, tuple[float, ...]]]()
    for first, second in (*_PROACTIVE[form], ("", ())):
        if isinstance(second, str):
            rows.append((first, second, tuple(_item_figure(rng, first, name) for name, _ in columns)))
            continue
        if rows:
            yield Item(caption, columns, tuple(rows))
        caption, columns, rows = first, second, []


def _item_figure(rng: random.Random, row: str, column: str) -> float:
    if column == "amount":
        return rng.choice([0.0, 12.5, 7730.28, 300.0])
    if column == "change":
        return float(rng.choice([0, 3, -12, 1, -185]))
    return float(rng.choice([0, 0, 2, 7, 18, 240, 1653]))


def _remedies(rng: random.Random) -> tuple[float, ...]:
    figures: list[float] = []
    for _ in REMEDY_GROUPS:
        outcomes = [float(rng.choice([0, 0, 0, 1, 3, 12])) for _ in range(4)]
        figures += [*outcomes, sum(outcomes)]
    return tuple(figures)


def _statistics(rng: random.Random) -> tuple[tuple[str, str, str, float | None], ...]:
    figures = {indicator: float(rng.choice([0, 1, 3, 26, 118, 2304])) for indicator, _, unit in STATISTICS if unit}
    figures |= {"fees.collected": rng.choice([0.0, 0.35]), "budget.special": rng.choice([0.0, 5.0, 12.6])}
    sums = {
        "requests.received": ["received_in_person", "received_fax", "received_online", "received_letter"],
        "requests.answered": ["answered_on_time", "answered_extended"],
        "reconsideration.total": ["upheld", "corrected", "other"],
        "litigation.total": ["upheld", "corrected", "other"],
    }
    for whole, parts in sums.items():
        figures[whole] = sum(figures[f"{whole.split('.')[0]}.{part}"] for part in parts)
    figures["org.staff"] = figures["org.staff_full_time"] + figures["org.staff_part_time"]
    named = ((STATISTICS_TOTALS.get(label, indicator), label, unit) for indicator, label, unit in STATISTICS)
    return tuple((indicator, label, unit, figures[indicator] if unit else None) for indicator, label, unit in named)


def request_keys(row: RequestRow) -> Sequence[Key | None]:
    """The key of each figure of a row; None for a row that the form does not have."""
    return [(row.id, applicant) if row.id else None for applicant in APPLICANTS]

"""Renders statutory tables of made-up figures as crawlers and converters leave them, for the table tests."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from gipnlp.report import APPLICANTS

ROWS_2021 = [
    ("requests.received", "一、本年新收政府信息公开申请数量", ""),
    ("requests.carried_in", "二、上年结转政府信息公开申请数量", ""),
    ("requests.granted", "（一）予以公开", "三、本年度办理结果"),
    ("requests.partially_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ""),
    ("requests.refused.state_secret", "1.属于国家秘密", "（三）不予公开"),
    ("requests.refused.prohibited_by_law", "2.其他法律行政法规禁止公开", ""),
    ("requests.refused.security_stability", "3.危及“三安全一稳定”", ""),
    ("requests.refused.third_party", "4.保护第三方合法权益", ""),
    ("requests.refused.internal_affairs", "5.属于三类内部事务信息", ""),
    ("requests.refused.deliberative", "6.属于四类过程性信息", ""),
    ("requests.refused.enforcement_file", "7.属于行政执法案卷", ""),
    ("requests.refused.administrative_query", "8.属于行政查询事项", ""),
    ("requests.unavailable.not_held", "1.本机关不掌握相关政府信息", "（四）无法提供"),
    ("requests.unavailable.needs_creation", "2.没有现成信息需要另行制作", ""),
    ("requests.unavailable.still_unclear", "3.补正后申请内容仍不明确", ""),
    ("requests.declined.petition", "1.信访举报投诉类申请", "（五）不予处理"),
    ("requests.declined.duplicate", "2.重复申请", ""),
    ("requests.declined.publication", "3.要求提供公开出版物", ""),
    ("requests.declined.excessive", "4.无正当理由大量反复申请", ""),
    ("requests.declined.reissue", "5.要求行政机关确认或重新出具已获取信息", ""),
    (
        "requests.other.not_corrected",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "（六）其他处理",
    ),
    ("requests.other.fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", ""),
    ("requests.other.misc", "3.其他", ""),
    ("requests.processed", "（七）总计", ""),
    ("requests.carried_out", "四、结转下年度继续办理", ""),
]
_TAIL_2019 = [
    ("requests.other", "（六）其他处理", ""),
    ("requests.processed", "（七）总计", ""),
    ("requests.carried_out", "四、结转下年度继续办理", ""),
]
ROWS_2019 = ROWS_2021[:20] + _TAIL_2019
Key = tuple[str, str]
Row = tuple[list[str], list[str]]  # labels (group, row) and figures


@dataclass(frozen=True)
class Case:
    """The tables of one made-up report: the true cells, and the rows to render."""

    form: str
    cells: dict[Key, float | None]
    proactive: list[list[str]]
    requests: list[Row]
    remedies: list[str]


def make_case(form: str, seed: int, blanks: bool = False) -> Case:
    """A case whose sums hold; with ``blanks``, zeros are left empty (never the totals)."""
    rng = random.Random(f"{form}-{seed}")
    rows = ROWS_2021 if form == "2021" else ROWS_2019
    table = _request_figures(rng, [row[0] for row in rows])
    cells: dict[Key, float | None] = {}
    lines: list[Row] = []
    for name, label, group in rows:
        texts = [str(figure) for figure in table[name]]
        if blanks:
            texts = ["" if text == "0" and column < 6 else text for column, text in enumerate(texts)]
        for applicant, text in zip(APPLICANTS, texts, strict=True):
            cells[name, applicant] = float(text) if text else None
        lines.append(([group, label], texts))
    proactive = _proactive(rng, form, cells)
    remedies: list[str] = []
    for group in ("reconsideration", "litigation.direct", "litigation.after_reconsideration"):
        figures = [rng.choice([0, 0, 0, 1, 3, 12]) for _ in range(4)]
        for name, figure in zip(
            ("upheld", "corrected", "other", "pending", "total"), [*figures, sum(figures)], strict=True
        ):
            cells[f"{group}.{name}", "total"] = float(figure)
            remedies.append(str(figure))
    return Case(form, cells, proactive, lines, remedies)


def _request_figures(rng: random.Random, names: list[str]) -> dict[str, list[int]]:
    outcomes = [
        name for name in names if name.split(".")[1] not in {"received", "carried_in", "processed", "carried_out"}
    ]
    table = {
        name: [rng.choice([0, 0, 0, 0, 1, 2, 7, 13]) if c == 0 or rng.random() < 0.3 else 0 for c in range(6)]
        for name in outcomes
    }
    processed = [sum(table[name][column] for name in outcomes) for column in range(6)]
    out = [rng.choice([0, 0, 1, 4]) for _ in range(6)]
    carried = [min(rng.choice([0, 0, 2]), processed[column] + out[column]) for column in range(6)]
    table |= {"requests.processed": processed, "requests.carried_out": out, "requests.carried_in": carried}
    table["requests.received"] = [processed[c] + out[c] - carried[c] for c in range(6)]
    return {name: [*figures, sum(figures)] for name, figures in table.items()}


def _proactive(rng: random.Random, form: str, cells: dict[Key, float | None]) -> list[list[str]]:
    def row(label: str, name: str, columns: list[str], signed: str = "") -> list[str]:
        texts = []
        for column in columns:
            figure = rng.choice([0, 3, 18, 240])
            text = f"-{figure}" if column == signed and figure else str(figure)
            cells[f"{name}.{column}", "total"] = float(text)
            texts.append(text)
        return [label, *texts]

    if form == "2021":
        three = ["issued", "repealed", "in_force"]
        return [
            ["第二十条第（一）项"],
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            row("规章", "rules", three),
            row("行政规范性文件", "normative_documents", three),
            ["第二十条第（五）项"],
            ["信息内容", "本年处理决定数量"],
            row("行政许可", "licensing", ["decisions"]),
            ["第二十条第（六）项"],
            ["信息内容", "本年处理决定数量"],
            row("行政处罚", "penalty", ["decisions"]),
            row("行政强制", "compulsion", ["decisions"]),
            ["第二十条第（八）项"],
            ["信息内容", "本年收费金额（单位：万元）"],
            row("行政事业性收费", "charges", ["amount"]),
        ]
    made, items = ["made", "published", "published_total"], ["prior_items", "change", "decisions"]
    return [
        ["第二十条第（一）项"],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        row("规章", "rules", made),
        row("规范性文件", "normative_documents", made),
        ["第二十条第（五）项"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        row("行政许可", "licensing", items, "change"),
        row("其他对外管理服务事项", "other_services", items, "change"),
        ["第二十条第（六）项"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        row("行政处罚", "penalty", items, "change"),
        row("行政强制", "compulsion", items, "change"),
        ["第二十条第（八）项"],
        ["信息内容", "上一年项目数量", "本年增/减"],
        row("行政事业性收费", "charges", items[:2], "change"),
        ["第二十条第（九）项"],
        ["信息内容", "采购项目数量", "采购总金额"],
        row("政府集中采购", "procurement", ["items", "amount"]),
    ]


_HEAD = [
    "申请人情况",
    "自然人",
    "法人或其他组织",
    "总计",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
]
_REMEDIES_HEAD = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def _document(proactive: str, requests: str, remedies: str) -> str:
    return (
        "云汀市某局2022年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息35条。\n二、主动公开政府信息情况\n"
        f"{proactive}\n三、收到和处理政府信息公开申请情况\n（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\n{requests}\n"
        f"四、政府信息公开行政复议、行政诉讼情况\n{remedies}\n五、存在的主要问题及改进情况\n一是2022年公开不够及时。二是3个栏目少有更新。\n"
        "六、其他需要报告的事项\n全年未收取信息处理费。\n"
    )


def _all_lines(case: Case) -> tuple[list[list[str]], list[list[str]], list[list[str]]]:
    requests = [_HEAD[:1], _HEAD[1:4], _HEAD[4:]]
    requests += [[text for text in labels if text] + figures for labels, figures in case.requests]
    heads = [
        ["行政复议", "行政诉讼"],
        [*_REMEDIES_HEAD, "未经复议直接起诉", "复议后起诉"],
        [*_REMEDIES_HEAD, *_REMEDIES_HEAD],
    ]
    return case.proactive, requests, [*heads, case.remedies]


def cell_per_line(case: Case) -> str:
    """Each cell on a line of its own, with a stray pipe."""
    return _document(*("\n".join(f"{cell} |" for line in part for cell in line) for part in _all_lines(case)))


def blank_lines(case: Case) -> str:
    """Each cell a paragraph of its own."""
    return _document(*("\n\n".join(cell for line in part for cell in line if cell) for part in _all_lines(case)))


def bar_lines(case: Case) -> str:
    """A bar on a line of its own between the cells."""
    return _document(
        *("|\n" + "\n|\n".join(cell for line in part for cell in line) + "\n|" for part in _all_lines(case))
    )


def ragged_pipes(case: Case) -> str:
    """A row a line, cells of merged places left out and made up for at the end."""
    return _document(
        *(
            "\n".join(" | ".join(line) + " | " + "|" * max(0, 9 - len(line)) for line in part)
            for part in _all_lines(case)
        )
    )


def markdown(case: Case) -> str:
    """A Markdown table with the group label on its first row only."""

    def table(rows: list[list[str]], width: int) -> str:
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    requests = [
        ["", "", *_HEAD[:1]],
        ["", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
        ["", "", "", *_HEAD[4:], ""],
    ]
    requests += [[*labels, *figures] for labels, figures in case.requests]
    heads = [
        ["行政复议", "", "", "", "", "行政诉讼"],
        ["", "", "", "", "", "未经复议直接起诉", "", "", "", "", "复议后起诉"],
        [*_REMEDIES_HEAD] * 3,
    ]
    return _document(table(case.proactive, 4), table(requests, 9), table([*heads, case.remedies], 15))


def one_line(case: Case) -> str:
    """The whole report on one line, cells divided by spaces."""
    return blank_lines(case).replace("\n\n", " ").replace("\n", " ")


def tabs(case: Case) -> str:
    """Copied from a spreadsheet: tabs."""
    return _document(*("\n".join("\t".join(line) for line in part) for part in _all_lines(case)))


def spread_pipes(case: Case) -> str:
    """A pipe before each cell, the cell on a line of its own, as some crawlers write table cells with paragraphs."""
    return _document(
        *(
            "\n".join("".join(f"| \n {cell}  " for cell in line) + "|" * (9 - len(line) % 9) for line in part)
            for part in _all_lines(case)
        )
    )


def split_labels(case: Case) -> str:
    """Labels broken over lines, each line a paragraph."""

    def broken(cell: str) -> str:
        if cell.isdigit() or len(cell) < 5 or cell.startswith("-"):
            return cell
        return cell[: len(cell) // 2] + "\n\n" + cell[len(cell) // 2 :]

    return _document(
        *("\n\n".join(broken(cell) for line in part for cell in line if cell) for part in _all_lines(case))
    )


def cut_markdown(case: Case) -> str:
    """A Markdown table that a PDF converter cut at each page, with long labels on two rows and page numbers between."""

    def rows(lines: list[Row]) -> list[str]:
        result = []
        for number, (labels, figures) in enumerate(lines):
            group, label = labels
            first, rest = (label[:12], label[12:]) if len(label) > 14 else (label, "")
            result.append("| " + " | ".join([group, first, *figures]) + " |")
            if rest:
                result.append("| " + " | ".join(["", rest, *[""] * 7]) + " |")
            if number % 9 == 8:
                result += ["", f"- {number} -", "", "|" + " --- |" * 9]
        return result

    proactive, _, remedies = _all_lines(case)
    parts = ["\n".join("| " + " | ".join(line) + " |" for line in part) for part in (proactive, remedies)]
    return _document(parts[0], "\n".join(rows(case.requests)), parts[1])


def run_together(case: Case) -> str:
    """The whole report on one line, the figures of the requests table without spaces."""
    proactive, requests, remedies = _all_lines(case)
    heads, body = requests[:3], case.requests
    table = "".join(cell for line in heads for cell in line)
    table += "".join("".join(labels) + "".join(figures) for labels, figures in body)
    flat = [" ".join(cell for line in part for cell in line) for part in (proactive, remedies)]
    return _document(flat[0], table, flat[1]).replace("\n", " ")


def traditional(case: Case) -> str:
    """A mirror's copy in traditional script."""
    from opencc import OpenCC

    converted: str = OpenCC("s2t").convert(ragged_pipes(case))
    return converted


def html(case: Case) -> str:
    """A page with merged cells, among navigation."""

    def tr(cells: list[tuple[str, str]]) -> str:
        return (
            "<tr>" + "".join(f"<td {attributes}><p>{text or '&nbsp;'}</p></td>" for text, attributes in cells) + "</tr>"
        )

    rows = [
        tr(
            [
                ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "colspan=3 rowspan=3"),
                ("申请人情况", "colspan=7"),
            ]
        ),
        tr([("自然人", "rowspan=2"), ("法人或其他组织", "colspan=5"), ("总计", "rowspan=2")]),
        tr([(text, "") for text in ("商业<br>企业", "科研<br>机构", "社会公益组织", "法律服务机构", "其他")]),
    ]
    sizes = {"（三）不予公开": 8, "（四）无法提供": 3, "（五）不予处理": 5, "（六）其他处理": 3}
    within = len(case.requests) - 3
    for (group, label), figures in case.requests:
        labels = []
        if group == "三、本年度办理结果":
            labels.append((group, f"rowspan={within}"))
        elif group:
            labels.append((group, f"rowspan={sizes[group]}"))
        wide = 3 if label[0] in "一二四" else 1 if label[0].isdigit() else 2
        rows.append(tr([*labels, (label, f"colspan={wide}"), *((figure, "") for figure in figures)]))
    proactive = "".join(tr([(text, "colspan=4" if len(row) == 1 else "") for text in row]) for row in case.proactive)
    remedies = tr([("行政复议", "colspan=5"), ("行政诉讼", "colspan=10")])
    remedies += tr(
        [
            *((text, "rowspan=2") for text in _REMEDIES_HEAD),
            ("未经复议直接起诉", "colspan=5"),
            ("复议后起诉", "colspan=5"),
        ]
    )
    remedies += tr([(text, "") for text in _REMEDIES_HEAD * 2]) + tr([(text, "") for text in case.remedies])
    paragraphs = _document("@1", "@2", "@3").split("\n")
    body = "".join(f"<p>{line}</p>" for line in paragraphs)
    for mark, table in (("@1", proactive), ("@2", "".join(rows)), ("@3", remedies)):
        body = body.replace(f"<p>{mark}</p>", f"<table border=1>{table}</table>")
    nav = "<div class=nav><a href=#>首页</a><a href=#>政务公开</a><a href=#>依申请公开</a></div>"
    head = "<html><head><meta charset=utf-8><title>年报</title></head>"
    return f"{head}<body>{nav}<div id=zoom>{body}</div><div>网站地图 备案号12345</div></body></html>"


LAYOUTS: dict[str, Callable[[Case], str]] = {
    layout.__name__: layout
    for layout in (
        *(cell_per_line, blank_lines, bar_lines, spread_pipes, split_labels, ragged_pipes, markdown, cut_markdown),
        *(one_line, run_together, tabs, html, traditional),
    )
}
DROPS_BLANKS = ("blank_lines", "split_labels", "one_line", "run_together")

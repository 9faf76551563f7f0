"""A case under a variation as paragraphs and tables, with the cells that a reader should find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gipnlp.evaluation.zoo.cases import REMEDY_COLUMNS, REMEDY_GROUPS, Case, Key, RequestRow, make_case, request_keys
from gipnlp.evaluation.zoo.variations import Look, Variation

Kind = Literal["caption", "head", "group", "label", "figure"]
Gold = dict[Key, float | None]
_BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_SUBJECTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
_OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is drawn, over all the places it covers."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    kind: Kind = "figure"
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that cover every place once; ``widths`` are shares of the page's text, ``heads`` the rows of the header."""

    name: str
    cells: tuple[Cell, ...]
    widths: tuple[float, ...]
    heads: int

    @property
    def height(self) -> int:
        """The number of rows."""
        return max(cell.row + cell.rowspan for cell in self.cells)

    def rows(self) -> list[list[Cell]]:
        """The cells that begin in each row, from left to right."""
        return [sorted((c for c in self.cells if c.row == row), key=lambda c: c.column) for row in range(self.height)]


@dataclass(frozen=True, slots=True)
class Paper:
    """A report ready to be written: paragraphs and tables in reading order, how to draw them, and the true cells."""

    items: tuple[str | Table, ...]
    look: Look
    gold: Gold


def make_paper(variation: Variation, case_form: str, seed: int) -> Paper:
    """The report of that seed in that variation."""
    case = variation.edit(make_case(case_form, seed, variation.headings))  # type: ignore[arg-type]
    gold: Gold = {}
    writer = _Writer(variation, gold)
    if case.form == "2014":
        items: tuple[str | Table, ...] = (
            "云汀市某局2017年政府信息公开工作年度报告",
            "一、概述",
            "我局按照条例规定，坚持以公开为常态、以不公开为例外，认真做好各项公开工作。",
            "附件：政府信息公开情况统计表（2017年度）",
            writer.statistics(case),
            "填报说明：本表由我局办公室负责填写，数据以年末台账为准。",
        )
        return Paper(items, variation.look, gold)
    year = "2022" if case.form == "2021" else "2020"
    items = (
        f"云汀市某局{year}年政府信息公开工作年度报告",
        "一、总体情况",
        "我局认真贯彻落实条例，围绕重点工作做好主动公开，规范办理公开申请，加强平台建设，落实监督保障。",
        "二、主动公开政府信息情况",
        writer.proactive(case),
        "三、收到和处理政府信息公开申请情况",
        writer.requests(case.requests, variation.look),
        "四、政府信息公开行政复议、行政诉讼情况",
        writer.remedies(case),
        "五、存在的主要问题及改进情况",
        "一是部分栏目更新不够及时，二是解读形式不够多样。下一步将完善制度，加强培训，提高公开质量。",
        "六、其他需要报告的事项",
        "本单位没有其他需要报告的事项。",
    )
    return Paper(items, variation.look, gold)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes figures as the variation wants them, and notes what a reader should find."""

    variation: Variation
    gold: Gold

    def figure(self, value: float, key: Key | None) -> str:
        """The text of a cell; 无 says 0, a blank or a dash says nothing."""
        text = self.variation.zero if value == 0 and self.variation.zero != "0" else self.variation.write(f"{value:g}")
        if key is not None:
            self.gold[key] = value if any(char.isdigit() for char in text) or text == "无" else None
        return text

    def statistics(self, case: Case) -> Table:
        """The table of 国办发〔2014〕32号."""
        cells = [Cell(text, 0, i, kind="head") for i, text in enumerate(("统计指标", "单位", "统计数"))]
        for row, (indicator, label, unit, value) in enumerate(case.statistics, 1):
            text = "" if value is None else self.figure(value, (indicator, "total"))
            cells += [Cell(label, row, 0, kind="label"), Cell(unit, row, 1, kind="label"), Cell(text, row, 2)]
        widths = (0.4, 0.2, 0.4) if self.variation.look.narrow else (0.7, 0.12, 0.18)
        return Table("statistics", tuple(cells), widths, 1)

    def proactive(self, case: Case) -> Table:
        """The table of article 20, one part below the other, on a grid of twelve columns."""
        cells: list[Cell] = []
        row = 0
        for item in case.proactive:
            cells.append(Cell(item.caption, row, 0, 1, 12, "caption"))
            lines = [("信息内容", [header for _, header in item.columns], "head")]
            for name, label, figures in item.rows:
                keys = [(f"{name}.{column}", "total") if name else None for column, _ in item.columns]
                lines.append((label, [self.figure(f, k) for f, k in zip(figures, keys, strict=True)], "figure"))
            for label, texts, kind in lines:
                row += 1
                starts = _twelfths(len(texts))
                cells.append(Cell(label, row, 0, 1, starts[0], "head" if kind == "head" else "label"))
                for text, (start, end) in zip(texts, pairwise([*starts, 12]), strict=True):
                    cells.append(Cell(text, row, start, 1, end - start, "head" if kind == "head" else "figure"))
            row += 1
        return Table("proactive", tuple(cells), (1 / 12,) * 12, 0)

    def requests(self, rows: Sequence[RequestRow], look: Look) -> Table:
        """The table of requests: three columns of labels, seven of figures."""
        cells = [
            Cell(_BALANCE, 0, 0, 3, 3, "head"),
            Cell("申请人情况", 0, 3, 1, 7, "head"),
            Cell("自然人", 1, 3, 2, 1, "head"),
            Cell("法人或其他组织", 1, 4, 1, 5, "head"),
            Cell("总计", 1, 9, 2, 1, "head"),
            *(Cell(text, 2, 4 + i, kind="head") for i, text in enumerate(_SUBJECTS)),
        ]
        for level in range(2):
            cells += _group_cells(rows, level, look)
        for index, row in enumerate(rows):
            depth = len(row.groups)
            cells.append(Cell(row.label, index + 3, depth, 1, 3 - depth, "label"))
            for column, (value, key) in enumerate(zip(row.figures, request_keys(row), strict=True)):
                cells.append(Cell(self.figure(value, key), index + 3, 3 + column))
        labels = (0.05, 0.08, 0.17) if look.narrow else (0.05, 0.13, 0.32)
        rest = (1 - sum(labels)) / 7
        return Table("requests", tuple(cells), (*labels, *(rest,) * 7), 3)

    def remedies(self, case: Case) -> Table:
        """The table of reconsideration and litigation: 15 figures under three rows of headers."""
        cells = [
            Cell("行政复议", 0, 0, 1, 5, "head"),
            Cell("行政诉讼", 0, 5, 1, 10, "head"),
            *(Cell(text, 1, i, 2, 1, "head") for i, text in enumerate(_OUTCOMES)),
            Cell("未经复议直接起诉", 1, 5, 1, 5, "head"),
            Cell("复议后起诉", 1, 10, 1, 5, "head"),
            *(Cell(text, 2, 5 + i, kind="head") for i, text in enumerate(_OUTCOMES * 2)),
        ]
        names = [f"{group}.{column}" for group in REMEDY_GROUPS for column in REMEDY_COLUMNS]
        for column, (name, value) in enumerate(zip(names, case.remedies, strict=True)):
            cells.append(Cell(self.figure(value, (name, "total")), 3, column))
        return Table("remedies", tuple(cells), (1 / 15,) * 15, 3)


def _twelfths(figures: int) -> list[int]:
    """Where the columns of so many figures begin: the first one's share is left to the label."""
    return {1: [6], 2: [4, 8], 3: [3, 6, 9]}[figures]


def _group_cells(rows: Sequence[RequestRow], level: int, look: Look) -> Iterator[Cell]:
    """The cells of the group labels at that level: merged, only the first filled, or each filled."""
    index = 0
    while index < len(rows):
        groups = rows[index].groups
        size = 1
        if len(groups) <= level:
            index += 1
            continue
        while index + size < len(rows) and rows[index + size].groups[level : level + 1] == groups[level : level + 1]:
            size += 1
        if look.groups == "merged":
            yield Cell(groups[level], index + 3, level, size, 1, "group", look.vertical)
        else:
            for step in range(size):
                text = groups[level] if step == 0 or look.groups == "repeated" else ""
                yield Cell(text, index + 3 + step, level, 1, 1, "group")
        index += size

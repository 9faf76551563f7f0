"""What offices do to the forms: how the tables are ruled and broken, how nothing is written, which rows are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from gipnlp.evaluation.zoo.cases import Case, Item, RequestRow, ZooForm

Rules = Literal["full", "open", "across", "none"]
Groups = Literal["merged", "unmerged", "repeated"]
Turned = Literal["", "shown", "sideways"]


@dataclass(frozen=True, slots=True)
class Look:
    """How the report is drawn.

    Attributes:
        rules: All lines; none at the outer left and right (open); none that run down (across); none.
        groups: Group labels in merged cells, in the first of several cells, or said again in each row.
        vertical: Group labels run down.
        landscape: Pages are wider than high.
        turned: The content runs up the page, and the viewer sets it upright (shown) or not (sideways).
        spacer: Points of empty space before the table of requests, to move its page breaks.
        repeat_header: The table's header is drawn again after a page break.
        shaded: Captions and headers on a coloured ground.
        page_numbers: With page numbers and a running head.
        seal: A round red seal with its text over the table of requests.
        narrow: The labels' column is so narrow that they take two or more lines.
    """

    rules: Rules = "full"
    groups: Groups = "merged"
    vertical: bool = False
    landscape: bool = False
    turned: Turned = ""
    spacer: float = 0.0
    repeat_header: bool = False
    shaded: bool = False
    page_numbers: bool = False
    seal: bool = False
    narrow: bool = False

    @property
    def needs(self) -> set[str]:
        """What a producer must be able to show: the names of the attributes that are not as usual."""
        return {field.name for field in fields(self) if getattr(self, field.name) != field.default}


@dataclass(frozen=True, slots=True)
class Variation:
    """One habit.

    Attributes:
        name: For file names and the report.
        look: How it is drawn.
        edit: What is done to the rows and labels.
        zero: What is written for 0; "" is an empty cell.
        write: What is done to the text of a figure.
        forms: The forms it is tried on.
        headings: Another form's article 20 table than the rows'.
    """

    name: str
    look: Look = field(default_factory=Look)
    edit: Callable[[Case], Case] = lambda case: case
    zero: str = "0"
    write: Callable[[str], str] = str
    forms: tuple[ZooForm, ...] = ("2021", "2019", "2014")
    headings: ZooForm | None = None


def _full_width(text: str) -> str:
    return text.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))


def _thousands(text: str) -> str:
    return f"{int(text):,}" if text.isdigit() else text


def _labels(case: Case, wordings: dict[str, str]) -> Case:
    """The case with other wordings of labels, in all its tables."""

    def reworded(label: str) -> str:
        for official, other in wordings.items():
            label = label.replace(official, other)
        return label

    return replace(
        case,
        requests=tuple(replace(row, label=reworded(row.label)) for row in case.requests),
        statistics=tuple((i, reworded(label), unit, figure) for i, label, unit, figure in case.statistics),
    )


def _garbled(case: Case) -> Case:
    wordings = {"第三方合法权益": "笫三方合法杈益", "过程性信息": "过程性倍息", "结转下年度继续": "结转下年庋继续"}
    return _labels(case, wordings | {"查阅点数": "查阋点数", "不掌握相关": "不掌屋相关"})


def _cut(case: Case) -> Case:
    wordings = {
        "政府信息公开申请数量": "政府信息公开",
        "要求行政机关确认或重新出具已获取信息": "要求行政机关确认或重新出具",
    }
    return _labels(case, wordings | {"、行政机关不再处理其政府信息公开申请": "", "没有现成信息需要": "需要"})


def _reworded(case: Case) -> Case:
    wordings = {"上年结转": "上年度结转", "属于国家秘密": "国家秘密", "不掌握相关政府信息": "不掌握相关信息"}
    return _labels(case, wordings | {"结转下年度继续办理": "结转下年度办理", "信访举报投诉类申请": "信访举报投诉类"})


def _footnoted(case: Case) -> Case:
    wordings = {"重复申请": "重复申请①", "属于行政执法案卷": "属于行政执法案卷[1]", "培训人员数": "培训人员数（注2）"}
    return _labels(case, wordings | {"予以公开": "予以公开*"})


def _dropped_empty(case: Case) -> Case:
    """Outcome rows of nothing but zeros are left out, as many as three."""
    empty = [row.id for row in case.requests if not any(row.figures) and len(row.groups) == 2][:3]
    return replace(case, requests=tuple(row for row in case.requests if row.id not in empty))


def _dropped_filled(case: Case) -> Case:
    """A row with figures is left out, so that the sums fail."""
    filled = [row.id for row in case.requests if row.figures[-1] and len(row.groups) == 2][:1]
    return replace(case, requests=tuple(row for row in case.requests if row.id not in filled))


def _added(figures: tuple[float, ...]) -> Callable[[Case], Case]:
    def edit(case: Case) -> Case:
        rows: list[RequestRow] = []
        for row in case.requests:
            rows.append(row)
            if row.id == "requests.refused.administrative_query":
                rows.append(RequestRow("", row.groups, "9.属于工作秘密", figures))
        return replace(case, requests=tuple(rows))

    return edit


def _added_item(case: Case) -> Case:
    """The office adds a row to the article 20 table."""
    items = [
        replace(item, rows=(*item.rows, ("", "行政检查", tuple(float(37 + i) for i in range(len(item.columns))))))
        if "六" in item.caption
        else item
        for item in case.proactive
    ]
    return replace(case, proactive=tuple(items))


def _without_rules_item(case: Case) -> Case:
    """A department without powers to make rules leaves their row out."""
    items = [Item(i.caption, i.columns, tuple(row for row in i.rows if row[0] != "rules")) for i in case.proactive]
    return replace(case, proactive=tuple(items))


_TABLES: tuple[ZooForm, ...] = ("2021", "2019")
_ROWS = 29  # of the table of requests with its header
_ROW_HEIGHT = 17.0  # points, roughly


def _breaks() -> list[Variation]:
    """The table of requests broken after every row, without and with the header drawn again."""
    return [
        Variation(
            f"break-{step:02}{'-headed' if headed else ''}",
            Look(spacer=step * _ROW_HEIGHT, repeat_header=headed, page_numbers=step % 2 == 1),
            forms=("2021",),
        )
        for headed in (False, True)
        for step in range(_ROWS)
    ]


VARIATIONS = (
    Variation("plain"),
    Variation("rules-open", Look(rules="open")),
    Variation("rules-across", Look(rules="across")),
    Variation("rules-none", Look(rules="none")),
    Variation("rules-none-blank", Look(rules="none"), zero=""),
    Variation("rules-across-blank", Look(rules="across"), zero=""),
    Variation("groups-unmerged", Look(groups="unmerged"), forms=_TABLES),
    Variation("groups-repeated", Look(groups="repeated"), forms=_TABLES),
    Variation("groups-vertical", Look(vertical=True), forms=_TABLES),
    Variation("groups-vertical-narrow", Look(vertical=True, narrow=True), forms=_TABLES),
    Variation("landscape", Look(landscape=True)),
    Variation("turned-shown", Look(landscape=True, turned="shown")),
    Variation("turned-sideways", Look(landscape=True, turned="sideways")),
    Variation("narrow", Look(narrow=True)),
    Variation("narrow-none", Look(narrow=True, rules="none")),
    Variation("shaded", Look(shaded=True)),
    Variation("shaded-none", Look(shaded=True, rules="none")),
    Variation("page-numbers", Look(page_numbers=True)),
    Variation("seal", Look(seal=True)),
    Variation("seal-none", Look(seal=True, rules="none")),
    Variation("full-width", write=_full_width),
    Variation("thousands", write=_thousands),
    Variation("with-unit", write=lambda text: f"{text}件", forms=_TABLES),
    Variation("noted-figures", write=lambda text: f"{text}*" if text not in {"0"} else text, forms=_TABLES),
    Variation("zero-blank", zero=""),
    Variation("zero-slash", zero="/"),
    Variation("zero-dash", zero="-"),
    Variation("zero-long-dash", zero="—"),
    Variation("zero-none", zero="无"),
    Variation("labels-garbled", edit=_garbled),
    Variation("labels-cut", edit=_cut, forms=_TABLES),
    Variation("labels-reworded", edit=_reworded, forms=_TABLES),
    Variation("labels-noted", edit=_footnoted),
    Variation("rows-dropped-empty", edit=_dropped_empty, forms=_TABLES),
    Variation("rows-dropped-filled", edit=_dropped_filled, forms=_TABLES),
    Variation("rows-added-zeros", edit=_added((0.0,) * 7), forms=_TABLES),
    Variation("rows-added-figures", edit=_added((3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 4.0)), forms=_TABLES),
    Variation("item-added", edit=_added_item, forms=_TABLES),
    Variation("item-dropped", edit=_without_rules_item, forms=_TABLES),
    Variation("rows-2019-headings-2021", forms=("2019",), headings="2021"),
    Variation("rows-2021-headings-2019", forms=("2021",), headings="2019"),
    *_breaks(),
)

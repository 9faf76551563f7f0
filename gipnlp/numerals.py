"""Quantities in Chinese text: Arabic and Chinese numerals, 万 and 亿, approximations, ranges, measure words.

The grammar reads squeezed, folded text (``gipnlp.text``). What looks like a number but counts nothing (dates, document
numbers, telephones, ordinals, enumerators) is not returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

MEASURES = [
    *("人次", "批次", "场次", "期次", "件次", "条次", "户次", "余次", "万元", "亿元", "千元", "百万", "小时", "分钟"),
    *"条件次篇个名人位期场份起宗则项元页部家例幅批户种类张封处所台号辑轮组支段集字笔栏",
    *"块本册通桩遍届回版组层级度天日月年",
]
_MEASURE = "|".join(sorted(set(MEASURES), key=len, reverse=True))
_BEFORE = r"(?P<before>近|约|逾|超过|超|达到|高达|多达|达|不足|(?<!达)不到|至少|将近|大约|[上过](?=[百千万亿]))?"
_ARABIC = r"\d{1,3}(?:[,']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[一二两三四五六七八九十百千零〇]+(?:万[一二两三四五六七八九十百千零〇]*)?"
_ROUND = "(?<=[近上逾超约过])[百千万]+"  # 近千人次, 上万份
_QUANTITY = re.compile(
    rf"{_BEFORE}(?P<number>{_ARABIC}|{_ROUND}|{_CHINESE})(?P<more>[余多几])?(?P<scale>[百千]?[万亿]|百|千)?(?P<more2>[余多])?"
    rf"(?P<percent>%|‰|个百分点)?(?P<unit>{_MEASURE})?(?P<after>以上|左右|上下|之多)?(?P<after2>[余多])?"
)
_SCALES = {
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "亿": 10**8,
    "百万": 10**6,
    "千万": 10**7,
    "百亿": 10**10,
    "千亿": 10**11,
}
_APPROXIMATE = {"近", "约", "逾", "超过", "超", "不足", "不到", "至少", "将近", "大约", "上", "过"}
_IDIOMS = re.compile(
    r"一(?:是|方面|些|定|般|致|直|切|体|站式|批|系列|律|旦|并|起|窗|次性|事|步|号|把手|线|对一|网|码|件事|表|图|门|键|目|盘棋|张网|级|岗双责)"
    r"|三(?:公经|公\"|安全|审|农|级|统一|定|同时|会一课|重一大)|四(?:类过程)|五(?:公开|位一体)|十(?:九|八|二五|三五|四五)|两(?:会|办|学一做|手|个维护|个确立|个责任)|七(?:五|大)"
)
_DATE = re.compile(
    r"\d{2,4}年(?:度)?(?:\d{1,2}月(?:份)?)?(?:\d{1,2}[日号])?|\d{1,2}月(?:\d{1,2}[日号]|份)?|\d{4}-\d{1,2}-\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2}"
    r"|[一二]?[〇零○0O一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,3}月)?(?:[一二三四五六七八九十]{1,3}日)?|\d{1,2}:\d{2}(?::\d{2})?"
)
# 1、 and 2. begin an item, but "维持3、纠正2" and "均为0、" count
_COUNTED_BEFORE = "".join(f"(?<!{word})" for word in ["维持", "纠正", "撤销", "其他", "未结", "审结", "新收", "结转"])
_BRACKETED = r"(?:^|(?<=[。;:!?,、]))[(]?(?!0)\d{1,2}[)](?=[\u4e00-\u9fff])"
_ENUMERATOR = rf"{_COUNTED_BEFORE}(?<![为共计数量达均各])(?!0)\d{{1,2}}[、.](?!\d)|{_BRACKETED}"
_NOT_COUNTED = re.compile(
    r"[〔\[(【<]\d{4}[〕\])】>]\d*号?|第[\d一二三四五六七八九十百]+[条项款号章次届期批部名位](?:[至到、-][\d一二三四五六七八九十]+[条项款号章次届期])?|\d+号(?!文)|[A-Za-z@/][A-Za-z_.@/-]*\d[0-9A-Za-z_.@/-]*|\d[0-9A-Za-z_.-]*[A-Za-z@][0-9A-Za-z_.@/-]*"
    r"|\d{3,4}-\d{6,8}(?:-\d+)?|(?:电话|传真|邮编|邮政编码|热线|电子邮箱|邮箱|QQ|号码)[^,。;\d]{0,6}[\d-]{5,}|12345|12388|1[3-9]\d{9}"
    rf"|{_ENUMERATOR}|\d+(?:\.\d+)?(?:%|‰)|\d+/\d+|(?<![\d.])\d+\.\d+\.[\d.]*|[\d.]+(?:万|亿)?(?:平方|公里|米|吨|兆)"
    r"|\d+[xX*×]\d+|\d+[至到-]\d+月|1\d{4}(?=号?(?:热线|平台|电话|服务|便民|受理))"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted quantity.

    Attributes:
        start, end: Range of the whole, with the words that make it approximate, in the text that was read.
        value: The number, 万 and 亿 expanded. A range ("3至5") has no value and is not returned.
        unit: The measure word as written, "" if there is none.
        approx: True for 余、多、近、约、超过、以上 and the like; 达 is exact.
        chinese: True if written with Chinese numerals.
    """

    start: int
    end: int
    value: float
    unit: str
    approx: bool
    chinese: bool


def chinese_number(text: str) -> int | None:
    """The integer of a Chinese numeral below 一亿 (两百, 三万五千, 一〇五); None if it is none (三四)."""
    import cn2an

    if not re.fullmatch(r"[一二两三四五六七八九十百千万零〇]+", text):
        return None
    plain = text.replace("〇", "零").replace("两", "二")
    if len(plain) > 1 and not set(plain) & set("十百千万"):
        digits = "".join(str("零一二三四五六七八九".index(char)) for char in plain)
        return int(digits) if len(digits) > 2 else None
    try:
        return int(cn2an.cn2an(plain, "normal"))
    except (ValueError, KeyError):  # cn2an has no error of its own for 万万
        return None


def number(text: str) -> float | None:
    """The value of a bare written number: "1,234", "３.5万", "-185", "十二"; None if it is none."""
    match = re.fullmatch(rf"([+-]?)({_ARABIC})([百千]?[万亿])?", text)
    if match:
        value = float(match[2].replace(",", "").replace("'", "")) * _SCALES.get(match[3] or "", 1)
        return -value if match[1] == "-" else value
    chinese = chinese_number(text)
    return None if chinese is None else float(chinese)


def masked(text: str) -> str:
    """The text with dates, document numbers, telephones, percentages and enumerators overwritten by ``#``."""
    for pattern in (_NOT_COUNTED, _DATE):
        text = pattern.sub(lambda match: "#" * len(match[0]), text)
    return text


@lru_cache(maxsize=64)
def quantities(text: str) -> tuple[Quantity, ...]:
    """All counted quantities of squeezed, folded text, ascending; a list (33、4和13件) shares its measure word."""
    found = list(_quantities(text))
    for place in range(len(found) - 2, -1, -1):
        now, following = found[place], found[place + 1]
        if not now.unit and following.unit and text[now.end : following.start] in ("、", "和", "与", "及"):
            found[place] = replace(now, unit=following.unit)
    return tuple(found)


def _quantities(text: str) -> Iterator[Quantity]:
    hidden = masked(text)
    for match in _QUANTITY.finditer(hidden):
        quantity = _quantity(match, hidden)
        if quantity is not None:
            yield quantity


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    written, unit = match["number"], match["unit"] or ""
    chinese = not written[0].isdigit()
    if match["percent"] or unit in {"年", "月", "日", "号", "届"} or _part_of_range(match, text):
        return None
    if chinese and (
        not unit or _IDIOMS.match(text, match.start("number")) or text[max(0, match.start() - 1)] in "第之每统唯"
    ):
        return None
    base = (
        _SCALES.get(written) or chinese_number(written) if chinese else float(written.replace(",", "").replace("'", ""))
    )
    if base is None:
        return None
    approx = (match["before"] or "") in _APPROXIMATE or any(
        match[name] for name in ("more", "more2", "after", "after2")
    )
    value = round(float(base) * _SCALES.get(match["scale"] or "", 1), 6)
    return Quantity(match.start(), match.end(), value, unit, bool(approx), chinese)


def _part_of_range(match: re.Match[str], text: str) -> bool:
    before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    return bool(re.search(r"[\d条件次个][-~至到]$", before) or re.match(r"[-~至到]\d", after))


def in_unit(value: float, measure: str, unit: str) -> float:
    """The value in the indicator's unit; the grammar has expanded 万 already, so that 3万元 comes as 30000 元."""
    return round(value / 10_000, 6) if unit == "万元" and measure == "元" else value


_ABSENCE = re.compile(
    "(?:尚|均|皆|都|从|并|亦|也|暂|仍|还)*(?:未(?:曾|能|有)?|没有?|无(?!人(?!申|提|向|来|要求|递)|障碍|论|偿|线|锡|纸|缝|关|须|需)|零(?!距离|售|散|容忍|跑)|不存在|不涉及|不收|免(?:费|收|除|于))"
)


def absences(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of the words that may say that something did not occur (未, 没有, 无, 零, 免费), ascending.

    Args:
        text: Squeezed, folded text.
    """
    return tuple(match.span() for match in _ABSENCE.finditer(text))

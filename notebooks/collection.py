"""Made-up annual reports of made-up bodies over four years: the collection that the notebooks look at.

Figures, errors and copies are planted, and told, so that what gipnlp finds can be compared with what is there. The
sentences of the problems sections and of the overview are those of gipnlp's own corpus.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gipnlp.corpus import Passage, load_corpus
from gipnlp.corpus.sentences import LabelledSentence, load_sentences
from gipnlp.statute import forms

YEARS = (2020, 2021, 2022, 2023)
CITIES = ("云汀市", "澜江市")
DEPARTMENTS = (
    *("教育局", "财政局", "民政局", "司法局", "水务局", "审计局", "统计局", "医疗保障局", "生态环境局"),
    *("交通运输局", "农业农村局", "自然资源局", "市场监督管理局", "住房和城乡建设局", "卫生健康委员会", "应急管理局"),
)
COUNTIES = ("青禾县", "杉泉县", "石埠县", "巨原县", "旗溪县", "荷塘区", "丹渡区", "汐洲区", "白鹭区", "临港区")
TOWNSHIPS = ("石桥镇", "沙湾镇", "柳坪镇", "双河镇", "云岭乡", "竹园乡", "金穗镇", "老渡口镇")
TEMPLATE = TOWNSHIPS[:5]  # whose reports one county office writes for all
_ENDS = ("requests.received", "requests.carried_in", "requests.processed", "requests.carried_out")
_COMMON = {"granted": 40, "partially_granted": 8, "unavailable.not_held": 22, "unavailable.needs_creation": 5}
_RARE = {"refused.deliberative": 3, "refused.internal_affairs": 2, "refused.enforcement_file": 4}
_RARE |= {"refused.administrative_query": 4, "declined.petition": 6, "declined.duplicate": 2, "refused.third_party": 2}
_WEIGHTS = {f"requests.{name}": weight for name, weight in {**_COMMON, **_RARE}.items()}
_OF_APPLICANTS = (86, 7, 1, 1, 2, 3)

Figures = dict[str, list[int]]


@dataclass
class Body:
    """A body, how many requests it gets, how it writes, and what it wrote and stated last."""

    name: str
    level: str
    size: float
    boilerplate: float  # share of its problem sentences that are boilerplate
    repeats: float  # chance that a sentence of last year is used again
    carried_out: list[int] = field(default_factory=lambda: [0] * 6)
    in_force: int = 0
    problems: list[str] = field(default_factory=list)
    overview: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    """A report that was made: its file, and what was planted in it."""

    path: str
    agency: str
    level: str
    year: int
    wrong_cell: str = ""  # the row of the requests table whose total was spoilt
    template: str = ""  # the report that this one copies


def make_collection(folder: Path, years: Sequence[int] = YEARS, seed: int = 1) -> list[Made]:
    """Write the reports of 50 bodies and the years into a folder, the same for the same arguments."""
    chooser = random.Random(seed)
    words = _Words(chooser)
    made = []
    for body in _bodies(chooser):
        for year in years:
            made.append(_write(folder, body, year, words, chooser))
    return made


def _bodies(chooser: random.Random) -> Iterator[Body]:
    named = [(f"{city}{name}", "department", 40) for city in CITIES for name in DEPARTMENTS]
    named += [(f"{name}人民政府", "county", 150) for name in COUNTIES] + [(f"{name}人民政府", "township", 12) for name in TOWNSHIPS]
    for name, level, size in named:
        body = Body(name, level, size * chooser.lognormvariate(0, 0.7), chooser.random(), chooser.random())
        body.in_force = chooser.randint(5, 60)
        yield body


class _Words:
    """Sentences of the corpus to choose from, by level."""

    def __init__(self, chooser: random.Random) -> None:
        self._chooser = chooser
        self._sentences = [s for s in load_sentences() if s.form in ("2019", "2021") and s.kind in ("problem", "remedy")]
        self._passages = [p for p in load_corpus() if _without_facts(p)]

    def problems(self, body: Body) -> list[str]:
        """The sentences of the problems section: some of last year, the others new."""
        kept = [text for text in body.problems if self._chooser.random() < body.repeats]
        return kept + [self._sentence(body).text for _ in range(max(0, self._chooser.randint(4, 8) - len(kept)))]

    def _sentence(self, body: Body) -> LabelledSentence:
        wanted = self._chooser.random() < body.boilerplate
        return self._chooser.choice([s for s in self._sentences if s.level == body.level and s.boilerplate == wanted])

    def overview(self, body: Body) -> list[str]:
        """Paragraphs of the overview that state no figure of the catalogue."""
        kept = [text for text in body.overview if self._chooser.random() < body.repeats]
        pool = [p.text for p in self._passages if p.level == body.level]
        return kept + self._chooser.sample(pool, max(0, 8 - len(kept)))


def _without_facts(passage: Passage) -> bool:
    """A paragraph of an overview, no heading and nothing that a web page adds, without figures."""
    prose = not passage.heading and passage.section == "overview" and passage.text.endswith("。")
    return prose and passage.form in ("2019", "2021") and not passage.labels and len(passage.text) > 30


def _write(folder: Path, body: Body, year: int, words: _Words, chooser: random.Random) -> Made:
    table, body.carried_out = _requests(body, year, chooser)
    body.problems, body.overview = words.problems(body), words.overview(body)
    template = ""
    if body.name.startswith(TEMPLATE[1:]):  # the same words as the first of them, names and figures apart
        template = f"{TEMPLATE[0]}人民政府-{year}.txt"
        source = (folder / template).read_text(encoding="utf-8").split("\n")
        body.overview, body.problems = _between(source, "二、", 4), _between(source, "六、", 1)
    wrong = _spoil(table, chooser) if chooser.random() < 0.1 else ""
    path = folder / f"{body.name}-{year}.txt"
    path.write_text("\n".join(_lines(body, year, table, chooser)), encoding="utf-8")
    return Made(str(path), body.name, body.level, year, wrong, template)


def _between(lines: list[str], end: str, first: int) -> list[str]:
    """Lines of another report: those of the section that ends before the heading ``end``, its own figures left out."""
    place = next(number for number, line in enumerate(lines) if line.startswith(end))
    begin = max(number for number, line in enumerate(lines[:place]) if line[:2] in ("一、", "五、"))
    return lines[begin + first : place]


def _requests(body: Body, year: int, chooser: random.Random) -> tuple[Figures, list[int]]:
    """The requests table: columns by applicant without the total, sums that hold, last year's requests carried in."""
    growth = {2020: 1.0, 2021: 1.15, 2022: 0.95, 2023: 1.3}.get(year, 1.0)
    received = [0] * 6
    for _ in range(round(body.size * growth * chooser.uniform(0.8, 1.2))):
        received[chooser.choices(range(6), _OF_APPLICANTS)[0]] += 1
    table: Figures = {row.id: [0] * 6 for row in forms().requests_rows}
    carried_out = []
    for column in range(6):
        todo = received[column] + body.carried_out[column]
        left = sum(chooser.random() < 0.06 for _ in range(todo))
        for outcome in chooser.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=todo - left):
            table[outcome][column] += 1
        table["requests.processed"][column] = todo - left
        carried_out.append(left)
    table |= {"requests.received": received, "requests.carried_in": body.carried_out, "requests.carried_out": carried_out}
    return {name: [*row, sum(row)] for name, row in table.items()}, carried_out


def _spoil(table: Figures, chooser: random.Random) -> str:
    """A slip of the pen in a total."""
    name = chooser.choice(["requests.granted", "requests.processed", "requests.received", "requests.unavailable.not_held"])
    table[name][-1] += chooser.choice([1, 2, 9, 10])
    return name


def _lines(body: Body, year: int, table: Figures, chooser: random.Random) -> Iterator[str]:
    yield f"{body.name}{year}年政府信息公开工作年度报告"
    yield f"根据《中华人民共和国政府信息公开条例》，编制本报告。所列数据的统计期限自{year}年1月1日起至12月31日止。"
    yield "一、总体情况"
    shown = chooser.randint(80, 400) + round(body.size * 3)
    yield f"{year}年，全年主动公开政府信息{shown}条。"
    if chooser.random() < 0.7:
        yield f"通过政务微信公开信息{chooser.randint(20, 200)}条，举办新闻发布会{chooser.randint(0, 6)}场。"
    yield from body.overview
    yield "二、主动公开政府信息情况"
    yield from _proactive(body, year, chooser)
    yield "三、收到和处理政府信息公开申请情况"
    yield "申请人情况\n自然人\t法人或其他组织\t总计\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"
    yield from _request_rows(year, table)
    yield "四、政府信息公开行政复议、行政诉讼情况"
    if body.level == "township" and chooser.random() < 0.4:
        yield f"{year}年，无因政府信息公开工作被申请行政复议、提起行政诉讼情况。"
    else:
        yield from _remedies(table["requests.received"][-1], chooser)
    yield "五、存在的主要问题及改进情况"
    yield from body.problems
    yield "六、其他需要报告的事项"
    yield f"{year}年未收取信息处理费。"


def _proactive(body: Body, year: int, chooser: random.Random) -> Iterator[str]:
    made, gone, permits, fines = (chooser.randint(0, most) for most in (6, 3, round(body.size * 20), round(body.size * 4)))
    body.in_force = max(0, body.in_force + made - gone)
    head = "制发件数\t本年废止件数\t现行有效件数" if year > 2020 else "新制作数量\t本年新公开数量\t对外公开总数量"
    yield f"第二十条第（一）项\n信息内容\t本年{head}"
    middle = gone if year > 2020 else made
    yield f"规章\t0\t0\t0\n行政规范性文件\t{made}\t{middle}\t{body.in_force}"
    if year == 2020:
        three = "信息内容\t上一年项目数量\t本年增/减\t处理决定数量"
        yield f"第二十条第（五）项\n{three}\n行政许可\t{permits // 40}\t0\t{permits}\n其他对外管理服务事项\t12\t+1\t{permits // 7}"
        yield f"第二十条第（六）项\n{three}\n行政处罚\t{fines // 9}\t0\t{fines}\n行政强制\t8\t0\t{fines // 30}"
        yield "第二十条第（八）项\n信息内容\t上一年项目数量\t本年增/减\n行政事业性收费\t6\t0"
        yield f"第二十条第（九）项\n信息内容\t采购项目数量\t采购总金额\n政府集中采购\t{made + 4}\t{made * 37.5 + 80:.1f}万元"
        return
    yield f"第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t{permits}"
    yield f"第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t{fines}\n行政强制\t{fines // 30}"
    yield "第二十条第（八）项\n信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t" + f"{chooser.random() * 100:.1f}"


def _request_rows(year: int, table: Figures) -> Iterator[str]:
    parts = [row for row in forms().requests_rows if row.id.startswith("requests.other.")]
    left_out = {row.id for row in parts} if year == 2020 else {"requests.other"}
    groups = {"refused": "（三）不予公开", "unavailable": "（四）无法提供", "declined": "（五）不予处理", "other": "（六）其他处理"}
    for row in forms().requests_rows:
        if row.id not in left_out:
            group = groups.get(row.id.split(".")[1], "") if row.number == "1" else ""
            mark = f"{row.number}." if row.number.isdigit() else f"（{row.number}）"
            mark = f"{row.number}、" if row.id in _ENDS and row.id != "requests.processed" else mark
            if row.id == "requests.granted":
                yield "三、本年度办理结果"
            yield "\t".join([*([group] if group else []), mark + row.labels[0], *map(str, table[row.id])])


def _remedies(received: int, chooser: random.Random) -> Iterator[str]:
    kinds = []
    for share in (0.03, 0.015, 0.005):
        outcomes = [0, 0, 0, 0]
        for _ in range(round(received * share * chooser.random() * 2)):
            outcomes[chooser.choices(range(4), (60, 15, 15, 10))[0]] += 1
        kinds += [*outcomes, sum(outcomes)]
    outcomes_head = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
    yield f"行政复议\t行政诉讼\n{outcomes_head}\t未经复议直接起诉\t复议后起诉\n{outcomes_head}\t{outcomes_head}"
    yield "\t".join(map(str, kinds))


"""Near-duplicates among documents: what makes a pair, a cluster, a shared passage, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import Case, make_case, markdown, one_line, ragged_pipes, tabs

from gipnlp.similarity import Prose, find_similar, jaccard, prose, similar

FERRY = (
    "渡口班次表改由航道站每晚七点贴出，停航那天另挂红旗，候船棚内放着放大镜。",
    "养蜂户领取转场补贴的名册分{}批张贴，第{}批漏掉的蜂箱数由畜牧员骑车补抄。",
    "老码头的仓单复印件存放在驿亭路阅览角，借阅者登记姓氏与归还时辰即可带走。",
)
KILN = (
    "瓷窑复烧的用电额度写在窑主大会的黑板上，误写之处由两名学徒当场擦改。",
    "采石坑回填进度由无人机每旬拍摄{}次，照片冲洗后夹进{}册图集供人翻看。",
    "祠堂戏台修缮的木料来路列成清单，榫卯尺寸由掌墨师傅亲笔标注在旁。",
)
HEADINGS = (
    "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    "四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"
)


def document(name: str, lines: tuple[str, ...], *figures: int) -> Prose:
    return prose(name, "".join(lines).format(*figures or (1, 2)))


def names(*documents: Prose, threshold: float = 0.5) -> list[tuple[str, str]]:
    return [(pair.first, pair.second) for pair in find_similar(documents, threshold).pairs]


@pytest.mark.parametrize("figures", [(1, 2), (35, 460), (2021, 2022)])
def test_other_figures_make_no_difference(figures: tuple[int, int]) -> None:
    (pair,) = find_similar([document("a", FERRY), document("b", FERRY, *figures)]).pairs
    assert pair.similarity == 1.0


@pytest.mark.parametrize(
    ("change", "to"),
    [("，", ","), ("。", "。\n\n"), ("转场补贴", "转場補貼"), ("养蜂户", " 养 蜂 户 ")],
    ids=["half-width", "line breaks", "one word in traditional script", "spaces"],
)
def test_typography_leaves_near_copies_near(change: str, to: str) -> None:
    text = "".join(FERRY)
    assert names(prose("a", text), prose("b", text.replace(change, to))) == [("a", "b")]


def test_unrelated_texts_make_no_pair() -> None:
    assert names(document("a", FERRY), document("b", KILN)) == []


@pytest.mark.parametrize(("first", "second"), [(HEADINGS, HEADINGS), ("", ""), ("渡口停航。", "渡口停航。")])
def test_headings_and_scraps_make_no_pair(first: str, second: str) -> None:
    assert names(prose("a", first), prose("b", second)) == []


def test_the_same_headings_over_other_texts_make_no_pair() -> None:
    first, second = (prose(name, HEADINGS + "".join(lines)) for name, lines in (("a", FERRY), ("b", KILN)))
    assert names(first, second) == []


@pytest.mark.parametrize(("threshold", "found"), [(0.5, True), (0.9, False)])
def test_the_threshold_is_of_the_similarity_itself(threshold: float, found: bool) -> None:
    first, second = document("a", (*FERRY, KILN[0])), document("b", (*FERRY, KILN[2]))
    assert 0.5 < jaccard(first.shingles, second.shingles) < 0.9
    assert bool(names(first, second, threshold=threshold)) is found


def test_pairs_come_with_the_most_alike_first() -> None:
    documents = [document("a", FERRY), document("b", (*FERRY, KILN[0])), document("c", FERRY)]
    similarities = [pair.similarity for pair in find_similar(documents).pairs]
    assert names(*documents)[0] == ("a", "c")
    assert similarities == sorted(similarities, reverse=True)


def test_clusters_join_by_pairs_the_largest_first() -> None:
    copies = [document(name, FERRY) for name in "abc"]
    others = [document(name, KILN) for name in "de"]
    alone = prose("f", "灯会的竹篾由巷尾铺子承做，账页压在玻璃板下，谁来都能数一遍灯盏，数错了再数。")
    clusters = find_similar([*others, alone, *copies]).clusters
    assert [cluster.documents for cluster in clusters] == [("a", "b", "c"), ("d", "e")]


def test_shared_passages_are_those_of_the_cluster() -> None:
    (cluster,) = find_similar([document("a", (*FERRY, KILN[0])), document("b", (*FERRY, KILN[2]), 8, 9)]).clusters
    texts = [passage.text for passage in cluster.passages]
    assert len(texts) == len(FERRY)
    assert any("第2批" in text for text in texts), "as the first document has it"
    assert {passage.documents for passage in cluster.passages} == {("a", "b")}
    assert not any("瓷窑" in text or "祠堂" in text for text in texts)


def test_passages_that_most_share_come_first() -> None:
    documents = [document(name, (KILN[0], *FERRY)) for name in "ab"] + [document("c", (*FERRY, KILN[2]))]
    (cluster,) = find_similar(documents).clusters
    assert [len(passage.documents) for passage in cluster.passages] == [3, 3, 3, 2]


@pytest.mark.parametrize("count", [0, 1])
def test_few_documents_have_no_pair(count: int) -> None:
    result = find_similar([document("a", FERRY)] * count)
    assert (result.documents, result.pairs, result.clusters, result.unread) == (count, (), (), ())


def test_unread_files_cost_the_others_nothing(tmp_path: Path) -> None:
    contents = {"a.txt": "".join(FERRY).encode(), "b.txt": "".join(FERRY).encode(), "c.pdf": b"%PDF-", "d.txt": b""}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    paths = [str(tmp_path / name) for name in (*contents, "missing.txt")]
    result = similar(paths)
    assert result.documents == 2
    assert [(pair.first, pair.second) for pair in result.pairs] == [(paths[0], paths[1])]
    assert [unread.name for unread in result.unread] == paths[2:]
    assert all(unread.error for unread in result.unread)


NUMBERS = st.lists(st.integers(0, 20), unique=True).map(sorted)


@given(NUMBERS, NUMBERS)
def test_jaccard_is_that_of_sets(first: list[int], second: list[int]) -> None:
    one, other = (np.array(numbers, dtype="u8") for numbers in (first, second))
    union = set(first) | set(second)
    expected = len(set(first) & set(second)) / len(union) if union else 0.0
    assert jaccard(one, other) == jaccard(other, one) == pytest.approx(expected)


@given(st.permutations(range(6)))
def test_the_order_of_documents_changes_no_pair(order: list[int]) -> None:
    documents = [document(str(n), FERRY if n < 3 else KILN, n, n + 1) for n in range(6)]
    found = {frozenset(pair) for pair in names(*(documents[n] for n in order))}
    assert found == {frozenset(pair) for group in ("012", "345") for pair in combinations(group, 2)}


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.4, 0.5, 0.7, 0.9])
def test_pairs_at_the_threshold_are_found(threshold: float) -> None:
    shared, size = round(2000 * threshold / (1 + threshold)) + 4, 1000
    rng = np.random.default_rng(5)
    for number in range(20):
        values = np.unique(rng.integers(0, 2**63, 3 * size, dtype=np.uint64))
        rng.shuffle(values)
        first, second = (np.sort(values[start : start + size]) for start in (0, size - shared))
        pair = Prose("a", first, ()), Prose("b", second, ())
        assert find_similar(pair, threshold).pairs, number


@pytest.mark.parametrize("layout", [ragged_pipes, tabs, markdown, one_line], ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_tables_make_no_pair(layout: Callable[[Case], str], form: str, tmp_path: Path) -> None:
    files = []
    for number, lines in enumerate((FERRY, KILN)):
        files.append(tmp_path / f"{number}.txt")
        files[-1].write_text("".join(lines) * 4 + "\n" + layout(make_case(form, number)), encoding="utf-8")
    assert similar([str(file) for file in files]).pairs == ()

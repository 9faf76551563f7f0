"""Published measures against values worked by hand, on empty text, and within their bounds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gipnlp.narrative import measures as m

ONE = [list("abcde"), list("abcd")]  # five words, four words
OTHER = [list("abcdx"), list("vwxyz")]


def test_document_frequency_counts_each_document_once() -> None:
    counts = m.document_frequency([[list("abcdabcd")], [list("abcd")], [list("abc"), list("d")]])
    assert counts["a", "b", "c", "d"] == 2  # twice in the first, over the end of a sentence in the third
    assert counts["b", "c", "d", "a"] == 1


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.5, 1.0), (0.2, 0.0), (0.9, 0.0), (0.30, 1.0), (0.75, 1.0)],
)
def test_boilerplate_is_within_the_band(share: float, expected: float) -> None:
    assert m.boilerplate_share(ONE, lambda gram: share if gram == tuple("abcd") else 0.0) == expected


def test_boilerplate_counts_the_words_of_its_sentences() -> None:
    found = m.boilerplate_share(ONE, lambda gram: 0.5 if gram == tuple("bcde") else 0.0)
    assert found == pytest.approx(5 / 9)  # only the sentence of five words holds b c d e


def test_stickiness_redundancy_and_repeated_runs() -> None:
    long = list("abcdefgh")
    assert m.stickiness([long, list("xy")], [long]) == pytest.approx(8 / 10)
    assert m.stickiness([long], [list("abcdefg")]) == 0.0
    assert m.redundancy([list("ab"), list("cde"), list("ab")]) == pytest.approx(4 / 7)
    assert m.repeated_grams([list("abab")], 2) == pytest.approx(2 / 3)  # ab, ba, ab


def test_specificity_and_hard_information() -> None:
    assert m.specificity([["a"] * 10], 3) == pytest.approx(0.3)
    assert m.specificity([["a"]], 5) == 1.0
    assert m.hard_information([["公开", "35", "条", "12%"]]) == pytest.approx(0.5)


def test_similarities_by_hand() -> None:
    first, second = [["a", "b"]], [["a", "c"]]
    assert m.cosine_similarity(first, second) == pytest.approx(0.5)
    assert m.jaccard_similarity(first, second) == pytest.approx(1 / 3)
    assert m.edit_similarity(first, second) == pytest.approx(1 - 2 / 4)  # b out, c in, of four words
    assert m.simple_similarity(first, second) == pytest.approx(1 - 1 / 2)  # one word replaced, mean length two
    assert m.cosine_similarity(first, second, {"a": 3.0, "b": 1.0, "c": 1.0}) == pytest.approx(9 / 10)


def test_inverse_document_frequency() -> None:
    weights = m.idf([[["a", "b"]], [["a"]]])
    assert weights == {"a": pytest.approx(1.0), "b": pytest.approx(math.log(3 / 2) + 1)}


def test_modification_is_distance_less_expectation() -> None:
    same = m.modification([["a"]], [["a"]], {"a": 1.0}, 0.2)
    other = m.modification([["a"]], [["b"]], {"a": 1.0, "b": 1.0}, 0.2)
    assert same == pytest.approx(-0.2)
    assert other == pytest.approx(0.8)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 12])
def test_expectation_by_length_never_has_more_freedom_than_points(count: int) -> None:
    curve = m.length_polynomial(list(range(count)), [0.5] * count)
    assert curve(3.0) == pytest.approx(0.5 if count else 0.0)
    assert curve.degree() <= 5


def test_information_content_by_hand() -> None:
    # own (1/2, 1/2), peers' mean (1, 0): slope 1/2, residuals 0 and 1/2
    assert m.information_content([["a", "b"]], [[["a"]]]) == pytest.approx(0.5)
    assert m.information_content([["a"]], [[["a"]], [["a", "a"]]]) == pytest.approx(0.0)
    assert m.information_content([["a"]], []) == pytest.approx(1.0)


def test_dissimilarity_from_peers() -> None:
    assert m.dissimilarity([["a"]], [[["a"]]]) == pytest.approx(0.0)
    assert m.dissimilarity([["a"]], [[["b"]]]) == pytest.approx(1.0)
    assert m.dissimilarity([["a"]], []) == 1.0


def test_readability_by_hand() -> None:
    assert m.clause_length(["四个汉字", "两字"]) == 3.0
    assert m.function_words([["不", "公开"], ["和", "又"]], {"不", "和", "又"}) == 1.5
    assert m.readability(12.0, 2.0, ((10.0, 2.0), (1.0, 0.5))) == pytest.approx((1 + 2) / 2)


def test_all_are_defined_on_empty_text() -> None:
    assert m.boilerplate_share([], lambda _: 1.0) == m.stickiness([], ONE) == m.redundancy([]) == 0.0
    assert m.repeated_grams([]) == m.specificity([], 0) == m.hard_information([]) == 0.0
    assert m.clause_length([]) == m.function_words([], set()) == m.information_content([], [ONE]) == 0.0
    for similarity in (m.cosine_similarity, m.jaccard_similarity, m.edit_similarity, m.simple_similarity):
        assert similarity([], []) == 1.0
        assert similarity(ONE, []) == 0.0


TEXTS = st.lists(st.lists(st.sampled_from("abcd1"), max_size=12), max_size=5)


@given(TEXTS, TEXTS)
def test_shares_and_similarities_stay_between_0_and_1(first: list[list[str]], second: list[list[str]]) -> None:
    counts = m.document_frequency([first, second])
    found = [
        m.boilerplate_share(first, lambda gram: counts[gram] / 2),
        m.stickiness(first, second),
        m.redundancy(first),
        m.repeated_grams(first),
        m.hard_information(first),
        m.cosine_similarity(first, second),
        m.jaccard_similarity(first, second),
        m.edit_similarity(first, second),
        m.simple_similarity(first, second),
        m.dissimilarity(first, [second]),
    ]
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in found)
    assert 0 <= m.information_content(first, [second]) <= 1 + math.sqrt(len({w for s in second for w in s})) + 1e-9


def test_rarity_by_hand() -> None:
    frequency = {"渡口": 0.499, "栏目": 0.999}.get
    told = [["渡口", "的", "栏目"], ["渡口"]]
    assert m.rarity(told, lambda word: frequency(word) or 0.0) == pytest.approx(math.log(2) / 2)
    assert m.rarity([["夜校"]], lambda _: 0.0) == pytest.approx(math.log(1000))
    assert m.rarity([["的"]], lambda _: 0.5) == m.rarity([], lambda _: 0.5) == 0.0

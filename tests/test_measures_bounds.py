"""What must hold of the measures for any text: symmetry, ends of the range, and what the empty text gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gipnlp.narrative import measures as m

Similarity = Callable[[m.Sentences, m.Sentences], float]
SIMILARITIES = [m.cosine_similarity, m.jaccard_similarity, m.edit_similarity, m.simple_similarity]
SENTENCE = st.lists(st.sampled_from(["公开", "申请", "栏目", "35", "不"]), max_size=14)
TEXT = st.lists(SENTENCE, max_size=4)


@pytest.mark.parametrize(
    ("words", "size", "expected"),
    [("abc", 2, [("a", "b"), ("b", "c")]), ("abc", 3, [("a", "b", "c")]), ("abc", 4, []), ("", 1, [])],
)
def test_runs_of_words(words: str, size: int, expected: list[m.Gram]) -> None:
    assert m.grams(list(words), size) == expected


def test_no_run_goes_over_the_end_of_a_sentence() -> None:
    assert m.document_frequency([[list("ab"), list("cd")]]) == {}
    assert m.stickiness([list("abcdefgh")], [list("abcd"), list("efgh")]) == 0.0
    assert m.boilerplate_share([list("ab"), list("cd")], lambda _: 0.5) == 0.0


@pytest.mark.parametrize("share", [0.0, 0.299, 0.751, 1.0])
def test_mandated_and_rare_language_is_no_boilerplate(share: float) -> None:
    assert m.boilerplate_share([list("abcd")], lambda _: share) == 0.0


def test_the_band_can_be_another() -> None:
    assert m.boilerplate_share([list("abcd")], lambda _: 0.1, (0.05, 0.2)) == 1.0


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["ab", "cd"], 0.0),
        (["ab", "ab"], 1.0),
        (["ab", "ab", "ab", "cd"], 6 / 8),  # three sentences of two words, of eight words
        (["ab", "ba"], 0.0),  # another order is another sentence
    ],
)
def test_redundancy(sentences: list[str], expected: float) -> None:
    assert m.redundancy([list(sentence) for sentence in sentences]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["35"], 1.0), (["3.5%", "公开"], 0.5), (["三", "公开"], 0.0), (["A4", "纸"], 0.5)],
)
def test_hard_information(words: list[str], expected: float) -> None:
    assert m.hard_information([words]) == pytest.approx(expected)


def test_repeated_runs_are_counted_over_sentences() -> None:
    # ab, bc | ab: two of three runs of two words occur twice
    assert m.repeated_grams([list("abc"), list("ab")], 2) == pytest.approx(2 / 3)


@pytest.mark.parametrize("similarity", SIMILARITIES)
@given(first=TEXT, second=TEXT)
def test_similarity_is_symmetrical_and_1_for_the_same(
    similarity: Similarity, first: m.Sentences, second: m.Sentences
) -> None:
    assert similarity(first, second) == pytest.approx(similarity(second, first))
    assert similarity(first, first) == pytest.approx(1.0)


@pytest.mark.parametrize("similarity", SIMILARITIES)
def test_nothing_shared_is_no_similarity(similarity: Similarity) -> None:
    assert similarity([["a", "b"]], [["c", "d"]]) == 0.0


@pytest.mark.parametrize(
    ("similarity", "expected"),
    [
        (m.cosine_similarity, 1.0),  # the same words
        (m.jaccard_similarity, 1.0),
        (m.edit_similarity, 1 - 2 / 4),  # one word out and in again elsewhere, of four
        (m.simple_similarity, 0.0),  # both words changed, mean length two
    ],
)
def test_order_counts_for_the_edit_scripts_alone(similarity: Similarity, expected: float) -> None:
    assert similarity([["a", "b"]], [["b", "a"]]) == pytest.approx(expected)


def test_a_word_without_weight_is_as_rare_as_the_rarest() -> None:
    # (1·1, 4·1) and (1·1, 0): 1 / sqrt(17)
    assert m.cosine_similarity([["a", "x"]], [["a"]], {"a": 1.0, "b": 4.0}) == pytest.approx(17**-0.5)


@given(TEXT, TEXT)
def test_modification_without_expectation_is_a_share(first: m.Sentences, second: m.Sentences) -> None:
    assert -1e-9 <= m.modification(first, second, m.idf([first, second])) <= 1


def test_idf_of_nothing() -> None:
    assert m.idf([]) == m.idf([[]]) == {}


@pytest.mark.parametrize("count", [0, 1, 7])
def test_expectation_by_length(count: int) -> None:
    lengths = [100.0 * (n + 1) for n in range(count)]
    curve = m.length_polynomial(lengths, [length / 1000 for length in lengths])
    assert curve(300.0) == pytest.approx({0: 0.0, 1: 0.1, 7: 0.3}[count])  # the line through the points
    assert curve.degree() == {0: 0, 1: 0, 7: 5}[count]


def test_lengths_that_are_all_the_same_expect_their_mean() -> None:
    assert m.length_polynomial([200.0] * 3, [0.1, 0.2, 0.6])(500.0) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("document", "peers", "expected"),
    [
        (["ab"], ["ab"], 0.0),
        (["a"], ["b"], 1.0),  # slope 0: nothing explained
        (["a"], ["ab"], 1.0),  # base (1/2, 1/2), slope 1: residuals 1/2 and 1/2
        (["aab"], ["ab"], 1 / 3),  # own (2/3, 1/3), slope 1: residuals 1/6 and 1/6
    ],
)
def test_information_content(document: list[str], peers: list[str], expected: float) -> None:
    found = m.information_content([list(line) for line in document], [[list(peer)] for peer in peers])
    assert found == pytest.approx(expected)


def test_readability_without_deviation_is_the_difference() -> None:
    assert m.readability(12.0, 3.0, ((10.0, 0.0), (1.0, 0.0))) == pytest.approx((2 + 2) / 2)


@pytest.mark.parametrize("elements", [0, 1, 5, 500])
@given(document=TEXT)
def test_specificity_is_a_share(elements: int, document: m.Sentences) -> None:
    assert 0 <= m.specificity(document, elements) <= 1


@given(TEXT, TEXT)
def test_a_text_sticks_to_one_that_holds_it(document: m.Sentences, prior: m.Sentences) -> None:
    long = sum(len(sentence) for sentence in document if len(sentence) >= m.OCTAGRAM)
    total = sum(map(len, document))
    assert m.stickiness(document, [*document, *prior]) == pytest.approx(long / total if total else 0.0)
    assert m.stickiness(document, prior) <= m.stickiness(document, [*document, *prior])

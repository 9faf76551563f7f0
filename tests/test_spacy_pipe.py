"""gipnlp as a component of spaCy: every fact has its span, on any text, with any tokenizer, saved and sent about."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from conftest import SAMPLES, gold_files, read_gold_report
from hypothesis import given
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from gipnlp.pipeline import read_text
from gipnlp.report import Fact
from gipnlp.spacy_pipe import FACTORY, displacy_options, doc_of, fact_of, facts_of
from gipnlp.text import clean, kept_places

GOLD = [pytest.param(path, id=path.name.removesuffix(".gold.json")) for path in gold_files(SAMPLES)]
TEXT = "2022年，我局主动公开政府信息35条，收到政府信息公开申请1,203件，因政府信息公开被申请行政复议2件。"


@pytest.fixture(scope="module", params=["zh", "xx", "en"])
def nlp(request: pytest.FixtureRequest) -> Language:
    made = spacy.blank(request.param)
    made.add_pipe(FACTORY)
    return made


def values(doc: Doc) -> dict[str, float | None]:
    return {span.label_: fact_of(span).value for span in doc.spans["gipnlp"]}


def test_spans_with_what_is_known_of_them(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert values(doc) == {"disclosed.total": 35, "requests.received": 1203, "reconsideration.total": 2}
    fact = next(fact_of(span) for span in doc.spans["gipnlp"] if span.label_ == "requests.received")
    assert (fact.unit, fact.applicant, fact.stated, fact.doubt) == ("件", None, "1,203件", "")
    assert fact.confidence > 0.9


@pytest.mark.parametrize(
    "text", ["", " \n", "今天天气很好，买了3斤苹果。", "No report at all, 26 pieces.", "\x00\u200b"]
)
def test_texts_without_facts(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert list(doc.spans["gipnlp"]) == []
    assert facts_of(doc) == ()


@pytest.mark.parametrize("between", ["\r\n", "\u200b", "\ufeff", "\u3000", "\r", " \u00ad"])
def test_places_are_those_of_the_text_as_given(between: str) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe(FACTORY)
    inside = "" if "\r" in between else between
    doc = nlp(f"{between}本年度共收到政府信息公开申请{inside}26件，{between}均已答复。")
    (fact,) = facts_of(doc)
    assert fact.span is not None
    assert fact.span.of(doc.text) == fact.stated == "26件"
    assert next(iter(doc.spans["gipnlp"])).text == "26件"


@given(st.text(st.sampled_from("a1\r\n\u200b\u3000\ufeff⼀\x00\u202e")))
def test_kept_places_are_those_of_the_cleaned_text(text: str) -> None:
    places = kept_places(text)
    assert len(places) == len(clean(text))
    assert all(clean(text[place]) == char for place, char in zip(places, clean(text), strict=True))


@pytest.mark.parametrize("gold", GOLD)
def test_every_fact_that_has_a_place_has_a_span(nlp: Language, gold: Path) -> None:
    report = read_gold_report(gold)
    doc = doc_of(report, nlp)
    assert facts_of(doc) == report.facts == facts_of(Doc(nlp.vocab).from_bytes(doc.to_bytes()))
    placed = [fact for fact in report.facts if fact.span]
    assert [fact_of(span) for span in doc.spans["gipnlp"]] == placed
    for span, fact in zip(doc.spans["gipnlp"], placed, strict=True):
        assert fact.span is not None
        assert span.start_char <= fact.span.start < fact.span.end <= span.end_char


@pytest.mark.parametrize("gold", [param for param in GOLD if param.id in ("qinghe-2022", "lanjiang-ligong-2022")])
def test_the_text_of_a_report_gives_the_facts_of_its_prose(gold: Path) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe(FACTORY)
    report = read_gold_report(gold)

    def prose(facts: tuple[Fact, ...]) -> set[tuple[str, float | None]]:
        return {(fact.indicator, fact.value) for fact in facts if fact.source != "table"}

    assert prose(facts_of(nlp(report.text))) == prose(report.facts)


def test_a_span_that_is_removed_takes_its_fact_along(nlp: Language) -> None:
    doc = nlp(TEXT)
    kept = [span for span in doc.spans["gipnlp"] if span.label_ == "disclosed.total"]
    attributes = doc.spans["gipnlp"].attrs
    doc.spans["gipnlp"] = kept
    doc.spans["gipnlp"].attrs.update(attributes)
    assert [fact.indicator for fact in facts_of(doc)] == ["disclosed.total"]


def test_a_span_of_another_is_no_fact(nlp: Language) -> None:
    with pytest.raises(KeyError, match="no fact"):
        fact_of(nlp(TEXT)[0:1])


def test_documents_are_saved_and_copied_with_their_facts(nlp: Language) -> None:
    doc = nlp(TEXT)
    saved = DocBin(docs=[doc]).to_bytes()
    copies = [doc.copy(), Doc(nlp.vocab).from_bytes(doc.to_bytes())]
    copies += DocBin().from_bytes(saved).get_docs(nlp.vocab)
    assert [facts_of(copy) for copy in copies] == [facts_of(doc)] * 3
    assert [values(copy) for copy in copies] == [values(doc)] * 3


def test_a_pipeline_is_saved_with_its_settings(tmp_path: Path) -> None:
    made = spacy.blank("zh")
    made.add_pipe(FACTORY, name="figures", config={"spans_key": "sc", "year": 2022})
    made.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert loaded.config["components"]["figures"]["year"] == 2022
    doc = loaded("2021年收到政府信息公开申请3件，2022年收到政府信息公开申请26件。")
    assert [fact.value for fact in facts_of(doc, "sc")] == [26]


@pytest.mark.slow
def test_pipes_of_several_processes() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe(FACTORY)
    texts = [TEXT, "全年未收到政府信息公开申请。", TEXT] * 2
    docs = list(nlp.pipe(texts, n_process=2, batch_size=2))
    assert [facts_of(doc) for doc in docs] == [facts_of(nlp(text)) for text in texts]


def test_displacy_shows_them(nlp: Language) -> None:
    doc = nlp(TEXT)
    page = displacy.render(doc, style="span", options=displacy_options(doc), jupyter=False)
    assert all(label in page for label in values(doc))
    assert set(displacy_options(doc)["colors"]) == set(values(doc))


def test_nothing_global_is_changed_and_nothing_large_is_imported() -> None:
    code = (
        "import sys, spacy, jieba\n"
        "before = (jieba.dt.total, len(jieba.dt.FREQ))\n"
        "spacy.blank('zh').add_pipe('gipnlp_facts')\n"
        "assert not {'sklearn', 'lxml', 'gipnlp.pipeline'} & set(sys.modules)\n"
        "from spacy.tokens import Doc, Span, Token\n"
        "from spacy.tokens.underscore import Underscore\n"
        "from spacy.pipeline import entityruler\n"
        "extensions = [dict(e) for e in (Underscore.doc_extensions, Underscore.span_extensions)]\n"
        "nlp = spacy.blank('zh'); nlp.add_pipe('gipnlp_facts'); nlp('收到政府信息公开申请26件。')\n"
        "assert [Underscore.doc_extensions, Underscore.span_extensions] == extensions == [{}, {}]\n"
        "assert (jieba.dt.total, len(jieba.dt.FREQ)) == before\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_read_text_says_where_in_the_cleaned_text() -> None:
    report = read_text(f"\ufeff{TEXT}")
    assert report.source.path is None
    assert all(fact.span is not None and fact.span.of(report.text) == fact.stated for fact in report.facts)


def test_spans_of_a_report_are_tokens_of_the_document(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert all(isinstance(span, Span) and span.doc is doc for span in doc.spans["gipnlp"])

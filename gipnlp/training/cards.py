"""The card of each model: data, intended use, scores, limits, the hash of the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gipnlp.corpus import Passage
from gipnlp.corpus.composed import whole_reports
from gipnlp.corpus.reports import assemble
from gipnlp.corpus.sentences import LabelledSentence
from gipnlp.evaluation.figures import WAYS, by_indicator, corpus_outcomes, judged
from gipnlp.evaluation.measures import calibration_error, interval, reliability, summed
from gipnlp.evaluation.narrative import sentence_scores
from gipnlp.evaluation.sections import SECTION_WAYS, section_outcomes, share_right
from gipnlp.learned import Models
from gipnlp.narrative.reference import Reference

_SECTIONS = """# Section classifier

Says which statutory section a paragraph of an annual report (政府信息公开工作年度报告) belongs to.
`gipnlp.sections` asks it where headings are missing and decodes its answers over the whole report.

- **Model**: {model}. Stored with skops; holds no code.
- **Data**: {data}
- **Intended use**: within gipnlp, on Chinese annual reports of 2008 and later. It is no classifier of other documents.
- **Limits**: it reads jieba's words, so that another jieba dictionary changes its features; short paragraphs
  (无。) say little by themselves; in the forms of 2008 and 2014 overview and active disclosure share their words.

## Scores

Share of characters under the right label, on the whole reports of the test split (families and agencies
that training did not see).

{scores}

Build it again with `gipnlp train sections`.
"""
_TAGGER = """# Figure tagger

Says for each quantity and each statement of absence in the prose of an annual report (政府信息公开工作年度报告)
which indicator of the catalogue it states, or none.

- **Model**: spaCy span categoriser over the candidates of gipnlp's number grammar; characters and whole
  quantities as tokens,
  {shape}. Holds all it needs; no dictionary changes it.
- **Data**: {data}
- **Intended use**: within gipnlp, beside the rules. `calibration.json` weighs the two (`gipnlp.facts.joining`);
  it was fitted on the dev split.
- **Ablation**: `rules`, `tagger` and `both` below; the joined policy takes a reading with a rule from a confidence of
  0.1, one without from 0.75.
- **Limits**: it knows the wordings of its corpus; rare indicators have few of them (the table shows how many
  facts were tested). What the number grammar does not find, it never sees.

## Scores

Facts (indicator, applicant, value) on the test split (families and agencies that training did not see); the
rules were not written on it. F1 with 95 % interval by bootstrap over reports.

{ways}

By form, F1:

{forms}

By indicator, F1 (those with five facts or more):

{indicators}

Calibration of the joined confidence on the test split: expected calibration error {error:.3f}.

{reliability}

Build it again with `gipnlp train tagger`.
"""
_BOILERPLATE = """# Models of the narrative

Three scikit-learn models for the sentences of the problems section (存在的主要问题及改进情况) of an annual report:
`flag.skops` says whether a sentence is boilerplate, `kind.skops` whether it names a problem, promises a remedy or
frames, `elements.skops` finds the concrete elements in it, character by character.

- **Model**: `flag`, `kind`: TF-IDF over character n-grams, jieba words and the kinds of concrete elements (hashed),
  logistic regression. `elements`: hashed features of characters and words around, logistic regression, best sequence.
  Stored with skops; hold no code.
- **Data**: {data}
- **Definition**: boilerplate could stand unchanged, but for the name and year, in almost any other agency's report.
- **Intended use**: within gipnlp, as evidence for a reader; not to rank agencies without reading.
- **Limits**: the sentences were written for the corpus, more vivid and more even in number (specific to boilerplate)
  than real ones; one person labelled each. Words of a trade in a sentence of good intentions are the hardest.

## Scores

On the test split (families and agencies that training did not see), a sentence with a concrete element counting as
specific, as in use: {count} sentences.

{scores}

Elements found, F1 by overlap with a marked one of any kind (figures, dates and names in 《》 by rules): {elements:.3f}.

Build it again with `gipnlp train boilerplate`.
"""
_REFERENCE = """# Reference collection

In how many documents each word and each run of four words stands, over {documents} documents of the corpus (its reports
and problems sections), {keys:,} words and runs that stand in two or more, as hashes. SHA-256 of the corpus `{digest}…`.

It is small, and its documents were written to differ: a collection of real reports tells more
(`gipnlp reference build DIR -o FILE`, then `--reference FILE`).

Build it again with `gipnlp train reference`.
"""


def sections_card(passages: Sequence[Passage], models: Models, about: Mapping[str, Any]) -> str:
    """The card of the section classifier, with its scores on the test split."""
    test = [p for p in passages if p.split == "test"]
    reports = assemble(p for report in whole_reports(test) for p in report)
    rows = [["", "with headings", "headings stripped"]]
    for way in SECTION_WAYS:
        shares = [share_right(section_outcomes(reports, way, models, stripped=stripped)) for stripped in (False, True)]
        rows.append([way, *(f"{share:.3f}" for share in shares)])
    places = models.sections.pipeline[0].n_features
    model = (
        f"TF-IDF over jieba words, character n-grams and position (hashed to {places:,} places), logistic regression"
    )
    return _SECTIONS.format(model=model, data=_data(passages, about), scores=_markdown(rows))


def tagger_card(passages: Sequence[Passage], models: Models, about: Mapping[str, Any]) -> str:
    """The card of the tagger, with the scores of rules, tagger and both on the test split."""
    reports = assemble(p for p in passages if p.split == "test")
    results = {way: corpus_outcomes(reports, way, models) for way in WAYS}
    ways = [["", "precision", "recall", "F1", "95 %", "facts"]]
    for way, outcomes in results.items():
        parts = [one.ratios() for one in outcomes]
        total, (low, high) = summed(parts), interval(parts)
        numbers = [f"{x:.3f}" for x in (total.precision, total.recall, total.f1)]
        ways.append([way, *numbers, f"{low:.3f}-{high:.3f}", str(total.wanted)])
    forms = [["form", *WAYS, "facts"]]
    for form in sorted({report.form for report in reports}):
        totals = [summed(one.ratios() for one in results[way] if one.form == form) for way in WAYS]
        forms.append([form, *(f"{total.f1:.3f}" for total in totals), str(totals[0].wanted)])
    tables = {way: by_indicator(outcomes) for way, outcomes in results.items()}
    indicators = [["indicator", *WAYS, "facts"]]
    for name in sorted({name for table in tables.values() for name in table}):
        totals = [summed(tables[way].get(name, ())) for way in WAYS]
        if totals[0].wanted >= 5:
            indicators.append([name, *(f"{total.f1:.2f}" for total in totals), str(totals[0].wanted)])
    bins = reliability(judged(results["both"]))
    reliable = [["confidence", "right", "facts"]]
    reliable += [[f"{b.confidence:.2f}", f"{b.right:.2f}", str(b.count)] for b in bins]
    return _TAGGER.format(
        shape=f"{sum(p.size for p in _parameters(models)):,} parameters",
        data=_data(passages, about),
        ways=_markdown(ways),
        forms=_markdown(forms),
        indicators=_markdown(indicators),
        error=calibration_error(bins),
        reliability=_markdown(reliable),
    )


def boilerplate_card(sentences: Sequence[LabelledSentence], models: Models, about: Mapping[str, Any]) -> str:
    """The card of the models of the narrative, with their scores on the test split."""
    test = [sentence for sentence in sentences if sentence.split == "test"]
    scores = sentence_scores(test, models.narrative)
    rows = [["", "score"], *([name, f"{value:.3f}"] for name, value in scores.items() if name != "elements")]
    splits = Counter(sentence.split for sentence in sentences)
    counts = ", ".join(f"{splits[split]} {split}" for split in ("train", "dev", "test"))
    specific = sum(not sentence.boilerplate for sentence in sentences)
    data = f"{len(sentences)} sentences ({counts}; {specific} specific), SHA-256 `{about['corpus'][:16]}…`."
    return _BOILERPLATE.format(data=data, count=len(test), scores=_markdown(rows), elements=scores["elements"])


def reference_card(reference: Reference, about: Mapping[str, Any]) -> str:
    """The card of the reference collection."""
    return _REFERENCE.format(documents=reference.documents, keys=len(reference.keys), digest=about["corpus"][:16])


def _parameters(models: Models) -> Iterable[Any]:
    for node in models.tagger.categorizer.model.walk():
        yield from (node.get_param(name) for name in node.param_names if node.has_param(name))


def _data(passages: Sequence[Passage], about: Mapping[str, Any]) -> str:
    splits = Counter(p.split for p in passages)
    counts = ", ".join(f"{splits[split]} {split}" for split in ("train", "dev", "test"))
    digest = about["corpus"][:16]
    return f"{len(passages)} passages of the corpus ({counts}; corpus/README.md), SHA-256 `{digest}…`."


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = [" | ".join(row) for row in rows]
    rule = " | ".join("---" for _ in rows[0])
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))

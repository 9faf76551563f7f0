# %% [markdown]
# # One report: from a file to checked facts
#
# gipnlp reads the annual report that every Chinese agency publishes on the disclosure of government information
# (政府信息公开工作年度报告), and gives back its figures. Each figure carries the words that it rests on, how sure the reading is, and
# whether the sums of the statutory tables (勾稽关系) hold. This notebook looks at one report whose tables have two slips of the pen.
# The report, its agency and its figures are made up.

# %%
import gipnlp

report = gipnlp.read("../corpus/samples/dandu-zhujian-2021.txt")
print(report)

# %% [markdown]
# ## What fails
#
# A check is a sum that must hold in the form, or an agreement of the prose with the tables. It passes, fails, or is skipped since a
# figure that it needs is not there. gipnlp repairs nothing: it says what is stated and what the others add up to.

# %%
for check in report.checks:
    if check.status == "fail":
        print(check)

# %% [markdown]
# The row 予以公开 states 9 in its last cell, but its applicants sum to 8. The same error breaks the sum of the outcomes. The facts that take part in it
# say so, and have less confidence.

# %%
report.find("requests.granted", "total")

# %% [markdown]
# ## The whole report
#
# A report at the end of a cell shows its text by section: facts are marked where they stand (hover to see which indicator they are), tables
# are tables, cells of failing sums are red.

# %%
report

# %% [markdown]
# ## Facts as a table
#
# `report.facts` shows as a table with its evidence, and `to_frame()` gives the same as a pandas data frame: one fact a row. `to_arrow()` gives an
# Arrow table, which polars (`polars.from_arrow`) and DuckDB take without copying.

# %%
frame = report.to_frame()
prose = frame[frame["source"] != "table"]
prose[["indicator", "name_zh", "value", "unit", "stated", "source", "confidence"]]

# %% [markdown]
# A figure that the prose and a table both state is there twice, so that one can compare. What was *not* taken matters as well: the
# report also says that 30 requests came in the year before, and how many notices were of one kind. Those are no figures of the reporting year and of the whole
# body, and are not among the facts.

# %%
(frame["indicator"] == "requests.received").sum(), sorted(frame.loc[frame["indicator"] == "requests.received", "value"].dropna().unique())

# %% [markdown]
# ## How sure?
#
# The confidence is the expected share of right facts. What rules and the trained tagger both read is nearly certain; what one of them says alone is less so.
# A doubt says in words why a value is not simply what is written.

# %%
frame.groupby("source")["confidence"].describe()[["count", "min", "mean"]].round(3)

# %% [markdown]
# ## The problems section, sentence by sentence
#
# Boilerplate (套话) could stand unchanged in almost any other agency's report. The concrete elements are marked, and the reasons are given in words.

# %%
from IPython.display import display

for sentence in report.sentences[:4]:
    display(sentence)

# %% [markdown]
# ## With spaCy
#
# The same figures as spans of a spaCy document, from any text, with any tokenizer. Nothing is registered globally: what is known of a span
# travels in its span group.

# %%
import spacy
from spacy import displacy

from gipnlp.spacy_pipe import displacy_options, fact_of

nlp = spacy.blank("zh")
nlp.add_pipe("gipnlp_facts")
doc = nlp("2022年，全局主动公开政府信息2317条，收到政府信息公开申请24件，同比下降20%。")
for span in doc.spans["gipnlp"]:
    fact = fact_of(span)
    print(span.text, fact.indicator, fact.value, fact.unit, f"{fact.confidence:.0%}")

# %%
displacy.render(doc, style="span", options=displacy_options(doc), jupyter=True)

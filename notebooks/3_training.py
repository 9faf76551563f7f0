# %% [markdown]
# # Training on one's own labels, and what more of them would bring
#
# The models of gipnlp know the wordings of its corpus. Reports of a province that writes in its own way are read better after some hundred of its paragraphs have been
# labelled. This notebook goes the whole way: paragraphs to label, labels back, a training, a score, and the learning curve that says whether more labels
# are worth the work. To keep it short it trains a small tagger on a part of the corpus that comes with gipnlp; `gipnlp train` takes all of it, and a quarter of an hour.

# %%
import json
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from plotting import either

import gipnlp
from gipnlp.annotation import add_to_corpus, read_tasks, suggestions, write_tasks
from gipnlp.corpus import load_corpus
from gipnlp.learned import packaged

folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## What to label first
#
# `suggestions` gives the paragraphs of a report with gipnlp's own labels filled in, so that people correct instead of beginning with nothing, and says how uncertain each is:
# 0 is certain, 1 a toss-up. `write_tasks` writes them for doccano or Label Studio, the most uncertain first. (In the shell: `gipnlp annotate export REPORTS -o tasks.jsonl`.)

# %%
reports = [report for report in gipnlp.read_many("../corpus/samples") if report.form == "2021"]
ranked = [pair for report in reports for pair in suggestions(report, packaged())]
print(write_tasks(folder / "tasks.jsonl", ranked, "doccano", limit=20), "tasks")
tasks = [json.loads(line) for line in (folder / "tasks.jsonl").read_text(encoding="utf-8").splitlines()]
for task in tasks[:4]:
    print(f"{task['uncertainty']:.2f}  {task['text'][:60]}…")
    print("      ", [(task["text"][start:end], name) for start, end, name in task["label"]][:4])

# %% [markdown]
# ## Labels back
#
# A label is an indicator, with `@applicant` where the figure is about one kind of applicant; `none.<kind>` marks a quantity that is no fact of the report: last year's, a
# plan, a part. Here we pretend that a person looked at the tasks and found them right; in earnest the file is what doccano exports.
# `add_to_corpus` divides the passages into families of wording and puts each family, and each agency, on one side of the splits: near-copies in training and test would flatter the score.

# %%
mine = folder / "corpus"
add_to_corpus(read_tasks(folder / "tasks.jsonl"), mine, "mine")
added = load_corpus(mine)
pd.Series([passage.split for passage in added]).value_counts()

# %% [markdown]
# Twenty paragraphs are too few to train on, so one adds them to the corpus of gipnlp (`cp -r corpus/passages mine`). For a training that takes a minute, we take its
# passages of the form of 2021 about departments.

# %%
passages = [p for p in load_corpus() if p.form == "2021" and p.level == "department"] + added
pd.crosstab([p.split for p in passages], [bool(p.labels) for p in passages], colnames=["has labels"], rownames=["split"])

# %% [markdown]
# ## The learning curve
#
# The tagger is trained on growing parts, each within the next, and scored on reports of agencies and wordings that it never saw: alone, and together with the rules. The
# band is the 95 % interval of both together. (Small batches and few epochs, for speed: the models that come with gipnlp score higher, see `models/tagger/README.md`.)

# %%
from dataclasses import asdict

from gipnlp.training.curve import learning_curve
from gipnlp.training.tagger import Settings

points = list(learning_curve(passages, shares=(0.25, 0.5, 1.0), settings=Settings(epochs=10, batch=8, rate=0.003, joined=0)))
curve = pd.DataFrame([asdict(point) for point in points])
curve

# %%
figure, axes = plt.subplots(figsize=(6.5, 4), layout="constrained")
axes.fill_between(curve["passages"], curve["low"], curve["high"], alpha=0.15)
names = {"both": either("规则与模型", "rules and tagger"), "tagger": either("模型", "tagger"), "rules": either("规则", "rules")}
for column, style in {"both": "o-", "tagger": "s--", "rules": ":"}.items():
    axes.plot(curve["passages"], curve[column], style, label=names[column])
axes.set_xscale("log")
axes.set_xticks(curve["passages"], [str(count) for count in curve["passages"]])
axes.minorticks_off()
axes.set_xlabel(either("训练段落数", "passages to train on"))
axes.set_ylabel(either("数值的 F1（测试集）", "F1 of figures, test split"))
axes.grid(alpha=0.3)
axes.legend()
plt.show()

# %% [markdown]
# While the tagger's curve still rises at its right end, more labels help; where it is flat, look at the errors instead (`gipnlp evaluate mine` lists the worst).
# The rules do not learn, so their line is level.
#
# ## In earnest
#
# ```
# gipnlp annotate labels > labels.json                       # the labels, to import into doccano
# gipnlp annotate export REPORTS -o tasks.jsonl --limit 200
# cp -r corpus/passages mine
# gipnlp annotate import labelled.jsonl --corpus mine
# gipnlp train --corpus mine --models my-models
# gipnlp evaluate mine --models my-models
# gipnlp extract REPORTS --models my-models
# ```

# %% [markdown]
# # Boilerplate and quality across agencies and years, and a map of near-duplicates
#
# The collection is made up: 50 bodies (departments of two cities, counties, townships), four years, 200 reports. The sentences come from
# gipnlp's corpus. Each body was given a habit before its reports were written: which share of its problem sentences is boilerplate, and how much of last year's text it
# uses again. Five townships have one report between them, which one county office writes. So we know what ought to be found.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from collection import make_collection
from plotting import chinese_font, either

import gipnlp

print("Chinese labels with:", chinese_font() or "no font for it is installed, labels are English")
folder = Path(tempfile.mkdtemp())
made = {Path(one.path).name: one for one in make_collection(folder)}
reports = {Path(report.source.path).name: report for report in gipnlp.read_many(folder, workers=-1)}
len(reports)

# %% [markdown]
# ## How much is boilerplate?
#
# Each sentence of the problems section has a flag. Shares by level of government, and over the years:

# %%
rows = [
    {"agency": made[name].agency, "level": made[name].level, "year": report.year, "boilerplate": sentence.boilerplate, "kind": sentence.kind}
    for name, report in reports.items()
    for sentence in report.sentences
]
sentences = pd.DataFrame(rows)
sentences.pivot_table(index="level", columns="year", values="boilerplate").round(2)

# %% [markdown]
# Problems and remedies are told apart as well:

# %%
sentences.pivot_table(index="kind", columns="level", values="boilerplate").round(2)

# %% [markdown]
# ## Does one body repeat itself?
#
# `gipnlp.score` with the report of the year before fills the dimension *novelty*, which a report alone cannot have. `gipnlp.compare` tells each sentence's fate.

# %%
def before(report):
    return reports.get(f"{report.agency}-{report.year - 1}.txt")


pairs = [(before(report), report) for report in reports.values() if before(report)]
fates = [line.fate for first, second in pairs for line in gipnlp.compare(first, second).lines if line.section == "problems"]
pd.Series(fates).value_counts(normalize=True).round(3)

# %%
scored = [gipnlp.score(second, prior=first) for first, second in pairs]
quality = pd.DataFrame([{name: score.score for name, score in one.quality.items()} | {"agency": one.agency, "year": one.year} for one in scored])
shown = quality.drop(columns=["agency", "year"])
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
axes.boxplot([shown[name].dropna() for name in shown], orientation="horizontal")
axes.set_yticklabels([f"{name} ({shown[name].notna().mean():.0%})" for name in shown])
axes.set_xlabel(either("得分（0—100），括号内为可评估的报告占比", "score (0 to 100), and the share of reports that can be assessed"))
axes.grid(axis="x", alpha=0.3)
plt.show()

# %% [markdown]
# *originality* compares with peers where they are named (`peers=`); here it goes by rare words alone. No dimension is a verdict: each comes with what it rests on. The report with the lowest total:

# %%
worst = scored[int(quality["total"].argmin())]
print(worst.agency, worst.year)
pd.Series({name: score.evidence for name, score in worst.quality.items()}).to_frame("what it rests on").style.set_properties(**{"text-align": "left"})

# %% [markdown]
# ## Near-duplicates
#
# `gipnlp.similarity.similar` compares runs of five characters, without tables, figures and printed labels, and tells every pair from a Jaccard index of 0.5 on.

# %%
from gipnlp.similarity import similar

found = similar([str(folder / name) for name in reports])
print(f"{len(found.pairs)} pairs in {len(found.clusters)} clusters")
for cluster in found.clusters[:6]:
    bodies = sorted({made[Path(path).name].agency for path in cluster.documents})
    print(len(cluster.documents), "reports:", "、".join(bodies))

# %% [markdown]
# What was planted and what was found, for the five townships:

# %%
planted = {frozenset((name, one.template)) for name, one in made.items() if one.template}
told = {frozenset((Path(pair.first).name, Path(pair.second).name)) for pair in found.pairs}
print(f"{len(planted & told)} of {len(planted)} planted copies found")

# %% [markdown]
# ## A map
#
# Every report is a point; the nearer two points, the more text they share. The distances (1 − Jaccard index) are laid out in two dimensions by
# t-SNE, which keeps neighbours together; how far apart groups lie means little. Lines join the near-duplicates: between years of one body (grey), and between bodies (red), which is where an assessor looks.

# %%
from sklearn.manifold import TSNE

from gipnlp.similarity import jaccard, prose

names = list(reports)
texts = [prose(name, "\n".join(p.text for p in reports[name].paragraphs)) for name in names]
distances = np.array([[1 - jaccard(a.shingles, b.shingles) for b in texts] for a in texts])
np.fill_diagonal(distances, 0)
places = TSNE(metric="precomputed", init="random", perplexity=8, random_state=1).fit_transform(distances)
place = dict(zip(names, places, strict=True))

figure, axes = plt.subplots(figsize=(8, 7), layout="constrained")
for pair in found.pairs:
    first, second = Path(pair.first).name, Path(pair.second).name
    same = made[first].agency == made[second].agency
    axes.plot(*zip(place[first], place[second], strict=True), color="#999999" if same else "#d03030", linewidth=0.8, alpha=0.6, zorder=1)
levels = {"department": either("部门", "departments"), "county": either("县区", "counties"), "township": either("乡镇", "townships")}
for level, title in levels.items():
    points = np.array([place[name] for name in names if made[name].level == level])
    axes.scatter(*points.T, s=18, label=title, zorder=2)
for cluster in found.clusters:
    members = [Path(path).name for path in cluster.documents]
    if len({made[name].agency for name in members}) > 1 and chinese_font():
        axes.annotate(made[members[0]].agency + " …", np.mean([place[name] for name in members], axis=0), fontsize=9)
axes.set_xticks([])
axes.set_yticks([])
axes.legend()
plt.show()

# %% [markdown]
# The passages that a cluster shares are told as well, so that one can see what was copied:

# %%
across = next(c for c in found.clusters if len({made[Path(path).name].agency for path in c.documents}) > 1)
for passage in across.passages[:3]:
    print(f"{len(passage.documents)} reports: {passage.text[:70]}…")

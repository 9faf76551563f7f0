# %% [markdown]
# # A batch: from a folder to a panel
#
# Two hundred reports of fifty bodies over four years, read into a store, then looked at as a panel: one body and year a row, one indicator a column. The reports are made
# up; one in ten has a slip of the pen in a total, and we know where. The form changed between 2020 and 2021, as it did in earnest.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from collection import make_collection
from plotting import chinese_font, either, label

import gipnlp

print("Chinese labels with:", chinese_font() or "no font for it is installed, labels are English")
folder = Path(tempfile.mkdtemp())
(folder / "reports").mkdir()
made = make_collection(folder / "reports")
(folder / "reports" / "empty.txt").write_text(" ")  # what a crawler leaves behind
len(made)

# %% [markdown]
# ## Reading
#
# `gipnlp.batch` reads with all processors into one file. A report is known by its content: run the cell again, after more files have come or after the machine went down, and
# only what is new is read. What cannot be read costs nothing but its own line. (In the shell: `gipnlp batch FOLDER --store reports.db`.)

# %%
store = folder / "reports.db"
summary = gipnlp.batch(folder / "reports", store)
print(f"{summary.done} read, {summary.failed} failed:", dict(summary.failures))
again = gipnlp.batch(folder / "reports", store)
print(f"again: {again.done} read, {again.skipped} known already")

# %% [markdown]
# ## The panel
#
# Where several facts state one figure, that of the table is taken; `conflicts` names the columns in which they differ or which take part in a sum that does not hold.

# %%
panel = gipnlp.panel(store, frame="pandas")
print(panel.shape)
panel[["agency", "year", "level", "form", "requests.received", "requests.granted", "failing_checks", "conflicts"]].head(6)

# %% [markdown]
# ## Trends
#
# Requests received, by level of government: the median and the middle half of the bodies.

# %%
names = {"city": either("市直部门", "city departments"), "county": either("县区", "counties"), "township": either("乡镇", "townships")}
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
for level, group in panel.groupby("level"):
    spread = group.groupby("year")["requests.received"].quantile([0.25, 0.5, 0.75]).unstack()
    (line,) = axes.plot(spread.index, spread[0.5], "o-", label=names.get(level, level))
    axes.fill_between(spread.index, spread[0.25], spread[0.75], color=line.get_color(), alpha=0.15)
axes.set_xticks(sorted(panel["year"].unique()))
axes.set_yscale("log")
axes.set_ylabel(f"{label('requests.received')} {either('（件，对数）', '(log)')}")
axes.grid(alpha=0.3)
axes.legend()
plt.show()

# %% [markdown]
# ## Distributions
#
# What became of the requests: the share of each outcome in all that were processed, over bodies and years. A share above 1 cannot be: it is one of the slips, and the
# row's `conflicts` say so. Leave such rows out, or look at them, before you average.

# %%
outcomes = ["requests.granted", "requests.partially_granted", "requests.unavailable.not_held", "requests.declined.petition", "requests.refused.enforcement_file"]
shares = panel[outcomes].div(panel["requests.processed"], axis=0)
figure, axes = plt.subplots(figsize=(7.5, 3.4), layout="constrained")
axes.boxplot([shares[name].dropna() for name in outcomes], orientation="horizontal", tick_labels=[label(name) for name in outcomes])
axes.set_xlabel(either("占办结总数的比例", "share of all processed"))
axes.grid(axis="x", alpha=0.3)
plt.show()

# %% [markdown]
# ## What is missing, and why
#
# A figure is missing where the form has no such cell, where a body left it out, or where it could not be read. The first kind shows as whole blocks: the items of 上一年项目数量 were asked for
# only to 2020, the numbers in force only from 2021 on. A zero is no missing figure.

# %%
some = ["disclosed.total", "disclosed.wechat", "normative_documents.in_force", "normative_documents.made", "licensing.prior_items", "licensing.decisions"]
some += ["charges.amount", "procurement.amount", "requests.received", "requests.other", "requests.other.misc", "reconsideration.total", "litigation.direct.total"]
missing = panel.groupby("year")[some].agg(lambda column: column.isna().mean())
figure, axes = plt.subplots(figsize=(7.5, 5), layout="constrained")
image = axes.imshow(missing.T, cmap="Blues", vmin=0, vmax=1, aspect="auto")
axes.set_xticks(range(len(missing)), missing.index)
axes.set_yticks(range(len(some)), [label(name) for name in some])
for (row, column), value in np.ndenumerate(missing.T.to_numpy()):
    axes.text(column, row, f"{value:.0%}", ha="center", va="center", color="white" if value > 0.6 else "black")
figure.colorbar(image, label=either("缺失比例", "share missing"))
plt.show()

# %% [markdown]
# ## Which sums fail, and where
#
# The store is an SQLite file that any tool can ask.

# %%
import sqlite3
from contextlib import closing

with closing(sqlite3.connect(store)) as connection:
    query = "SELECT checks.id, reports.agency, reports.year, checks.detail FROM checks JOIN reports USING (report) WHERE status = 'fail'"
    failing = pd.read_sql(query, connection)
failing["family"] = failing["id"].str.extract(r"^(\w+\.\w+)")
table = failing.pivot_table(index="family", columns="year", values="agency", aggfunc="nunique", fill_value=0)
figure, axes = plt.subplots(figsize=(7, 2.8), layout="constrained")
table.T.plot.bar(ax=axes, stacked=False, rot=0)
axes.set_xlabel("")
axes.set_ylabel(either("机关数", "bodies"))
axes.legend(title="", fontsize=8)
plt.show()

# %% [markdown]
# Did they fail where a slip was planted, and nowhere else?

# %%
planted = {(one.agency, one.year) for one in made if one.wrong_cell}
told = set(zip(failing["agency"], failing["year"], strict=True))
print(f"{len(planted)} reports with a slip; {len(planted & told)} of them told, {len(told - planted)} others")
failing[["agency", "year", "detail"]].head(4).style.set_properties(**{"text-align": "left"})

# %% [markdown]
# ## Other tools
#
# `gipnlp.panel(store, frame="arrow")` gives an Arrow table, which polars and DuckDB take without copying; `gipnlp export store.db panel.xlsx` a spreadsheet.

# %%
arrow = gipnlp.panel(store, frame="arrow")
arrow.num_rows, arrow.num_columns

"""The store of a batch: one SQLite file with what was read of each report, and why of others nothing.

Why SQLite, with figures: ``docs/batches.md``. Tables: ``gipnlp/data/store.sql``.
"""

from __future__ import annotations

from gipnlp.store.panel import panel
from gipnlp.store.reading import open_to_read
from gipnlp.store.rows import Rows, rows_of
from gipnlp.store.writing import Failure, Recipe, Standing, Store, open_to_write

__all__ = [
    "Failure",
    "Recipe",
    "Rows",
    "Standing",
    "Store",
    "open_to_read",
    "open_to_write",
    "panel",
    "rows_of",
]

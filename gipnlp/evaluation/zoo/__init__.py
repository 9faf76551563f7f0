"""A zoo of layouts: made-up reports with known cells, drawn by many producers in many ways, and how well they are read.

``python -m gipnlp.evaluation.zoo build FOLDER`` writes the files, ``... report FOLDER`` reads them
and counts the cells.

:mod:`.cases` makes the figures, :mod:`.variations` says what offices do to the forms, :mod:`.paper` lays a case out as
paragraphs and tables, the modules of :data:`.producers.PRODUCERS` write those as files, :mod:`.scoring` counts.
"""

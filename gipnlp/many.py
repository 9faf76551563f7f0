"""Many reports, one after the other, in one process or several: for notebooks and scripts.

For folders too large to read twice there is a store that remembers what was read: ``gipnlp batch``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from gipnlp.errors import GipnlpError, InternalError, SourceError
from gipnlp.readers import SUFFIXES

if TYPE_CHECKING:
    from gipnlp.limits import Limits
    from gipnlp.readers import Engine
    from gipnlp.report import Report

Source = str | Path
Errors = Literal["raise", "value", "skip"]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why: ``error.code`` to count by, ``error.hint`` for what to do."""

    path: str
    error: GipnlpError

    def __repr__(self) -> str:
        return f"<Unread {self.path}: {self.error}>"


@overload
def read_many(
    sources: Source | Iterable[Source],
    *,
    errors: Literal["raise", "skip"] = "raise",
    workers: int = 1,
    models: str | Path | None = None,
    rules_only: bool = False,
    engine: Engine = "auto",
    limits: Limits | None = None,
) -> Iterator[Report]: ...
@overload
def read_many(
    sources: Source | Iterable[Source],
    *,
    errors: Literal["value"],
    workers: int = 1,
    models: str | Path | None = None,
    rules_only: bool = False,
    engine: Engine = "auto",
    limits: Limits | None = None,
) -> Iterator[Report | Unread]: ...
def read_many(
    sources: Source | Iterable[Source],
    *,
    errors: Errors = "raise",
    workers: int = 1,
    models: str | Path | None = None,
    rules_only: bool = False,
    engine: Engine = "auto",
    limits: Limits | None = None,
) -> Iterator[Report | Unread]:
    """Read the reports of files and folders, in order, each when it is asked for.

    >>> import gipnlp
    >>> for report in gipnlp.read_many("corpus/samples", rules_only=True):
    ...     if report.year == 2022:
    ...         print(report.agency, report.form)
    瀾江理工大學 2021
    青禾县人民政府 2021

    Args:
        sources: A path or several. Of a folder, the files in it and below that have the suffix of a report and are not
            hidden, by name; a file is read whatever its suffix.
        errors: What to do with a file that cannot be read: ``raise`` its error, the path as a note on it; give it as a
            ``value`` in its place, an :class:`Unread` with the path; or ``skip`` it. A ``value`` or ``skip`` covers
            defects of gipnlp itself too, with the code ``internal``, so that no file costs the others.
        workers: Processes to read with; -1 for one for each processor. With several, some reports are read ahead.
        models: As for :func:`gipnlp.read`.
        rules_only: As for :func:`gipnlp.read`.
        engine: As for :func:`gipnlp.read`.
        limits: As for :func:`gipnlp.read`, for each file.

    Yields:
        A report for each file that can be read, in the order of the files whatever the number of workers.

    Raises:
        SourceError: a folder holds no file with the suffix of a report. It is a value or skipped like other errors.
        GipnlpError: as :func:`gipnlp.read` raises them, where ``errors`` is ``raise``.
        ValueError: if ``errors`` is something else.
    """
    if errors not in ("raise", "value", "skip"):
        raise ValueError(f"errors is {errors!r}; it must be 'raise', 'value' or 'skip'")
    listed = [sources] if isinstance(sources, str | Path) else sources
    files = [file for source in listed for file in files_of(source)]
    read = _read_here(files, models, rules_only, engine, limits) if workers == 1 else None
    return _answered(read or _read_beside(files, workers, models, rules_only, engine, limits), errors)


def files_of(source: Source) -> list[str | Unread]:
    """The file itself, or the files of a folder that have the suffix of a report and are not hidden, by name."""
    folder = Path(source)
    if not folder.is_dir():
        return [str(source)]
    found = [
        str(file)
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.is_file()
    ]
    empty = SourceError(f"The folder holds no file with a known suffix ({', '.join(SUFFIXES)}).")
    return [*found] or [Unread(str(source), empty)]


def _read_here(
    files: Iterable[str | Unread], models: Source | None, rules_only: bool, engine: Engine, limits: Limits | None
) -> Iterator[Report | Unread]:
    return (_read(file, models, rules_only, engine, limits) for file in files)


def _read_beside(
    files: Iterable[str | Unread],
    workers: int,
    models: Source | None,
    rules_only: bool,
    engine: Engine,
    limits: Limits | None,
) -> Iterator[Report | Unread]:
    """The same in other processes: joblib keeps them some files ahead of what was asked for, not more."""
    from joblib import Parallel, delayed

    work = (delayed(_read)(file, models, rules_only, engine, limits) for file in files)
    answers = Parallel(n_jobs=workers, return_as="generator", batch_size=1)(work)
    try:
        for one in answers:  # noqa: UP028  (yield from would close it before the warning is silenced)
            yield one
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib warns where somebody stops before the end, which is no mistake
            answers.close()


def _read(
    file: str | Unread, models: Source | None, rules_only: bool, engine: Engine, limits: Limits | None
) -> Report | Unread:
    from gipnlp.pipeline import read

    if isinstance(file, Unread):
        return file
    try:
        return read(file, models=models, rules_only=rules_only, engine=engine, limits=limits)
    except GipnlpError as error:
        return Unread(file, error)
    except Exception as error:  # one file must not cost the others
        internal = InternalError(f"{type(error).__name__}: {error}.")
        internal.__cause__ = error
        return Unread(file, internal)


def _answered(read: Iterable[Report | Unread], errors: Errors) -> Iterator[Report | Unread]:
    for one in read:
        if not isinstance(one, Unread) or errors == "value":
            yield one
        elif errors == "raise":
            one.error.add_note(f"While reading {one.path}")
            raise one.error

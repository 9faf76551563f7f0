"""The command line: each command is one call and its printing.

Standard output holds results alone, all else goes to standard error. What a command needs is imported within it, so
that ``gipnlp --help`` need not wait for it.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gipnlp import __version__
from gipnlp.errors import GipnlpError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gipnlp.learned import Models
    from gipnlp.report import Report

_FEW = 3
_INTERNAL_HINT = "This is a defect of gipnlp; please report it with the file that caused it."

app = typer.Typer(
    name="gipnlp",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn Chinese government-information-disclosure annual reports (政府信息公开工作年度报告) into checked facts.",
)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gipnlp {__version__}")
        raise typer.Exit


def _require_suffixes(paths: list[Path] | None) -> list[Path]:
    from gipnlp.export import ExportError, require_suffix

    for path in paths or []:
        try:
            require_suffix(path)
        except ExportError as error:
            raise typer.BadParameter(str(error)) from None
    return paths or []


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", show_default=False, help="Reports (PDF, HTML, Markdown, text), or folders of them."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        show_default=False,
        callback=_require_suffixes,
        help="Write the facts to a .csv, .xlsx or .parquet file, or the reports to a .jsonl file. Can be repeated.",
    ),
]


ModelsFolder = Annotated[
    Path | None,
    typer.Option("--models", metavar="DIR", show_default=False, help="Trained models to use instead of gipnlp's own."),
]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Ask no trained model: headings and rules alone.")]
CorpusFolder = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", show_default=False, help="Folder of passages; by default corpus/passages."),
]


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    paths: Paths,
    as_json: Json = False,
    output: Output = None,
    models: ModelsFolder = None,
    rules_only: RulesOnly = False,
) -> None:
    """Read reports and show their facts, each with its evidence, and the sums that do not hold.

    With --json, one JSON object a line for each report. With -o alone, only a summary on standard error.
    """
    to_screen = as_json or not output
    with _session(quiet=not to_screen) as session, ExitStack() as stack:
        from gipnlp.export import open_export
        from gipnlp.rendering import one_line, report_view

        exports = [stack.enter_context(open_export(path)) for path in output or []]
        for report in session.reports(paths, models, rules_only):
            for add in exports:
                add(report)
            if as_json:
                typer.echo(report.to_json())
            elif exports:
                session.say(one_line(report))
            else:
                _show(report_view(report))


@app.command()
def check(
    paths: Paths,
    models: ModelsFolder = None,
    rules_only: RulesOnly = False,
    every: Annotated[bool, typer.Option("--all", help="List the checks that pass or are skipped too.")] = False,
) -> None:
    """Check the sums of reports: those that fail, with what is stated and what the others add up to."""
    with _session() as session:
        from gipnlp.rendering import checks_view

        for report in session.reports(paths, models, rules_only):
            _show(checks_view(report, every=every))


@app.command()
def indicators(as_json: Json = False) -> None:
    """List the catalogue of facts: id, name, unit, section, forms, notes."""
    from gipnlp.statute import indicators as catalogue

    if as_json:
        typer.echo(json.dumps([asdict(indicator) for indicator in catalogue().values()], ensure_ascii=False))
    else:
        from gipnlp.rendering import catalogue_view

        _show(catalogue_view(catalogue().values()))


class _Trained(StrEnum):
    sections = "sections"
    tagger = "tagger"
    all = "all"


class _Split(StrEnum):
    train = "train"
    dev = "dev"
    test = "test"


class _Tool(StrEnum):
    doccano = "doccano"
    label_studio = "label-studio"


@app.command()
def train(
    which: Annotated[_Trained, typer.Argument(show_default=True, help="What to train.")] = _Trained.all,
    corpus: CorpusFolder = None,
    models: Annotated[
        Path | None, typer.Option("--models", metavar="DIR", show_default=False, help="Where to put the models.")
    ] = None,
) -> None:
    """Train the models on a corpus and put them, with their cards and scores, into a folder."""
    with _session() as session:
        from gipnlp import training
        from gipnlp.corpus import DEFAULT

        chosen = [name for name in training.MODELS if which in (name, _Trained.all)]
        training.train(chosen, corpus or DEFAULT, models, session.say)


@app.command()
def evaluate(
    path: Annotated[
        Path, typer.Argument(metavar="CORPUS_OR_GOLD", help="A folder of passages, or gold files beside their reports.")
    ],
    split: Annotated[_Split, typer.Option("--split", help="Part of a corpus to evaluate on.")] = _Split.test,
    errors: Annotated[int, typer.Option("--errors", metavar="N", min=0, help="List so many of the worst errors.")] = 10,
    as_json: Json = False,
    models: ModelsFolder = None,
) -> None:
    """Score figures and sections: precision, recall, F1 with 95 % intervals, by indicator, and the worst errors."""
    with _session() as session:
        from gipnlp import evaluation
        from gipnlp.rendering.scores import evaluation_view

        result = evaluation.evaluate(path, _models(models), split.value)
        session.say(f"{result.reports} reports")
        if as_json:
            typer.echo(json.dumps(result.to_dict(), ensure_ascii=False))
        else:
            _show(evaluation_view(result, errors))


annotate = typer.Typer(no_args_is_help=True, help="Label sentences of your own reports to improve the models.")
app.add_typer(annotate, name="annotate")
ToolOption = Annotated[_Tool, typer.Option("--tool", help="The labelling tool.")]


@annotate.command("export")
def annotate_export(
    paths: Paths,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="File to write.")],
    tool: ToolOption = _Tool.doccano,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, show_default=False, help="Write no more than N paragraphs."),
    ] = None,
    models: ModelsFolder = None,
) -> None:
    """Write the paragraphs of reports, labelled by gipnlp as a suggestion, the most uncertain first."""
    with _session(quiet=True) as session:
        from gipnlp.annotation import suggestions, write_tasks

        asked = _models(models)
        ranked = [one for report in session.reports(paths, models) for one in suggestions(report, asked)]
        session.say(f"{output}: {write_tasks(output, ranked, tool.value, limit)} paragraphs")


@annotate.command("import")
def annotate_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What doccano (JSONL) or Label Studio (JSON) exported.")],
    corpus: Annotated[Path, typer.Option("--corpus", metavar="DIR", help="Corpus to add the passages to.")],
) -> None:
    """Add labelled paragraphs to a corpus, which is divided anew into families and splits."""
    with _session() as session:
        from gipnlp.annotation import add_to_corpus, read_tasks

        added = add_to_corpus(read_tasks(file), corpus, file.stem)
        session.say(f"{corpus / file.stem}.jsonl: {len(added)} passages")


@annotate.command("labels")
def annotate_labels(tool: ToolOption = _Tool.doccano) -> None:
    """Print the labels as the labelling tool wants them: JSON to import into doccano, XML for Label Studio."""
    from gipnlp.annotation import labels_config

    typer.echo(labels_config(tool.value))


def _models(folder: Path | None) -> Models:
    from gipnlp.learned import Models, packaged

    return Models(folder) if folder else packaged()


def _show(view: RenderableType) -> None:
    from rich.console import Console

    Console().print(view)


@dataclass
class _Session:
    """One run over many inputs: what cannot be read is said on standard error and remembered, the others are done."""

    quiet: bool = False
    failed: bool = False

    def __post_init__(self) -> None:
        from rich.console import Console

        self._log = Console(stderr=True)

    def say(self, line: str) -> None:
        """One line on standard error, above the progress bar if there is one."""
        from rich.text import Text

        from gipnlp.rendering import shown

        self._log.print(Text(shown(line)), soft_wrap=True)

    def complain(self, line: str) -> None:
        self.failed = True
        self.say(line)

    def reports(self, paths: Iterable[str], models: Path | None = None, rules_only: bool = False) -> Iterator[Report]:
        """The reports at the paths, one after the other."""
        from gipnlp.pipeline import read

        for file in self._with_progress([file for path in paths for file in self._files(path)]):
            try:
                report = read(file, models=models, rules_only=rules_only)
            except GipnlpError as error:
                self.complain(f"{file}: {error}")
            except Exception as error:
                self.complain(f"{file}: [internal] {type(error).__name__}: {error}. {_INTERNAL_HINT}")
            else:
                yield report

    def _files(self, path: str) -> Sequence[str]:
        """The path itself or, for a folder, the files in it that have a known suffix and are not hidden."""
        from gipnlp.readers import SUFFIXES

        folder = Path(path)
        if not folder.is_dir():
            return [path]
        files = [
            str(file)
            for file in sorted(folder.rglob("*"))
            if file.suffix.lower() in SUFFIXES
            and not any(part.startswith(".") for part in file.relative_to(folder).parts)
            and file.is_file()
        ]
        if not files:
            self.complain(f"{path}: [no-input] The folder holds no file with a known suffix ({', '.join(SUFFIXES)}).")
        return files

    def _with_progress(self, files: Sequence[str]) -> Iterator[str]:
        """The files; with a bar if they are many and it would not run into results on the same terminal."""
        if len(files) <= _FEW or not sys.stderr.isatty() or (not self.quiet and sys.stdout.isatty()):
            yield from files
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        # rich would redirect standard output to the console of the bar, which is standard error
        bar = Progress(*columns, console=self._log, transient=True, redirect_stdout=False, redirect_stderr=False)
        with bar:
            yield from bar.track(files)


@contextmanager
def _session(*, quiet: bool = False) -> Iterator[_Session]:
    """A session whose end sets the exit status."""
    session = _Session(quiet)
    try:
        yield session
    except KeyboardInterrupt:
        session.say("Interrupted.")
        raise typer.Exit(130) from None
    except Exception as error:
        from gipnlp.export import ExportError

        if not isinstance(error, ExportError | GipnlpError):
            raise
        session.complain(str(error))
    if session.failed:
        raise typer.Exit(1)

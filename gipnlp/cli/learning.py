"""Commands that train, measure and label: train, evaluate, annotate."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gipnlp.cli.app import app, examples
from gipnlp.cli.options import CorpusFolder, Json, ModelsFolder, Paths, chosen_models
from gipnlp.cli.session import open_session, show


class _Trained(StrEnum):
    sections = "sections"
    tagger = "tagger"
    boilerplate = "boilerplate"
    reference = "reference"
    all = "all"


class _Split(StrEnum):
    train = "train"
    dev = "dev"
    test = "test"


class _Tool(StrEnum):
    doccano = "doccano"
    label_studio = "label-studio"


@app.command(epilog=examples("gipnlp train sections --models my-models"))
def train(
    which: Annotated[_Trained, typer.Argument(show_default=True, help="What to train.")] = _Trained.all,
    corpus: CorpusFolder = None,
    models: Annotated[
        Path | None, typer.Option("--models", metavar="DIR", show_default=False, help="Where to put the models.")
    ] = None,
) -> None:
    """Train the models on a corpus and put them, with their cards and scores, into a folder."""
    with open_session() as session:
        from gipnlp import training
        from gipnlp.corpus import DEFAULT

        chosen = [name for name in training.MODELS if which in (name, _Trained.all)]
        training.train(chosen, corpus or DEFAULT, models, session.say)


@app.command(epilog=examples("gipnlp evaluate corpus/samples"))
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
    with open_session() as session:
        from gipnlp import evaluation
        from gipnlp.rendering.scores import evaluation_view

        result = evaluation.evaluate(path, chosen_models(models), split.value)
        session.say(f"{result.reports} reports")
        if as_json:
            typer.echo(json.dumps(result.to_dict(), ensure_ascii=False))
        else:
            show(evaluation_view(result, errors))


annotate = typer.Typer(no_args_is_help=True, help="Label sentences of your own reports to improve the models.")
app.add_typer(annotate, name="annotate")
ToolOption = Annotated[_Tool, typer.Option("--tool", help="The labelling tool.")]


@annotate.command("export", epilog=examples("gipnlp annotate export corpus/samples -o tasks.jsonl --limit 20"))
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
    with open_session(quiet=True) as session:
        from gipnlp.annotation import suggestions, write_tasks

        asked = chosen_models(models)
        ranked = [one for report in session.reports(paths, models) for one in suggestions(report, asked)]
        session.say(f"{output}: {write_tasks(output, ranked, tool.value, limit)} paragraphs")


@annotate.command("import", epilog=examples("gipnlp annotate import tasks.jsonl --corpus mine"))
def annotate_import(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="What doccano or Label Studio exported (JSONL, JSON), or a page of `gipnlp view` saved.",
        ),
    ],
    corpus: Annotated[Path, typer.Option("--corpus", metavar="DIR", help="Corpus to add the passages to.")],
) -> None:
    """Add labelled paragraphs to a corpus, which is divided anew into families and splits."""
    with open_session() as session:
        from gipnlp.annotation import add_to_corpus, read_tasks

        added = add_to_corpus(read_tasks(file), corpus, file.stem)
        session.say(f"{corpus / file.stem}.jsonl: {len(added)} passages")


@annotate.command("labels", epilog=examples("gipnlp annotate labels --tool label-studio"))
def annotate_labels(tool: ToolOption = _Tool.doccano) -> None:
    """Print the labels as the labelling tool wants them: JSON to import into doccano, XML for Label Studio."""
    from gipnlp.annotation import labels_config

    typer.echo(labels_config(tool.value))

"""Commands about the narrative: score, compare, similar, reference."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gipnlp.cli.app import app, examples
from gipnlp.cli.options import Json, ModelsFolder, Paths, chosen_models
from gipnlp.cli.session import Session, open_session, show
from gipnlp.report import SECTIONS

if TYPE_CHECKING:
    from gipnlp.report import Report

ReferenceFile = Annotated[
    Path | None,
    typer.Option(
        "--reference", metavar="FILE", show_default=False, help="Reference collection to use instead of gipnlp's own."
    ),
]


@app.command(
    epilog=examples("gipnlp score corpus/samples/qinghe-2022.pdf --sentences", "gipnlp score corpus/samples --json")
)
def score(
    paths: Paths,
    prior: Annotated[
        Path | None,
        typer.Option("--prior", metavar="DIR", exists=True, show_default=False, help="Reports of the year before."),
    ] = None,
    peers: Annotated[
        Path | None,
        typer.Option("--peers", metavar="DIR", exists=True, show_default=False, help="Reports of other bodies."),
    ] = None,
    rubric: Annotated[
        Path | None,
        typer.Option("--rubric", metavar="FILE", show_default=False, help="Rubric to use instead of gipnlp's own."),
    ] = None,
    reference: ReferenceFile = None,
    sentences: Annotated[
        bool, typer.Option("--sentences", help="Show each sentence of a section with its flag and reasons.")
    ] = False,
    section: Annotated[
        str, typer.Option("--section", metavar="LABEL", help="The section whose sentences are shown.")
    ] = "problems",
    as_json: Json = False,
    models: ModelsFolder = None,
) -> None:
    """Score the narrative of reports by a rubric: each dimension with its evidence, findings, boilerplate.

    The report of the year before and the peers of each report are found by agency and year among those of the folders.
    """
    if section not in SECTIONS:
        raise typer.BadParameter(f"{section} is no section ({', '.join(SECTIONS)}).")
    with open_session(quiet=as_json) as session:
        from gipnlp.narrative import Reference, load_rubric
        from gipnlp.neighbours import peers_of, prior_of
        from gipnlp.pipeline import sentences_of_section, with_narrative
        from gipnlp.rendering.narrative import narrative_view

        asked, chosen = chosen_models(models), load_rubric(rubric)
        collection = Reference.load(reference) if reference else None
        before, others = _folder(session, prior, models), _folder(session, peers, models)
        for report in session.reports(paths, models):
            scored = with_narrative(
                report,
                asked,
                prior=prior_of(report, before),
                peers=peers_of(report, others),
                rubric=chosen,
                reference=collection,
            )
            if as_json:
                typer.echo(scored.to_json())
                continue
            shown = sentences_of_section(scored, asked, section, reference=collection) if sentences else []
            show(narrative_view(scored, shown))


def _folder(session: Session, folder: Path | None, models: Path | None) -> Sequence[Report]:
    return list(session.reports([str(folder)], models)) if folder else []


@app.command(epilog=examples("gipnlp compare corpus/samples/qinghe-2021.html corpus/samples/qinghe-2022.pdf"))
def compare(
    before: Annotated[str, typer.Argument(metavar="A", help="A report, of the year before or of another body.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The report to compare with it.")],
    as_json: Json = False,
    models: ModelsFolder = None,
) -> None:
    """Compare two reports: figures that changed, sums between years, text that stayed and text that is new."""
    for path in (before, after):
        if Path(path).is_dir():
            raise typer.BadParameter(f"{path} is a folder; name two reports.")
    with open_session() as session:
        from gipnlp.comparison import compare as compare_reports
        from gipnlp.rendering.narrative import comparison_view

        reports = list(session.reports([before, after], models))
        if len(reports) < 2:
            return  # the session has said which cannot be read
        first, second = reports
        result = compare_reports(first, second)
        if as_json:
            typer.echo(json.dumps(asdict(result), ensure_ascii=False))
        else:
            show(comparison_view(first, second, result))


@app.command(epilog=examples("gipnlp similar corpus/samples --threshold 0.3"))
def similar(
    paths: Paths,
    threshold: Annotated[
        float, typer.Option("--threshold", metavar="J", min=0.05, max=1.0, help="Least similarity (Jaccard index).")
    ] = 0.5,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, show_default=False, help="Processes to read with.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find near-duplicates among reports: pairs, clusters, and the passages that they share."""
    with open_session() as session:
        from gipnlp.rendering.narrative import similar_view
        from gipnlp.similarity import similar as find

        result = find([file for path in paths for file in session.files(path)], threshold, workers)
        for unread in result.unread:
            session.complain(f"{unread.name}: {unread.error}")
        if as_json:
            typer.echo(json.dumps(asdict(result), ensure_ascii=False))
        else:
            show(similar_view(result))


reference_app = typer.Typer(no_args_is_help=True, help="Collections of reports in which common words are looked up.")
app.add_typer(reference_app, name="reference")


@reference_app.command("build", epilog=examples("gipnlp reference build corpus/samples -o mine.npz"))
def reference_build(
    paths: Paths,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="File to write (.npz).")],
    models: ModelsFolder = None,
) -> None:
    """Count in how many reports each run of four words stands; ``gipnlp score --reference FILE`` uses it."""
    if output.suffix != ".npz":
        raise typer.BadParameter(f"{output} does not end with .npz.")
    with open_session(quiet=True) as session:
        from gipnlp.narrative.documents import narrative, sentences_of
        from gipnlp.narrative.reference import build_reference

        documents = (
            (sentences_of(report), [piece.span.of(report.text) for piece in narrative(report)])
            for report in session.reports(paths, models, rules_only=True)
        )
        built = build_reference(documents)
        built.save(output)
        session.say(f"{output}: {built.documents} reports, {len(built.keys)} words and runs of words")

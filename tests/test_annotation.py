"""To doccano and Label Studio, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gipnlp
from gipnlp.annotation import TOOLS, Tool, add_to_corpus, labels_config, read_tasks, suggestions, write_tasks
from gipnlp.corpus import Passage, load_corpus
from gipnlp.errors import CorpusError
from gipnlp.learned import packaged

SAMPLE = Path(__file__).parent.parent / "corpus" / "samples" / "qinghe-2017.txt"


@pytest.fixture(scope="module")
def ranked() -> list[tuple[float, Passage]]:
    return suggestions(gipnlp.read(SAMPLE), packaged())


def labelled(path: Path, tool: Tool) -> Path:
    """The file as the tool would export it after people accepted every suggestion."""
    if tool == "label-studio":
        tasks = json.loads(path.read_text(encoding="utf-8"))
        done = [{"id": i, "data": t["data"], "annotations": t["predictions"]} for i, t in enumerate(tasks)]
        path.write_text(json.dumps(done), encoding="utf-8")
    else:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text("".join(json.dumps(line | {"Comments": []}) + "\n" for line in lines), encoding="utf-8")
    return path


def test_suggestions_carry_labels_and_uncertainty(ranked: list[tuple[float, Passage]]) -> None:
    assert all(0 <= doubt <= 1 for doubt, _ in ranked)
    labels = {label.name for _, passage in ranked for label in passage.labels}
    assert {"disclosed.total", "none.other"} <= labels
    assert all(not list(passage.problems()) for _, passage in ranked)
    assert {(p.agency, p.level, p.year) for _, p in ranked} == {("青禾县人民政府", "county", 2017)}


@pytest.mark.parametrize("tool", TOOLS)
def test_what_is_exported_comes_back(tmp_path: Path, ranked: list[tuple[float, Passage]], tool: Tool) -> None:
    path = tmp_path / "tasks.json"
    assert write_tasks(path, ranked, tool) == len(ranked)
    expected = [p for _, p in sorted(ranked, key=lambda pair: (-pair[0], pair[1].id))]
    assert read_tasks(labelled(path, tool)) == expected


@pytest.mark.parametrize("tool", TOOLS)
def test_the_most_uncertain_come_first(tmp_path: Path, ranked: list[tuple[float, Passage]], tool: Tool) -> None:
    path = tmp_path / "tasks.json"
    write_tasks(path, ranked, tool, limit=2)
    text = path.read_text(encoding="utf-8")
    data = (
        [json.loads(line) for line in text.splitlines()] if tool == "doccano" else [t["data"] for t in json.loads(text)]
    )
    assert [d["uncertainty"] for d in data] == sorted((round(doubt, 4) for doubt, _ in ranked), reverse=True)[:2]


def test_label_studio_corrects_section_and_labels(tmp_path: Path, ranked: list[tuple[float, Passage]]) -> None:
    path = tmp_path / "tasks.json"
    write_tasks(path, ranked[:1], "label-studio")
    (task,) = json.loads(path.read_text(encoding="utf-8"))
    result = [
        {"type": "labels", "value": {"start": 0, "end": 2, "labels": ["fees.collected"]}},
        {"type": "choices", "value": {"choices": ["fees"]}},
    ]
    path.write_text(json.dumps([{"data": task["data"], "annotations": [{"result": result}]}, {"data": {}}]))
    (passage,) = read_tasks(path)
    assert (passage.section, [label.name for label in passage.labels]) == ("fees", ["fees.collected"])


@pytest.mark.parametrize("content", ["{", "[1]", '{"text": "a"}\n', '[{"annotations": [{}], "data": {}}]'])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(content)
    with pytest.raises(CorpusError, match="doccano"):
        read_tasks(path)


def test_imported_passages_join_the_corpus(tmp_path: Path, ranked: list[tuple[float, Passage]]) -> None:
    first = [passage for _, passage in ranked]
    added = add_to_corpus(first, tmp_path, "mine")
    assert {p.id for p in added} == {p.id for p in first}
    assert len({p.split for p in added}) == 1  # one agency
    with pytest.raises(CorpusError, match="no passages"):
        add_to_corpus([], tmp_path, "empty")
    assert len(load_corpus(tmp_path)) == len(first)


@pytest.mark.parametrize("tool", TOOLS)
def test_labels_for_the_tool(tool: Tool) -> None:
    config = labels_config(tool)
    assert "requests.received" in config
    assert "none.prior" in config
    if tool == "doccano":
        assert all(len(label["background_color"]) == 7 for label in json.loads(config))
    else:
        from lxml import etree

        assert etree.fromstring(config.encode()).tag == "View"

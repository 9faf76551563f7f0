"""Files of a batch: what is found, what is refused, and that nothing in a folder is waited for."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from gipnlp.batches import finding
from gipnlp.batches.finding import find_files, hash_file, read_file
from gipnlp.errors import GipnlpError, NotFoundError, SourceError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.pdf", "a.txt", "sub/c.HTML", ".hidden/d.pdf", "sub/.e.pdf", "f.zip", "sub/g"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    return tmp_path


def names(found: finding.Found, folder: Path) -> list[str]:
    return [os.path.relpath(path, folder) for path in found.paths]


def test_a_folder_is_searched_in_a_settled_order(folder: Path) -> None:
    found = find_files([str(folder)])
    assert names(found, folder) == ["a.txt", "b.pdf", "sub/c.HTML"]
    assert found.ignored == {".zip": 1, "": 1}


@pytest.mark.parametrize(
    ("sources", "wanted"),
    [
        (["b.pdf", "b.pdf", "."], ["b.pdf", "a.txt", "sub/c.HTML"]),
        (["f.zip"], ["f.zip"]),
        (["*.pdf"], ["b.pdf"]),
        (["**/*.HTML"], ["sub/c.HTML"]),
        (["@list"], ["a.txt", "sub/c.HTML"]),
        (["sub/../a.txt"], ["a.txt"]),
    ],
)
def test_sources(folder: Path, sources: list[str], wanted: list[str]) -> None:
    (folder / "list").write_text("a.txt\n\n  sub  \n")
    found = find_files(sources)
    assert names(found, folder) == wanted
    assert not found.unreadable


def test_what_is_not_there_costs_no_other(folder: Path) -> None:
    found = find_files(["a.txt", "missing.pdf", "x*.pdf"])
    assert names(found, folder) == ["a.txt"]
    assert {Path(path).name: error.code for path, error in found.unreadable.items()} == {
        "missing.pdf": "not-found",
        "x*.pdf": "no-input",
    }


def test_a_path_that_looks_like_a_pattern_or_a_list_is_a_path(folder: Path) -> None:
    for name in ("[1].pdf", "@a.txt"):
        (folder / name).touch()
    assert names(find_files(["[1].pdf", "@a.txt"]), folder) == ["[1].pdf", "@a.txt"]


@pytest.mark.parametrize("sources", [[], ["empty"]])
def test_nothing_to_read_is_an_error(folder: Path, sources: list[str]) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(SourceError):
        find_files(sources)
    with pytest.raises(NotFoundError):
        find_files(["@no-list"])


def test_links_that_go_round(folder: Path) -> None:
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "sub" / "self.pdf").symlink_to("self.pdf")
    (folder / "gone.pdf").symlink_to("nowhere")
    assert names(find_files(["."]), folder) == ["a.txt", "b.pdf", "gone.pdf", "sub/c.HTML", "sub/self.pdf"]


def test_names_of_any_bytes(folder: Path) -> None:
    for name in (b"\xff\n\x1b[2J.pdf", b"x" * 251 + b".pdf", b"'; DROP TABLE reports;--.pdf"):
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(name)  # noqa: PTH118
    found = find_files(["."])
    assert len(found.paths) == 6
    for path in found.paths:
        assert hash_file(path)


def test_a_folder_that_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def denied(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", denied)
    found = find_files(["."])
    assert names(found, folder) == ["a.txt", "b.pdf"]
    assert [Path(path).name for path in found.unreadable] == ["sub"]


def special(folder: Path, kind: str) -> str:
    path = folder / "x.pdf"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "socket":
            socket.socket(socket.AF_UNIX).bind("x.pdf")
        case "folder":
            path.mkdir()
        case "loop":
            path.symlink_to("x.pdf")
        case "device":
            path.symlink_to("/dev/zero")
        case "large":
            with path.open("wb") as file:
                file.truncate(finding.MOST_BYTES + 1)
    return str(path)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("pipe", "not-a-file"),
        ("socket", "not-a-file"),
        ("folder", "not-a-file"),
        ("device", "not-a-file"),
        ("loop", "not-found"),
        ("missing", "not-found"),
        ("large", "too-large"),
    ],
)
def test_what_is_no_file_is_refused_at_once(folder: Path, kind: str, code: str) -> None:
    path = special(folder, kind)
    for function in (hash_file, read_file):
        with pytest.raises(GipnlpError) as raised:
            function(path)
        assert raised.value.code == code


def test_a_file_that_grows_while_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_BYTES", 3)
    with pytest.raises(GipnlpError, match="more than"):
        read_file(str(folder / "a.txt"))

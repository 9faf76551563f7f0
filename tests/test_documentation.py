"""What the documentation says is so: its codes are those of the source, its commands run, its pages build offline.

Blocks marked ``console`` hold commands after ``$``, blocks marked ``python`` whole scripts; both run in the order of
the page, in a folder of their own. Indented commands have placeholders: their names and options are tested.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from gipnlp.cli import app
from gipnlp.errors import GipnlpError

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
STAND_INS = {"corpus": "corpus", "reports": "corpus/samples", "mine.toml": "gipnlp/data/rubric.toml"}  # users' own
PAGES = sorted(page.name for page in DOCS.glob("*.md"))
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = [page for page in PAGES if BLOCK.search((DOCS / page).read_text(encoding="utf-8"))]


def error_codes(kind: type[GipnlpError] = GipnlpError) -> set[str]:
    inner = [error_codes(one) for one in kind.__subclasses__() if one.__module__.startswith("gipnlp.")]
    return {kind.code}.union(*inner)


def made_codes(maker: str) -> set[str]:
    """The codes of every ``Warn(code, ...)`` or ``Finding(code, ...)``; fails at one that cannot be told."""
    return {code for path in sorted((ROOT / "gipnlp").rglob("*.py")) for code in codes_of_module(path, maker)}


def codes_of_module(path: Path, maker: str) -> Iterator[str]:
    if path.name == "as_json.py":  # reads back what was written
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == maker:
            codes = list(constants(call.args[0], tree))
            assert codes, f"{path}:{call.lineno}: which code is this?"
            yield from codes


def constants(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body, tree)
        yield from constants(node.orelse, tree)
    elif isinstance(node, ast.Name):
        for one in ast.walk(tree):
            if isinstance(one, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in one.targets):
                yield from constants(one.value, tree)


def documented(page: str, number: int) -> set[str]:
    """The codes in the first column of the page's n-th table."""
    text = (DOCS / page).read_text(encoding="utf-8")
    part = re.split(r"^## ", text, flags=re.MULTILINE)[number]
    rows = [line for line in part.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([^`]+)`", row.split("|")[1])}


@pytest.mark.parametrize("page", ["codes.md", "codes.zh.md"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_code_is_documented_and_no_other(page: str, number: int) -> None:
    made = {1: made_codes("Warn"), 2: made_codes("Finding"), 3: error_codes()}[number]
    assert len(made) > 5
    assert documented(page, number) == made


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN)
def test_commands_of_a_page_run(page: str, tmp_path: Path) -> None:
    for name, stands_for in STAND_INS.items():
        (tmp_path / name).symlink_to(ROOT / stands_for)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for kind, block in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        scripts = [block] if kind == "python" else [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        assert scripts, f"{page}: nothing to run in\n{block}"
        for script in scripts:
            command = [sys.executable, "-c", script] if kind == "python" else shlex.split(script)
            run = subprocess.run(
                command, cwd=tmp_path, env=os.environ | {"PATH": path}, capture_output=True, check=False
            )
            assert run.returncode == 0, f"{script}\n{run.stderr.decode()}"


def readme_commands() -> list[str]:
    found = []
    for page in (ROOT / "README.md", ROOT / "README.zh-CN.md", *(DOCS / name for name in PAGES)):
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("    gipnlp "):
                found += [part.strip() for part in re.split(r"\s#|&&|>", line) if part.strip().startswith("gipnlp ")]
    return found


def command_named(words: list[str]) -> tuple[Any, list[str]]:
    found: Any = typer.main.get_command(app)
    while isinstance(subcommands := getattr(found, "commands", None), dict):
        assert words, "no command is named"
        assert words[0] in subcommands, f"gipnlp has no command {words[0]}"
        found, words = subcommands[words[0]], words[1:]
    return found, words


@pytest.mark.parametrize("line", readme_commands())
def test_commands_with_placeholders_name_commands_and_options_that_exist(line: str) -> None:
    command, words = command_named(shlex.split(line)[1:])
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known


def commands(group: object, *words: str) -> Iterator[tuple[str, ...]]:
    for name, one in getattr(group, "commands", {}).items():
        yield from commands(one, *words, name) if hasattr(one, "commands") else [(*words, name)]


@pytest.mark.parametrize("words", list(commands(typer.main.get_command(app))), ids=" ".join)
def test_help_of_every_command_has_an_example_that_parses(words: tuple[str, ...]) -> None:
    command, _ = command_named(list(words))
    lines = [line for line in (command.epilog or "").split("\n") if line.startswith("gipnlp ")]
    assert lines
    for line in lines:
        named, rest = command_named(shlex.split(line)[1:])
        assert named.name == command.name
        named.make_context(line, rest, resilient_parsing=False)
    shown = CliRunner().invoke(app, [*words, "--help"])
    assert shown.exit_code == 0
    assert "Examples:" in shown.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completes_commands(shell: str) -> None:
    environment = {"_GIPNLP_COMPLETE": f"complete_{shell}", "COMP_WORDS": "gipnlp doc", "COMP_CWORD": "1"}
    environment |= {"_TYPER_COMPLETE_ARGS": "gipnlp doc", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    command = [str(Path(sys.executable).parent / "gipnlp")]
    run = subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)
    assert b"doctor" in run.stdout


@pytest.mark.slow
def test_the_pages_build_without_warning_and_ask_nothing_of_the_network(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path / "site")]
    run = subprocess.run(build, cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    fetched = re.compile(
        r"<(?:script|img|iframe)[^>]+src=\"?https?:|<link[^>]+rel=\"?(?:stylesheet|preconnect)[^>]+https?:"
    )
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) >= len(PAGES)
    assert [page.name for page in pages if fetched.search(page.read_text(encoding="utf-8"))] == []
    assert "requests.received" in (tmp_path / "site" / "catalogue.html").read_text(encoding="utf-8")

"""The command line as a user meets it: results on standard output, all else on standard error, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import gipnlp
from gipnlp.cli import app
from gipnlp.rendering import report_view, shown

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
REPORT = str(SAMPLES / "dandu-zhujian-2021.txt")
OTHERS = [str(SAMPLES / name) for name in ("qinghe-2021.html", "xizhou-shijian-2020.md", "qinghe-2022.pdf")]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def gipnlp_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    code = "from gipnlp.cli import main; main()"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)


def test_json_is_one_report_a_line_in_the_order_of_the_paths() -> None:
    result = run("extract", "--json", REPORT, *OTHERS)
    assert result.exit_code == 0
    assert [json.loads(line)["source"]["path"] for line in result.stdout.splitlines()] == [REPORT, *OTHERS]
    assert not result.stderr


def test_text_shows_failing_checks_before_facts() -> None:
    result = run("extract", REPORT)
    assert result.exit_code == 0
    assert 0 < result.stdout.index("requests.outcomes.total") < result.stdout.index("总体情况")
    assert "2,317 条" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "empty"),
        ("image.pdf", b"GIF89a", "unsupported"),
        ("archive.txt", b"PK\x03\x04", "truncated"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", "truncated"),
        ("notice.txt", "关于召开会议的通知。".encode() * 20, "not-a-report"),
    ],
)
def test_an_unreadable_input_costs_no_other(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = run("extract", "--json", str(path), REPORT)
    assert result.exit_code == 1
    assert [json.loads(line)["source"]["path"] for line in result.stdout.splitlines()] == [REPORT]
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{path}: [{code}] ")


def test_a_missing_path() -> None:
    result = run("check", "no/such.pdf")
    assert result.exit_code == 1
    assert result.stderr.startswith("no/such.pdf: [not-found] ")


def test_a_defect_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    from gipnlp import pipeline

    def broken(path: str, **options: object) -> gipnlp.Report:
        if path != REPORT:
            raise KeyError(path)
        return read(path)

    read = pipeline.read
    monkeypatch.setattr(pipeline, "read", broken)
    result = run("extract", "--json", OTHERS[0], REPORT)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "[internal] KeyError" in result.stderr


def test_a_folder_is_searched(tmp_path: Path) -> None:
    text = Path(REPORT).read_bytes()
    for name in ("b.TXT", "a/c.md", "a/.hidden.txt", ".git/d.txt", "e.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text)
    result = run("extract", "--json", str(tmp_path))
    found = [json.loads(line)["source"]["path"] for line in result.stdout.splitlines()]
    assert found == [str(tmp_path / "a" / "c.md"), str(tmp_path / "b.TXT")]
    assert result.exit_code == 0


def test_a_folder_without_reports(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").touch()
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "[no-input]" in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["check"],
        ["unknown"],
        ["extract", REPORT, "--unknown"],
        ["extract", REPORT, "-o", "facts.doc"],
        ["extract", REPORT, "-o", "facts.csv", "-o", "facts"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert not result.stdout


def test_output_files_come_with_a_summary_only(tmp_path: Path) -> None:
    files = [tmp_path / "facts.csv", tmp_path / "reports.jsonl"]
    result = run("extract", REPORT, "-o", str(files[0]), "-o", str(files[1]))
    assert result.exit_code == 0
    assert not result.stdout
    assert len(result.stderr.splitlines()) == 1
    assert "3 of 45 checks fail" in result.stderr
    assert all(file.stat().st_size for file in files)


def test_json_of_an_output_file_is_that_of_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    result = run("extract", "--json", REPORT, "-o", str(file))
    assert result.stdout == file.read_text(encoding="utf-8")


def test_an_output_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = run("extract", REPORT, "-o", str(tmp_path / "missing" / "facts.csv"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize(("options", "shown"), [([], False), (["--all"], True)])
def test_check(options: list[str], shown: bool) -> None:
    result = run("check", REPORT, *options)
    assert result.exit_code == 0
    assert "remedies.reconsideration" in result.stdout
    assert "45 checks: 42 pass, 3 fail" in result.stdout
    assert ("requests.balance.natural" in result.stdout) is shown


def test_indicators() -> None:
    catalogue = json.loads(run("indicators", "--json").stdout)
    assert set(catalogue[0]) >= {"id", "name_zh", "unit", "section", "eras", "notes"}
    text = run("indicators").stdout
    assert all(indicator["id"] in text for indicator in catalogue)


def test_version() -> None:
    assert run("--version").stdout == f"gipnlp {gipnlp.__version__}\n"


def test_standard_output_is_utf8_whatever_the_locale() -> None:
    process = gipnlp_process("extract", "--json", REPORT, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert process.returncode == 0
    assert "丹渡市" in process.stdout.decode()


def test_help_imports_nothing_large() -> None:
    code = (
        "import sys, gipnlp.cli; print(*{'jieba', 'lxml', 'pdfminer', 'pyarrow', 'rich', 'spacy'} & set(sys.modules))"
    )
    assert not subprocess.check_output([sys.executable, "-c", code]).strip()


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("[red]x[/red]", "[red]x[/red]"),
        ("\x1b[2Jx", "\ufffd[2Jx"),
        ("a\n\tb", "a b"),
        ("a\u202eb", "a\ufffdb"),
        ("一二", "一二"),
    ],
)
def test_hostile_text_is_shown_harmlessly(text: str, harmless: str) -> None:
    assert shown(text) == harmless


def test_hostile_report_is_shown_harmlessly() -> None:
    title = "[bold]某县[/bold]\x1b]0;x\x07"
    source = gipnlp.report.SourceFile("[/x]\x1b[2J", "0" * 64, "text/plain", None, "plain")
    report = gipnlp.Report(source, "", title, title, 2021, "2021", warnings=(gipnlp.Warn("[a]", title),))
    console = Console(width=80, record=True)
    with console.capture() as capture:
        console.print(report_view(report))
    assert "\x1b]" not in capture.get()
    assert "[bold]某县[/bold]" in capture.get()

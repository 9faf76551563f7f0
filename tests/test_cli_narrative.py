"""score, compare, similar and reference on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gipnlp.cli import app

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
BEFORE, AFTER = str(SAMPLES / "qinghe-2021.html"), str(SAMPLES / "qinghe-2022.pdf")
OTHER = str(SAMPLES / "dandu-zhujian-2021.txt")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def folder_of(tmp_path: Path, *files: str) -> str:
    for file in files:
        shutil.copy(file, tmp_path)
    return str(tmp_path)


def test_score_shows_every_dimension_with_its_evidence_and_each_sentence_with_its_reasons() -> None:
    result = run("score", "--sentences", OTHER)
    assert result.exit_code == 0
    for word in ("completeness", "candour", "specificity", "remedy", "total", "[problem, ", "names "):
        assert word in result.stdout


def test_without_year_before_and_peers_these_are_said_to_be_missing_and_not_zero() -> None:
    quality = json.loads(run("score", "--json", AFTER).stdout)["quality"]
    assert quality["novelty"] == {"score": None, "evidence": quality["novelty"]["evidence"]}
    assert "no report of the year before" in quality["novelty"]["evidence"]
    assert "no peer group" in quality["originality"]["evidence"]  # told by the reference collection alone
    assert "not assessed: novelty" in quality["total"]["evidence"]


def test_the_year_before_is_found_by_agency_and_year(tmp_path: Path) -> None:
    scored = json.loads(run("score", "--json", "--prior", folder_of(tmp_path, BEFORE, OTHER), AFTER).stdout)
    assert scored["quality"]["novelty"]["score"] is not None
    assert {sentence["repeated"] for sentence in scored["sentences"]} <= {True, False}


def test_a_rubric_of_ones_own(tmp_path: Path) -> None:
    rubric = tmp_path / "rubric.toml"
    rubric.write_text(
        '[candour]\nweight = 1\nexplain = "names problems"\npoints = { shortcomings = [[0, 0], [1, 100]] }\n'
    )
    quality = json.loads(run("score", "--json", "--rubric", str(rubric), OTHER).stdout)["quality"]
    assert set(quality) == {"candour", "total"}
    assert quality["candour"]["score"] == quality["total"]["score"] == 100


def test_a_rubric_that_is_none_is_refused(tmp_path: Path) -> None:
    rubric = tmp_path / "rubric.toml"
    rubric.write_text('[courage]\nweight = 1\nexplain = ""\npoints = {}\n')
    result = run("score", "--rubric", str(rubric), OTHER)
    assert result.exit_code == 1
    assert "courage is no dimension" in result.stderr


def test_compare_tells_figures_sums_between_years_and_text() -> None:
    result = run("compare", BEFORE, AFTER)
    assert result.exit_code == 0
    assert "结转下年度 of last year = 上年结转" in result.stdout
    data = json.loads(run("compare", "--json", BEFORE, AFTER).stdout)
    assert {check["status"] for check in data["checks"]} >= {"pass"}
    assert {line["fate"] for line in data["lines"]} <= {"same", "reworded", "new", "gone"}
    assert all(0 <= value <= 1 for value in data["similarities"].values())


def test_compare_names_what_cannot_be_read(tmp_path: Path) -> None:
    result = run("compare", BEFORE, str(tmp_path / "none.txt"))
    assert result.exit_code == 1
    assert "not-found" in result.stderr


def test_similar_finds_the_copy_and_tells_the_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, OTHER, AFTER)
    copy = Path(OTHER).read_text(encoding="utf-8").replace("丹渡市", "丹源市").replace("8", "3")
    (tmp_path / "copy.txt").write_text(copy, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    result = run("similar", "--json", folder)
    assert result.exit_code == 1
    assert "empty.txt" in result.stderr
    (pair,) = json.loads(result.stdout)["pairs"]
    assert {Path(pair["first"]).name, Path(pair["second"]).name} == {"copy.txt", Path(OTHER).name}


def test_a_reference_collection_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    built = run("reference", "build", str(SAMPLES), "-o", str(file))
    assert built.exit_code == 0
    assert "12 reports" in built.stderr
    assert run("score", "--reference", str(file), OTHER).exit_code == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04N."])
def test_what_is_no_reference_collection_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.npz"
    file.write_bytes(content)
    result = run("score", "--reference", str(file), OTHER)
    assert result.exit_code == 1
    assert "is no reference collection" in result.stderr

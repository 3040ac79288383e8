"""The command line, whole: real documents in, real answers out, errors in one line."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from assistant import cli
from assistant.settings import load_settings
from assistant.wiring import open_builder
from index.errors import DataError
from tests.conftest import ROOT

TRUST = "Ambleford NHS Foundation Trust"
CASE = """# Fair treatment at Ambleford

## What was the problem?

In 2017 BME staff were 2.1 times more likely than white staff to enter the formal process.

## What did you do?

We reviewed every case with a senior manager before an investigation began.

## What was the impact?

Over two years the number of formal disciplinary cases fell from 40 to 22.
"""
_ROWS = (
    ("No.", "WRES indicator", "Action", "Lead", "Timescale", "Success measure"),
    ("---",) * 6,
    ("3.1", "Indicator 3", "Review all cases each quarter", "HR Operations", "March 2022", "1.25"),
    (
        "3.2",
        "Indicator 3",
        "=HYPERLINK(1) publish results",
        "Head of EDI",
        "June 2022",
        "Published",
    ),
    ("7.1", "Indicator 7", "Offer career coaching to BME staff", "HR Operations", "May 2022", "60"),
)
PLAN = "# WRES action plan 2021/22\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in _ROWS)
GUIDE = """# Guidance on fair recruitment panels

Every interview panel should have a trained independent member. Every shortlist should be checked
for its share of BME candidates before interviews are held.
"""
CORPUS = f"""
case.md: {{organisation: {TRUST}, publisher: {TRUST}, kind: case_study, period: 2018/19}}
plan.md: {{organisation: {TRUST}, kind: action_plan, period: 2021/22}}
guide.md: {{publisher: NHS England, kind: guidance}}
"""

_SILENCING = {"CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY"}

RUNNER = CliRunner()


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs commands on one data folder."""

    data: Path

    def __call__(self, *words: str | Path, status: int = 0) -> Result:
        """Run a command and hold it to its exit status."""
        result = RUNNER.invoke(cli.app, ["--data", str(self.data), *map(str, words)])
        assert result.exit_code == status, result.output
        return result

    def json(self, *words: str | Path) -> Any:
        """Run a command whose standard output is one JSON value."""
        return json.loads(self(*words).stdout)

    def complaint(self, *words: str | Path) -> str:
        """Run a command that fails with one line, and give that line."""
        result = self(*words, status=1)
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert result.stderr.startswith("goodpractice: ")
        return result.stderr


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of three documents with a corpus.yaml."""
    made = tmp_path_factory.mktemp("documents")
    for name, text in (("case.md", CASE), ("plan.md", PLAN), ("guide.md", GUIDE)):
        (made / name).write_text(text, encoding="utf-8")
    (made / "corpus.yaml").write_text(CORPUS, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Shell:
    """Give a data folder that holds the three documents; for tests that change nothing."""
    made = Shell(tmp_path_factory.mktemp("data"))
    made("ingest", folder)
    return made


@pytest.fixture
def fresh(tmp_path: Path) -> Shell:
    """Give a data folder that is not there yet."""
    return Shell(tmp_path / "data")


# ------------------------------------------------------------------ ingest


def test_ingest_reports_what_it_did_and_that_again_there_is_nothing_to_do(
    fresh: Shell, folder: Path
) -> None:
    report = fresh.json("ingest", folder, "--json")
    again = fresh("ingest", folder)

    assert list(report) == [
        *("new", "changed", "unchanged", "removed", "failed", "passages", "actions"),
        *("outcomes", "kinds", "evidence", "warnings"),
    ]
    assert report["new"] == ["case.md", "guide.md", "plan.md"]
    assert report["kinds"] == {"action_plan": 1, "case_study": 1, "guidance": 1}
    assert report["actions"] == 3
    assert again.stdout == "documents  3 unchanged; nothing to do\n"


def test_prune_removes_what_is_gone(fresh: Shell, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "case.md").write_text(CASE, encoding="utf-8")
    (documents / "guide.md").write_text(GUIDE, encoding="utf-8")
    fresh("ingest", documents)
    (documents / "guide.md").unlink()

    assert fresh.json("ingest", documents, "--json")["removed"] == []
    assert fresh.json("ingest", documents, "--prune", "--json")["removed"] == ["guide.md"]
    assert [item["name"] for item in fresh.json("documents", "list", "--json")] == ["case.md"]


def test_a_bad_file_is_named_and_the_others_are_ingested(fresh: Shell, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "good.md").write_text(CASE, encoding="utf-8")
    (documents / "empty.md").write_text("", encoding="utf-8")
    (documents / "image.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    result = fresh("ingest", documents, "--json", status=1)

    assert json.loads(result.stdout)["new"] == ["good.md"]
    complaints = result.stderr.splitlines()
    assert len(complaints) == 2
    assert all(line.startswith("goodpractice: ") for line in complaints)
    assert {"empty.md", "image.pdf"} == {
        name for line in complaints for name in ("empty.md", "image.pdf") if name in line
    }


def test_a_file_over_the_limit_is_refused_with_its_size(
    fresh: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOODPRACTICE_MAX_FILE_MB", "1")
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(200_000_000)

    result = fresh("ingest", tmp_path / "large.txt", status=1)

    assert "200 MB" in result.stderr
    assert "GOODPRACTICE_MAX_FILE_MB" in result.stderr


def test_labels_given_on_the_command_line_are_used(fresh: Shell, tmp_path: Path) -> None:
    (tmp_path / "case.md").write_text(CASE, encoding="utf-8")
    given = ("--organisation", TRUST, "--kind", "report", "--year", "2019/20")

    fresh("ingest", tmp_path / "case.md", *given)

    (document,) = fresh.json("documents", "list", "--json")
    assert (document["organisation"], document["kind"], document["period"]) == (
        *(TRUST, "report", "2019/20"),
    )


def test_contacts_are_masked_unless_kept(fresh: Shell, tmp_path: Path) -> None:
    path = tmp_path / "case.md"
    path.write_text(f"{CASE}\nWrite to jo.bloggs@example.org for more.\n", encoding="utf-8")

    def text() -> str:
        (document,) = fresh.json("documents", "list", "--json")
        return fresh("documents", "show", document["id"], "--text").stdout

    fresh("ingest", path)
    assert "jo.bloggs" not in text()
    fresh("ingest", path, "--keep-contacts")
    assert "jo.bloggs@example.org" in text()


@pytest.mark.parametrize("path", ["missing", "empty"])
def test_a_path_without_documents_is_one_line(fresh: Shell, tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()

    assert path in fresh.complaint("ingest", tmp_path / path)


def test_an_unknown_kind_names_the_kinds(fresh: Shell, folder: Path) -> None:
    assert "case_study" in fresh.complaint("ingest", folder, "--kind", "pamphlet")


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    assert str(tmp_path / "file") in Shell(tmp_path / "file" / "data").complaint("ingest", folder)


def test_two_writers_at_once_are_told_apart(shell: Shell, folder: Path) -> None:
    with open_builder(load_settings(data=shell.data)):
        words = ["-m", "assistant.cli", "--data", str(shell.data), "ingest", str(folder)]
        other = subprocess.run(
            [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
        )

    assert other.returncode == 1
    assert other.stderr.startswith("goodpractice: ")
    assert other.stderr.count("\n") == 1
    assert "writing" in other.stderr


# ------------------------------------------------------------------ questions


def test_every_quote_of_an_answer_stands_in_its_document(shell: Shell) -> None:
    answer = shell.json("ask", "what reduced the number of disciplinary cases?", "--json")

    assert answer["status"] == "answered"
    assert answer["citations"]
    for citation in answer["citations"]:
        text = shell("documents", "show", citation["document_id"], "--text").stdout
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_on_the_terminal_has_quotes_and_sources(shell: Shell) -> None:
    text = " ".join(shell("ask", "what reduced the number of disciplinary cases?").stdout.split())

    assert "What trusts report happened" in text
    assert "fell from 40 to 22" in text
    assert f"] {TRUST}, Fair treatment at Ambleford, case study 2018/19" in text


def test_words_of_a_question_need_no_quotation_marks(shell: Shell) -> None:
    together = shell.json("ask", "who leads on career coaching?", "--json")
    apart = shell.json("ask", "who", "leads", "on", "career", "coaching?", "--json")

    assert apart["question"] == together["question"]
    assert apart["citations"] == together["citations"]


def test_nothing_found_is_a_success_that_says_what_was_searched(shell: Shell) -> None:
    answer = shell.json("ask", "what was done about menopause leave?", "--json")

    assert answer["status"] == "no_evidence"
    assert answer["statements"] == []
    assert "3 documents" in answer["summary"]


@pytest.mark.parametrize("question", ["", "   ", "?", "why " * 5000])
def test_a_question_that_is_none_is_one_line(shell: Shell, question: str) -> None:
    assert "question" in shell.complaint("ask", question)


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--organisation", "Amblefrod NHS Trust of Nowhere", "organisation"),
        ("--indicator", "12", "1 to 9"),
        ("--theme", "cricket", "theme"),
        ("--kind", "pamphlet", "case_study"),
        ("--evidence", "rumour", "outcome"),
    ],
)
@pytest.mark.parametrize("command", [("ask", "x y"), ("search", "x y"), ("actions",)])
def test_an_unknown_filter_value_is_one_line(
    shell: Shell, command: tuple[str, ...], option: str, value: str, hint: str
) -> None:
    assert hint in shell.complaint(*command, option, value)


def test_asking_before_anything_is_ingested_says_what_to_do(fresh: Shell) -> None:
    assert "ingest" in fresh.complaint("ask", "what worked?")


def test_search_gives_passages_with_scores_best_first(shell: Shell) -> None:
    hits = shell.json("search", "independent panel member", "-k", "2", "--json")["hits"]

    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["document"] == "guide.md"
    assert hits[0]["score"] >= hits[1]["score"]


def test_filters_narrow_and_their_values_are_alternatives(shell: Shell) -> None:
    def found(*filters: str) -> set[str]:
        hits = shell.json("search", "disciplinary", "-k", "50", "--json", *filters)["hits"]
        return {hit["document"] for hit in hits}

    assert found("--kind", "guidance") == {"guide.md"}
    assert found("--kind", "guidance", "--kind", "case_study") == {"guide.md", "case.md"}
    assert found("--organisation", TRUST.lower()) == {"case.md", "plan.md"}
    assert found("--year", "2018/19") == {"case.md"}


# ------------------------------------------------------------------ rows


def test_actions_are_all_the_matching_rows(shell: Shell) -> None:
    def numbers(*filters: str) -> list[str]:
        rows = shell.json("actions", "--format", "json", *filters)
        return [row["number"] for row in rows]

    assert numbers() == ["3.1", "3.2", "7.1"]
    assert numbers("--indicator", "3") == ["3.1", "3.2"]
    assert numbers("--theme", "disciplinary") == ["3.1", "3.2"]
    assert numbers("--lead", "hr operations") == ["3.1", "7.1"]
    assert numbers("--indicator", "3", "--indicator", "7", "--lead", "HR Operations") == [
        *("3.1", "7.1")
    ]
    assert numbers("--organisation", TRUST, "--year", "2020/21") == []


def test_actions_as_csv_hold_no_formula(shell: Shell) -> None:
    text = shell("actions", "--format", "csv").stdout

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["lead"] for row in rows] == ["HR Operations", "Head of EDI", "HR Operations"]
    assert rows[1]["action"].startswith("'=HYPERLINK")


def test_actions_as_a_spreadsheet_hold_no_formula(shell: Shell, tmp_path: Path) -> None:
    result = shell("actions", "-o", tmp_path / "rows.xlsx")

    sheet = load_workbook(tmp_path / "rows.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet.max_row == 4
    assert "f" not in {cell.data_type for cell in cells}
    assert result.stdout == ""
    assert "rows.xlsx: 3 actions" in result.stderr


def test_actions_as_a_table_show_their_count(shell: Shell) -> None:
    text = shell("actions", "--indicator", "7").stdout

    assert text.startswith("1 action\n")
    assert "HR Operations" in text


def test_no_matching_rows_still_give_a_header(shell: Shell) -> None:
    text = shell("actions", "--lead", "nobody at all", "--format", "csv").stdout

    assert text.startswith("id,document_id,document,organisation,")
    assert text.count("\n") == 1


def test_an_output_path_that_cannot_be_written_is_one_line(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "no such folder" / "rows.csv"

    assert str(path) in shell.complaint("actions", "-o", path)


def test_outcomes_give_the_figures_as_printed(shell: Shell) -> None:
    (outcome,) = shell.json("outcomes", "--format", "json", "--kind", "case_study")

    assert (outcome["before"], outcome["after"], outcome["direction"]) == ("40", "22", "better")


# ------------------------------------------------------------------ what is held


def test_a_document_is_listed_shown_and_removed(fresh: Shell, folder: Path) -> None:
    fresh("ingest", folder)
    case, guide, plan = fresh.json("documents", "list", "--json")

    assert plan["name"] == "plan.md"
    assert "corpus.yaml" in fresh("documents", "show", case["id"]).stdout
    assert fresh.json("documents", "show", guide["id"], "--json")["kind"] == "guidance"

    fresh("documents", "remove", plan["id"])
    assert plan["id"] in fresh.complaint("documents", "show", plan["id"])
    assert fresh.json("actions", "--format", "json") == []
    assert "Rebuilt" in fresh("rebuild").stderr
    assert fresh.json("status", "--json")["is_healthy"]


def test_the_list_of_documents_is_readable(shell: Shell) -> None:
    text = shell("documents", "list").stdout

    assert text.startswith("3 documents\n")
    assert "  case.md\n" in text
    assert f"{TRUST} · case study · 2018/19" in text


def test_organisations_are_listed_with_counts(shell: Shell) -> None:
    rows = {row["name"]: row for row in shell.json("organisations", "--json")}

    assert rows[TRUST]["documents"] == 2
    assert rows[TRUST]["actions"] == 3
    assert f"{TRUST}\n    2 documents, " in shell("organisations").stdout


def test_status_says_what_is_held_and_that_it_is_well(shell: Shell) -> None:
    found = shell.json("status", "--json")

    assert found["is_healthy"]
    assert found["counts"]["documents"] == 3
    assert found["model"] == "goodpractice-minilm"
    assert found["bytes"] > 0
    assert "healthy" in shell("status").stdout


@pytest.mark.parametrize("words", [("show", "nothing"), ("remove", "nothing")])
def test_an_unknown_document_is_one_line(shell: Shell, words: tuple[str, ...]) -> None:
    assert "nothing" in shell.complaint("documents", *words)


# ------------------------------------------------------------------ the shell around it


@pytest.mark.parametrize(
    "words", [("ask",), ("nonsense",), ("search", "x", "-k", "0"), ("actions", "--format", "ods")]
)
def test_wrong_usage_is_told_from_what_can_be_mended(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell(*words, status=2).stdout == ""


def test_a_wrong_setting_is_one_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODPRACTICE_MAX_QUESTION", "many")

    assert "GOODPRACTICE_MAX_QUESTION=many" in shell.complaint("status")


def test_the_version_is_that_of_the_project() -> None:
    result = RUNNER.invoke(cli.app, ["--version"])

    assert f'version = "{result.stdout.split()[1]}"' in (ROOT / "pyproject.toml").read_text()


def _broken(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (DataError("The folder\nis gone: mend it"), 1, "The folder is gone: mend it"),
        (OSError(28, "No space left on device", "/data"), 1, "/data: no space left on device"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_one_line_and_a_stop_none(
    error: BaseException, status: int, said: str
) -> None:
    app = typer.Typer(cls=cli.Commands)
    app.command("fail")(_broken(error))
    app.command("other")(_broken(error))

    result = RUNNER.invoke(app, ["fail"])

    assert result.exit_code == status
    assert said in result.stderr
    assert result.stderr.count("\n") == bool(said)


def _run(*words: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "assistant.cli", *words], cwd=ROOT, **options)


def test_a_reader_who_leaves_ends_the_command_quietly(shell: Shell) -> None:
    read, write = os.pipe()
    os.close(read)
    with _run(
        *("--data", str(shell.data), "documents", "list", "--json"),
        stdout=write,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(write)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_what_is_not_utf_8_or_empty_is_wrong_usage(tmp_path: Path) -> None:
    for words in (("search", b"\xff"), ("documents", "check", ""), ("ingest", "")):
        command = [sys.executable, "-m", "assistant.cli", "--data", tmp_path, *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)

        assert done.returncode == 2
        assert b"not UTF-8" in done.stderr or b"the path is empty" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_closed_standard_streams_are_nothing_to_write_to(shell: Shell) -> None:
    command = f"{sys.executable} -m assistant.cli --data '{shell.data}' documents list"
    for closed in (">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(
            f"{command} {closed}", shell=True, cwd=ROOT, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_no_library_reports_to_its_makers(shell: Shell, tmp_path: Path) -> None:
    """Reports are gathered in files before they are sent, and not at all where CI is set."""
    own = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    kept = {name: value for name, value in os.environ.items() if name not in _SILENCING}
    for words in (("ask", "what fell?"), ("status",), ("rebuild",)):
        with _run("--data", str(shell.data), *words, env=kept | own) as process:
            pass
        assert process.returncode == 0
        assert [str(path) for path in tmp_path.rglob("*")] == []


def test_help_comes_at_once() -> None:
    spent = []
    for _ in range(5):
        begun = time.perf_counter()
        with _run("--help", stdout=subprocess.DEVNULL) as process:
            pass
        spent.append(time.perf_counter() - begun)
        assert process.returncode == 0
    assert min(spent) < 0.3


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from assistant import cli; "
        "CliRunner().invoke(cli.app, ['--help']); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    assert not {"chromadb", "numpy", "onnxruntime", "pydantic", "rich", "sqlalchemy", "torch"} & {
        *loaded
    }

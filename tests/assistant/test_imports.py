"""No command imports more than it needs: what it loads is told by name, not by time."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import load_settings
from assistant.wiring import back_up, open_builder
from index.build import Builder
from tests.fakes import HashingEncoder, a_document

SCRIPT = """
import json, sys
sys.argv = ["goodpractice", *json.loads(sys.argv[1])]
sys.stdout = open("/dev/null", "w")
from assistant.cli import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""
ALWAYS_TOO_MUCH = {
    *("torch", "transformers", "sentence_transformers", "sklearn", "scipy", "ir_measures"),
    *("chromadb", "fastapi", "uvicorn", "mcp", "jinja2", "prometheus_client"),
    *("openpyxl", "docx", "pptx", "pypdfium2", "bs4", "lxml", "langchain", "langchain_core"),
}
MODEL = {"onnxruntime", "tokenizers"}
DATA = {"sqlalchemy", "numpy"}
SERVER = {"fastapi", "jinja2", "prometheus_client"}
JUDGING = {"chromadb", "ir_measures", "jinja2", *MODEL}
WARD = a_document("1.txt", ["Mentors met nurses on the ward."])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    with Builder(folder, HashingEncoder()) as builder:
        builder.commit(a_document("1.txt", ["Mentors met nurses."]), "/1.txt")
    return folder


def loaded(folder: Path, *command: str) -> set[str]:
    """Run a command in a process of its own; the libraries that it has loaded."""
    arguments = json.dumps(["--data", str(folder), *command])
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("command", [("--help",), ("ask", "--help"), ("--version",)])
def test_help_loads_neither_data_nor_model(folder: Path, command: tuple[str, ...]) -> None:
    assert not loaded(folder, *command) & (ALWAYS_TOO_MUCH | MODEL | DATA)


@pytest.mark.parametrize(
    "command",
    [
        ("actions",),
        ("outcomes", "--format", "csv"),
        ("documents", "list"),
        ("organisations", "--json"),
    ],
    ids=" ".join,
)
def test_lists_need_no_model(folder: Path, command: tuple[str, ...]) -> None:
    assert not loaded(folder, *command) & (ALWAYS_TOO_MUCH | MODEL)


def test_status_looks_into_the_vectors_and_needs_no_model(folder: Path) -> None:
    assert not loaded(folder, "status") & ((ALWAYS_TOO_MUCH - {"chromadb"}) | MODEL)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder as the commands make it, a backup of it, a document and a question."""
    room = tmp_path_factory.mktemp("whole")
    settings = load_settings(data=room / "data")
    with open_builder(settings) as builder:
        builder.commit(WARD, "/1.txt")
    back_up(settings, room / "backup.zip")
    (room / "new.txt").write_text("Ten managers were trained. Cases fell by half.")
    (room / "set.yaml").write_text("- {id: one, question: who met?, kind: what, answerable: false}")
    return room


@pytest.mark.parametrize("command", ["search", "ask"])
def test_questions_need_the_model_and_nothing_that_reads_or_serves(
    whole: Path, command: str
) -> None:
    found = loaded(whole / "data", command, "did mentors meet nurses?")
    assert found >= MODEL
    assert not found & ALWAYS_TOO_MUCH


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("backup ROOM/again.zip", set()),
        ("chat", set()),
        (f"documents show {WARD.id}", set()),
        ("documents check ROOM/new.txt", set()),
        ("keys list", set()),
        ("model", set()),
        ("mcp", {"mcp", "uvicorn"}),
        ("serve --host 0.0.0.0", SERVER),
        (f"documents remove {WARD.id}", {"chromadb"}),
        ("restore ROOM/backup.zip", {"chromadb"}),
        ("ingest ROOM/new.txt", {"chromadb", *MODEL}),
        ("rebuild", {"chromadb", *MODEL}),
        ("demo", {"chromadb", *MODEL}),
        ("evaluate ROOM/set.yaml", JUDGING),
    ],
)
def test_every_other_command_loads_what_it_needs(
    whole: Path, tmp_path: Path, command: str, needed: set[str]
) -> None:
    room = Path(shutil.copytree(whole, tmp_path / "room"))
    line = command.replace("ROOM", str(room)).split()
    assert not loaded(room / "data", *line) & (ALWAYS_TOO_MUCH | MODEL) - needed

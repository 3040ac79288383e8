"""What was understood of a document is the same whether it is stored or was only looked at."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant import cli
from assistant.understood import of_read
from ingest.discover import Source
from ingest.organisations import Authority
from ingest.run import read_document
from tests.ingest.hostile import pdf
from tests.ingest.packing import archive

PLAN = b"""# WRES action plan 2021/22 of Camden and Islington NHS Foundation Trust

## Discipline

Over two years the number of formal disciplinary cases fell from 40 to 22.

| No. | Action | Lead | Timescale |
|---|---|---|---|
| 3.1 | Review all cases each quarter | HR Operations | March 2022 |
| 3.2 | Publish the results | Head of EDI | June 2022 |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "plan.md").write_bytes(PLAN)
    return made


def run(data: Path, words: Sequence[str | Path], status: int = 0) -> Result:
    result = CliRunner().invoke(cli.app, ["--data", str(data), *map(str, words)])
    assert result.exit_code == status, result.output
    return result


def test_sections_organisations_rows_and_outcomes_are_gathered() -> None:
    found = of_read(read_document(Source(Path("plan.md")), PLAN, Authority.load()))

    assert [part.title for part in found.sections][-1] == "Discipline"
    assert sum(sum(part.evidence.values()) for part in found.sections) == found.document.passages
    (organisation,) = found.organisations
    assert organisation.name == "Camden and Islington NHS Foundation Trust"
    assert organisation.passages == found.document.passages
    assert organisation.reasons
    assert [action.number for action in found.actions] == ["3.1", "3.2"]
    assert [(outcome.before, outcome.after) for outcome in found.outcomes] == [("40", "22")]


def test_a_look_says_what_ingesting_would_and_commits_nothing(tmp_path: Path, folder: Path) -> None:
    data = tmp_path / "data"
    (looked,) = json.loads(run(data, ["documents", "check", folder, "--json"]).stdout)
    assert not data.exists()

    run(data, ["ingest", folder])
    stored = json.loads(run(data, ["documents", "show", looked["id"], "--json"]).stdout)

    def told(found: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in found.items() if name != "sources"}

    assert told(looked) == told(stored)
    assert stored["sources"] == [str((folder / "plan.md").resolve())]


def test_a_look_shows_what_was_understood_and_why(tmp_path: Path, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4")

    result = run(tmp_path / "data", ["documents", "check", folder], status=1)

    text = " ".join(result.stdout.split())
    assert re.search(r"\* Discipline: [^*]*1 outcome", text)
    assert re.search(r"\* Camden and Islington NHS Foundation Trust: \d+ passages", text)
    assert "HR Operations" in text
    assert "fell from 40 to 22" in text
    assert "broken.pdf" in result.stderr
    assert "1 read, 1 failed; nothing was committed." in result.stderr


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("READ_PAGES", "1", "2 pages"),
        ("UNPACKED_MB", "1", "2 MB"),
        ("ARCHIVE_MEMBERS", "1", "2 files"),
        ("ARCHIVE_DEPTH", "1", "deeper than 1"),
    ],
)
def test_limits_are_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf(2))
    inner = archive({"a.md": PLAN})
    (folder / "b.zip").write_bytes(archive({"big.txt": PLAN + bytes(2_000_000), "c.zip": inner}))
    monkeypatch.setenv(f"GOODPRACTICE_{variable}", value)

    result = run(tmp_path / "data", ["documents", "check", folder], status=1)

    assert said in result.stderr
    assert f"GOODPRACTICE_{variable}" in result.stderr


def test_watching_gives_no_json(tmp_path: Path) -> None:
    result = run(tmp_path / "data", ["ingest", tmp_path, "--watch", "--json"], status=2)

    assert result.stdout == ""

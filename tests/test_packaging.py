"""What is shipped is whole, and may be shipped: files in the wheel, licences of what it needs."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from scripts import licences
from tests.conftest import ROOT

NEEDED = (
    "api/web/templates/base.html",
    "api/web/static/page.css",
    "api/web/static/vendor/nhsuk.css",
    "assistant/data/vocabulary.yaml",
    "evaluation/questions/sample.yaml",
    "evaluation/thresholds.yaml",
    "index/models/goodpractice-minilm/model.onnx",
    "ingest/data/organisations.tsv",
    "ingest/sample/corpus.yaml",
)


@pytest.mark.slow
def test_wheel_and_source_hold_all_that_is_tracked_and_the_pages_styles(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), "."]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    (wheel,), (source,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    packages = ("api", "assistant", "evaluation", "index", "ingest")
    tracked = subprocess.run(
        ["git", "ls-files", *packages], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert set(NEEDED) <= shipped
    assert {name for name in tracked if (ROOT / name).is_file()} <= shipped
    assert shipped - {name for name in shipped if ".dist-info/" in name} <= names


def test_every_dependency_has_a_licence_that_allows_passing_on() -> None:
    listed = licences.listed()

    assert set(listed) >= set(licences.pinned()), "run `make licences`"
    assert licences.refused(listed) == []


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [
        ("MIT", False),
        ("GNU Lesser General Public License v3 (LGPLv3), BSD License", False),
        ("AGPL-3.0-or-later", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("Proprietary", True),
        ("", True),
    ],
)
def test_licences_are_told_apart(words: str, is_refused: bool) -> None:
    assert bool(licences.refused({"package": words})) == is_refused

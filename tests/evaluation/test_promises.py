"""What the product promises of its answers, asked of the shared documents with the real model."""

from pathlib import Path

import pytest

from assistant.settings import load_settings
from assistant.wiring import export_model
from evaluation.command import evaluate
from evaluation.records import Evaluation
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared"

# The set, its corpus, and the least share of answerable questions with gold in the first five hits
# and with gold among the citations.
PROMISED = (
    ("dev", ("corpus",), 0.80, 0.70),
    ("dev_digests", ("corpus", "digests"), 0.70, 0.60),
)


def run(name: str, folders: tuple[str, ...], kept: Path) -> Evaluation:
    settings = load_settings()
    export_model(settings)
    outcome = evaluate(
        [SHARED / "questions" / f"{name}.yaml"],
        [SHARED / folder for folder in folders],
        settings,
        keep=kept,
    )
    return outcome.evaluation


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(("name", "folders", "hit", "cited"), PROMISED)
def test_gold_is_found_and_cited_and_every_quote_is_exact(
    name: str, folders: tuple[str, ...], hit: float, cited: float, tmp_path: Path
) -> None:
    found = run(name, folders, tmp_path)
    assert found.overall["exact_quotes"] == 1.0
    assert found.overall["failed"] == 0.0
    assert found.retrieval["understood"]["hit@5"] >= hit
    assert found.retrieval["understood"]["hit@5"] > found.retrieval["naive"]["hit@5"]
    assert found.overall["gold_hit"] >= cited

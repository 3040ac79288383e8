"""The sample set, asked of the bundled documents with the real model, reaches its thresholds."""

from pathlib import Path

import pytest

from assistant.settings import load_settings
from assistant.wiring import export_model
from evaluation.command import evaluate

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_sample_set_reaches_its_thresholds(tmp_path: Path) -> None:
    settings = load_settings()
    export_model(settings)
    steps: set[str] = set()
    outcome = evaluate(
        [ROOT / "evaluation" / "questions" / "sample.yaml"],
        [ROOT / "ingest" / "sample"],
        settings,
        report=tmp_path / "sample.html",
        keep=tmp_path / "kept",
        on_progress=lambda step, done, total, name: steps.add(step),
    )
    assert outcome.faults == ()
    assert len(outcome.evaluation.cases) >= 60
    assert set(outcome.evaluation.retrieval) == {
        "dense",
        "lexical",
        "fused",
        "understood",
        "naive",
    }
    assert steps == {"indexing", "asking"}
    assert "How far the assistant" in (tmp_path / "sample.html").read_text(encoding="utf-8")
    assert list((tmp_path / "kept").iterdir()) == []

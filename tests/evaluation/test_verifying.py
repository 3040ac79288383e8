"""Verification keeps most of what is true and next to nothing of what is wrong."""

from pathlib import Path

import pytest

from assistant.settings import load_settings
from assistant.wiring import export_model
from evaluation.errors import EvaluationError
from evaluation.verifying import FAITHFUL, SAMPLE, SET, measure, read_questions, table


@pytest.mark.slow
def test_statements_about_the_sample_are_told_apart() -> None:
    settings = load_settings()
    export_model(settings)
    tried = measure(SET, [SAMPLE], settings)

    faithful = [item.is_kept for item in tried if item.kind == FAITHFUL]
    wrong = [item.is_kept for item in tried if item.kind != FAITHFUL]
    assert min(len(faithful), len(wrong)) > 100
    assert sum(faithful) >= 0.55 * len(faithful)
    assert sum(wrong) <= 0.05 * len(wrong)
    assert len(table(tried)) > 10


@pytest.mark.parametrize("text", ["- 3", "question: a", "[", "- {question: a}"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(EvaluationError, match=r"set\.yaml"):
        read_questions(path)

"""A real model over real HTTP: SmolLM2 writes badly, and what reaches the reader is still true."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.events import Answered, Drafted
from assistant.records import CaveatCode
from assistant.settings import load_settings
from assistant.wiring import export_model, open_assistant, take_in
from index.records import Filters
from tests.conftest import ROOT

CASE_STUDY = ROOT / "ingest" / "sample" / "mersey-care-just-and-learning.txt"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.assistant.small_model"],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    line = serving.stdout.readline().strip()  # once it is loaded; the end of the process ends it
    assert line, "the model's server ended before it began"
    yield line
    serving.terminate()
    serving.wait(30)


@pytest.mark.slow
def test_what_a_small_model_writes_is_answered_only_as_far_as_it_is_true(
    address: str, tmp_path: Path
) -> None:
    settings = load_settings(
        data=tmp_path, llm="smollm2", llm_base_url=address, llm_seconds=1800, llm_tokens=40
    )
    export_model(settings)
    take_in(settings, [CASE_STUDY], on_progress=lambda _: None)

    with open_assistant(settings) as assistant:
        question = "by how much did investigations fall at Mersey Care?"
        *events, last = assistant.events(question, Filters())
        assert isinstance(last, Answered)
        answer = last.answer
        text = assistant.index.document_text(answer.citations[0].document_id)

    drafted = "".join(event.text for event in events if isinstance(event, Drafted))
    assert drafted.strip()
    assert answer.statements
    assert all(text[item.start : item.end] == item.quote for item in answer.citations)
    if answer.generator == "smollm2":
        assert "model" in {item.origin for item in answer.statements}
    else:
        assert answer.caveats[-1].code is CaveatCode.MODEL_NOT_USED

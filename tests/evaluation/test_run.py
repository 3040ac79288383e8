"""A run asks every case once, in its conversation; survives crashes; resumes; is repeatable."""

from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.cases import read_set
from evaluation.errors import BadCorpus, NotWritable
from evaluation.records import Evaluation
from evaluation.report import as_json
from evaluation.run import KeptFile, MemoJudge, evaluate_sets
from tests.evaluation.made import (
    TEXT,
    ScriptedAssistant,
    WordJudge,
    bench,
    good_answer,
    refusal,
    write_set,
)


def scripted() -> ScriptedAssistant:
    return ScriptedAssistant(
        {
            "what worked?": good_answer(),
            "and then?": replace(good_answer(), question="and then?"),
            "menopause?": refusal(),
        }
    )


def timeless(evaluation: Evaluation) -> str:
    cases = tuple(replace(case, milliseconds=0.0) for case in evaluation.cases)
    return as_json(replace(evaluation, cases=cases, times={}))


def test_every_case_is_asked_in_its_conversation_and_scored(tmp_path: Path) -> None:
    asker = scripted()
    now = evaluate_sets([read_set(write_set(tmp_path))], bench(asker))
    assert asker.asked == [
        ("what worked?", ()),
        ("and then?", ("what worked?",)),
        ("menopause?", ()),
    ]
    assert [case.scores["right"] for case in now.cases] == [1.0, 0.0, 1.0]
    assert now.overall["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert now.retrieval["whole"]["hit@4"] == 1.0
    assert set(now.by_kind) == {"effect", "follow_up", "unanswerable"}


def test_a_crash_is_the_result_of_its_case_alone(tmp_path: Path) -> None:
    asker = ScriptedAssistant(
        {"what worked?": ValueError("no tea"), "and then?": good_answer(), "menopause?": refusal()}
    )
    now = evaluate_sets([read_set(write_set(tmp_path))], bench(asker))
    assert now.cases[0].status == "failed"
    assert "ValueError: no tea" in now.cases[0].reasons[0]
    assert now.cases[2].scores["right"] == 1.0
    assert now.overall["failed"] > 0


def test_the_same_run_gives_the_same_report(tmp_path: Path) -> None:
    questions = read_set(write_set(tmp_path))
    first, second = (evaluate_sets([questions], bench(scripted())) for _ in range(2))
    assert timeless(first) == timeless(second)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    questions = read_set(write_set(tmp_path))
    whole = evaluate_sets([questions], bench(scripted()))
    kept = KeptFile.of_run(tmp_path / "kept", [questions], [TEXT], "1")
    kept.add(whole.cases[0])
    with (next((tmp_path / "kept").iterdir())).open("a", encoding="utf-8") as file:
        file.write('\n{"set": "made", "id": "tw')
    asker = scripted()
    resumed = evaluate_sets([questions], bench(asker), kept=kept)
    assert timeless(resumed) == timeless(whole)
    assert asker.asked[0] == ("what worked?", ())  # again, for the follow-up's sake
    assert len(list(kept.load())) == 3
    kept.discard()
    assert list(kept.load()) == []


def test_results_of_another_version_are_not_taken_over(tmp_path: Path) -> None:
    questions = read_set(write_set(tmp_path))
    whole = evaluate_sets([questions], bench(scripted()))
    KeptFile.of_run(tmp_path, [questions], [TEXT], "1").add(whole.cases[0])
    assert list(KeptFile.of_run(tmp_path, [questions], [TEXT], "2").load()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    questions = read_set(write_set(tmp_path))
    whole = evaluate_sets([questions], bench(scripted()))
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(NotWritable, match="file"):
        KeptFile(blocked / "kept.jsonl").add(whole.cases[0])


def test_an_empty_corpus_is_told(tmp_path: Path) -> None:
    empty = replace(bench(scripted()), texts=())
    with pytest.raises(BadCorpus, match="--corpus"):
        evaluate_sets([read_set(write_set(tmp_path))], empty)


def test_a_judge_is_asked_once_for_the_same() -> None:
    class Counting(WordJudge):
        asked = 0

        def check(self, claim: str, evidence):  # type: ignore[no-untyped-def]
            self.asked += 1
            return super().check(claim, evidence)

    counting = Counting()
    memo = MemoJudge(counting)
    assert memo.check("a", ["b"]) == memo.check("a", ("b",))
    assert counting.asked == 1

"""Prints every statement that a language model writes on a set, kept or removed, to be read."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.records import Answer
from assistant.verify import Verified, Verifier, checker, read_draft
from evaluation.errors import EvaluationError
from index.records import StoredAction, StoredPassage

if TYPE_CHECKING:
    from assistant.pipeline import Assistant


class Recorder(Verifier):
    """A verifier that remembers what it found."""

    last = Verified((), ())
    is_strained = False
    """A statement that cites nothing is verified as if it cited everything: the harder test."""

    def verify(
        self, draft: str, passages: Sequence[StoredPassage], rows: Sequence[StoredAction] = ()
    ) -> Verified:
        """Verify, and remember the result."""
        if self.is_strained:
            marks = "".join(f"[{number}]" for number, _ in enumerate(passages, start=1))
            draft = "\n".join(
                f"{item.text} {''.join(f'[{n}]' for n in item.numbers) or marks}"
                for item in read_draft(draft)
            )
        self.last = super().verify(draft, passages, rows)
        return self.last


def lines(answer: Answer, verified: Verified) -> list[str]:
    """Give an answer's statements with what bears them out, and what was removed and why."""
    out = [f"## {answer.question}", f"   by {answer.generator}"]
    out += [f"   {caveat.text}" for caveat in answer.caveats if caveat.code == "model_not_used"]
    for kept in verified.kept:
        source = kept.supports[0]
        out.append(f"+  {kept.text}")
        out.append(f"     = {source.evidence.value}, {source.organisation}: {source.quote}")
    out += [f"-  {removed.text}\n     ({removed.reason})" for removed in verified.removed]
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask each question of the sets, of the data folder and with the model that settings name."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.writing", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, help="files of questions")
    parser.add_argument("--most", type=int, default=1_000, help="questions of each set")
    parser.add_argument("--strain", action="store_true", help="no citation stands for all of them")
    given = parser.parse_args(arguments)
    from assistant import wiring
    from assistant.pipeline import Assistant
    from assistant.settings import load_settings
    from assistant.writer import Writer
    from evaluation.cases import read_set
    from ingest.organisations import Authority

    settings = load_settings()
    model = wiring.load_llm(settings)
    if model is None:
        raise EvaluationError("no language model is named: set GOODPRACTICE_LLM")
    authority = Authority.load()
    with wiring.open_index(settings, is_searched=True) as index:
        recorder = Recorder(checker(index), authority)
        recorder.is_strained = given.strain
        assistant = Assistant(index, authority, writer=Writer(model, recorder))
        for path in given.sets:
            questions = [case.question for case in read_set(path).cases if not case.after]
            _print(assistant, recorder, questions[: given.most])
    return 0


def _print(assistant: "Assistant", recorder: Recorder, questions: Sequence[str]) -> None:
    kept = removed = 0
    for question in questions:
        recorder.last = Verified((), ())
        answer = assistant.ask(question)
        kept += len(recorder.last.kept)
        removed += len(recorder.last.removed)
        sys.stdout.write("\n".join(lines(answer, recorder.last)) + "\n\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(questions)} questions, {kept} statements kept, {removed} removed\n")


if __name__ == "__main__":
    sys.exit(main())

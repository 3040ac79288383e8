"""Measures models side by side: `python -m training.measure BEFORE AFTER`.

Each is a name or a sentence-transformers folder; it is exported and run as users run it. Figures:
gold in the first five and ten of the development sets and of the questions kept apart (dense alone
and fused, by the harness's own searcher), the written questions whose documents were held out, and
general English (ExpertQA, the half that was not trained on). Differences carry a 95 % interval:
10,000 paired resamples.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.settings import load_settings
from evaluation.ablate import SETS
from evaluation.bench import open_bench
from evaluation.cases import Locator, locate_gold, read_set
from evaluation.retrieval import score_ranking
from evaluation.run import Conversations
from index.embedded import Embedded, embed
from index.embedding import OnnxEncoder, export
from training.general import read_facts
from training.material import is_held_out, read_examples, read_references

Scores = dict[str, npt.NDArray[np.float64]]
"""For each figure, a value for each question."""
RESAMPLES = 10_000
_DEPTHS = (5, 10)
_METRICS = ("hit@5", "hit@10", "mrr")


def measure(model: str, exports: Path) -> Scores:
    """Measure one model on everything."""
    encoder = OnnxEncoder.load(export(model, exports))
    scores = {**_written(encoder), **_general(encoder)}
    for path, corpus in SETS.items():
        scores |= _asked(path, corpus, model, exports)
    return scores


def _written(encoder: OnnxEncoder) -> Scores:
    """Look for the passage of each held-out question among all passages of the material."""
    examples = read_examples(read_references())
    rows = embed(encoder, [Embedded(each.text, each.heading) for each in examples])
    asked = [
        (question, each.story, at)
        for at, each in enumerate(examples)
        if is_held_out(each.story)
        for question in each.questions
    ]
    nearness = encoder.encode_questions([question for question, _, _ in asked]) @ rows.T
    ranks = [
        1 + int((row > row[at]).sum()) for row, (_, _, at) in zip(nearness, asked, strict=True)
    ]
    return _by_rank("written", ranks)


def _general(encoder: OnnxEncoder) -> Scores:
    """Look for the evidence of each held-out question among the evidence of all."""
    facts = read_facts(is_held_out=True)
    questions = list(dict.fromkeys(fact.question for fact in facts))
    owners = np.array([questions.index(fact.question) for fact in facts])
    rows = encoder.encode([fact.evidence for fact in facts])
    nearness = encoder.encode_questions(questions) @ rows.T
    ranks = []
    for at, row in enumerate(nearness):
        best = row[owners == at].max()
        ranks.append(1 + int((row > best).sum()))
    return _by_rank("expertqa", ranks)


def _asked(path: Path, corpus: Sequence[Path], model: str, exports: Path) -> Scores:
    """Ask a question set, as the harness does."""
    settings = load_settings(model=model, models=exports)
    scores: dict[str, list[float]] = {}
    with open_bench(settings, corpus) as bench:
        questions = read_set(path)
        gold = locate_gold(questions, Locator(bench.texts))
        talk = Conversations(bench.asker, {case.id: case for case in questions.cases})
        for case in questions.cases:
            if not case.gold:
                continue
            answer = talk.ask(case)
            found = bench.searchers[0].search(
                answer.standalone_question, case.filters, answer.filters
            )
            for system, ranking in found.items():
                for metric, value in score_ranking(ranking, gold[case.id]).items():
                    if metric in _METRICS:
                        scores.setdefault(f"{path.stem} {system} {metric}", []).append(value)
    return {figure: np.asarray(values) for figure, values in scores.items()}


def _by_rank(name: str, ranks: Sequence[int]) -> Scores:
    values = np.asarray(ranks, dtype=np.float64)
    scores = {f"{name} hit@{depth}": (values <= depth).astype(np.float64) for depth in _DEPTHS}
    return {**scores, f"{name} mrr": 1 / values}


def lines(before: Mapping[str, npt.NDArray[np.float64]], after: Scores) -> Iterator[str]:
    """Write a line for each figure: before, after, the difference and its interval."""
    random = np.random.default_rng(0)
    for name, old in before.items():
        gain = after[name] - old
        drawn = random.integers(0, len(gain), (RESAMPLES, len(gain)))
        low, high = np.percentile(gain[drawn].mean(axis=1), [2.5, 97.5])
        yield (
            f"{name:28} n={len(old):<4} {old.mean():.3f} -> {after[name].mean():.3f}  "
            f"{gain.mean():+.3f} [{low:+.3f}, {high:+.3f}]"
        )


def main(arguments: Sequence[str]) -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description="Measure two embedding models side by side.")
    parser.add_argument("before")
    parser.add_argument("after")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        before, after = (measure(name, Path(folder)) for name in (given.before, given.after))
        for line in lines(before, after):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

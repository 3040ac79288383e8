"""Measures models side by side: `python -m training.measure BEFORE AFTER...`.

Each is a name or a sentence-transformers folder; it is exported and run as users run it. Figures:
gold in the first five and ten of the development sets, one by one and together, and of the
questions kept apart, by the passages' vectors alone and as users search; the written questions
whose documents were held out; and general English (ExpertQA, the half that was not trained on).
Differences carry a 95 % interval: 10,000 paired resamples.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.settings import load_settings
from evaluation.ablate import METRICS, SETS, WHOLE, Variant, ablate
from index.embedded import Embedded, embed
from index.embedding import OnnxEncoder, export
from training.general import read_facts
from training.material import is_held_out, read_examples, read_references

Scores = dict[str, npt.NDArray[np.float64]]
"""For each figure, a value for each question."""
RESAMPLES = 10_000
_DEPTHS = (5, 10)
_SEARCHES = (
    Variant("vector alone", has_words=False, has_sentences=False, has_filters=False),
    replace(WHOLE, name="as searched"),
)


def measure(model: str, exports: Path) -> Scores:
    """Measure one model on everything."""
    encoder = OnnxEncoder.load(export(model, exports))
    scores = {**_written(encoder), **_general(encoder)}
    asked = {path.stem: _asked(path, corpus, model, exports) for path, corpus in SETS.items()}
    development = [asked[name] for name in asked if name.startswith("dev")]
    asked["both dev"] = {
        figure: np.concatenate([each[figure] for each in development]) for figure in development[0]
    }
    for name, figures in asked.items():
        scores |= {f"{name}, {figure}": values for figure, values in figures.items()}
    return scores


def _written(encoder: OnnxEncoder) -> Scores:
    """Look for the passage of each held-out question among all passages of the material."""
    examples = read_examples(read_references())
    rows, _ = embed(encoder, [Embedded(each.text, each.lines) for each in examples])
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
    found = ablate(path, corpus, settings, _SEARCHES).scores
    return {
        f"{search.name} {metric}": np.array([each[metric] for each in found[search.name]])
        for search in _SEARCHES
        for metric in METRICS
    }


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
            f"{name:38} n={len(old):<4} {old.mean():.3f} -> {after[name].mean():.3f}  "
            f"{gain.mean():+.3f} [{low:+.3f}, {high:+.3f}]"
        )


def main(arguments: Sequence[str]) -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description="Measure embedding models beside a first one.")
    parser.add_argument("before")
    parser.add_argument("after", nargs="+")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        before = measure(given.before, Path(folder))
        for model in given.after:
            sys.stdout.write(f"{given.before} -> {model}\n")
            for line in lines(before, measure(model, Path(folder))):
                sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

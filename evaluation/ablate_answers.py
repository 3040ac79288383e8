"""Takes the choice of sentences apart, one thing at a time: `python -m evaluation.ablate_answers`.

Each row is the assistant without one of the things that count in the score of a sentence
(assistant/select.py). Sets as in `evaluation.ablate`: the two development sets, and the questions
kept apart, by which it is decided what stays.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from assistant import wiring
from assistant.pipeline import Assistant
from assistant.select import COUNTS, Counts
from assistant.settings import Settings, load_settings
from evaluation.ablate import SETS
from evaluation.bench import UserAssistant, indexed, texts_of
from evaluation.cases import read_set
from evaluation.judges import load_judge
from evaluation.run import Bench, evaluate_sets

METRICS = ("right", "gold_hit", "must_say", "evidence")
VARIANTS: Mapping[str, Counts] = {
    "whole": COUNTS,
    "without likeness of the sentence": replace(COUNTS, similarity=0.0),
    "without likeness of the passage": replace(COUNTS, passage=0.0),
    "without words said": replace(COUNTS, said=0.0),
    "without rank of the passage": replace(COUNTS, rank=0.0),
    "without evidence type": replace(COUNTS, evidence=0.0),
    "without indicator": replace(COUNTS, indicator=0.0),
    "without what the wording asks for": replace(COUNTS, wording=0.0),
    "without lists kept whole": replace(COUNTS, whole_lists=False),
}


def ablate(
    path: Path, corpus: Sequence[Path], settings: Settings, variants: Mapping[str, Counts]
) -> dict[str, Mapping[str, float]]:
    """Ask a set of every variant and give each one's metrics, by its name."""
    questions = read_set(path)
    found: dict[str, Mapping[str, float]] = {}
    with indexed(settings, corpus) as own, wiring.open_assistant(own) as whole:
        texts = texts_of(whole)
        for name, counts in variants.items():
            assistant = Assistant(whole.index, whole.authority, counts=counts)
            judge = load_judge(settings.judge, whole.index)
            bench = Bench(texts, UserAssistant(assistant), (), judge, "")
            found[name] = evaluate_sets([questions], bench).overall
    return found


def main() -> None:
    """Print a table of all sets."""
    settings = load_settings()
    found = {path.stem: ablate(path, corpus, settings, VARIANTS) for path, corpus in SETS.items()}
    out = sys.stdout.write
    out(f"| {', '.join(METRICS)}, in % | {' | '.join(found)} |\n|{'---|' * (len(found) + 1)}\n")
    for name in VARIANTS:
        cells = (
            " / ".join(
                f"{100 * own[name][metric]:.0f}" if metric in own[name] else "–"
                for metric in METRICS
            )
            for own in found.values()
        )
        out(f"| {name} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main()

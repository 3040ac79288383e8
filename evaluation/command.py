"""Carries out `goodpractice evaluate`: index, ask, score, compare, report."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.bench import open_bench
from evaluation.cases import check_names, read_set
from evaluation.compare import (
    Comparison,
    below_thresholds,
    compare,
    read_baseline,
    read_thresholds,
)
from evaluation.records import Evaluation
from evaluation.report import as_json, check_writable, summary, write_page
from evaluation.run import KeptFile, evaluate_sets

if TYPE_CHECKING:
    from assistant.settings import Settings

Told = Callable[[str, int, int, str], None]
"""Told the step ("indexing", "asking"), how many are done, of how many, and which."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    evaluation: Evaluation
    comparison: Comparison | None
    faults: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Tell whether every threshold is met and nothing dropped since the baseline."""
        return not self.faults and not (self.comparison and self.comparison.is_drop)

    def as_json(self) -> str:
        """Give the evaluation as JSON; also what a later run takes as its baseline."""
        return as_json(self.evaluation)

    def as_text(self, width: int = 100) -> str:
        """Give the summary for a terminal."""
        return summary(self.evaluation, self.comparison, self.faults, width)


def evaluate(
    sets: Sequence[Path],
    corpus: Sequence[Path],
    settings: "Settings",
    *,
    report: Path | None = None,
    baseline: Path | None = None,
    keep: Path | None = None,
    on_progress: Told = lambda step, done, total, name: None,
) -> Outcome:
    """Evaluate question sets over a corpus; a run that was interrupted goes on from `keep`.

    Raises:
        EvaluationError: a set, the corpus, the baseline or the report's path cannot be used.
        IngestError: there is nothing to read in the corpus.
        DataError: the index cannot be made.
    """
    read = [read_set(path) for path in sets]
    check_names(read)
    earlier = read_baseline(baseline) if baseline else None
    if report:
        check_writable(report)
    started = time.perf_counter()
    with open_bench(
        settings, corpus, lambda done, total, name: on_progress("indexing", done, total, name)
    ) as bench:
        indexed = time.perf_counter() - started
        kept = KeptFile.of_run(keep, read, bench.texts, bench.version) if keep else None
        now = evaluate_sets(
            read,
            bench,
            kept=kept,
            on_progress=lambda done, total, name: on_progress("asking", done, total, name),
        )
    now = replace(now, times={"indexing_s": round(indexed, 2), **now.times})
    comparison = compare(earlier, now) if earlier else None
    outcome = Outcome(now, comparison, below_thresholds(now, read_thresholds()))
    if report:
        write_page(report, now, comparison, outcome.faults)
    if kept:
        kept.discard()
    return outcome

"""Compares two runs of the same sets case by case, and says which drops are more than chance."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import BadBaseline
from evaluation.records import CaseResult, Evaluation

# Metrics that a drop is looked for in: right by McNemar's exact test, the others by a paired
# bootstrap of the mean difference (Efron & Tibshirani 1993), both two-sided at 95 %.
WATCHED = ("right", "gold_coverage", "must_say", "usefulness", "citation_recall", "exact_quotes")
RESAMPLES = 2_000
SEED = 20_240_701
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """One metric before and after, over the cases that have it in both runs."""

    metric: str
    before: float
    after: float
    low: float
    high: float
    is_drop: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """A case that was right and is wrong, or the other way round."""

    set: str
    id: str
    question: str
    is_better: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since the baseline."""

    changes: tuple[Change, ...]
    turned: tuple[Turned, ...]
    p_value: float
    """McNemar's exact test on the cases that turned."""

    @property
    def is_drop(self) -> bool:
        """Tell whether any metric fell by more than chance explains."""
        return any(change.is_drop for change in self.changes)


def read_baseline(path: Path) -> Evaluation:
    """Read an earlier report.

    Raises:
        BadBaseline: unreadable, or no report of ours.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Evaluation).validate_json(path.read_bytes())
    except OSError as error:
        raise BadBaseline(f"{path}: cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the file"
        raise BadBaseline(
            f"{path}: not a report of `goodpractice evaluate --json`: {key}, {first['msg'].lower()}"
        ) from error


def check_baseline(baseline: Evaluation, now: Evaluation) -> None:
    """Refuse a baseline of other sets or another corpus.

    Raises:
        BadBaseline: the two runs cannot be compared.
    """
    if dict(baseline.sets) != dict(now.sets):
        raise BadBaseline(
            f"the baseline is of other sets ({_sets(baseline)}) than this run ({_sets(now)}); "
            "make one with --json from the same files"
        )
    if baseline.corpus != now.corpus:
        raise BadBaseline(
            f"the baseline is of another corpus ({baseline.documents} documents, "
            f"{baseline.corpus}) than this run ({now.documents}, {now.corpus}); "
            "make a new one with --json"
        )


def _sets(evaluation: Evaluation) -> str:
    return ", ".join(f"{name} {mark}" for name, mark in sorted(evaluation.sets.items()))


def compare(baseline: Evaluation, now: Evaluation) -> Comparison:
    """Compare two runs of the same sets and corpus."""
    check_baseline(baseline, now)
    before = {(case.set, case.id): case for case in baseline.cases}
    pairs = [(before[key], case) for case in now.cases if (key := (case.set, case.id)) in before]
    turned = tuple(
        Turned(new.set, new.id, new.question, _is_right(new), new.reasons)
        for old, new in pairs
        if _is_right(old) != _is_right(new)
    )
    p_value = mcnemar(
        sum(not item.is_better for item in turned), sum(item.is_better for item in turned)
    )
    changes = [change for metric in WATCHED if (change := _change(metric, pairs, p_value))]
    return Comparison(tuple(changes), turned, p_value)


def _is_right(case: CaseResult) -> bool:
    return case.scores.get("right") == 1.0


def _change(
    metric: str, pairs: Sequence[tuple[CaseResult, CaseResult]], p_value: float
) -> Change | None:
    values = [
        (old.scores[metric], new.scores[metric])
        for old, new in pairs
        if metric in old.scores and metric in new.scores
    ]
    if not values:
        return None
    before = sum(old for old, _ in values) / len(values)
    after = sum(new for _, new in values) / len(values)
    low, high = bootstrap([new - old for old, new in values])
    is_drop = p_value < ALPHA and after < before if metric == "right" else high < 0
    return Change(metric, round(before, 4), round(after, 4), round(low, 4), round(high, 4), is_drop)


def mcnemar(worse: int, better: int) -> float:
    """Give the two-sided p-value of McNemar's exact test (binomial, 1947) on discordant pairs."""
    total = worse + better
    if total == 0:
        return 1.0
    tail = sum(math.comb(total, k) for k in range(min(worse, better) + 1))
    return min(1.0, 2.0 * tail / 2.0**total)


def bootstrap(differences: Sequence[float]) -> tuple[float, float]:
    """Give the 95 % percentile interval of the mean difference; the same every time."""
    draw = random.Random(SEED)  # noqa: S311  # resampling, no secret
    size = len(differences)
    means = sorted(sum(draw.choices(differences, k=size)) / size for _ in range(RESAMPLES))
    edge = int(RESAMPLES * ALPHA / 2)
    return means[edge], means[-edge - 1]


def below_thresholds(
    now: Evaluation, thresholds: Mapping[str, Mapping[str, float]]
) -> tuple[str, ...]:
    """Say which figures are below (or, for shares of errors, above) their thresholds."""
    faults = []
    for name in now.by_set:
        wanted = dict(thresholds.get("every", {})) | dict(thresholds.get(name, {}))
        for metric, limit in wanted.items():
            value = now.by_set[name].get(metric)
            is_error = metric in {"false_refusal", "false_answer", "failed"}
            if value is not None and (value > limit if is_error else value < limit):
                side = "above" if is_error else "below"
                faults.append(f"{name}: {metric} {value:.3f} is {side} its threshold {limit:g}")
    return tuple(faults)


def read_thresholds() -> Mapping[str, Mapping[str, float]]:
    """Load the thresholds that travel with the code."""
    from importlib.resources import files

    import yaml

    text = files("evaluation").joinpath("thresholds.yaml").read_text(encoding="utf-8")
    read: Mapping[str, Mapping[str, float]] = yaml.safe_load(text)
    return read

"""Judges the judge: calibrates the support checker on human labels and measures it on others."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.support import Encoder, Features, Formula, SupportChecker
from evaluation.errors import EvaluationError
from evaluation.labels import LabelledClaim, read_labels

LABELS = Path("../shared/bench/expertqa")
FORMULA = Path("assistant/data/support_formula.yaml")
RESAMPLES = 1_000
SEED = 20_240_701
Scores = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True, slots=True)
class Measured:
    """One checker's figures on the half that nothing was fitted to."""

    name: str
    auc: Figure
    balanced: Figure
    f1: Figure
    f1_unsupported: Figure
    """F1 of finding what is not supported: the rare class, and the one that matters."""


def fit(claims: Sequence[LabelledClaim], features: Sequence[Features]) -> Formula:
    """Fit the formula: logistic regression, classes weighed alike, weights not below zero.

    The threshold is the score with the best balanced accuracy on the same claims.
    """
    from scipy.optimize import minimize

    names = list(asdict(features[0]))
    columns = np.array([[getattr(item, name) for name in names] for item in features])
    truth = np.array([claim.is_supported for claim in claims])
    weight = np.where(truth, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))

    def loss(values: Scores) -> float:
        logits = values[0] + columns @ values[1:]
        likelihood = np.logaddexp(0, np.where(truth, -logits, logits))
        # The penalty of scikit-learn's LogisticRegression with C = 1.
        return float((weight * likelihood).sum() + 0.5 * (values[1:] ** 2).sum())

    bounds = [(None, None), *((0, None) for _ in names)]
    found = minimize(loss, np.zeros(len(names) + 1), bounds=bounds, method="L-BFGS-B").x
    weights = {name: round(float(value), 3) for name, value in zip(names, found[1:], strict=True)}
    formula = Formula(round(float(found[0]), 3), weights, 0.5)
    scores = np.array([formula.score(item) for item in features])
    return Formula(formula.intercept, weights, best_threshold(scores, truth))


def best_threshold(scores: Scores, truth: Truth) -> float:
    """Give the threshold (in hundredths) with the best balanced accuracy; the lowest of equals."""
    candidates = np.arange(5, 96) / 100
    return round(float(max(candidates, key=lambda limit: _balanced(scores >= limit, truth))), 2)


def measure(name: str, scores: Scores, threshold: float, truth: Truth) -> Measured:
    """Measure scores against labels, with intervals from resampled claims."""
    from sklearn.metrics import roc_auc_score

    decided = scores >= threshold

    def interval(statistic: Callable[[Scores, Truth, Truth], float]) -> Figure:
        draw = np.random.default_rng(SEED)
        values: list[float] = []
        while len(values) < RESAMPLES:
            drawn = draw.integers(0, len(truth), len(truth))
            if 0 < truth[drawn].sum() < len(truth):
                values.append(statistic(scores[drawn], decided[drawn], truth[drawn]))
        low, high = np.percentile(values, [2.5, 97.5])
        return Figure(statistic(scores, decided, truth), float(low), float(high))

    return Measured(
        name,
        interval(lambda score, _, true: float(roc_auc_score(true, score))),
        interval(lambda _, said, true: _balanced(said, true)),
        interval(lambda _, said, true: _f1(said, true)),
        interval(lambda _, said, true: _f1(~said, ~true)),
    )


def _balanced(said: Truth, truth: Truth) -> float:
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def _f1(said: Truth, truth: Truth) -> float:
    hits = (said & truth).sum()
    return float(2 * hits / max(said.sum() + truth.sum(), 1))


def overlap_baseline(
    fitted: Sequence[LabelledClaim], asked: Sequence[LabelledClaim]
) -> tuple[Scores, float]:
    """Score by TF-IDF overlap with logistic regression: the trivial baseline, and its threshold."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectoriser = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    vectoriser.fit([text for claim in fitted for text in (claim.claim, *claim.evidence)])

    def overlap(claims: Sequence[LabelledClaim]) -> Scores:
        said = vectoriser.transform([claim.claim for claim in claims])
        read = vectoriser.transform([" ".join(claim.evidence) for claim in claims])
        cosine = np.asarray(said.multiply(read).sum(axis=1))
        shared = np.asarray(
            said.multiply(read > 0).sum(axis=1) / np.maximum(said.sum(axis=1), 1e-9)
        )
        return np.hstack([cosine, shared])

    truth = np.array([claim.is_supported for claim in fitted])
    model = LogisticRegression(class_weight="balanced").fit(overlap(fitted), truth)
    threshold = best_threshold(model.predict_proba(overlap(fitted))[:, 1], truth)
    return model.predict_proba(overlap(asked))[:, 1], threshold


def judge(
    encoder: Encoder, folder: Path, formula: Formula | None
) -> tuple[Formula, list[Measured]]:
    """Measure on the reporting half; without a formula, fit one on the other half first."""
    claims = read_labels(folder)
    fitted = [claim for claim in claims if claim.is_calibration]
    asked = [claim for claim in claims if not claim.is_calibration]
    checker = SupportChecker(encoder)
    if formula is None:
        formula = fit(fitted, [checker.features(c.claim, c.evidence) for c in fitted])
    checker = SupportChecker(encoder, formula=formula)
    truth = np.array([claim.is_supported for claim in asked])
    verdicts = [checker.check(claim.claim, claim.evidence) for claim in asked]
    ours = np.array([verdict.score for verdict in verdicts])
    wording = np.array([formula.score(checker.features(c.claim, c.evidence)) for c in asked])
    overlap, limit = overlap_baseline(fitted, asked)
    return formula, [
        measure("support checker", ours, formula.threshold, truth),
        measure("its wording alone, no conflicts", wording, formula.threshold, truth),
        measure("TF-IDF overlap, logistic regression", overlap, limit, truth),
        measure("always supported", np.ones(len(asked)), 0.5, truth),
    ]


def formula_text(formula: Formula) -> str:
    """Write the formula as the file that the checker loads."""
    weights = "".join(f"  {name}: {value}\n" for name, value in formula.weights.items())
    return (
        "# Made by `python -m evaluation.judge --calibrate` on half of ExpertQA's claims; do not\n"
        "# edit by hand. The probability of support is logistic(intercept + weights).\n"
        f"intercept: {formula.intercept}\nweights:\n{weights}threshold: {formula.threshold}\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.judge", description=__doc__)
    parser.add_argument("--labels", type=Path, default=LABELS, help="folder of ExpertQA's splits")
    parser.add_argument("--calibrate", action="store_true", help=f"fit again and write {FORMULA}")
    given = parser.parse_args(arguments)
    from assistant.settings import load_settings
    from assistant.wiring import load_encoder
    from evaluation.memo import MemoEncoder

    try:
        encoder = MemoEncoder(load_encoder(load_settings()))
        formula = None if given.calibrate else Formula.load()
        formula, measured = judge(encoder, given.labels, formula)
    except EvaluationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if given.calibrate:
        FORMULA.write_text(formula_text(formula), encoding="utf-8")
    sys.stdout.write(table(measured))
    return 0


def table(measured: Sequence[Measured]) -> str:
    """Give the figures as a table in Markdown."""
    lines = ["| checker | ROC-AUC | balanced accuracy | F1 supported | F1 not supported |"]
    lines.append("| --- | --- | --- | --- | --- |")
    lines += [
        f"| {m.name} | {m.auc} | {m.balanced} | {m.f1} | {m.f1_unsupported} |" for m in measured
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

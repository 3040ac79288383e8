"""The judge is fitted on one half of the labels and measured on the other."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.support import Features, Formula
from evaluation.errors import BadLabels
from evaluation.judge import best_threshold, fit, formula_text, judge, measure, table
from evaluation.labels import LabelledClaim, read_labels
from tests.fakes import HashingEncoder

LONG = "Cases fell by a third after mediation was offered to every team. "


def write_labels(folder: Path, claims: Sequence[tuple[str, str, str]]) -> Path:
    entries = [
        {
            "question": question,
            "answers": {
                "system": {
                    "claims": [
                        {
                            "claim_string": claim,
                            "evidence": [f"[1] https://a.example/b\n\n{LONG}"],
                            "support": label,
                        }
                    ]
                }
            },
        }
        for question, claim, label in claims
    ]
    for name in ("rand_val.jsonl", "domain_val.jsonl"):
        (folder / name).write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    return folder


def test_repeated_claims_are_dropped_and_sources_left_off(tmp_path: Path) -> None:
    claims = read_labels(
        write_labels(
            tmp_path, [("q", "a", "Complete"), ("q", "b", "Partial"), ("q", "c", "Missing")]
        )
    )
    assert [(claim.claim, claim.is_supported) for claim in claims] == [("a", True), ("b", False)]
    assert claims[0].evidence == (LONG.strip(),)


def test_a_question_is_wholly_in_one_half() -> None:
    halves = {LabelledClaim("q", claim, (), "Complete").is_calibration for claim in "abcdef"}
    assert len(halves) == 1
    assert len({LabelledClaim(q, "a", (), "Complete").is_calibration for q in "abcdef"}) == 2


@pytest.mark.parametrize("line", ["{", "{}", "[]"])
def test_a_line_that_is_not_expertqa_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / "rand_val.jsonl").write_text(line)
    with pytest.raises(BadLabels, match="line 1"):
        read_labels(tmp_path)


def test_labels_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadLabels, match="cannot be read"):
        read_labels(tmp_path)


def test_the_fit_finds_what_tells_the_classes_apart() -> None:
    claims = [LabelledClaim("q", "c", (), "Complete" if n % 2 else "Incomplete") for n in range(40)]
    features = [Features(0.9 if n % 2 else 0.1, 0.5, 0.5) for n in range(40)]
    formula = fit(claims, features)
    assert formula.weights["shared_words"] > 1
    assert min(formula.weights.values()) >= 0
    assert formula.score(features[0]) < formula.threshold <= formula.score(features[1])


def test_figures_are_those_of_a_perfect_and_of_a_blind_checker() -> None:
    truth = np.array([True, False] * 30)
    perfect = measure("perfect", truth.astype(float), 0.5, truth)
    assert (perfect.auc.value, perfect.balanced.value, perfect.f1.low) == (1.0, 1.0, 1.0)
    blind = measure("blind", np.ones(60), 0.5, truth)
    assert (blind.auc.value, blind.balanced.value, blind.f1_unsupported.value) == (0.5, 0.5, 0.0)
    assert blind.f1.low < blind.f1.value < blind.f1.high


def test_the_threshold_parts_the_classes() -> None:
    limit = best_threshold(np.array([0.2, 0.3, 0.6, 0.7]), np.array([False, False, True, True]))
    assert 0.3 < limit <= 0.6  # not 0.3 itself, which is not supported


def test_the_whole_measurement_runs_and_writes_a_formula_that_loads(tmp_path: Path) -> None:
    claims = [
        (f"question {n}", LONG if n % 2 else "Canteen menus changed in spring.", label)
        for n in range(24)
        for label in [("Complete" if n % 2 else "Incomplete")]
    ]
    formula, measured = judge(HashingEncoder(), write_labels(tmp_path, claims), None)
    assert measured[0].auc.value == 1.0
    assert "always supported" in table(measured)
    assert f"threshold: {formula.threshold}" in formula_text(formula)
    assert Formula.load().threshold > 0

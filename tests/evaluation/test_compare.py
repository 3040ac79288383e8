"""Two runs are compared case by case, and only a drop beyond chance counts."""

from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.cases import read_set
from evaluation.compare import (
    below_thresholds,
    bootstrap,
    compare,
    mcnemar,
    read_baseline,
    read_thresholds,
)
from evaluation.errors import BadBaseline
from evaluation.records import CaseResult, Evaluation
from evaluation.report import as_json
from evaluation.run import evaluate_sets
from tests.evaluation.made import ScriptedAssistant, bench, good_answer, refusal, write_set


@pytest.fixture
def run(tmp_path: Path) -> Evaluation:
    script = {"what worked?": good_answer(), "and then?": good_answer(), "menopause?": refusal()}
    return evaluate_sets([read_set(write_set(tmp_path))], bench(ScriptedAssistant(script)))


def many(run: Evaluation, *, right: int) -> Evaluation:
    def case(number: int) -> CaseResult:
        return replace(run.cases[0], id=str(number), scores={"right": float(number < right)})

    return replace(run, cases=tuple(case(number) for number in range(20)))


def test_a_report_read_back_is_the_same(run: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    path.write_text(as_json(run), encoding="utf-8")
    assert as_json(read_baseline(path)) == as_json(run)


def test_nothing_changed_is_no_drop(run: Evaluation) -> None:
    comparison = compare(run, run)
    assert not comparison.is_drop
    assert comparison.turned == ()
    assert comparison.p_value == 1.0


def test_a_drop_beyond_chance_counts_and_its_cases_are_named(run: Evaluation) -> None:
    comparison = compare(many(run, right=20), many(run, right=8))
    assert comparison.is_drop
    assert len(comparison.turned) == 12
    assert not any(item.is_better for item in comparison.turned)


@pytest.mark.parametrize(("before", "after"), [(20, 18), (8, 20)])
def test_a_small_drop_or_a_rise_does_not(run: Evaluation, before: int, after: int) -> None:
    assert not compare(many(run, right=before), many(run, right=after)).is_drop


@pytest.mark.parametrize(
    ("change", "told"), [({"sets": {"made": "other"}}, "other sets"), ({"corpus": "x"}, "corpus")]
)
def test_a_baseline_of_something_else_is_refused(
    run: Evaluation, change: dict[str, object], told: str
) -> None:
    with pytest.raises(BadBaseline, match=told):
        compare(replace(run, **change), run)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", ["{}", "no json", "[1]"])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "base.json"
    path.write_text(content)
    with pytest.raises(BadBaseline, match=r"base\.json"):
        read_baseline(path)


@pytest.mark.parametrize(
    ("worse", "better", "expected"), [(0, 0, 1.0), (5, 0, 0.0625), (8, 0, 0.0078), (3, 3, 1.0)]
)
def test_mcnemar_is_the_exact_binomial(worse: int, better: int, expected: float) -> None:
    assert mcnemar(worse, better) == pytest.approx(expected, abs=1e-4)


def test_the_bootstrap_is_repeatable_and_holds_the_mean() -> None:
    values = [0.1, 0.2, 0.3, 0.4]
    low, high = bootstrap(values)
    assert (low, high) == bootstrap(values)
    assert low <= 0.25 <= high


def test_thresholds_are_lower_limits_and_upper_ones_for_errors(run: Evaluation) -> None:
    limits = {"every": {"exact_quotes": 1.0, "failed": 0.0}, "made": {"accuracy": 0.9}}
    (fault,) = below_thresholds(run, limits)
    assert "accuracy" in fault
    assert "below" in fault
    (fault,) = below_thresholds(run, {"made": {"false_refusal": -1.0}})
    assert "above" in fault


def test_the_packaged_thresholds_ask_for_exact_quotes() -> None:
    assert read_thresholds()["every"]["exact_quotes"] == 1.0

"""The support checker catches what changes a meaning and lets wordings of the same meaning pass."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.support import Formula, SupportChecker
from index.records import Vector


class EvenEncoder:
    """Finds every text alike, so that only words and conflicts decide."""

    def encode(self, texts: Sequence[str]) -> Vector:
        return np.ones((len(texts), 1), dtype=np.float32)


class BlankEncoder:
    """Finds no text like any other."""

    def encode(self, texts: Sequence[str]) -> Vector:
        return np.eye(len(texts), dtype=np.float32)


@pytest.fixture(scope="module")
def checker() -> SupportChecker:
    formula = Formula(-2.0, {"shared_words": 5.0, "nearest": 0.5, "topic": 0.5}, 0.5)
    return SupportChecker(EvenEncoder(), formula=formula, aliases={"WPT": "Weston Park NHS Trust"})


FELL = "At Weston Park NHS Trust formal cases among BME staff fell from 40 in 2019 to 25 in 2021."
PLAN = "The trust will review every case before a hearing and aims to reduce suspensions by 20%."


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (FELL, FELL),
        ("Formal cases among ethnic minority staff fell to 25 in 2021.", FELL),
        ("Weston Park's formal cases among BAME staff dropped from forty to 25.", FELL),
        ("WPT: formal cases among BME staff fell [1].", FELL),
        ("The trust plans to review every case before a hearing.", PLAN),
        ("The saving was £1.7 million.", "The saving was £1.7m."),
        ("Suspensions were not reported.", "Suspensions were not reported in the survey."),
    ],
)
def test_what_the_evidence_says_is_supported(
    checker: SupportChecker, claim: str, evidence: str
) -> None:
    verdict = checker.check(claim, [evidence])
    assert verdict.is_supported, verdict.reason


@pytest.mark.parametrize(
    ("claim", "evidence", "reason"),
    [
        (FELL.replace("25", "35"), FELL, "figure 35"),
        (FELL.replace("Weston Park", "Harbour View"), FELL, "Harbour View"),
        (FELL.replace("fell", "rose"), FELL, "rose"),
        (FELL.replace("BME", "white"), FELL, "white"),
        (FELL.replace("40", "x").replace("25", "40").replace("x", "25"), FELL, "other way"),
        (FELL.replace("2021", "2020"), FELL, "2020"),
        ("The trust reviewed every case before a hearing.", PLAN, "plans"),
        ("Suspensions were reported.", "Suspensions were not reported.", "denies"),
        ("Cases more than doubled.", "Cases halved.", "2 times"),
        ("Cases among BME staff fell by 54%.", "Cases fell by 54% over two years.", "BME"),
        ("The survey was about canteen menus.", FELL, "like words"),
    ],
)
def test_what_the_evidence_does_not_say_is_refused_with_the_reason(
    checker: SupportChecker, claim: str, evidence: str, reason: str
) -> None:
    verdict = checker.check(claim, [evidence])
    assert not verdict.is_supported
    assert reason in verdict.reason


def test_figures_of_two_groups_are_kept_apart(checker: SupportChecker) -> None:
    evidence = ["Scores improved for white (5.0% to 4.4%) and BME (8.1% to 7.1%) staff."]
    assert checker.check("BME staff scores improved from 8.1% to 7.1%.", evidence).is_supported
    swapped = checker.check("Scores improved for white staff (8.1% to 7.1%).", evidence)
    assert not swapped.is_supported


def test_a_claim_may_rest_on_two_passages(checker: SupportChecker) -> None:
    claim = "Cases fell to 25. Staff were trained in mediation."
    evidence = ["Cases fell to 25 last year.", "All staff were trained in mediation."]
    assert checker.check(claim, evidence).is_supported


def test_a_conflict_keeps_the_score_below_the_threshold(checker: SupportChecker) -> None:
    agreeing = checker.check(FELL, [FELL])
    conflicting = checker.check(FELL.replace("fell", "rose"), [FELL])
    assert conflicting.score < 0.5 <= agreeing.score <= 1.0


@pytest.mark.parametrize(("claim", "evidence"), [("", ["Cases fell."]), ("Cases fell.", [])])
def test_nothing_supports_nothing(checker: SupportChecker, claim: str, evidence: list[str]) -> None:
    verdict = checker.check(claim, evidence)
    assert (verdict.is_supported, verdict.score) == (False, 0.0)


def test_meaning_counts_where_words_differ() -> None:
    formula = Formula(-1.0, {"nearest": 2.0}, 0.5)
    claim, evidence = "Fewer colleagues face hearings.", ["Hearings have become rare events."]
    assert SupportChecker(EvenEncoder(), formula=formula).check(claim, evidence).is_supported
    assert not SupportChecker(BlankEncoder(), formula=formula).check(claim, evidence).is_supported


def test_the_packaged_formula_accepts_a_quote_word_for_word() -> None:
    verdict = SupportChecker(BlankEncoder()).check(FELL, [f"In short: {FELL} More follows."])
    assert verdict.is_supported

"""Falsifications change what they say they change, and only that."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.support import SupportChecker, Verdict
from evaluation.perturb import (
    Statement,
    change_number,
    kinds,
    perturb,
    statements,
    swap_numbers,
    swap_words,
    table,
    tell_as_done,
)
from ingest.organisations import Authority
from tests.fakes import HashingEncoder

TRUE = (
    "Formal cases among BME staff at Mersey Care NHS Foundation Trust fell from 40 to 25 in 2021."
)
PAST = {"review": "reviewed", "train": "trained"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cases fell by 50% after training", "Cases fell by 60% after training"),
        ("The ratio was 1.5 overall", "The ratio was 1.3 overall"),
        ("It began in 2016 and goes on", "It began in 2013 and goes on"),
        ("There are no figures here", ""),
    ],
)
def test_a_number_is_changed_as_printed(text: str, expected: str) -> None:
    assert change_number(text) == expected


def test_the_figures_of_a_change_are_swapped() -> None:
    assert swap_numbers("fell from 14.2% to 12.0%") == "fell from 12.0% to 14.2%"
    assert swap_numbers("from 2016 to 2018") == ""


def test_a_word_is_swapped_with_its_capital() -> None:
    assert swap_words("Higher scores", pairs={"higher": "lower"}) == "Lower scores"
    assert swap_words("no such word", pairs={"higher": "lower"}) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The trust will review cases", "The trust reviewed cases"),
        ("Managers to be trained by May", "Managers was trained by May"),
        ("Review all cases each month", "The trust reviewed all cases each month"),
        ("The trust reviewed all cases", ""),
    ],
)
def test_a_plan_is_told_as_done(text: str, expected: str) -> None:
    assert tell_as_done(text, past=PAST) == expected


def test_the_checker_catches_each_kind() -> None:
    authority = Authority.load()
    names = ["Barts Health NHS Trust"]
    judge = SupportChecker(HashingEncoder())
    true = [Statement(TRUE, TRUE), Statement(*["The board will review cases each month."] * 2)]
    lines = {line.kind: line for line in perturb(true, kinds(authority, names), judge)}
    assert {kind: line.caught for kind, line in lines.items()} == {
        "number": 1,
        "numbers swapped": 1,
        "organisation": 1,
        "group": 1,
        "direction": 1,
        "plan told as result": 1,
        "none (accepted)": 2,
    }


def test_what_is_missed_is_counted_and_kept() -> None:
    class Believer:
        def check(self, claim: str, evidence: Sequence[str]) -> Verdict:
            return Verdict(True, 1.0, "believed")

    (number, left) = perturb([Statement(TRUE, TRUE)], {"number": change_number}, Believer())
    assert (number.tried, number.caught, left.caught) == (1, 0, 1)
    assert number.missed[0] != TRUE
    assert "| number | 1 | 0 | 0.0% |" in table([number])


def test_statements_are_the_sentences_of_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A heading\n\nCases fell by half after mediation began.\n")
    found = [item.text for item in statements([tmp_path], Authority.load())]
    assert found == ["Cases fell by half after mediation began."]


@pytest.mark.slow
def test_the_bundled_sample_is_guarded_as_promised() -> None:
    authority = Authority.load()
    names = [entry.organisation.name for entry in authority.entries]
    true = list(statements([Path(__file__).parents[2] / "ingest" / "sample"], authority))
    lines = perturb(true, kinds(authority, names), SupportChecker(HashingEncoder()))
    shares = {line.kind: line.share for line in lines}
    for kind in ("number", "organisation", "group", "direction", "none (accepted)"):
        assert shares[kind] >= 0.95, shares

"""Each metric, on answers whose score is known."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.records import Answer, CaveatCode, Status
from evaluation.answers import Scored, percentile, score_answer, summarise
from evaluation.cases import Locator, locate_gold, read_set
from evaluation.records import Case, CaseResult
from tests.evaluation.made import (
    TEXT,
    WordJudge,
    answer,
    citation,
    good_answer,
    refusal,
    statement,
    write_set,
)


@pytest.fixture
def cases(tmp_path: Path) -> dict[str, Case]:
    return {case.id: case for case in read_set(write_set(tmp_path)).cases}


def score(case: Case, given: Answer, tmp_path: Path) -> Scored:
    gold = locate_gold(read_set(write_set(tmp_path)), Locator([TEXT]))[case.id]
    return score_answer(case, gold, given, {TEXT.document_id: TEXT}, WordJudge())


def test_a_good_answer_scores_full_marks(cases: dict[str, Case], tmp_path: Path) -> None:
    scored = score(cases["one"], good_answer(), tmp_path)
    assert scored.reasons == ()
    assert set(scored.scores.values()) == {1.0}
    assert {"right", "exact_quotes", "gold_hit", "citation_recall", "must_say"} <= set(
        scored.scores
    )


def test_a_quote_that_is_not_word_for_word_makes_it_wrong(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    wrong = replace(citation(), quote="Cases fell by 54% over two years.")
    scored = score(cases["one"], answer(statement(), citations=[wrong]), tmp_path)
    assert scored.scores["exact_quotes"] == 0.0
    assert "word for word" in scored.reasons[0]


def test_a_citation_beside_the_gold_is_no_hit(cases: dict[str, Case], tmp_path: Path) -> None:
    beside = answer(statement(), citations=[citation("Staff like it.")])
    scored = score(cases["one"], beside, tmp_path)
    assert (scored.scores["gold_hit"], scored.scores["gold_precision"]) == (0.0, 0.0)
    assert scored.scores["citation_recall"] == 0.0


def test_a_needless_citation_lowers_precision_alone(cases: dict[str, Case], tmp_path: Path) -> None:
    cited = [citation(), citation("Staff like it.", number=2)]
    scored = score(cases["one"], answer(statement(citations=(1, 2)), citations=cited), tmp_path)
    assert scored.scores["citation_recall"] == 1.0
    assert scored.scores["citation_precision"] == 0.5
    assert scored.scores["gold_precision"] == 0.5


def test_a_missing_fact_and_organisation_are_named(cases: dict[str, Case], tmp_path: Path) -> None:
    vague = replace(statement("Cases fell. [1]"), organisation=None)
    unnamed = replace(citation(), organisation=None)
    scored = score(cases["one"], answer(vague, citations=[unnamed]), tmp_path)
    assert scored.scores["must_say"] == 0.0
    assert scored.scores["organisation"] == 0.0
    assert any("54% or 54 per cent" in reason for reason in scored.reasons)
    assert any("Alpha NHS Trust" in reason for reason in scored.reasons)


def test_a_forbidden_word_makes_it_wrong(cases: dict[str, Case], tmp_path: Path) -> None:
    case = replace(cases["one"], must_not_say=("two years",))
    scored = score(case, good_answer(), tmp_path)
    assert scored.scores["must_not_say"] == 0.0
    assert "two years" in scored.reasons[0]


def test_a_due_caveat_is_scored_apart(cases: dict[str, Case], tmp_path: Path) -> None:
    case = replace(cases["one"], caveat=("single_source",))
    assert score(case, good_answer(), tmp_path).scores["caveat"] == 0.0
    shown = replace(good_answer(), caveats=answer(caveats=[CaveatCode.SINGLE_SOURCE]).caveats)
    scored = score(case, shown, tmp_path)
    assert (scored.scores["caveat"], scored.scores["right"]) == (1.0, 1.0)


def test_a_false_refusal_is_wrong_but_not_unfaithful(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    scored = score(cases["one"], refusal(), tmp_path)
    assert scored.scores == {"right": 0.0, "usefulness": 0.0}
    assert "refused" in scored.reasons[0]


@pytest.mark.parametrize("status", [Status.NO_EVIDENCE, Status.OUT_OF_SCOPE])
def test_a_due_refusal_is_right(cases: dict[str, Case], tmp_path: Path, status: Status) -> None:
    scored = score(cases["three"], replace(refusal(), status=status), tmp_path)
    assert scored.scores == {"right": 1.0}


def test_an_answer_to_what_has_none_is_wrong(cases: dict[str, Case], tmp_path: Path) -> None:
    scored = score(cases["three"], good_answer(), tmp_path)
    assert scored.scores["right"] == 0.0
    assert "hold no answer" in scored.reasons[0]


def result(*, answerable: bool, status: str, right: float) -> CaseResult:
    return CaseResult(
        *("s", status, "q", "q", "fact", answerable, status, "", (), (), (), (), ()),
        {"right": right},
        {"citations": 2, "exact": 2} if status == "answered" else {},
        {},
        (),
        1.0,
    )


def test_abstention_is_summed_up_as_litqa2_does() -> None:
    figures = summarise(
        [
            result(answerable=True, status="answered", right=1.0),
            result(answerable=True, status="answered", right=0.0),
            result(answerable=True, status="no_evidence", right=0.0),
            result(answerable=True, status="failed", right=0.0),
            result(answerable=False, status="no_evidence", right=1.0),
            result(answerable=False, status="answered", right=0.0),
        ]
    )
    assert figures["coverage"] == 0.5
    assert figures["precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["accuracy"] == pytest.approx(2 / 6, abs=1e-4)
    assert figures["false_refusal"] == 0.25
    assert figures["false_answer"] == 0.5
    assert figures["failed"] == pytest.approx(1 / 6, abs=1e-4)
    assert figures["exact_quotes"] == 1.0


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.95, 4.0)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == expected

"""Caveats: each shown when it is due, and only then."""

from dataclasses import replace

from assistant.caveats import caveats
from assistant.records import CaveatCode, QuestionKind
from ingest.records import Evidence, Kind
from tests.assistant import samples
from tests.assistant.made import citation, statement, understanding


def codes(*args: object, **kwargs: object) -> set[CaveatCode]:
    return {item.code for item in caveats(*args, **kwargs)}  # type: ignore[arg-type]


GAP = understanding("what closed the gap?", is_about_gap=True)
COUNT = understanding("what cut investigations?")


def test_gap_not_reported_when_the_result_is_about_all_staff() -> None:
    found = codes(GAP, [statement("investigations fell by 54%")], [citation()])
    assert CaveatCode.GAP_NOT_REPORTED in found


def test_gap_reported_when_the_source_tells_groups_apart() -> None:
    found = codes(GAP, [statement("BME staff were 1.1 times as likely")], [citation()])
    assert CaveatCode.GAP_NOT_REPORTED not in found


def test_no_gap_caveat_when_no_gap_was_asked_about() -> None:
    found = codes(COUNT, [statement("investigations fell by 54%")], [citation()])
    assert CaveatCode.GAP_NOT_REPORTED not in found


def test_plan_only_when_all_is_intended() -> None:
    plans = [statement("to train", Evidence.PLAN), statement("70 %", Evidence.TARGET)]
    assert CaveatCode.PLAN_ONLY in codes(COUNT, plans, [citation()])


def test_not_plan_only_with_anything_that_happened() -> None:
    mixed = [statement("to train", Evidence.PLAN), statement("trained", Evidence.INTERVENTION)]
    assert CaveatCode.PLAN_ONLY not in codes(COUNT, mixed, [citation()])


def test_not_plan_only_where_the_row_of_a_plan_reports_a_result() -> None:
    plans = [statement("to train. Status: done; cases fell", Evidence.PLAN)]
    result = samples.outcome()
    row = replace(citation(), document_id=result.document_id, start=0, end=result.span.end + 1)
    assert CaveatCode.PLAN_ONLY not in codes(COUNT, plans, [row], (), [result])
    other = replace(row, document_id="another")
    assert CaveatCode.PLAN_ONLY in codes(COUNT, plans, [other], (), [result])


def test_unnamed_when_an_own_account_names_nobody() -> None:
    cited = [citation(organisation=None, kind=Kind.ACTION_PLAN)]
    assert CaveatCode.ORGANISATION_UNNAMED in codes(COUNT, [statement("x")], cited)


def test_a_national_page_is_not_unnamed() -> None:
    cited = [citation(organisation=None, publisher="NHS England", kind=Kind.WEBPAGE)]
    assert CaveatCode.ORGANISATION_UNNAMED not in codes(COUNT, [statement("x")], cited)


def test_single_source_when_one_organisation_has_results() -> None:
    assert CaveatCode.SINGLE_SOURCE in codes(COUNT, [statement("fell")], [citation()])


def test_no_single_source_with_two() -> None:
    both = [statement("fell"), statement("fell", organisation="Beta NHS Trust")]
    assert CaveatCode.SINGLE_SOURCE not in codes(COUNT, both, [citation()])


def test_no_single_source_when_one_organisation_was_asked_about() -> None:
    asked = understanding("did Alpha cut cases?", organisations=("Alpha NHS Trust",))
    assert CaveatCode.SINGLE_SOURCE not in codes(asked, [statement("fell")], [citation()])


def test_no_caveats_without_statements() -> None:
    assert codes(understanding("x", QuestionKind.FACT), [], []) == set()


def test_two_documents_with_other_figures_for_a_year_conflict() -> None:
    asked = understanding("what was the ratio in 2018?", QuestionKind.FACT)
    quotes = ("the ratio was 2.41 in 2018", "2018 position: 2.36")
    cited = [
        replace(citation(n, title=str(n)), quote=quote, indicators=(3,))
        for n, quote in enumerate(quotes, start=1)
    ]

    assert CaveatCode.CONFLICT in codes(asked, [statement("2.41")], cited)
    same = [cited[0], replace(cited[1], quote="2.41 in 2018")]
    assert CaveatCode.CONFLICT not in codes(asked, [statement("2.41")], same)
    later = [cited[0], replace(cited[1], quote="2.36 in 2019")]
    assert CaveatCode.CONFLICT not in codes(asked, [statement("2.41")], later)


def test_of_a_comparison_each_side_may_only_plan() -> None:
    asked = understanding("compare", QuestionKind.COMPARE)
    told = [
        statement("cases fell by 9%", organisation="A"),
        statement("to train", Evidence.PLAN, organisation="B"),
    ]

    found = {item.code: item.text for item in caveats(asked, told, [citation()])}

    assert "Of B only plans" in found[CaveatCode.PLAN_ONLY]

"""Answers and rows at a terminal: what is said, in which order, and how it is folded."""

from dataclasses import replace

import pytest

from assistant import terminal
from assistant.records import Answer, QuestionKind, Statement, Status
from assistant.terminal import Page
from ingest.records import Evidence
from tests.assistant import samples
from tests.assistant.samples import DONE, PLANNED, RESULT, TRUST

PAGE = Page(width=72)


def shown(answer: Answer, page: Page = PAGE) -> str:
    return terminal.answer_text(answer, page)


def folded(text: str) -> str:
    return " ".join(text.split())


def test_results_come_before_what_was_done_and_plans_come_last() -> None:
    text = shown(samples.answer())

    heads = [
        "what reduced cases?",
        "reports a result on this. [1]",
        "What trusts report happened",
        "What they did",
        "What they plan: no result reported yet",
        "Mind: ",
        "Sources",
    ]
    places = [folded(text).index(head) for head in heads]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("evidence", "heading"),
    [
        (Evidence.TARGET, "What they plan: no result reported yet"),
        (Evidence.BASELINE, "Where they stood"),
        (Evidence.LEARNING, "What they learned"),
        (Evidence.CONTEXT, "Background"),
    ],
)
def test_each_evidence_type_stands_under_its_own_heading(evidence: Evidence, heading: str) -> None:
    answer = replace(samples.answer(), statements=(samples.statement(evidence=evidence),))

    lines = shown(answer).splitlines()

    assert RESULT in folded(" ".join(lines[lines.index(heading) : lines.index("Sources")]))


def test_every_quote_stands_in_quotation_marks_with_its_number() -> None:
    text = folded(shown(samples.answer()))

    for number, quote in enumerate((RESULT, DONE, PLANNED), start=1):
        assert f"“{quote}” [{number}]" in text


def test_a_result_says_what_it_can_be_weighed_by() -> None:
    text = folded(shown(samples.answer()))

    assert "Reported by the organisation itself; figures before and after;" in text
    assert "no comparison; period not dated." in text
    assert text.count("Reported by") == 1


def test_statements_of_one_speaker_stand_together_and_name_it_once() -> None:
    answer = replace(samples.answer(), statements=(samples.statement(), samples.statement(DONE, 2)))

    body = shown(answer).split("What trusts report happened")[1].split("Mind:")[0]

    assert body.count(TRUST) == 1
    assert body.count("  - “") == 2


def test_a_model_statement_without_a_speaker_is_given_its_organisation() -> None:
    said = Statement(
        text="The target: a ratio of 1.0. [1]",
        evidence=Evidence.TARGET,
        organisation=TRUST,
        citations=(1,),
        origin="model",
        support=0.9,
    )

    assert f"* {TRUST}: The target: a ratio of 1.0. [1]" in folded(
        shown(replace(samples.answer(), statements=(said,)))
    )


@pytest.mark.parametrize("organisation", [TRUST, None])
def test_a_model_statement_with_a_speaker_is_given_no_other(organisation: str | None) -> None:
    speaker = organisation or "An unnamed organisation, 2020/21"
    said = Statement(
        text=f"{speaker}: Cases fell by 54% [1]",
        evidence=Evidence.CONTEXT,
        organisation=organisation,
        citations=(1,),
        origin="model",
        support=0.9,
    )
    text = folded(shown(replace(samples.answer(), statements=(said,))))

    assert f"* {speaker}: Cases fell by 54% [1]" in text


def test_sources_name_organisation_document_section_and_page() -> None:
    text = folded(shown(samples.answer()))

    assert f"[1–2] {TRUST}, Fair cases, case study 2018/19, “Impact”, page 2" in text
    assert "[3] an unnamed organisation, WRES action plan, action plan" in text


def test_a_source_about_another_organisation_names_its_publisher() -> None:
    reported = replace(samples.citation(), publisher="NHS England", section="Fair cases")

    assert terminal.source_text(reported) == (
        f"{TRUST}, Fair cases, case study 2018/19, published by NHS England, page 2"
    )


def test_a_source_about_no_organisation_stands_under_its_publisher() -> None:
    guidance = replace(
        samples.citation(), organisation=None, organisation_named=False, publisher="NHS England"
    )

    assert terminal.source_text(guidance).startswith("NHS England, Fair cases, ")


def test_a_follow_up_shows_how_it_was_understood() -> None:
    answer = replace(samples.answer(), standalone_question="what reduced cases at Ambleford?")

    assert "Understood as: what reduced cases at Ambleford?" in shown(answer)


def test_what_was_taken_out_is_listed_with_its_reason() -> None:
    assert "* It saved millions. (no source says so)" in shown(samples.answer())


def test_no_line_is_wider_than_the_terminal() -> None:
    for width in (50, 80, 300):
        lines = shown(samples.answer(), Page(width=width)).splitlines()
        assert max(map(len, lines)) <= min(width, 110)


def test_colour_is_used_only_where_it_is_asked_for() -> None:
    assert "\x1b" not in shown(samples.answer())
    assert "\x1b[1m" in shown(samples.answer(), Page(width=72, has_colour=True))


def test_control_characters_of_a_document_never_reach_the_terminal() -> None:
    answer = replace(samples.answer(), statements=(samples.statement("red \x1b[31m\x07alert"),))

    assert "\x1b" not in shown(answer)
    assert "\x07" not in shown(answer)


def test_no_evidence_prints_what_was_searched() -> None:
    answer = Answer(
        id="a2",
        question="menopause?",
        standalone_question="menopause?",
        kind=QuestionKind.INTERVENTION,
        status=Status.NO_EVIDENCE,
        summary="I found nothing on this in the 5 documents indexed (4 organisations).",
    )

    assert folded(shown(answer)) == f"menopause? {answer.summary}"


def test_rows_that_answer_are_a_table_with_their_count_and_are_not_said_twice() -> None:
    answer = replace(
        samples.answer(),
        statements=(samples.statement(PLANNED, 3, Evidence.PLAN, None, "An unnamed organisation"),),
        actions=(samples.action(),),
    )

    text = shown(answer, Page(width=100))

    assert "1 action\n" in text
    assert "Success measure" not in text
    assert "What they plan" not in text
    assert f"{PLANNED} [3]" in folded(text)
    assert "12 months" in text


def test_actions_of_one_plan_stand_under_its_name() -> None:
    text = terminal.actions_text([samples.action("3.1"), samples.action("3.2")], Page(width=100))

    assert text.startswith("2 actions\n")
    assert text.count("An unnamed organisation, 2017/18, WRES action plan") == 1
    assert [line.split()[0] for line in text.splitlines() if "12 months" in line] == ["3.1", "3.2"]


def test_outcomes_show_the_figures_as_printed() -> None:
    text = folded(terminal.outcomes_text([samples.outcome()], PAGE))

    assert text.startswith(f"1 reported outcome * {TRUST}: “{RESULT}”")
    assert "40 to 22 · all staff · 2018/19 · better" in text


def test_hits_show_rank_and_scores() -> None:
    text = folded(terminal.hits_text([samples.hit()], PAGE))

    assert text.startswith(f"1. {TRUST}, Fair cases score 0.0163 · meaning – · words #1")
    assert text.endswith(RESULT)


def test_a_search_without_hits_says_so() -> None:
    assert terminal.hits_text([], PAGE) == "Nothing found."


def test_a_table_takes_no_text_for_mark_up() -> None:
    assert "[bold]x[/bold] [1]" in terminal.table_text(("a",), [("[bold]x[/bold] [1]",)], PAGE)


def test_a_document_shows_the_reasons_for_its_labels() -> None:
    text = folded(terminal.document_text(samples.document(), PAGE))

    assert "case_study (headings of a case-study template)" in text

"""Rows: every row that meets lead, date and topic, and no other."""

from dataclasses import replace

from assistant.records import QuestionKind
from assistant.rows import Conditions, conditions, matching, titled
from index.records import PlanWords, StoredField
from ingest.records import Span
from tests.assistant.made import action, understanding

ACTIONS = (
    action("Train managers in informal resolution", lead="HR Operations", at=0),
    action(
        "Publish data", lead="Workforce Information/ HR Operations", timescale="May 2021", at=90
    ),
    action("Run mediation", lead="Staff Support", timescale="12 months", at=200),
    action("Review appraisals", lead="Director of HR", timescale="May 2021", at=300),
)
PLANS = PlanWords(
    len(ACTIONS),
    tuple(each.lead.text for each in ACTIONS),
    tuple(each.timescale.text for each in ACTIONS),
)


def texts(question: str) -> list[str]:
    asked = understanding(question, QuestionKind.LIST)
    return [row.action.text for row in matching(ACTIONS, asked, conditions(asked, PLANS), {}, {})]


def test_every_row_of_a_lead_also_where_it_shares() -> None:
    assert texts("list everything HR Operations leads on") == [
        "Train managers in informal resolution",
        "Publish data",
    ]


def test_rows_of_a_date() -> None:
    assert texts("which actions are due by May 2021?") == ["Publish data", "Review appraisals"]


def test_rows_on_a_topic() -> None:
    assert texts("list the actions on mediation") == ["Run mediation"]


def test_lead_and_topic_together() -> None:
    assert texts("list actions on data led by HR Operations") == ["Publish data"]


def test_no_row_for_another_topic() -> None:
    assert texts("list the actions on childcare") == []


def test_closeness_in_meaning_helps_a_partial_match() -> None:
    asked = understanding("list actions on informal coaching conversations", QuestionKind.LIST)
    narrowed = conditions(asked, PLANS)
    assert not matching(ACTIONS, asked, narrowed, {}, {})
    close = {ACTIONS[0].id: 0.6}
    assert [row.id for row in matching(ACTIONS, asked, narrowed, {}, close)] == [ACTIONS[0].id]


def test_a_month_or_quarter_is_a_condition_and_a_year_only_where_a_row_says_it() -> None:
    def dates(question: str) -> tuple[str, ...]:
        return conditions(understanding(question, QuestionKind.LIST), PLANS).dates

    assert dates("actions due June 2030") == ("June 2030",)
    assert dates("actions due Q4 2030") == ("Q4 2030",)
    assert dates("actions of 2030") == ()
    assert texts("actions due June 2030") == []


def test_rows_may_be_asked_for_by_what_they_lack() -> None:
    asked = understanding("which actions have no lead?", QuestionKind.LIST)
    narrowed = conditions(asked, PLANS)

    assert narrowed.blank == ("lead",)
    assert str(narrowed) == "without a lead"
    unled = replace(ACTIONS[0], lead=StoredField("", Span(0, 0)))
    assert matching((unled, *ACTIONS[1:]), asked, narrowed, {}, {}) == (unled,)


def test_a_part_of_a_year_is_its_months_and_a_mark_is_the_status() -> None:
    def asked(question: str) -> Conditions:
        return conditions(understanding(question, QuestionKind.LIST), PLANS)

    months = asked("actions due in the first three months of 2021").dates
    assert months == ("January 2021", "February 2021", "March 2021")
    assert asked("which actions are red or amber?").statuses == ("red", "amber")
    marked = replace(ACTIONS[0], status=StoredField("Amber", Span(0, 5)))
    amber = asked("which actions are amber?")
    question = understanding("which actions are amber?", QuestionKind.LIST)
    assert matching((marked, *ACTIONS[1:]), question, amber, {}, {}) == (marked,)


def test_what_is_due_by_a_date_is_due_before_it_too() -> None:
    due = (
        action("Publish data", timescale="May 2021"),
        action("Run mediation", timescale="September 2021", at=90),
        action("Meet monthly", timescale="From May 2021", at=200),
    )

    def given(question: str) -> list[str]:
        asked = understanding(question, QuestionKind.LIST)
        narrowed = conditions(asked, PLANS)
        return [row.action.text for row in matching(due, asked, narrowed, {}, {})]

    assert given("which actions are due by August 2021?") == ["Publish data"]
    assert given("which actions are due in August 2021?") == []


def test_a_topic_that_is_the_title_asks_for_all_its_rows() -> None:
    rows = (action("Publish data", name="Board meeting"), action("Run mediation", name="Plan"))
    asked = understanding("list the actions of the board", QuestionKind.LIST)
    assert titled(rows, asked, conditions(asked, PLANS), {}) == rows[:1]


def test_an_objective_of_few_words_that_says_the_topic_speaks_for_all_its_rows() -> None:
    asked = understanding("what is in the plan on bullying and abuse?", QuestionKind.LIST)
    narrowed = conditions(asked, PLANS)

    def below(objective: str) -> tuple[str, ...]:
        cell = StoredField(objective, Span(900, 900 + len(objective)))
        rows = [replace(row, objective=cell) for row in ACTIONS]
        return tuple(row.id for row in matching(rows, asked, narrowed, {}, {}))

    assert below("Bullying and abuse") == tuple(row.id for row in ACTIONS)
    assert below("Bullying") == ()
    assert below("End bullying and abuse, be fair in promotion and hear what people tell us") == ()


def test_a_date_may_be_that_of_the_minutes_unless_something_is_due() -> None:
    minuted = [replace(each, period="12 November 2024") for each in ACTIONS[:1]]

    def found(question: str) -> int:
        asked = understanding(question, QuestionKind.LIST)
        return len(matching(minuted, asked, conditions(asked, PLANS), {}, {}))

    assert found("all new actions that came out of November 2024") == 1
    assert found("all actions due November 2024") == 0

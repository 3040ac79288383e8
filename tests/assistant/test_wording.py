"""A statement may use other words than its source, and may say no more."""

import pytest

from assistant.meaning import Lexicon
from assistant.wording import Reader, Source
from ingest.records import Evidence

HEADER = "Measure | 2018 | 2019 | National"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Lexicon.load())


def source(text: str, evidence: Evidence = Evidence.OUTCOME, over: str = "") -> Source:
    is_row = "|" in text
    header = HEADER if is_row else ""
    return Source(text, f"{over} {header}", "Alpha NHS Trust", evidence, is_row, bool(over), header)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Cases fell by 54% in two years.", "Cases dropped by 54% over a two-year period"),
        ("The form was changed to record race.", "The form was amended to capture race"),
        ("No figures are given.", "The trust provides no figures"),
        ("The ratio was 1.1, down from 3 the year before.", "The ratio was 1.1, against 3 before"),
        ("Staff survey score | 61% | 70% | 65%", "The survey score rose from 61% to 70%"),
        ("Bands 6: 12% BME, band 7: 8% white.", "At band 6, 12% were BME"),
        ("Each month the board reviews every case.", "All cases are examined monthly"),
    ],
)
def test_other_words_for_the_same_are_borne_out(reader: Reader, text: str, statement: str) -> None:
    assert not reader.compare(statement, [], source(text))


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Cases fell by 54%.", "Cases fell by 45%"),
        ("Cases fell from 9 in 2018 to 4 in 2019.", "Cases fell from 4 in 2018 to 9 in 2019"),
        ("The share was 5% in 2018 and 8% in 2019.", "The share was 8% in 2018"),
        ("Of the board 7% were BME, compared with 20% of staff.", "Of staff 7% were BME"),
        ("The score was 9 for women and 7 for men.", "The score was 7 for women and 9 for men"),
        ("It fell from twice that of white colleagues.", "White colleagues' fell from twice"),
        ("The trust piloted the training.", "The trust introduced the training"),
        ("Many staff were afraid to speak.", "Most staff were afraid to speak"),
        ("Staff were trained.", "All staff were trained"),
        ("Both reports show less abuse.", "Both reports show more abuse"),
        ("Abuse fell at the same time as training.", "Training reduced abuse"),
        ("The survey does not show the improvement.", "The survey shows the improvement"),
        ("The trust is writing policies.", "The trust has written policies"),
        ("Staff believe that chances are equal.", "Chances are equal for staff"),
        ("Share of managers | 9% | 10% | 13%", "The share of managers was 13%"),
        ("Share of managers | 9% | 10% | 13%", "The share of managers fell from 10% to 9%"),
        ("Share of managers | 9% | 10% | 13%", "The share of managers was 10% in 2018"),
        ("Audits have begun.", "Audits have been completed"),
    ],
)
def test_what_says_more_or_else_is_not_borne_out(reader: Reader, text: str, statement: str) -> None:
    assert reader.compare(statement, [], source(text))


@pytest.mark.parametrize(
    ("statement", "is_borne_out"),
    [
        ("Alpha plans to train every manager by 2021", True),
        ("The HR Director is responsible for training every manager", True),
        ("Alpha trained every manager by 2021", False),
        ("Every manager was trained", False),
    ],
)
def test_a_plan_is_told_as_one(reader: Reader, statement: str, *, is_borne_out: bool) -> None:
    row = source("Train every manager | HR Director | 2021", Evidence.PLAN)

    assert (not reader.compare(statement, ["Alpha"], row)) == is_borne_out


def test_what_goes_on_from_the_sentence_before_may_take_its_subject(reader: Reader) -> None:
    statement = "The fourth cohort of the leadership course started in 2019"
    text = "Its fourth cohort started in 2019."

    assert reader.compare(statement, [], source(text))
    assert not reader.compare(
        statement, [], source(text, over="The leadership course lasts a year.")
    )

"""Personal details are masked, whatever their form; organisations and public names stay."""

from pathlib import Path

import pytest
import yaml

from assistant import personal
from ingest.organisations import Authority
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


# A question, and what of it must not be kept.
TELLING = [
    ("Dr Jane Smith was accused of racism at Leeds. What helps?", ["Jane", "Smith"]),
    ("dr jane smith was accused of bullying, can we dismiss her", ["jane", "smith"]),
    ("jane smith was suspended last week, what do other trusts do?", ["jane", "smith"]),
    ("ASIF KHAN was suspended", ["ASIF", "KHAN"]),
    ("my manager John Williams bullied me", ["John", "Williams"]),
    ("What happened with Mohammed Ali-Khan's grievance?", ["Mohammed", "Khan"]),
    ("the allegation that Sarah O'Brien bullied BME staff", ["Sarah", "O'Brien"]),
    ("Mr Patel and Mrs O'Connor complained about Dr van den Berg", ["Patel", "Connor", "Berg"]),
    ("Nurse Ade was sacked for being late", ["Ade"]),
    ("when nurse Ade complains about her ward manager Karen White", ["Ade", "Karen", "White"]),
    ("Is it true that Oluwaseun Adeyemi was dismissed?", ["Oluwaseun", "Adeyemi"]),
    ("Were the grievances of Jane Smith heard? Smith has left.", ["Jane", "Smith"]),
    ("write to jane.smith@nhs.net about mediation", ["jane", "smith", "@"]),
    ("ring 0113 496 0123 or +44 7700 900123 about mediation", ["496", "900"]),
    ("patient 943 476 5919 was abusive", ["943", "5919"]),
    ("patient 9434765919 was abusive", ["9434765919"]),
    ("NHS number: 123 456 7890", ["123", "7890"]),
    ("staff number 20345678 has been disciplined twice", ["20345678"]),
    ("employee no. 4471 is under investigation", ["4471"]),
    ("assignment number 20345678-2 was suspended", ["20345678"]),
    ("NMC PIN 12A3456E was struck off", ["12A3456E"]),
    ("case ref ER/2021/0045 took nine months", ["0045"]),
    ("her national insurance number is QQ 12 34 56 C", ["12 34 56"]),
    ("Amina, DOB 12/03/1980, was passed over", ["Amina", "1980"]),
    ("Amina Bello, born on 12 March 1980, was passed over", ["Bello", "1980"]),
]


@pytest.mark.parametrize(("question", "details"), TELLING)
def test_personal_details_are_masked(
    authority: Authority, question: str, details: list[str]
) -> None:
    masked = personal.mask(question, authority)
    for text in (masked, personal.bare(masked)):
        assert not [detail for detail in details if detail in text]
    assert personal.is_masked(masked)


@pytest.mark.parametrize(("question", "details"), TELLING)
def test_masking_twice_changes_nothing(
    authority: Authority, question: str, details: list[str]
) -> None:
    masked = personal.mask(question, authority)
    assert personal.mask(masked, authority) == masked


@pytest.mark.parametrize(
    "question",
    [
        "Was Mersey Care accused of racism?",
        "was St George's accused of institutional racism",
        "What happened after Mersey Care NHS Foundation Trust suspended fewer staff?",
        "Barking, Havering and Redbridge suspended fewer staff - how?",
        "what did trusts do after Amin Abdullah was dismissed?",
        "what did Roger Kline say about staff being suspended?",
        "what did Jane Green say about staff being suspended?",
        "Did the Mary Seacole programme lead to promotions for those disciplined?",
        "what changed after the Stephen Lawrence inquiry accused the police of racism?",
        "Are Black Nurses Disciplined More Than White Nurses?",
        "Stepping Up and Be Yourself: did they reduce disciplinary cases?",
        "did Freedom to Speak Up Guardians hear complaints about Human Resources?",
        "were 20 345 678 staff suspended, or a ratio of 1.22 to 1.56?",
        "staff numbers 2018 to 2020 and staff suspended in 2019/20",
        "will staff be suspended less, and is there a grace period?",
        "who leads on Dr appraisals at Leeds Teaching Hospitals?",
        "Cultural Ambassadors sit in every hearing at Northern Care Alliance",
        "did the checklist at Sherwood Forest cut formal cases?",
        "how many were bullied at Guy's and St Thomas'?",
    ],
)
def test_what_is_no_personal_detail_stays(authority: Authority, question: str) -> None:
    assert personal.mask(question, authority) == question


def _questions(folder: Path) -> list[str]:
    cases = [case for path in folder.glob("*.yaml") for case in yaml.safe_load(path.read_text())]
    return [case["question"] for case in cases if isinstance(case, dict)]


def test_no_question_of_the_sample_is_masked(authority: Authority) -> None:
    questions = _questions(ROOT / "evaluation" / "questions")
    assert len(questions) > 100
    assert [each for each in questions if personal.mask(each, authority) != each] == []


@pytest.mark.shared
def test_no_question_of_the_shared_sets_is_masked(authority: Authority, shared: Path) -> None:
    questions = _questions(shared / "questions")
    assert len(questions) > 50
    assert [each for each in questions if personal.mask(each, authority) != each] == []


@pytest.mark.parametrize(
    ("question", "is_individual"),
    [
        ("Was Jane Smith accused of racism?", True),
        ("Jane Smith was accused of racism. What happened to her?", True),
        ("Should we suspend Jane Smith at Leeds Teaching Hospitals?", True),
        ("staff number 20345678 has been disciplined twice", True),
        ("jane.smith@nhs.net", True),
        ("Jane Smith was accused of racism. What do trusts do in such cases?", False),
        ("How should we handle the complaint that Jane Smith bullied staff?", False),
        ("what reduced disciplinary disparity? reply to jane.smith@nhs.net", False),
        ("what reduced disciplinary disparity?", False),
    ],
)
def test_somebodys_case_is_told_from_what_is_generally_done(
    authority: Authority, question: str, is_individual: bool
) -> None:
    assert personal.is_individual(personal.mask(question, authority)) is is_individual


def test_a_masked_question_still_reads(authority: Authority) -> None:
    masked = personal.mask("Dr Jane Smith was accused of racism. What helps?", authority)
    assert masked == "[name removed] was accused of racism. What helps?"
    assert personal.bare(masked) == "somebody was accused of racism. What helps?"


def test_where_a_person_works_does_not_narrow_what_is_generally_asked(authority: Authority) -> None:
    question = "Dr Jane Smith at Leeds Teaching Hospitals was accused. What did Barts do?"
    assert personal.bare(personal.mask(question, authority)) == (
        "somebody was accused. What did Barts do?"
    )

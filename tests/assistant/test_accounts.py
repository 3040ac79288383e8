"""Accounts: what came of a practice is looked for where the practice is told of."""

from dataclasses import replace

from assistant.accounts import account_of, asked_about, beside, findings, speaks_of
from assistant.select import Candidate
from index.records import StoredPassage
from ingest.records import Evidence, Kind
from tests.assistant.made import passage

MENTORS = passage(
    "We paired porters with mentors in 2030.",
    "Four of the nine have been promoted.",
    "We cannot say whether the mentors caused it.",
    evidence=[Evidence.INTERVENTION, Evidence.OUTCOME, Evidence.LEARNING],
    section="Mentors",
    context="Report\nMentors",
    kind=Kind.REPORT,
)
SURVEY = passage(
    "Belief in fair promotion rose from 40% to 45%.",
    evidence=Evidence.OUTCOME,
    section="Survey",
    context="Report\nSurvey",
    kind=Kind.REPORT,
    at=500,
)


def weighed(stored: StoredPassage, *relevance: float) -> list[Candidate]:
    return [
        Candidate(stored, sentence, "Alpha NHS Trust", each, each, each)
        for sentence, each in zip(stored.sentences, relevance, strict=True)
    ]


def test_the_results_of_a_practice_are_those_of_its_own_account_nearest_first() -> None:
    found = [*weighed(SURVEY, 0.5), *weighed(MENTORS, 0.6, 0.1, 0.4)]
    accounts = asked_about(found)
    assert [item.sentence for item in accounts.values()] == [MENTORS.sentences[0]]
    told = findings(found, accounts)
    assert [item.sentence for item in told] == list(MENTORS.sentences[1:])


def test_beside_results_a_denial_far_from_the_question_is_of_something_else() -> None:
    found = weighed(MENTORS, 0.6, 0.1, 0.2)
    told = findings(found, asked_about(found))
    assert [item.sentence for item in told] == [MENTORS.sentences[1]]


def test_a_result_that_hardly_fits_the_question_stands_beside_the_practice() -> None:
    for fit, is_its_own in ((0.4, True), (0.2, False)):
        found = weighed(MENTORS, 0.6, fit, 0.1)
        assert speaks_of(found[1:2], asked_about(found)) is is_its_own


def test_a_question_that_results_fit_as_well_is_of_no_one_practice() -> None:
    assert not asked_about([*weighed(SURVEY, 0.6), *weighed(MENTORS, 0.6, 0.1, 0.1)])


def test_a_case_study_or_a_page_of_one_is_one_account_and_a_report_many() -> None:
    study = passage("One.", section="What we did", kind=Kind.CASE_STUDY)
    page = passage("One.", section="Results", kind=Kind.WEBPAGE)
    below = passage("One.", section="Results", context="Report\nMentors\nResults", kind=Kind.REPORT)
    assert account_of(study) == account_of(replace(study, section="Results"))
    assert account_of(study) != account_of(replace(study, organisations=("Beta NHS Trust",)))
    assert account_of(page) == ("alpha.txt", "")
    assert account_of(below) == account_of(MENTORS)
    assert account_of(MENTORS) != account_of(SURVEY)


def test_the_passages_around_one_stay_within_the_document() -> None:
    assert beside(passage("One.", name="d", at=1), 3) == ("d-0000", "d-0002")

"""Names of organisations in running text and in questions."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.mentions import Form
from ingest.organisations import Authority

AUTHORITY = Authority.load()


def _codes(text: str, **options: object) -> list[str | None]:
    found = AUTHORITY.find(text, **options)  # type: ignore[arg-type]
    return [mention.organisation.ods_code for mention in found]


def _texts(text: str) -> list[str]:
    return [mention.text for mention in AUTHORITY.find(text)]


# ------------------------------------------------------------------ running text


def test_every_full_name_is_found_whole_in_running_text() -> None:
    for entry in AUTHORITY.entries:
        name = entry.organisation.name
        text = f"It was {name} that did so."
        found = AUTHORITY.find(text)
        assert [mention.organisation for mention in found] == [entry.organisation], name
        assert found[0].text == name.removeprefix("The ") or found[0].text == name
        assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Staff at Mersey Care and Leeds Teaching Hospitals", ["RW4", "RR8"]),
        ("Barts, Imperial and St George's", ["R1H", "RYJ", "RJ7"]),
        ("C&I Board; NELFT's plan; RDASH", ["TAF", "RAT", "RXE"]),
        ("Guy’s and St. Thomas’ NHS FT", ["RJ1"]),
        ("North East London NHS Foundation Trust", ["RAT"]),
        ("South West London and St George's Mental Health NHS Trust", ["RQY"]),
        ("University Hospitals\nBirmingham", ["RRK"]),
        ("MEDWAY NHS FOUNDATION TRUST", ["RPA"]),
        ("Coventry & Warwickshire Partnership Trust", ["RYG"]),
        ("The Christie was first.", ["RBV"]),
    ],
)
def test_names_are_found_in_running_text(text: str, codes: list[str]) -> None:
    assert _codes(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "The weather in Nottingham, Leeds, Derby and Chesterfield",
        "Chesterfield Borough Council met Derby City Council",
        "Royal Berkshire Fire and Rescue Service",
        "Imperial College London and St George's, University of London",
        "imperial measures, mersey care and oxleas",
        "Agatha Christie and Dick Whittington",
        "the L&D lead, SEPT 2020, R&D, MSE and HSE",
        "RCN-style ambassadors",
        "the R&C&I team",
        "Mersey.\n\nCare was taken",
        "South West London NHS Trust",
    ],
)
def test_places_words_and_other_bodies_are_not_names(text: str) -> None:
    assert _texts(text) == []


def test_the_longest_name_wins() -> None:
    assert _texts("NHS North East London Integrated Care Board, NHS England") == [
        "NHS North East London Integrated Care Board",
        "NHS England",
    ]


def test_a_possessive_is_not_of_the_name() -> None:
    assert _texts("Mersey Care's results and Oxleas' staff") == ["Mersey Care", "Oxleas"]


def test_ambiguous_initials_count_only_beside_the_full_name() -> None:
    assert _codes("MFT has a plan") == []
    assert _codes("Medway NHS Foundation Trust has a plan; MFT will review it") == ["RPA", "RPA"]


def test_ambiguous_initials_are_settled_by_the_corpus() -> None:
    assert _codes("UHB", among=["University Hospitals Birmingham NHS Foundation Trust"]) == ["RRK"]


# ------------------------------------------------------------------ definitions


def test_a_definition_in_the_document_goes_before_the_list() -> None:
    text = (
        "Leeds City Council (LCC) and Bolton NHS Foundation Trust (BFT) met. LCC led, BFT hosted."
    )
    defined = AUTHORITY.definitions(text)
    assert defined["LCC"].name == "Leeds City Council"
    assert defined["BFT"].ods_code == "RMC"
    names = [mention.text for mention in AUTHORITY.find(text, defined=defined)]
    assert names.count("LCC") == 2
    assert names.count("BFT") == 2


@pytest.mark.parametrize(
    "text",
    [
        "Workforce Race Equality Standard (WRES)",
        "the Freedom to Speak Up Guardian (FTSUG)",
        "Trust Board (TB)",
        "Mersey Care (see below)",
    ],
)
def test_other_abbreviations_define_no_organisation(text: str) -> None:
    assert AUTHORITY.definitions(text) == {}


# ------------------------------------------------------------------ questions


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("what did merseycare do", ["RW4"]),
        ("mersy care's results", ["RW4"]),
        ("camden & islington plans", ["TAF"]),
        ("c&i or C and I", ["TAF", "TAF"]),
        ("chesterfeild royal?", ["RFS"]),
        ("yorkshire ambulance", ["RX8"]),
        ("pennine care v black country healthcare", ["RT2", "TAJ"]),
        ("how did nelft and elft compare", ["RAT", "RWK"]),
        ("kent & medway mental health trust", ["RXY"]),
        ("notttingham university hospitals", ["RX1"]),
        ("guys and st thomas", ["RJ1"]),
        ("northumberland tyne and wear", ["RX4"]),
    ],
)
def test_questions_may_be_careless(question: str, codes: list[str]) -> None:
    assert _codes(question, is_question=True) == codes


@pytest.mark.parametrize(
    "question",
    [
        "is silent bullying common",
        "nice ideas, gosh",
        "what number of trusts have a slam dunk",
        "does chesterfield have a plan",
        "who works in leeds or nottingham",
        "what is the best practice at any trust",
        "st george's day events",
    ],
)
def test_ordinary_words_of_questions_name_nobody(question: str) -> None:
    assert _codes(question, is_question=True) == []


def test_a_place_means_the_one_organisation_of_the_corpus() -> None:
    among = ["Chesterfield Royal NHS Foundation Trust", "Mersey Care NHS Foundation Trust"]
    question = "how did Chesterfeild get such a response?"
    found = AUTHORITY.find(question, is_question=True, among=among)
    assert [(m.organisation.ods_code, m.form) for m in found] == [("RFS", Form.LOOSE)]
    assert _codes("Chesterfield Borough Council", is_question=True, among=among) == []


def test_a_place_of_two_organisations_of_the_corpus_means_neither() -> None:
    among = ["Leeds Teaching Hospitals NHS Trust", "Leeds Community Healthcare NHS Trust"]
    assert _codes("what did leeds do?", is_question=True, among=among) == []


def test_a_place_with_the_word_after_it_tells_two_organisations_apart() -> None:
    among = ["Leeds Teaching Hospitals NHS Trust", "Leeds Community Healthcare NHS Trust"]
    assert _codes("what did leeds community do?", is_question=True, among=among) == ["RY6"]
    assert _codes("what did Leeds Teaching do?", is_question=True, among=among) == ["RR8"]


def test_a_part_of_the_country_means_no_trust() -> None:
    among = ["East London NHS Foundation Trust", "Yorkshire Ambulance Service NHS Trust"]
    assert _codes("trusts in east london or yorkshire", is_question=True, among=among) == []


def test_a_former_trust_means_its_successor_when_only_that_is_held() -> None:
    among = ["Northern Care Alliance NHS Foundation Trust"]
    assert _codes("what did Salford Royal do", is_question=True, among=among) == ["RM3"]


def test_an_organisation_outside_the_list_is_found_by_its_name() -> None:
    found = AUTHORITY.find("leeds city council?", is_question=True, among=["Leeds City Council"])
    assert [mention.organisation.name for mention in found] == ["Leeds City Council"]


# ------------------------------------------------------------------ any text


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Mersey",
                "Care",
                "NHS",
                "Trust",
                "the",
                "&",
                "'",
                "St",
                ".",
                "\n",
                "(",
                "C&I",
                "’s",
                "é",
            ]
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_mentions_are_ordered_spans_of_the_text(parts: list[str], is_question: bool) -> None:
    text = " ".join(parts)
    end = 0
    for mention in AUTHORITY.find(text, is_question=is_question):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end


def test_ten_thousand_characters_take_under_twenty_milliseconds() -> None:
    sentence = "Staff of the trust said that Mersey Care and others in the North West had a plan. "
    text = (sentence * 130)[:10_000]
    fastest = min(_seconds_to_find(text) for _ in range(5))
    assert fastest < 0.02


def test_a_very_long_question_is_read_in_time() -> None:
    start = time.process_time()
    AUTHORITY.find("whats teh wekly respnse raet at mersy care " * 400, is_question=True)
    assert time.process_time() - start < 1


def _seconds_to_find(text: str) -> float:
    start = time.process_time()
    AUTHORITY.find(text)
    return time.process_time() - start

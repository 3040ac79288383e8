"""The words of organisations' names."""

import pytest

from ingest import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Guy's and St Thomas' NHS Foundation Trust", "GUYS & SAINT THOMAS’ NHS FT"),
        ("Tees, Esk and Wear Valleys NHS Foundation Trust", "tees esk & wear valleys"),
        ("The Christie NHS Foundation Trust", "Christie Foundation Trust"),
        ("University Hospitals of Leicester NHS Trust", "University Hospital Leicester"),
        ("Royal Berkshire NHS Foundation Trust", "royal berks"),
        ("Cambridgeshire and Peterborough NHS Foundation Trust", "Cambs & Peterborough"),
    ],
)
def test_spellings_of_one_name_have_the_same_words(one: str, other: str) -> None:
    words = [names.kept(names.without_suffix(names.words(name))) for name in (one, other)]
    assert words[0] == words[1]


def test_university_before_the_suffix_stays_in_the_name() -> None:
    words = names.words("Essex Partnership University NHS Foundation Trust")
    assert names.without_suffix(words) == ("essex", "partnership", "university")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Nottingham University Hospitals NHS Trust", ("nottingham",)),
        ("University Hospitals of Derby and Burton NHS Foundation Trust", ("derby", "burton")),
        ("Chesterfield Royal NHS Foundation Trust", ("chesterfield",)),
        ("East London NHS Foundation Trust", ()),
        ("London Ambulance Service NHS Trust", ()),
    ],
)
def test_stem_is_the_place_and_never_a_part_of_the_country(
    name: str, place: tuple[str, ...]
) -> None:
    assert names.stem(name) == place


@pytest.mark.parametrize("name", ["C&I", "NELFT", "RDaSH", "SaTH", "NCH&C"])
def test_initials_are_abbreviations(name: str) -> None:
    assert names.is_abbreviation(name)


@pytest.mark.parametrize("name", ["Oxleas", "Barts", "Mersey Care", "Imperial", "2gether"])
def test_words_are_no_abbreviations(name: str) -> None:
    assert not names.is_abbreviation(name)


@pytest.mark.parametrize(
    ("typed", "word", "expected"),
    [
        ("chesterfeild", "chesterfield", True),
        ("mersy", "mersey", True),
        ("notttingham", "nottingham", True),
        ("mersey", "mersey", False),
        ("number", "humber", False),
        ("care", "cars", False),
        ("lancaster", "lancashire", False),
    ],
)
def test_slips_are_one_letter_away_with_the_first_letter_right(
    typed: str, word: str, expected: bool
) -> None:
    assert names.is_slip(typed, word) is expected

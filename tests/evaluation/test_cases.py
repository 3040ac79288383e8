"""Question sets are read strictly, and their gold is found in the canonical texts."""

from pathlib import Path

import pytest

from evaluation.cases import Locator, check_names, locate_gold, read_set
from evaluation.errors import BadSet
from evaluation.records import Gold, Place, Text
from tests.evaluation.made import SET, TEXT, write_set


def test_a_set_is_read_in_order_with_its_alternatives(tmp_path: Path) -> None:
    questions = read_set(write_set(tmp_path))
    assert questions.name == "made"
    assert [case.id for case in questions.cases] == ["one", "two", "three"]
    assert questions.cases[0].must_say == (("54%", "54 per cent"),)
    assert questions.cases[0].evidence == ("outcome",)
    assert questions.cases[1].after == "one"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: effect", "kind: effect\n  colour: red", ("case one", "colour")),
        ("kind: effect", "kind: wish", ("case one", "kind")),
        ("id: two", "id: one", ("case one", "id", "twice")),
        ("after: one", "after: three", ("case two", "after", "'three'", "later")),
        ("after: one", "after: nine", ("case two", "after", "'nine'", "not in the set")),
        ("  after: one\n", "", ("case two", "after")),
        ("answerable: false", "answerable: maybe", ("case three", "answerable")),
        ("evidence: outcome", "evidence: proof", ("case one", "evidence")),
        ("evidence: outcome", "caveat: small_print", ("case one", "caveat", "small_print")),
        ('"54%|54 per cent"', '"54%|"', ("case one", "54%|")),
        ("answerable: false", "answerable: true", ("case three", "gold")),
        ('quote: "Staff like it."', 'quote: ""', ("case two", "gold.0.quote")),
        ("question: menopause?", "question: a\n  question: b", ("twice",)),
        (SET, "just words", ("list",)),
        (SET, "a: [", ("not YAML",)),
    ],
)
def test_a_fault_is_told_with_file_case_and_key(
    tmp_path: Path, old: str, new: str, told: tuple[str, ...]
) -> None:
    path = write_set(tmp_path, SET.replace(old, new))
    with pytest.raises(BadSet) as error:
        read_set(path)
    assert all(part in str(error.value) for part in (str(path), *told))
    assert "\n" not in str(error.value)


def test_a_set_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSet, match="cannot be read"):
        read_set(tmp_path / "none.yaml")


def test_a_quote_is_found_across_white_space(tmp_path: Path) -> None:
    gold = locate_gold(read_set(write_set(tmp_path)), Locator([TEXT]))
    ((place,),) = gold["one"]
    assert TEXT.text[place.start : place.end] == "Cases fell by\n54% over two years."
    assert gold["three"] == ()


def test_a_quote_that_is_in_no_document_is_an_error(tmp_path: Path) -> None:
    path = write_set(tmp_path, SET.replace("Staff like it.", "Staff hate it."))
    with pytest.raises(BadSet, match=r"case two.*alpha\.txt.*Staff hate it"):
        locate_gold(read_set(path), Locator([TEXT]))


def test_a_document_that_is_not_in_the_corpus_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadSet, match=r"'alpha\.txt' is not in the corpus"):
        locate_gold(read_set(write_set(tmp_path)), Locator([]))


def test_every_place_of_a_repeated_quote_is_found() -> None:
    locator = Locator([Text("d", "a.txt", "to be or to be")])
    assert locator.locate(Gold("a.txt", "to be")) == (Place("d", 0, 5), Place("d", 9, 14))


def test_two_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    questions = read_set(write_set(tmp_path))
    with pytest.raises(BadSet, match="'made'"):
        check_names([questions, questions])


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dev", "dev_digests"])
def test_the_development_sets_are_accepted(shared: Path, name: str) -> None:
    questions = read_set(shared / "questions" / f"{name}.yaml")
    assert len(questions.cases) > 30
    assert any(case.filters.indicator for case in questions.cases) or name == "dev_digests"

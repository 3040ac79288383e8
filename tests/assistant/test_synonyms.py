"""A sentence is read as ideas, under every name that they go by."""

import pytest

from assistant.meaning import Lexicon, Sentence
from assistant.synonyms import Idea, Thesaurus


def ideas(text: str) -> tuple[Idea, ...]:
    lexicon = Lexicon.load()
    return Thesaurus.load().read(Sentence(text, lexicon), lexicon)


@pytest.mark.parametrize(
    ("one", "other"),
    [("began", "launched"), ("straight away", "immediately"), ("fell", "declined")],
)
def test_wordings_of_one_group_share_a_name(one: str, other: str) -> None:
    assert ideas(one)[0].names & ideas(other)[0].names


@pytest.mark.parametrize(("one", "other"), [("won", "shortlisted"), ("completed", "begun")])
def test_wordings_that_differ_in_truth_share_none(one: str, other: str) -> None:
    assert not ideas(one)[0].names & ideas(other)[0].names


def test_the_longest_wording_is_one_idea() -> None:
    printed = [idea.printed for idea in ideas("A committee was set up") if not idea.is_light]

    assert printed == ["committee", "set up"]

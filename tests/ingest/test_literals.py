"""What a text must hold for a pattern to fit is never asked for in vain."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import wordings
from ingest.literals import Sieve, matches
from ingest.wordings import Rule, compiled

PATTERNS = (
    r"\b(?:rose|fell|grew) (?:by|from) \d+(?:\.\d+)? ?%",
    r"^(?:the|this) (?:\w+ ){0,3}?pages?\b",
    r"[ab]c{2,}d?|(?:xy)+z*",
    r"(?<!not )(?:was|were) (?!being )done",
    r"\?$|^\[.*\]$",
    r"£ ?\d[\d,]*|half|20[12]\d",
    r"(?i:Leeds)|\w{3}ing",
    r"(?P<one>ab|ac)(?P=one)?e",
)
RULES = tuple(
    rule
    for table in vars(wordings).values()
    if isinstance(table, tuple)
    for rule in table
    if isinstance(rule, Rule)
)
WORDINGS = Sieve({rule: rule.wordings for rule in RULES})


def may_fit(pattern: str, text: str) -> bool:
    return "it" in Sieve({"it": [pattern]}).left(text)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_a_text_that_fits_has_what_is_needed(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)))
    assert may_fit(pattern, text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_text_that_fits_a_wording_has_what_it_needs(rule: Rule, data: st.DataObject) -> None:
    wording = data.draw(st.sampled_from(rule.wordings))
    text = data.draw(st.from_regex(compiled(wording)))
    assert wording in WORDINGS.left(text)[rule]


@pytest.mark.parametrize(
    ("pattern", "text", "holds"),
    [
        (r"(?:rose|fell) by \d+", "It fell by four.", False),
        (r"(?:rose|fell) by \d+", "It FELL BY 4.", True),
        (r"(?:rose|fell) by \d+", "4 by 4", False),
        (r"(?:rose )?by", "by", True),
        (r"(?:a|bc)d*", "none", True),
        (r"\w+ing", "sung", False),
        (r"risk", "rısk", True),
    ],
)
def test_what_is_not_there_is_told(pattern: str, text: str, *, holds: bool) -> None:
    assert may_fit(pattern, text) is holds


def test_patterns_that_may_fit_are_given_by_whose_they_are_and_in_their_order() -> None:
    sieve = Sieve({"up": ["rose", r"\w+", "grew"], "down": ["fell"]})
    assert sieve.left("It grew and ROSE.") == {"up": ["rose", r"\w+", "grew"]}
    assert sieve.left("It fell.") == {"up": [r"\w+"], "down": ["fell"]}


def test_most_sentences_need_few_patterns_tried() -> None:
    sentence = "The network meets on the first Tuesday of the month in the old library."
    assert sum(map(len, WORDINGS.left(sentence).values())) < len(RULES) / 3


@pytest.mark.parametrize(
    "alternatives",
    [
        ("ab+", "b", "(?<=a)b"),
        ("aa", "a"),
        ("a", "aa"),
        ("^a", "ba", r"\bb", "b$"),
        ("abc", "bc a", "c"),
    ],
)
@given(text=st.text("abc ", max_size=12))
def test_alternatives_are_found_as_one_pattern_finds_them(
    alternatives: Sequence[str], text: str
) -> None:
    apart = matches([re.compile(each) for each in alternatives], text)
    together = re.finditer("|".join(alternatives), text)
    assert [each.span() for each in apart] == [each.span() for each in together]

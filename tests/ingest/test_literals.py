"""What a text must hold for a pattern to fit is never asked for in vain."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import wordings
from ingest.literals import fold, needed
from ingest.wordings import Rule

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
    {
        rule.wording: rule
        for table in vars(wordings).values()
        if isinstance(table, tuple)
        for rule in table
        if isinstance(rule, Rule)
    }.values()
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
def test_a_text_that_fits_has_what_is_needed(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.IGNORECASE)))
    assert needed(pattern).hold(fold(text))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
@given(data=st.data())
@settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
def test_a_text_that_fits_a_wording_has_what_it_needs(rule: Rule, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(rule.pattern))
    assert rule.needs.hold(fold(text))


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
    assert needed(pattern).hold(fold(text)) is holds


def test_most_sentences_need_few_patterns_tried() -> None:
    sentence = "The network meets on the first Tuesday of the month in the old library."
    tried = [rule for rule in RULES if rule.needs.hold(fold(sentence))]
    assert len(tried) < len(RULES) / 3

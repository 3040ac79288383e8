"""Patterns wait for their first use, and are ordinary ones from then on."""

import re

import pytest

from ingest.patterns import pattern


def test_a_pattern_is_compiled_once_at_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    compiled = re.compile

    def compile_and_note(wording: str, flags: int) -> re.Pattern[str]:
        made.append((wording, flags))
        return compiled(wording, flags)

    monkeypatch.setattr(re, "compile", compile_and_note)
    waiting = pattern("(?P<word>a+)", re.IGNORECASE)
    assert made == []
    found = waiting.search("bAa")
    assert found is not None
    assert found["word"] == "Aa"
    assert waiting.findall("a, aa") == ["a", "aa"]
    assert waiting.sub("o", "Ba") == "Bo"
    assert made == [("(?P<word>a+)", re.IGNORECASE)]


def test_a_wrong_pattern_is_told_of_when_it_is_used() -> None:
    waiting = pattern("(")
    with pytest.raises(re.error):
        waiting.match("")


def test_what_a_pattern_is_can_be_asked() -> None:
    assert pattern("a|b").pattern == "a|b"

"""Says what a source gives a reader to weigh a reported outcome by."""

import re

from assistant.records import Basis
from index.records import StoredPassage

_FIGURE = r"(?:\d[\d,.]*\s?%?|one|two|three|half|doubled?)"
_YEAR = r"(?:19|20)\d\d"
_BEFORE_AFTER = re.compile(
    rf"{_FIGURE} to {_FIGURE}"
    rf"|\bfrom\b[^.;]{{0,40}}{_FIGURE}[^.;]{{0,60}}\bto\b[^.;]{{0,40}}{_FIGURE}"
    rf"|{_FIGURE}[^.;]{{0,60}}\b(?:down|up|improved|rose|fell|risen|fallen|compared with)\b"
    rf"[^.;]{{0,20}}\bfrom\b[^.;]{{0,30}}{_FIGURE}"
    rf"|{_FIGURE}\s*\(?(?:in )?{_YEAR}\)?[,;]\s*{_FIGURE}\s*\(?(?:in )?{_YEAR}"
    r"|\byear before\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b\d[\d,]*\s+(?:\w+\s+){0,3}"
    r"(?:staff|people|employees|colleagues|participants|managers|leaders|nurses|cases|members)\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(rf"\b{_YEAR}\b")
_COMPARISON = re.compile(
    r"\bbenchmark|\bnational(?:ly)?\b|\baverage\b|\bmedian\b|\bother trusts\b|\bcomparator"
    r"|\bcontrol group\b|\btop \d+",
    re.IGNORECASE,
)


def weigh_outcome(text: str, passage: StoredPassage) -> Basis:
    """Tell what the quoted text gives: before and after, people, period, comparison, reporter."""
    own = not passage.publisher or passage.publisher in passage.organisations
    return Basis(
        before_after=bool(_BEFORE_AFTER.search(text)),
        people=bool(_PEOPLE.search(text)),
        period=bool(_PERIOD.search(text)),
        comparison=bool(_COMPARISON.search(text)),
        reported_by="self" if own and passage.organisations else "other",
    )

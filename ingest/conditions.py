"""The conditions that a question sets on organisations: their type, their region."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_BODIES = (
    r"(?:nhs\s+)?(?:foundation\s+)?(?:trusts?|providers?|organisations?|employers?|sector|ones)"
)
# A combined trust runs acute, mental health and community services: it meets all three.
_TYPES = {
    ("mental_health", "combined"): (
        r"\b(?:mental[\s-]health|mh|learning\s+disabilit(?:y|ies))"
        rf"(?:\s+(?:and|&)\s+[\w\s]{{1,30}}?)?\s+{_BODIES}\b",
    ),
    ("acute", "combined"): (
        rf"\bacute\s+(?:care\s+|hospital\s+|teaching\s+)?(?:{_BODIES}|hospitals?)\b",
        r"\bacutes\b",
        r"\b(?:an?|any|another|big|large|other|small)\s+acute\b"
        r"(?!\s+(?:care|distress|episode|illness|need|pain|phase|problem|service|shortage|ward))",
        r"\bhospital\s+trusts?\b",
    ),
    ("community", "combined"): (
        # Not "organisations": community organisations are others' partners.
        r"\bcommunity\s+(?:health\s+|healthcare\s+|services?\s+)?(?:nhs\s+)?(?:foundation\s+)?"
        r"(?:trusts?|providers?|sector)\b",
    ),
    ("ambulance",): (
        rf"\bambulance\s+(?:services?\s+)?{_BODIES}\b",
        r"\bambulance\s+services?\b",
    ),
    ("specialist",): (rf"\bspecialist\s+(?:{_BODIES}|hospitals?)\b",),
    ("icb",): (r"\bicbs?\b", r"\bintegrated\s+care\s+boards?\b"),
}
_REGIONS = {
    ("London",): (
        r"\b(?:across|around|from|in|within)\s+(?:greater\s+)?london\b",
        rf"\blondon(?:['’]s)?\s+(?:region\b|hospitals?\b|(?:[a-z]+\s+){{0,2}}{_BODIES}\b)",
    ),
    ("North West",): (r"\bnorth[\s-]?west\b(?!\s+london)", r"\bgreater\s+manchester\b"),
    ("North East and Yorkshire",): (r"\bnorth[\s-]?east\b(?!\s+london)", r"\byorkshire\b"),
    ("South East",): (r"\bsouth[\s-]?east\b(?!\s+(?:london|coast))",),
    ("South West",): (r"\bsouth[\s-]?west\b(?!\s+london)",),
    ("Midlands",): (r"\bmidlands\b",),
    ("East of England",): (r"\beast\s+of\s+england\b", r"\beast\s+anglia\b"),
    ("North West", "North East and Yorkshire"): (
        r"\b(?:across|from|in)\s+the\s+north\b(?!\s*-?(?:east|west))",
        rf"\bnorthern\s+(?:[a-z]+\s+)?{_BODIES}\b",
    ),
    ("South East", "South West"): (
        r"\b(?:across|from|in)\s+the\s+south\b(?!\s*-?(?:east|west))",
        rf"\bsouthern\s+(?:[a-z]+\s+)?{_BODIES}\b",
    ),
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """The types and regions of organisations that a question asks for; empty: any."""

    types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


def find_conditions(text: str) -> Conditions:
    """Find the conditions in a question from which the names of organisations were taken out."""
    return Conditions(types=_matching(_TYPES, text), regions=_matching(_REGIONS, text))


def without_conditions(text: str) -> str:
    """Give a question without the words that set conditions: they narrow, and are no topic."""
    for table in (_TYPES, _REGIONS):
        for patterns in table.values():
            for pattern in patterns:
                text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
    return text


def _matching(table: Mapping[tuple[str, ...], tuple[str, ...]], text: str) -> tuple[str, ...]:
    found = [
        value
        for values, patterns in table.items()
        if any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
        for value in values
    ]
    return tuple(dict.fromkeys(found))

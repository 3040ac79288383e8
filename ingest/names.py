"""The words of organisations' names, and what makes two spellings the same name."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+(?:['’‘][^\W_]+)*['’]?")
_POSSESSIVE = re.compile("['’][sS]?$")
_APOSTROPHES = str.maketrans("", "", "'’‘")
_CONNECTORS = frozenset(["and", "of", "the"])
_COUNTIES = {
    "berks": "berkshire", "bucks": "buckinghamshire", "cambs": "cambridgeshire",
    "derbys": "derbyshire", "glos": "gloucestershire", "gloucs": "gloucestershire",
    "hants": "hampshire", "herts": "hertfordshire", "lancs": "lancashire",
    "leics": "leicestershire", "lincs": "lincolnshire", "northants": "northamptonshire",
    "notts": "nottinghamshire", "oxon": "oxfordshire", "salop": "shropshire",
    "staffs": "staffordshire", "warks": "warwickshire", "wilts": "wiltshire",
    "worcs": "worcestershire", "yorks": "yorkshire",
}  # fmt: skip
_SAME = {"saint": "st", "hospitals": "hospital", **_COUNTIES}

SUFFIXES = (
    ("nhs", "university", "foundation", "trust"),
    ("nhs", "foundation", "trust"),
    ("university", "foundation", "trust"),
    ("university", "nhs", "trust"),
    ("foundation", "nhs", "trust"),
    ("nhs", "trust"),
    ("foundation", "trust"),
    ("nhs", "ft"),
    ("university", "trust"),
    ("nhsft",),
    ("nhst",),
    ("ft",),
    ("trust",),
)
"""What may stand behind a trust's name without changing it, longest first."""

# Words that say what sort of body it is, not where: what is left of a name without them is a place.
_GENERIC = frozenset(
    [
        *("acute", "ambulance", "borough", "care", "centre", "children", "childrens", "city"),
        *("college", "combined", "community", "council", "county", "district", "eye", "foundation"),
        *("general", "group", "health", "healthcare", "hospital", "integrated", "mental", "nhs"),
        *("partnership", "royal", "service", "services", "social", "teaching", "trust"),
        *("university", "womens"),
    ]
)


# With a place these name a council, a college or the town itself.
_OF_OTHERS = frozenset(
    ["borough", "centre", "city", "college", "council", "county", "district", "university"]
)

# Parts of the country: "trusts in east London" means no one trust.
_REGIONAL = frozenset(
    [
        *("north", "south", "east", "west", "mid", "central", "greater", "coast", "england"),
        *("london", "midlands", "northern", "southern", "eastern", "western", "yorkshire"),
    ]
)


class Token(NamedTuple):
    """A word of a text as compared, and where and how it is printed."""

    word: str
    start: int
    end: int
    raw: str


def tokens(text: str) -> tuple[Token, ...]:
    """Take a text apart; case, apostrophes, Saint and St, Berks and Berkshire are the same."""
    return tuple(
        [Token(fold(raw := match[0]), *match.span(), raw) for match in _TOKEN.finditer(text)]
    )


def first_token(text: str, start: int) -> Token | None:
    """Give the word that begins at a place, None if none does."""
    match = _TOKEN.match(text, start)
    return match and Token(fold(match[0]), match.start(), match.end(), match[0])


@lru_cache(maxsize=20_000)
def fold(raw: str) -> str:
    """Give a printed word as compared."""
    word = raw.lower()
    if not word.isalnum():
        word = word.translate(_APOSTROPHES)
    return _SAME.get(word, word)


# The same names are compared with every question.
@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """Give the words of a name as compared."""
    return tuple(fold(raw) for raw in _TOKEN.findall(name))


def places_kept(parts: Sequence[Token]) -> tuple[int, ...]:
    """Give the places of the words that make a difference inside a name: no "and", "of", "the"."""
    return tuple([at for at, part in enumerate(parts) if part.word not in _CONNECTORS])


def kept(parts: Iterable[str]) -> tuple[str, ...]:
    """Leave connectors out."""
    return tuple(word for word in parts if word not in _CONNECTORS)


def without_suffix(parts: Sequence[str]) -> tuple[str, ...]:
    """Leave "NHS Foundation Trust" and the like off the end of a name's words."""
    for suffix in SUFFIXES:
        size = len(suffix)
        if len(parts) > size and tuple(parts[-size:]) == suffix:
            # "Essex Partnership University NHS Foundation Trust": University is of the name.
            return tuple(parts[: len(parts) - size + (suffix[0] == "university")])
    return tuple(parts)


def stem(name: str) -> tuple[str, ...]:
    """Give the place in a trust's name: what stays once general words are off both ends.

    Nothing when that is no place of one trust but a part of the country.
    """
    parts = kept(without_suffix(words(name)))
    while parts and parts[0] in _GENERIC:
        parts = parts[1:]
    while parts and parts[-1] in _GENERIC:
        parts = parts[:-1]
    return () if is_regional(parts) else parts


def beginning(name: str) -> tuple[str, ...]:
    """Give the place in a trust's name with the word after it: "Leeds Community".

    Nothing where another body goes by these words: "Nottingham University", "Leeds City".
    """
    place, parts = stem(name), kept(without_suffix(words(name)))
    for at in range(len(parts) - len(place)):
        after = parts[at + len(place)]
        if place and parts[at : at + len(place)] == place and after not in _OF_OTHERS:
            return (*place, after)
    return ()


def is_regional(parts: Sequence[str]) -> bool:
    """Say whether words name a part of the country rather than a place: "east London"."""
    return all(part in _REGIONAL for part in parts)


def is_general(word: str) -> bool:
    """Say whether a word of a name is no name by itself: "hospital", "east", "black"."""
    return word in _GENERIC or word in _REGIONAL or word in {"black", "country", "great", "forest"}


def is_abbreviation(name: str) -> bool:
    """Say whether a name is initials, which running text must print in capitals: "C&I", "RDaSH"."""
    if " " in name or len(name) > 12:
        return False
    letters = [char for char in name if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return capitals >= 2 and len(letters) <= capitals * 2


def endings(token: Token) -> tuple[tuple[str, int], ...]:
    """Give the word and its end, and again without a possessive: "Care's", "Oxleas'"."""
    whole = (token.word, token.end)
    if token.raw.isalnum():
        return (whole,)
    possessive = _POSSESSIVE.search(token.raw)
    if possessive is None:
        return (whole,)
    bare = token.raw[: possessive.start()]
    return (whole, (fold(bare), token.start + len(bare)))


def is_slip(typed: str, word: str) -> bool:
    """Say whether a typed word is a spelling slip for a word of a name.

    One letter wrong, missing, doubled or swapped; two in words of ten letters and more. Words
    below six letters and the first letter must be right: too many other words lie that near.
    """
    from rapidfuzz.distance import OSA

    longest = max(len(typed), len(word))
    if longest < 6 or min(len(typed), len(word)) < 5 or typed[0] != word[0]:
        return False
    return 1 <= OSA.distance(typed, word, score_cutoff=2) <= (2 if len(word) >= 10 else 1)

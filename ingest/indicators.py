"""Recognise the nine WRES indicators and their four themes, by number or by wording.

Definitions and vocabulary are data: `ingest/data/indicators.yaml`.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ingest.errors import IngestError
from ingest.literals import Sieve
from ingest.packaged import read_yaml
from ingest.patterns import pattern


class UnknownTheme(IngestError):
    """There is no theme of this name; the text lists those there are."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of indicators; `short` is the word that filters take."""

    name: str
    short: str
    indicators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the nine indicators, in our words; `theme` is the theme's name."""

    number: int
    name: str
    definition: str
    theme: str
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """An indicator found in a text, and the words that gave it."""

    indicator: int
    reason: str
    is_explicit: bool


_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ONE = rf"(?:[1-9](?![\d%]|\.\d|[/-]\d\d)|{'|'.join(_WORDS)})(?!\w)"
_JOIN = r"\s*(?:,\s*(?:and|&)?|&|\band\b|\bor\b|/|-|–|\bto\b)\s*"
_LIST = rf"{_ONE}(?:{_JOIN}{_ONE})*"
_OTHER_STANDARD = r"(?:WDES|MWRES|Medical WRES|disability equality standard)"

_BY_NUMBER = pattern(
    rf"(?:(?P<other>{_OTHER_STANDARD})\s+)?"
    rf"(?:\bWRES\s*|\#WRES\s*)?\b(?:indicators?|metrics?|ind\.)\s*(?:numbers?|nos?\.?)?\s*"
    rf"(?P<list>{_LIST})(?P<of>\s+(?:of|in)\s+(?:the\s+)?{_OTHER_STANDARD})?",
    re.IGNORECASE,
)
_UNTICKED = pattern(r"☐[^☐☑☒✓✔✗\n]*")
_BY_STANDARD = pattern(rf"(?<![\w-])\#?WRES\s*(?P<list>{_LIST})", re.IGNORECASE)
_ALL = pattern(
    rf"\b(?:all|every|each)\s+(?:of\s+)?(?:the\s+)?(?:(?:nine|9)\s+)?"
    rf"(?P<other>{_OTHER_STANDARD}\s+)?(?:WRES\s+)?(?:indicators?|metrics?)\b(?!\s*[1-9])",
    re.IGNORECASE,
)
_CELL = pattern(
    rf"(?:all\s*)?(?P<list>{_LIST})|all(?:\s+(?:nine|9))?(?:\s+indicators?)?", re.IGNORECASE
)
_LED_CELL = pattern(
    rf"(?P<list>{_LIST})(?:\s*[.):–-]?\s+(?:the\s+)?(?:percentage|relative\s+likelihood"
    r"|proportion|board)\b|\s*[:–-]?\s+(?-i:[A-Z]))",
    re.IGNORECASE,
)
_WDES = pattern(r"\bWDES\b|disability equality standard", re.IGNORECASE)
_WRES = pattern(r"WRES\b|race equality standard", re.IGNORECASE)
_ABOUT_DISABILITY = pattern(r"\bdisab|\bWDES\b", re.IGNORECASE)
_ABOUT_RACE = pattern(
    r"\b(?:BME|BAME|WRES|rac(?:e|es|ial|ism|ist)|ethnic\w*|minorit\w+|global majority"
    r"|black|white)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def find(text: str, *, is_cell: bool = False, is_question: bool = False) -> tuple[Found, ...]:
    """Find the indicators that a text names or words; by number beats by wording.

    `is_cell` reads a bare list of numbers as indicators (a cell of a plan's indicator column).
    `is_question` also knows everyday words, which documents use for other things too.
    The result is in order of number, each indicator once.
    """
    text = _UNTICKED.sub(" ", text)
    explicit = _explicit(text, is_cell=is_cell)
    if explicit:
        return explicit
    if _ABOUT_DISABILITY.search(text) and not _ABOUT_RACE.search(text):
        return ()
    if is_question:
        text = _spell(text)
    found = _worded("phrases", text)
    specific = frozenset(found)
    for number, general in _worded("general", text).items():
        if not specific & _yields_to(number):
            found.setdefault(number, general)
    if is_question and not found:
        found = _worded("everyday", text)
    return tuple(found[number] for number in sorted(found))


def themes() -> tuple[Theme, ...]:
    """Give the four themes, in the order of the standard's good-practice page."""
    return tuple(
        Theme(each["name"], each["short"], tuple(each["indicators"])) for each in _data()["themes"]
    )


def indicators() -> tuple[Indicator, ...]:
    """Give the nine indicators in order of number."""
    data = _data()
    theme_of = {number: theme.name for theme in themes() for number in theme.indicators}
    return tuple(
        Indicator(
            each["number"],
            each["name"],
            each["definition"],
            theme_of[each["number"]],
            data["source"],
        )
        for each in data["indicators"]
    )


def indicator(number: int) -> Indicator:
    """Give one indicator; ValueError if the number is not 1 to 9."""
    for each in indicators():
        if each.number == number:
            return each
    raise ValueError(f"There is no WRES indicator {number}; they are numbered 1 to 9.")


def resolve_theme(name: str) -> Theme:
    """Find a theme by its name, its short name or another name in use; UnknownTheme if none."""
    wanted = _plain(name)
    for each, theme in zip(_data()["themes"], themes(), strict=True):
        if wanted in {_plain(other) for other in (theme.name, theme.short, *each["also"])}:
            return theme
    known = "; ".join(f"{theme.short} ({theme.name})" for theme in themes())
    raise UnknownTheme(f"There is no theme “{name}”. Use one of: {known}.")


def indicators_of(theme: str) -> tuple[int, ...]:
    """Give the indicators of a theme, named in any way that `resolve_theme` knows."""
    return resolve_theme(theme).indicators


def _explicit(text: str, *, is_cell: bool) -> tuple[Found, ...]:
    """Find indicators given by number."""
    found: dict[int, Found] = {}
    bare = text.strip()
    cell = (_CELL.fullmatch(bare.rstrip(".")) or _LED_CELL.match(bare)) if is_cell else None
    if cell:
        numbers = _numbers(cell["list"]) if cell["list"] else range(1, 10)
        _add(found, numbers, f"the indicator column says “{_short(text)}”")
    # "Metric 3" in a text about the WDES alone is the WDES's metric 3.
    if not (_WDES.search(text) and not _WRES.search(text)):
        for match in _BY_NUMBER.finditer(text):
            if not match["other"] and not match["of"]:
                _add(found, _numbers(match["list"]), f"it says “{_short(match.group())}”")
        for match in _ALL.finditer(text):
            if not match["other"]:
                _add(found, range(1, 10), f"it says “{_short(match.group())}”")
    for match in _BY_STANDARD.finditer(text):
        _add(found, _numbers(match["list"]), f"it says “{_short(match.group())}”")
    return tuple(found[number] for number in sorted(found))


def _add(found: dict[int, Found], numbers: Iterable[int], reason: str) -> None:
    for number in numbers:
        found.setdefault(number, Found(number, reason, is_explicit=True))


def _numbers(printed: str) -> tuple[int, ...]:
    """Read "1, 2, 4 and 7" or "1-4" as numbers; a range includes both ends."""
    numbers: list[int] = []
    is_range = False
    for token in re.findall(rf"[1-9]|{'|'.join(_WORDS)}|-|–|\bto\b", printed.lower()):
        if token in {"-", "–", "to"}:
            is_range = bool(numbers)
            continue
        number = int(token) if token.isdigit() else _WORDS.index(token) + 1
        numbers.extend(range(numbers[-1] + 1, number) if is_range else ())
        numbers.append(number)
        is_range = False
    return tuple(numbers)


def _worded(column: str, text: str) -> dict[int, Found]:
    """Give the indicators of which a phrase stands in the text, by number."""
    found: dict[int, Found] = {}
    for number, phrases in _sieve(column).left(text).items():
        match = next((match for each in phrases if (match := _compiled(each).search(text))), None)
        if match:
            reason = f"the words “{_short(match.group())}”"
            found[number] = Found(number, reason, is_explicit=False)
    return found


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = read_yaml("ingest", "indicators.yaml")
    return data


@cache
def _sieve(column: str) -> Sieve[int]:
    """Give the phrases of a column as patterns, by indicator (syntax: head of indicators.yaml)."""
    return Sieve(
        {
            each["number"]: [_pattern(phrase) for phrase in each.get(column, ())]
            for each in _data()["indicators"]
        }
    )


@cache
def _yields_to(number: int) -> frozenset[int]:
    """Give the indicators of which a phrase of their own beats a general one of this."""
    given = {each["number"]: each.get("yields_to", ()) for each in _data()["indicators"]}
    return frozenset(given[number])


# Each when it is first needed: the most of what a process that answers once waits for.
@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _pattern(phrase: str) -> str:
    """Write a phrase as a regular expression; its words may not cross the end of a sentence."""
    gap = r"(?:[\s\-–/,()“”\"’']+[\w’'&%]+(?:\.\d+)?){0,7}?[\s\-–/,()“”\"’']+"
    parts = []
    for part in phrase.split(" ... "):
        words = re.sub(r"\band\b", "(?:and|&)", part.replace("*", r"[\w’']*"))
        parts.append(words.replace(" ", r"[\s\-–]+"))
    return rf"(?<![\w-])(?:{gap.join(parts)})(?!\w)"


def _spell(question: str) -> str:
    """Mend the misspelt words of a question that matter here."""
    known = _data()["spelling"]

    def mend(word: re.Match[str]) -> str:
        near = difflib.get_close_matches(word.group().lower(), known, n=1, cutoff=0.88)
        return str(near[0]) if near else word.group()

    return re.sub(r"\b[^\W\d_]{7,}\b", mend, question)


def _plain(name: str) -> str:
    """Fold case, "&" and punctuation of a theme's name."""
    return " ".join(re.sub(r"[^\w\s]", " ", name.casefold().replace("&", " and ")).split())


def _short(text: str, limit: int = 80) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= limit else folded[: limit - 1] + "…"

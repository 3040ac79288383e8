"""Find the names of organisations in running text and in questions."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from ingest import names
from ingest.names import Token
from ingest.records import Organisation

_GAP = re.compile(r"(?:[ \xa0]|[,&+/\-–()](?!\n)|\n(?!\s*\n))*")
_SMALL = frozenset(["and", "of", "the", "upon", "on", "for", "in"])
_COMPASS = frozenset(["north", "south", "east", "west", "mid", "central", "greater"])
_STYLE_OF = re.compile(r"-(?:style|type|like)\b", re.IGNORECASE)
_OF_MANY = re.compile(
    r"^\W*(?:nationally|across (?:the|all) (?:NHS|country|trusts))\b|\bin England\b"
    r"|\b(?:\d+|all|most|many|other|some) (?:of (?:the )?)?(?:\d+ )?(?:NHS )?(?:trusts"
    r"|organisations)\b",
    re.IGNORECASE,
)
# The next word makes the name part of another's: "Derby and Burton Council", "Imperial College".
_SOMEBODY_ELSE = frozenset(
    [
        *("academy", "airport", "ambulance", "borough", "ccg", "chamber", "charity", "church"),
        *("city", "college", "combined", "commissioning", "constabulary", "council", "councils"),
        *("county", "day", "district", "division", "fire", "football", "healthwatch", "icb", "ics"),
        *("integrated", "lmc", "local", "mp", "mps", "museum", "parish", "park", "pct", "place"),
        *("police", "polytechnic", "railway", "road", "safeguarding", "school", "schools", "sixth"),
        *("square", "street", "united", "university", "war"),
    ]
)
# Initials that are ordinary words when a question prints them in small letters.
_ORDINARY = frozenset(
    [
        "gosh",
        "las",
        "nice",
        "pat",
        "ref",
        "rho",
        "sash",
        "slam",
        "sept",
        "step",
        "sat",
        "hse",
        "cat",
    ]
)
_SLIPS_UP_TO = 2000
"""Longer questions are pasted text: spelling slips are not looked for."""


class Form(IntEnum):
    """How sure a name is by itself, surest first."""

    FULL = 0
    """With "NHS Foundation Trust", "Trust" or the like."""
    SHORT = 1
    """Without it, but distinctive: "Mersey Care"."""
    ABBREVIATION = 2
    """Initials: "C&I"."""
    LOOSE = 3
    """A place or an ordinary word; the context decided."""
    NEAR = 4
    """Misspelt or run together; in questions only."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` of a text name `organisation`; `text` is what stands there."""

    start: int
    end: int
    text: str
    organisation: Organisation
    form: Form


@dataclass(frozen=True, slots=True)
class Pattern:
    """One name of the organisation with this number, as the list prints it."""

    number: int
    form: Form
    printed: str
    needs_the: bool
    """"The Christie" counts only with its article."""

    @property
    def is_initials(self) -> bool:
        """Whether it must be printed as it stands."""
        return names.is_abbreviation(self.printed)

    @property
    def is_pair(self) -> bool:
        """Whether it joins two places, which people do to mean the trust: "Kent and Medway"."""
        return " and " in self.printed


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that one or several organisations go by."""

    start: int
    end: int
    form: Form
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in tokens; `kept` are no connectors."""

    text: str
    tokens: tuple[Token, ...]
    kept: tuple[int, ...]
    is_question: bool

    def is_joined(self, first: int, last: int) -> bool:
        """Say whether tokens `first` to `last` can be one name."""
        run = pairwise(self.tokens[first : last + 1])
        return all(_is_gap(self.text, before, after) for before, after in run)

    def windows(self, size: int) -> Iterator[tuple[int, ...]]:
        """Give each run of `size` tokens, connectors left out, that can be one name."""
        for at in range(len(self.kept) - size + 1):
            window = self.kept[at : at + size]
            if self.is_joined(window[0], window[-1]):
                yield window


def is_of_many(text: str) -> bool:
    """Tell whether a text counts trusts or speaks of the whole country, and so of none by name."""
    return bool(_OF_MANY.search(text))


def read(text: str, *, is_question: bool) -> Reading:
    """Take a text apart for matching."""
    tokens = names.tokens(text)
    return Reading(
        text=text,
        tokens=tokens,
        kept=names.places_kept(tokens),
        is_question=is_question,
    )


class Matcher:
    """Every name of the list, by its words."""

    def __init__(self) -> None:
        self._patterns: dict[tuple[str, ...], list[Pattern]] = {}
        self._lengths: dict[str, set[int]] = {}
        self._seconds: dict[str, set[str]] = {}
        self._squeezed: dict[str, tuple[int, ...]] = {}
        self._holders: dict[str, list[tuple[str, ...]]] = {}
        self._beginning: dict[str, list[str]] = {}

    def add(self, number: int, key: tuple[str, ...], form: Form, printed: str) -> None:
        """Add a name; of two names with the same words the surer one counts."""
        if not key:
            return
        needs_the = form == Form.SHORT and printed.startswith("The ")
        patterns = self._patterns.setdefault(key, [])
        for known in patterns:
            if known.number == number and known.form <= form and known.needs_the <= needs_the:
                return
        if not patterns:
            self._lengths.setdefault(key[0], set()).add(len(key))
            self._seconds.setdefault(key[0], set()).update(key[1:2])
            for word in set(key):
                if word not in self._holders:
                    self._beginning.setdefault(word[0], []).append(word)
                self._holders.setdefault(word, []).append(key)
        patterns.append(Pattern(number, form, printed, needs_the))
        known_numbers = self._squeezed.get("".join(key), ())
        if number not in known_numbers:
            self._squeezed["".join(key)] = (*known_numbers, number)

    def numbers_of(self, key: Sequence[str]) -> tuple[int, ...]:
        """Give the organisations that go by these words, if need be however they are parted."""
        exact = self._patterns.get(tuple(key), ())
        numbers = tuple(dict.fromkeys(pattern.number for pattern in exact))
        return numbers or self._squeezed.get("".join(key), ())

    def shared(self) -> dict[tuple[str, ...], tuple[int, ...]]:
        """Give the names that several organisations go by."""
        return {
            key: numbers
            for key, patterns in self._patterns.items()
            if len(numbers := tuple(dict.fromkeys(p.number for p in patterns))) > 1
        }

    def can_begin(self, text: str, start: int) -> bool:
        """Tell whether a name of the list may begin at a place: its no is certain, and cheap."""
        token = names.first_token(text, start)
        return token is not None and (token.word in self._lengths or not token.raw.isalnum())

    def listed(self, reading: Reading) -> Iterator[Candidate]:
        """Give every stretch that is a name of the list."""
        tokens, kept = reading.tokens, reading.kept
        for at, first in enumerate(kept):
            if tokens[first].word not in self._lengths and tokens[first].raw.isalnum():
                continue  # as nearly every word: no name begins with it, and it has no other ending
            for length in self._possible(tokens, kept[at : at + 2]):
                window = kept[at : at + length]
                if len(window) == length and reading.is_joined(first, window[-1]):
                    key = [tokens[i].word for i in window]
                    yield from self._ending(reading, first, window[-1], key)

    def _possible(self, tokens: Sequence[Token], pair: Sequence[int]) -> Iterator[int]:
        """Give how many words a name that begins with this pair of tokens can have."""
        first = tokens[pair[0]]
        if len(pair) > 1 and first.word in self._seconds:
            seconds = self._seconds[first.word]
            if any(word in seconds for word, _ in names.endings(tokens[pair[1]])):
                yield from sorted(self._lengths[first.word] - {1})
        if any(1 in self._lengths.get(word, ()) for word, _ in names.endings(first)):
            yield 1

    def _ending(
        self, reading: Reading, first: int, last: int, key: list[str]
    ) -> Iterator[Candidate]:
        for ending, end in names.endings(reading.tokens[last]):
            patterns = self._patterns.get((*key[:-1], ending))
            if patterns:
                yield from _accepted(reading, first, last, end, patterns)

    def run_together(self, reading: Reading) -> Iterator[Candidate]:
        """Give single words that are a whole name without its spaces: "merseycare"."""
        for token in reading.tokens:
            for word, end in names.endings(token):
                if len(word) >= 7 and word not in self._lengths and word in self._squeezed:
                    yield Candidate(token.start, end, Form.NEAR, self._squeezed[word])

    def misspelt(self, reading: Reading, taken: Collection[int]) -> Iterator[Candidate]:
        """Give names of which a word is a slip; `taken` are characters that are explained."""
        if len(reading.text) > _SLIPS_UP_TO:
            return
        slips = {
            word
            for token in reading.tokens
            if token.start not in taken
            for word, _ in names.endings(token)
            if len(word) >= 5 and word not in self._holders
        }
        wanted = {
            key
            for slip in slips
            for word in self._beginning.get(slip[0], ())
            if names.is_slip(slip, word)
            for key in self._holders[word]
            if len("".join(key)) >= 8
        }
        for key in wanted:
            for window in reading.windows(len(key)):
                end = spelt_end(reading, window, key)
                if end is not None and reading.tokens[window[0]].start not in taken:
                    yield from _near(reading, window, end, self._patterns[key])


def spelt_end(reading: Reading, window: Sequence[int], key: Sequence[str]) -> int | None:
    """Give where the name ends if these tokens spell it, slips allowed; None if they do not."""
    if reading.tokens[window[0]].word[0] != key[0][0]:
        return None  # no slip changes the first letter
    span = [reading.tokens[i] for i in window]
    for token, word in zip(span[:-1], key[:-1], strict=True):
        if token.word != word and not names.is_slip(token.word, word):
            return None
    for ending, end in names.endings(span[-1]):
        if ending == key[-1] or names.is_slip(ending, key[-1]):
            return end
    return None


def is_somebody_else(reading: Reading, last: int) -> bool:
    """Say whether the next word makes the name part of another's: a council, a college."""
    if last + 1 >= len(reading.tokens):
        return False
    after = reading.tokens[last + 1]
    gap = reading.text[reading.tokens[last].end : after.start]
    is_name = reading.is_question or after.raw[0].isupper()
    if gap == ", ":
        return is_name and after.word == "university"
    return gap in {" ", "\xa0", "\n"} and is_name and after.word in _SOMEBODY_ELSE


def defined(
    text: str, known: Mapping[str, Organisation], *, is_question: bool
) -> Iterator[Mention]:
    """Give the mentions of abbreviations that the document defines."""
    for short, organisation in known.items():
        flags = re.IGNORECASE if is_question else 0
        for match in re.finditer(rf"(?<![\w&]){re.escape(short)}(?![\w&])", text, flags):
            yield Mention(match.start(), match.end(), match[0], organisation, Form.ABBREVIATION)


def verbatim(text: str, unlisted: Sequence[str]) -> Iterator[Mention]:
    """Give the mentions of organisations that are not in the list, by their name as it stands."""
    for name in unlisted:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            yield Mention(match.start(), match.end(), match[0], Organisation(name), Form.FULL)


def longest(found: Sequence[Candidate | Mention]) -> list[Candidate | Mention]:
    """Keep what does not overlap: longest first, then surest, then what the document defined."""
    order = sorted(
        found, key=lambda item: (item.start - item.end, item.form, isinstance(item, Candidate))
    )
    chosen: list[Candidate | Mention] = []
    for item in order:
        if all(item.end <= other.start or item.start >= other.end for other in chosen):
            chosen.append(item)
    return sorted(chosen, key=lambda item: item.start)


# ------------------------------------------------------------------ is it the name?


def _accepted(
    reading: Reading, first: int, last: int, end: int, patterns: Sequence[Pattern]
) -> Iterator[Candidate]:
    """Give the candidates for the names whose words stand at tokens `first` to `last`."""
    is_whole = end == reading.tokens[last].end
    full_end, is_telling = _suffix(reading, last) if is_whole else (end, False)
    ends_so = any(pattern.printed.endswith(("'", "’")) for pattern in patterns)
    numbers: dict[Form, dict[int, None]] = {}
    for pattern in patterns:
        if not _is_printed_so(reading, first, last, end, pattern):
            continue
        is_distinctive = pattern.form != Form.LOOSE or (reading.is_question and pattern.is_pair)
        has_suffix = full_end > end and (reading.is_question or is_distinctive)
        if is_telling or has_suffix:
            numbers.setdefault(Form.FULL, {})[pattern.number] = None
        elif is_distinctive and not _is_of_another(reading, last, end):
            numbers.setdefault(pattern.form, {})[pattern.number] = None
    for form, found in numbers.items():
        start = reading.tokens[first].start
        # "the staff's 'Oxleas' day": the closing quotation mark is not of the name.
        is_quoted = full_end == end and reading.text[end - 1] in "'’" and not ends_so
        yield Candidate(start, full_end - is_quoted, form, tuple(found))


def _is_of_another(reading: Reading, last: int, end: int) -> bool:
    return bool(_STYLE_OF.match(reading.text, end)) or is_somebody_else(reading, last)


def _is_printed_so(reading: Reading, first: int, last: int, end: int, pattern: Pattern) -> bool:
    """Say whether case, article and the word before allow this name."""
    if pattern.is_initials:
        return _is_same_initials(reading, reading.tokens[first].start, end, pattern.printed)
    if pattern.needs_the and not (first and reading.tokens[first - 1].word == "the"):
        return False
    if _follows_compass(reading, first):
        return False
    return reading.is_question or all(
        token.raw[0].isupper() or token.raw[0].isdigit() or token.word in _SMALL
        for token in reading.tokens[first : last + 1]
    )


def _is_same_initials(reading: Reading, start: int, end: int, initials: str) -> bool:
    text = reading.text
    if text[start - 1 : start] in {"&", "@"} or text[end : end + 1] in {"&", "@"}:
        return False
    squeezed = re.sub(r"\s+", "", text[start:end])
    if squeezed == initials or (squeezed.isupper() and squeezed == initials.upper()):
        return True
    if not reading.is_question:
        return False
    small = re.sub(r"\s+and\s+|\s*[+&]\s*", "&", text[start:end].lower())
    return small == initials.lower() and small not in _ORDINARY


def _suffix(reading: Reading, last: int) -> tuple[int, bool]:
    """Give where "NHS Foundation Trust" or the like ends, and whether it alone tells a trust."""
    tokens = reading.tokens
    for suffix in names.SUFFIXES:
        stop = last + len(suffix)
        if stop >= len(tokens) or not reading.is_joined(last, stop):
            continue
        between = tuple(token.word for token in tokens[last + 1 : stop])
        is_printed = reading.is_question or tokens[stop].raw[0].isupper()
        for ending, end in names.endings(tokens[stop]):
            if is_printed and (*between, ending) == suffix:
                return end, len(suffix) > 1 or suffix[0] in {"nhsft", "nhst", "ft"}
    return tokens[last].end, False


def _follows_compass(reading: Reading, first: int) -> bool:
    """Say whether the name is the tail of another place's: (South) "West London"."""
    if not first or not reading.is_joined(first - 1, first):
        return False
    before, this = reading.tokens[first - 1], reading.tokens[first]
    is_name = reading.is_question or before.raw[0].isupper()
    gap = reading.text[before.end : this.start]
    return before.word in _COMPASS and is_name and not gap.strip(" -")


def _is_gap(text: str, before: Token, after: Token) -> bool:
    gap = text[before.end : after.start]
    if gap == " ":
        return True
    if before.word == "st" and gap.startswith("."):
        gap = gap[1:]
    return len(gap) <= 4 and bool(_GAP.fullmatch(gap))


def _near(
    reading: Reading, window: Sequence[int], end: int, patterns: Sequence[Pattern]
) -> Iterator[Candidate]:
    full_end, is_telling = _suffix(reading, window[-1])
    numbers = tuple(p.number for p in patterns if p.form == Form.SHORT or is_telling)
    if numbers:
        start = reading.tokens[window[0]].start
        yield Candidate(start, max(end, full_end), Form.NEAR, numbers)

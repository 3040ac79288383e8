"""The authority list of organisations, and what its names mean in texts, labels and questions.

The list is `data/organisations.tsv`, one organisation a line. Its columns:

* `name`, as the organisation writes it; `code`, its ODS code; `region`, one of the seven regions of
  NHS England.
* `type`: `acute` (acute, or acute and community), `mental_health` (mental health and learning
  disability, or these and community), `community`, `ambulance`, `specialist`, `combined` (acute,
  mental health and community in one), `group` (trusts with one board), `icb` (integrated care
  board), `public` (police, councils), `national` (national bodies, regulators, unions, royal
  colleges), `network`, `welsh`, `other` (publishers, charities).
* `short`: other names that are distinctive enough to count in running text.
* `loose`: names that are places, words or initials with another meaning: they count in running text
  only with "NHS Trust" or the like behind them, or where the document defines them; in a question
  only among the organisations that the corpus holds.
* `former`: full names that the same organisation bore before (or bears since). One that was merged
  into another is a line of its own, with the other as its `successor`: a document about it is about
  it.
* `domain`: the web and mail domain.

A name that several lines claim is ambiguous: it counts only where the context decides.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from ingest import mentions, names
from ingest.conditions import Conditions, find_conditions
from ingest.mentions import Candidate, Form, Matcher, Mention, Reading
from ingest.records import Organisation

__all__ = ["Authority", "Conditions", "Entry", "Form", "Mention", "parse"]

_PLACED_TYPES = frozenset(
    ["acute", "mental_health", "community", "ambulance", "specialist", "combined"]
)
_BODY = (
    r"(?:Trust|Council|Constabulary|Police|Police Service|Fire and Rescue Service|Authority"
    r"|Integrated Care Board|Integrated Care System|University|HR Network|HRD Network)"
)
_UNLISTED = re.compile(
    rf"(?P<name>(?:[A-Z][\w'’.-]*,?\s(?:(?:and|of|for|the|upon|&)\s)*){{1,9}}{_BODY})"
    r"\s\(\s?(?:the\s)?[\"'“‘]?(?P<short>[A-Z][A-Za-z&]{1,11})[\"'”’]?\s?\)"
)
_DEFINED_AFTER = re.compile(
    r"\s?\(\s?(?:(?:hereafter|also known as|known as|the)\s)*[\"'“‘]?"
    r"(?P<short>[A-Z][\w&]*[A-Z][\w&]*)[\"'”’]?\s?\)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the authority list."""

    organisation: Organisation
    short: tuple[str, ...]
    loose: tuple[str, ...]
    former: tuple[str, ...]
    domain: str | None
    successor: str | None


class Authority:
    """The list of organisations, with every name by which they are known."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = tuple(entries)
        self._matcher = Matcher()
        self._exact: dict[str, int] = {}
        self._places: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._domains: dict[str, int] = {}
        for number, entry in enumerate(self._entries):
            self._take(number, entry)
        # One question is read several times over, and always among the same organisations.
        self._find_again = lru_cache(maxsize=256)(self._find)
        # A sentence is read for its passage, its paragraph and itself.
        self._listed_again = lru_cache(maxsize=64)(self._listed)
        self._stems_among = lru_cache(maxsize=8)(self._stems_of)
        # The same sentences are read for many questions.
        self._opening_again = lru_cache(maxsize=4_096)(self._opening)
        self._by_word = lru_cache(maxsize=8)(_by_word)

    def __reduce__(self) -> "tuple[type[Authority], tuple[tuple[Entry, ...]]]":
        """Go to another process as the list; what was looked up before stays behind."""
        return Authority, (self._entries,)

    @classmethod
    def load(cls) -> "Authority":
        """Load the list that comes with the package."""
        text = files("ingest").joinpath("data/organisations.tsv").read_text(encoding="utf-8")
        return cls(parse(text))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every organisation of the list, in its order."""
        return self._entries

    def entry(self, name: str) -> Entry | None:
        """Give the line of which this is the full or a former name, or None."""
        number = self._number(name)
        return None if number is None else self._entries[number]

    def ambiguous(self) -> dict[str, tuple[str, ...]]:
        """Give the names that several organisations go by, each with their full names."""
        return {
            " ".join(key): tuple(self._organisation(number).name for number in numbers)
            for key, numbers in self._matcher.shared().items()
        }

    # -------------------------------------------------------------- names given as such

    def resolve(self, name: str, among: Collection[str] = ()) -> Organisation | None:
        """Give the organisation that a typed name or a label means.

        None when no organisation or more than one goes by that name; `among` (full names) decides
        between several. Finding nothing is a normal outcome: the name is then kept as written.
        """
        found = self.candidates(name)
        if len(found) > 1:
            wanted = {item.casefold() for item in among}
            found = tuple(item for item in found if item.name.casefold() in wanted)
        return found[0] if len(found) == 1 else None

    def candidates(self, name: str) -> tuple[Organisation, ...]:
        """Give every organisation that goes by this name, in the list's order."""
        bare = re.sub(r"\s*\([^()]*\)\s*$", "", name.strip()).strip(' .,;:|"“”')
        number = self._number(bare)
        if number is not None:
            return (self._organisation(number),)
        words = names.words(bare)
        core = names.kept(names.without_suffix(words))
        for key in (names.kept(words), core):
            numbers = self._matcher.numbers_of(key)
            if numbers:
                return tuple(self._organisation(number) for number in numbers)
        return tuple(self._organisation(number) for number in self._places.get(core, ()))

    def resolve_list(self, given: str) -> tuple[Organisation, ...]:
        """Give the organisations of a list parted by ";"; a name not known stays as written."""
        parts = [part.strip() for part in given.split(";") if part.strip()]
        return tuple(self.resolve(part) or Organisation(part) for part in parts)

    def suggest(self, name: str, n: int = 3) -> tuple[str, ...]:
        """Give up to `n` full names that are nearest to a name that is not known, best first."""
        from rapidfuzz import fuzz, process

        # Names are compared without "NHS Foundation Trust" and the like, which all of them share.
        choices = {
            _bare(printed): entry.organisation.name
            for entry in self._entries
            for printed in (entry.organisation.name, *entry.short, *entry.loose, *entry.former)
            if len(printed) > 5
        }
        wanted = _bare(name)
        scored = process.extract(wanted, choices.keys(), scorer=fuzz.ratio, limit=n * 4)
        best = scored[0][1] if scored else 0.0
        near = [choices[printed] for printed, score, _ in scored if score >= max(60, best - 10)]
        return tuple(dict.fromkeys(near))[:n]

    def by_domain(self, address: str) -> Organisation | None:
        """Give the organisation to which a web or mail address belongs, or None."""
        labels = _host(address).split(".")
        for first in range(len(labels) - 1):
            number = self._domains.get(".".join(labels[first:]))
            if number is not None:
                return self._organisation(number)
        return None

    # -------------------------------------------------------------- names in running text

    def find(
        self,
        text: str,
        *,
        defined: Mapping[str, Organisation] | None = None,
        is_question: bool = False,
        among: Collection[str] = (),
    ) -> tuple[Mention, ...]:
        """Find the organisations that a text names, in reading order; the longest match wins.

        `defined` are the abbreviations of the document (`definitions`); they go before the list.
        `among` are full names: they decide between several organisations of one name, and let a
        place stand for the one organisation among them that has it in its name, and a former trust
        for its successor when only that is among them. A question may be in small letters,
        misspelt or run together; other text is taken as it is printed.
        """
        if is_question and not defined:
            return self._find_again(text, tuple(among), is_question=True)
        return self._find(text, tuple(among), defined, is_question=is_question)

    def _find(
        self,
        text: str,
        among: tuple[str, ...],
        defined: Mapping[str, Organisation] | None = None,
        *,
        is_question: bool,
    ) -> tuple[Mention, ...]:
        reading, listed = self._listed_again(text, is_question=is_question)
        here = frozenset(n for name in among if (n := self._number(name)) is not None)
        found: list[Candidate | Mention] = [*listed]
        found.extend(mentions.defined(text, defined or {}, is_question=is_question))
        if is_question:
            found.extend(self._matcher.run_together(reading))
            taken = {at for item in found for at in range(item.start, item.end)}
            found.extend(self._matcher.misspelt(reading, taken))
            found.extend(self._by_place(reading, here))
            unlisted = [name for name in among if self._number(name) is None]
            found.extend(mentions.verbatim(text, unlisted))
        return self._decide(text, found, here)

    def _listed(self, text: str, *, is_question: bool) -> tuple[Reading, tuple[Candidate, ...]]:
        """Take a text apart, and find every stretch that is a name of the list."""
        reading = mentions.read(text, is_question=is_question)
        return reading, tuple(self._matcher.listed(reading))

    def opening(self, text: str, start: int) -> Mention | None:
        """Give the first mention of a text if it begins at a place or before it; None if not."""
        return self._opening_again(text, start)

    def _opening(self, text: str, start: int) -> Mention | None:
        found = self.find(text) if self._matcher.can_begin(text, start) else ()
        return found[0] if found and found[0].start <= start else None

    def places(self, question: str, among: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Find the towns and counties in a question that stand for their trusts.

        Gives for each the full names `among` which it means: all that have it in their name, ()
        when only other trusts of the list have. Names that `find` resolves are no places.
        """
        reading = mentions.read(question, is_question=True)
        named = self.find(question, is_question=True, among=among)
        holders = self._by_word(tuple(among))
        found: dict[str, tuple[str, ...]] = {}
        for at, token in enumerate(reading.tokens):
            word, end = names.endings(token)[-1]
            is_named = any(item.start <= token.start < item.end for item in named)
            if is_named or len(word) < 5 or mentions.is_somebody_else(reading, at):
                continue
            spoken = {*holders.get(word, ()), *holders.get(f"{word}shire", ())}
            meant = tuple(name for name in among if name in spoken) if spoken else ()
            is_proper = at > 0 and token.raw[0].isupper() and not names.is_general(word)
            if (word,) in self._places or (is_proper and len(meant) == 1):
                found[question[token.start : end]] = meant
        return found

    def definitions(self, text: str) -> dict[str, Organisation]:
        """Give the abbreviations that a text defines: "Full Name (ABBR)".

        The full name is in the list, or ends in Trust, Council or another word for a body.
        """
        found: dict[str, Organisation] = {}
        for match in _UNLISTED.finditer(text):
            if _could_abbreviate(match["short"], match["name"]):
                name = match["name"].strip()
                found[match["short"]] = self.resolve(name) or Organisation(name)
        for mention in self.find(text):
            after = _DEFINED_AFTER.match(text, mention.end)
            if after and mention.form in (Form.FULL, Form.SHORT):
                found[after["short"]] = mention.organisation
        return found

    def conditions(self, text: str) -> Conditions:
        """Find the types and regions of organisations that a question asks for."""
        for mention in self.find(text, is_question=True):
            text = f"{text[: mention.start]}{'□' * len(mention.text)}{text[mention.end :]}"
        return find_conditions(text)

    # -------------------------------------------------------------- building and deciding

    def _take(self, number: int, entry: Entry) -> None:
        loose = {names.kept(names.words(name)) for name in entry.loose}
        for name in (entry.organisation.name, *entry.former):
            words = names.kept(names.words(name))
            # "Nuffield Trust" is no NHS trust: there "Trust" is of the name.
            core = words if entry.organisation.type == "other" else names.without_suffix(words)
            self._exact.setdefault(_plain(name), number)
            is_loose = core in loose or (len(core) == 1 and core != words)
            self._matcher.add(number, core, Form.LOOSE if is_loose else _own_form(name), name)
        for name in entry.short:
            self._matcher.add(number, names.kept(names.words(name)), _own_form(name), name)
        for name in entry.loose:
            self._matcher.add(number, names.kept(names.words(name)), Form.LOOSE, name)
        if entry.organisation.type in _PLACED_TYPES and entry.successor is None:
            place = names.stem(entry.organisation.name)
            if place:
                self._places[place] = (*self._places.get(place, ()), number)
        if entry.domain:
            self._domains.setdefault(entry.domain, number)

    def _number(self, name: str) -> int | None:
        return self._exact.get(_plain(name))

    def _organisation(self, number: int) -> Organisation:
        return self._entries[number].organisation

    def _held(self, number: int, here: frozenset[int]) -> Organisation:
        """Give the organisation, or its successor when only that is among those `here`."""
        successor = self._number(self._entries[number].successor or "")
        is_held_by = number not in here and successor in here
        return self._organisation(successor if successor is not None and is_held_by else number)

    def _by_place(self, reading: Reading, here: frozenset[int]) -> Iterable[Candidate]:
        """Give the places that stand for the one organisation `here` that has them in its name."""
        starts = {token.word[0] for token in reading.tokens}
        for key, numbers in self._stems_among(here).items():
            if len(numbers) > 1 or key[0][0] not in starts:
                continue
            for window in reading.windows(len(key)):
                end = mentions.spelt_end(reading, window, key)
                is_short = len("".join(key)) < 8
                first = reading.tokens[window[0]]
                if end is None or (is_short and not first.word.startswith(key[0])):
                    continue
                if not mentions.is_somebody_else(reading, window[-1]):
                    yield Candidate(first.start, end, Form.LOOSE, tuple(numbers))

    def _stems_of(self, here: frozenset[int]) -> Mapping[tuple[str, ...], Collection[int]]:
        """Give the places in the names of organisations, each with those that have it.

        A place and the word after it count too: in "Leeds Community" there is one trust of Leeds.
        """
        places: dict[tuple[str, ...], set[int]] = {}
        for number in here:
            entry = self._entries[number]
            if entry.organisation.type in _PLACED_TYPES:
                loose = [names.kept(names.words(name)) for name in entry.loose]
                name = entry.organisation.name
                for key in {names.stem(name), names.beginning(name), *loose}:
                    if not names.is_regional(key):
                        places.setdefault(key, set()).add(number)
        return places

    def _decide(
        self, text: str, found: Sequence[Candidate | Mention], here: frozenset[int]
    ) -> tuple[Mention, ...]:
        """Keep the longest of what overlaps, and settle names that several organisations share."""
        chosen = mentions.longest(found)
        sure = {i.numbers[0] for i in chosen if isinstance(i, Candidate) and len(i.numbers) == 1}
        decided = []
        for item in chosen:
            if isinstance(item, Mention):
                decided.append(item)
                continue
            numbers = item.numbers
            for context in (sure, here):
                if len(numbers) > 1:
                    numbers = tuple(number for number in numbers if number in context) or numbers
            if len(numbers) == 1:
                organisation = self._held(numbers[0], here)
                printed = text[item.start : item.end]
                decided.append(Mention(item.start, item.end, printed, organisation, item.form))
        return tuple(decided)


def parse(text: str) -> tuple[Entry, ...]:
    """Parse the list: a line of column names, then one organisation a line, parted by tabs."""
    head, *lines = text.splitlines()
    rows = [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]
    return tuple(
        Entry(
            organisation=Organisation(
                name=row["name"],
                ods_code=row["code"] or None,
                type=row["type"] or None,
                region=row["region"] or None,
            ),
            short=_parts(row["short"]),
            loose=_parts(row["loose"]),
            former=_parts(row["former"]),
            domain=row["domain"] or None,
            successor=row["successor"] or None,
        )
        for row in rows
    )


def _own_form(name: str) -> Form:
    return Form.ABBREVIATION if names.is_abbreviation(name) else Form.SHORT


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _plain(name: str) -> str:
    folded = " ".join(name.casefold().replace("’", "'").replace("&", "and").split())
    return folded.removeprefix("the ")


def _host(address: str) -> str:
    address = address.strip().casefold()
    if "//" in address:
        return urlsplit(address).hostname or ""
    return address.rsplit("@", 1)[-1].split("/")[0]


def _by_word(among: tuple[str, ...]) -> Mapping[str, Collection[str]]:
    """Give the names that have a word, by the word."""
    found: dict[str, list[str]] = {}
    for name in among:
        for word in set(names.words(name)):
            found.setdefault(word, []).append(name)
    return found


def _could_abbreviate(short: str, name: str) -> bool:
    """Say whether the capitals of `short` begin words of the name, in order."""
    capitals = [char for char in short if char.isupper()]
    initials = iter(word[0].upper() for word in re.findall(r"[A-Za-z]+", name))
    return len(capitals) >= 2 and all(char in initials for char in capitals)


def _bare(name: str) -> str:
    """Give a name in folded words, without "NHS Foundation Trust" and the like."""
    parts = names.words(name)
    return " ".join(names.without_suffix(parts) or parts)

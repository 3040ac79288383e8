"""The built-in reference: what indicators and terms mean, and which of them a question asks for.

It is a document like any other, with a canonical text that citations refer to, but it comes with
the product: it is ingested nowhere, found by no search and counted among no documents.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from index.records import StoredDocument, StoredPassage, StoredSentence
from ingest import indicators as wres
from ingest.packaged import read_yaml
from ingest.records import Evidence, Kind, Section, Span

DOCUMENT_ID = "goodpractice-reference"
SPEAKER = "Built-in reference (not a trust's document)"

# How a definition is asked for; `subject` is what is to be defined.
_SUBJECT = r"(?P<subject>.+?)"
_OF_WHOM = r"(?: (?:in|for) (?P<context>[\w ]+?))?"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:what(?: i|')?s|what are|define|(?:explain|tell me|remind me)(?: what)?) {_SUBJECT}"
        rf"{_OF_WHOM}(?: (?:is|are|means?|stands? for|measures?|about|for|short for))?",
        rf"what (?:do|does|did) {_SUBJECT} (?:mean|measure|stand for|cover|compare|refer to|show"
        rf"|look at|tell (?:us|me|you)){_OF_WHOM}",
        rf"how (?:is|are) {_SUBJECT} (?:calculated|measured|worked out|computed|defined){_OF_WHOM}",
        r"how (?:do|does|would) (?:you|they|we|i|one|nhs england) "
        rf"(?:calculate|measure|work out|compute|define) {_SUBJECT}{_OF_WHOM}",
        rf"(?:what(?: i|')?s )?(?:the )?(?:meaning|definition) of {_SUBJECT}{_OF_WHOM}",
        rf"what (?:is|are|does one mean|do you mean|is it) (?:meant )?by {_SUBJECT}{_OF_WHOM}",
        rf"what counts as {_SUBJECT}{_OF_WHOM}",
        rf"{_SUBJECT} (?:- )?(?:meaning|definition|stands for|means)(?: what)?",
        rf"{_SUBJECT}[,;:?-] ?what(?: i|')?s (?:that|this|it)(?: one)?"
        r"(?: (?:about|mean|for|measure))?",
    )
)
_POLITE = re.compile(
    r"^(?:(?:please|ok|so|and|but|also|sorry|can you|could you|would you|do you know"
    r"|what about|how about),? )+|,? (?:please|again|exactly|actually|then)$"
)
_BEFORE_NAME = re.compile(
    r"^(?:(?:a|an|the|this|nhs|term|phrase|word|words|abbreviation|acronym|letters"
    r"|concept of|idea of) )+"
)
_CONTEXT = re.compile(
    r"(?:the )?(?:wres|nhs|hr|wres terms|wres reports|this context|these documents)"
)
_NUMBERED = re.compile(
    r"(?:wres|indicators?|metrics?)(?: indicators?| metrics?)?(?: numbers?| no\.?)? "
    r"(?:(?:[1-9]|one|two|three|four|five|six|seven|eight|nine)\b(?:,? and |, | to | or |-| )?)+"
)
_WORDED = re.compile(
    r"(?:wres )?(?:indicator|metric) (?:on|for|about|of) (?P<after>.+)"
    r"|(?P<before>.+) (?:indicator|metric)"
)
_ALL = re.compile(r"(?:all )?(?:nine |9 )?(?:wres )?(?:indicators|metrics)")
_DIFFERENCE = re.compile(r"^(?:the )?difference between ")
# "A relative likelihood of 1.5" is asked for as a term.
_VALUE = re.compile(r"(?<=likelihood)(?: ratio| score)? (?:of|above|below|over|under) [\d.]+$")
_ABBREVIATION = re.compile(r"(?=\S*[A-Z]\S*[A-Z])[A-Za-z&]{2,6}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One term or indicator: its name, the other names it is asked by, and where it stands."""

    name: str
    also: tuple[str, ...]
    text: str
    """What it means, without its name and source."""
    passage: StoredPassage


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference as a document, and its entries, the nine indicators first."""

    document: StoredDocument
    text: str
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]


def asked_for(question: str, *, is_alone: bool = True) -> tuple[Entry, ...]:
    """Give the entries that a question asks to define; none for any other question.

    What is to be defined has to be an entry's name and nothing else: "what is indicator 3 at
    Barts?" asks for a figure. A bare abbreviation or number counts only where the question stands
    alone, and is not a follow-up.
    """
    unquoted = re.sub(r"[\"“”‘()]|(?<!\w)['’]|['’](?!\w)", "", question.casefold())
    typed = " ".join(unquoted.replace("’", "'").split()).rstrip(" ?.!")
    typed = _POLITE.sub("", _POLITE.sub("", typed))
    for form in _FORMS:
        match = form.fullmatch(typed)
        if match and _is_context(match.groupdict().get("context")):
            found = _named(match["subject"])
            if found:
                return found
    is_short = bool(_NUMBERED.fullmatch(typed)) or typed in _abbreviations()
    return _named(typed) if is_alone and is_short else ()


# ------------------------------------------------------------------ which entries


def _is_context(context: str | None) -> bool:
    return context is None or bool(_CONTEXT.fullmatch(context) or _named(context))


def _named(subject: str) -> tuple[Entry, ...]:
    """Give the entries of this name: terms, or indicators by number or by what they are about."""
    name = _folded(_DIFFERENCE.sub("", subject))
    entries = load().entries
    if _ALL.fullmatch(name):
        return entries[:9]
    if _NUMBERED.fullmatch(name):
        return tuple(entries[item.indicator - 1] for item in wres.find(f"wres {subject}"))
    name = _VALUE.sub("", name)
    for known in (name, name.removesuffix("s")):
        if known in _by_name():
            return (_by_name()[known],)
    parts = name.split(" and ")
    if len(parts) > 1 and all(part in _by_name() for part in parts):
        return tuple(_by_name()[part] for part in parts)
    worded = _WORDED.fullmatch(name)
    about = wres.find(worded["after"] or worded["before"]) if worded else ()
    return (entries[about[0].indicator - 1],) if len(about) == 1 else ()


def _folded(name: str) -> str:
    """Fold what does not part one name from another: articles, hyphens, "&", commas."""
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])|,", " ", name.casefold().replace("&", " and "))
    return _BEFORE_NAME.sub("", " ".join(plain.split())).replace(" and the ", " and ")


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Entry]:
    return {_folded(name): entry for entry in load().entries for name in entry.also}


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    names = (name for entry in load().entries for name in entry.also)
    return frozenset(name.casefold() for name in names if _ABBREVIATION.fullmatch(name))


# ------------------------------------------------------------------ the document


@lru_cache(maxsize=1)
def load() -> Reference:
    """Read the reference that comes with the package."""
    data = read_yaml("assistant", "reference.yaml")
    canonical = data["title"] + "\n"
    entries: list[Entry] = []
    for name, also, meaning, source in _written(data):
        body = f"{name}: {meaning} Source: {source}."
        canonical += "\n"
        span = Span(len(canonical), len(canonical) + len(body))
        canonical += body + "\n"
        passage = _passage(data, len(entries), name, body, span)
        entries.append(Entry(name, also, meaning, passage))
    sections = tuple(Section(entry.name, entry.passage.span) for entry in entries)
    return Reference(_document(data, canonical, len(entries)), canonical, sections, tuple(entries))


def _written(data: Any) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """Give name, other names, meaning and source of each entry."""
    worked_out = data["indicators"]["entries"]
    for item in wres.indicators():
        name = f"WRES indicator {item.number} ({item.name})"
        meaning = f"{item.definition} {worked_out[item.number]}"
        yield name, (), meaning, data["indicators"]["source"]
    for term in data["terms"]:
        yield term["name"], tuple(term["also"]), term["text"], term["source"]


def _passage(data: Any, at: int, name: str, body: str, span: Span) -> StoredPassage:
    return StoredPassage(
        id=f"{DOCUMENT_ID}-{at:04d}",
        document_id=DOCUMENT_ID,
        document=f"{DOCUMENT_ID}.txt",
        title=data["title"],
        publisher=data["publisher"],
        kind=Kind.GUIDANCE,
        period=None,
        section=name,
        page=None,
        organisations=(),
        indicators=(at + 1,) if at < 9 else (),
        evidence=Evidence.CONTEXT,
        evidence_reason="it defines a term",
        context="",
        text=body,
        span=span,
        sentences=(StoredSentence(span, body, Evidence.CONTEXT, "it defines a term", None),),
    )


def _document(data: Any, canonical: str, passages: int) -> StoredDocument:
    return StoredDocument(
        id=DOCUMENT_ID,
        name=f"{DOCUMENT_ID}.txt",
        sources=(),
        format="text",
        title=data["title"],
        url=None,
        publisher=data["publisher"],
        organisation=None,
        kind=Kind.GUIDANCE,
        period=None,
        indicators=tuple(range(1, 10)),
        passages=passages,
        actions=0,
        outcomes=0,
        characters=len(canonical),
        warnings=(),
        reasons={"kind": "it comes with goodpractice"},
    )

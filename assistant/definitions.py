"""Drafts definitions: what the built-in reference says first, then documents that define it too."""

import re
from collections.abc import Sequence

from assistant.citations import Citations
from assistant.extractive import Draft
from assistant.records import Statement, Status
from assistant.reference import SPEAKER, Entry, asked_for
from assistant.select import Candidate
from ingest.records import Evidence, Kind

_ABBREVIATION = re.compile(
    r"(?:[Ww]hat(?: is| does| are|['’]s) )?(?:an? |the )?([A-Z][A-Za-z&]{1,5}[A-Z])"
    r"(?: (?:mean|stand for))?\W*"
)
_LISTED = re.compile(r"(?:WRES |indicator |metric )*([1-9])\s*[|:.)–-]\s+(?!.*\d[%.])\w", re.I)
_RESULTS_AND_PLANS = frozenset({Evidence.OUTCOME, Evidence.PLAN, Evidence.TARGET})


def state(entries: Sequence[Entry], citations: Citations) -> tuple[Statement, ...]:
    """State entries of the reference, each quoted whole and marked as the reference's."""
    return tuple(_state(entry, citations) for entry in entries)


def defining(entries: Sequence[Entry], items: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Keep the sentences of documents that say what one of these entries means."""
    terms = [re.escape(name) for entry in entries for name in entry.also]
    numbers = [str(number) for entry in entries for number in entry.passage.indicators]
    numbered = [rf"(?:indicator|metric|WRES) (?:{'|'.join(numbers)})"] if numbers else []
    said = "|".join([*terms, *numbered]).replace("\\ ", r"[\s-]+")
    defined = re.compile(
        rf"\b(?:{said})\b['’”\"]?(?: \([^)]*\))?(?:,? (?:means?|is|are|refers? to|stands? for"
        rf"|measures?|compares?|was defined)\b|, (?:the|an?)\b|: )"
        rf"|\b(?:defin\w+|concept of|idea of|meaning of|known as|called)\W+(?:\w+\W+){{0,2}}?"
        rf"(?:{said})\b",
        re.IGNORECASE,
    )
    return tuple(
        item
        for item in items
        if item.sentence.evidence not in _RESULTS_AND_PLANS
        and (
            defined.search(item.sentence.text)
            or _answers_its_heading(item, entries)
            or _lists(item, numbers)
        )
    )


def _lists(item: Candidate, numbers: Sequence[str]) -> bool:
    """Tell whether a guide lists an indicator: its number, then words and no figure."""
    number = _LISTED.match(item.sentence.text)
    return item.passage.kind is Kind.GUIDANCE and number is not None and number[1] in numbers


def _answers_its_heading(item: Candidate, entries: Sequence[Entry]) -> bool:
    """Tell whether a sentence is the first under a heading that asks: "1. What is …?"."""
    asked = asked_for(item.passage.section.lstrip("0123456789. "), is_alone=False)
    is_first = item.sentence.span == item.passage.sentences[0].span
    return is_first and bool(set(asked) & set(entries))


def spelt_out(question: str, items: Sequence[Candidate]) -> tuple[tuple[Candidate, str], ...]:
    """Give the sentences that spell out an abbreviation that a question is, with how they do.

    "NfC?" is spelt out by "Network for Change": a word for each letter, little words beside.
    """
    asked = _ABBREVIATION.fullmatch(question.strip())
    if asked is None:
        return ()
    letters = [re.escape(letter) for letter in asked[1].replace("&", "")]
    words = r"(?:[ -](?:of|for|and|the|to|in|&))?[ -]".join(
        rf"(?:{letter.upper()}|{letter.lower()})[a-z]+" for letter in letters
    )
    printed = re.compile(rf"\b(?=[A-Z]){words}\b")
    found = ((item, printed.search(item.sentence.text)) for item in items)
    return tuple((item, match.group()) for item, match in found if match)


def draft_spelt_out(question: str, found: Sequence[tuple[Candidate, str]], own: Draft) -> Draft:
    """Say what an abbreviation is short for, and quote where the documents say it."""
    marks = "".join(f"[{number}]" for item in own.statements for number in item.citations)
    wordings = " or ".join(f"“{wording}”" for wording in dict.fromkeys(word for _, word in found))
    text = (
        f"{question.strip(' ?')}: spelt out as {wordings}; the documents do not define it. {marks}"
    )
    return Draft(Status.PARTIAL, text, own.statements)


def draft(entries: Sequence[Entry], stated: Sequence[Statement], own: Draft | None) -> Draft:
    """Put what the reference states before what documents say."""
    marks = "".join(f"[{number}]" for statement in stated for number in statement.citations)
    if len(entries) == 1:
        said = f"{entries[0].name}: {_first_sentence(entries[0].text)}"
    else:
        said = f"Explained below: {'; '.join(entry.name for entry in entries)}."
    summary = f"{said} (From the built-in reference, not from a trust's document.) {marks}"
    return Draft(Status.ANSWERED, summary, (*stated, *(own.statements if own else ())))


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


def _state(entry: Entry, citations: Citations) -> Statement:
    passage = entry.passage
    number = citations.cite(passage, passage.text, passage.span, Evidence.CONTEXT, None)
    return Statement(
        text=f"{SPEAKER}: “{passage.text}” [{number}]",
        evidence=Evidence.CONTEXT,
        organisation=None,
        citations=(number,),
        origin="extract",
        support=1.0,
    )

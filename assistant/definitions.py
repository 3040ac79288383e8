"""Drafts definitions: what the built-in reference says first, then documents that define it too."""

from collections.abc import Sequence

from assistant.citations import Citations
from assistant.extractive import Draft, defines
from assistant.records import Statement, Status
from assistant.reference import SPEAKER, Entry
from ingest.records import Evidence


def state(entries: Sequence[Entry], citations: Citations) -> tuple[Statement, ...]:
    """State entries of the reference, each quoted whole and marked as the reference's."""
    return tuple(_state(entry, citations) for entry in entries)


def draft(entries: Sequence[Entry], stated: Sequence[Statement], own: Draft) -> Draft:
    """Put what the reference states before what documents say; those that define nothing go."""
    marks = "".join(f"[{number}]" for statement in stated for number in statement.citations)
    first = entries[0]
    what = f"{first.name}: {first.text}" if len(entries) == 1 else _listed(entries)
    summary = f"{what} (From the built-in reference, not from a trust's document.) {marks}"
    documents = tuple(statement for statement in own.statements if defines(statement))
    return Draft(Status.ANSWERED, summary, (*stated, *documents))


def _listed(entries: Sequence[Entry]) -> str:
    return f"Explained below: {'; '.join(entry.name for entry in entries)}."


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

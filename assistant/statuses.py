"""Tells which status of actions a question asks for, and which status a cell of a plan gives."""

import re

from ingest.records import CELL_GAP

COLOURS = ("red", "amber", "green", "blue")
COMPLETE, OPEN, LATE = "complete", "not complete", "late"
NOT_STARTED, UNDER_WAY = "not started", "under way"

_NOT = r"(?:\bnot|n['’]t|\byet to be|\bnever)(?: (?:yet|been|be|fully|all)){0,3} "
_DONE = r"(?:completed?|done|finished|achieved|delivered|closed|implemented|in place)"
_KEPT = r"(?:kept|honoured|fulfilled)"
_PROMISES = r"(?:promises|pledges|commitments)(?: \w+){0,3}"
_BEGUN = r"(?:started|begun|commenced)"
_LATE = (
    r"(?:overdue|late|delay(?:ed|s)?|behind(?: schedule| time)?|slipp(?:ed|ing)|off track|missed)"
)
_GOING = r"(?:in progress|under ?way|on(?:going| track| target| schedule))"
# First come the wordings that a later one would take for its opposite.
_ASKED = {
    NOT_STARTED: rf"{_NOT}{_BEGUN}|unstarted|yet to (?:start|begin)",
    OPEN: rf"{_NOT}(?:{_DONE}|{_KEPT})|unfinished|incomplete|outstanding|unkept|unfulfilled"
    rf"|(?<!still )still open|open actions|{_PROMISES} broken|broken promises",
    LATE: r"overdue|delayed|slipp(?:ed|ing)|off track|behind (?:schedule|time)"
    r"|(?:is|are|running|runs?|fall(?:en|ing)) (?:late|behind)|late actions",
    UNDER_WAY: _GOING,
    COMPLETE: r"completed(?! by\b)|finished|complete actions"
    r"|(?:actions?|ones|tasks|items)(?: \w+){0,3} (?:complete|done|closed|delivered)(?! by\b)"
    rf"|{_PROMISES} {_KEPT}",
}
_GIVEN = {
    NOT_STARTED: rf"{_NOT}{_BEGUN}|unstarted|(?:yet )?to (?:start|begin|be started)",
    OPEN: rf"{_NOT}{_DONE}|(?:un|in)[ -]?(?:finished|complete)|(?:to|will) be {_DONE}",
    LATE: _LATE,
    UNDER_WAY: _GOING,
    COMPLETE: _DONE,
}


def _whole(wording: str) -> str:
    """Let a wording match as whole words; one that begins with "n't" ends a word."""
    return rf"(?:(?<![\w-])|(?=n['’]t))(?:{wording})(?!\w)"


def asked(question: str) -> tuple[str, ...]:
    """Give the statuses that a question asks for: colours, or "complete", "late" and so on."""
    colours = [name for name in COLOURS if re.search(rf"(?<!-)\b{name}\b(?!-)", question, re.I)]
    left, found = question, []
    for status, wording in _ASKED.items():
        left, count = re.subn(_whole(wording), " ", left, flags=re.IGNORECASE)
        found += [status] if count else []
    return (*colours, *found)


def given(cell: str) -> frozenset[str]:
    """Give the statuses that a cell says; a colour also by its first letter alone: "R", "G | done".

    A cell that says something, but not that the action is complete, is "not complete". Of several
    cells the first that says a status counts; the others tell what happened.
    """
    parts = cell.split(CELL_GAP)
    wordings = "|".join(_whole(wording) for wording in _GIVEN.values())
    told = next((n for n, part in enumerate(parts, 1) if re.search(wordings, part, re.I)), None)
    cell = CELL_GAP.join(parts[:told])
    found = {
        name
        for name in COLOURS
        if re.search(rf"\b{name}\b", cell, re.I)
        or re.match(rf"{name[0].upper()}\s*(?:$|[|:;,(–-])", cell)
    }
    left = cell
    for status, wording in _GIVEN.items():
        left, count = re.subn(_whole(wording), " ", left, flags=re.IGNORECASE)
        found |= {status} if count else set()
    if cell.strip() and COMPLETE not in found:
        found.add(OPEN)
    if OPEN in found:
        found.discard(COMPLETE)
    return frozenset(found)

"""Composes what a language model is asked: our rules, then passages quoted as data."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from index.records import StoredPassage
from ingest.records import Evidence

# Characters of a passage, and of a title or name; small models read a few thousand words at most.
LONGEST_PASSAGE = 1_000
LONGEST_LABEL = 120

_KINDS = {
    Evidence.OUTCOME: "a result",
    Evidence.INTERVENTION: "what was done",
    Evidence.PLAN: "a plan, no result",
    Evidence.TARGET: "a target, no result",
    Evidence.BASELINE: "a figure at the outset",
    Evidence.LEARNING: "what was learnt",
    Evidence.CONTEXT: "background",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is sent: our rules, and the question with its passages."""

    system: str
    user: str


def compose(question: str, passages: Sequence[StoredPassage]) -> Prompt:
    """Put a question over passages, numbered from 1.

    A passage is one line that begins with ">", its label another: no text can end its own line, so
    none can pass for a label, another passage or a rule of ours.
    """
    system = files("assistant").joinpath("data/prompt.txt").read_text(encoding="utf-8")
    lines = ["Passages:", ""]
    for number, passage in enumerate(passages, start=1):
        lines += [f"[{number}] {_label(passage)}", f"> {quoted(passage.text, LONGEST_PASSAGE)}", ""]
    lines.append(f"Question: {quoted(question, LONGEST_PASSAGE)}")
    return Prompt(system, "\n".join(lines))


def quoted(text: str, longest: int) -> str:
    """Give a text as one line, without invisible characters, and brackets that could pass for ours.

    What is cut off is a whole word.
    """
    seen = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    line = re.sub(r"[\[【]", "(", re.sub(r"[\]】]", ")", " ".join(seen.split())))
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0] + " …"


def _label(passage: StoredPassage) -> str:
    who = "; ".join(passage.organisations) or passage.publisher or "an unnamed organisation"
    parts = [
        f"organisation: {quoted(who, LONGEST_LABEL)}",
        f"kind: {_KINDS[passage.evidence]}",
        f"period: {quoted(passage.period or 'not dated', LONGEST_LABEL)}",
    ]
    return " | ".join(parts)

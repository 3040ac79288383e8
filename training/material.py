"""Reads what is trained on: written questions, each with the passage that answers it.

`pairs.jsonl` holds a line for each passage: where it stands (source, document, start, end), the
hash of its text, and the questions. The text itself is read from the document, as the product reads
it. No passage is of a document that holds gold of a development set, nor of a summary of one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.embedded import of_passage
from ingest.discover import discover
from ingest.errors import IngestError
from ingest.organisations import Authority
from ingest.records import Document, Passage
from ingest.run import load, read_document

ROOT = Path(__file__).resolve().parent.parent
PAIRS = ROOT / "training" / "pairs.jsonl"
FOLDERS = {
    "digests": ROOT.parent / "shared" / "digests",
    "sample": ROOT / "ingest" / "sample",
    "written": ROOT / "training" / "documents",
}
"""Where each source's documents stand; `written` are invented ones, for plans and forms."""
STORIES = {
    "derbyshire-reverse-mentoring": ("020",),
    "leeds-community-four-keys": ("053",),
    "medway-culture-review": ("165",),
    "morecambe-bay-chief-nurse": ("155",),
    "rcn-cultural-ambassadors": ("024", "025"),
    "sussex-senior-roles-programme": ("154",),
    "uhcw-inclusion-delivery-plan": ("080",),
}
"""The digests that a document of the sample tells again: no negatives to each other."""
HELD_OUT_SHARE = 0.15
_HASH_LENGTH = 16


class BadMaterial(IngestError):
    """A passage that pairs.jsonl refers to is not there, or its text has changed."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a passage stands, and the questions that it answers."""

    source: str
    document: str
    start: int
    end: int
    sha256: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A passage, what it stands under, and the questions that it answers."""

    story: str
    text: str
    heading: str
    """What it stands under in one line, as it was learned."""
    questions: tuple[str, ...]
    ends: tuple[int, ...] = ()
    """Where its sentences end in the text."""
    lines: tuple[str, ...] = ()
    """What it stands under as the product embeds it."""


def read_references(path: Path = PAIRS) -> tuple[Reference, ...]:
    """Read the file of pairs."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return tuple(Reference(**{**row, "questions": tuple(row["questions"])}) for row in rows)


def read_examples(
    references: Sequence[Reference], folders: Mapping[str, Path] = FOLDERS
) -> tuple[Example, ...]:
    """Read the passages from their documents.

    Raises:
        BadMaterial: a document or its text is not what the file of pairs was written for.
    """
    documents: dict[tuple[str, str], Document] = {}
    authority = Authority.load()
    for source in {each.source for each in references}:
        wanted = {each.document for each in references if each.source == source}
        for found in discover([folders[source]]):
            if found.path.name in wanted:
                document = read_document(found, load_bytes(found.path), authority)
                documents[source, document.name] = document
    return tuple(_example(each, documents) for each in references)


def load_bytes(path: Path) -> bytes:
    """Read a file with the product's default options."""
    from ingest.run import DEFAULTS

    return load(path, DEFAULTS)


def _example(reference: Reference, documents: Mapping[tuple[str, str], Document]) -> Example:
    document = documents.get((reference.source, reference.document))
    if document is None:
        msg = (
            f"{reference.document} is not in {FOLDERS[reference.source]}: put it there, "
            "or take its line out of training/pairs.jsonl"
        )
        raise BadMaterial(msg)
    text = document.text[reference.start : reference.end]
    if hash_of(text) != reference.sha256:
        msg = (
            f"{reference.document}, {reference.start} to {reference.end}: the text has changed; "
            "write the line of training/pairs.jsonl anew"
        )
        raise BadMaterial(msg)
    passage = _holder(document, reference)
    above = (document.title, ", ".join(passage.organisations), passage.section)
    heading = dict.fromkeys((*above, " ".join(passage.context.split())))
    written = of_passage(
        document.title, passage.organisations, passage.section, passage.context, text
    )
    ends = [each.span.end - reference.start for each in passage.sentences]
    return Example(
        story_of(reference),
        text,
        ". ".join(line for line in heading if line),
        reference.questions,
        tuple(end for end in ends if 0 < end < len(text)),
        written.heading,
    )


def _holder(document: Document, reference: Reference) -> Passage:
    """Find the passage that holds most of a reference."""
    return max(
        document.passages,
        key=lambda each: (
            min(each.span.end, reference.end) - max(each.span.start, reference.start),
            -each.span.start,
        ),
    )


def hash_of(text: str) -> str:
    """Give the mark by which a text is known again."""
    return sha256(text.encode()).hexdigest()[:_HASH_LENGTH]


def story_of(reference: Reference) -> str:
    """Name what a document is about: a digest and the sample's summary of it share a story."""
    stem = Path(reference.document).stem
    if reference.source == "sample":
        return "+".join(STORIES[stem])
    number = stem.split("_")[0]
    shared = [story for story in STORIES.values() if number in story]
    return "+".join(shared[0]) if shared and reference.source == "digests" else stem


def is_held_out(story: str) -> bool:
    """Tell whether a story is kept for measuring: about one in seven, by hash."""
    return int(sha256(story.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < HELD_OUT_SHARE

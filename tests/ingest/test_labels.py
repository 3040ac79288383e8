"""Evidence types as the whole product gives them, against labels made by reading documents.

The guide to the labels in `document_labels.tsv`, by what the sentence itself says in its place:

* outcome: the source reports a change that has happened, or what came of the work for people
  (promoted, hired, saved), with or without figures; a row that gives a figure for two periods
* intervention: what an organisation did, does or runs to bring a change about, preparations and
  the rules of a scheme included; a status that says done
* plan: what is still to be done: an action, an objective in words, work in progress, a duty
* target: the result that is wished for: an aim, an ambition, a success measure, a figure to reach
* baseline: how things stand or stood, measured or counted among staff; a benchmark; "no change"
* learning: what somebody concluded or would do otherwise: a cause found, a barrier, what did not
  help, advice from experience
* context: all else: who, when, why, definitions, populations, awards, quotes, notes on the text

The main clause decides. Sentences that two readers could label differently were left out. Labels
were made before looking at what the rules say, and split by document: one half was read while the
rules were written, the other was kept aside.
"""

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.discover import discover
from ingest.organisations import Authority
from ingest.records import Document, Evidence, Sentence
from ingest.run import read_document

ROOT = Path(__file__).resolve().parents[2]
LABELS = Path(__file__).with_name("document_labels.tsv")
FOLDERS = {
    "corpus": ROOT.parent / "shared" / "corpus",
    "sample": ROOT / "ingest" / "sample",
    "training": ROOT / "training" / "documents",
}

pytestmark = pytest.mark.shared


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence read by a person, and what the product says of it."""

    text: str
    half: str
    wanted: str
    given: str
    reason: str
    section: str


def read_labels() -> dict[str, list[dict[str, str]]]:
    """Give the labelled sentences of each file."""
    rows = defaultdict(list)
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rows[row["file"]].append(row)
    return rows


def by_mark(document: Document) -> dict[str, list[tuple[Sentence, str]]]:
    """Give the sentences of a document, with their section, by the mark of their words."""
    found = defaultdict(list)
    for passage in document.passages:
        for sentence in passage.sentences:
            text = document.text[sentence.span.start : sentence.span.end]
            mark = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]
            found[mark].append((sentence, passage.section))
    return found


def judge() -> Iterator[Judged]:
    """Give every labelled sentence that the documents still hold, with what the product says."""
    authority = Authority.load()
    sources = {
        f"{folder}/{source.name}": source
        for folder, path in FOLDERS.items()
        for source in discover([path])
    }
    for name, rows in read_labels().items():
        source = sources[name]
        document = read_document(source, source.path.read_bytes(), authority)
        sentences = by_mark(document)
        for row in rows:
            # The offset only tells equal sentences apart: readers may move the text.
            at = int(row["start"])
            same = sorted(sentences[row["hash"]], key=lambda pair: abs(pair[0].span.start - at))
            for sentence, section in same[:1]:
                text = document.text[sentence.span.start : sentence.span.end]
                given = sentence.evidence.value
                yield Judged(text, row["half"], row["evidence"], given, sentence.reason, section)


def f1(rows: list[Judged]) -> dict[str, float]:
    """Give the F1 of every type."""
    hit = Counter(row.wanted for row in rows if row.wanted == row.given)
    wanted, given = Counter(row.wanted for row in rows), Counter(row.given for row in rows)
    return {each: 2 * hit[each] / (wanted[each] + given[each]) for each in wanted}


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return list(judge())


def test_the_labelled_sentences_are_still_there(judged: list[Judged]) -> None:
    labelled = sum(len(rows) for rows in read_labels().values())
    assert labelled >= 600
    assert len(judged) >= labelled * 0.97, "readers cut sentences otherwise: label them again"


@pytest.mark.parametrize(("half", "macro"), [("developed", 0.95), ("kept", 0.86)])
def test_the_product_agrees_with_a_reader(judged: list[Judged], half: str, macro: float) -> None:
    scores = f1([row for row in judged if row.half == half])
    shown = ", ".join(f"{each} {score:.2f}" for each, score in sorted(scores.items()))
    assert set(scores) == set(Evidence)
    assert sum(scores.values()) / len(scores) >= macro, shown

"""Measures verification on statements judged by a reader: how many true ones stay, wrong ones too.

A file of statements holds questions with the passages that a model was given, and what it wrote.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.verify import Verifier, checker
from evaluation.errors import EvaluationError
from index.records import Filters, StoredPassage

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.search import Index

SET = Path(__file__).parent / "statements.yaml"
SAMPLE = Path(__file__).parents[1] / "ingest" / "sample"
FAITHFUL = "faithful"
# No document of a set has more passages.
WHOLE = 100


class _Question(BaseModel):
    """A question with its passages and statements, as in the file."""

    model_config = ConfigDict(extra="forbid")
    question: str
    passages: list[str]
    """File name, colon, words of the passage."""
    faithful: list[str]
    wrong: list[dict[str, str]]
    """Kind of error to statement."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A judged statement and what verification made of it."""

    text: str
    kind: str
    """FAITHFUL or the kind of error."""
    is_aside: bool
    """Every second question is not looked at while rules are made."""
    is_kept: bool
    reason: str
    """Why it was removed, else what bears it out."""


def read_questions(path: Path) -> list[_Question]:
    """Read a file of statements.

    Raises:
        EvaluationError: it is not such a file.
    """
    try:
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [_Question.model_validate(item) for item in items]
    except (OSError, yaml.YAMLError, ValidationError, TypeError) as error:
        raise EvaluationError(f"{path}: no file of judged statements: {error}") from error


def try_statements(
    questions: Sequence[_Question], verifier: Verifier, index: "Index"
) -> Iterator[Tried]:
    """Verify each statement by itself, on the passages of its question.

    Raises:
        EvaluationError: the index has no such passage.
    """
    for number, question in enumerate(questions):
        passages = [_passage(index, named) for named in question.passages]
        documents = tuple({passage.document_id for passage in passages})
        rows = index.actions(Filters(documents=documents))
        statements = [(FAITHFUL, text) for text in question.faithful]
        statements += [pair for item in question.wrong for pair in item.items()]
        for kind, text in statements:
            verified = verifier.verify(text, passages, rows)
            reason = " / ".join(
                [support.quote for kept in verified.kept for support in kept.supports]
                + [removed.reason for removed in verified.removed]
            )
            yield Tried(text, kind, bool(number % 2), not verified.removed, reason)


def _passage(index: "Index", named: str) -> StoredPassage:
    name, _, words = named.partition(": ")
    documents = tuple(item.id for item in index.documents() if item.name == name)
    hits = index.search(words, Filters(documents=documents), k=WHOLE, pool=WHOLE)
    for passage in sorted((hit.passage for hit in hits), key=lambda item: item.span.start):
        if words in passage.text:
            return passage
    raise EvaluationError(f"no passage of {name!r} says {words!r}: index the documents of the set")


def table(tried: Sequence[Tried]) -> list[str]:
    """Give a line for each kind: how many were kept of the tuned half, the other and both."""
    kinds: dict[str, list[Tried]] = defaultdict(list)
    for item in tried:
        kinds[item.kind].append(item)
    wrong = [item for item in tried if item.kind != FAITHFUL]
    rows = {FAITHFUL: kinds.pop(FAITHFUL, []), "wrong, all": wrong, **dict(sorted(kinds.items()))}
    lines = [f"{'kept':<18} {'tuned on':>15} {'kept aside':>15} {'both':>15}"]
    for kind, items in rows.items():
        halves = [[i for i in items if i.is_aside is aside] for aside in (False, True)]
        lines.append(f"{kind:<18} " + " ".join(_share(part) for part in (*halves, items)))
    return lines


def _share(items: Sequence[Tried]) -> str:
    kept = sum(item.is_kept for item in items)
    return f"{kept:>3} of {len(items):>3} {100 * kept / (len(items) or 1):>4.0f}%".rjust(15)


def measure(questions: Path, corpus: Sequence[Path], settings: "Settings") -> list[Tried]:
    """Index the documents in a folder that is removed afterwards, and verify the statements.

    Raises:
        EvaluationError: the file is no set of statements, or not about these documents.
    """
    from assistant import wiring
    from evaluation.bench import indexed
    from ingest.organisations import Authority

    with (
        indexed(settings, corpus) as own,
        wiring.open_index(own, is_searched=True) as index,
    ):
        verifier = Verifier(checker(index), Authority.load())
        return list(try_statements(read_questions(questions), verifier, index))


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the statements and print what was kept."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.verifying", description=__doc__)
    parser.add_argument("set", nargs="?", type=Path, default=SET, help="file of judged statements")
    parser.add_argument("--corpus", type=Path, default=SAMPLE, help="folder of its documents")
    parser.add_argument(
        "--list", action="store_true", help="print each statement of the first half"
    )
    parser.add_argument("--aside", action="store_true", help="print those kept aside as well")
    given = parser.parse_args(arguments)
    from assistant.settings import load_settings

    tried = measure(given.set, [given.corpus], load_settings())
    for item in tried if given.list else ():
        if given.aside or not item.is_aside:
            mark = "+" if item.is_kept else "-"
            sys.stdout.write(f"{mark} {item.kind}: {item.text}\n     {item.reason}\n")
    sys.stdout.write("\n".join(table(tried)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Reads general English questions with their evidence (ExpertQA), in two halves that never meet."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from training.material import ROOT

FOLDER = ROOT.parent / "shared" / "bench" / "expertqa"
_MOST_WORDS = 110
_LEAST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Fact:
    """A question of an expert and a text that answers part of it."""

    question: str
    evidence: str


def read_facts(folder: Path = FOLDER, *, is_held_out: bool) -> tuple[Fact, ...]:
    """Read one half of the questions, by the hash of the question; each pair once, as filed."""
    found: dict[Fact, None] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for fact in _facts(json.loads(line)):
                if _is_odd(fact.question) == is_held_out:
                    found.setdefault(fact)
    return tuple(found)


def _is_odd(question: str) -> bool:
    return int(sha256(question.encode()).hexdigest()[:8], 16) % 2 == 1


def _facts(row: dict[str, Any]) -> Iterator[Fact]:
    question = " ".join(row["question"].split())
    for answer in row["answers"].values():
        for claim in answer["claims"]:
            if claim["support"] not in {"Complete", "Partial"}:
                continue
            evidence = claim["evidence"]
            texts = ast.literal_eval(evidence) if isinstance(evidence, str) else evidence
            for text in texts or ():
                words = _without_address(text).split()
                if len(words) >= _LEAST_WORDS:
                    yield Fact(question, " ".join(words[:_MOST_WORDS]))


def _without_address(text: str) -> str:
    """Leave out the line that says where the text comes from."""
    head, _, rest = text.partition("\n")
    return rest if rest.strip() else head

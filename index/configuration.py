"""How a model wants its texts marked, and the proof that an export still ranks: a smoke test.

A wrong prefix or a wrong pooling ruins a model in silence: it still gives vectors, and they still
look like vectors. So every export is asked a few questions whose answers are plain before it is
kept, and is held against the model that it was made of.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import NoModel
from index.manifest import Encoder
from index.records import Vector

_CONFIGURATION = "config_sentence_transformers.json"
_QUESTION_PROMPTS = ("query", "question", "search_query", "web_search_query")
_PASSAGE_PROMPTS = ("passage", "document", "corpus", "search_document")
_RETRIEVE = "Represent this sentence for searching relevant passages: "
_FAMILIES = {
    "e5": ("query: ", "passage: "),
    "bge": (_RETRIEVE, ""),
    "mxbai-embed": (_RETRIEVE, ""),
    "snowflake-arctic-embed": (_RETRIEVE, ""),
    "nomic-embed": ("search_query: ", "search_document: "),
}
"""Families whose folders do not say their prefixes; from their model cards."""

SMOKE = (
    ("What lowered the number of disciplinary cases?", "Formal investigations fell by half."),
    ("Who mentors the directors?", "Each board member has a mentor from the staff network."),
    ("How is abuse by patients dealt with?", "Visitors who insult nurses get a warning letter."),
    ("What training do managers get?", "Supervisors attend a course on fair leadership."),
    ("Are interview panels mixed?", "Nobody is appointed by a panel of white people only."),
    ("How many people left?", "Staff turnover was 14 per cent."),
    ("When does the canteen open?", "Lunch is served from half past eleven."),
    ("Is there money for the network?", "The group has a budget of £5,000 a year."),
)
"""Questions, each with the one text that answers it."""
_LEAST_RIGHT = 6
LEAST_COSINE = 0.95


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What is set before a question and before a passage."""

    question: str = ""
    passage: str = ""


def prefixes_of(name: str, weights: Path) -> Prefixes:
    """Find a model's prefixes: in its folder, else by its family's name, else none."""
    prompts = _prompts(weights / _CONFIGURATION)
    if prompts:
        return Prefixes(
            _first(prompts, _QUESTION_PROMPTS),
            _first(prompts, _PASSAGE_PROMPTS),
        )
    parts = name.lower().replace("_", "-")
    for family, (question, passage) in _FAMILIES.items():
        if parts.startswith(f"{family}-") or f"-{family}-" in parts:
            return Prefixes(question, passage)
    return Prefixes()


def _prompts(path: Path) -> Mapping[str, str]:
    """Read the prompts that a sentence-transformers folder names; those that are empty are none."""
    if not path.is_file():
        return {}
    prompts = json.loads(path.read_text(encoding="utf-8")).get("prompts") or {}
    return {name: text for name, text in prompts.items() if text}


def _first(prompts: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((prompts[name] for name in names if name in prompts), "")


def check_ranking(encoder: Encoder) -> None:
    """Refuse a model that does not put plain answers first.

    Raises:
        NoModel: fewer than six of eight answers come first.
    """
    questions = encoder.encode_questions([question for question, _ in SMOKE])
    answers = encoder.encode([answer for _, answer in SMOKE])
    best = (questions @ answers.T).argmax(axis=1)
    right = int((best == np.arange(len(SMOKE))).sum())
    if right < _LEAST_RIGHT:
        raise NoModel(
            f"The model {encoder.model.name} finds {right} of {len(SMOKE)} plain answers: it is "
            "not made for retrieval, or its pooling or prefixes are not known; name another"
        )


def likeness(encoder: Encoder, original: Vector) -> float:
    """Give the mean cosine of an export's vectors to those of its model.

    `original` are the vectors of the answers of SMOKE, passage prefix included, by the model.

    Raises:
        NoModel: another dimension.
    """
    ours = encoder.encode([answer for _, answer in SMOKE])
    if ours.shape != original.shape:
        raise NoModel(
            f"The export of {encoder.model.name} has {ours.shape[1]} dimensions and the model has "
            f"{original.shape[1]}: it has layers that are not known; name another"
        )
    lengths = np.linalg.norm(original, axis=1)
    return float(((ours * original).sum(axis=1) / lengths).mean())


def check_likeness(encoder: Encoder, original: Vector) -> None:
    """Refuse an export whose vectors are not those of its model.

    Raises:
        NoModel: another dimension, or a mean cosine under 0.95.
    """
    cosine = likeness(encoder, original)
    if cosine < LEAST_COSINE:
        raise NoModel(
            f"The export of {encoder.model.name} has a cosine of {cosine:.2f} to the model, less "
            f"than {LEAST_COSINE}: it has layers or a pooling that are not known; name another"
        )

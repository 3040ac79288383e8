"""Explains a search: what was looked for, and why each hit stands where it does."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.words import Term, Vocabulary, says, stem, stems, tokens
from index.fuse import CONSTANT
from index.records import Filters, Hit


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one hit stands where it does; the two shares add up to its score.

    Where a cross-encoder has read the passage, its number decides and the score does not.
    """

    rank: int
    similarity: float | None
    dense_rank: int | None
    dense_share: float
    lexical_rank: int | None
    lexical_share: float
    words: tuple[str, ...]
    """The asker's own words that the passage, its heading or its title says, in any form."""
    added: tuple[str, ...]
    """The vocabulary's wordings that it says."""
    reranked: float | None
    """The cross-encoder's number; None where none has read the passage."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole search, explained."""

    asked: tuple[str, ...]
    added: tuple[str, ...]
    filters: Filters
    reasons: tuple[Reason, ...]


def explain(
    query: str, filters: Filters, expansion: Sequence[str], hits: Sequence[Hit]
) -> Explanation:
    """Explain the hits of one search."""
    terms = Vocabulary(()).terms(query)
    added = tuple(dict.fromkeys(expansion))
    return Explanation(
        asked=tuple(term.typed for term in terms),
        added=added,
        filters=filters,
        reasons=tuple(_reason(hit, terms, added) for hit in hits),
    )


def _reason(hit: Hit, terms: Sequence[Term], added: Sequence[str]) -> Reason:
    passage = hit.passage
    text = " ".join([passage.text, passage.section, passage.title, *passage.organisations])
    stemmed = stems(text)
    present = frozenset(stemmed)
    return Reason(
        rank=hit.rank,
        similarity=hit.similarity,
        dense_rank=hit.dense_rank,
        dense_share=_share(hit.dense_rank),
        lexical_rank=hit.lexical_rank,
        lexical_share=_share(hit.lexical_rank),
        words=tuple(term.typed for term in terms if says(term.forms[0], stemmed, present)),
        added=tuple(
            wording
            for wording in added
            if says(tuple(stem(word) for word in tokens(wording)), stemmed, present)
        ),
        reranked=hit.reranked,
    )


def _share(rank: int | None) -> float:
    """Give what one ranking adds to a score."""
    return 0.0 if rank is None else 1.0 / (CONSTANT + rank)


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Give an explanation as plain values, its fields by their names."""
    return asdict(explanation)


def explanation_text(explanation: Explanation) -> str:
    """Write an explanation for a terminal: the search in three lines, then a line for each hit."""
    head = [
        f"Words asked: {_listed(explanation.asked)}",
        f"Added from the vocabulary, at less weight: {_listed(explanation.added)}",
        f"Filters: {_filters(explanation.filters)}",
    ]
    return "\n".join([*head, *(_line(reason) for reason in explanation.reasons)])


def _line(reason: Reason) -> str:
    score = reason.dense_share + reason.lexical_share
    nearness = "" if reason.similarity is None else f", cosine {reason.similarity:.2f}"
    parts = [
        f"{reason.rank}. {score:.4f}",
        *([] if reason.reranked is None else [f"reranker {reason.reranked:.2f}"]),
        f"meaning {_place(reason.dense_rank, reason.dense_share)}{nearness}",
        f"words {_place(reason.lexical_rank, reason.lexical_share)}",
    ]
    if reason.words:
        parts.append(f"says {_listed(reason.words)}")
    if reason.added:
        parts.append(f"also {_listed(reason.added)}")
    return "; ".join(parts)


def _place(rank: int | None, share: float) -> str:
    return "not found" if rank is None else f"{rank} (+{share:.4f})"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or "none"


def _filters(filters: Filters) -> str:
    parts = {
        "organisation": filters.organisations,
        "indicator": filters.indicators,
        "period": filters.periods,
        "kind": filters.kinds,
        "evidence": filters.evidence,
        "document": filters.documents,
    }
    said = [f"{name} {', '.join(map(str, values))}" for name, values in parts.items() if values]
    return "; ".join(said) or "none"

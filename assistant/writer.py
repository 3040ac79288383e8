"""Lets a language model write an answer's statements, and keeps those that are borne out."""

import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from assistant.citations import Citations
from assistant.events import Drafted
from assistant.extractive import UNNAMED
from assistant.generate import ModelFailed
from assistant.prompts import Prompt, compose
from assistant.records import Answer, Caveat, CaveatCode, Statement
from assistant.verify import Kept, Support, Verified, Verifier
from assistant.weigh import weigh_outcome
from index.records import StoredAction, StoredPassage
from ingest.records import Evidence

# A model is shown so many passages, those that the extractive answer quotes first.
MOST_PASSAGES = 10
# A draft is read up to here: some models never stop.
LONGEST_DRAFT = 8_000
# Of what a model wrote, this share must be borne out: what passes in a draft of mostly wrong
# statements is more often wrong itself.
LEAST_KEPT = 0.5

_INTENDED = frozenset({Evidence.PLAN, Evidence.TARGET})


class Model(Protocol):
    """What writes drafts."""

    @property
    def name(self) -> str:
        """Give the name that users know it by."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Give a draft piece by piece.

        Raises:
            ModelFailed: there is none, or not in time.
        """


class Writer:
    """Puts extractive answers into a model's words, as far as these can be verified."""

    def __init__(self, model: Model, verifier: Verifier) -> None:
        self.name = model.name
        self._model = model
        self._verifier = verifier

    def rewrite(
        self,
        answer: Answer,
        citations: Citations,
        passages: Iterable[StoredPassage],
        rows: Sequence[StoredAction],
    ) -> Generator[Drafted, None, Answer]:
        """Give the answer with statements of the model in place of the quotes that they cite.

        What the model does not put into words stays as it is quoted, and so do summary and caveats:
        the answer is never poorer than the extractive one. That one is given, with a note, where
        the model fails or less than LEAST_KEPT of what it wrote is borne out.
        """
        shown = list({passage.id: passage for passage in passages}.values())[:MOST_PASSAGES]
        draft = ""
        try:
            for piece in self._model.stream(compose(answer.standalone_question, shown)):
                draft += piece
                yield Drafted(piece)
                if len(draft) > LONGEST_DRAFT:
                    break
        except ModelFailed as error:
            logging.getLogger("assistant").warning("the model %s %s", self.name, error)
            return self._as_it_was(answer, "did not answer")
        verified = self._verifier.verify(draft, shown, rows)
        answer = replace(answer, removed=verified.removed)
        if not verified.kept and not verified.removed:
            return self._as_it_was(answer, "wrote nothing")
        if not _is_enough(verified):
            return self._as_it_was(answer, "wrote too little that the sources bear out")
        statements = _woven(answer, verified.kept, citations)
        return replace(
            answer, statements=statements, citations=citations.all(), generator=self.name
        )

    def _as_it_was(self, answer: Answer, reason: str) -> Answer:
        text = f"The language model {self.name} {reason}: this answer is quotes alone."
        note = Caveat(CaveatCode.MODEL_NOT_USED, text)
        return replace(answer, caveats=(*answer.caveats, note))


def _is_enough(verified: Verified) -> bool:
    written = len(verified.kept) + len(verified.removed)
    return bool(verified.kept) and len(verified.kept) >= LEAST_KEPT * written


def _woven(answer: Answer, kept: Sequence[Kept], citations: Citations) -> tuple[Statement, ...]:
    """Put each statement where the first quote stood that it cites; plans stay last.

    A quote goes when statements cite all that it cites.
    """
    written = [_statement(item, citations) for item in kept]
    cited = {number for statement in written for number in statement.citations}
    woven: list[Statement] = []
    for extract in answer.statements:
        if not cited.issuperset(extract.citations):
            woven.append(extract)
            continue
        own = set(extract.citations)
        woven += [item for item in written if own & set(item.citations) and item not in woven]
    woven += [item for item in written if item not in woven]
    return tuple(sorted(woven, key=lambda item: item.evidence in _INTENDED))


def _statement(kept: Kept, citations: Citations) -> Statement:
    first = kept.supports[0]
    numbers = tuple(dict.fromkeys(_cite(support, citations) for support in kept.supports))
    whose = "" if first.is_named else f"{_speaker(first)}: "
    marks = "".join(f"[{number}]" for number in numbers)
    return Statement(
        text=f"{whose}{kept.text} {marks}",
        evidence=first.evidence,
        organisation=first.organisation,
        citations=numbers,
        origin="model",
        support=round(min(support.score for support in kept.supports), 3),
        basis=weigh_outcome(first.quote, first.passage)
        if first.evidence is Evidence.OUTCOME
        else None,
    )


def _cite(support: Support, citations: Citations) -> int:
    """Cite the quote of the answer that holds the span, else the span itself."""
    for citation in citations.all():
        is_here = citation.document_id == support.passage.document_id
        if is_here and citation.start <= support.span.start and support.span.end <= citation.end:
            return citation.number
    return citations.cite(
        support.passage, support.quote, support.span, support.evidence, support.organisation
    )


def _speaker(support: Support) -> str:
    period = f", {support.passage.period}" if support.passage.period else ""
    return support.organisation or support.passage.publisher or f"{UNNAMED}{period}"

"""The life of a question: understand, retrieve, select, draft, answer."""

import re
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.search import Index

from assistant import extractive, rows
from assistant.caveats import caveats
from assistant.citations import Citations
from assistant.confidence import is_answerable
from assistant.events import Answered, Event, Retrieved, Stated, Understood
from assistant.extractive import Desk, Draft
from assistant.records import Answer, QuestionKind, Status
from assistant.select import Candidate, candidates, weigh
from assistant.understand import MAX_QUESTION, Understanding, understand
from assistant.words import Vocabulary
from index.records import EVERYTHING, Filters, Hit, StoredAction, Vector
from ingest.organisations import Authority
from ingest.records import Role

# How many passages are read for one question, and for each side of a comparison.
READ = 24
READ_EACH_SIDE = 12
# More rows than this are narrowed by search before they are matched one by one.
MANY_ROWS = 3_000


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What was found for one question (or one side of it), ready to select from."""

    hits: tuple[Hit, ...]
    found: tuple[Candidate, ...]
    weights: Mapping[str, float]
    query: Vector


class Assistant:
    """Answers questions about one corpus; asking changes nothing."""

    def __init__(
        self,
        index: Index,
        authority: Authority,
        vocabulary: Vocabulary | None = None,
        max_question: int = MAX_QUESTION,
    ) -> None:
        self.index = index
        self.authority = authority
        self._vocabulary = vocabulary or Vocabulary.load()
        self._max_question = max_question

    def ask(
        self, question: str, filters: Filters = EVERYTHING, history: Sequence[Answer] = ()
    ) -> Answer:
        """Answer a question.

        Raises:
            BadQuestion: empty or too long.
            DataError: the data folder cannot serve.
        """
        for event in self.events(question, filters, history):
            if isinstance(event, Answered):
                return event.answer
        msg = "the pipeline ended without an answer"
        raise AssertionError(msg)

    def events(
        self, question: str, filters: Filters = EVERYTHING, history: Sequence[Answer] = ()
    ) -> Iterator[Event]:
        """Answer a question step by step; the last event is the answer."""
        clock = _Clock()
        understanding = self._understand(question, filters, history)
        clock.lap("understand")
        yield Understood(understanding)

        if understanding.kind is QuestionKind.OUT_OF_SCOPE:
            yield Answered(self._answer(understanding, _decline(), clock))
            return
        if understanding.missing and not understanding.organisations:
            yield Answered(self._answer(understanding, self._refuse(understanding, ()), clock))
            return

        sides = self._sides(understanding)
        if len(sides) > 1:
            yield from self._compare(understanding, sides, clock)
            return
        evidence = self._retrieve(understanding, understanding.filters, READ)
        clock.lap("retrieve")
        yield Retrieved(evidence.hits)

        asked_rows = self._rows(understanding, evidence)
        if not asked_rows and not is_answerable(understanding, evidence.found, evidence.weights):
            clock.lap("select")
            draft = self._refuse(understanding, evidence.hits)
            yield Answered(self._answer(understanding, draft, clock))
            return
        clock.lap("select")
        desk = self._desk(understanding, evidence.hits)
        draft = extractive.draft(desk, evidence.found, asked_rows)
        clock.lap("draft")
        yield from self._finish(understanding, draft, desk, clock)

    # -------------------------------------------------------------- steps

    def _understand(
        self, question: str, filters: Filters, history: Sequence[Answer]
    ) -> Understanding:
        organisations = self.index.organisations()
        return understand(
            question,
            filters,
            history,
            authority=self.authority,
            vocabulary=self._vocabulary,
            known={item.name: item for item in organisations},
            document_periods={item.period for item in self.index.documents() if item.period},
            max_characters=self._max_question,
        )

    def _retrieve(self, question: Understanding, filters: Filters, count: int) -> _Evidence:
        hits = self.index.search(
            question.standalone, filters, k=count, expansion=question.expansion
        )
        query = self.index.encode([question.standalone])[0]
        vectors = self.index.sentence_vectors([hit.passage.id for hit in hits])
        weights = weigh(question.terms, self._frequencies(question), self.index.size())
        found = candidates(hits, question, weights, vectors, query)
        return _Evidence(hits, found, weights, query)

    def _frequencies(self, question: Understanding) -> Mapping[str, int]:
        wordings = [[" ".join(form) for form in term.forms] for term in question.terms]
        return {
            term.typed: count
            for term, count in zip(question.terms, self.index.frequencies(wordings), strict=True)
        }

    def _sides(self, question: Understanding) -> Mapping[str, Filters]:
        """Give the sides of a comparison by name: organisations, or plans named by their period."""
        if question.kind is not QuestionKind.COMPARE:
            return {}
        sides = {
            name: replace(question.filters, organisations=(name,))
            for name in question.organisations
        }
        for period in question.periods:
            if "/" in period:
                sides[f"the {period} document"] = replace(question.filters, periods=(period,))
        return sides

    def _compare(
        self, question: Understanding, sides: Mapping[str, Filters], clock: "_Clock"
    ) -> Iterator[Event]:
        evidence = {
            name: self._retrieve(question, filters, READ_EACH_SIDE)
            for name, filters in sides.items()
        }
        hits = tuple(hit for side in evidence.values() for hit in side.hits)
        clock.lap("retrieve")
        yield Retrieved(hits)
        found = {
            name: side.found if is_answerable(question, side.found, side.weights) else ()
            for name, side in evidence.items()
        }
        clock.lap("select")
        if not any(found.values()):
            yield Answered(self._answer(question, self._refuse(question, hits), clock))
            return
        desk = self._desk(question, hits)
        draft = extractive.compare(desk, found)
        clock.lap("draft")
        yield from self._finish(question, draft, desk, clock)

    def _rows(self, question: Understanding, evidence: _Evidence) -> tuple[StoredAction, ...]:
        """Give every row that a list of actions asks for."""
        if question.kind is not QuestionKind.LIST:
            return ()
        actions = self.index.actions(question.filters)
        asked = rows.conditions(question, actions)
        if asked.is_empty and not re.search(r"\b(?:action|row|plan)s?\b", question.question, re.I):
            return ()
        if len(actions) > MANY_ROWS:
            near = {hit.passage.id for hit in evidence.hits}
            actions = tuple(action for action in actions if action.passage_id in near)
        located = {
            passage.id: [(item.span.start, item.span.end) for item in passage.sentences]
            for passage in self.index.passages(
                tuple(dict.fromkeys(action.passage_id for action in actions))
            )
        }
        vectors = self.index.sentence_vectors(tuple(located))
        close = rows.similarities(actions, located, vectors, evidence.query)
        matched = rows.matching(actions, question, evidence.weights, close)
        return tuple(row.action for row in matched)

    def _desk(self, question: Understanding, hits: Sequence[Hit]) -> Desk:
        by_passage: dict[str, list[StoredAction]] = {}
        in_rows = {
            hit.passage.document_id
            for hit in hits
            if any(item.role is Role.ACTION for item in hit.passage.sentences)
        }
        if in_rows:
            for action in self.index.actions(Filters(documents=tuple(sorted(in_rows)))):
                by_passage.setdefault(action.passage_id, []).append(action)
        return Desk(question, Citations(self.authority), by_passage, self.index.passage)

    def _finish(
        self, question: Understanding, draft: Draft, desk: Desk, clock: "_Clock"
    ) -> Iterator[Event]:
        for statement in draft.statements:
            yield Stated(statement)
        answer = self._answer(question, draft, clock, desk.citations)
        yield Answered(answer)

    def _answer(
        self,
        question: Understanding,
        draft: Draft,
        clock: "_Clock",
        citations: Citations | None = None,
    ) -> Answer:
        cited = citations.all() if citations else ()
        named = tuple(
            dict.fromkeys(item.organisation for item in draft.statements if item.organisation)
        )
        outcomes = self.index.outcomes(Filters(organisations=named)) if named else ()
        return Answer(
            id=uuid.uuid4().hex,
            question=question.question,
            standalone_question=question.standalone,
            kind=question.kind,
            status=draft.status,
            summary=draft.summary,
            statements=draft.statements,
            citations=cited,
            actions=draft.actions,
            caveats=caveats(question, draft.statements, cited, outcomes),
            filters=question.filters,
            timings_ms=clock.laps(),
        )

    def _refuse(self, question: Understanding, hits: Sequence[Hit]) -> Draft:
        """Say that nothing answers, what was searched, and what came nearest."""
        documents = self.index.documents()
        organisations = self.index.organisations()
        years = sorted(
            {year for item in documents for year in re.findall(r"20\d\d", item.period or "")}
        )
        span = f", {years[0]} to {years[-1]}" if len(years) > 1 else ""
        searched = f"{len(documents)} documents indexed ({len(organisations)} organisations{span})"
        absent = f" about {' or '.join(question.missing)}" if question.missing else " on this"
        text = f"I found nothing{absent} in the {searched}."
        near = dict.fromkeys(
            f"{hit.passage.title}{f', “{hit.passage.section}”' if hit.passage.section else ''}"
            for hit in hits[:3]
        )
        if near:
            text += f" Nearest, and not an answer: {'; '.join(near)}."
        return Draft(Status.NO_EVIDENCE, text)


def _decline() -> Draft:
    text = (
        "This is outside what I can help with: I answer from published good practice on workforce "
        "race equality. For an individual case or legal advice, speak to your HR team, your trade "
        "union or ACAS. You could ask me instead what organisations did, and what changed."
    )
    return Draft(Status.OUT_OF_SCOPE, text)


class _Clock:
    """Milliseconds spent in each step."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps[name] = round(1000 * (now - self._last), 2)
        self._last = now

    def laps(self) -> Mapping[str, float]:
        return {**self._laps, "total": round(sum(self._laps.values()), 2)}

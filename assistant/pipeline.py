"""The life of a question: understand, retrieve, select, draft, write and verify, answer."""

import re
import time
import uuid
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import (
    corpus_questions,
    definitions,
    extractive,
    holdings,
    personal,
    reference,
    rows,
)
from assistant.about import Abouts
from assistant.accounts import account_of, beside
from assistant.caveats import caveats, cited_outcomes
from assistant.citations import Citations
from assistant.confidence import is_answerable, may_be_on_it, signs
from assistant.demands import demands, meeting
from assistant.events import Answered, Drafted, Event, Retrieved, Stated, Understood, Weighed
from assistant.extractive import Desk, Draft
from assistant.parts import parts
from assistant.question_words import asks_for_change, asks_for_worse
from assistant.records import Answer, Citation, QuestionKind, Status
from assistant.select import (
    COUNTS,
    Candidate,
    Counts,
    candidates,
    initiating,
    near_best,
    on_topic,
    weigh,
)
from assistant.understand import MAX_QUESTION, Understanding, understand
from assistant.words import Term, Vocabulary
from index.records import EVERYTHING, Filters, Hit, StoredAction, StoredOutcome, Vector
from index.search import Index
from ingest.organisations import Authority
from ingest.records import Evidence

if TYPE_CHECKING:
    from assistant.writer import Writer

# How many passages are read for one question, for a list, and for each side of a comparison.
READ = 24
READ_FOR_LIST = 60
READ_EACH_SIDE = 12
# Of how many documents that report a result the interventions behind it are looked for.
MOST_RESULTS = 6
# Of how many of the nearest passages the rest of the account is read.
MOST_ACCOUNTS = 3
# Sentences that are quoted for how they spell out an abbreviation.
FEW_SPELT = 2
# A list of outcomes longer than this is no answer but a table: `goodpractice outcomes`.
MANY_OUTCOMES = 100
# Parts of a question that want an answer of their own; what was done is told in any case.
_OF_PARTS = frozenset(
    {QuestionKind.FACT, QuestionKind.WHO_WHEN, QuestionKind.EFFECT, QuestionKind.PLAN}
)
_OF_ROWS = re.compile(
    r"\b(?:actions?|commitments?|pledges?|promises?|rows?|plans?|planned|due|leads?|owners?)\b",
    re.IGNORECASE,
)
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
        writer: "Writer | None" = None,
        counts: Counts = COUNTS,
    ) -> None:
        self.index = index
        self._counts = counts
        self.authority = authority
        self._vocabulary = vocabulary or Vocabulary.load()
        self._max_question = max_question
        self._writer = writer

    @property
    def llm(self) -> str:
        """Give the name of the language model that writes answers; "" where none does."""
        return self._writer.name if self._writer else ""

    def ask(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        history: Sequence[Answer] = (),
        *,
        is_extractive: bool = False,
    ) -> Answer:
        """Answer a question; `is_extractive` as for `events`.

        Raises:
            BadQuestion: empty or too long.
            DataError: the data folder cannot serve.
        """
        for event in self.events(question, filters, history, is_extractive=is_extractive):
            if isinstance(event, Answered):
                return event.answer
        msg = "the pipeline ended without an answer"
        raise AssertionError(msg)

    def events(
        self,
        question: str,
        filters: Filters = EVERYTHING,
        history: Sequence[Answer] = (),
        *,
        is_extractive: bool = False,
    ) -> Iterator[Event]:
        """Answer a question step by step; the last event is the answer.

        `is_extractive` answers in quotes alone, though there is a language model.
        """
        writer = None if is_extractive else self._writer
        with self.index.pinned() as now:
            asking = _Asking(
                now, self.authority, self._vocabulary, self._max_question, writer, self._counts
            )
            yield from asking.events(question, filters, history)


class _Asking:
    """One question, answered from one generation of the index."""

    def __init__(
        self,
        index: Index,
        authority: Authority,
        vocabulary: Vocabulary,
        max_question: int,
        writer: "Writer | None",
        counts: Counts,
    ) -> None:
        self._counts = counts
        self._index = index
        self._authority = authority
        self._vocabulary = vocabulary
        self._max_question = max_question
        self._writer = writer
        self._clock = _Clock()
        self._overview = index.overview()

    def events(self, asked: str, filters: Filters, history: Sequence[Answer]) -> Iterator[Event]:
        """Understand, retrieve, select, draft, answer."""
        question = self._mend(self._understand(asked, filters, history))
        self._clock.lap("understand")
        yield Understood(question)

        if question.kind is QuestionKind.OUT_OF_SCOPE:
            yield Answered(self._answer(question, _decline()))
            return
        if question.missing and not question.organisations:
            yield Answered(self._answer(question, self._refuse(question, ())))
            return
        known = self._known(question)
        if known is not None:
            answer = self._answer(question, *known)
            yield from map(Stated, answer.statements)
            yield Answered(answer)
            return

        sides = self._sides(question)
        evidence = {
            name: self._retrieve(question, narrowed, _reach(question, len(sides)))
            for name, narrowed in sides.items()
        }
        hits = tuple(hit for side in evidence.values() for hit in side.hits)
        self._clock.lap("retrieve")
        yield Retrieved(hits)

        found = {}
        near: tuple[Candidate, ...] = ()
        for name, side in evidence.items():
            seen = signs(question, side.found, side.weights, sides[name])
            yield Weighed(seen)
            found[name] = side.found if side.found and is_answerable(seen) else ()
            if len(sides) == 1 and may_be_on_it(question, seen):
                near = side.found
        matched = self._rows(question, next(iter(evidence.values()))) if len(sides) == 1 else ()
        self._clock.lap("select")
        if isinstance(matched, rows.Conditions):
            yield Answered(self._answer(question, self._no_row(question, matched)))
            return
        desk = self._desk(question)
        if not any(found.values()) and not matched:
            draft = extractive.nearest(desk, near) if near else self._refuse(question, hits)
            answer = self._answer(question, draft, desk.citations)
            yield from map(Stated, answer.statements)
            yield Answered(answer)
            return

        if len(sides) > 1:
            draft = extractive.compare(desk, found)
        else:
            items = next(iter(found.values()))
            draft = self._drafted(desk, items, matched)
            draft = self._with_parts(question, draft, desk.citations)
        self._clock.lap("draft")
        answer = self._answer(question, draft, desk.citations)
        if self._writer and not answer.actions:
            answer = yield from self._write(self._writer, answer, desk, found)
        yield from map(Stated, answer.statements)
        yield Answered(answer)

    # -------------------------------------------------------------- steps

    def _understand(
        self, question: str, filters: Filters, history: Sequence[Answer]
    ) -> Understanding:
        return understand(
            question,
            filters,
            history,
            authority=self._authority,
            vocabulary=self._vocabulary,
            known=self._overview.organisations,
            document_periods=self._overview.periods,
            max_characters=self._max_question,
        )

    def _known(self, question: Understanding) -> tuple[Draft, Citations] | None:
        """Answer what the reference explains or the catalogue counts; None for other questions."""
        if question.kind is QuestionKind.CORPUS:
            names = tuple(self._overview.organisations)
            citations = Citations(self._authority)
            # "And from KMPT?" asks what the question before it asked.
            for text in (question.question, question.carried.topic):
                asked = corpus_questions.read(text, self._authority, names)
                if asked is not None:
                    return holdings.draft(self._index, question, asked, citations), citations
            any_document = corpus_questions.ANY_DOCUMENT
            return holdings.draft(self._index, question, any_document, citations), citations
        entries = reference.asked_for(question.question)
        if question.kind is not QuestionKind.DEFINITION or not entries:
            return None
        evidence = self._retrieve(question, question.filters, READ)
        desk = self._desk(question)
        stated = definitions.state(entries, desk.citations)
        found = definitions.defining(entries, evidence.found)
        own = extractive.draft(desk, found) if found else None
        return definitions.draft(entries, stated, own), desk.citations

    def _retrieve(self, question: Understanding, filters: Filters, count: int) -> _Evidence:
        hits = self._index.search(question.searched, filters, k=count, expansion=question.expansion)
        hits = (*hits, *self._reported(question, filters, hits))
        hits = (*hits, *self._around(question, hits))
        query = self._index.encode_questions([question.searched])[0]
        vectors = self._index.sentence_vectors([hit.passage.id for hit in hits])
        weights = weigh(question.terms, self._frequencies(question), self._index.size())
        about = Abouts(self._authority)
        asked = replace(question, filters=filters)
        scored = candidates(hits, asked, weights, vectors, query, about, self._counts)
        found = meeting(scored, demands(question))
        if question.carried.wants_more:
            found = tuple(item for item in found if not _is_cited(item, question))
        if question.carried.asks_why:
            found = _beside_cited(found, question) or found
        return _Evidence(hits, found, weights, query)

    def _reported(
        self, question: Understanding, filters: Filters, hits: Sequence[Hit]
    ) -> tuple[Hit, ...]:
        """Add the passages of every outcome recorded on the indicators that the question is about.

        What worked and who improved is asked of all organisations, not of the nearest passages;
        so is what got worse, on whatever indicator. A side is compared by what it reports.
        """
        is_worse = asks_for_worse(question.question)
        is_of_results = question.kind is QuestionKind.COMPARE or (
            question.kind in {QuestionKind.EFFECT, QuestionKind.LIST}
            and asks_for_change(question.standalone)
        )
        if not is_of_results or not (question.indicators or is_worse):
            return ()
        narrowed = replace(filters, indicators=filters.indicators or question.indicators)
        passages = self._index.reporting(
            narrowed,
            MANY_OUTCOMES,
            direction="worse" if is_worse else None,
            besides=[hit.passage.id for hit in hits],
        )
        return tuple(
            Hit(passage, len(hits) + n, 0.0, None, None, None)
            for n, passage in enumerate(passages, start=1)
        )

    def _around(self, question: Understanding, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """Add the rest of the accounts that the nearest passages stand in, for what came of it."""
        if question.kind is not QuestionKind.EFFECT:
            return ()
        held = {hit.passage.id for hit in hits}
        nearest = [hit.passage for hit in hits[:MOST_ACCOUNTS]]
        sizes = self._index.passage_counts([passage.document_id for passage in nearest])
        ids = dict.fromkeys(
            near
            for passage in nearest
            for near in beside(passage, sizes.get(passage.document_id, 0))
            if near not in held
        )
        accounts = {account_of(passage) for passage in nearest}
        found = [each for each in self._index.passages(tuple(ids)) if account_of(each) in accounts]
        return tuple(
            Hit(passage, len(hits) + n, 0.0, None, None, None)
            for n, passage in enumerate(found, start=1)
        )

    def _with_parts(self, question: Understanding, draft: Draft, citations: Citations) -> Draft:
        """Add what the same documents answer to later parts that ask for another kind of answer."""
        for part in parts(question.question)[1:]:
            so_far = self._answer(question, draft, citations)
            asked = self._mend(self._understand(part, question.filters, (so_far,)))
            if asked.kind == question.kind or asked.kind not in _OF_PARTS:
                continue
            spoken_of = tuple(dict.fromkeys(item.document_id for item in so_far.citations))
            evidence = self._retrieve(asked, replace(asked.filters, documents=spoken_of), READ)
            seen = signs(asked, evidence.found, evidence.weights, asked.filters)
            found = evidence.found if evidence.found and is_answerable(seen) else ()
            if asked.kind is QuestionKind.EFFECT:
                found = tuple(item for item in found if item.sentence.evidence is Evidence.OUTCOME)
            desk = self._desk(asked, citations)
            own = extractive.draft(desk, found) if found else None
            draft = extractive.joined(draft, own, part)
        return draft

    def _drafted(
        self, desk: Desk, items: Sequence[Candidate], matched: Sequence[StoredAction]
    ) -> Draft:
        """Draft an answer about one side; a bare abbreviation is first spelt out."""
        question = desk.question
        spelt = definitions.spelt_out(question.question, items)
        if spelt:
            own = extractive.draft(desk, tuple(item for item, _ in spelt[:FEW_SPELT]))
            return definitions.draft_spelt_out(question.question, spelt, own)
        self._index.passages(tuple(dict.fromkeys(row.passage_id for row in matched)))  # at once
        behind = self._behind(question, items)
        return extractive.draft(desk, items, rows=matched, behind=behind)

    def _behind(self, question: Understanding, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Give what the documents that report the leading results say was done."""
        if question.kind is not QuestionKind.EFFECT:
            return ()
        reporting = dict.fromkeys(
            item.passage.document_id
            for item in on_topic(near_best(found), question)
            if item.sentence.evidence is Evidence.OUTCOME
        )
        if not reporting:
            return ()
        documents = tuple(reporting)[:MOST_RESULTS]
        narrowed = Filters(organisations=question.filters.organisations, documents=documents)
        told = self._retrieve(replace(question, kind=QuestionKind.INTERVENTION), narrowed, READ)
        done = [item for item in told.found if item.sentence.evidence is Evidence.INTERVENTION]
        return initiating(done)

    def _mend(self, question: Understanding) -> Understanding:
        """Let a misspelt term stand for the nearest that the passages hold."""
        counts = self._frequencies(question)
        single = [
            term for term in question.terms if len(term.forms) == 1 and not counts[term.typed]
        ]
        nearest = self._index.like([term.forms[0][0] for term in single])
        mended = {
            term.typed: Term(term.typed, ((stem,),), (stem,))
            for term, stem in zip(single, nearest, strict=True)
            if stem is not None
        }
        terms = tuple(mended.get(term.typed, term) for term in question.terms)
        added = tuple(term.wordings[0] for term in mended.values())
        return replace(question, terms=terms, expansion=(*question.expansion, *added))

    def _frequencies(self, question: Understanding) -> Mapping[str, int]:
        counts = self._index.frequencies([term.wordings for term in question.terms])
        return dict(zip((term.typed for term in question.terms), counts, strict=True))

    def _sides(self, question: Understanding) -> Mapping[str, Filters]:
        """Give the sides of a comparison by name, also those not indexed; else the one there is."""
        if question.kind is not QuestionKind.COMPARE:
            return {"": question.filters}
        sides = {
            name: replace(question.filters, organisations=(name,))
            for name in (*question.organisations, *question.missing)
        }
        for period in question.periods:
            if "/" in period:
                sides[f"the {period} document"] = replace(question.filters, periods=(period,))
        return sides

    def _rows(
        self, question: Understanding, evidence: _Evidence
    ) -> tuple[StoredAction, ...] | rows.Conditions:
        """Give every row that a list of actions asks for, or the conditions that no row meets."""
        if question.kind is QuestionKind.WHO_WHEN and question.carried.cited:
            return self._pointed_at(question)
        if question.kind not in {QuestionKind.LIST, QuestionKind.PLAN, QuestionKind.INTERVENTION}:
            return ()
        plans = self._index.plan_words(question.filters)
        asked = rows.conditions(question, plans)
        names_rows = bool(question.carried.cited or _OF_ROWS.search(question.wording))
        is_list = question.kind is QuestionKind.LIST and names_rows
        if asked.is_empty and not is_list:
            return ()
        near = [hit.passage.id for hit in evidence.hits] if plans.actions > MANY_ROWS else None
        pointed = self._pointed_at(question) if is_list and asked.leads else ()
        if pointed:
            return rows.matching(pointed, question, asked, {}, {}, is_any_topic=True)
        actions = self._index.actions(question.filters, within=near)
        located = {
            passage.id: [(item.span.start, item.span.end) for item in passage.sentences]
            for passage in self._index.passages(
                tuple(dict.fromkeys(action.passage_id for action in actions))
            )
        }
        vectors = self._index.sentence_vectors(tuple(located))
        close = rows.similarities(actions, located, vectors, evidence.query)
        matched = rows.matching(actions, question, asked, evidence.weights, close)
        if is_list and not matched:
            matched = rows.titled(actions, question, asked, evidence.weights)
        if is_list and not matched and asked.leads:
            # What is left of the wording may be no topic: whose actions they are is what counts.
            matched = rows.matching(actions, question, asked, {}, {}, is_any_topic=True)
        return asked if is_list and actions and not (matched or asked.is_empty) else matched

    def _pointed_at(self, question: Understanding) -> tuple[StoredAction, ...]:
        """Give the rows that the answer before cited: "who leads it?" asks about these."""
        documents = tuple(dict.fromkeys(document for document, _ in question.carried.cited))
        return tuple(
            action
            for action in self._index.actions(Filters(documents=documents))
            if (action.lead.text or action.timescale.text)
            and any(
                action.document_id == document and action.span.start <= start < action.span.end
                for document, start in question.carried.cited
            )
        )

    def _no_row(self, question: Understanding, asked: rows.Conditions) -> Draft:
        """Say that the plans hold no such action, and how many were looked through."""
        count = self._index.plan_words(question.filters).actions
        whose = f" of {' and '.join(question.organisations)}" if question.organisations else ""
        both = "both on this and " if rows.topic(question, asked) else ""
        text = f"None of the {count} actions{whose} indexed is {both}{asked}."
        return Draft(Status.NO_EVIDENCE, text)

    def _desk(self, question: Understanding, citations: Citations | None = None) -> Desk:
        return Desk(
            question,
            citations or Citations(self._authority),
            lambda document: self._index.actions_of([document])[document],
            lambda document: self._index.outcomes_of([document])[document],
            self._index.passage,
        )

    def _write(
        self,
        writer: "Writer",
        answer: Answer,
        desk: Desk,
        found: Mapping[str, Sequence[Candidate]],
    ) -> Generator[Drafted, None, Answer]:
        """Let the model write from what is quoted, then from what else was found."""
        quoted = [desk.passage(item.passage_id) for item in answer.citations]
        passages = (*quoted, *(item.passage for side in found.values() for item in side))
        documents = tuple(dict.fromkeys(item.document_id for item in passages))
        rows = self._index.actions(Filters(documents=documents))
        written = yield from writer.rewrite(answer, desk.citations, passages, rows)
        self._clock.lap("write")
        return replace(written, timings_ms=self._clock.laps())

    def _answer(
        self,
        question: Understanding,
        draft: Draft,
        citations: Citations | None = None,
    ) -> Answer:
        cited = citations.all() if citations else ()
        named = tuple(
            dict.fromkeys(item.organisation for item in draft.statements if item.organisation)
        )
        told = (
            self._index.telling_groups(named, question.indicators) if question.is_about_gap else ()
        )
        return Answer(
            id=uuid.uuid4().hex,
            question=question.question,
            standalone_question=question.standalone,
            kind=question.kind,
            status=draft.status,
            summary=personal.noted(draft.summary, question.question),
            statements=draft.statements,
            citations=cited,
            actions=draft.actions,
            caveats=caveats(question, draft.statements, cited, told, self._rivals(named, cited)),
            filters=question.filters,
            timings_ms=self._clock.laps(),
        )

    def _rivals(
        self, named: Sequence[str], citations: Sequence[Citation]
    ) -> tuple[StoredOutcome, ...]:
        """Read the outcomes cited, and those of the same organisations and periods."""
        documents = tuple(dict.fromkeys(item.document_id for item in citations))
        held = [item for own in self._index.outcomes_of(documents).values() for item in own]
        periods = {item.period for item in cited_outcomes(citations, held) if item.period}
        return self._index.outcomes_about(named, sorted(periods))

    def _refuse(self, question: Understanding, hits: Sequence[Hit]) -> Draft:
        """Say that nothing answers, what was searched, and what came nearest."""
        years = sorted(
            {year for _, period in self._overview.periods for year in re.findall(r"20\d\d", period)}
        )
        span = f", {years[0]} to {years[-1]}" if len(years) > 1 else ""
        about = f"{len(self._overview.organisations)} organisations{span}"
        searched = f"{self._overview.documents} documents indexed ({about})"
        absent = f" about {' or '.join(question.missing)}" if question.missing else " on this"
        text = f"I found nothing{absent} in the {searched}."
        near = dict.fromkeys(
            f"{hit.passage.title}{f', “{hit.passage.section}”' if hit.passage.section else ''}"
            for hit in hits[:3]
        )
        if near:
            text += f" Nearest, and not an answer: {'; '.join(near)}."
        return Draft(Status.NO_EVIDENCE, text)


def _beside_cited(found: Sequence[Candidate], question: Understanding) -> tuple[Candidate, ...]:
    """Give the sentences around those that the answer before cited: reasons stand beside them."""
    passages = {item.passage.id for item in found if _is_cited(item, question)}
    return tuple(
        item
        for item in found
        if item.passage.id in passages
        and item.sentence.role is None
        and not _is_cited(item, question)
    )


def _is_cited(item: Candidate, question: Understanding) -> bool:
    span = item.sentence.span
    return any(
        document == item.passage.document_id and span.start <= start < span.end
        for document, start in question.carried.cited
    )


def _reach(question: Understanding, sides: int) -> int:
    if sides > 1:
        return READ_EACH_SIDE
    return READ_FOR_LIST if question.kind is QuestionKind.LIST else READ


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

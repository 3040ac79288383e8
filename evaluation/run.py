"""The life of an evaluation: every case asked in order, scored, kept, summed up."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from assistant import reference
from assistant.records import Answer
from assistant.support import Judge, Verdict
from evaluation.answers import percentile, score_answer, summarise
from evaluation.cases import Locator, check_names, locate_gold
from evaluation.errors import BadCorpus, NotWritable
from evaluation.records import (
    Case,
    CaseFilters,
    CaseResult,
    Evaluation,
    Place,
    QuestionSet,
    Text,
)
from evaluation.retrieval import Searcher, average, score_ranking

Gold = Sequence[Sequence[Place]]


class Asker(Protocol):
    """The assistant under test, as users get it."""

    def ask(self, question: str, filters: CaseFilters, history: Sequence[Answer]) -> Answer:
        """Answer a question of a conversation."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is under test, and what it is tested with."""

    texts: tuple[Text, ...]
    asker: Asker
    searchers: tuple[Searcher, ...]
    judge: Judge
    version: str


class Kept(Protocol):
    """Results of an interrupted run of the same sets, corpus and version."""

    def load(self) -> Iterable[CaseResult]:
        """Give the results kept so far."""

    def add(self, result: CaseResult) -> None:
        """Keep one more result."""


@dataclass
class Conversations:
    """The answers that led to each case, asked again where a run resumes in their midst."""

    asker: Asker
    cases: Mapping[str, Case]
    _answers: dict[str, tuple[Answer, ...]] = field(default_factory=dict)

    def ask(self, case: Case) -> Answer:
        """Ask a case in the conversation it belongs to."""
        history = self._history(case)
        answer = self.asker.ask(case.question, case.filters, history)
        self._answers[case.id] = (*history, answer)
        return answer

    def _history(self, case: Case) -> tuple[Answer, ...]:
        if case.after is None:
            return ()
        if case.after not in self._answers:
            self.ask(self.cases[case.after])
        return self._answers[case.after]


class MemoJudge:
    """A judge that remembers: a statement is judged for its recall and again for its precision."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._verdicts: dict[tuple[str, tuple[str, ...]], Verdict] = {}

    def check(self, claim: str, evidence: Sequence[str]) -> Verdict:
        """Judge, once for each claim and evidence."""
        key = (claim, tuple(evidence))
        if key not in self._verdicts:
            self._verdicts[key] = self._judge.check(claim, evidence)
        return self._verdicts[key]


def evaluate_sets(
    sets: Sequence[QuestionSet],
    bench: Bench,
    *,
    kept: Kept | None = None,
    on_progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Evaluation:
    """Ask every case and sum up.

    Raises:
        BadCorpus: there is no text to ask about.
        BadSet: two sets of one name, or gold that is not in the corpus.
    """
    if not bench.texts:
        raise BadCorpus(
            "the corpus holds no document that can be read; name a folder with --corpus"
        )
    check_names(sets)
    locator = Locator(bench.texts)
    gold = {questions.name: locate_gold(questions, locator) for questions in sets}
    done = {(result.set, result.id): result for result in (kept.load() if kept else ())}
    judge = MemoJudge(bench.judge)
    started = time.perf_counter()
    total = sum(len(questions.cases) for questions in sets)
    results: list[CaseResult] = []
    for questions in sets:
        talk = Conversations(bench.asker, {case.id: case for case in questions.cases})
        for case in questions.cases:
            result = done.get((questions.name, case.id))
            if result is None:
                places = gold[questions.name][case.id]
                result = _evaluate_case(questions.name, case, places, talk, bench, judge)
                if kept:
                    kept.add(result)
            results.append(result)
            on_progress(len(results), total, case.id)
    return sum_up(sets, bench, results, time.perf_counter() - started)


def _evaluate_case(
    name: str, case: Case, gold: Gold, talk: Conversations, bench: Bench, judge: Judge
) -> CaseResult:
    started = time.perf_counter()
    try:
        answer = talk.ask(case)
        milliseconds = 1000 * (time.perf_counter() - started)
        return _result(name, case, gold, answer, milliseconds, bench, judge)
    except Exception as error:  # noqa: BLE001  # a crash is this case's result, not the run's end
        milliseconds = 1000 * (time.perf_counter() - started)
        return _failure(name, case, error, milliseconds)


def _result(
    name: str,
    case: Case,
    gold: Gold,
    answer: Answer,
    milliseconds: float,
    bench: Bench,
    judge: Judge,
) -> CaseResult:
    texts = {text.document_id: text for text in bench.texts}
    built_in = reference.load()
    texts[built_in.document.id] = Text(built_in.document.id, built_in.document.name, built_in.text)
    scored = score_answer(case, gold, answer, texts, judge)
    return CaseResult(
        set=name,
        id=case.id,
        question=case.question,
        understood=answer.standalone_question,
        kind=case.kind.value,
        answerable=case.answerable,
        status=answer.status.value,
        summary=answer.summary,
        statements=scored.statements,
        citations=scored.citations,
        caveats=tuple(caveat.code.value for caveat in answer.caveats),
        gold=case.gold,
        gold_found=scored.gold_found,
        scores={metric: round(value, 4) for metric, value in sorted(scored.scores.items())},
        counts=scored.counts,
        retrieval=_retrieval(case, gold, answer, bench.searchers),
        reasons=scored.reasons,
        milliseconds=round(milliseconds, 1),
    )


def _retrieval(
    case: Case, gold: Gold, answer: Answer, searchers: Sequence[Searcher]
) -> dict[str, dict[str, float]]:
    """Score every system on the question as understood, where there is gold to find."""
    if not gold:
        return {}
    rankings = [
        item
        for searcher in searchers
        for item in searcher.search(
            answer.standalone_question, case.filters, answer.filters
        ).items()
    ]
    return {
        system: {metric: round(v, 4) for metric, v in score_ranking(ranking, gold).items()}
        for system, ranking in rankings
    }


def _failure(name: str, case: Case, error: Exception, milliseconds: float) -> CaseResult:
    return CaseResult(
        set=name,
        id=case.id,
        question=case.question,
        understood=case.question,
        kind=case.kind.value,
        answerable=case.answerable,
        status="failed",
        summary="",
        statements=(),
        citations=(),
        caveats=(),
        gold=case.gold,
        gold_found=tuple(False for _ in case.gold),
        scores={"right": 0.0} | ({"usefulness": 0.0} if case.answerable else {}),
        counts={},
        retrieval={},
        reasons=(f"failed: {type(error).__name__}: {error}",),
        milliseconds=round(milliseconds, 1),
    )


def sum_up(
    sets: Sequence[QuestionSet], bench: Bench, cases: Sequence[CaseResult], seconds: float
) -> Evaluation:
    """Put the results of all cases together."""
    kinds = sorted({case.kind for case in cases})
    times = [case.milliseconds for case in cases if case.status != "failed"]
    return Evaluation(
        sets={questions.name: questions.fingerprint for questions in sets},
        corpus=corpus_fingerprint(bench.texts),
        documents=len(bench.texts),
        version=bench.version,
        cases=tuple(cases),
        overall=summarise(cases),
        by_kind={kind: summarise([case for case in cases if case.kind == kind]) for kind in kinds},
        by_set={
            questions.name: summarise([case for case in cases if case.set == questions.name])
            for questions in sets
        },
        retrieval=average(case.retrieval for case in cases),
        times={
            "p50_ms": percentile(times, 0.5),
            "p95_ms": percentile(times, 0.95),
            "asking_s": round(seconds, 2),
        },
    )


def corpus_fingerprint(texts: Iterable[Text]) -> str:
    """Give what changes when a name or a text of the corpus does."""
    digest = hashlib.sha256()
    for name, text in sorted((text.document, text.text) for text in texts):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:16]


class KeptFile:
    """Results in a file of lines, for a run that is interrupted."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of_run(
        cls, folder: Path, sets: Sequence[QuestionSet], texts: Iterable[Text], version: str
    ) -> "KeptFile":
        """Give the file of one combination of sets, corpus and version."""
        parts = [*(f"{item.name}:{item.fingerprint}" for item in sets), corpus_fingerprint(texts)]
        key = hashlib.sha256("\0".join([*parts, version]).encode()).hexdigest()[:16]
        return cls(folder / f"{key}.jsonl")

    def load(self) -> Iterable[CaseResult]:
        """Give the results kept so far; a line cut short by the interruption is left out."""
        from pydantic import TypeAdapter, ValidationError

        if not self._path.exists():
            return
        adapter = TypeAdapter(CaseResult)
        for line in self._path.read_text(encoding="utf-8").splitlines():
            with suppress(ValidationError):
                yield adapter.validate_json(line)

    def add(self, result: CaseResult) -> None:
        """Append one result."""
        from pydantic import TypeAdapter

        line = TypeAdapter(CaseResult).dump_json(result).decode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + line)
        except OSError as error:
            raise NotWritable(f"{self._path}: cannot be written ({error.strerror})") from error

    def discard(self) -> None:
        """Remove the file: the run came to its end."""
        self._path.unlink(missing_ok=True)

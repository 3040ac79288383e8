"""Scores answers: every metric is defined here, once, with its source.

A case's scores are 0 to 1; a metric that does not apply to a case is left out of that case, and an
average is over the cases it applies to. A refusal has no statements and no citations, so it has no
score for them: it is never unfaithful, and it is counted, under coverage and false_refusal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.records import Answer, Citation, Statement, Status
from assistant.support import Judge
from evaluation.cases import fold
from evaluation.records import Case, CaseResult, Cited, Place, Said, Text

REFUSED = frozenset({Status.NO_EVIDENCE, Status.OUT_OF_SCOPE})

METRICS: Mapping[str, str] = {
    "right": "answered and everything asked of it holds, or rightly refused",
    "exact_quotes": "share of citations whose span reads as quoted",
    "gold_hit": "a citation overlaps a gold passage",
    "gold_coverage": "share of gold passages cited",
    "gold_precision": "share of citations that overlap a gold passage",
    "citation_recall": "share of statements that their citations support (ALCE)",
    "citation_precision": "share of citations that their statement needs (ALCE)",
    "must_say": "share of required facts said",
    "must_not_say": "nothing said that would make the answer wrong",
    "organisation": "every organisation that a right answer names is named",
    "evidence": "a statement carries an accepted evidence type",
    "caveat": "every caveat that is due is shown",
    "usefulness": "share of required facts said; of gold passages cited, where none is required",
    "coverage": "share of answerable questions that were answered",
    "precision": "share of answered questions that were answered rightly (LitQA2)",
    "accuracy": "share of all questions dealt with rightly (LitQA2)",
    "false_refusal": "share of answerable questions refused",
    "false_answer": "share of questions without an answer in the corpus that were answered",
    "failed": "share of questions that ended in an error",
}


@dataclass(frozen=True, slots=True)
class Scored:
    """One answer with its scores, and why it is wrong."""

    scores: Mapping[str, float]
    counts: Mapping[str, int]
    citations: tuple[Cited, ...]
    statements: tuple[Said, ...]
    gold_found: tuple[bool, ...]
    reasons: tuple[str, ...]


def score_answer(
    case: Case,
    gold: Sequence[Sequence[Place]],
    answer: Answer,
    texts: Mapping[str, Text],
    judge: Judge,
) -> Scored:
    """Score one answer; `gold` are the places of each gold quote, `texts` the corpus by id."""
    is_answered = answer.status not in REFUSED
    exact = [is_exact(citation, texts) for citation in answer.citations]
    golden = [_is_gold(citation, gold) for citation in answer.citations]
    found = tuple(_is_cited(places, answer.citations) for places in gold)
    said = tuple(_said(statement, answer, judge) for statement in answer.statements)
    scores: dict[str, float] = {}
    if answer.citations:
        scores["exact_quotes"] = _mean(exact)
    if is_answered and answer.statements:
        scores["citation_recall"] = _mean([item.is_supported for item in said])
        precise = citation_precision(answer, judge)
        if precise:
            scores["citation_precision"] = _mean(precise)
    if is_answered and case.answerable:
        scores |= _against_gold(found, golden) | _content(case, answer)
        scores["usefulness"] = scores.get("must_say", scores["gold_coverage"])
    elif case.must_not_say:
        scores["must_not_say"] = _keeps_silent(case, answer)
    if case.answerable and not is_answered:
        scores["usefulness"] = 0.0
    reasons = tuple(_reasons(case, answer, scores, found))
    scores["right"] = float(not reasons)
    return Scored(
        scores,
        {
            "citations": len(exact),
            "exact": sum(exact),
            "statements": len(said),
            "supported": sum(item.is_supported for item in said),
        },
        tuple(map(_cited, answer.citations, exact, golden)),
        said,
        found,
        reasons,
    )


# ------------------------------------------------------------------ one answer


def is_exact(citation: Citation, texts: Mapping[str, Text]) -> bool:
    """Tell whether `text[start:end] == quote` of the document (DESIGN.md, section 2)."""
    text = texts.get(citation.document_id)
    return text is not None and text.text[citation.start : citation.end] == citation.quote != ""


def evidence_text(citation: Citation) -> str:
    """Give a quote with who it is about, by whom, when and where, as a reader sees its source."""
    about = citation.organisation or "An unnamed organisation"
    parts = (about, citation.publisher, citation.period, citation.section, citation.quote)
    return ". ".join(dict.fromkeys(part for part in parts if part))


def _said(statement: Statement, answer: Answer, judge: Judge) -> Said:
    """Judge a statement against all it cites: citation recall of ALCE (Gao et al. 2023).

    A statement is recalled when it cites and the citations together entail it.
    """
    cited = [evidence_text(c) for c in answer.citations if c.number in statement.citations]
    if not cited:
        return Said(statement.text, statement.evidence.value, False, "cites nothing")
    verdict = judge.check(statement.text, cited)
    return Said(statement.text, statement.evidence.value, verdict.is_supported, verdict.reason)


def citation_precision(answer: Answer, judge: Judge) -> list[bool]:
    """Tell of each citation of each statement whether it is needed: ALCE's citation precision.

    Gao et al. 2023: a citation is precise when its statement is recalled, and either it supports
    the statement alone or the others do not without it.
    """
    numbered = {citation.number: evidence_text(citation) for citation in answer.citations}
    precise = []
    for statement in answer.statements:
        cited = [numbered[number] for number in statement.citations if number in numbered]
        if not cited:
            continue
        is_recalled = judge.check(statement.text, cited).is_supported
        for place, text in enumerate(cited):
            others = cited[:place] + cited[place + 1 :]
            precise.append(
                is_recalled
                and (
                    not others
                    or judge.check(statement.text, [text]).is_supported
                    or not judge.check(statement.text, others).is_supported
                )
            )
    return precise


def _place(citation: Citation) -> Place:
    return Place(citation.document_id, citation.start, citation.end)


def _is_gold(citation: Citation, gold: Sequence[Sequence[Place]]) -> bool:
    return any(_place(citation).overlaps(place) for places in gold for place in places)


def _is_cited(places: Sequence[Place], citations: Sequence[Citation]) -> bool:
    return any(_place(c).overlaps(place) for place in places for c in citations)


def _against_gold(found: Sequence[bool], golden: Sequence[bool]) -> dict[str, float]:
    """Read citations by gold overlap, without a judge."""
    return {
        "gold_hit": float(any(found)),
        "gold_coverage": _mean(found),
        "gold_precision": _mean(golden) if golden else 0.0,
    }


def _content(case: Case, answer: Answer) -> dict[str, float]:
    """Score what is said against what the case asks for."""
    said = shown_text(answer)
    scores: dict[str, float] = {}
    if case.must_say:
        scores["must_say"] = _mean([_says(said, fact) for fact in case.must_say])
    if case.must_not_say:
        scores["must_not_say"] = _keeps_silent(case, answer)
    if case.organisations:
        scores["organisation"] = float(not unnamed(case, answer))
    if case.evidence:
        carried = {statement.evidence.value for statement in answer.statements}
        scores["evidence"] = float(bool(carried & set(case.evidence)))
    if case.caveat:
        shown = {caveat.code.value for caveat in answer.caveats}
        scores["caveat"] = float(set(case.caveat) <= shown)
    return scores


def shown_text(answer: Answer) -> str:
    """Give what a reader is told: summary, statements and rows; folded, in lower case."""
    rows = [
        field.text
        for row in answer.actions
        for field in (row.objective, row.action, row.lead, row.timescale, row.success_measure)
    ]
    numbers = [row.number for row in answer.actions]
    parts = [answer.summary, *(s.text for s in answer.statements), *numbers, *rows]
    return fold(" ".join(parts)).casefold()


def _says(said: str, fact: Sequence[str]) -> bool:
    return any(fold(form).casefold() in said for form in fact)


def _keeps_silent(case: Case, answer: Answer) -> float:
    """Score 1 where nothing forbidden is said; caveats are part of what is said here."""
    said = " ".join([shown_text(answer), *(fold(c.text).casefold() for c in answer.caveats)])
    return float(not any(_says(said, fact.split("|")) for fact in case.must_not_say))


def unnamed(case: Case, answer: Answer) -> tuple[str, ...]:
    """Give the organisations that a right answer names and this one does not."""
    named = {statement.organisation for statement in answer.statements}
    cited = {n for statement in answer.statements for n in statement.citations}
    named |= {c.organisation for c in answer.citations if c.number in cited}
    named |= {row.organisation for row in answer.actions}
    said = shown_text(answer)
    return tuple(
        name for name in case.organisations if name not in named and name.casefold() not in said
    )


def _reasons(
    case: Case, answer: Answer, scores: Mapping[str, float], found: Sequence[bool]
) -> list[str]:
    """Say why an answer is wrong; a missing caveat is reported apart and does not make it wrong."""
    is_answered = answer.status not in REFUSED
    reasons = []
    if scores.get("exact_quotes", 1.0) < 1.0:
        reasons.append("a quote is not word for word in its document")
    if scores.get("must_not_say", 1.0) < 1.0:
        wrong = [fact for fact in case.must_not_say if _says(shown_text(answer), fact.split("|"))]
        reasons.append(f"says what would make it wrong: {', '.join(wrong) or 'in a caveat'}")
    if case.answerable and not is_answered:
        return [*reasons, "refused, although the documents hold the answer"]
    if not case.answerable:
        return (
            [*reasons, "answered, although the documents hold no answer"]
            if is_answered
            else reasons
        )
    if not any(found):
        reasons.append("cites none of the passages that answer it")
    said = shown_text(answer)
    missing = [" or ".join(fact) for fact in case.must_say if not _says(said, fact)]
    if missing:
        reasons.append(f"leaves out: {', '.join(missing)}")
    absent = unnamed(case, answer)
    if absent:
        reasons.append(f"does not name {', '.join(absent)}")
    if scores.get("evidence", 1.0) < 1.0:
        reasons.append(f"has no evidence of type {' or '.join(case.evidence)}")
    return reasons


def _cited(citation: Citation, is_exact: bool, is_gold: bool) -> Cited:
    return Cited(
        citation.number,
        citation.document,
        citation.organisation or "unnamed organisation",
        citation.page,
        citation.quote,
        is_exact,
        is_gold,
    )


# ------------------------------------------------------------------ all answers


def summarise(cases: Sequence[CaseResult]) -> dict[str, float]:
    """Give every metric over some cases; one that applies to none of them is left out."""
    found = {name: value for name, rule in _SHARES.items() if (value := rule(cases)) is not None}
    for name in METRICS:
        values = [case.scores[name] for case in cases if name in case.scores]
        if values and name not in found:
            found[name] = _mean(values)
    times = {"cases": float(len(cases))}
    return times | {name: round(found[name], 4) for name in METRICS if name in found}


def percentile(values: Sequence[float], share: float) -> float:
    """Give the nearest-rank percentile of some values; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(100 * share) // 100) - 1)] if ordered else 0.0


def is_refused(case: CaseResult) -> bool:
    """Tell whether the assistant declined."""
    return case.status in {status.value for status in REFUSED}


def is_answered(case: CaseResult) -> bool:
    """Tell whether the assistant offered an answer; a failure is neither that nor a refusal."""
    return case.status != "failed" and not is_refused(case)


def _share(cases: Sequence[CaseResult], is_counted: Callable[[CaseResult], bool]) -> float | None:
    return _mean([is_counted(case) for case in cases]) if cases else None


def _exact(cases: Sequence[CaseResult]) -> float | None:
    """Give the share over all citations, so that one wrong quote shows."""
    total = sum(case.counts.get("citations", 0) for case in cases)
    return sum(case.counts.get("exact", 0) for case in cases) / total if total else None


def _precision(cases: Sequence[CaseResult]) -> float | None:
    """Give LitQA2's precision (Skarlinski et al. 2024): right among those answered."""
    return _share([case for case in cases if is_answered(case)], _is_right)


def _accuracy(cases: Sequence[CaseResult]) -> float | None:
    """Give LitQA2's accuracy (Skarlinski et al. 2024): right among all; a due refusal is."""
    return _share(cases, _is_right)


def _is_right(case: CaseResult) -> bool:
    return case.scores.get("right") == 1.0


def _answerable(cases: Sequence[CaseResult]) -> list[CaseResult]:
    return [case for case in cases if case.answerable]


def _not_answerable(cases: Sequence[CaseResult]) -> list[CaseResult]:
    return [case for case in cases if not case.answerable]


_SHARES: Mapping[str, Callable[[Sequence[CaseResult]], float | None]] = {
    "exact_quotes": _exact,
    "coverage": lambda cases: _share(_answerable(cases), is_answered),
    "precision": _precision,
    "accuracy": _accuracy,
    "false_refusal": lambda cases: _share(_answerable(cases), is_refused),
    "false_answer": lambda cases: _share(_not_answerable(cases), is_answered),
    "failed": lambda cases: _share(cases, lambda case: case.status == "failed"),
}


def _mean(values: Sequence[float] | Sequence[bool]) -> float:
    return sum(values) / len(values)

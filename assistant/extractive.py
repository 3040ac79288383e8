"""Drafts answers without a language model: quotes, composed under plain connecting words."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant import statuses
from assistant.accounts import (
    account_of,
    asked_about,
    doubts,
    findings,
    is_finding,
    speaks_of,
)
from assistant.citations import Citations, main_cell
from assistant.comparing import Reading, asks_for_order, side_by_side, verdict
from assistant.question_words import (
    asks_for_aim,
    asks_for_change,
    asks_for_contact,
    asks_for_deeds,
    asks_for_lessons,
    asks_for_name,
    asks_for_ranking,
    asks_for_worse,
    asks_how_much,
    asks_when,
    asks_which_way,
    asks_who,
    explains,
    ranks,
)
from assistant.records import Basis, QuestionKind, Statement, Status
from assistant.select import (
    NEAR_BEST,
    Candidate,
    distinct,
    named_indicators,
    names_contact,
    names_indicator,
    near_best,
    on_topic,
    relevant,
    spread,
)
from assistant.understand import Understanding
from assistant.units import columns, leaned_on
from assistant.weigh import weigh_outcome
from index.records import StoredAction, StoredField, StoredOutcome, StoredPassage
from ingest.changes import value_of
from ingest.mentions import is_of_many
from ingest.records import Evidence, Role, Span

UNNAMED = "An unnamed organisation"
_DEFINING = re.compile(
    r"\b(?:means?|meaning|defin\w+|refers? to|stands? for|concept of|known as|called|described as|"
    r"is (?:a|an|the|about|neither|not)|are (?:a|the|people|staff)|measures?|compares?)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:leads?|led|director|manager|officer|chief|chair|head of|executive|sponsor|team|owner"
    r"|responsible|accountable|committee|coordinator|champions?)\b|^(?:name|contact)[^:]{0,40}:",
    re.IGNORECASE,
)
NEXT = 2
"""Characters between sentences that stand side by side, at most."""
_WHEN = re.compile(r"\b(?:20\d\d|months?|quarter|deadline|due|weeks?)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(20\d\d)(?:[/–-](\d\d)\b)?")
_INTENDED = frozenset({Evidence.PLAN, Evidence.TARGET})
# How things stand and what they should come to answers no question for what is done.
_POSITIONS = frozenset({Evidence.BASELINE, Evidence.TARGET})
HALF_AS_WELL = 0.5
# Background that fits this much as well as the best is part of the answer.
AS_WELL = 0.95
# A plan's row is what a question is about where it fits so much better than what is told.
FAR_BETTER = 1.5
_MAIN = frozenset({Role.ACTION, Role.OBJECTIVE})
_TOLD = frozenset({Evidence.OUTCOME, Evidence.INTERVENTION, Evidence.LEARNING})
# Of one objective, so many rows are stated where the question is not about rows.
FEW_ROWS = 5
# Where more than these report a result, each is given one sentence on what it did.
FEW_ORGANISATIONS = 2
# What fits the question by less than this share of what fits best only fills the answer up.
LEAST_RELEVANT = 0.4
# Where nobody reports a result, only what comes this close to the best, and no more of it.
CLOSE = 0.75
FEW_NEAREST = 4
# How much of the answer to one part of a question is added to the answer to the whole.
MOST_OF_PART = 3
# How many sentences are quoted that doubt what brought a change about.
MOST_DOUBTS = 2
# How many of one organisation, where all that got worse there is asked for.
MOST_WORSE = 9
# How many sentences each side of a comparison is given.
MOST_OF_SIDE = 4
# How many sentences of one organisation and in all, by kind of question; else 5 and 7.
_LIMITS = {
    QuestionKind.FACT: (4, 4),
    QuestionKind.DEFINITION: (4, 4),
    QuestionKind.LIST: (3, 15),
    QuestionKind.WHO_WHEN: (3, 3),
}
# A longer objective is a paragraph of its own and would hide the action.
SHORT_OBJECTIVE = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What answers the question: statements in order, a summary, and the rows where rows answer."""

    status: Status
    summary: str
    statements: tuple[Statement, ...] = ()
    actions: tuple[StoredAction, ...] = ()


class Desk:
    """What drafting one answer needs: question, citations, and rows and outcomes by document."""

    def __init__(
        self,
        question: Understanding,
        citations: Citations,
        rows: Callable[[str], Sequence[StoredAction]],
        outcomes: Callable[[str], Sequence[StoredOutcome]],
        passage: Callable[[str], StoredPassage],
    ) -> None:
        self.question = question
        self.citations = citations
        self._rows = rows
        self._outcomes = outcomes
        self.passage = passage

    def rows_of(self, item: Candidate) -> tuple[StoredAction, ...]:
        """Give the actions in which the sentence stands; for an objective, all that serve it.

        A lead or a date by itself stands for its action.
        """
        rows = self._rows(item.passage.document_id)
        acting = tuple(row for row in rows if _meet(row.action.span, item.sentence.span))
        acting = acting or tuple(
            row
            for row in rows
            if any(
                cell.text and _meet(cell.span, item.sentence.span)
                for cell in (row.lead, row.timescale)
            )
        )
        if acting or item.sentence.role is not Role.OBJECTIVE:
            return acting
        served = {
            row.objective.text for row in rows if _meet(row.objective.span, item.sentence.span)
        }
        # A cell that spans several rows is repeated in each.
        return tuple(row for row in rows if row.objective.text in served)

    def outcomes_of(self, item: Candidate) -> tuple[StoredOutcome, ...]:
        """Give the outcomes recorded for the sentence."""
        return tuple(
            outcome
            for outcome in self._outcomes(item.passage.document_id)
            if _meet(outcome.span, item.sentence.span)
        )

    def got_worse(self, item: Candidate) -> bool:
        """Tell whether a result is recorded for the sentence that is worse than before."""
        return any(outcome.direction == "worse" for outcome in self.outcomes_of(item))

    def moved(self, item: Candidate) -> str:
        """Give the way in which all figures recorded for the sentence moved; "" where none did."""
        ways = set()
        for outcome in self.outcomes_of(item):
            before, after = value_of(outcome.before), value_of(outcome.after)
            if before is not None and after is not None and before != after:
                ways.add("up" if after > before else "down")
        return ways.pop() if len(ways) == 1 else ""

    def fell_back(self, item: Candidate) -> bool:
        """Tell whether what is recorded as worse gives the figure now and the one before."""
        return any(
            outcome.direction == "worse" and outcome.before and outcome.after
            for outcome in self.outcomes_of(item)
        )


def draft(
    desk: Desk,
    found: Sequence[Candidate],
    rows: Sequence[StoredAction] = (),
    behind: Sequence[Candidate] = (),
) -> Draft:
    """Draft an answer from sentences, best first.

    `rows` are those that a list asks for, `behind` what was done where results are reported.
    """
    kind = desk.question.kind
    if rows:
        return _list_rows(desk, rows)
    if kind is QuestionKind.WHO_WHEN:
        return _who_when(desk, found)
    way = asks_which_way(desk.question.question)
    found = [item for item in found if not way or desk.moved(item) in {way, ""}]
    asks_change = kind is QuestionKind.LIST and asks_for_change(desk.question.standalone)
    if kind is QuestionKind.EFFECT or asks_change:
        return _effect(desk, found, behind)
    if asks_for_ranking(desk.question.question) and not desk.question.organisations:
        return _ranking(desk, found)
    aimed = _only_aimed(desk, found) if kind is QuestionKind.FACT else ()
    if aimed:
        statements = _state(desk, distinct(aimed)[:FEW_NEAREST])
        marks = _markers([item.citations[0] for item in statements])
        text = f"No result of that year was found: what is said of it is a plan or target. {marks}"
        return Draft(Status.NO_EVIDENCE, text, tuple(statements))
    return _passages(desk, found)


def nearest(desk: Desk, found: Sequence[Candidate]) -> Draft:
    """Quote what comes nearest in meaning, as no more than that."""
    by_meaning = sorted(found, key=lambda item: -item.similarity)
    least = CLOSE * by_meaning[0].similarity
    close = distinct(item for item in by_meaning if item.similarity >= least)
    statements = [_quote(desk, item) for item in close[:FEW_NEAREST]]
    marks = _markers([item.citations[0] for item in statements])
    text = (
        "Nothing says this in the words of the question. "
        f"What comes nearest in meaning may be on it, or not: {marks}"
    )
    return Draft(Status.PARTIAL, text, tuple(statements))


def compare(desk: Desk, sides: Mapping[str, Sequence[Candidate]]) -> Draft:
    """Draft a comparison: each side's figure and best evidence, and plainly where there is none.

    Which figure is lower is said only of one indicator, group and year.
    """
    recorded = {
        name: [(item, desk.outcomes_of(item)) for item in found] for name, found in sides.items()
    }
    readings = side_by_side(recorded, desk.question.indicators)
    practices = {} if desk.question.indicators else _practices(desk.question, sides)
    statements: list[Statement] = []
    parts = []
    for name, found in sides.items():
        reading = readings.get(name)
        own = _of_side(desk, found, reading, practices.get(name, ()))
        statements.extend(own)
        parts.append(f"{name}: {_told(reading, own)}")
    summary = "; ".join(parts) + "."
    if len(readings) > 1 and asks_for_order(desk.question.question):
        summary += f" {verdict(readings, is_of_gap=desk.question.is_about_gap)}"
    status = Status.ANSWERED if all(sides.values()) else Status.PARTIAL
    return Draft(status, summary, tuple(statements))


def _of_side(
    desk: Desk,
    found: Sequence[Candidate],
    reading: Reading | None,
    practice: Sequence[Candidate],
) -> list[Statement]:
    """Quote one side's evidence: its figure first, then results, then what else is near.

    Of a `practice` that is compared, that alone.
    """
    if practice:
        quoted = {item.sentence.span for item in practice}
        return [_quote(desk, item, quoted) for item in practice]
    near = on_topic(near_best(found), desk.question) if found else ()
    far = on_topic(found, desk.question) if found else ()
    results = _typed(far, Evidence.OUTCOME)
    named = [
        item for item in results if names_indicator(desk.question, item.passage, item.sentence)
    ]
    reported = [*named[:1], *(_typed(near, Evidence.OUTCOME) or results[:1])]
    first = [reading.item] if reading else []
    led = [before.span for item in first if (before := leaned_on(item.passage, item.sentence))]
    others = [item for item in near if item.sentence.span not in led]
    # What was done stands beside what came of it.
    leading = (*first, *reported[:2], *others[:1], *_typed(found, Evidence.INTERVENTION)[:1])
    chosen = distinct((*leading, *reported, *others))[:MOST_OF_SIDE]
    quoted = {item.sentence.span for item in chosen}
    return [_quote(desk, item, quoted) for item in chosen]


def _practices(
    question: Understanding, sides: Mapping[str, Sequence[Candidate]]
) -> dict[str, tuple[Candidate, ...]]:
    """Give what each side says of the practice that is compared; {} where that is none."""
    # A row on an indicator that nobody asked about is near to anything on staff.
    plain = {
        name: [item for item in found if not named_indicators(item.passage, item.sentence)]
        for name, found in sides.items()
    }
    if not any(asked_about(found) for found in plain.values()):
        return {}
    # What one side shows to be a practice is one on every side.
    if asks_for_change(question.standalone):
        return {name: _came_of(plain[name], found) for name, found in sides.items()}
    return {name: _of_practice(found) for name, found in plain.items()}


def _came_of(plain: Sequence[Candidate], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Give what came of what one side did, before that; failing its account, its document says."""
    for account, best in asked_about(plain, margin=0.0).items():
        document = [item for item in found if item.passage.document_id == account[0]]
        told = [
            *_typed(findings(found, {account: best}), Evidence.OUTCOME),
            *filter(is_finding, document),
        ]
        return distinct((*distinct(told)[: MOST_OF_SIDE - 1], best))
    return ()


def _of_practice(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Give what says best what one side did, then the figures nearest to that in its account."""
    for account, best in asked_about(found, margin=0.0).items():
        figures = [
            item
            for item in found
            if account_of(item.passage) == account and any(map(str.isdigit, item.sentence.text))
        ]
        figures.sort(key=lambda item: abs(item.sentence.span.start - best.sentence.span.end))
        return distinct((best, *figures))[:MOST_OF_SIDE]
    return ()


def _typed(items: Sequence[Candidate], evidence: Evidence) -> list[Candidate]:
    return [item for item in items if item.sentence.evidence is evidence]


def _told(reading: Reading | None, statements: Sequence[Statement]) -> str:
    """Say what a side gives: its figure, and whether it reports a result."""
    if not statements:
        return "nothing found"
    if reading is None:
        return _kinds_found(statements)
    group = f" for {reading.group} staff" if reading.group else ""
    figure = f"{reading.printed}{group}, {reading.period or 'not dated'}"
    if statements[0].evidence is Evidence.OUTCOME:
        return f"{figure}; {_kinds_found(statements)}"
    return f"{figure} {_markers(statements[0].citations)}"


def joined(draft: Draft, own: Draft | None, part: str) -> Draft:
    """Add what answers a part of the question, a little of it; say so where nothing does."""
    if own is None or own.status is not Status.ANSWERED:
        summary = f"{draft.summary} Nothing was found on “{part}”"
        return replace(draft, status=Status.PARTIAL, summary=summary)
    cited = {number for item in draft.statements for number in item.citations}
    new = [item for item in own.statements if not cited.issuperset(item.citations)][:MOST_OF_PART]
    if not new:
        return draft
    marks = _markers([item.citations[0] for item in new])
    summary = f"{draft.summary} On “{part}” see {marks}."
    return replace(draft, summary=summary, statements=(*draft.statements, *new))


def _kinds_found(statements: Sequence[Statement]) -> str:
    lead = statements[0]
    kind = {
        Evidence.OUTCOME: "reports a result",
        Evidence.INTERVENTION: "says what it did",
        Evidence.PLAN: "has a plan; no result was found",
        Evidence.TARGET: "gives a target; no result was found",
        Evidence.BASELINE: "gives a figure",
    }.get(lead.evidence, "has something on this")
    return f"{kind} {_markers(lead.citations)}"


# ------------------------------------------------------------------ kinds of answer


def _effect(desk: Desk, found: Sequence[Candidate], behind: Sequence[Candidate]) -> Draft:
    """Put results first, what was done behind them next, plans last and called plans."""
    question = desk.question
    is_list = question.kind is QuestionKind.LIST
    row = _row_asked_about(desk, found)
    if row is not None and not is_list:
        return _of_row(desk, row, found)
    near = relevant(near_best(found, 0.55 if is_list else 0.6), question)
    measured = _measured(desk, found) if question.organisations else []
    good = distinct(on_topic((*near, *(item for item in measured if item not in near)), question))
    accounts = {} if is_list or asks_for_worse(question.question) else asked_about(found)
    # Stable: results go before what denies them, those that name another indicator last.
    told = sorted(
        findings(found, accounts),
        key=lambda item: (
            item.sentence.evidence is not Evidence.OUTCOME,
            _names_another(question, item),
        ),
    )
    own = spread(distinct(told), each=FEW_NEAREST, most=6)
    is_on_it = speaks_of(own, accounts)
    if own and not is_on_it and question.filters.indicators:
        # What the indicator itself came to is nearer than what came of other work.
        own = tuple(_typed(measured, Evidence.OUTCOME)) or own
    if accounts:
        good = _of_accounts(accounts, good, keep=not own)
        behind = tuple(accounts.values())
    results = own or _results(desk, good, found) or _half_as_near(found)
    done = _done(results, good, behind, most=10 if is_list else 6)
    closer = near_best(good, 0.8) if is_list and results else good
    intended = [item for item in closer if item.sentence.evidence in _INTENDED]
    doubting = () if is_list else distinct(doubts(found, (*results, *done)))[:MOST_DOUBTS]
    statements = _state(desk, (*results, *doubting, *done))
    plans = _state(desk, spread(intended, each=2, most=10 if is_list else 5))
    if not (statements or plans):
        return _passages(desk, found)
    if results:
        is_on_it = is_on_it if own else _is_measured(question, results)
        return _with_results(desk, results, statements, plans, is_on_it=is_on_it)
    return _without_results(desk, good, found, statements, plans)


def _row_asked_about(desk: Desk, found: Sequence[Candidate]) -> Candidate | None:
    """Give what a plan's row is to do, where that fits far better than anything told of it."""
    if not desk.question.organisations or asks_for_worse(desk.question.question):
        return None
    rows = [item for item in found if item.sentence.role in _MAIN and desk.rows_of(item)]
    best = max(rows, key=lambda item: item.relevance, default=None)
    told = (item.relevance for item in found if item.sentence.evidence in _TOLD)
    return best if best and best.relevance >= FAR_BETTER * max(told, default=0.0) else None


def _of_row(desk: Desk, row: Candidate, found: Sequence[Candidate]) -> Draft:
    """State the row asked about: what its status says is all that is known to have come of it."""
    least = CLOSE * row.relevance
    status = desk.rows_of(row)[0].status
    told = [
        replace(row, sentence=each)
        for each in row.passage.sentences
        if each.evidence is Evidence.OUTCOME and _meet(each.span, status.span)
    ]
    stated = [_quote(desk, item) for item in told]
    rest = _state(desk, (row, *(item for item in found if item.relevance >= least)))
    statements = [*stated, *rest]
    marks = _markers(statements[0].citations)
    is_silent = not told and not any(map(str.isdigit, status.text))
    summary = "No result on this was found: what was found is planned. " if is_silent else ""
    if status.text:
        summary += f"The plan says how it stands: “{status.text}” "
    summary += marks
    return Draft(Status.ANSWERED, summary, tuple(statements[:FEW_NEAREST]))


def _names_another(question: Understanding, item: Candidate) -> bool:
    """Tell whether a sentence itself names indicators, and none that was asked about."""
    named = bool(question.indicators and named_indicators(item.passage, item.sentence))
    return named and not names_indicator(question, item.passage, item.sentence)


def _of_accounts(
    accounts: Mapping[tuple[str, str], Candidate], good: Sequence[Candidate], *, keep: bool
) -> tuple[Candidate, ...]:
    """Leave out what other accounts say; to `keep` it, it must fit the question about as well."""
    best = max(item.relevance for item in accounts.values())
    return tuple(
        item
        for item in good
        if account_of(item.passage) in accounts or (keep and item.relevance >= CLOSE * best)
    )


def _results(
    desk: Desk, good: Sequence[Candidate], found: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    """Choose results, those that fit first; all that got worse where that is asked."""
    is_worse = asks_for_worse(desk.question.question)
    is_wide = is_worse or desk.question.kind is QuestionKind.LIST
    reported = list(filter(is_finding, good))
    if is_worse and not desk.question.indicators:
        reported += filter(desk.got_worse, found)
    elif is_wide:
        reported += _recorded(desk, found)
    # Stable: what got better before what got worse, unless that was asked; then figures first.
    if is_worse:
        reported = list(filter(desk.got_worse, reported)) or reported
        reported.sort(key=desk.fell_back, reverse=True)
    else:
        reported.sort(key=desk.got_worse)
    is_of_one = is_worse and len(desk.question.organisations) == 1
    each = MOST_WORSE if is_of_one else 2
    return spread(distinct(reported), each=each, most=20 if is_wide else 6)


def _half_as_near(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Give results, or what says that there was none, that fit half as well as what fits best."""
    least = HALF_AS_WELL * max((item.relevance for item in found), default=0.0)
    told = [item for item in found if is_finding(item) and item.relevance >= least]
    return spread(distinct(told), each=1, most=FEW_ORGANISATIONS)


def _with_results(
    desk: Desk,
    results: Sequence[Candidate],
    statements: Sequence[Statement],
    plans: Sequence[Statement],
    *,
    is_on_it: bool,
) -> Draft:
    """Sum up who reports a result; say so where none is on it, or for the worse as was asked."""
    told: dict[str, list[tuple[Candidate, Statement]]] = {}
    denied: list[int] = []
    for item, statement in zip(results, statements, strict=False):
        if item.sentence.evidence is Evidence.OUTCOME:
            told.setdefault(_speaker(item.passage, item.organisation), []).append((item, statement))
        else:
            denied.extend(statement.citations)
    summary = _who_reports(desk, told, is_on_it=is_on_it)
    if denied:
        none = "No effect, or none that can be told, is reported here:"
        summary = f"{summary} {none} {_markers(denied)}.".strip()
    if asks_for_worse(desk.question.question) and not any(map(desk.got_worse, results)):
        summary = f"Nothing was found that reports that this got worse. {summary}"
        return Draft(Status.PARTIAL, summary, (*statements, *plans))
    return Draft(Status.ANSWERED, summary, (*statements, *plans))


def _is_measured(question: Understanding, results: Sequence[Candidate]) -> bool:
    """Tell whether a result is on an indicator that was asked about, if any was."""
    asked = set(question.indicators)
    return not asked or any(
        names_indicator(question, item.passage, item.sentence)
        or asked & set(item.passage.indicators)
        for item in results
    )


def _who_reports(
    desk: Desk, told: Mapping[str, Sequence[tuple[Candidate, Statement]]], *, is_on_it: bool
) -> str:
    """Say how many organisations report what; what is told of the whole country, apart."""
    said = {name: _with_figures(desk, name, own) for name, own in told.items()}
    general = {
        name
        for name, items in told.items()
        if desk.citations.is_national(name) or all(_is_of_country(item) for item, _ in items)
    }
    national = [text for name, text in said.items() if name in general]
    own = [text for name, text in said.items() if name not in general]
    if told and not is_on_it:
        both = "; ".join((*own, *national))
        return f"No result of this by itself was found. Reported beside it: {both}."
    who = "One organisation reports" if len(own) == 1 else f"{len(own)} organisations report"
    parts = [f"{who} a result on this: {'; '.join(own)}."] if own else []
    parts += [f"National figures: {'; '.join(national)}."] if national else []
    return " ".join(parts)


def _is_of_country(item: Candidate) -> bool:
    """Tell whether somebody reports of all trusts together: "Nationally, …"."""
    return item.organisation is None and is_of_many(item.sentence.text)


def _without_results(
    desk: Desk,
    good: Sequence[Candidate],
    found: Sequence[Candidate],
    statements: Sequence[Statement],
    plans: Sequence[Statement],
) -> Draft:
    """Say that no result was found, with what else the same account reports, if it is one's."""
    question = desk.question
    if not asks_for_change(question.standalone):
        summary = _summary(desk, (*statements, *plans))
        return Draft(Status.ANSWERED, summary, (*statements, *plans))
    told = _state(desk, _beside(good, found) if question.organisations else ())
    best = max(good, key=lambda item: item.relevance, default=None)
    is_planned = bool(plans and best and best.sentence.evidence in _INTENDED)
    first = told or (plans if is_planned else statements) or plans
    marks = _markers([item.citations[0] for item in first])
    if told:
        summary = f"No result of this by itself was found; the same account reports these. {marks}"
    elif statements and not is_planned:
        summary = (
            f"No result on this was found; this is the nearest that the documents say. {marks}"
        )
    else:
        summary = f"No result on this was found: what was found is planned. {marks}"
    is_nearest = bool(statements) and not (told or is_planned)
    is_worse = asks_for_worse(question.question) and not told
    if is_worse:
        summary = f"Nothing was found that reports that this got worse. {summary}"
    status = Status.PARTIAL if is_worse or is_nearest else Status.ANSWERED
    if is_nearest and asks_how_much(question.question):
        status = Status.NO_EVIDENCE
    return Draft(status, summary, (*told, *statements, *plans))


def _measured(desk: Desk, found: Sequence[Candidate]) -> list[Candidate]:
    """Give what a named organisation measured on the indicator that was asked about."""
    kinds = {Evidence.OUTCOME, Evidence.BASELINE}
    return [
        item
        for item in found
        if item.sentence.evidence in kinds
        and names_indicator(desk.question, item.passage, item.sentence)
    ][:FEW_NEAREST]


def _beside(good: Sequence[Candidate], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Give the results that the documents nearest to the question report of whatever they did."""
    nearest = {item.passage.document_id for item in good[:FEW_NEAREST]}
    results = [
        item
        for item in found
        if item.sentence.evidence is Evidence.OUTCOME and item.passage.document_id in nearest
    ]
    return spread(distinct(results), each=FEW_NEAREST, most=FEW_NEAREST)


def _recorded(desk: Desk, found: Sequence[Candidate]) -> list[Candidate]:
    """Give every sentence with a recorded result on the indicator that a list asks about."""
    asked = set(desk.question.indicators)
    out = []
    for item in found:
        told = named_indicators(item.passage, item.sentence)
        about = told or set(item.passage.indicators)
        if asked & about and (told or len(about) == 1) and desk.outcomes_of(item):
            out.append(item)
    return out


def _done(
    results: Sequence[Candidate],
    good: Sequence[Candidate],
    behind: Sequence[Candidate],
    most: int,
) -> tuple[Candidate, ...]:
    """Choose what was done: where there are results, by those who report them; else little."""
    if not results:
        told = [item for item in _without_background(good) if not _is_result_or_intent(item)]
        return spread(near_best(told, CLOSE), each=2, most=FEW_NEAREST)
    told = [
        item
        for item in good
        if not (_is_result_or_intent(item) or item in results)
        and item.sentence.evidence is not Evidence.CONTEXT
    ]
    documents = {item.passage.document_id for item in results}
    best = max(good, key=lambda item: item.relevance, default=None)
    own = [item for item in told if item.passage.document_id in documents]
    each = 2 if len({item.organisation for item in results}) <= FEW_ORGANISATIONS else 1
    first = [best] if best and best in told else []
    return spread(distinct((*first, *behind, *own)), each=each, most=most)


def _is_result_or_intent(item: Candidate) -> bool:
    return item.sentence.evidence in _INTENDED | {Evidence.OUTCOME}


def _without_background(items: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Leave out background, unless it fits the question best, or about as well as what does."""
    best = max(items, key=lambda item: item.relevance, default=None)
    if best is None:
        return ()
    is_asked = best.sentence.evidence is Evidence.CONTEXT
    least = (NEAR_BEST if is_asked else AS_WELL) * best.relevance
    return tuple(
        item
        for item in items
        if item.sentence.evidence is not Evidence.CONTEXT or item.relevance >= least
    )


def _passages(desk: Desk, found: Sequence[Candidate]) -> Draft:
    """Quote the sentences that answer best, and give rows whole."""
    kind = desk.question.kind
    if kind is QuestionKind.PLAN:
        found = [item for item in found if item.sentence.evidence in _INTENDED] or found
    if kind is QuestionKind.INTERVENTION and asks_for_deeds(desk.question.question):
        found = _without_positions(found)
    few = kind in {QuestionKind.FACT, QuestionKind.DEFINITION}
    wants_lessons = asks_for_lessons(desk.question.wording)
    near = near_best(found)
    if kind is QuestionKind.FACT:
        near = (*near, *[item for item in _of_its_year(desk, found) if item not in near][:1])
    if wants_lessons:
        # A lesson may be told as background; what is intended is none.
        near = tuple(item for item in near if item.sentence.evidence not in _INTENDED) or near
    elif not few:
        near = _without_background(near)
        floor = LEAST_RELEVANT * max((item.relevance for item in near), default=0.0)
        near = _background_last(item for item in near if item.relevance >= floor)
    each, most = _LIMITS.get(kind, (5, 7))
    chosen = spread(distinct(near), each=each, most=most)
    if not few:
        # Stable: lessons first where asked for, what happened before what is intended.
        chosen = tuple(
            sorted(
                chosen,
                key=lambda item: (
                    wants_lessons and item.sentence.evidence is not Evidence.LEARNING,
                    item.sentence.evidence in _INTENDED,
                ),
            )
        )
    if kind is QuestionKind.DEFINITION:
        chosen = _defining_first(desk.question.question, found, chosen)
    ordered = _state(desk, chosen)
    if kind is QuestionKind.DEFINITION and not any(
        _defines(each) or explains(desk.question.question, each.text) for each in ordered
    ):
        marks = _markers([item.citations[0] for item in ordered])
        summary = f"The documents do not define this; this is how they use it. {marks}"
        return Draft(Status.PARTIAL, summary, tuple(ordered))
    return Draft(Status.ANSWERED, _summary(desk, ordered), tuple(ordered))


def _only_aimed(desk: Desk, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Give what was aimed at for a year whose result is asked for and told nowhere; else ()."""
    # What somebody "wanted by 2025" may come before the question: "what was it in the end?"
    asked = re.split(r"(?<=[.;!:,]) ", desk.question.question)[-1]
    years = _years(desk.question.question)
    if not years or asks_for_aim(asked):
        return ()
    of_year = [item for item in found if years & _years_of(item)]
    aimed = tuple(item for item in of_year if item.sentence.evidence in _INTENDED)
    return aimed if len(aimed) == len(of_year) else ()


def _of_its_year(desk: Desk, found: Sequence[Candidate]) -> list[Candidate]:
    """Give what an organisation measured on the indicator that is named, in the year that is."""
    years = _years(desk.question.question)
    is_named = desk.question.organisations and desk.question.filters.indicators
    measured = _measured(desk, found) if years and is_named else []
    return [item for item in measured if years & _years_of(item)]


def _years_of(item: Candidate) -> frozenset[str]:
    """Give the years that a sentence says or its columns are of; failing these, its document's."""
    said = f"{columns(item.passage, item.sentence.text)} {item.sentence.text}"
    return _years(said) or _years(item.passage.period or "")


def _years(text: str) -> frozenset[str]:
    """Give the calendar years that a text names; "2024/25" names two."""
    return frozenset(
        year
        for first, second in _YEAR.findall(text)
        for year in (first, first[:2] + second)
        if len(year) == len(first)
    )


def _background_last(items: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Put background after the rest, unless it leads: it takes nothing else's place."""
    items = tuple(items)
    is_asked = bool(items) and items[0].sentence.evidence is Evidence.CONTEXT
    return tuple(
        sorted(items, key=lambda item: not is_asked and item.sentence.evidence is Evidence.CONTEXT)
    )


def _without_positions(found: Sequence[Candidate]) -> Sequence[Candidate]:
    """Leave out how things stand, where something done or intended fits about half as well."""
    least = HALF_AS_WELL * max((item.relevance for item in found), default=0.0)
    fitting = [item for item in found if item.relevance >= least]
    told = _without_background(fitting)
    return [item for item in told if item.sentence.evidence not in _POSITIONS] or found


def _defining_first(
    question: str, found: Sequence[Candidate], chosen: Sequence[Candidate]
) -> tuple[Candidate, ...]:
    """Put first what says of the thing asked about what it is."""
    saying = [item for item in found if explains(question, item.sentence.text)]
    most = _LIMITS[QuestionKind.DEFINITION][1]
    return distinct((*saying, *(item for item in chosen if item not in saying)))[:most]


def _defines(statement: Statement) -> bool:
    return bool(_DEFINING.search(statement.text))


def _ranking(desk: Desk, found: Sequence[Candidate]) -> Draft:
    """Give what says who is first or last; else each one's figures, and that nobody ranks them."""
    near = near_best(found)
    saying = [item for item in near if ranks(desk.question.question, item.sentence.text)]
    if saying:
        return _passages(desk, saying)
    statements = _state(desk, spread(distinct(near), each=1, most=10))
    marks = _markers([item.citations[0] for item in statements])
    text = (
        "The documents do not rank organisations, and their figures are of different years. "
        f"This is what they give. {marks}"
    )
    return Draft(Status.PARTIAL, text, tuple(statements))


def _who_when(desk: Desk, found: Sequence[Candidate]) -> Draft:
    """Take lead and timescale from the row itself, each cell cited; else who or when is said."""
    rows: dict[str, StoredAction] = {}
    for item in near_best(found, 0.75)[:4]:
        given = [row for row in desk.rows_of(item) if row.lead.text or row.timescale.text]
        rows.update({row.id: row for row in given[:FEW_ROWS]} if not rows else {})
    if rows:
        statements = tuple(_row(desk, row) for row in rows.values())
        return Draft(Status.ANSWERED, statements[0].text, statements, tuple(rows.values()))
    if asks_for_contact(desk.question.question):
        found = [item for item in found if names_contact(item.sentence.text)] or found
    wanted = _WHO if asks_who(desk.question.question) else _WHEN
    is_named = asks_for_name(desk.question.question)  # then all that is found names somebody
    saying = [
        item
        for item in found
        if is_named or wanted.search(item.sentence.text) or names_contact(item.sentence.text)
    ]
    if saying and saying[0].score >= NEAR_BEST * found[0].score:
        if wanted is _WHO and asks_when(desk.question.question):
            saying[1:1] = _adjoining(saying[0], _WHEN, found)
        return _passages(desk, saying)
    said = _adjoining(found[0], wanted, found)
    if said:  # "We shall hold a day in May. The lead is X."
        return _passages(desk, (found[0], *said))
    nearest = _passages(desk, found[:1])
    text = f"The documents do not say who or when. Nearest: {nearest.summary}"
    return replace(nearest, status=Status.PARTIAL, summary=text)


def _adjoining(
    item: Candidate, wanted: re.Pattern[str], found: Sequence[Candidate]
) -> list[Candidate]:
    """Give the sentence after one or before it that says who or when, as near as that one is."""
    this = item.sentence.span
    near = [
        replace(other, similarity=item.similarity, coverage=item.coverage, score=item.score)
        for other in found
        if other.passage.id == item.passage.id
        and other is not item
        and wanted.search(other.sentence.text)
        and _gap(this, other.sentence.span) <= NEXT
    ]
    return sorted(near, key=lambda other: -other.sentence.span.start)[:1]


def _gap(this: Span, that: Span) -> int:
    return max(this.start - that.end, that.start - this.end)


def _list_rows(desk: Desk, rows: Sequence[StoredAction]) -> Draft:
    statements = tuple(_row(desk, row) for row in rows)
    if desk.question.kind is QuestionKind.WHO_WHEN:
        said = " ".join(item.text for item in statements[:FEW_NEAREST])
        return Draft(Status.ANSWERED, said, statements, tuple(rows))
    plans = len({row.document_id for row in rows})
    count = f"{len(rows)} action{'' if len(rows) == 1 else 's'}"
    where = "one plan" if plans == 1 else f"{plans} plans"
    verb = "answers" if len(rows) == 1 else "answer"
    is_done = all(statuses.COMPLETE in statuses.given(row.status.text) for row in rows)
    said = "marked as complete, without a result" if is_done else "what is planned, and no result"
    if any(_reports(desk, row) for row in rows):
        said = "what was planned, and what its status reports"
    summary = f"{count} in {where} {verb} this: {said}."
    return Draft(Status.ANSWERED, summary, statements, tuple(rows))


# ------------------------------------------------------------------ statements


def _quote(desk: Desk, item: Candidate, quoted: Container[Span] = ()) -> Statement:
    passage, sentence = item.passage, item.sentence
    span, text = _with_what_it_leans_on(item, quoted)
    number = desk.citations.cite(passage, text, span, sentence.evidence, item.organisation)
    return Statement(
        text=f"{_speaker(passage, item.organisation)}: “{text}” [{number}]",
        evidence=sentence.evidence,
        organisation=item.organisation,
        citations=(number,),
        origin="extract",
        support=1.0,
        basis=_basis(desk, item, text) if sentence.evidence is Evidence.OUTCOME else None,
        columns=columns(passage, text),
    )


def _basis(desk: Desk, item: Candidate, text: str) -> Basis:
    """Weigh a result by its text, the headings over its figures and what was read from it."""
    weighed = weigh_outcome(f"{columns(item.passage, text)}\n{text}".strip(), item.passage)
    read = desk.outcomes_of(item)
    return replace(
        weighed,
        before_after=weighed.before_after or any(each.before and each.after for each in read),
        period=weighed.period or any(each.period for each in read),
    )


def _state(desk: Desk, items: Sequence[Candidate]) -> list[Statement]:
    """Quote sentences in their order; of plans and targets that stand in a row, the row, once."""
    out: list[Statement] = []
    seen: set[str] = set()
    quoted = {item.sentence.span for item in items}
    for item in items:
        rows = desk.rows_of(item) if item.sentence.evidence in _INTENDED else ()
        if not rows:
            out.append(_quote(desk, item, quoted))
        for row in rows[:FEW_ROWS]:
            if row.id not in seen:
                seen.add(row.id)
                out.append(_row(desk, row))
    return out


def _row(desk: Desk, row: StoredAction) -> Statement:
    """State a row: what it is for, what is to be done, by whom and when, each cell cited."""
    passage = desk.passage(row.passage_id)
    main = main_cell(row)
    has_objective = main is not row.objective and 0 < len(row.objective.text) <= SHORT_OBJECTIVE
    cells = [row.objective] if has_objective else []
    cells += [cell for cell in (main, row.lead, row.timescale, row.status) if cell.text]
    numbers = _cite_cells(desk, passage, cells, row.organisation)

    def cited(cell: StoredField) -> str:
        return f"“{cell.text}” [{numbers[cell.span]}]"

    label = f"{row.number} " if row.number and not main.text.startswith(row.number) else ""
    what = f"{cited(row.objective)}: {cited(main)}" if has_objective else cited(main)
    parts = [f"{_speaker(passage, row.organisation)}: {label}{what}."]
    for name, part in (("Lead", row.lead), ("Timescale", row.timescale)):
        parts.append(f"{name}: {cited(part)}." if part.text else f"No {name.lower()} is given.")
    if row.status.text:
        parts.append(f"Status: {cited(row.status)}.")
    return Statement(
        text=" ".join(parts),
        evidence=Evidence.PLAN,
        organisation=row.organisation,
        citations=tuple(dict.fromkeys(numbers.values())),
        origin="extract",
        support=1.0,
    )


def _reports(desk: Desk, row: StoredAction) -> bool:
    """Tell whether the status of a row reports a result."""
    return any(
        sentence.evidence is Evidence.OUTCOME and _meet(sentence.span, row.status.span)
        for sentence in desk.passage(row.passage_id).sentences
        if sentence.role is Role.STATUS
    )


def _cite_cells(
    desk: Desk, passage: StoredPassage, cells: Sequence[StoredField], name: str | None
) -> dict[Span, int]:
    """Cite cells, those that stand next to each other in the row as one span; numbers by cell."""
    runs: list[list[StoredField]] = []
    for cell in sorted(cells, key=lambda cell: cell.span.start):
        if runs and _is_beside(passage, runs[-1][-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    numbers = {}
    for run in runs:
        span = Span(run[0].span.start, run[-1].span.end)
        begin = span.start - passage.span.start
        is_inside = begin >= 0 and span.end <= passage.span.end
        quote = passage.text[begin : span.end - passage.span.start] if is_inside else run[0].text
        number = desk.citations.cite(passage, quote, span, Evidence.PLAN, name)
        numbers.update({cell.span: number for cell in run})
    return numbers


def _is_beside(passage: StoredPassage, left: StoredField, right: StoredField) -> bool:
    """Tell whether nothing but the bar between two cells stands between them."""
    if left.span.start < passage.span.start or right.span.end > passage.span.end:
        return False
    offset = passage.span.start
    return not passage.text[left.span.end - offset : right.span.start - offset].strip(" |\n-")


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _speaker(passage: StoredPassage, organisation: str | None) -> str:
    if organisation is not None:
        return organisation
    if passage.publisher:
        return passage.publisher
    return f"{UNNAMED}{f', {passage.period}' if passage.period else ''}"


def _with_what_it_leans_on(item: Candidate, quoted: Container[Span]) -> tuple[Span, str]:
    """Start the quote one sentence earlier where it says nothing without it.

    Not where that sentence is among those `quoted` itself.
    """
    passage, sentence = item.passage, item.sentence
    before = leaned_on(passage, sentence)
    if before is None or before.span in quoted:
        return sentence.span, sentence.text
    start = before.span.start
    span = Span(start, sentence.span.end)
    return span, passage.text[start - passage.span.start : span.end - passage.span.start]


# ------------------------------------------------------------------ summaries


def _with_figures(desk: Desk, name: str, told: Sequence[tuple[Candidate, Statement]]) -> str:
    """Name who reports results, with the figures that are recorded."""
    figures = dict.fromkeys(
        said for item, _ in told for outcome in desk.outcomes_of(item) if (said := _size(outcome))
    )
    marks = _markers([number for _, statement in told for number in statement.citations])
    size = f" ({'; '.join(figures)})" if figures else ""
    return f"{name}{size} {marks}"


def _size(outcome: StoredOutcome) -> str:
    """Give the figures of a change and for whom, and whether it is for the worse; "" for none."""
    size = f"{outcome.before} to {outcome.after}" if outcome.before else outcome.change
    if not any(character.isdigit() for character in size):
        return ""
    group = f" for {outcome.group} staff" if outcome.group in {"BME", "white"} else ""
    return f"{size}{group}{', which is worse' if outcome.direction == 'worse' else ''}"


def _summary(desk: Desk, statements: Sequence[Statement]) -> str:
    if desk.question.kind in {QuestionKind.FACT, QuestionKind.DEFINITION}:
        return statements[0].text
    names = _organisations(statements)
    marks = _markers([item.citations[0] for item in statements])
    if all(item.evidence in _INTENDED for item in statements):
        verb = "plans" if len(names) == 1 else "plan"
        return f"{_join(names)} {verb} the following: intentions, and no results. {marks}"
    verb = "says" if len(names) == 1 else "say"
    return f"{_join(names)} {verb} the following. {marks}"


def _organisations(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.text.split(":", 1)[0] for item in statements))


def _join(names: Sequence[str]) -> str:
    if len(names) <= 4:
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{len(names)} organisations"


def _markers(numbers: Sequence[int]) -> str:
    return "".join(f"[{number}]" for number in dict.fromkeys(numbers))

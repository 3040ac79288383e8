"""Finds the rows of action plans that a question asks for: by lead, by date, by topic."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import statuses
from assistant.citations import main_cell
from assistant.understand import Understanding
from assistant.words import Term, coverage, says, stems, tokens
from index.records import PlanWords, StoredAction, Vector
from ingest import indicators as wres
from ingest import periods

# A row is on the topic when it says this share (by weight) of the question's terms, or this much
# of it together with being this close in meaning.
ON_TOPIC = 0.55
NEAR_TOPIC = 0.3
# Characters of an objective that is a heading; a longer one may speak of several things.
_HEADING = 60
CLOSE = 0.42

# Words that ask for rows and are no topic.
_ASKING = frozenset(
    stems(
        "action actions commitment commitments pledge pledges promise promises plan plans "
        "planned planning row rows lead leads leading led owner owners own owns owned "
        "responsible accountable "
        "timeline timescale deadline date due timeframe list indicator indicators metric "
        "objective sit sits down under measure month months year doing review carry carries run "
        "running deliver delivers hold holds charge assigned allocated named sign signed fall "
        "falls task tasks item items job remit complete finish total team department unit have "
        "without no missing belong belongs first last half quarter wres wdes red amber green "
        "blue rated rating rag coloured marked finished completed complete done overdue late "
        "delayed behind outstanding unfinished open closed started begun track progress under "
        "way yet schedule tracker log register minutes document paper slipping slipped stopped "
        "kept honoured fulfilled broken unkept status colour reason reasons cause causes "
        "explanation explained note notes comment comments update updates everything anything "
        "new came come comes out agreed arose arising "
        "two three four five six seven eight nine ten eleven twelve"
    )
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(rf"\b(?:(?:{_MONTHS}|Q[1-4])\s+)?(20\d\d(?:/\d\d)?)\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:due|finish\w*|done|complet\w*|deliver\w*) (?:by|before|no later than)\b", re.IGNORECASE
)
_DUE = re.compile(r"\b(?:due|by|before|deadlines?|timescales?|dates?|finish\w*)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|since|onwards|ongoing|starting)\b", re.IGNORECASE)
_ASKS_LEAD = re.compile(
    r"\b(?:leads?|leading|led by|owns?|owned by|responsib\w+|accountab\w+|sits? with|down to)\b",
    re.IGNORECASE,
)
_CELLS = {
    **dict.fromkeys(("lead", "leads", "owner", "owners"), "lead"),
    **dict.fromkeys(("timescale", "timescales", "deadline", "deadlines", "date"), "timescale"),
    **dict.fromkeys(("measure", "measures", "target", "targets"), "measure"),
}
_BLANK = re.compile(
    r"\b(?:no|without|lack\w*|missing|not (?:got|have|given|named?))"
    rf"(?: (?:an?|any|named|clear|success))* ({'|'.join(_CELLS)})\b",
    re.IGNORECASE,
)
_SPANS = {"first three": (0, 3), "last three": (9, 12), "first six": (0, 6), "last six": (6, 12)}
_SPAN_OF_YEAR = re.compile(r"\b((?:first|last) (?:three|six)) months of (20\d\d)\b", re.IGNORECASE)
_PARTY_BREAK = re.compile(r"\s*(?:[/;,]|\band\b(?=\s+[A-Z]))\s*")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a question asks of rows beside their topic."""

    leads: tuple[str, ...]
    dates: tuple[str, ...]
    """Months, quarters or years that the timescale must say, or end before where `is_until`."""
    is_until: bool = False
    is_due: bool = False
    """The dates are when something falls due, and not those of the documents."""
    statuses: tuple[str, ...] = ()
    """Of these, as `statuses.asked` names them, the status cell must say one."""
    blank: tuple[str, ...] = ()
    """Cells that must be empty: of "lead", "timescale" and "measure"."""

    def __str__(self) -> str:
        """Say them: "led by HR, due March 2021"."""
        parts = [f"led by {' or '.join(self.leads)}"] if self.leads else []
        due = "due by" if self.is_until else "due"
        parts += [f"{due} {' or '.join(self.dates)}"] if self.dates else []
        parts += [f"marked {' or '.join(self.statuses)}"] if self.statuses else []
        parts += [f"without a {name}" for name in self.blank]
        return ", ".join(parts)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked of the cells beside the topic."""
        return not (self.leads or self.dates or self.statuses or self.blank)


def conditions(question: Understanding, plans: PlanWords) -> Conditions:
    """Recognise leads that the plans name, dates and empty cells, in the words of the question.

    A month or a quarter is a date in any case, a year only where a timescale says it.
    """
    typed = question.question
    found = dict.fromkeys(_months(typed) or [match.group(0) for match in _DATE.finditer(typed)])
    timed = " ".join(plans.timescales).casefold()
    return Conditions(
        leads=_leads(typed, plans.leads),
        dates=tuple(
            date
            for date in found
            if " " in date or (date not in question.periods and date.casefold() in timed)
        ),
        is_until=bool(_UNTIL.search(typed)),
        is_due=bool(_DUE.search(typed)),
        statuses=statuses.asked(typed),
        blank=tuple(dict.fromkeys(_CELLS[cell.lower()] for cell in _BLANK.findall(typed))),
    )


def _months(question: str) -> tuple[str, ...]:
    """Give the months of a part of a year that a question names."""
    names = [name.capitalize() for name in _MONTHS.split("|")]
    return tuple(
        f"{name} {year}"
        for span, year in _SPAN_OF_YEAR.findall(question)
        for name in names[slice(*_SPANS[span.lower()])]
    )


def topic(question: Understanding, asked: Conditions) -> tuple[Term, ...]:
    """Give the terms of the question that are no asking words and do not say what narrows it."""
    taken = {
        stem for name in (*asked.leads, *asked.dates, *question.periods) for stem in stems(name)
    }
    return tuple(
        term
        for term in question.terms
        if not set(stems(term.typed)) <= (_ASKING | taken)
        and not term.typed.isdigit()
        and not _words_an_indicator(term, question.filters.indicators)
    )


def _words_an_indicator(term: Term, indicators: Sequence[int]) -> bool:
    found = wres.find(term.typed, is_question=True) if indicators else ()
    return any(item.indicator in indicators for item in found)


def matching(
    actions: Sequence[StoredAction],
    question: Understanding,
    asked: Conditions,
    weights: Mapping[str, float],
    similarity: Mapping[str, float],
    *,
    is_any_topic: bool = False,
) -> tuple[StoredAction, ...]:
    """Give every row that meets the conditions and is on the topic, in the order of the plans.

    `similarity` maps an action's id to its cosine to the question; `is_any_topic` asks for the
    conditions alone.
    """
    terms = () if is_any_topic else topic(question, asked)
    return tuple(
        action
        for action in actions
        if _meets(action, asked)
        and not _is_left_out(action, question)
        and (not terms or _is_on(action, terms, weights, similarity.get(action.id, 0.0)))
    )


def titled(
    actions: Sequence[StoredAction],
    question: Understanding,
    asked: Conditions,
    weights: Mapping[str, float],
) -> tuple[StoredAction, ...]:
    """Give the rows that meet the conditions in documents whose titles say the whole topic."""
    terms = topic(question, asked)
    return tuple(
        action
        for action in actions
        if terms
        and _meets(action, asked)
        and not _is_left_out(action, question)
        and coverage(terms, weights, action.title) == 1.0
    )


def _is_on(
    action: StoredAction, terms: Sequence[Term], weights: Mapping[str, float], close: float
) -> bool:
    """Tell whether a row is on the topic: by its words, or by some of them and its meaning.

    What stands below an objective of few words that says the whole topic is on it.
    """
    objective = action.objective.text
    if len(objective) <= _HEADING and coverage(terms, weights, objective) == 1.0:
        return True
    own = coverage(terms, weights, main_cell(action).text)
    around = coverage(
        terms, weights, f"{action.objective.text} {main_cell(action).text} {action.section}"
    )
    said = max(own, 0.5 * (own + around))
    return said >= ON_TOPIC or (said >= NEAR_TOPIC and close >= CLOSE)


def _is_left_out(action: StoredAction, question: Understanding) -> bool:
    said = f"{action.objective.text} {main_cell(action).text} {action.section}"
    return any(topic.is_said(said) for topic in question.left_out)


def _meets(action: StoredAction, asked: Conditions) -> bool:
    lead = f" {' '.join(tokens(action.lead.text))} "
    if asked.leads and not any(f" {' '.join(tokens(name))} " in lead for name in asked.leads):
        return False
    cells = {"lead": action.lead, "timescale": action.timescale, "measure": action.success_measure}
    if any(cells[name].text for name in asked.blank):
        return False
    if asked.statuses and statuses.given(action.status.text).isdisjoint(asked.statuses):
        return False
    timescale = action.timescale.text.casefold()
    return not asked.dates or any(
        date.casefold() in timescale
        or periods.covers(date, action.timescale.text)
        or (asked.is_until and _is_before(action.timescale.text, date))
        or (not asked.is_due and date.casefold() in (action.period or "").casefold())
        for date in asked.dates
    )


def _is_before(timescale: str, date: str) -> bool:
    """Tell whether a timescale is a month that comes before a date, and no beginning."""
    due = 0 if _FROM.search(timescale) else periods.first_month(timescale)
    return 0 < due < periods.first_month(date)


def _leads(question: str, leads: Sequence[str]) -> tuple[str, ...]:
    """Give the parties named as leads in the plans that the question names, longest first."""
    parties: dict[str, None] = {}
    for lead in leads:
        for party in _PARTY_BREAK.split(lead):
            name = re.sub(r"\s*\(.*?\)\s*", " ", party).strip()
            if len(name) > 2:
                parties.setdefault(name)
    asked = stems(question)
    present = frozenset(asked)
    # "Training" alone is a topic; "who leads: Training" is a lead.
    fewest = 1 if _ASKS_LEAD.search(question) else 2
    named = [
        name
        for name in parties
        if len(form := stems(name)) >= fewest and says(form, asked, present)
    ]
    named.sort(key=len, reverse=True)
    kept: list[str] = []
    for name in named:
        if not any(name.casefold() in longer.casefold() for longer in kept):
            kept.append(name)
    return tuple(kept)


def similarities(
    actions: Sequence[StoredAction],
    located: Mapping[str, Sequence[tuple[int, int]]],
    vectors: Mapping[str, Vector],
    query: Vector,
) -> dict[str, float]:
    """Give each action's cosine to the question: its best sentence inside the action's main cell.

    `located` maps a passage's id to the spans of its sentences, in the order of `vectors`.
    """
    out: dict[str, float] = {}
    for action in actions:
        rows = vectors.get(action.passage_id)
        spans = located.get(action.passage_id, ())
        if rows is None or len(rows) != len(spans):
            continue
        cell = main_cell(action).span
        inside = [
            float(row @ query)
            for row, (start, end) in zip(rows, spans, strict=True)
            if start < cell.end and cell.start < end
        ]
        out[action.id] = max(inside, default=0.0)
    return out

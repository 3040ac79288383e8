"""Read reported outcomes out of sentences: what changed, from what to what, for whom, which way."""

import re
from collections.abc import Callable

from ingest import periods
from ingest.changes import YEAR, YEAR_BEFORE, Change, bounds, clause_of, find_changes, later_figure
from ingest.directions import is_measurable, is_ratio, judge
from ingest.figures import Series, indicators_of, read_row
from ingest.groups import BME, group_of
from ingest.indicators import find as indicators_in
from ingest.measures import is_bare, name_before, name_measure, tidy
from ingest.records import Outcome, Span

_TARGET = re.compile(
    r"^\W*(?:to )?(?:reduce|increase|improve|raise|cut|close|narrow|achieve|reach)\b"
    r"|\b(?:targets?|aims?|aimed|ambition|goal|will|should|expected)\b"
    r"(?![^;]*\b(?:target was (?:met|exceeded)|above)\b)",
    re.IGNORECASE,
)
_VAGUE_PERIOD = re.compile(
    r"\b(?:over|during|within) (?:the )?(?:(?:last|past) )?(?:\w+ )?(?:years?|months?)\b"
    r"|\bsince the previous year\b|\byear on year\b|\bin a year\b",
    re.IGNORECASE,
)
_LONGEST = 1500
"""Characters of a sentence that are read: beyond them it is a dump of figures, and slow."""


def find(
    text: str,
    start: int,
    *,
    indicators: tuple[int, ...] = (),
    period: str | None = None,
    previous: str = "",
    header: str = "",
    whose: Callable[[str], str | None] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Read the outcomes of a sentence already labelled as an outcome; in order of their place.

    `period` is the document's, for a change that gives none of its own.
    `start` is the sentence's offset in the canonical text; every span is the whole sentence.
    `previous` is the sentence before it, which "The year before they were …" continues.
    `header` is that of the table whose row the text is, `whose` tells the organisation that a
    clause is about. `id` is "": the caller knows it.
    """
    span = Span(start, start + len(text))
    text, previous = text[:_LONGEST], previous[-_LONGEST:]
    rows = read_row(text, header) if header else ()
    if rows:
        # Rows of one table are about different things: what a row says itself counts.
        own = indicators_of(text, header)
        return tuple(
            _of_row(row, span, own or _worded(row.measure) or indicators, period or "", whose(text))
            for row in rows
        )
    found = []
    for change in find_changes(text, previous):
        clause = clause_of(text, change)
        if _TARGET.search(clause) and not re.search(r"\bfor the first time\b", clause):
            continue
        if not change.has_figures and not is_measurable(text):
            continue
        measure = name_measure(text, change)
        numbers = _narrowed(indicators, clause)
        told_in_two = bool(YEAR_BEFORE.search(text) or later_figure(text, previous))
        goes_on = told_in_two or (is_bare(measure) and text.startswith(clause))
        context = f"{previous} {text}" if goes_on else text
        if goes_on and previous:
            measure = name_before(previous, measure)
        group = group_of(text, change, context)
        if group == "all staff" and is_ratio(change, context, numbers):
            group = ""  # a likelihood compares groups
        # "The gap" is known well enough, and so is "the share" of a group that is short of it.
        tells = "gap" in measure or (group == "BME" and "share" in measure)
        said = measure if tells or not is_bare(measure) else ""
        found.append(
            Outcome(
                id="",
                span=span,
                organisation=whose(clause),
                indicators=numbers,
                measure=measure,
                before=change.before,
                after=change.after,
                change=change.change,
                unit=_unit(change, context, numbers),
                group=group,
                period=_continued(text, previous) or _period(text, change) or period or "",
                direction=judge(change, clause, said, context, numbers, group),
            )
        )
    return tuple(found)


def _of_row(
    row: Series, span: Span, indicators: tuple[int, ...], period: str, organisation: str | None
) -> Outcome:
    """Make an outcome of a row of figures: its own words name measure and group."""
    change = Change(0, 0, row.before, row.after)
    group = row.group or group_of(row.measure, Change(0, len(row.measure)), row.measure)
    if not BME.search(row.measure) and group != "white" and set(indicators) in ({1}, {9}):
        group = "BME"
    return Outcome(
        id="",
        span=span,
        organisation=organisation,
        indicators=indicators,
        measure=tidy(row.measure),
        before=row.before,
        after=row.after,
        change="",
        unit=_unit(change, row.measure, indicators),
        group=group,
        period=row.period or period,
        direction=_of_verdict(
            judge(change, row.measure, row.measure, row.measure, indicators, group), row
        ),
    )


def _of_verdict(judged: str, row: Series) -> str:
    """Weigh a row's own verdict, which is on all or on BME staff; none where the two disagree."""
    if row.verdict == "mixed":
        return "unclear"
    if not row.verdict or row.group == "white":
        return judged
    return (
        row.verdict if judged in (row.verdict, "unclear") and row.verdict != "same" else "unclear"
    )


def _unit(change: Change, context: str, indicators: tuple[int, ...]) -> str:
    """Give the unit: "%", "£", "points", "ratio", or "" for a count or where none is printed."""
    printed = f"{change.before} {change.after} {change.change}"
    if "£" in printed:
        return "£"
    if re.search(r"\bpoints?\b", printed):
        return "points"
    if re.search(r"%|per ?cent", printed):
        return "%"
    if is_ratio(change, context, indicators):
        return "ratio"
    return "times" if re.search(r"\btimes\b", printed) else ""


def _period(text: str, change: Change) -> str:
    """Give the period of a change: "2016 to 2018", one date, "since 2022", or as printed."""
    start, end = bounds(text, change)
    found = sorted(periods.find_in_question(text[start:end]), key=periods.first_month)
    if len(found) > 1:
        return f"{found[0]} to {found[-1]}"
    if found:
        earlier = change.before and re.search(
            rf"from {re.escape(change.before)}[^;,]{{0,12}}{re.escape(found[0])}", text
        )
        return f"since {found[0]}" if earlier else found[0]
    vague = _VAGUE_PERIOD.search(text)
    return vague.group() if vague else ""


def _continued(text: str, previous: str) -> str:
    """Give the period of a change told in two sentences; "" for any other."""
    if later_figure(text, previous):
        said = f"{previous} {text}"
        found = sorted(periods.find_in_question(said), key=periods.first_month)
        years = found if len(found) > 1 else sorted(set(re.findall(YEAR, said)))
        return f"{years[0]} to {years[-1]}"
    found = list(periods.find_in_question(previous)) if YEAR_BEFORE.search(text) else []
    return found[0] if found else ""


def _narrowed(numbers: tuple[int, ...], clause: str) -> tuple[int, ...]:
    """Give those of a passage's indicators that a clause is about; all if it names none of them."""
    own = _worded(clause)
    return tuple(number for number in numbers if number in own) or numbers


def _worded(text: str) -> tuple[int, ...]:
    return tuple(item.indicator for item in indicators_in(text))

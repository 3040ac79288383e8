"""Sets the figures of several organisations side by side, and says whether they can be compared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.select import Candidate, named_indicators
from assistant.units import leaned_on
from index.records import StoredOutcome
from ingest import indicators as wres
from ingest import periods
from ingest.changes import Change, measured, value_of
from ingest.directions import is_ratio
from ingest.groups import group_of
from ingest.records import Evidence

# Indicators that are ratios, with parity at 1; and those of which less is good.
_RATIOS = frozenset({2, 3, 4})
_GOOD_LOW = frozenset({5, 6, 8})
# Of whom the figure is, as the indicator is defined.
_OF_WHITE = frozenset({2, 4})
_MEASURED = frozenset({Evidence.OUTCOME, Evidence.BASELINE})
_AS_RATIO = re.compile(r"\d\.\d|\b(?:times|twice)\b", re.IGNORECASE)
_ONE_YEAR = re.compile(r"20\d\d(?:/\d\d)?")
_ELSEWHERE = re.compile(
    r"\b(?:national\w*|average|benchmark|England|sector|peers?|targets?|aims?|by 20\d\d)\b", re.I
)
_ORDER = re.compile(
    r"\b(?:higher|lower|better|worse|bigger|smaller|larger|greater|nearer|closer|fairer|more|less"
    r"|fewer|ahead|further)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The latest figure of one indicator that a sentence gives, as printed.

    `period` is "" where neither the sentence nor its document dates it to one year.
    """

    item: Candidate
    printed: str
    indicator: int
    group: str
    period: str

    @property
    def value(self) -> float:
        """Give the figure as a number."""
        return value_of(self.printed) or 0.0


def asks_for_order(question: str) -> bool:
    """Tell whether a question asks whose figure is higher, lower or better."""
    return bool(_ORDER.search(question))


def side_by_side(
    sides: Mapping[str, Sequence[tuple[Candidate, Sequence[StoredOutcome]]]],
    asked: Sequence[int],
) -> dict[str, Reading]:
    """Choose one figure for each side, by name: of one indicator, group and year if there are such.

    A side holds its sentences, best first, with the outcomes recorded for each.
    """
    options = {
        name: [
            reading
            for item, outcomes in found
            for indicator in asked
            if (reading := _read(item, outcomes, indicator)) is not None
        ]
        for name, found in sides.items()
    }
    held = [readings for readings in options.values() if readings]
    if not held:
        return {}
    # Ties go to the latest, then to what fits the question better: it stands first.
    lead = max(
        held[0],
        key=lambda one: (
            sum(max(_fit(one, other) for other in readings) for readings in held[1:]),
            one.period,
        ),
    )
    return {
        name: max(readings, key=lambda other: (_fit(lead, other), other.period))
        for name, readings in options.items()
        if readings
    }


def verdict(readings: Mapping[str, Reading], *, is_of_gap: bool = False) -> str:
    """Say whose figure is lower, and what that means; else why the figures do not tell.

    Where the gap is asked about (`is_of_gap`), one group's figures do not.
    """
    first, *others = readings.values()
    if is_of_gap and first.group and first.indicator not in _RATIOS:
        return (
            f"These are the figures of {first.group} staff alone: how wide the gap is, they say "
            "beside those of the other group, where the quotes give them."
        )
    apart = ""
    if any(other.indicator != first.indicator for other in others):
        apart = "They are of different indicators"
    elif any(other.group != first.group for other in others):
        apart = "They are of different groups of staff"
    elif not all(reading.period for reading in readings.values()):
        apart = "Not all of them are dated"
    elif not all(_is_same_year(first, other) for other in others):
        apart = "They are of different years"
    if apart:
        return f"{apart}, so they do not say whose is better."
    if len({reading.value for reading in readings.values()}) < len(readings):
        return "They are the same."
    ordered = sorted(readings, key=lambda name: readings[name].value)
    text = f"The lowest is that of {ordered[0]}, the highest that of {ordered[-1]}"
    if len(ordered) == 2:
        text = f"The lower is that of {ordered[0]}"
    return f"{text}; {_meaning(readings)}."


def _meaning(readings: Mapping[str, Reading]) -> str:
    indicator = next(iter(readings.values())).indicator
    if indicator in _RATIOS:
        nearest = min(readings, key=lambda name: abs(readings[name].value - 1))
        return f"1 means no difference between groups, and {nearest} is nearest to it"
    return "less is better" if indicator in _GOOD_LOW else "more is better"


def _fit(one: Reading, other: Reading) -> int:
    """Count what two figures share."""
    is_one = one.indicator == other.indicator
    return 4 * is_one + 2 * (one.group == other.group) + _is_same_year(one, other)


def _is_same_year(one: Reading, other: Reading) -> bool:
    return bool(one.period and other.period) and periods.covers(one.period, other.period)


def _read(item: Candidate, outcomes: Sequence[StoredOutcome], indicator: int) -> Reading | None:
    """Read the figure of an indicator off a sentence; None where it gives none, or too many."""
    if item.sentence.evidence not in _MEASURED:
        return None
    text, before = item.sentence.text, leaned_on(item.passage, item.sentence)
    context = f"{before.text} {text}" if before else text
    own = named_indicators(item.passage, item.sentence)
    told = own or {each.indicator for each in wres.find(context)} or set(item.passage.indicators)
    if told != {indicator}:
        return None
    recorded = [
        (Change(0, 0, outcome.before, outcome.after), outcome.group, outcome.period)
        for outcome in outcomes
        if outcome.after
    ]
    given = recorded or [
        (change, group_of(text, change, context), _dated(text)) for change in _here(text)
    ]
    wanted = "white" if indicator in _OF_WHITE else "BME"
    fitting = [
        (change, group, period)
        for change, group, period in given
        if _is_of(change, context, indicator) and group in {wanted, ""}
    ]
    if not fitting or len({change.after for change, _, _ in fitting}) > 1:
        return None
    change, group, period = fitting[0]
    # A ratio says of whom it is by its definition.
    group = wanted if indicator in _RATIOS else group
    return Reading(item, change.after, indicator, group, _year(period, item.passage.period or ""))


def _here(text: str) -> list[Change]:
    """Give the figures of a sentence that are its organisation's own, and measured."""
    clauses = [(match.start(), match.end()) for match in re.finditer(r"[^;(),]+", text)]
    own = [span for span in clauses if not _ELSEWHERE.search(text[slice(*span)])]
    return [
        change
        for change in measured(text)
        if any(start <= change.start < end for start, end in own)
    ]


def _is_of(change: Change, text: str, indicator: int) -> bool:
    """Tell whether a figure is of the sort that the indicator is given in."""
    if indicator in _RATIOS:
        only = Change(change.start, change.end, change.after, change.after)
        return bool(_AS_RATIO.search(change.after)) and is_ratio(only, text, (indicator,))
    return bool(re.search(r"%|per ?cent(?!age)", change.after))


def _dated(text: str) -> str:
    found = periods.find_in_question(text)
    return found[-1] if len(found) == 1 else ""


def _year(period: str, of_document: str) -> str:
    """Give the last year of a change's period; failing that its document's, if that is one year."""
    found = sorted(periods.find_in_question(period), key=periods.first_month)
    if found:
        return found[-1].rpartition("-")[2]
    return of_document if _ONE_YEAR.fullmatch(of_document) else ""

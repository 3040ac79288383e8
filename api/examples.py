"""Makes example questions that the library can answer, from what it holds."""

from collections import Counter
from collections.abc import Iterable

from index.search import Index
from ingest import indicators as wres

_ON_THEME = {
    "recruitment": "What improved recruitment and promotion for BME staff?",
    "disciplinary": "What reduced disciplinary disparity?",
    "bullying": "What has been tried against bullying and harassment?",
    "board": "What made the board more representative?",
}
_LEAD_WORDS = 6
"""A longer cell names no one lead."""


def examples(index: Index, most: int = 4) -> tuple[str, ...]:
    """Give up to `most` questions: on themes with results, an organisation, a lead, plans."""
    with index.pinned() as now:
        outcomes, actions = now.outcomes(), now.actions()
    themes = {number: theme.short for theme in wres.themes() for number in theme.indicators}
    reported = Counter(themes[number] for item in outcomes for number in item.indicators)
    found = [_ON_THEME[name] for name, _ in reported.most_common(1)]
    about = _first(item.organisation for item in outcomes)
    found.extend(f"What changed at {name}?" for name in about)
    leads = _first(item.lead.text for item in actions)
    found.extend(f"Which actions does {lead} lead on?" for lead in leads)
    planning = _first(item.organisation for item in actions)
    found.extend(f"What does {name} plan to do?" for name in planning)
    return tuple(found[:most])


def _first(values: Iterable[str | None]) -> list[str]:
    """Give the value that comes most often, if it is short enough for a question."""
    counted = Counter(
        value
        for value in values
        if value and "\n" not in value and len(value.split()) <= 2 * _LEAD_WORDS
    )
    return [value for value, _ in counted.most_common(1)]

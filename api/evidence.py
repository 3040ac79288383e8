"""Counts what the library holds, by organisation and by indicator: what the evidence map shows."""

from collections import Counter
from dataclasses import dataclass

from index.records import EVERYTHING, Filters
from index.search import Index
from ingest import indicators
from ingest.records import Evidence

RESULTS, DONE, PLANNED = "outcome", "intervention", "plan"
"""Reported results, documents that say what was done, and planned actions."""


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is of each kind, by (organisation or "", indicator) and by indicator."""

    cells: dict[tuple[str, int], Counter[str]]
    totals: dict[int, Counter[str]]

    @property
    def organisations(self) -> list[str]:
        """Give the organisations by name; what names none comes last."""
        names = {name for name, _ in self.cells}
        return sorted(names, key=lambda name: (not name, name.casefold()))

    def cell(self, organisation: str, indicator: int) -> Counter[str]:
        """Give what is held on one organisation and indicator."""
        return self.cells.get((organisation, indicator), Counter())

    def share(self, indicator: int, kind: str) -> int:
        """Give how long a bar is, in percent of the longest of its kind."""
        most = max(counts[kind] for counts in self.totals.values())
        return round(100 * self.totals[indicator][kind] / most) if most else 0


def held_of(index: Index) -> Held:
    """Count results and actions by row, what was done by document."""
    numbers = [item.number for item in indicators.indicators()]
    held = Held({}, {number: Counter() for number in numbers})

    def count(kind: str, number: int, names: tuple[str, ...]) -> None:
        held.totals[number][kind] += 1
        for name in names or ("",):
            held.cells.setdefault((name, number), Counter())[kind] += 1

    for kind, rows in ((RESULTS, index.outcomes(EVERYTHING)), (PLANNED, index.actions(EVERYTHING))):
        for row in rows:
            for number in row.indicators:
                count(kind, number, (row.organisation,) if row.organisation else ())
    for number in numbers:
        narrowed = Filters(indicators=(number,), evidence=(Evidence.INTERVENTION,))
        for document in index.held(narrowed):
            count(DONE, number, document.organisations)
    return held

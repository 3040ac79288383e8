"""Says how far the actions read from a file are those that were written."""

from collections.abc import Sequence

from ingest.actions import find_actions
from ingest.canonical import render
from ingest.read import read
from ingest.records import Action
from tests.ingest.formats.plans import Plan, expected


def agreement(plan: Plan, data: bytes, name: str) -> float:
    """Give the share of cells that are equal; an action too many counts as all its cells."""
    actions = [_texts(action, plan) for action in find_actions(render(read(data, name)))]
    wanted = [_folded(cells, plan) for cells in expected(plan)]
    return compare(wanted, actions)


def compare(wanted: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> float:
    """Give the share of equal cells; each action is compared with the one most like it."""
    left = list(found)
    equal = 0
    for cells in wanted:
        best = max(left, key=lambda other: _equal(cells, other), default=())
        equal += _equal(cells, best)
        if best in left:
            left.remove(best)
    width = len(wanted[0])
    return equal / (width * (len(wanted) + len(left)))


def _equal(cells: Sequence[str], other: Sequence[str]) -> int:
    """Count the cells that two actions have in common."""
    return sum(1 for one, two in zip(cells, other, strict=False) if one == two)


def _texts(action: Action, plan: Plan) -> tuple[str, ...]:
    """Give the cells of an action that the plan has columns for."""
    return _folded({name: getattr(action, name).text for name in plan.fields}, plan)


def _folded(cells: dict[str, str], plan: Plan) -> tuple[str, ...]:
    """Fold the line ends and bullets of cells, which no format keeps as another does."""
    return tuple(
        " ".join(
            line.removeprefix("• ").removeprefix("- ")
            for text in cells[name].split("\n")
            for line in [" ".join(text.split())]
        )
        for name in plan.fields
    )

"""What a text must hold for a pattern to fit, so that most patterns need not be tried.

A pattern of a hundred alternatives is tried at every letter of a text; which of its words stand
there is told sooner. What is worked out is safe, not sharp: a text that lacks it holds no match.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as code
from re import _parser as parser
from typing import Any

_DIGIT = re.compile(r"\d")
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
_NO_WIDTH = (code.AT, code.ASSERT, code.ASSERT_NOT)


@dataclass(frozen=True, slots=True)
class Needs:
    """What is needed: of each group one at least."""

    groups: tuple["Group", ...] = ()

    def hold(self, text: str) -> bool:
        """Tell whether a folded text has what is needed."""
        for group in self.groups:
            # Written out: this is asked some hundred times for each sentence.
            for literal in group.literals:
                if literal in text:
                    break
            else:
                for side in group.sides:
                    if side.hold(text):
                        break
                else:
                    return False
        return True


@dataclass(frozen=True, slots=True)
class Group:
    """Of these one is needed: a literal, or all that one of several sides needs."""

    literals: tuple[str, ...]
    sides: tuple[Needs, ...] = ()


# A sentence is held against many patterns.
@lru_cache(maxsize=16)
def fold(text: str) -> str:
    """Fold a text: without capitals, and every digit a nought."""
    return _DIGIT.sub("0", text.casefold().replace("ı", "i"))  # which fits "i" too


def needed(pattern: str) -> Needs:
    """Give what each text needs that a pattern, read with `re.IGNORECASE`, fits.

    Raises:
        re.error: it is no pattern.
    """
    return _of_sequence(parser.parse(pattern, re.IGNORECASE))


def _of_sequence(items: Iterable[Any]) -> Needs:
    groups: list[Group] = []
    run = ""
    for operator, given in (*items, (code.ANY, None)):
        if operator is code.LITERAL:
            run += chr(given)
        elif operator is code.IN and given == [(code.CATEGORY, code.CATEGORY_DIGIT)]:
            run += "0"
        elif operator not in _NO_WIDTH:
            if len(run) > 1 or (run and not run.isalpha() and not run.isspace()):
                groups.append(Group((fold(run),)))
            run = ""
            groups.extend(_of_part(operator, given).groups)
    return Needs(tuple(sorted(dict.fromkeys(groups), key=_cost)))


def _of_part(operator: Any, given: Any) -> Needs:
    """Give what a group, a choice or a repetition needs: nothing, if it may be anything."""
    if operator is code.SUBPATTERN:
        return _of_sequence(given[-1])
    if operator is code.ATOMIC_GROUP:
        return _of_sequence(given)
    if operator in _REPEATS and given[0]:
        return _of_sequence(given[2])
    if operator is code.BRANCH:
        sides = [_of_sequence(side) for side in given[1]]
        if all(side.groups for side in sides):
            plain = {side: _literals(side) for side in dict.fromkeys(sides)}
            literals = dict.fromkeys(each for found in plain.values() for each in found)
            return Needs((Group(tuple(literals), tuple(x for x in plain if not plain[x])),))
    return Needs()


def _literals(side: Needs) -> tuple[str, ...]:
    """Give the literals of a side that needs one of some literals and nothing else."""
    is_plain = len(side.groups) == 1 and not side.groups[0].sides
    return side.groups[0].literals if is_plain else ()


def _cost(group: Group) -> int:
    return len(group.literals) + 10 * len(group.sides)

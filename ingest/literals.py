"""What a text must hold for a pattern to fit, so that most patterns need not be tried.

A pattern is tried at every letter of a text; which of its words stand there is told sooner, and for
all patterns at once. What is worked out is safe, not sharp: a text that lacks it holds no match.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from re import _constants as code
from re import _parser as parser
from typing import Any, Generic, TypeVar

_Owner = TypeVar("_Owner", bound=Hashable)

_DIGIT = re.compile(r"\d")
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
_NO_WIDTH = (code.AT, code.ASSERT, code.ASSERT_NOT)


@dataclass(frozen=True, slots=True)
class Needs:
    """What is needed: of each group one at least."""

    groups: tuple["Group", ...] = ()

    def hold(self, standing: Set[str]) -> bool:
        """Tell whether a text with these literals has what is needed."""
        for group in self.groups:  # written out: this is asked a hundred times for each sentence
            if group.literals.isdisjoint(standing):
                for side in group.sides:
                    if side.hold(standing):
                        break
                else:
                    return False
        return True

    def marks(self) -> frozenset[str]:
        """Give literals of which each text that has what is needed holds one; none if unknown."""
        return min((group.marks() for group in self.groups), key=_commonness, default=frozenset())

    def literals(self) -> Iterator[str]:
        """Give every literal that may be needed."""
        for group in self.groups:
            yield from group.literals
            for side in group.sides:
                yield from side.literals()


@dataclass(frozen=True, slots=True)
class Group:
    """Of these one is needed: a literal, or all that one of several sides needs."""

    literals: frozenset[str]
    sides: tuple[Needs, ...] = ()

    def marks(self) -> frozenset[str]:
        """Give literals of which each text that has one of these holds one."""
        return self.literals.union(*(side.marks() for side in self.sides))


class Sieve(Generic[_Owner]):
    """Tells which of many patterns may fit a text, by one pass over it (Aho and Corasick 1975)."""

    def __init__(self, patterns: Mapping[_Owner, Sequence[str]]) -> None:
        """Prepare for patterns, by whose they are; they are taken apart when first asked for."""
        self._patterns = patterns

    def left(self, text: str) -> Mapping[_Owner, Sequence[str]]:
        """Give the patterns that may fit a text, by whose they are, in their order."""
        found = self._automaton.iter(fold(text)) if self._automaton else ()
        standing = {literal for _, literal in found}
        tried = {place for each in standing for place in self._marked.get(each, ())}
        left: dict[_Owner, list[str]] = {}
        for place in sorted(tried.union(self._marked[""])):
            whose, pattern, needs = self._numbered[place]
            if needs.hold(standing):
                left.setdefault(whose, []).append(pattern)
        return left

    @cached_property
    def _numbered(self) -> Sequence[tuple[_Owner, str, Needs]]:
        of_all = ((whose, each) for whose, found in self._patterns.items() for each in found)
        return [(whose, each, needed(each)) for whose, each in of_all]

    @cached_property
    def _marked(self) -> Mapping[str, Sequence[int]]:
        """Give the places of the patterns that each literal speaks for; of those without, by ""."""
        marked: dict[str, list[int]] = {"": []}
        for place, (_, _, needs) in enumerate(self._numbered):
            for mark in needs.marks() or ("",):
                marked.setdefault(mark, []).append(place)
        return marked

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick import Automaton

        automaton = Automaton()
        for _, _, needs in self._numbered:
            for literal in needs.literals():
                automaton.add_word(literal, literal)
        automaton.make_automaton()
        return automaton


def matches(patterns: Sequence[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """Give what one pattern that has these for alternatives would find, in its order."""
    if len(patterns) == 1:
        yield from patterns[0].finditer(text)
        return
    found = [match for each in patterns if (match := each.search(text))]
    while found:
        first = min(found, key=lambda match: match.start())  # of several the first alternative
        yield first
        end = max(first.end(), first.start() + 1)
        found = [
            match
            for each in found
            if (match := each if each.start() >= end else each.re.search(text, end))
        ]


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
                groups.append(Group(frozenset((fold(run),))))
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
            literals = frozenset[str]().union(*plain.values())
            return Needs((Group(literals, tuple(x for x in plain if not plain[x])),))
    return Needs()


def _literals(side: Needs) -> frozenset[str]:
    """Give the literals of a side that needs one of some literals and nothing else."""
    is_plain = len(side.groups) == 1 and not side.groups[0].sides
    return side.groups[0].literals if is_plain else frozenset()


def _commonness(marks: frozenset[str]) -> float:
    """Guess how often one of some literals stands in a text; nothing is needed of every text."""
    return sum(4.0 ** -len(each) for each in marks) if marks else float("inf")


def _cost(group: Group) -> int:
    return len(group.literals) + 10 * len(group.sides)

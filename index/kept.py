"""Keeps what was worked out from one generation, until the next or until there is no more room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")


class Kept:
    """Values by key, of the latest generation that was asked for. Safe to share between threads."""

    def __init__(
        self, room: int, weigh: Callable[[Any], int] = lambda value: 1 + len(value)
    ) -> None:
        """Make room for values that weigh so much together; what was used last stays longest.

        Everything must weigh something, or there would be no end to what weighs nothing.
        """
        self._room = room
        self._weigh = weigh
        self._lock = threading.Lock()
        self._generation = -1
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._weight = 0

    def get(self, generation: int, key: Hashable, make: Callable[[], _T]) -> _T:
        """Give a value, made now if it is not there; two threads may make the same one."""
        found: dict[Hashable, _T] = self.some(generation, [key], lambda _: {key: make()})
        return found[key]

    def some(
        self,
        generation: int,
        keys: Iterable[_K],
        make: Callable[[Sequence[_K]], Mapping[_K, _T]],
    ) -> dict[_K, _T]:
        """Give the values of keys, by key; those that are not there are made now, at once.

        A key for which nothing is made is left out; what is made beside is kept too.
        """
        wanted = dict.fromkeys(keys)
        with self._lock:
            if generation > self._generation:
                self._generation, self._weight = generation, 0
                self._values.clear()
            held = self._values if generation == self._generation else {}
            found: dict[_K, _T] = {key: held[key] for key in wanted if key in held}
            for key in found:
                self._values.move_to_end(key)
        missing = [key for key in wanted if key not in found]
        if missing:
            made = make(missing)
            self._keep(generation, made)
            found |= {key: made[key] for key in missing if key in made}
        return found

    def _keep(self, generation: int, made: Mapping[Any, Any]) -> None:
        with self._lock:
            if generation != self._generation:
                return  # a reader of an older generation leaves nothing to those of the latest
            for key, value in made.items():
                weight = self._weigh(value)
                if key not in self._values and weight <= self._room:
                    self._values[key] = value
                    self._weight += weight
            while self._weight > self._room:
                self._weight -= self._weigh(self._values.popitem(last=False)[1])

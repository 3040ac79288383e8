"""Keeps what was worked out from one generation, until the next or until there is no more room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_T = TypeVar("_T")


class Kept:
    """Values by key, of the latest generation that was asked for. Safe to share between threads."""

    def __init__(self, room: int, weigh: Callable[[Any], int] = len) -> None:
        """Make room for values that weigh so much together; what was used last stays longest."""
        self._room = room
        self._weigh = weigh
        self._lock = threading.Lock()
        self._generation = -1
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._weight = 0

    def get(self, generation: int, key: Hashable, make: Callable[[], _T]) -> _T:
        """Give a value, made now if it is not there; two threads may make the same one."""
        with self._lock:
            if generation > self._generation:
                self._generation, self._weight = generation, 0
                self._values.clear()
            if generation == self._generation and key in self._values:
                self._values.move_to_end(key)
                found: _T = self._values[key]
                return found
        value = make()
        weight = self._weigh(value)
        with self._lock:
            # A reader of an older generation takes nothing from those of the latest.
            is_kept = generation == self._generation and weight <= self._room
            if is_kept and key not in self._values:
                self._values[key] = value
                self._weight += weight
                while self._weight > self._room:
                    self._weight -= self._weigh(self._values.popitem(last=False)[1])
        return value

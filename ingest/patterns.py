"""Patterns that are compiled when they are first used.

A process that answers one question needs few of them, and those that read changes of figures take
30 ms to compile, those that sort questions 40.
"""

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split")


class _Waiting:
    """Becomes its pattern at the first use; what `re` itself is handed must be one already."""

    def __init__(self, wording: str, flags: int) -> None:
        self._given = (wording, flags)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(wording: str, flags: int = 0) -> re.Pattern[str]:
    """Give a pattern whose methods compile it when one is first called.

    An error in it shows then, and not before.
    """
    return cast("re.Pattern[str]", _Waiting(wording, flags))

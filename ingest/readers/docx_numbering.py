"""Counts the numbers that Word prints before the paragraphs of numbered lists and headings."""

import re
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_ROMAN = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
    (1, "i"),
)  # fmt: skip
_UNPRINTED = {"bullet", "none", ""}
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    kind: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, _Level]]
    """The levels of each list, by the list's number."""
    styles: dict[str, tuple[str, int]]
    """The list and level that a style brings with it."""
    counts: dict[str, list[int]] = field(default_factory=dict)

    def count(self, paragraph: Any, style: str) -> str:
        """Count a paragraph; give the number printed before it, "" for a bullet or none."""
        number, level = self._place(paragraph, style)
        found = self.levels.get(number, {}).get(level)
        if found is None:
            return ""
        counts = self.counts.setdefault(number, [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else found.start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        if found.kind in _UNPRINTED:
            return ""
        return _PLACE.sub(lambda match: self._printed(number, int(match.group(1)) - 1), found.text)

    def _place(self, paragraph: Any, style: str) -> tuple[str, int]:
        """Give the list and level of a paragraph, ("", 0) where it is in none."""
        properties = paragraph.find(f"{_W}pPr")
        own = properties.find(f"{_W}numPr") if properties is not None else None
        if own is None:
            return self.styles.get(style, ("", 0))
        number, level = _value(own, "numId"), _value(own, "ilvl")
        inherited = self.styles.get(style, ("", 0))
        return number or inherited[0], min(int(level), _LEVELS - 1) if level.isdigit() else 0

    def _printed(self, number: str, level: int) -> str:
        """Give the count of one level as it is printed."""
        found = self.levels[number].get(level)
        count = self.counts[number][level] or (found.start if found else 1)
        return _as_printed(count, found.kind if found else "decimal")


def read_numbering(part: Any, styles: Any) -> Numbering:
    """Read the lists of a document from its numbering part and its styles."""
    abstract: dict[str, dict[int, _Level]] = {}
    for item in part.iter(f"{_W}abstractNum"):
        abstract[item.get(f"{_W}abstractNumId", "")] = {
            int(level.get(f"{_W}ilvl", "0")): _read_level(level) for level in item.iter(f"{_W}lvl")
        }
    levels: dict[str, dict[int, _Level]] = {}
    for item in part.iter(f"{_W}num"):
        own = dict(abstract.get(_value(item, "abstractNumId"), {}))
        for change in item.iter(f"{_W}lvlOverride"):
            place, start = int(change.get(f"{_W}ilvl", "0")), _value(change, "startOverride")
            if place in own and start.isdigit():
                own[place] = _Level(own[place].kind, own[place].text, int(start))
        levels[item.get(f"{_W}numId", "")] = own
    named: dict[str, tuple[str, int]] = {}
    for style in styles.iter(f"{_W}style"):
        listed = style.find(f"{_W}pPr/{_W}numPr")
        if listed is not None:
            level = _value(listed, "ilvl")
            place = min(int(level), _LEVELS - 1) if level.isdigit() else 0
            named[style.get(f"{_W}styleId", "")] = (_value(listed, "numId"), place)
    return Numbering(levels, named)


def _read_level(level: Any) -> _Level:
    """Read how a level is numbered."""
    start = _value(level, "start")
    return _Level(
        _value(level, "numFmt"), _value(level, "lvlText"), int(start) if start.isdigit() else 1
    )


def _value(element: Any, name: str) -> str:
    """Give the value of a property, "" where it is not set."""
    found = element.find(f"{_W}{name}")
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _as_printed(count: int, kind: str) -> str:
    """Print a count as a figure, letter or Roman number."""
    if kind in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in {"lowerRoman", "upperRoman"}:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (count // value)
            count %= value
        return text.upper() if kind == "upperRoman" else text
    return str(count)

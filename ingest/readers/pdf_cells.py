"""Puts the words of a PDF together: into lines by their places, into the text of a cell."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.fragments import BULLET
from ingest.readers.pdf_page import Box, Word

MARKER = re.compile(r"^\s*(?:[•●▪◦‣⁃■□·\uf0b7\uf0a7\uf0d8\uf076\uf0fc✓✔➢]|[-–—](?=\s)|o(?=\s))\s*")
_TICK = re.compile(r"^\s*[✓✔]\s*$")
_NUMBERED = re.compile(r"^\(?(\d{1,2}|[a-z])[.)]\s+(?=\S)")
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_TIGHT_END = re.compile(r"\S[/–—]$")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
_PARAGRAPH_GAP = 1.45
_SPACE = 0.3
_TAIL = re.compile(
    r"\w{1,3}|\w{0,4}(?:ments?|[ts]ions?|ings?|ness|it(?:y|ies)|ally|ably|able|ated|ating|ively)"
)
_CUT = re.compile(r"\w+[cst]i\|ons?$|[A-Z]\w+(?:ct|at|it|ss|ns|nt)\|ors?$")
"""What is cut before "on" or "or": promoti-on, Direct-or."""
_LONGEST_WORD = 18
_LETTER_WORDS = frozenset("aio")
_CLOSING = frozenset(",.;:!?)")
_PUNCTUATION = ".,;:!?()[]\"'“”‘’"
_HEADING_WORDS = frozenset(
    """
    accountable actions activity completed completion deadline executive implementation
    improvement indicator indicators intended interventions management measure measures milestones
    objective objectives organisation outcome outcomes priorities progress responsibility
    responsible standards success timeframe timeframes timeline timelines timescale timescales
    update workforce
    """.split()  # noqa: SIM905
)
_SHORT_WORDS = frozenset(
    """
    a all also an and any are as at be but by can each every for from has have in into is it its
    may more most must new no not of on only or other our over so such than that the their them
    then there these they this those to up was we were when where which who will with
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text: its words from left to right."""

    text: str
    box: Box
    size: float
    is_bold: bool
    is_spaced: bool
    """A space was printed at its end, so that the next line begins with a new word."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the program that made the file does at the end of lines.

    It prints the space at which a line is broken, or not; `words` are the words of the file that
    stand within lines, by which a word cut in two is told from two words.
    """

    is_space_kept: bool = False
    words: frozenset[str] = frozenset()


PLAIN = Habits()


def text_lines(words: Sequence[Word]) -> list[TextLine]:
    """Group words into lines, from top to bottom; those that run askew come last, as printed."""
    upright = sorted(
        (word for word in words if word.is_upright), key=lambda word: word.box.middle[1]
    )
    groups: list[list[Word]] = []
    for word in upright:
        last = groups[-1] if groups else []
        if last and _is_beside(last, word):
            last.append(word)
        else:
            groups.append([word])
    lines = [_text_line(sorted(group, key=lambda word: word.box.left)) for group in groups]
    askew = [word for word in words if not word.is_upright]
    if askew:
        lines.append(_text_line(askew))
    return lines


def _is_beside(group: Sequence[Word], word: Word) -> bool:
    """Tell whether a word stands on the line of a group."""
    tallest = max(group, key=lambda item: item.box.height)
    overlap = min(tallest.box.bottom, word.box.bottom) - max(tallest.box.top, word.box.top)
    return overlap > 0.5 * min(tallest.box.height, word.box.height)


def _text_line(words: Sequence[Word]) -> TextLine:
    """Make a line of words; those that touch without a space between are one."""
    text = words[0].text
    for before, word in itertools.pairwise(words):
        gap = word.box.left - before.box.right
        is_apart = before.is_spaced or gap > 0.12 * max(word.size, 1) or gap < -word.size
        text += f" {word.text}" if is_apart else word.text
    box = Box(
        min(word.box.left for word in words),
        min(word.box.top for word in words),
        max(word.box.right for word in words),
        max(word.box.bottom for word in words),
    )
    middle = words[len(words) // 2]
    return TextLine(
        text, box, middle.size, all(word.is_bold for word in words), words[-1].is_spaced
    )


def glue(before: str, line: str, *, is_spaced: bool, is_broken: bool = False) -> str:
    """Join a line to the text before it, with a space unless a word or a compound goes on.

    `is_broken` says that the last word had no room on its line and goes on here.
    """
    if is_spaced:
        return f"{before} {line}"
    is_split = _HYPHENATED.search(before) is not None and line[:1].islower()
    is_tight = _TIGHT_END.search(before) is not None or line[:1] in _CLOSING
    return f"{before}{line}" if is_split or is_tight or is_broken else f"{before} {line}"


def cell_text(lines: Sequence[TextLine], box: Box, habits: Habits) -> str:
    """Give the text of a cell: wrapped lines joined, a line for each bullet or paragraph."""
    parts: list[str] = []
    hang = _hanging(lines)
    text_left, number = 0.0, 0
    for index, line in enumerate(lines):
        marker = MARKER.match(line.text)
        if marker and line.text[marker.end() :]:
            parts.append(BULLET + line.text[marker.end() :])
            text_left = hang
            continue
        if marker and line.text.strip() == marker.group().strip():
            parts.append(BULLET.strip())
            continue
        if parts and parts[-1] == BULLET.strip():
            parts[-1] = BULLET + line.text
            continue
        found = _NUMBERED.match(line.text)
        follows = found is not None and (_ordinal(found.group(1)) == number + 1 or not parts)
        if follows and found is not None:
            number = _ordinal(found.group(1))
        is_new = (
            not parts
            or follows
            or _is_apart(lines, index)
            or (bool(text_left) and line.box.left < text_left - 3)
        )
        if is_new:
            parts.append(line.text)
            text_left = 0.0
            continue
        above = lines[index - 1]
        spaced = habits.is_space_kept and above.is_spaced
        is_broken = is_cut(lines[:index], line, parts[-1].split()[-1], box, habits)
        parts[-1] = glue(parts[-1], line.text, is_spaced=spaced, is_broken=is_broken)
    kept = [part for part in parts if part != BULLET.strip()]
    # A tick that stands alone says something; before other text it is a bullet.
    ticks = [line.text for line in lines if _TICK.match(line.text)]
    return "\n".join(kept or ticks)


def _ordinal(text: str) -> int:
    """Give the place of a number or letter in its list."""
    return int(text) if text.isdigit() else ord(text) - ord("a") + 1


def _hanging(lines: Sequence[TextLine]) -> float:
    """Give where the text of bullets begins, if their further lines are indented; else 0."""
    marked = [line for line in lines if MARKER.match(line.text)]
    if not marked:
        return 0.0
    edge = min(line.box.left for line in marked)
    further = [line.box.left for line in lines if line.box.left > edge + 3]
    after = [
        line.box.left
        for above, line in itertools.pairwise(lines)
        if MARKER.match(above.text) and not MARKER.match(line.text)
    ]
    indented = [left for left in after if left > edge + 3]
    return min(indented) if further and len(indented) * 2 >= len(after) > 0 else 0.0


def _is_apart(lines: Sequence[TextLine], index: int) -> bool:
    """Tell whether a line stands further below the last one than lines of a paragraph do."""
    if index == 0:
        return False
    gaps = [line.box.bottom - above.box.bottom for above, line in itertools.pairwise(lines)]
    gap, least = gaps[index - 1], min(gaps)
    height = lines[index].box.height
    return gap > max(least, height * 0.9) * _PARAGRAPH_GAP and bool(
        _ENDS.search(lines[index - 1].text) or lines[index].text[:1].isupper()
    )


def is_cut(lines: Sequence[TextLine], line: TextLine, piece: str, box: Box, habits: Habits) -> bool:
    """Tell whether the word at the end of the lines of a cell goes on in the line below them.

    Such a word was too long for its line: it has one of its own and fills it up to the edge of the
    cell's text; `piece` is what stands of it so far.
    """
    above = lines[-1]
    room = box.right - max(min(each.box.left for each in lines) - box.left, 0.0) - above.box.right
    bare = _NUMBERED.sub("", MARKER.sub("", above.text)).lower()
    return (
        habits.is_space_kept
        and not above.is_spaced
        and " " not in bare
        and _is_alike(above.text[-1:], line.text[:1])
        and room <= max(line.size * 1.2, 6.0)
        and _is_one_word(piece, line.text.split()[0], bare, room > _SPACE * line.size, habits)
    )


def _is_one_word(piece: str, rest: str, bare: str, has_room: bool, habits: Habits) -> bool:
    """Tell whether the piece of a word on a line (all that is on it: `bare`) goes on with the rest.

    Where there was room for a space that is not printed, the word goes on; else the words of the
    file and of plans' headings decide.
    """
    word = rest.lower().strip(_PUNCTUATION)
    whole = piece.lower() + word
    if whole in habits.words or any(known.startswith(whole) for known in _HEADING_WORDS):
        return True
    if (len(word) == 1 and word not in _LETTER_WORDS) or _CUT.match(f"{piece}|{word}"):
        return True
    is_tail = _TAIL.fullmatch(word) is not None
    if len(whole) > _LONGEST_WORD or (piece[-1] == "s" and not is_tail):
        return False
    if has_room or word in _SHORT_WORDS or word in habits.words or word in _HEADING_WORDS:
        return has_room
    return bare not in habits.words or is_tail


def _is_alike(one: str, two: str) -> bool:
    """Tell whether two characters could stand within one word or figure."""
    if one.isdigit() or two.isdigit():
        return (one.isdigit() or one in "/.-") and (two.isdigit() or two in "/%")
    return one.isalpha() and two.isalpha() and (two.islower() or one.isupper())

"""Reads text and text extracts: unmarked headings, bullets, HTML fragments, tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from ingest import columns, forms, fragments, furniture, pipes
from ingest.decoding import decode
from ingest.headers import named_labels
from ingest.records import Block, Heading, ListItem, Paragraph, Reading, Role, Table
from ingest.sentences import sentences
from ingest.tables import TabLine, build_table

_BULLET = re.compile(r"^\s*(?:[•●▪◦‣⁃*·]|[-–—](?=\s)|o(?=\t))\s*(?=\S)")
_NUMBER = re.compile(
    r"^\s*\(?(\d{1,2}(?:\.\d{1,2}){0,3}|[a-zA-Z]|[ivx]{1,4})[.)]\s+(?=\S)|^\s*(\d{1,2}(?:\.\d{1,2}){1,3})\s+(?=[A-Z])"
)
_TABBED_MARKER = re.compile(
    r"^(\s*(?:[•●▪◦‣⁃*·o–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]))\t+(?=[^\t]+$)"
)
_RULE = re.compile(r"^\s*([-=_*~])\1{2,}\s*$")
_PAGE_NUMBER = re.compile(r"^\s*page\s+\d+(?:\s+(?:of|/)\s+\d+)?\s*$", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"^\s*[-–]?\s*\d{1,3}\s*[-–]?\s*$")
_CONNECTS = re.compile(
    r"(?:&|\b(?:and|or|of|the|an?|for|with|to|in|our|their|its|that|which))$", re.IGNORECASE
)
"""Words after which no line ends."""
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_STRUCTURAL = re.compile(
    r"^(?:case stud(?:y|ies)|part|section|chapter|theme|w[rd]es|indicator|metric|step|stage|phase"
    r"|appendix|annex|objective|priority|goal|aim|example|domain|standard|recommendation)\b[^:]*:",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"\b(?:are|is|was|were|by|include|includes|included|including|of|for|to|with|that|following|below"
    r"|we|will|have|has|from|on|as|such)\s*:$",
    re.IGNORECASE,
)
# "… read the letters. A. Name, March 2022": an action with who and when.
_ASSIGNED = re.compile(r"[a-z)][.;] [A-Z][^;]{1,60}, [^,]*\b(?:19|20)\d\d$")
_CONTACT = re.compile(r"@|https?://|www\.|\btel\b", re.IGNORECASE)
_PAGE_GAP = 3
_SPACED = re.compile(r"(?<=\S) {2,}(?=\S)")
_BAR = " | "
_FEWEST_BARRED = 3
_LONGEST_HEADING = 15
_FEWEST_WORDS = 4
_LONGEST_OPENING = 8
_CHAIN = 3
_WIDEST_WRAP = 130


class _Kind(Enum):
    LINE = auto()
    BULLET = auto()
    HEADING = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that is not blank, and how many blank lines stand above it."""

    text: str
    gap: int
    page: int | None


@dataclass(frozen=True, slots=True)
class _Item:
    """A line, bullet, heading or table on its way to becoming a block."""

    kind: _Kind
    text: str
    gap: int
    page: int | None
    marker: str = "•"
    level: int = 2
    is_marked_up: bool = False
    table: Table | None = None


def read(data: bytes) -> Reading:
    """Read a text file."""
    text, warnings = decode(data)
    running = furniture.running_lines(text.splitlines())
    letterhead = tuple(sorted({furniture.without_page_mark(line) for line in running} - {""}))
    return Reading(read_blocks(text), "text", warnings=warnings, letterhead=letterhead)


def read_blocks(text: str) -> tuple[Block, ...]:
    """Read the blocks of a text; a line standing alone without a final stop is a heading."""
    items = _collect(_lines(text))
    items = _join_wrapped(items)
    items = _join_cuts(items)
    return _blocks(_split_answers(_mark_headings(items)))


# ------------------------------------------------------------------ lines and regions


def _lines(text: str) -> list[_Line]:
    """Cut a text into lines, counting blank lines; a form feed begins a page."""
    lines: list[_Line] = []
    is_paged = "\f" in text
    running = furniture.running_lines(text.splitlines())
    gap = 0
    for number, page in enumerate(text.split("\f"), start=1):
        for raw in re.split(r"\r\n|\r|\n", page):
            if not raw.strip() or _PAGE_NUMBER.match(raw) or raw.strip() in running:
                gap += 1
                continue
            line = _TABBED_MARKER.sub(r"\1 ", raw)
            lines.append(_Line(line, gap, number if is_paged else None))
            gap = 0
        gap += _PAGE_GAP
    return _without_page_numbers(lines)


def _without_page_numbers(lines: Sequence[_Line]) -> list[_Line]:
    """Drop the numbers of pages that stand alone in the middle of a sentence."""
    kept: list[_Line] = []
    is_dropped = False
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        gap = 0 if is_dropped else line.gap
        is_dropped = bool(kept and after and _is_page_number(kept[-1], line, after))
        if not is_dropped:
            kept.append(replace(line, gap=gap))
    return kept


def _is_page_number(before: _Line, line: _Line, after: _Line) -> bool:
    """Tell whether a number parts a sentence, with blank lines around it."""
    if not (_BARE_NUMBER.match(line.text) and line.gap and after.gap):
        return False
    text = before.text.rstrip()
    if _ENDS.search(text) or "|" in text or "\t" in text.strip():
        return False
    goes_on = after.text.lstrip()[:1].islower() or _CONNECTS.search(text) is not None
    return goes_on and len(text.split()) > _FEWEST_WORDS


def _collect(lines: Sequence[_Line]) -> list[_Item]:
    """Turn lines into items; runs of tabbed and of piped lines become tables."""
    items: list[_Item] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if (end := _end_of_pipes(lines, index)) > index:
            _collect_pipes(lines[index:end], items)
            index = end
        elif "\t" in line.text.strip():
            index = _collect_tabs(lines, index, items)
        elif (end := _end_of_aligned(lines, index)) > index:
            spaced = [replace(each, text=_SPACED.sub("\t", each.text)) for each in lines[index:end]]
            _collect_tabs(spaced, 0, items)
            index = end
        else:
            _collect_prose(line, items)
            index += 1
    return items


def _end_of_pipes(lines: Sequence[_Line], first: int) -> int:
    """Give the line below the pipe table that begins with a line; the line itself if none does."""
    index = first
    width = 0
    while index < len(lines) and pipes.is_pipe_line(lines[index].text):
        follows = index + 1 < len(lines) and pipes.is_rule(lines[index + 1].text)
        if (
            index > first
            and lines[index].gap
            and (follows or lines[index].text.count("|") != width)
        ):
            break
        width = lines[index].text.count("|")
        index += 1
    return index if index > first else _end_of_bars(lines, first)


def _end_of_bars(lines: Sequence[_Line], first: int) -> int:
    """Give the line below a table of lines with bars between their cells and none at their edge."""
    count = lines[first].text.count(_BAR)
    if count < 2:
        return first
    index = first
    while index < len(lines) and lines[index].text.count(_BAR) == count:
        if index > first and lines[index].gap:
            break
        index += 1
    named = named_labels(lines[first].text.split(_BAR))
    return index if index - first >= (2 if named > 1 else _FEWEST_BARRED) else first


def _end_of_aligned(lines: Sequence[_Line], first: int) -> int:
    """Give the line below a table whose columns only spaces part; `first` itself if none begins.

    Its cells begin in the same places in every line, and its first line names columns of a plan.
    """
    places = _cell_places(lines[first].text)
    labels = _SPACED.split(lines[first].text.strip())
    named = sum(columns.role_of(label) is not Role.OTHER for label in labels)
    if len(places) < _FEWEST_BARRED or named < _FEWEST_BARRED:
        return first
    index = first + 1
    while index < len(lines) and not lines[index].gap and _cell_places(lines[index].text) == places:
        index += 1
    return index if index - first >= _FEWEST_BARRED else first


def _cell_places(line: str) -> list[int]:
    """Give where the cells of a line begin that two spaces or more part."""
    return [0, *(gap.end() for gap in _SPACED.finditer(line.rstrip()))]


def _collect_pipes(lines: Sequence[_Line], items: list[_Item]) -> None:
    """Read the lines of a pipe table; one that is a form becomes headings and paragraphs."""
    page = lines[0].page
    table = pipes.read_pipe_table([line.text for line in lines], page)
    for place, block in enumerate(forms.unfold([table])):
        gap = lines[0].gap if place == 0 else 1
        match block:
            case Heading():
                items.append(_Item(_Kind.HEADING, block.text, gap, page))
            case Table():
                items.append(_Item(_Kind.TABLE, "", gap, page, table=block))
            case ListItem():
                items.append(_Item(_Kind.BULLET, block.text, gap, page))
            case Paragraph():
                items.append(_Item(_Kind.LINE, block.text, gap, page, is_marked_up=True))


def _collect_tabs(lines: Sequence[_Line], index: int, items: list[_Item]) -> int:
    """Read a table of tabbed lines; two tabs in prose are spaces. Give the next line."""
    first = index
    rows: list[_Line] = []
    while index < len(lines) and _belongs(lines, index, rows):
        if not _is_repeated_header(lines, index, rows):
            rows.append(lines[index])
        index += 1
    grid = [TabLine(tuple(line.text.split("\t")), line.gap > 0) for line in rows]
    full = sum(1 for line in grid if sum(1 for cell in line.cells if cell.strip()) > 1)
    if full < 2:
        for line in lines[first:index]:
            _collect_prose(replace(line, text=" ".join(line.text.split())), items)
        return index
    table = replace(build_table(grid), page=rows[0].page)
    items.append(_Item(_Kind.TABLE, "", rows[0].gap, rows[0].page, table=table))
    return index


def _belongs(lines: Sequence[_Line], index: int, rows: Sequence[_Line]) -> bool:
    """Tell whether a line belongs to the tabbed table begun with `rows`.

    Blank lines (page breaks) do not end a table, unless another header stands below them.
    """
    line = lines[index]
    if not rows:
        return True
    if "\t" not in line.text:
        has_more = index + 1 < len(lines) and "\t" in lines[index + 1].text
        return has_more and line.gap == 0 and line.text.lstrip()[:1].islower()
    if line.gap == 0 or _is_repeated_header(lines, index, rows):
        return True
    labels = [cell for cell in line.text.split("\t") if cell.strip()]
    named = sum(1 for label in labels if columns.role_of(label) is not Role.OTHER)
    is_header = named >= 2 and named == len(labels) and all(len(x.split()) < 6 for x in labels)
    first = len([cell for cell in rows[0].text.split("\t") if cell.strip()])
    return not (is_header and len(labels) * 2 > first)


def _is_repeated_header(lines: Sequence[_Line], index: int, rows: Sequence[_Line]) -> bool:
    """Tell whether a line repeats the table's first line below a page break."""
    is_same = bool(rows) and lines[index].text.split() == rows[0].text.split()
    return is_same and lines[index].gap > 0


def _collect_prose(line: _Line, items: list[_Item]) -> None:
    """Turn a line into items: one, or several where HTML tags or bullets stand inside."""
    text = line.text
    if _RULE.match(text):
        if items and items[-1].kind is _Kind.LINE and line.gap == 0 and _is_short(items[-1].text):
            level = 1 if text.lstrip()[0] == "=" else 2
            items[-1] = replace(items[-1], kind=_Kind.HEADING, level=level)
        return
    is_marked_up = fragments.has_markup(text)
    parts = fragments.plain_lines(text) if is_marked_up or "•" in text else (text,)
    for place, part in enumerate(parts):
        gap = line.gap if place == 0 else 0
        bullet = _BULLET.match(part)
        if bullet:
            text = part[bullet.end() :].strip()
            items.append(_Item(_Kind.BULLET, text, gap, line.page))
        else:
            items.append(
                _Item(_Kind.LINE, part.rstrip(), gap, line.page, is_marked_up=is_marked_up)
            )


# ------------------------------------------------------------------ joining lines


def _join_wrapped(items: Sequence[_Item]) -> list[_Item]:
    """Join the lines of a hard-wrapped paragraph or bullet."""
    width = _wrap_width(items)
    joined: list[_Item] = []
    last = ""
    for item in items:
        if joined and _is_wrapped(joined[-1], last, item, width):
            joined[-1] = replace(joined[-1], text=_glue(joined[-1].text, item.text))
        else:
            joined.append(replace(item, text=" ".join(item.text.split())))
        last = item.text
    return joined


def _wrap_width(items: Sequence[_Item]) -> int:
    """Give the width at which the text is wrapped, 0 where its lines are whole paragraphs."""
    lengths = [
        len(item.text) for item in items if item.kind in {_Kind.LINE, _Kind.BULLET} and item.text
    ]
    widest = max(lengths, default=0)
    near = sum(1 for length in lengths if length >= widest * 0.85)
    return widest if widest <= _WIDEST_WRAP and widest >= 50 and near >= 3 else 0


def _is_wrapped(before: _Item, last: str, item: _Item, width: int) -> bool:
    """Tell whether a line goes on from the line directly above it."""
    if item.kind is not _Kind.LINE or item.gap or item.is_marked_up or before.is_marked_up:
        return False
    if before.kind not in {_Kind.LINE, _Kind.BULLET} or _NUMBER.match(item.text):
        return False
    text = item.text.strip()
    if text[:1].islower() and not _ENDS.search(last):
        return True
    if forms.is_label_line(text) or furniture.is_leader(last):
        return False
    first = text.split()[0]
    is_full = len(last) + 1 + len(first) > width > 0 and len(last) > width * 0.6
    return is_full or _CONNECTS.search(last.rstrip()) is not None


def _join_cuts(items: Sequence[_Item]) -> list[_Item]:
    """Join a paragraph that a page break has cut in two."""
    joined: list[_Item] = []
    for item in items:
        if joined and _is_cut(joined[-1], item):
            joined[-1] = replace(joined[-1], text=_glue(joined[-1].text, item.text))
        else:
            joined.append(item)
    return joined


def _is_cut(before: _Item, item: _Item) -> bool:
    """Tell whether a paragraph goes on below blank lines: unfinished above, no heading below."""
    if item.kind is not _Kind.LINE or not item.gap or _ENDS.search(before.text):
        return False
    if before.kind not in {_Kind.LINE, _Kind.BULLET} or len(before.text) < 60:
        return False
    if item.text[:1].islower() or _CONNECTS.search(before.text):
        return True
    is_sentence = _ENDS.search(item.text) is not None and not forms.is_prompt(item.text)
    is_long = len(before.text.split()) > _LONGEST_HEADING
    return is_long and is_sentence and item.gap >= _PAGE_GAP and not forms.is_label_line(item.text)


def _glue(before: str, after: str) -> str:
    """Join two parts of a text with a space, or without at a hyphen within a word."""
    before, after = before.rstrip(), " ".join(after.split())
    gap = "" if re.search(r"[^\W\d_]-$", before) and after[:1].islower() else " "
    return f"{before}{gap}{after}"


# ------------------------------------------------------------------ headings


def _mark_headings(items: Sequence[_Item]) -> list[_Item]:
    """Turn the lines that are headings by shape and place into headings."""
    marked = list(items)
    entries = furniture.contents_entries([item.text for item in items])
    candidates = [
        index not in entries and _is_candidate(items, index) for index in range(len(items))
    ]
    start = 0
    while start < len(items):
        if not candidates[start]:
            start += 1
            continue
        end = start
        while end < len(items) and (candidates[end] or items[end].kind is _Kind.HEADING):
            if end > start and _opens_section(items, end):
                break
            end += 1
        is_crowd = end - start > _CHAIN and not any(item.gap for item in items[start + 1 : end])
        has_text_below = end < len(items) and not is_crowd
        for index in range(start, end):
            item = items[index]
            if candidates[index] and (
                _is_first(items, index) or has_text_below or forms.is_prompt(item.text)
            ):
                marked[index] = replace(item, kind=_Kind.HEADING)
        start = end
    return _with_levels(marked)


def _is_candidate(items: Sequence[_Item], index: int) -> bool:
    """Tell whether a line could be a heading of what follows it."""
    item = items[index]
    if item.kind is not _Kind.LINE:
        return False
    text = item.text
    after = items[index + 1] if index + 1 < len(items) else None
    if forms.is_prompt(text):
        return forms.is_addressed(text) or _stands_alone(items, index)
    if not _is_short(text) or _CONTACT.search(text) or item.is_marked_up or _ASSIGNED.search(text):
        return False
    if furniture.heads_nothing(text):
        return False
    if text.endswith(":"):
        limit = 4 if after and after.kind is _Kind.BULLET else 8
        return len(text.split()) <= limit and not _LEAD_IN.search(text)
    return _is_title(items, index)


def _is_title(items: Sequence[_Item], index: int) -> bool:
    """Tell whether a short line is a title, not a label with its value or one of a list."""
    text = items[index].text
    after = items[index + 1] if index + 1 < len(items) else None
    if forms.is_label_line(text) and not (_STRUCTURAL.match(text) and _stands_alone(items, index)):
        return (
            _is_first(items, index)
            and after is not None
            and (after.gap > 0 or not forms.is_label_line(after.text))
        )
    if _NUMBER.match(text):
        return _stands_alone(items, index) or _opens_section(items, index)
    return True


def _is_first(items: Sequence[_Item], index: int) -> bool:
    """Tell whether nothing but protective markings stands above a line."""
    return all(furniture.is_marking(items[above].text) for above in range(index))


def _opens_section(items: Sequence[_Item], index: int) -> bool:
    """Tell whether a numbered line below a blank one stands right above sentences."""
    after = items[index + 1] if index + 1 < len(items) else None
    return (
        items[index].gap > 0
        and after is not None
        and after.kind is _Kind.LINE
        and not _NUMBER.match(after.text)
        and len(items[index].text.split()) <= _LONGEST_OPENING
        and (_ENDS.search(after.text) is not None or forms.is_label_line(after.text))
    )


def _stands_alone(items: Sequence[_Item], index: int) -> bool:
    """Tell whether blank lines or nothing stand on both sides of a line."""
    has_gap_below = index + 1 == len(items) or items[index + 1].gap > 0
    return (index == 0 or items[index].gap > 0 or items[index].is_marked_up) and (
        has_gap_below or items[index].is_marked_up
    )


def _is_short(text: str) -> bool:
    """Tell whether a line has the shape of a heading: short, capital first, no final stop."""
    words = text.split()
    if not words or len(words) > _LONGEST_HEADING or text[-1] in ".;,…":
        return False
    opening = _NUMBER.sub("", text).lstrip("\"'“‘([")
    if not opening or not (opening[0].isupper() or opening[0].isdigit()):
        return False
    return any(char.isalpha() for char in opening) and len(sentences(text)) <= 2


def _with_levels(items: Sequence[_Item]) -> list[_Item]:
    """Give the headings levels: the first 1, prompts 2, lettered ones 3, the rest below them."""
    levelled: list[_Item] = []
    is_first, prompt, lettered = True, False, False
    for item in items:
        if item.kind is not _Kind.HEADING:
            levelled.append(item)
            continue
        number = _NUMBER.match(item.text)
        if is_first and item.level == 2:
            level = 1
        elif forms.is_prompt(item.text) or item.is_marked_up or item.text.endswith(":"):
            level, prompt, lettered = 2, True, False
        elif number:
            depth = (number.group(1) or number.group(2)).count(".")
            is_letter = (number.group(1) or "0").isalpha()
            level = 3 if is_letter else min(2 + depth, 5)
            lettered = is_letter
        else:
            level = 4 if lettered else 3 if prompt else item.level
        is_first = False
        levelled.append(replace(item, level=level))
    return levelled


# ------------------------------------------------------------------ blocks


def _split_answers(items: Sequence[_Item]) -> list[_Item]:
    """Part a line that holds a question to the writer and its answer."""
    parted: list[_Item] = []
    for item in items:
        prompt, answer = ("", "")
        if item.kind is _Kind.LINE and "?" in item.text:
            prompt, answer = forms.split_prompt(item.text)
        if prompt and answer and forms.is_addressed(prompt):
            parted.append(replace(item, kind=_Kind.HEADING, text=prompt, level=2))
            parted.append(replace(item, text=answer, gap=0))
        else:
            parted.append(item)
    return parted


def _blocks(items: Sequence[_Item]) -> tuple[Block, ...]:
    """Turn items into blocks; neighbouring numbered lines are a list."""
    blocks: list[Block] = []
    for index, item in enumerate(items):
        match item.kind:
            case _Kind.HEADING:
                blocks.append(Heading(item.text, item.level, item.page))
            case _Kind.TABLE if item.table is not None:
                blocks.append(item.table)
            case _Kind.BULLET:
                blocks.append(ListItem(item.text, item.marker, item.page))
            case _:
                blocks.append(_line_block(items, index))
    return tuple(blocks)


def _line_block(items: Sequence[_Item], index: int) -> Block:
    """Make a paragraph of a line, or a list item where numbered lines stand together."""
    item = items[index]
    number = _NUMBER.match(item.text)
    near = [*items[max(0, index - 1) : index], *items[index + 1 : index + 2]]
    if number and any(x.kind is _Kind.LINE and _NUMBER.match(x.text) for x in near):
        return ListItem(item.text[number.end() :], number.group().strip(), item.page)
    return Paragraph(item.text, item.page)

"""Tells lines that head nothing: markings, page marks, entries of a contents list, imprints."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.patterns import pattern
from ingest.records import Block, Heading, ListItem, Paragraph

_MARKING = pattern(
    r"^\W*(?:(?:(?:security|protective|document|data)\s+)?(?:classification|marking)\s*[:–-]\s*"
    r"(?:public|private|internal|draft|restricted|open)|(?:(?:security|protective|document|data)\s+)?"
    r"(?:(?:classification|marking)\s*[:–-]\s*)?(?:official|restricted|unclassified"
    r"|(?:(?:strictly|nhs|staff|commercial|private(?:\s+(?:and|&))?)[\s–-]+)?(?:in\s+confidence"
    r"|confidential)|not\s+protectively\s+marked))"
    r"(?:\W+(?:sensitive|commercial|personal|confidential|use only|nhs))*\W*$",
    re.IGNORECASE,
)
_IMPRINT = pattern(
    r"^(?:(?:first|last|previously|formally|date)\s+)?(?:approved|agreed|ratified|endorsed|adopted"
    r"|presented|prepared|produced|compiled|written|authored|published|issued|updated|reviewed"
    r"|submitted|considered|authorised|revised)\s+(?:by|to|on|at|in|for)\b"
    r"|^(?:version|draft|v\.?)\s*\d+(?:\.\d+)*\b",
    re.IGNORECASE,
)
_FORMALITY = pattern(
    r"^(?:\d[\d./]*\s+)?(?:(?:public |draft )?minutes of (?:the|a) (?:\w+ )*meeting\b"
    r"|(?:the )?minutes .{0,60}\b(?:were|was) (?:approved|agreed|accepted|confirmed)\b"
    r"|(?:approved|agreed|accepted|confirmed|signed) as (?:an? )?(?:\w+ )*record\b"
    r"|(?:approved|ratified|endorsed|agreed) (?:by|at) [^.;]{3,80}\.?$"
    r"|there were no (?:\w+ )?declarations\b|(?:apologies|present|in attendance)\s*(?::|\bwere\b)"
    r"|(?:the )?meeting (?:opened|closed|ended)\b|(?:the )?(?:date(?: and time)? of )?(?:the )?next"
    r" meeting\b(?!.{0,60}\b(?:will|to) (?:consider|receive|review)\b))",
    re.IGNORECASE,
)
_REFERENCE = pattern(
    r"^[(\[]?[^;]{3,120}\b(?:19|20)\d\d\s*;\s*\d+\s*(?:\(\d+\))?\s*[:,]\s*[\d\s,–-]+[.)\]]*$"
)
"""A journal's year, volume and pages."""
_DATE = pattern(
    r"^(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
    r"\.?,?\s+(?:19|20)\d\d$",
    re.IGNORECASE,
)
_PAGE_MARK = pattern(
    r"(?P<before>^|\s\s|[|–—-]\s*|\s)page\s+(?P<number>\d{1,4})(?P<of>\s*(?:of|/)\s*\d{1,4})?"
    r"(?P<after>\b.*|)$",
    re.IGNORECASE,
)
_APART = pattern(r"^\s*(?:$|[|–—-])|^\s{2}")
_ENTRY = pattern(r"(?:(?:\.\s?){4,}|…{2,}|_{4,}|·{4,})\s*\d{1,3}\s*$", re.MULTILINE)
_LEADERS = pattern(r"(?:(?:\.\s?){4,}|…{2,}|(?:…\s?\.*){2,}|_{4,}|·{4,})\s*\d{0,3}$")
_NUMBERED_END = pattern(r"^(?P<title>.*[^\W\d_].*?)\s+(?P<page>\d{1,3})$")
_CONTENTS = pattern(r"^(?:table of )?contents(?: page)?\s*:?$", re.IGNORECASE)
_COMMENTS = pattern(r"^(?:comments? ?\(\d+\)|\d+ comments?)\W*$", re.IGNORECASE)
_LONGEST_LINE = 200
_LONGEST_MARK = 12
_LONGEST_ENTRY = 15
_FEWEST_ENTRIES = 3


def is_marking(text: str) -> bool:
    """Tell whether a line is a protective marking ("OFFICIAL", "Classification: Confidential")."""
    return _MARKING.match(text) is not None


def is_imprint(text: str) -> bool:
    """Tell whether a line says who approved or published a document, or which version it is."""
    return _IMPRINT.match(text) is not None


def is_formality(text: str) -> bool:
    """Tell whether a sentence only serves a meeting, or names where an article was printed."""
    return any(each.match(text.strip()) for each in (_FORMALITY, _REFERENCE))


def is_date(text: str) -> bool:
    """Tell whether a line is nothing but a date."""
    return _DATE.match(text.strip()) is not None


def is_leader(text: str) -> bool:
    """Tell whether a line is an entry of a contents list: dots lead to its page."""
    return len(text) <= _LONGEST_LINE and _LEADERS.search(text.rstrip()) is not None


def holds_entries(text: str) -> bool:
    """Tell whether a text holds a line of a contents list."""
    return _ENTRY.search(text) is not None


def page_mark(text: str) -> str:
    """Give a running header or footer without the number of its page, "" for any other line.

    The mark stands at one end of the line, and the pages are counted or a gap sets it apart.
    """
    line = text.strip()
    match = _PAGE_MARK.search(line) if len(line) <= _LONGEST_LINE else None
    if match is None or len(line.split()) > _LONGEST_MARK:
        return ""
    is_inside = match.start() > 0 and bool(match["after"].strip())
    is_apart = match.start() == 0 or len(match["before"]) > 1
    if is_inside or not (match["of"] or (is_apart and _APART.match(match["after"]))):
        return ""
    return f"{line[: match.start('number')]}#{match['of'] or ''}{match['after']}"


def running_lines(lines: Iterable[str]) -> frozenset[str]:
    """Give the lines with page marks that come back with other page numbers."""
    marked = {line.strip(): " ".join(page_mark(line).split()) for line in lines}
    counts = Counter(mark for mark in marked.values() if mark)
    return frozenset(line for line, mark in marked.items() if counts[mark] > 1)


def without_page_mark(line: str) -> str:
    """Give what a running line says beside the number of its page."""
    match = _PAGE_MARK.search(line)
    return line if match is None else (line[: match.start()] or match["after"]).strip(" \t|–—-")


def contents_entries(lines: Sequence[str]) -> frozenset[int]:
    """Give the places of the lines that are entries of a contents list.

    They lead with dots to a page, stand in a run of titles with growing page numbers, or stand
    under "Contents" and come back further down.
    """
    places = {place for place, line in enumerate(lines) if is_leader(line)}
    run: list[int] = []
    last = 0
    for place, line in enumerate([*lines, ""]):
        is_short = len(line) <= _LONGEST_LINE and len(line.split()) <= _LONGEST_ENTRY
        match = _NUMBERED_END.match(line) if is_short else None
        if match is not None and int(match["page"]) >= last:
            run.append(place)
            last = int(match["page"])
            continue
        if len(run) >= _FEWEST_ENTRIES:
            places.update(run)
        run, last = ([place], int(match["page"])) if match is not None else ([], 0)
    final = {line: place for place, line in enumerate(lines)}
    for place, line in enumerate(lines):
        if _CONTENTS.match(line.strip()):
            below = place + 1
            while below < len(lines) and final[lines[below]] > below:
                places.add(below)
                below += 1
    return frozenset(places)


def demote(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Make paragraphs of the headings that head nothing, dates above the first sentence too.

    What stands above the comments of readers becomes a heading, so that they are a section.
    """
    texts = [
        block.text if isinstance(block, Heading | Paragraph | ListItem) else "" for block in blocks
    ]
    entries = contents_entries(texts)
    demoted: list[Block] = []
    is_opening = True
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and (
            place in entries
            or heads_nothing(block.text)
            or (is_opening and place > 0 and is_date(block.text))
        ):
            demoted.append(Paragraph(block.text, block.page))
            continue
        if isinstance(block, Paragraph) and heads_comments(block.text):
            demoted.append(Heading(block.text, 1, block.page))
            continue
        is_sentence = isinstance(block, Paragraph) and block.text.endswith(".")
        is_opening = is_opening and isinstance(block, Heading | Paragraph) and not is_sentence
        demoted.append(block)
    return tuple(demoted)


def heads_comments(text: str) -> bool:
    """Tell whether a line heads the comments of readers, which are not the author's words."""
    return _COMMENTS.match(text) is not None


def heads_nothing(text: str) -> bool:
    """Tell whether a line is a marking, an imprint or a page mark, wherever it stands."""
    return is_marking(text) or is_imprint(text) or bool(page_mark(text))

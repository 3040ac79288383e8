"""Finds what a document calls itself: in its properties, on its cover sheet, in its headings."""

import re
from collections.abc import Iterable, Iterator

from ingest.furniture import is_marking
from ingest.records import Canonical, Heading

_PROGRAM = re.compile(r"^microsoft (?:word|excel|powerpoint) - ", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"^\S+\.[a-z]{2,5}$|\.(?:docx?|xlsx?|pptx?|pdf|html?|indd|odt|rtf|txt|pub)$", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"^(?:(?:untitled|document|book|sheet|slide|presentation|scan|layout|title)[\s_-]*\d*"
    r"|powerpoint[ -]presentation|word document|contents|table of contents|read ?me"
    r"|cover(?: sheet| page)?|\(?anonymous\)?|\(?unspecified\)?|notes?"
    r"|about(?: this \w+)?|introduction|front (?:page|sheet)|home)$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^(?:(?:report|paper|document)\s+)?title(?:\s+of\s+(?:the\s+)?(?:paper|report|document))?"
    r"\s*[:|]\s*(?P<title>[^|\n]{5,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = re.compile(
    r"^(?!.*\b(?:plan|report|polic|strateg|statement|standard|wres|stud(?:y|ies)|action|equality"
    r"|paper|minutes|at)\b)[^–:|]*\b(?:NHS (?:Foundation )?Trust|Integrated Care Board)$",
    re.IGNORECASE,
)
_OPENING = 3000


def find(declared: str, canonical: Canonical) -> str:
    """Give a document's title, "" where it has none.

    That is the title that its file declares, unless a program made it up; else the one that a cover
    sheet labels; else the first heading that is not only the name of an organisation.
    """
    for candidates in ([declared], _labelled(canonical.text), _headings(canonical)):
        for title in candidates:
            if is_title(title):
                return title
    return first_heading(canonical)


def is_title(text: str) -> bool:
    """Tell a title from the name of a file, a marking and what programs put in its place."""
    bare = _PROGRAM.sub("", text.strip())
    return (
        bool(bare)
        and bare == text.strip()
        and not _FILE_NAME.search(bare)
        and (_NO_TITLE.match(bare) is None)
        and not is_marking(bare)
    )


def first_heading(canonical: Canonical) -> str:
    """Give the first heading, "" where there is none."""
    return next(_all_headings(canonical), "")


def _labelled(text: str) -> Iterator[str]:
    return (match["title"].strip() for match in _LABELLED.finditer(text[:_OPENING]))


def _headings(canonical: Canonical) -> Iterable[str]:
    return (text for text in _all_headings(canonical) if not _NAME.match(text))


def _all_headings(canonical: Canonical) -> Iterator[str]:
    return (item.block.text for item in canonical.blocks if isinstance(item.block, Heading))

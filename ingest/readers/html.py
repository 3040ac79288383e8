"""Reads web pages: the main content only, with headings, lists and tables."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.decoding import decode
from ingest.errors import UnreadableFile
from ingest.fragments import BULLET
from ingest.headers import make_table
from ingest.records import Block, Cell, Heading, ListItem, Paragraph, Reading, Table

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_DROPPED = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form",
    "button", "svg", "iframe", "dialog", "select", "head",
)  # fmt: skip
_ROLES = {
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
    "tablist",
}  # fmt: skip
_NOISE = (
    "cookie", "breadcrumb", "skip-link", "skiplink", "site-header", "site-footer", "social-share",
    "share-buttons", "sidebar", "consent-banner", "onetrust", "consent-sdk", "gdpr",
)  # fmt: skip
_LINKS_TITLE = re.compile(
    r"^(?:you (?:may|might) also (?:like|be interested in)|(?:see|read) (?:also|next|more)|also see"
    r"|(?:more|latest|other|recent|related) (?:news|stories|articles|posts|pages|links|content"
    r"|topics|in this (?:section|series))|related|in this section"
    r"|on this page|quick links|(?:share|print) this(?: page| article)?|popular|tags)\s*:?$",
    re.IGNORECASE,
)
"""What stands above a block of links to other pages."""
_SHARING = re.compile(
    r"^share\b(?:\s+(?:this|page|article|story|post|on|via))*\s*:?(?:[\s,|]*\b(?:twitter|x|facebook"
    r"|linkedin|e-?mail|whatsapp|print|copy link)\b)+\s*$",
    re.IGNORECASE,
)
_MOST_BESIDE_LINK = 6
_UNFOLDED = re.compile(
    r"accordion|collaps|expand|toggle[-_]content|tab[-_]?(?:panel|pane|content)", re.IGNORECASE
)
"""What the parts of a page are called that open where the reader clicks."""
_LONGEST_TERM = 9
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "output", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LEAST_MAIN = 200
_DEEPEST = 150
"""Elements within elements that are told apart; what is deeper is read as plain text."""
_WIDEST_SPAN = 200


def read(data: bytes) -> Reading:
    """Read an HTML file; without <main> or <article> the whole body counts."""
    from bs4 import BeautifulSoup

    declared = (
        BeautifulSoup(data[:4096], "lxml").original_encoding if b"charset" in data[:4096] else None
    )
    text, warnings = _decode(data, declared)
    soup = BeautifulSoup(text, "lxml")
    title = " ".join(soup.title.get_text().split()) if soup.title else None
    letterhead, makers = _letterhead(soup), _makers(soup)
    hidden = _drop_hidden(soup)
    if hidden:
        warnings = (*warnings, f"{hidden} hidden words were left out")
    walker = _Walker()
    walker.walk(_main_content(soup))
    walker.flush()
    return Reading(tuple(walker.blocks), "html", title or None, warnings, letterhead, makers)


def _letterhead(soup: "BeautifulSoup") -> tuple[str, ...]:
    """Give the lines of the page's header and footer, and what stands for its logo."""
    lines: list[str] = []
    for part in soup.select("body > header, body > footer, [role=banner], [role=contentinfo]"):
        lines.extend(" ".join(line.split()) for line in part.get_text("\n").split("\n"))
        lines.extend(str(image["alt"]).strip() for image in part.select("img[alt]"))
    return tuple(dict.fromkeys(line for line in lines if line))


def _makers(soup: "BeautifulSoup") -> tuple[str, ...]:
    """Give the site and the author that the page's own description names."""
    named = soup.select("meta[property='og:site_name'], meta[name=author], meta[name=publisher]")
    found = (" ".join(str(tag.get("content", "")).split()) for tag in named)
    return tuple(dict.fromkeys(name for name in found if name))


def _decode(data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    """Decode a page by its own declaration if that works, else as any text."""
    if declared and declared.lower() not in {"utf-8", "ascii"}:
        try:
            return data.decode(declared), ()
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


def _main_content(soup: "BeautifulSoup") -> "Tag":
    """Give the element with the main content, without navigation and the like."""
    body = soup.body or soup
    _unfold(body)
    for tag in list(body.find_all(True)):
        if not _is_gone(tag) and _is_noise(tag):
            tag.decompose()
    _drop_links(body)
    for found in (body.find("main"), body.find(True, attrs={"role": "main"}), body.find("article")):
        if found is not None and len(found.get_text(strip=True)) * 2 >= min(
            len(body.get_text(strip=True)), _LEAST_MAIN
        ):
            siblings = body.find_all(found.name)
            if found.name != "article" or len(siblings) == 1:
                return found
    if not body.get_text(strip=True):
        msg = (
            "the page has no text (is it drawn by a script?); save it from a browser as text or PDF"
        )
        raise UnreadableFile(msg)
    return body


def _is_gone(tag: "Tag") -> bool:
    """Tell whether an element was taken out: `tag.decomposed` searches all within it to say no."""
    return tag.parent is None


def _drop_links(body: "Tag") -> None:
    """Drop blocks of links to other pages, with what stands above them, and links for sharing."""
    from bs4.element import Tag

    for tag in body.find_all([*_HEADINGS, "p", "strong", "div"]):
        if _is_gone(tag) or (tag.name == "div" and tag.find(True) is not None):
            continue
        text = tag.get_text(" ", strip=True)
        if tag.name in {"p", "div"} and _SHARING.match(text):
            tag.decompose()
        elif _LINKS_TITLE.match(text):
            place = tag
            while place.find_next_sibling() is None and place.parent not in (None, body):
                place = place.parent
            after = (sibling for sibling in place.next_siblings if isinstance(sibling, Tag))
            links = list(itertools.takewhile(_is_links, after))
            for block in links:
                block.decompose()
            if links:
                tag.decompose()


def _is_links(tag: "Tag") -> bool:
    """Tell whether an element is a link, or each of its items one with few words beside it."""
    return tag.name == "a" or all(
        item.find("a") is not None
        and _count_words(item) - sum(map(_count_words, item.find_all("a"))) <= _MOST_BESIDE_LINK
        for item in tag.find_all("li") or [tag]
    )


def _count_words(tag: "Tag") -> int:
    """Count the words of an element."""
    return len(tag.get_text(" ").split())


def _unfold(body: "Tag") -> None:
    """Make headings of what a reader clicks on to open a part of the page."""
    for tag in body.find_all(["button", "summary"]):
        is_opener = tag.name == "summary" or any(
            tag.has_attr(name) for name in ("aria-expanded", "aria-controls")
        )
        if tag.find_parent(list(_HEADINGS)) is not None:
            tag.name = "span"
        elif is_opener and tag.find_parent(["nav", "header", "footer"]) is None:
            tag.name = "h3"


def _is_folded(tag: "Tag") -> bool:
    """Tell whether an element is a part of the page that opens where the reader clicks."""
    classes = " ".join(str(value) for value in tag.get_attribute_list("class") if value)
    return str(tag.get("role", "")) == "tabpanel" or bool(
        _UNFOLDED.search(f"{classes} {tag.get('id', '')}")
    )


def _drop_hidden(soup: "BeautifulSoup") -> int:
    """Drop what the page's own style hides; give how many words that is."""
    count = 0
    for tag in list(soup.find_all(style=_HIDDEN)):
        if not _is_gone(tag) and not _is_folded(tag):
            count += len(tag.get_text(" ").split())
            tag.decompose()
    return count


def _is_noise(tag: "Tag") -> bool:
    """Tell whether an element is furniture of the page; a header within an article is not."""
    if tag.name in _DROPPED:
        return tag.name != "header" or tag.find_parent(["main", "article", "section"]) is None
    if str(tag.get("role", "")) in _ROLES or (tag.has_attr("hidden") and not _is_folded(tag)):
        return True
    if tag.name == "a" and tag.get_text(" ", strip=True).lower().startswith("skip to "):
        return True
    classes = " ".join(str(value) for value in tag.get_attribute_list("class") if value)
    names = f"{classes} {tag.get('id', '')}".lower()
    return tag.name not in {"body", "main", "html"} and any(noise in names for noise in _NOISE)


@dataclass(slots=True)
class _Walker:
    """Collects blocks while walking through the elements in order."""

    depth: int = 0
    blocks: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def walk(self, element: "Tag") -> None:
        """Read the children of an element."""
        from bs4.element import NavigableString, PreformattedString, Tag

        self.depth += 1
        for child in element.children:
            if isinstance(child, Tag) and self.depth > _DEEPEST:
                self._text.append(child.get_text(" "))
            elif isinstance(child, Tag):
                self._enter(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._text.append(str(child))
        self.depth -= 1

    def flush(self) -> None:
        """Close the paragraph that is open."""
        for line in "".join(self._text).split("\0"):
            text = " ".join(line.split())
            if text:
                self.blocks.append(Paragraph(text))
        self._text = []

    def _enter(self, tag: "Tag") -> None:
        """Read one element."""
        if tag.name == "br":
            is_one_of_several = tag.find_next_sibling("br") or tag.find_previous_sibling("br")
            is_line = is_one_of_several or tag.find_parent(["td", "th"])
            self._text.append("\0" if is_line else " ")
        elif tag.name in _INLINE:
            self.walk(tag)
        elif tag.name in _HEADINGS:
            self.flush()
            text = " ".join(tag.get_text(" ").split())
            if text:
                self.blocks.append(Heading(text, _HEADINGS[tag.name]))
        elif tag.name in {"ul", "ol", "menu"}:
            self.flush()
            self._list(tag)
        elif tag.name == "dl":
            self.flush()
            self._terms(tag)
        elif tag.name == "table":
            self.flush()
            self._table(tag)
        else:
            self.flush()
            self.walk(tag)
            self.flush()

    def _list(self, tag: "Tag") -> None:
        """Read a list; lists within an item follow it, and so do its tables and headings."""
        for number, item in enumerate(tag.find_all("li", recursive=False), start=1):
            inner = _Walker(self.depth)
            inner.walk(item)
            inner.flush()
            marker = f"{number}." if tag.name == "ol" else "•"
            is_first = True
            for block in inner.blocks:
                if isinstance(block, Paragraph):
                    self.blocks.append(ListItem(block.text, marker if is_first else "•"))
                    is_first = False
                else:
                    self.blocks.append(block)

    def _terms(self, tag: "Tag") -> None:
        """Read a list of terms: a short one labels what is said of it, others stand above it."""
        term = ""
        for part in tag.find_all(["dt", "dd"]):
            if part.find_parent("dl") is not tag:
                continue
            inner = _Walker(self.depth)
            inner.walk(part)
            inner.flush()
            first = inner.blocks[0] if inner.blocks else None
            is_label = 0 < len(term.split()) <= _LONGEST_TERM and term[-1] not in ".?!"
            if part.name == "dt":
                self._term(term)
                term = " ".join(part.get_text(" ").split())
                continue
            if is_label and isinstance(first, Paragraph):
                inner.blocks[0] = Paragraph(f"{term.rstrip(' :')}: {first.text}")
            else:
                self._term(term)
            term = ""
            self.blocks.extend(inner.blocks)
        self._term(term)

    def _term(self, term: str) -> None:
        """Put a term above what is said of it."""
        if term:
            self.blocks.append(Heading(term, 4))

    def _table(self, tag: "Tag") -> None:
        """Read a table; one that only lays out the page is read as its content."""
        if tag.find("table") is not None or str(tag.get("role", "")) == "presentation":
            for cell in _own_cells(tag):
                self.walk(cell)
                self.flush()
            return
        caption = tag.find("caption")
        if caption is not None:
            text = " ".join(caption.get_text(" ").split())
            if text:
                self.blocks.append(Paragraph(text))
        table = _read_table(tag)
        if table.rows or any(table.header):
            self.blocks.append(table)


def _own_cells(table: "Tag") -> "Iterator[Tag]":
    """Give the cells of a table, not those of tables within it."""
    for cell in table.find_all(["td", "th"]):
        if cell.find_parent("table") is table:
            yield cell


def _read_table(tag: "Tag") -> Table:
    """Read a table with its spans resolved; <th> and <thead> say which rows are the header."""
    grid: list[list[Cell]] = []
    heads: list[bool] = []
    hanging: dict[int, int] = {}
    for line in tag.find_all("tr"):
        cells: list[Cell] = []
        found = line.find_all(["td", "th"], recursive=False)
        for cell in found:
            _hang(cells, hanging)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(width):
                if height > 1:
                    hanging[len(cells)] = height - 1
                cells.append(Cell(_cell_text(cell)) if place == 0 else Cell(""))
        _hang(cells, hanging)
        grid.append(cells)
        in_head = line.find_parent("thead") is not None
        heads.append(in_head or (bool(found) and all(cell.name == "th" for cell in found)))
    return make_table(grid, None, heads)


def _hang(cells: list[Cell], hanging: dict[int, int]) -> None:
    """Add the cells that reach down from rows above into the next place."""
    while hanging.get(len(cells), 0):
        hanging[len(cells)] -= 1
        cells.append(Cell("", is_merged=True))


def _span(cell: "Tag", name: str) -> int:
    """Give a cell's span; nonsense counts as one."""
    value = str(cell.get(name, "1")).strip()
    return min(max(int(value), 1), _WIDEST_SPAN) if value.isdigit() else 1


def _cell_text(cell: "Tag") -> str:
    """Give the text of a cell, one line for each paragraph and bullet."""
    inner = _Walker()
    inner.walk(cell)
    inner.flush()
    lines: list[str] = []
    for block in inner.blocks:
        if isinstance(block, ListItem):
            lines.append(BULLET + block.text)
        elif not isinstance(block, Table):
            lines.append(block.text)
    return "\n".join(lines)

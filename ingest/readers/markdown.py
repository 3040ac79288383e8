"""Reads Markdown: headings, lists, pipe tables, paragraphs; the marks themselves go."""

import re
from datetime import datetime

from ingest import pipes
from ingest.decoding import decode
from ingest.forms import is_label_line, unfold
from ingest.fragments import has_markup, is_bullet, plain_lines, strip_marker
from ingest.records import Block, Heading, ListItem, Paragraph, Reading

_ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-{2,})\s*$")
_ITEM = re.compile(r"^\s*(?:([-*+•])|(\d{1,3}[.)]))\s+(?:\[[ xX]\]\s+)?(?=\S)")
_RULE = re.compile(r"^ {0,3}([-*_])(?:\s*\1){2,}\s*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(
    r"^(title|author|byline|organi[sz]ation|publisher|date|published|updated):[ \t]*"
    r"[\"']?(\S.*?)[\"']?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# What is marked is short: without a limit, marks that are never closed take quadratic time.
_INLINE = (
    (re.compile(r"!\[([^\]]{0,500})\]\([^)]{0,900}\)"), r"\1"),
    (
        re.compile(
            r"\[([^\]]{1,500})\]\(<?(?:mailto:)?([^)\s>]{0,900})>?(?:\s{1,9}\"[^\"]{0,200}\")?\)"
        ),
        r"\1",
    ),
    (re.compile(r"\[([^\]]{1,500})\]\[[^\]]{0,200}\]"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^>\s]{1,900})>"), r"\1"),
    (re.compile(r"`+([^`]+)`+"), r"\1"),
    (re.compile(r"(?<!\\)(\*\*\*|\*\*|\*)(?=\S)(.{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w\\])(___|__|_)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"~~(?=\S)(.{1,500}?)(?<=\S)~~"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)


def read(data: bytes) -> Reading:
    """Read a Markdown file."""
    text, warnings = decode(data)
    front = _FRONT.match(text)
    given = {name.lower(): value for name, value in _FRONT_LINE.findall(front[1] if front else "")}
    title = given.pop("title", None)
    said = [Paragraph(f"{name.capitalize()}: {_date(value)}") for name, value in given.items()]
    body = _COMMENT.sub("", text[front.end() :] if front else text)
    return Reading((*said, *unfold(_Parser().parse(body))), "markdown", title, warnings)


def _date(value: str) -> str:
    """Write out a date in figures, year first ("2022-03-09"); any other value stays."""
    try:
        day = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"


def looks_like_markdown(text: str) -> bool:
    """Tell whether a text without a telling suffix has Markdown headings."""
    heads = [line for line in text.splitlines() if _ATX.match(line)]
    return bool(heads) and any(not line.lstrip().startswith("#") for line in text.splitlines())


class _Parser:
    """Collects blocks line by line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._open: list[str] = []
        self._marker = ""

    def parse(self, text: str) -> list[Block]:
        """Give the blocks of a Markdown text."""
        lines = re.split(r"\r\n|\r|\n", text)
        index, is_code = 0, False
        while index < len(lines):
            line = lines[index]
            if _FENCE.match(line):
                self._flush()
                is_code = not is_code
            elif is_code:
                self._open.append(line)
            elif _starts_table(lines, index):
                index = self._read_table(lines, index)
                continue
            else:
                self._read_line(line)
            index += 1
        self._flush()
        return self.blocks

    def _read_table(self, lines: list[str], index: int) -> int:
        """Read the table that begins at `index`; give the line after it."""
        self._flush()
        end = index
        while end < len(lines) and "|" in lines[end]:
            end += 1
        self.blocks.append(pipes.read_pipe_table([_plain(line) for line in lines[index:end]]))
        return end

    def _read_line(self, line: str) -> None:
        """Read one line outside tables and code."""
        line = re.sub(r"^(?:\s*>)+ ?", "", line)
        atx, item = _ATX.match(line), _ITEM.match(line)
        if not line.strip():
            self._flush()
        elif atx:
            self._flush()
            self._add_heading(atx.group(2), len(atx.group(1)))
        elif self._open and not self._marker and _SETEXT.match(line):
            text, self._open = " ".join(self._open), []
            self._add_heading(text, 1 if "=" in line else 2)
        elif _RULE.match(line):
            self._flush()
        elif item:
            self._flush()
            self._marker = item.group(2) or "•"
            self._open = [line[item.end() :]]
        else:
            self._open.append(line)

    def _add_heading(self, text: str, level: int) -> None:
        """Add a heading, unless it is empty."""
        text = _plain(text)
        if text:
            self.blocks.append(Heading(text, level))

    def _flush(self) -> None:
        """Close the open paragraph or list item."""
        parts, marker = self._open, self._marker
        self._open, self._marker = [], ""
        for text in _hard_lines(parts):
            self._add_text(_plain(text), marker)

    def _add_text(self, text: str, marker: str) -> None:
        """Add a paragraph or list item."""
        if not text:
            return
        if marker:
            self.blocks.append(ListItem(text, marker))
            return
        for line in plain_lines(text) if has_markup(text) else (text,):
            is_item = is_bullet(line)
            self.blocks.append(ListItem(strip_marker(line)) if is_item else Paragraph(line))


def _hard_lines(parts: list[str]) -> list[str]:
    """Join the lines of a paragraph, but for hard breaks and lines that are all label and value."""
    if len(parts) > 1 and all(is_label_line(_plain(part)) for part in parts):
        return parts
    lines: list[str] = []
    is_broken = True
    for part in parts:
        text = part.strip().removesuffix("\\")
        if is_broken:
            lines.append(text)
        else:
            lines[-1] = f"{lines[-1]} {text}"
        is_broken = part.endswith(("  ", "\\"))
    return lines


def _starts_table(lines: list[str], index: int) -> bool:
    """Tell whether a pipe table begins here: a bar first, or a ruling below."""
    if pipes.is_pipe_line(lines[index]):
        return True
    return "|" in lines[index] and index + 1 < len(lines) and pipes.is_rule(lines[index + 1])


def _plain(text: str) -> str:
    """Strip the marks of emphasis, links and code from a text."""
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())

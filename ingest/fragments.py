"""Turns text with HTML fragments and inline bullets into plain lines ("• " for bullets)."""

import html
import re

from ingest.patterns import pattern

BULLET = "• "

_TAG = pattern(
    r"<(/?)(p|br|ul|ol|li|div|span|b|i|u|em|strong|a|sup|sub|h[1-6]|font|small|hr|table|tbody"
    r"|thead|tr|td|th|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_ITEMS = {"ul", "li"}
_BREAKS = {"p", "br", "ol", "div", "hr", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
_BULLETS = pattern(r"(?:^|(?<=\s))[•●▪◦‣⁃](?=\s|\w|$)[ \t]*")
_ORDERED = pattern(r"<ol\b[^<>]*>(.*?)(?=</?(?:ol|ul|p|div|table)\b|$)", re.IGNORECASE | re.DOTALL)
_NUMBERED = pattern(r"(?<!\S)(?=\d{1,2}[.)]\s+\S)")
_MARKER = pattern(r"^(?:[•●▪◦‣⁃*]|[-–—](?=\s))\s*")


def has_markup(text: str) -> bool:
    """Tell whether HTML tags stand in the text."""
    return "<" in text and _TAG.search(text) is not None


def plain_lines(text: str) -> tuple[str, ...]:
    """Give the lines that `text` stands for; tags go, "<p>", "<li>" and "•" begin a new line.

    The text after "<ul>" is a bullet even where its marker is missing; after "<ol>" each "1. "
    begins a line of its own. A blank bullet is no line.
    """
    if "<" in text:
        text = _ORDERED.sub(lambda match: _NUMBERED.sub("\n", match.group()), text)
        text = _TAG.sub(_break, text)
    text = _BULLETS.sub("\n" + BULLET, html.unescape(text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return tuple(line for line in lines if line not in {"", BULLET.strip()})


def plain_cell(text: str) -> str:
    """Give the text of a table cell: its plain lines, one below the other."""
    return "\n".join(plain_lines(text))


def strip_marker(line: str) -> str:
    """Give a line without the bullet at its beginning."""
    return _MARKER.sub("", line).strip()


def is_bullet(line: str) -> bool:
    """Tell whether a line begins with a bullet."""
    return _MARKER.match(line) is not None


def _break(tag: re.Match[str]) -> str:
    """Give what stands for a tag: a new line, a new bullet or nothing."""
    name = tag.group(2).lower()
    if name in _ITEMS:
        return "\n" if tag.group(1) else "\n" + BULLET
    if name in {"td", "th"}:
        return " "
    return "\n" if name in _BREAKS else ""

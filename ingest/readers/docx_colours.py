"""Writes into a Word document what its status cells say by their colour alone."""

from collections.abc import Iterator
from typing import Any

from ingest.readers import colours

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def write_colours(body: Any) -> int:
    """Write the name of its colour into each blank cell of a status column; give how many."""
    from lxml import etree

    count = 0
    rated: set[tuple[Any, int]] = set()
    for line in body.iter(f"{_W}tr"):
        for column, cell in _cells(line):
            text = "".join(node.text or "" for node in cell.iter(f"{_W}t"))
            place = (line.getparent(), column)
            shading = cell.find(f"{_W}tcPr/{_W}shd")
            paragraph = cell.find(f"{_W}p")
            if colours.is_rated(text):
                rated.add(place)
            elif not text.strip() and place in rated and None not in (shading, paragraph):
                name = colours.name_of(shading.get(f"{_W}fill", ""))
                run = etree.SubElement(paragraph, f"{_W}r")
                etree.SubElement(run, f"{_W}t").text = name
                count += bool(name)
    return count


def _cells(line: Any) -> Iterator[tuple[int, Any]]:
    """Give the cells of a row, each with its first column."""
    column = 0
    for cell in line.iterchildren(f"{_W}tc"):
        yield column, cell
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = span.get(f"{_W}val", "") if span is not None else ""
        column += int(width) if width.isdigit() else 1

"""Reads PowerPoint files slide by slide: titles, text in reading order, tables, charts, notes."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.errors import UnreadableFile
from ingest.fragments import BULLET, plain_lines
from ingest.headers import make_table
from ingest.records import Block, Cell, Heading, ListItem, Paragraph, Reading, Table

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LEVEL = 450_000
"""Shapes whose tops differ by less (in EMU, half an inch) stand side by side."""
_DIAGRAM = "/diagramData"
_COMMENTS = "/comments"
_TITLES = {"TITLE", "CENTER_TITLE", "VERTICAL_TITLE"}
_FURNITURE = {"DATE", "FOOTER", "HEADER", "SLIDE_NUMBER"}
_BODIES = {"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"}


def read(data: bytes) -> Reading:
    """Read a PowerPoint file; hidden slides are left out with a warning.

    Raises UnreadableFile where it is no such file; what damage raises beneath, `ingest.read` tells.
    """
    import pptx
    from pptx.exc import PythonPptxError

    try:
        return _read_deck(pptx.Presentation(io.BytesIO(data)))
    except PythonPptxError as error:
        msg = f"the PowerPoint file is damaged ({error}); open and save it again"
        raise UnreadableFile(msg) from error


def _read_deck(deck: Any) -> Reading:
    """Read an open presentation."""
    blocks: list[Block] = []
    hidden: list[str] = []
    comments = 0
    title = ""
    for number, slide in enumerate(deck.slides, start=1):
        comments += sum(1 for part in _related(slide, _COMMENTS) for _ in _comments(part))
        if slide._element.get("show") == "0":
            hidden.append(str(number))
            continue
        found = list(_slide_blocks(slide, number))
        if found and isinstance(found[0], Heading) and found[0].text == title:
            found = found[1:]
        elif found and isinstance(found[0], Heading):
            title = found[0].text
        blocks.extend(found)
    warnings = [f"hidden slide {', '.join(hidden)} was left out"] if hidden else []
    if comments:
        warnings.append(f"{comments} comments were left out")
    declared = (deck.core_properties.title or "").strip()
    return Reading(tuple(blocks), "pptx", _declared(declared), tuple(warnings), _letterhead(deck))


def _letterhead(deck: Any) -> tuple[str, ...]:
    """Give the headers and footers of the slides, and what their masters show on each."""
    shapes = [s for slide in deck.slides for s in slide.shapes if _role(s) in _FURNITURE]
    for master in deck.slide_masters:
        for layout in (master, *master.slide_layouts):
            shapes.extend(shape for shape in layout.shapes if not shape.is_placeholder)
    lines = (
        line
        for shape in shapes
        if shape.has_text_frame
        for line in plain_lines(shape.text_frame.text)
    )
    return tuple(dict.fromkeys(lines))


def _declared(title: str) -> str | None:
    """Give the declared title, unless it is the program's own."""
    return None if not title or title.lower().startswith("powerpoint") else title


def _slide_blocks(slide: Any, number: int) -> Iterator[Block]:
    """Give the blocks of a slide: its title, its shapes from top to bottom, its notes."""
    shapes = list(_in_order(slide.shapes))
    titles = [shape for shape in shapes if _role(shape) in _TITLES]
    for shape in titles:
        text = " ".join(shape.text_frame.text.split())
        if text:
            yield Heading(text, 1 if number == 1 else 2, number)
    others = [shape for shape in shapes if shape not in titles and _role(shape) not in _FURNITURE]
    for shape in others:
        yield from _shape_blocks(shape, number)
    for part in _related(slide, _DIAGRAM):
        yield from (ListItem(text, page=number) for text in _diagram_texts(part))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for line in plain_lines(slide.notes_slide.notes_text_frame.text):
            yield Paragraph(line, number)


def _in_order(shapes: Any) -> Iterator[Any]:
    """Give all shapes in reading order; those of a group, which has places of its own, together."""
    for shape in sorted(shapes, key=_place):
        if shape.shape_type is not None and int(shape.shape_type) == 6:
            yield from _in_order(shape.shapes)
        else:
            yield shape


def _role(shape: Any) -> str:
    """Give the kind of placeholder that a shape is, "" for none."""
    return shape.placeholder_format.type.name if shape.is_placeholder else ""


def _place(shape: Any) -> tuple[int, int, int]:
    """Give the place of a shape in reading order."""
    top, left = shape.top or 0, shape.left or 0
    return int(top) // _LEVEL, int(left), int(top)


def _shape_blocks(shape: Any, number: int) -> Iterator[Block]:
    """Give the blocks of one shape."""
    if getattr(shape, "has_table", False):
        table = _read_table(shape.table, number)
        if table.rows or any(table.header):
            yield table
    elif getattr(shape, "has_chart", False):
        yield from _chart_blocks(shape.chart, number)
    elif shape.has_text_frame:
        is_body = _role(shape) in _BODIES
        paragraphs = [p for p in shape.text_frame.paragraphs if _text(p)]
        for paragraph in paragraphs:
            is_item = _is_bullet(paragraph, default=is_body and len(paragraphs) > 1)
            text = _text(paragraph)
            yield ListItem(text, page=number) if is_item else Paragraph(text, number)


def _text(paragraph: Any) -> str:
    """Give the text of a paragraph; a line break in it is a space."""
    parts = [
        (node.text or "") if node.tag == f"{_A}t" else " "
        for node in paragraph._p.iter(f"{_A}t", f"{_A}br")
    ]
    return " ".join("".join(parts).split())


def _is_bullet(paragraph: Any, *, default: bool) -> bool:
    """Tell whether a paragraph has a bullet or number, of its own or by its placeholder."""
    properties = paragraph._p.find(f"{_A}pPr")
    if properties is not None:
        if properties.find(f"{_A}buNone") is not None:
            return False
        if any(properties.find(f"{_A}{name}") is not None for name in ("buChar", "buAutoNum")):
            return True
    return default


# ------------------------------------------------------------------ tables and the like


def _read_table(table: Any, number: int) -> Table:
    """Read a table: what continues the cell above is merged, blanks follow a wide cell."""
    grid: list[list[Cell]] = []
    for line in table.rows:
        cells: list[Cell] = []
        for cell in line.cells:
            element = cell._tc
            if element.get("vMerge") in {"1", "true"} and element.get("hMerge") not in {
                "1",
                "true",
            }:
                cells.append(Cell("", is_merged=True))
            else:
                cells.append(Cell("" if cell.is_spanned else _cell_text(cell)))
        grid.append(cells)
    marked = [bool(table.first_row), *[False] * max(len(grid) - 1, 0)]
    looks_marked = marked[:1] == [True] and len(grid) > 1
    return make_table(grid, number, marked if looks_marked else ())


def _cell_text(cell: Any) -> str:
    """Give the text of a cell, one line for each paragraph or bullet."""
    lines: list[str] = []
    for paragraph in cell.text_frame.paragraphs:
        text = _text(paragraph)
        if text:
            is_item = _is_bullet(paragraph, default=False) and not text.startswith("•")
            lines.append(f"{BULLET}{text}" if is_item else text)
    return "\n".join(line for text in lines for line in plain_lines(text))


def _chart_blocks(chart: Any, number: int) -> Iterator[Block]:
    """Give the figures that a chart draws, as a table."""
    if chart.has_title and chart.chart_title.has_text_frame:
        text = " ".join(chart.chart_title.text_frame.text.split())
        if text:
            yield Paragraph(text, number)
    for plot in chart.plots:
        categories = [str(category) for category in plot.categories]
        rows: list[list[str]] = [["", *categories]]
        rows.extend(
            [str(series.name), *("" if value is None else f"{value:g}" for value in series.values)]
            for series in plot.series
        )
        if len(rows) > 1 and categories:
            yield make_table([[Cell(text) for text in row] for row in rows], number)


def _related(slide: Any, kind: str) -> Iterator[Any]:
    """Give the parts of a kind that belong to a slide."""
    for relation in slide.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kind):
            yield relation.target_part


def _diagram_texts(part: Any) -> Sequence[str]:
    """Give the texts of a diagram (SmartArt)."""
    texts = (
        " ".join("".join(node.text or "" for node in paragraph.iter(f"{_A}t")).split())
        for paragraph in _tree(part).iter(f"{_A}p")
    )
    return [text for text in texts if text]


def _comments(part: Any) -> Iterator[Any]:
    """Give the comments of a part."""
    for node in _tree(part).iter():
        if isinstance(node.tag, str) and node.tag.rsplit("}", 1)[-1] == "cm":
            yield node


def _tree(part: Any) -> Any:
    """Parse a part's XML; entities are not resolved."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(part.blob, parser)

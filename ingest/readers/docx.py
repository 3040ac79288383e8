"""Reads Word documents: the body in order, headings by style, lists, tables with merged cells."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.errors import UnreadableFile
from ingest.fragments import BULLET
from ingest.headers import make_table
from ingest.readers import colours
from ingest.readers.docx_colours import write_colours
from ingest.readers.docx_numbering import Numbering, read_numbering
from ingest.readers.docx_unseen import (
    hidden_styles,
    join_removed_ends,
    strip_prompts,
    strip_unseen,
)
from ingest.records import Block, Cell, Heading, ListItem, Paragraph, Reading, Row, Table

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REMOVED = {f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}txbxContent"}
_HEADING = re.compile(r"^heading\s*(\d)", re.IGNORECASE)
_SYMBOLS = {"6F": "☐", "A8": "☐", "FC": "✓", "FB": "✗", "FD": "☒", "FE": "☑", "A7": "•", "B7": "•"}
"""What Word's symbol fonts (Wingdings) draw; boxes and ticks say something in a form."""
_LONGEST_BOLD = 15
_LARGER = 1.2
_USUAL_SIZE = 22


@dataclass(frozen=True, slots=True)
class _Styles:
    """What the document's styles mean, by style id."""

    levels: dict[str, int]
    lists: frozenset[str]
    titles: frozenset[str]
    size: int
    """The size of running text, in half points."""
    numbering: Numbering


def read(data: bytes) -> Reading:
    """Read a Word document; tracked changes count as accepted.

    Raises UnreadableFile where it is no such file; what damage raises beneath, `ingest.read` tells.
    """
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(data))
    except OpcError as error:
        msg = f"the Word document is damaged ({error}); open and save it again"
        raise UnreadableFile(msg) from error
    styles = _read_styles(document, next(_parts(document, "numbering"), None))
    if any(_value(p, "pStyle") in styles.titles for p in document.element.body.iter(f"{_W}p")):
        levels = {key: min(level + 1, 6) for key, level in styles.levels.items()}
        styles = replace(styles, levels=levels | dict.fromkeys(styles.titles, 1))
    body = document.element.body
    notes = _read_notes(document)
    join_removed_ends(body)
    prompts = strip_prompts(body)
    hidden = strip_unseen(body, hidden_styles(document))
    coloured = write_colours(body)
    blocks: list[Block] = []
    for element in _flatten(body):
        blocks.extend(_read_element(element, styles))
        for mark in element.iter(f"{_W}footnoteReference", f"{_W}endnoteReference"):
            key = (mark.tag.removesuffix("Reference"), mark.get(f"{_W}id", ""))
            blocks.extend(Paragraph(text) for text in notes.get(key, ()))
    warnings = [f"{hidden} hidden words were left out"] if hidden else []
    if coloured:
        warnings.append(colours.WARNING.format(coloured))
    if prompts:
        warnings.append(f"form fields that are not filled in: {prompts}")
    comments = sum(1 for part in _parts(document, "comments") for _ in part.iter(f"{_W}comment"))
    if comments:
        warnings.append(f"{comments} comments were left out")
    title = (document.core_properties.title or "").strip()
    letterhead = _letterhead(document)
    return Reading(tuple(blocks), "docx", title or None, tuple(warnings), letterhead)


def _parts(document: Any, name: str) -> Iterator[Any]:
    """Give the root of each part of a kind that belongs to the document; entities stay shut."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            yield etree.fromstring(relation.target_part.blob, parser)


def _letterhead(document: Any) -> tuple[str, ...]:
    """Give the lines of the page headers and footers, those of the first page and in boxes too."""
    lines = (
        " ".join(_text_of(paragraph).split())
        for name in ("header", "footer")
        for part in _parts(document, name)
        for paragraph in part.iter(f"{_W}p")
    )
    return tuple(dict.fromkeys(line for line in lines if line))


def _read_notes(document: Any) -> dict[tuple[str, str], list[str]]:
    """Give the paragraphs of the footnotes and endnotes by their kind and number."""
    notes: dict[tuple[str, str], list[str]] = {}
    for name in ("footnote", "endnote"):
        for part in _parts(document, f"{name}s"):
            for note in part.iter(f"{_W}{name}"):
                texts = (" ".join(_text_of(p).split()) for p in note.iter(f"{_W}p"))
                key = (f"{_W}{name}", note.get(f"{_W}id", ""))
                notes[key] = [text for text in texts if text]
    return notes


def _read_element(element: Any, styles: _Styles) -> list[Block]:
    """Read a paragraph or table; a column of cells that only lays out others is read as these."""
    if element.tag != f"{_W}tbl":
        return _read_paragraph(element, styles)
    if _is_layout(element):
        inner = [item for cell in element.iterfind(f"{_W}tr/{_W}tc") for item in _flatten(cell)]
        return [block for item in inner for block in _read_element(item, styles)]
    table = _read_table(element, styles)
    return [table] if table.rows or any(table.header) else []


def _is_layout(table: Any) -> bool:
    """Tell whether a table is one column that holds a table of several."""
    if any(len(line.findall(f"{_W}tc")) > 1 for line in table.iterfind(f"{_W}tr")):
        return False
    nested = table.iterfind(f"{_W}tr/{_W}tc/{_W}tbl/{_W}tr")
    return any(len(line.findall(f"{_W}tc")) > 1 for line in nested)


def _read_styles(document: Any, numbering: Any) -> _Styles:
    """Tell headings and lists from the names of the styles and of those that they are based on."""
    levels: dict[str, int] = {}
    lists: set[str] = set()
    titles: set[str] = set()
    for style in document.styles:
        current: Any = style
        for _ in range(8):
            if current is None:
                break
            style_name = (current.name or "").lower()
            match = _HEADING.match(style_name)
            if match or style_name == "title":
                levels[style.style_id] = int(match.group(1)) if match else 1
                titles.update(() if match else (style.style_id,))
                break
            if style_name == "subtitle":
                levels[style.style_id] = 2
                break
            if style_name.startswith("list") and style_name != "list paragraph":
                lists.add(style.style_id)
                break
            current = getattr(current, "base_style", None)
    lists_of = Numbering({}, {})
    if numbering is not None:
        lists_of = read_numbering(numbering, document.styles.element)
    size = _body_size(document.element.body)
    return _Styles(levels, frozenset(lists), frozenset(titles), size, lists_of)


def _flatten(parent: Any) -> Iterator[Any]:
    """Give the paragraphs and tables of a body or cell, also those in content controls."""
    for child in parent:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"}:
            yield from _flatten(child)


def _read_paragraph(element: Any, styles: _Styles) -> list[Block]:
    """Read one paragraph, and the text boxes anchored in it."""
    blocks: list[Block] = []
    text = " ".join(_text_of(element).split())
    style = _value(element, "pStyle")
    level = styles.levels.get(style, 0) or _outline_level(element)
    number = styles.numbering.count(element, style) if text else ""
    if text and level:
        blocks.append(Heading(f"{number} {text}".strip(), level))
    elif text and (_is_listed(element) or style in styles.lists or number):
        blocks.append(ListItem(text, number or "•"))
    elif text and _is_bold_heading(element, text):
        blocks.append(Heading(text, 3))
    elif text and _is_large_heading(element, text, styles):
        blocks.append(Heading(text, 2))
    elif text:
        blocks.append(Paragraph(text))
    for box in element.iter(f"{_W}txbxContent"):
        if not any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()):
            for inner in _flatten(box):
                blocks.extend(_read_element(inner, styles))
    return blocks


def _text_of(element: Any) -> str:
    """Give the text of a paragraph as it reads with all tracked changes accepted."""
    parts: list[str] = []
    for child in element:
        if child.tag in _REMOVED:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            parts.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif child.tag == f"{_W}sym":
            parts.append(_SYMBOLS.get(child.get(f"{_W}char", "").upper()[-2:], ""))
        elif child.tag == f"{_W}checkBox":
            parts.append("☒ " if _is_ticked(child) else "☐ ")
        else:
            parts.append(_text_of(child))
    return "".join(parts)


def _is_ticked(box: Any) -> bool:
    """Tell whether a check box of an old form is ticked."""
    marks = (box.find(f"{_W}{name}") for name in ("checked", "default"))
    mark = next((mark for mark in marks if mark is not None), None)
    return mark is not None and mark.get(f"{_W}val", "1") in {"1", "true", "on"}


def _value(element: Any, name: str) -> str:
    """Give the value of a paragraph property, "" where it is not set."""
    properties = element.find(f"{_W}pPr")
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _outline_level(element: Any) -> int:
    """Give the heading level that the paragraph itself sets, 0 for none."""
    value = _value(element, "outlineLvl")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _is_listed(element: Any) -> bool:
    """Tell whether the paragraph is numbered or bulleted."""
    properties = element.find(f"{_W}pPr")
    numbering = properties.find(f"{_W}numPr") if properties is not None else None
    if numbering is None:
        return False
    identifier = numbering.find(f"{_W}numId")
    return identifier is None or identifier.get(f"{_W}val") != "0"


def _is_bold_heading(element: Any, text: str) -> bool:
    """Tell whether a short paragraph without a final stop is bold throughout."""
    if len(text.split()) > _LONGEST_BOLD or text[-1] in ".;," or not text[0].isupper():
        return False
    runs = [run for run in element.iter(f"{_W}r") if _text_of(run).strip()]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_large_heading(element: Any, text: str, styles: _Styles) -> bool:
    """Tell whether a short paragraph without a final stop is set larger than running text."""
    if len(text.split()) > _LONGEST_BOLD or text[-1] in ".;," or not text[0].isupper():
        return False
    sizes = [_size(run) for run in element.iter(f"{_W}r") if _text_of(run).strip()]
    return bool(sizes) and min(sizes) >= styles.size * _LARGER


def _size(run: Any) -> int:
    """Give the size that a run itself sets, in half points; 0 where it sets none."""
    properties = run.find(f"{_W}rPr")
    found = properties.find(f"{_W}sz") if properties is not None else None
    value = found.get(f"{_W}val", "") if found is not None else ""
    return int(value) if value.isdigit() else 0


def _body_size(body: Any) -> int:
    """Give the size of most of the running text, in half points; 22 where none is set."""
    sizes: Counter[int] = Counter()
    for run in body.iter(f"{_W}r"):
        sizes[_size(run)] += len(_text_of(run))
    most = max(sizes, key=lambda size: sizes[size], default=0)
    return most or _USUAL_SIZE


def _is_bold(run: Any) -> bool:
    """Tell whether a run is set in bold."""
    properties = run.find(f"{_W}rPr")
    bold = properties.find(f"{_W}b") if properties is not None else None
    return bold is not None and bold.get(f"{_W}val", "true") not in {"0", "false", "off"}


# ------------------------------------------------------------------ tables


def _read_table(element: Any, styles: _Styles) -> Table:
    """Read a table: merged cells once, nested tables as text of their cell."""
    grid: list[list[Cell]] = []
    heads: list[bool] = []
    bold: list[bool] = []
    for line in element.iter(f"{_W}tr"):
        if next(line.iterancestors(f"{_W}tbl")) is not element:
            continue
        grid.append(_read_row(line, styles))
        heads.append(_is_header_row(line))
        bold.append(_is_bold_row(line))
    width = max((len(cells) for cells in grid), default=0)
    if width == 2 and not any(heads):
        heads = [bold[0] and len(grid) > 1 and not bold[1], *[False] * (len(grid) - 1)]
        if not heads[0]:
            rows = [[*cells, Cell("")][:2] for cells in grid]
            return Table(
                ("", ""), tuple(Row(tuple(cells)) for cells in rows if any(c.text for c in cells))
            )
    return make_table(grid, None, heads)


def _read_row(line: Any, styles: _Styles) -> list[Cell]:
    """Read one row: what continues the cell above is merged, blanks follow a wide cell."""
    cells: list[Cell] = [Cell("")] * _count(line.find(f"{_W}trPr"), "gridBefore", 0)
    for cell in _cells(line):
        properties = cell.find(f"{_W}tcPr")
        merge = properties.find(f"{_W}vMerge") if properties is not None else None
        continues = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        across = properties.find(f"{_W}hMerge") if properties is not None else None
        if across is not None and across.get(f"{_W}val", "continue") == "continue":
            cells.append(Cell(""))
            continue
        text = "" if continues else _cell_text(cell, styles)
        cells.append(Cell(text, is_merged=continues))
        cells.extend([Cell("")] * (_count(properties, "gridSpan", 1) - 1))
    return cells


def _cells(line: Any) -> Iterator[Any]:
    """Give the cells of a row, also those in content controls."""
    for child in line:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"}:
            yield from _cells(child)


def _count(properties: Any, name: str, default: int) -> int:
    """Give a whole-number property of a row or cell."""
    found = properties.find(f"{_W}{name}") if properties is not None else None
    value = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(value), 200) if value.isdigit() else default


def _cell_text(cell: Any, styles: _Styles) -> str:
    """Give the text of a cell, one line for each paragraph, bullet and row of a nested table."""
    lines: list[str] = []
    for element in _flatten(cell):
        if element.tag == f"{_W}tbl":
            nested = _read_table(element, styles)
            rows = [list(nested.header), *([c.text for c in row.cells] for row in nested.rows)]
            lines.extend(", ".join(text for text in row if text) for row in rows if any(row))
            continue
        for block in _read_paragraph(element, styles):
            if isinstance(block, ListItem):
                is_bullet = block.marker == BULLET.strip()
                lines.append(f"{BULLET if is_bullet else block.marker + ' '}{block.text}")
            elif isinstance(block, Table):
                lines.extend(", ".join(c.text for c in row.cells if c.text) for row in block.rows)
            else:
                lines.append(block.text)
    return "\n".join(lines)


def _is_header_row(line: Any) -> bool:
    """Tell whether a row is marked to repeat as a header."""
    properties = line.find(f"{_W}trPr")
    return properties is not None and properties.find(f"{_W}tblHeader") is not None


def _is_bold_row(line: Any) -> bool:
    """Tell whether all text of a row is bold."""
    runs = [run for run in line.iter(f"{_W}r") if _text_of(run).strip()]
    return bool(runs) and all(_is_bold(run) for run in runs)

"""Takes out of a Word document what is not content: hidden and white text, removals, prompts."""

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLAIN_FILLS = {"", "auto", "FFFFFF", "ffffff"}
_PLAIN_TABLES = {"", "TableGrid", "TableNormal", "Normal"}
_OFF = {"0", "false", "off", "none"}


def strip_unseen(body: Any, hidden_styles: frozenset[str]) -> int:
    """Remove removed rows and unseen runs; give how many words nobody could see."""
    for row in list(body.iter(f"{_W}tr")):
        properties = row.find(f"{_W}trPr")
        if properties is not None and properties.find(f"{_W}del") is not None:
            row.getparent().remove(row)
    hidden = 0
    for run in list(body.iter(f"{_W}r")):
        if not _is_hidden(run, hidden_styles) and not _is_white(run):
            continue
        texts = list(run.iter(f"{_W}t"))
        hidden += sum(len((node.text or "").split()) for node in texts)
        for node in texts:
            node.getparent().remove(node)
    return hidden


def strip_prompts(body: Any) -> int:
    """Remove what stands in the fields of a form until they are filled in; give how many there are.

    "Click or tap here to enter text." is the form's and not its writer's.
    """
    fields = [
        field
        for field in body.iter(f"{_W}sdt")
        if _is_on(field.find(f"{_W}sdtPr"), "showingPlcHdr")
    ]
    for field in fields:
        for node in list(field.iter(f"{_W}t")):
            node.getparent().remove(node)
    return len(fields)


def join_removed_ends(body: Any) -> None:
    """Join each paragraph whose end was removed, as a tracked change, with the next."""
    for paragraph in list(body.iter(f"{_W}p")):
        mark = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del")
        following = paragraph.getnext()
        if mark is None or following is None or following.tag != paragraph.tag:
            continue
        properties = following.find(f"{_W}pPr")
        place = 0 if properties is None else 1
        for child in [child for child in paragraph if child.tag != f"{_W}pPr"][::-1]:
            following.insert(place, child)
        paragraph.getparent().remove(paragraph)


def hidden_styles(document: Any) -> frozenset[str]:
    """Give the identifiers of the styles whose text is hidden."""
    return frozenset(
        style.get(f"{_W}styleId", "")
        for style in document.styles.element.iter(f"{_W}style")
        if _is_on(style.find(f"{_W}rPr"), "vanish")
    )


def _is_on(properties: Any, name: str) -> bool:
    """Tell whether a property is set."""
    found = properties.find(f"{_W}{name}") if properties is not None else None
    return found is not None and found.get(f"{_W}val", "true") not in _OFF


def _is_hidden(run: Any, styles: frozenset[str]) -> bool:
    """Tell whether a run is marked as hidden, by itself or by its style."""
    properties = run.find(f"{_W}rPr")
    if _is_on(properties, "vanish"):
        return True
    named = properties.find(f"{_W}rStyle") if properties is not None else None
    if named is not None and named.get(f"{_W}val") in styles:
        return True
    paragraph = next(run.iterancestors(f"{_W}p"), None)
    above = paragraph.find(f"{_W}pPr") if paragraph is not None else None
    style = above.find(f"{_W}pStyle") if above is not None else None
    return style is not None and style.get(f"{_W}val") in styles


def _is_white(run: Any) -> bool:
    """Tell whether a run is white and nothing behind it is shaded."""
    properties = run.find(f"{_W}rPr")
    color = properties.find(f"{_W}color") if properties is not None else None
    if color is None or color.get(f"{_W}val", "").upper() != "FFFFFF":
        return False
    if properties.find(f"{_W}highlight") is not None or any(_fills(run, properties)):
        return False
    return next(run.iterancestors(f"{_W}txbxContent"), None) is None


def _fills(run: Any, properties: Any) -> Iterator[bool]:
    """Tell of the run and all around it whether it is shaded."""
    yield _is_shaded(properties)
    for above in run.iterancestors():
        for name in ("pPr", "tcPr", "tblPr"):
            yield _is_shaded(above.find(f"{_W}{name}"))
        if above.tag == f"{_W}tbl":
            style = above.find(f"{_W}tblPr/{_W}tblStyle")
            yield style is not None and style.get(f"{_W}val", "") not in _PLAIN_TABLES


def _is_shaded(properties: Any) -> bool:
    """Tell whether properties name a fill other than white."""
    shading = properties.find(f"{_W}shd") if properties is not None else None
    return shading is not None and shading.get(f"{_W}fill", "") not in _PLAIN_FILLS

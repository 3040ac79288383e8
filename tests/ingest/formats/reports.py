"""Writes a report with all that a reader may lose: notes, boxes, changes, hidden words."""

import io
from typing import Any

HIDDEN = ("vanishing", "whitewashed")
"""Words that are in the Word report and that nobody can see."""
COMMENT = "marginalia"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CHANGES = (
    f"<w:p {_W}><w:r><w:t xml:space='preserve'>Cases </w:t></w:r>"
    "<w:del w:id='90' w:author='x'><w:r><w:delText>discarded</w:delText></w:r></w:del>"
    "<w:ins w:id='91' w:author='x'><w:r><w:t>fell by a third</w:t></w:r></w:ins></w:p>"
)
_CONTROL = (
    f"<w:sdt {_W}><w:sdtContent><w:p><w:r><w:t>Organisation: Harbour &amp; Vale Partnership</w:t>"
    "</w:r></w:p></w:sdtContent></w:sdt>"
)
_BOX = (
    f"<w:p {_W} xmlns:v='urn:schemas-microsoft-com:vml'><w:r><w:pict><v:shape><v:textbox>"
    "<w:txbxContent><w:p><w:r><w:t>A box says: speak up early.</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r></w:p>"
)
PARAGRAPHS = (
    "The partnership began with a review of 64 cases & found that most of them could have been "
    "settled by a conversation. “Nobody asked me”, said one colleague; others said much the same.",
    "Managers were trained in May 2019. Since then 1,200 conversations have been recorded, at a "
    "cost of £18,400, and the share of formal cases has fallen from 41% to 23%.",
    "What we learnt: begin with the people concerned, count from the first day, and tell the staff "
    "side before the press. None of this is quick; all of it is cheaper than a tribunal.",
)


def write_report() -> bytes:
    """Write a Word document."""
    import docx
    from docx.oxml import parse_xml
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    document.core_properties.title = "Conversations before cases"
    document.sections[0].header.paragraphs[0].text = "Harbour & Vale"
    document.add_heading("Conversations before cases", 0)
    body = document.element.body
    body.insert(1, parse_xml(_CONTROL))
    for number, text in enumerate(PARAGRAPHS, start=1):
        document.add_heading(f"Part {number}: what happened", 1)
        paragraph = document.add_paragraph(text)
    document.add_comment(paragraph.runs, text=COMMENT, author="A", initials="A")
    looks = document.add_paragraph().add_run("Set large and short")
    looks.font.size = Pt(18)
    document.add_paragraph().add_run(HIDDEN[0]).font.hidden = True
    document.add_paragraph().add_run(HIDDEN[1]).font.color.rgb = RGBColor(255, 255, 255)
    for text in ("Ask early", "Ask often", "Write it down"):
        document.add_paragraph(text, style="List Number")
    _add_tables(document)
    body.insert(len(body) - 1, parse_xml(_CHANGES))
    body.insert(len(body) - 1, parse_xml(_BOX))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_tables(document: Any) -> None:
    """Add a table of figures with a header of two rows, and one within a cell of another."""
    table = document.add_table(4, 4, style="Table Grid")
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Formal cases"
    for column, text in enumerate(("Division", "Before", "After", "Change")):
        table.cell(0 if column == 3 else 1, column).text = text
    for row, line in enumerate((("Surgery", "14", "9", "-5"), ("Medicine", "21", "12", "-9"))):
        for column, text in enumerate(line):
            table.cell(row + 2, column).text = text
    outer = document.add_table(1, 3, style="Table Grid")
    for column, text in enumerate(("Network", "Meets", "")):
        outer.cell(0, column).text = text
    inner = outer.cell(0, 2).add_table(2, 2)
    for place, text in enumerate(("monthly", "online", "quarterly", "in person")):
        inner.cell(place // 2, place % 2).text = text

"""Writes answers for taking away: as a Word document and as Markdown, with numbered references."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from api.deps import Asker, InHouse
from api.errors import DOCUMENTED
from api.labels import CAVEATS, COLUMNS, GROUPS, KINDS, STATUSES, UNNAMED, Group, heading, whose
from assistant.conversations import Conversation, Kept
from assistant.records import Answer, Citation, QuestionKind, Statement
from index.records import StoredAction
from ingest.records import Evidence

if TYPE_CHECKING:
    from docx.document import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTHS = {
    "organisation": 42,
    "objective": 50,
    "action": 75,
    "lead": 30,
    "timescale": 25,
    "status": 20,
    "success_measure": 35,
}
"""The columns of a table of actions, with how wide they are to each other."""

_MARGIN = 20
"""Millimetres at each side of a Word file's page."""

router = APIRouter(prefix="/api/answers", tags=["take away"], responses=DOCUMENTED)
AnswerId = Annotated[str, Path(max_length=300)]


@router.get(
    "/{answer_id}.docx",
    summary="Give an answer as a Word document",
    response_class=Response,
    responses={200: {"description": "A Word document", "content": {DOCX: {}}}},
)
def word(answer_id: AnswerId, house: InHouse, who: Asker) -> Response:
    """Give an answer with references, quotes, what it does not show, its date and corpus."""
    content = answer_docx(house.conversations.answer(who.id, answer_id))
    named = {"Content-Disposition": 'attachment; filename="answer.docx"'}
    return Response(content, media_type=DOCX, headers=named)


@router.get(
    "/{answer_id}.md",
    summary="Give an answer as Markdown",
    response_class=Response,
    responses={200: {"description": "Markdown", "content": {"text/markdown": {}}}},
)
def markdown(answer_id: AnswerId, house: InHouse, who: Asker) -> Response:
    """Give an answer as Markdown, with references."""
    text = answer_markdown(house.conversations.answer(who.id, answer_id))
    named = {"Content-Disposition": 'attachment; filename="answer.md"'}
    return Response(text.encode(), media_type="text/markdown; charset=utf-8", headers=named)


# ------------------------------------------------------------------ what both say


def grouped(answer: Answer) -> Iterator[tuple[Group, list[Statement]]]:
    """Give the statements by evidence type, in the order readers want them."""
    # Who asks what something means wants that before anybody's figures.
    is_meaning = answer.kind is QuestionKind.DEFINITION
    for group in GROUPS[::-1] if is_meaning else GROUPS:
        statements = [item for item in answer.statements if item.evidence in group.evidence]
        if statements:
            yield group, statements


def _with_columns(statement: Statement) -> str:
    """Say which columns a quoted row of a table has."""
    beside = f" (columns: {statement.columns})" if statement.columns else ""
    return f"{statement.text}{beside}"


def beside_rows(answer: Answer) -> Iterator[tuple[Group, list[Statement]]]:
    """Give the statements by evidence type, but for plans that the table of rows shows already."""
    cited = {item.number: item for item in answer.citations}

    def is_row(statement: Statement) -> bool:
        return statement.evidence in {Evidence.PLAN, Evidence.TARGET} and any(
            stands_in(cited[number], action)
            for number in statement.citations
            for action in answer.actions
        )

    for group, statements in grouped(answer):
        apart = [item for item in statements if not is_row(item)]
        if apart:
            yield group, apart


def stands_in(citation: Citation, action: StoredAction) -> bool:
    """Tell whether a quote holds what a row says is to be done, or a part of that.

    Cells that rows share lie outside of some of them; a quote may run over several cells.
    """
    cell = action.action if action.action.text else action.objective
    return (
        citation.document_id == action.document_id
        and citation.start < cell.span.end
        and cell.span.start < citation.end
    )


def cited_in(answer: Answer, action: StoredAction) -> list[int]:
    """Give the numbers of an answer's citations that quote what a row says is to be done."""
    return [item.number for item in answer.citations if stands_in(item, action)]


def filled(answer: Answer) -> list[str]:
    """Give the columns of a table of an answer's actions, but for those that are empty."""
    from assistant.wire import action_json

    rows = [action_json(action) for action in answer.actions]
    always = {"organisation", "action"}
    return [name for name in _WIDTHS if name in always or any(row[name] for row in rows)]


def reference(citation: Citation) -> str:
    """Give where a quote stands: organisation, title, kind, period, section, page."""
    kind = KINDS[citation.kind].lower()
    parts = [
        whose(citation),
        citation.title,
        f"{kind} {citation.period}" if citation.period else kind,
        f"published by {citation.publisher}"
        if citation.publisher and citation.publisher != citation.organisation
        else "",
        f"section “{citation.section}”" if citation.section else "",
        f"page {citation.page}" if citation.page else "",
        citation.document,
    ]
    return ", ".join(part for part in parts if part)


def made_from(kept: Kept) -> str:
    """Say when an answer was given and from what."""
    date = f"{kept.created.day} {kept.created:%B %Y}"
    model = kept.answer.generator
    by = "Answered" if model == "extractive" else f"Written by {model} and checked"
    return f"{by} by goodpractice on {date} from {kept.corpus or 'its documents'}."


# ------------------------------------------------------------------ Markdown


def answer_markdown(kept: Kept, level: int = 1) -> str:
    """Write an answer as Markdown; document text is escaped, so that it shows as it is."""
    answer = kept.answer
    head = "#" * level
    parts = [f"{head} {_plain(answer.question)}"]
    if answer.standalone_question not in {"", answer.question}:
        parts.append(f"*Understood as: {_plain(answer.standalone_question)}*")
    parts.append(_plain(answer.summary))
    if answer.caveats:
        parts.append(f"{head}# What this does not show")
        parts.append("\n".join(f"* {_plain(caveat.text)}" for caveat in answer.caveats))
    for group, statements in beside_rows(answer):
        parts.append(f"{head}# {heading(group, answer.kind)}")
        parts.append("\n".join(f"* {_plain(_with_columns(item))}" for item in statements))
    if answer.actions:
        parts.append(f"{head}# Actions")
        heads, *rows = _rows_of(answer)
        lines = [heads, ["---"] * len(heads), *rows]
        parts.append("\n".join(f"| {' | '.join(_plain(c) for c in line)} |" for line in lines))
    if answer.citations:
        parts.append(f"{head}# References")
        parts.append(
            "\n".join(
                f"{item.number}. {_plain(reference(item))}: “{_plain(item.quote)}”"
                for item in answer.citations
            )
        )
    return "\n\n".join([*parts, f"*{made_from(kept)}*"]) + "\n"


def conversation_markdown(conversation: Conversation, kept: Sequence[Kept]) -> str:
    """Write a whole conversation as Markdown."""
    title = f"# {_plain(conversation.title or 'Conversation')}\n"
    return "\n".join([title, *(answer_markdown(item, level=2) for item in kept)])


def _plain(text: str) -> str:
    """Escape what Markdown or a page made of it would take for markup; fold lines."""
    escaped = re.sub(r"([\\`*_<>#|])", r"\\\1", " ".join(text.split()))
    # A link would be the one way out; a marker such as [1] stays readable.
    return re.sub(r"\](?=[(\[])", r"\\]", escaped) if "](" in escaped else escaped


def _rows_of(answer: Answer) -> list[list[str]]:
    """Give the table of an answer's actions: the heads, then a row for each."""
    from assistant.wire import action_json

    columns = filled(answer)
    rows = [[COLUMNS[name] for name in columns]]
    for action in answer.actions:
        row = action_json(action) | {"organisation": action.organisation or UNNAMED}
        row["action"] += "".join(f" [{number}]" for number in cited_in(answer, action))
        rows.append([row[name] for name in columns])
    return rows


# ------------------------------------------------------------------ Word


def answer_docx(kept: Kept) -> bytes:
    """Write an answer as a Word document: headings, statements, references, quotes in an annex."""
    return _docx(kept.answer.question, [kept])


def conversation_docx(conversation: Conversation, kept: Sequence[Kept]) -> bytes:
    """Write a whole conversation as a Word document, each answer as `answer_docx` does."""
    return _docx(conversation.title, kept)


def conversation_json(conversation: Conversation, kept: Sequence[Kept]) -> bytes:
    """Write a whole conversation as JSON, each answer as `ask --json` does."""
    from assistant.export import as_json
    from assistant.wire import answer_json

    return as_json(
        {
            "id": conversation.id,
            "title": conversation.title,
            "created": conversation.created.isoformat(),
            "updated": conversation.updated.isoformat(),
            "answers": [answer_json(item.answer) for item in kept],
        }
    ).encode()


def _docx(title: str, kept: Sequence[Kept]) -> bytes:
    import docx

    page = docx.Document()
    page.core_properties.title = _safe(title)[:250]
    page.core_properties.author = ""
    page.core_properties.comments = ""
    _set_up(page, is_wide=any(item.answer.actions for item in kept))
    for number, item in enumerate(kept):
        if number:
            page.add_page_break()
        _add_answer(page, item)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _set_up(page: "Document", *, is_wide: bool) -> None:
    """Make it A4 in a plain face; lengthwise where tables of actions need the width."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    (section,) = page.sections
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = section.bottom_margin = Mm(_MARGIN)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        font = page.styles[name].font
        font.name = "Arial"
        fonts = font.element.rPr.rFonts
        for attribute in [each for each in fonts.attrib if each.endswith("Theme")]:
            del fonts.attrib[attribute]  # it would win over the name
    page.styles["Normal"].font.size = Pt(11)


def _add_answer(page: "Document", kept: Kept) -> None:
    answer = kept.answer
    page.add_heading(_safe(answer.question), level=1)
    if answer.standalone_question not in {"", answer.question}:
        page.add_paragraph(_safe(f"Understood as: {answer.standalone_question}"))
    page.add_paragraph(_safe(made_from(kept)), style="Caption")
    page.add_paragraph(_safe(f"{STATUSES[answer.status]}. {answer.summary}"))
    if answer.caveats:
        page.add_heading("What this does not show", level=2)
        for caveat in answer.caveats:
            text = f"{CAVEATS[caveat.code]}: {caveat.text}"
            page.add_paragraph(_safe(text), style="List Bullet")
    for group, statements in beside_rows(answer):
        page.add_heading(f"{group.symbol} {heading(group, answer.kind)}", level=2)
        for item in statements:
            page.add_paragraph(_safe(_with_columns(item)), style="List Bullet")
    if answer.actions:
        _add_actions(page, answer)
    if answer.citations:
        _add_references(page, answer.citations)


def _add_actions(page: "Document", answer: Answer) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    page.add_heading("Actions", level=2)
    heads, *rows = _rows_of(answer)
    table = page.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit = False
    parts = [_WIDTHS[name] for name in filled(answer)]
    widths = [Mm((297 - 2 * _MARGIN) * part / sum(parts)) for part in parts]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for texts in (heads, *rows):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(_safe(text))
            run.font.size, run.bold = Pt(9), texts is heads
    # Word repeats the heads on each page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_references(page: "Document", citations: Sequence[Citation]) -> None:
    page.add_heading("References", level=2)
    for item in citations:
        page.add_paragraph(_safe(f"[{item.number}] {reference(item)}"))
    page.add_page_break()
    page.add_heading("Annex: the quotes, word for word", level=2)
    for item in citations:
        page.add_heading(_safe(f"[{item.number}] {whose(item)}"), level=3)
        page.add_paragraph(_safe(item.quote), style="Quote")
        page.add_paragraph(_safe(reference(item)))


def _safe(text: str) -> str:
    """Leave out characters that a Word file cannot hold."""
    return _UNWRITABLE.sub("", text)

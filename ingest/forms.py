"""Recognises filled-in templates: prompts ("What was the impact?") and the answers to them."""

import re
from collections.abc import Iterable, Sequence

from ingest.fragments import BULLET, is_bullet, strip_marker
from ingest.records import Block, Heading, ListItem, Paragraph, Table
from ingest.sentences import sentence_spans

_OPENING = r"^(?:and |so,? |if (?:so|yes|not),? |then |also,? |\(?[a-z\d]{1,2}[.)]\s*)?"
_QUESTION_WORD = re.compile(
    _OPENING + r"(?:what|which|who|whom|how|why|when|where|did|do|does|is|are|was|were|has|have|can"
    r"|could|would|will|if|to what|in what|on which)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:" + _OPENING + r"(?:please\s+)?|\bplease\s+)(?:briefly\s+)?(?:describe|explain|outline"
    r"|summari[sz]e|provide|give|list|set out|state|attach|tell us|include|detail|specify"
    r"|indicate)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\byou(?:r|rs)?\b", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\b(?:have|has|did|do|does|are|were|was|will|would|can|could) (?:you|your|the organisation)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^\W\d_][^:.?!|\n]{1,60}:\s+\S")
_LONGEST_PROMPT = 60
_LABEL_WORDS = 9


def is_label_line(text: str) -> bool:
    """Tell whether a line is a label with its value ("Organisation name: X")."""
    return bool(_LABELLED.match(text)) and len(text.split(":", 1)[0].split()) <= _LABEL_WORDS


def split_prompt(text: str) -> tuple[str, str]:
    """Split a text into the template's prompts at its beginning and the answer after them."""
    end = 0
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        if not _is_prompt_sentence(sentence, follows=end > 0):
            break
        end = span.end
    return text[:end].strip(), text[end:].strip()


def is_prompt(text: str) -> bool:
    """Tell whether a line standing alone is a question or request of a template."""
    prompt, answer = split_prompt(text)
    return bool(prompt) and not answer


def is_addressed(text: str) -> bool:
    """Tell whether a text speaks to the one who fills in the form."""
    return bool(_ADDRESSED.search(text))


def _is_prompt_sentence(sentence: str, *, follows: bool) -> bool:
    """Tell whether a sentence asks or requests something of the one who fills in the form.

    After another prompt ("follows") it need not say "you".
    """
    if len(sentence.split()) > _LONGEST_PROMPT:
        return False
    is_question = bool(_QUESTION_WORD.match(sentence))
    if sentence.rstrip("\"'”’) ").endswith("?"):
        return is_question or ":" in sentence or not follows
    if _REQUEST.search(sentence) and (follows or is_addressed(sentence)):
        return sentence.lower().startswith(("please", "and please")) or is_addressed(sentence)
    if is_question and _AUXILIARY.search(sentence):
        return True
    return follows and is_question and not sentence.lower().startswith(("if", "when", "did", "do"))


def unfold(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Turn tables that are forms into headings and paragraphs; leave the other blocks alone.

    A table of one column is a form, and so is one of two columns whose left cells ask, or label
    what stands to their right where there is no header.
    """
    unfolded: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and _is_form(block):
            unfolded.extend(_unfold_table(block))
        elif isinstance(block, Table) and not (block.header or block.rows):
            continue
        else:
            unfolded.append(block)
    return tuple(unfolded)


def _is_form(table: Table) -> bool:
    """Tell whether a table is a form."""
    width = len(table.header)
    if width == 1:
        return True
    if width != 2:
        return False
    left = [row.cells[0].text for row in table.rows if row.cells[0].text]
    if not any(table.header) and _are_labels(table):
        return True
    asked = sum(1 for text in left if is_prompt(" ".join(text.split())))
    return asked * 2 >= len(left) and asked > 0


def _are_labels(table: Table) -> bool:
    """Tell whether the left cells of a table without header label what stands to their right."""
    pairs = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    pairs = [pair for pair in pairs if pair[1]]
    is_short = all(left[:1].isupper() and len(left.split()) <= _LABEL_WORDS for left, _ in pairs)
    wordy = sum(1 for _, right in pairs if sum(map(str.isalpha, right)) * 2 > len(right))
    return is_short and wordy * 2 >= len(pairs) > 0


def _unfold_table(table: Table) -> list[Block]:
    """Give the headings, paragraphs and list items that a form holds."""
    blocks: list[Block] = []
    header = [label for label in table.header if label]
    if header:
        joined = " ".join(header)
        blocks.append(
            Paragraph(joined, table.page)
            if is_label_line(joined)
            else Heading(joined, 2, table.page)
        )
    for row in table.rows:
        filled = [cell.text for cell in row.cells if cell.text]
        if len(filled) == 1 < len(row.cells) and len(filled[0].split()) <= _LABEL_WORDS:
            blocks.append(Heading(" ".join(filled[0].split()), 3, row.page))
            continue
        if len(filled) == 2 and not is_prompt(" ".join(filled[0].split())):
            label = " ".join(filled[0].split()).rstrip(":")
            filled = [f"{label}: {filled[1]}"]
        for text in filled:
            blocks.extend(_cell_blocks(text, row.page))
    blocks.extend(Paragraph(text, table.page) for text in table.debris)
    return blocks


def _cell_blocks(text: str, page: int | None) -> Sequence[Block]:
    """Give the blocks of one cell of a form: the prompt as a heading, the answer below it."""
    blocks: list[Block] = []
    for line in text.split("\n"):
        if is_bullet(line):
            blocks.append(ListItem(strip_marker(line), BULLET.strip(), page))
            continue
        prompt, answer = split_prompt(line)
        if prompt:
            blocks.append(Heading(prompt, 2, page))
        if answer:
            blocks.append(Paragraph(answer, page))
    return blocks

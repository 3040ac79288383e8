"""Finds the actions of a document: rows of action plans, and actions labelled in prose."""

import re
from dataclasses import replace

from ingest import columns
from ingest.canonical import ITEM
from ingest.records import (
    NOWHERE,
    Action,
    Canonical,
    Field,
    Heading,
    Placed,
    Role,
    Span,
    Table,
)
from ingest.rows import PlacedRow, is_plan, place_rows
from ingest.sentences import sentence_spans

_NUMBER = re.compile(
    r"(?:(?:action|recommendation|no)\.?\s*)?((?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3})+|\d{1,3}(?=[.):])"
    r"|[A-Z]{1,3}\d{1,3}))[.):]?\s+(?=\S)",
    re.IGNORECASE,
)
_NUMBERED_LINE = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)", re.IGNORECASE)
_PROSE = re.compile(
    r"(?<![\w&])(?:[A-Z][\w&]{0,30}\s+){0,3}action\s+(?:point\s+)?(\d{1,4}(?:[./]\d{1,3})*|[A-Z])\b"
    r"(?:\s*\(([^()]{1,200})\))?(?:\s*[:–-]\s+|(?<=\d)\s+(?-i:(?=[A-Z])))",
    re.IGNORECASE,
)
# Headings under which each line is something to do; then how a line ends that says who and when.
_TO_DO = re.compile(
    r"\bactions?\b(?! (?:taken|completed|already|so far|to date))|\bnext steps\b|\bnext year\b"
    r"|\bwhat (?:do )?(?:we|you) (?:plan|will|are going)\b|\bcommitments?\b|\bpledges?\b"
    r"|\bpriorities\b|\bour plan\b|\blooking ahead\b|\brecommendations?\b",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z][\w.'’&-]*|and|of|for|the|&|/)"
_ASSIGNED = re.compile(
    rf"[.;:–-]\s+(?P<lead>[A-Z][\w.'’&-]*(?:[ /]{_NAME}){{0,9}}),\s+(?P<when>[^,;.()]{{3,40}})\.?$"
)
_IN_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]{3,100})\)[.;]?$")
_POST = re.compile(
    r"\b(?:directors?|managers?|leads?|head|officers?|chairs?|co-chairs?|chief|executives?|deputy"
    r"|partners?|secretary|guardians?|co-?ordinators?|advis[eo]rs?|matrons?|teams?|committee)\b",
    re.IGNORECASE,
)
# A printed number or none, and no brackets: as `_PROSE` gives them.
_OWNED = re.compile(rf"(?:{ITEM})?(?:([A-Z]{{0,2}}\d{{1,3}})[.):]\s+)?()(?=\S)")
_BY_DATE = re.compile(
    r"\b(?i:by) (?:the )?(?:(?:end|start|close) of )?(?P<when>[^,;.()]{3,30}?(?:19|20)\d\d)\b"
)
# "ACTION 4: AB to write to all staff by 30 November", "Action 3 (AB): write to staff. Not done."
_INITIALS = r"[A-Z]{2,3}(?:-[A-Z]{1,2})?"
_PEOPLE = rf"{_INITIALS}(?:(?:, | ?[/&] ?| and ){_INITIALS})*"
_WHO_TO = re.compile(
    rf"(?P<lead>{_PEOPLE}|[A-Z][\w.'’-]+(?:[ /]{_NAME}){{1,8}})"
    r"(?: \([^()]{2,40}\))? to (?=[a-z]{2,}\b)"
)
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_TOLD_DATE = re.compile(
    rf"\bby (?:the )?(?:(?:end|start) of )?(?P<by>(?:\d{{1,2}} )?{_MONTHS}(?: 20\d\d)?)\b"
    rf"|\b(?:in|at|to|for) (?:the |its )?(?P<when>(?:\d{{1,2}} )?{_MONTHS}(?: 20\d\d)?"
    r"(?: meeting)?)$"
)
_TOLD_STATUS = re.compile(
    r"(?<=[.;] )(?:Done|Not (?:yet )?(?:done|started|completed?)|Completed?|Closed|In progress"
    r"|Carried (?:forward|over)|Ongoing|Outstanding|Deferred|Withdrawn|Dropped|Overdue|Delayed"
    r"|On (?:track|hold)|Under way|Superseded)\b"
)
_ENDED = re.compile(r"[.;:!?]\s*$")
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[.;(] )|(?<=[.;] )|(?<=\n)|(?<=\())"
    r"((?:joint |action |executive |operational )?(?:leads?|owners?|led by|responsib(?:le|ility)"
    r"|accountable|by whom|by when|dates?|due(?: date)?|deadline|time ?(?:scale|frame|line)s?"
    r"|target date|completion(?: date)?|status|progress|success measures?|measures?(?: of success)?"
    r"|kpis?|intended outcomes?|expected outcomes?|targets?|objectives?|aims?))\s*:\s+",
    re.IGNORECASE,
)
_FIELDS = {
    Role.LEAD: "lead",
    Role.TIMESCALE: "timescale",
    Role.SUCCESS_MEASURE: "success_measure",
    Role.STATUS: "status",
    Role.OBJECTIVE: "objective",
    Role.INDICATOR: "indicator",
}
_ONE_SENTENCE = {Role.LEAD, Role.TIMESCALE, Role.OBJECTIVE}


def find_actions(canonical: Canonical) -> tuple[Action, ...]:
    """Find every action, in reading order; `text[span] == field.text` for each of its fields.

    A row of a plan is one action, or one for each bullet of its action cell, which share the row's
    other cells. Identifiers, indicators and organisation are left for others to fill in.
    """
    text = canonical.text
    found: list[Action] = []
    is_to_do = False
    for index, placed in enumerate(canonical.blocks):
        if isinstance(placed.block, Table):
            found.extend(_table_actions(placed, placed.block, text))
        elif isinstance(placed.block, Heading):
            is_to_do = bool(_TO_DO.search(placed.block.text))
        else:
            end = _end_of_labels(canonical, index)
            labelled = _prose_actions(placed, end, text)
            if not labelled and is_to_do:
                labelled = _listed_action(placed, text) or _owned_action(placed, text)
            found.extend(labelled)
    return tuple(found)


def _field(text: str, span: Span) -> Field:
    """Make a field of a span."""
    return Field(text[span.start : span.end], span) if span != NOWHERE else Field()


# ------------------------------------------------------------------ rows


def _table_actions(placed: Placed, table: Table, text: str) -> list[Action]:
    """Give the actions of one table: none unless it is a plan."""
    roles = columns.roles(table)
    if not is_plan(table, roles):
        return []
    has_objective = Role.OBJECTIVE in roles
    actions: list[Action] = []
    for row in place_rows(placed, table, text):
        actions.extend(_row_actions(row, text, has_objective=has_objective))
    return actions


def _row_actions(row: PlacedRow, text: str, *, has_objective: bool) -> list[Action]:
    """Give the actions of one row."""
    cell, is_objective = _action_cell(row)
    if cell == NOWHERE:
        return []
    shared = {name: _field(text, row.cell(role)) for role, name in _FIELDS.items()}
    if is_objective:
        shared["objective"] = Field()
    if row.banner != NOWHERE:
        banner = _field(text, row.banner)
        if not shared["indicator"].text and columns.is_indicator(banner.text):
            shared["indicator"] = banner
        elif not shared["objective"].text and not has_objective:
            shared["objective"] = banner
    number = text[row.cell(Role.NUMBER).start : row.cell(Role.NUMBER).end].strip(" .)")
    parts = _parts(text, cell)
    actions: list[Action] = []
    for part in parts:
        printed, body = _without_number(text, part)
        span = row.span if len(parts) == 1 and row.span != NOWHERE else part
        actions.append(
            Action(
                id="",
                number=printed or number,
                indicators=(),
                organisation=None,
                page=row.page,
                span=span,
                action=_field(text, body),
                **shared,
            )
        )
    return actions


def _action_cell(row: PlacedRow) -> tuple[Span, bool]:
    """Give the cell that says what will be done, and whether it is the objective's.

    A merged action counts for a row with a lead or timescale of its own.
    """
    own = {cell.role for cell in row.cells if cell.is_own}
    for cell in row.cells:
        if cell.role is Role.ACTION and (cell.is_own or own & {Role.LEAD, Role.TIMESCALE}):
            return cell.span, False
    has_key = bool({cell.role for cell in row.cells} & {Role.LEAD, Role.TIMESCALE})
    for cell in row.cells:
        if cell.role is Role.OBJECTIVE and cell.is_own and has_key:
            return cell.span, True
    return NOWHERE, False


def _parts(text: str, cell: Span) -> list[Span]:
    """Cut an action cell into its bullets or numbered lines; without these it is one part.

    A line before the bullets is a part of its own, unless it only leads in to them.
    """
    lines: list[Span] = []
    begin = cell.start
    for printed in text[cell.start : cell.end].split("\n"):
        lines.append(Span(begin, begin + len(printed)))
        begin += len(printed) + 1
    texts = [text[line.start : line.end] for line in lines]
    marked = [item.startswith(ITEM) for item in texts]
    if not any(marked):
        marked = [bool(_NUMBERED_LINE.match(item)) for item in texts]
        if sum(marked) < 2:
            return [cell]
    parts: list[Span] = []
    for line, item, is_marked in zip(lines, texts, marked, strict=True):
        if is_marked:
            skip = len(ITEM) if item.startswith(ITEM) else 0
            parts.append(Span(line.start + skip, line.end))
        elif not parts and not item.endswith(":"):
            parts.append(line)
        elif parts and parts[-1].end + 1 == line.start:
            parts[-1] = Span(parts[-1].start, line.end)
    return parts


def _without_number(text: str, span: Span) -> tuple[str, Span]:
    """Part the printed number at the beginning of an action from its text."""
    match = _NUMBER.match(text, span.start, span.end)
    if not match or match.end() >= span.end:
        return "", span
    return match.group(1), Span(match.end(), span.end)


# ------------------------------------------------------------------ prose


def _listed_action(placed: Placed, text: str) -> list[Action]:
    """Read a line under a heading of things to do that ends with who, or with who and when.

    "Read the letters. A. Name, March 2022" and "Read the letters by May 2022 (HR Manager)".
    """
    block = text[placed.span.start : placed.span.end]
    begin = len(ITEM) if block.startswith(ITEM) else 0
    assigned, bracket = _ASSIGNED.search(block), _IN_BRACKETS.search(block)
    fields: dict[str, Span] = {}
    if assigned and columns.is_date(assigned["when"]):
        end = assigned.start()
        fields = {"lead": Span(*assigned.span("lead")), "timescale": Span(*assigned.span("when"))}
    elif bracket:
        end = bracket.start()
        for part in re.finditer(r"[^,;]+", bracket["inside"]):
            first = bracket.start("inside")
            span = _trimmed(block, first + part.start(), first + part.end())
            if columns.is_date(part.group()):
                fields.setdefault("timescale", span)
            elif _POST.search(part.group()) and columns.is_people(part.group()):
                fields.setdefault("lead", span)
        by_date = _BY_DATE.search(block, 0, end)
        if by_date and columns.is_date(by_date["when"]):
            fields.setdefault("timescale", Span(*by_date.span("when")))
    if "lead" not in fields:
        return []
    printed, body = _without_number(block, Span(begin, end))
    named = {name: _field(block, span) for name, span in fields.items()}
    span = Span(begin, len(block.rstrip()))
    action = Action("", printed, (), None, None, span, action=_field(block, body))
    return [_moved(replace(action, **named), placed.span.start, placed.block.page)]  # type: ignore[arg-type]


def _owned_action(placed: Placed, text: str) -> list[Action]:
    """Read a line under a heading of things to do that names its owner behind a label.

    "R1. Read the letters. Owner: HR Manager. By May 2022."
    """
    block = text[placed.span.start : placed.span.end]
    head = _OWNED.match(block)
    owner = _LABEL.search(block)
    if not head or not owner or columns.role_of(owner.group(1)) is not Role.LEAD:
        return []
    action = _prose_action(block, head, len(block))
    if action is None:
        return []
    by_date = _BY_DATE.search(block, owner.end())
    if by_date and not action.timescale.text:
        when = Span(*by_date.span("when"))
        action = replace(action, timescale=_field(block, when))
    return [_moved(action, placed.span.start, placed.block.page)]


def _end_of_labels(canonical: Canonical, index: int) -> int:
    """Give the end of a paragraph and of those after it that begin with a label: "Due: …"."""
    end = canonical.blocks[index].span.end
    for following in range(index + 1, len(canonical.blocks)):
        placed = canonical.blocks[following]
        is_text = not isinstance(placed.block, Table | Heading)
        if not (is_text and _LABEL.match(canonical.text[placed.span.start : placed.span.end])):
            break
        end = placed.span.end
    return end


def _prose_actions(placed: Placed, end_of_labels: int, text: str) -> list[Action]:
    """Give the actions that a paragraph labels: "Action 2: … Lead: … Date: …"."""
    block = text[placed.span.start : end_of_labels]
    heads = [
        match
        for match in _PROSE.finditer(block)
        if match.start() == 0 or _ENDED.search(block[max(0, match.start() - 9) : match.start()])
    ]
    actions: list[Action] = []
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        end = following.start() if following else len(block)
        action = _prose_action(block, head, end)
        if action is not None:
            actions.append(_moved(action, placed.span.start, placed.block.page))
    return actions


def _prose_action(block: str, head: re.Match[str], end: int) -> Action | None:
    """Read one labelled action; None where it has neither lead nor date nor status."""
    body = block[head.end() : end]
    labels = list(_LABEL.finditer(body))
    fields: dict[str, Field] = {}
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        role = columns.role_of(label.group(1))
        stop = following.start() if following else len(body)
        if role in _FIELDS and _FIELDS[role] not in fields:
            value = _value(body, label.end(), stop, role)
            fields[_FIELDS[role]] = _moved_field(block, value, head.end())
    stop = labels[0].start() if labels else len(body)
    status = _TOLD_STATUS.search(body, 0, stop)
    if status:
        told = _trimmed(body, status.start(), stop)
        fields.setdefault("status", _moved_field(block, told, head.end()))
        stop = status.start()
    if head.group(2):
        fields = _bracketed(block, head.start(2), head.end(2)) | fields
    fields = _told(block, head.end(), _trimmed(body, 0, stop)) | fields
    if not fields.keys() & {"lead", "timescale", "status"}:
        return None
    action = _moved_field(block, _trimmed(body, 0, stop), head.end())
    whole = block[head.start() : end].rstrip()
    span = Span(head.start(), head.start() + len(whole))
    made = Action("", head.group(1) or "", (), None, None, span, action=action)
    return replace(made, **fields)  # type: ignore[arg-type]


def _bracketed(block: str, start: int, end: int) -> dict[str, Field]:
    """Read the labels and dates in the brackets after "Action 1"."""
    fields: dict[str, Field] = {}
    for part in re.finditer(r"[^;]+", block[start:end]):
        begin, stop = start + part.start(), start + part.end()
        label = re.match(r"\s*([\w ]{2,30}):\s*", block[begin:stop])
        role = columns.role_of(label.group(1)) if label else Role.OTHER
        if label and role in _FIELDS:
            value = _trimmed(block, begin + label.end(), stop)
            fields.setdefault(_FIELDS[role], _moved_field(block, value, 0))
        elif columns.is_date(part.group()):
            value = _trimmed(block, begin, stop)
            fields.setdefault("timescale", _moved_field(block, value, 0))
        elif re.fullmatch(_PEOPLE, part.group()):
            fields.setdefault("lead", _moved_field(block, Span(begin, stop), 0))
    return fields


def _told(block: str, offset: int, span: Span) -> dict[str, Field]:
    """Read who is "to" do an action, and by when, off its own words."""
    begin = offset + span.start
    said = block[begin : offset + span.end]
    lead, date = _WHO_TO.match(said), _TOLD_DATE.search(said)
    fields = {}
    if lead:
        fields["lead"] = _moved_field(block, Span(*lead.span("lead")), begin)
    if date:
        when = Span(*date.span(date.lastgroup or 0))
        fields["timescale"] = _moved_field(block, when, begin)
    return fields


def _value(body: str, start: int, stop: int, role: Role) -> Span:
    """Give the span of a label's value: one sentence for names and dates, else all of it."""
    if role in _ONE_SENTENCE:
        first = next(iter(sentence_spans(body[start:stop], start)), Span(start, stop))
        stop = first.end
    return _trimmed(body, start, stop)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Give the span without outer white space and the final stop."""
    part = text[start:end]
    left = start + len(part) - len(part.lstrip())
    right = max(left, start + len(part.rstrip().rstrip(".;,").rstrip()))
    return Span(left, right)


def _moved_field(block: str, span: Span, offset: int) -> Field:
    """Make a field of a span of the action's body."""
    moved = Span(span.start + offset, span.end + offset)
    return Field(block[moved.start : moved.end], moved) if span.end > span.start else Field()


def _moved(action: Action, offset: int, page: int | None) -> Action:
    """Move the spans of an action from the paragraph to the document."""

    def shift(span: Span) -> Span:
        return Span(span.start + offset, span.end + offset) if span != NOWHERE else span

    fields = {
        name: replace(value, span=shift(value.span))
        for name in ("action", *_FIELDS.values())
        if isinstance(value := getattr(action, name), Field)
    }
    return replace(action, page=page, span=shift(action.span), **fields)  # type: ignore[arg-type]

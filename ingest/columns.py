"""Says what each column of a table holds, from its heading's wording and from its content."""

import itertools
import re
from collections.abc import Sequence

from ingest.records import Role, Table

Columns = Sequence[Sequence[str]]

_LABELS: tuple[tuple[re.Pattern[str], Role], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), role)
    for role, pattern in (
        (
            Role.NUMBER,
            r"^(?:(?:action|item|serial|row|ref)\s*)?(?:nos?|number|ref|reference|id|#)\b\.?\W*$"
            r"|^#$|^ref(?:erence)?\b",
        ),
        (
            # What came of an action, and not what was wanted.
            Role.STATUS,
            r"^(?:results?|latest position|what (?:has )?(?:happened|changed)"
            r"|what (?:was|were|we(?: have)?) (?:did|done|achieved|delivered))\b"
            r"(?!.*\b(?:will|expected|wanted|intended|planned|hoped)\b)"
            r"|\b(?:outcomes?|impacts?|results?|benefits?)\b.{0,6}"
            r"\b(?:if known|so far|to date|achieved|reported|seen|realised)\b"
            r"|\bactual (?:outcomes?|impacts?|results?)\b",
        ),
        (
            Role.SUCCESS_MEASURE,
            r"success|\bhow (?:\w+ ){1,3}(?:know|measure|tell|judge)|\bkpis?\b|\bmeasur"
            r"|what will (?:be diff|good)|evidence of|\boutcomes?\b|\bimpacts?\b|\bbenefits?\b"
            r"|(?:expected|desired|intended|planned) (?:result|effect)",
        ),
        (
            Role.STATUS,
            r"^(?:progress|status|rag|updates?|(?:current |present )?position (?:at|as at|on|in)"
            r"|(?:current|present) position$|where (?:we|it|things) (?:are|is|stands?)"
            r" (?:now|today))\b",
        ),
        (
            Role.TIMESCALE,
            r"time[\s-]?(?:scale|frame|line|table)|\bwhen\b|complete[d]? by\b|\bby$|\bdue\b"
            r"|deadline|\bdates?\b|\bcompletion\b|milestone|\bquarter\b",
        ),
        (
            Role.LEAD,
            r"\bleads?\b|\bowners?\b|\bowned\b|\bled by\b|\bwhom?\b|responsib|accountab|sponsor"
            r"|\bsro\b|assigned|\bofficer\b|\bperson\b",
        ),
        (
            Role.STATUS,
            r"\bstatus\b|\brag\b|progress|\bupdates?\b|\bcompleted?\b|\brating\b",
        ),
        (Role.INDICATOR, r"indicators?\b|\bmetrics?\b|\bw[rd]es\b"),
        (Role.SUCCESS_MEASURE, r"\btargets?\b"),
        (
            Role.ACTION,
            r"\bactions?\b|\bcommitments?\b|\bpledges?\b|\bdeliverables?\b|^what\W*$|implement"
            r"|\bhow\b|activit|initiative|intervention|\btasks?\b"
            r"|\bsteps?\b|recommendation|what we (?:will|are|shall)"
            r"|what (?:will|are|shall|needs?) (?:we|you|to|be)",
        ),
        (
            Role.OBJECTIVE,
            r"objective|\baims?\b|\bgoals?\b|priorit|\bthemes?\b|ambition|purpose|\bareas?\b"
            r"|what (?:do )?(?:we|you)|\bissues?\b|\bdomains?\b|\bgaps?\b|challenge|\bneeds?\b"
            r"|\bstandards?\b",
        ),
    )
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE_WORD = re.compile(
    rf"^(?:{_MONTH}|(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?|\d{{1,2}}(?:st|nd|rd|th)?|q[1-4]|quarters?"
    rf"|(?:\d{{1,2}}[/.-])?{_MONTH}[/.’'-](?:\d\d){{1,2}}|[’']\d\d"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:\d\d){1,2}|\d{1,2}[/-](?:19|20)?\d\d|months?|weeks?|years?|days?"
    r"|ongoing|on-going|continuous|immediate(?:ly)?|annual(?:ly)?|monthly|quarterly|weekly"
    r"|biannual(?:ly)?"
    r"|tbc|tba|by|end|of|in|to|from|and|onwards?|within|until|the|spring|summer|autumn|winter"
    r"|early|late|mid|complete[d]?|starting|start|review|yearly|every|each|then|financial|per"
    r"|year|annum|short|medium|long|term|next|first|second|third|fourth|six|twelve|three|nine|two)$",
    re.IGNORECASE,
)
_DATE_CORE = re.compile(
    rf"\b(?:{_MONTH}|(?:19|20)\d\d|q[1-4]|months?|weeks?|years?|ongoing|on-going|tbc|quarter(?:ly|s)?"
    r"|immediate(?:ly)?|annual(?:ly)?|monthly|weekly|continuous|term)\b|\d{1,2}/\d{1,2}/\d\d",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:director|managers?|leads?|head|officer|chairs?|board|committee|team|group|hr|ceo|coo|cfo"
    r"|chief|executive|workforce|deputy|partner|advis[eo]r|coordinator|specialist|network|steering"
    r"|department|division|divisional|operations|comms|communications|recruitment|education"
    r"|training|service|matron|nurse|nursing|trust|secretary|nhs|ed[i&]|o[d&]d?|l&od|ftsu"
    r"|guardian|staff side"
    r"|information|resourcing|champions?|trainers?|people|human resources|council|staff)\b"
    r"|\([A-Z]{2,3}\)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?:[A-Za-z]{0,3}\s?\d{1,3}(?:\.\d{1,3}){0,3}[.)]?|[a-z][.)])$")
_INDICATOR = re.compile(
    r"^(?:all\b.{0,20}|(?=.*\d)(?:(?:w[rd]es|indicators?|metrics?|ind|no)\b[\s.:#-]*)*[\d\s,&/–-]+"
    r"(?:(?:and|to)[\s\d,]+)*)$"
    r"|\b(?:w[rd]es|indicators?|metrics?)\s*(?:no\.?\s*)?\d",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"^(?:red|amber|green|blue|complete[d]?|in progress|on track|not started|open|closed|ongoing"
    r"|overdue|delayed|started|underway|on hold|paused)\b.{0,20}$",
    re.IGNORECASE,
)
_UNIQUE = (Role.NUMBER, Role.INDICATOR, Role.OBJECTIVE, Role.ACTION, Role.LEAD, Role.TIMESCALE,
           Role.SUCCESS_MEASURE, Role.STATUS)  # fmt: skip
_SHARED = {Role.LEAD, Role.STATUS}
_LAST_DATE = re.compile(r"end|complet|due|target|by when|deadline|finish", re.IGNORECASE)
_LABEL_WORDS = 14
_SHARE = 0.6


def role_of(label: str) -> Role:
    """Give the role that a column heading names, OTHER where it names none."""
    label = " ".join(label.split())
    if not label or len(label.split()) > _LABEL_WORDS:
        return Role.OTHER
    for part in (label.rsplit(": ", 1)[-1], label):
        found = next((role for pattern, role in _LABELS if pattern.search(part)), Role.OTHER)
        if found is not Role.OTHER:
            return found
    return Role.OTHER


def is_date(text: str) -> bool:
    """Tell whether a cell holds a date, a period or a duration and little else."""
    words = re.findall(r"[\w./’'–&-]+", text)
    if not words or len(words) > 12 or not _DATE_CORE.search(text):
        return False
    known = sum(1 for word in words if _DATE_WORD.match(word.strip(".,")))
    return known * 10 >= len(words) * 7


def is_people(text: str) -> bool:
    """Tell whether a cell reads like names of people, posts or teams."""
    words = text.split()
    if not words or len(words) > 22 or is_date(text):
        return False
    capitals = sum(1 for word in words if word.lstrip("(&/\"“'‘")[:1].isupper() or len(word) < 4)
    return bool(_PEOPLE.search(text)) and capitals * 10 >= len(words) * 6


def is_indicator(text: str) -> bool:
    """Tell whether a cell names indicators ("WRES 3", "2, 7 & 9", "All 1-9") and is no prose."""
    return bool(_INDICATOR.search(" ".join(text.split())))


def content_role(cells: Sequence[str]) -> Role:
    """Give the role that the content of a column suggests, OTHER for prose and for figures."""
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    if not filled:
        return Role.OTHER
    for role in (Role.NUMBER, Role.TIMESCALE, Role.STATUS, Role.INDICATOR, Role.LEAD):
        if _affinity(role, filled) >= _SHARE and (role is not Role.NUMBER or _counts_up(filled)):
            return role
    return Role.OTHER


def _counts_up(filled: Sequence[str]) -> bool:
    """Tell whether the numbers of a column rise, as those of rows do and indicators do not."""
    numbers = [[int(part) for part in re.findall(r"\d+", cell)] for cell in filled]
    given = [number for number in numbers if number]
    return all(one < two for one, two in itertools.pairwise(given))


def fit_header(labels: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Spread the labels of a header over the columns; one label may span two of them.

    Labels keep their places where these suit the content; where there are fewer labels than columns
    they are moved so that label and content agree best. Gives one label per column, the first
    column of a span holding it.
    """
    count = len(columns)
    placed = [*labels, *[""] * count][:count]
    named = [label for label in labels if label.strip()]
    if not named or len(named) >= count or len(named) * 2 < count:
        return tuple(placed)
    best, fitted = _best_fit(named, columns)
    as_printed = sum(
        _affinity(role_of(label), [cell for cell in cells if cell.strip()])
        for label, cells in zip(placed, columns, strict=True)
        if label.strip()
    )
    return fitted if best > as_printed + 0.5 else tuple(placed)


def _best_fit(named: Sequence[str], columns: Columns) -> tuple[float, tuple[str, ...]]:
    """Find the monotone spread of labels over columns with the best agreement, and its score.

    A label that spans two columns counts with the better of them and half of the other.
    """
    filled = [[cell for cell in cells if cell.strip()] for cells in columns]
    table = [[_affinity(role_of(label), cells) for cells in filled] for label in named]
    states: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = {(0, 0): (0.0, ())}
    for position, label in enumerate(named):
        for column in range(position, len(columns)):
            if (position, column) not in states:
                continue
            score, labels = states[position, column]
            row = table[position]
            options: list[tuple[int, float, tuple[str, ...]]] = [(1, row[column], (label,))]
            if column + 1 < len(columns):
                pair = sorted((row[column], row[column + 1]))
                options.append((2, pair[1] + pair[0] / 2, (label, "")))
            for width, gain, text in options:
                key = (position + 1, column + width)
                if score + gain > states.get(key, (-1.0, ()))[0]:
                    states[key] = (score + gain, labels + text)
    return states.get((len(named), len(columns)), (-1.0, ()))


def _affinity(role: Role, filled: Sequence[str]) -> float:
    """Say how far the cells of a column suit a role, from 0 to 1."""
    if not filled:
        return 0.0
    match role:
        case Role.TIMESCALE:
            fits = [is_date(cell) for cell in filled]
        case Role.LEAD:
            fits = [is_people(cell) for cell in filled]
        case Role.NUMBER:
            fits = [bool(_NUMBER.match(cell)) for cell in filled]
        case Role.INDICATOR:
            fits = [is_indicator(cell) for cell in filled]
        case Role.STATUS:
            fits = [bool(_STATUS.match(cell)) for cell in filled]
        case Role.OTHER:
            return 0.3
        case _:
            fits = [not (is_date(c) or is_people(c) or is_indicator(c)) for c in filled]
    return sum(fits) / len(fits)


def roles(table: Table) -> tuple[Role, ...]:
    """Give the role of each column: one for each role (leads, status: neighbours), else OTHER."""
    columns = columns_of(table)
    found = [
        Role.OTHER if role is Role.LEAD and _is_counted(cells) else role
        for role, cells in zip(map(role_of, table.header), columns, strict=True)
    ]
    has_header = any(label.strip() for label in table.header)
    for index, label in enumerate(table.header):
        if label.strip() or not any(cell.strip() for cell in columns[index]):
            continue
        guess = content_role(columns[index])
        if guess in found:
            guess = Role.OTHER
        spans_action = index > 0 and found[index - 1] in {Role.ACTION, Role.OBJECTIVE}
        if guess is Role.OTHER and has_header and spans_action and not table.header[index]:
            guess = found[index - 1]
        found[index] = guess
    _name_prose(found, columns, has_header=has_header)
    _name_untold(found, columns)
    _split_action(found, columns)
    return _one_of_each(found, table.header, columns)


def columns_of(table: Table) -> list[list[str]]:
    """Give the cells of a table column by column; a merged cell is blank."""
    return [[row.cells[index].text for row in table.rows] for index in range(len(table.header))]


def _name_prose(found: list[Role], columns: Columns, *, has_header: bool) -> None:
    """Name the prose columns of a plan without headings: the fullest is the action."""
    if has_header or not {Role.LEAD, Role.TIMESCALE} & set(found):
        return
    prose = [
        index
        for index, role in enumerate(found)
        if role is Role.OTHER and _words(columns[index]) >= 3
    ]
    if not prose:
        return
    keyed = [i for i, role in enumerate(found) if role in {Role.LEAD, Role.TIMESCALE}]
    left = [index for index in prose if index < min(keyed)] or prose
    action = max(left, key=lambda index: (_fill(columns[index]), index))
    found[action] = Role.ACTION
    for index in prose:
        if index < action:
            found[index] = Role.OBJECTIVE
        elif index > max(keyed):
            found[index] = Role.SUCCESS_MEASURE


def _name_untold(found: list[Role], columns: Columns) -> None:
    """Name the action of a plan with leads and dates whose heading does not tell it.

    It is the first column of prose, and stands before leads and dates.
    """
    if {Role.ACTION, Role.OBJECTIVE} & set(found) or not {Role.LEAD, Role.TIMESCALE} <= set(found):
        return
    keyed = min(found.index(Role.LEAD), found.index(Role.TIMESCALE))
    prose = [i for i in range(keyed) if found[i] is Role.OTHER and _words(columns[i]) >= 3]
    if prose:
        found[prose[0]] = Role.ACTION


def _split_action(found: list[Role], columns: Columns) -> None:
    """Make one of two action columns the objective: the sparser one to the left."""
    actions = [index for index, role in enumerate(found) if role is Role.ACTION]
    objectives = [index for index, role in enumerate(found) if role is Role.OBJECTIVE]
    if not actions and len(objectives) > 1:
        found[objectives[-1]] = Role.ACTION
    elif len(actions) > 1:
        chosen = max(actions, key=lambda index: (_fill(columns[index]), index))
        for index in actions:
            if index != chosen:
                spare = index < chosen and Role.OBJECTIVE not in found
                found[index] = Role.OBJECTIVE if spare else Role.OTHER


def _one_of_each(found: list[Role], header: Sequence[str], columns: Columns) -> tuple[Role, ...]:
    """Leave each role with one column: the first filled one, for dates the one that ends.

    Leads may stand in neighbouring columns (executive, operational), and so may status, progress.
    """
    for role in _UNIQUE:
        holders = [index for index, given in enumerate(found) if given is role]
        if len(holders) < 2:
            continue
        filled = [index for index in holders if _fill(columns[index])] or holders
        kept = filled[0]
        if role is Role.TIMESCALE:
            kept = next((i for i in filled if _LAST_DATE.search(header[i])), kept)
        together = {kept}
        if role in _SHARED:
            while max(together) + 1 in holders:
                together.add(max(together) + 1)
        for index in holders:
            if index not in together:
                found[index] = Role.OTHER
    return tuple(found)


def _is_counted(cells: Sequence[str]) -> bool:
    """Tell whether the cells of a column are numbers: so many people, and nobody's name."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(re.fullmatch(r"[\d.,% ]+", cell) for cell in filled)


def _fill(cells: Sequence[str]) -> int:
    """Count the cells that hold something."""
    return sum(1 for cell in cells if cell.strip())


def _words(cells: Sequence[str]) -> float:
    """Give the mean number of words in the cells that hold something."""
    filled = [len(cell.split()) for cell in cells if cell.strip()]
    return sum(filled) / len(filled) if filled else 0.0

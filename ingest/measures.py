"""Names what a change is a change of."""

import re

from ingest.changes import CHANGE, NUMBER, PROMOTED, REACHED, YEAR, Change, bounds
from ingest.patterns import pattern
from ingest.wordings import OPENING_CLAUSE

_THERE_WERE = pattern(
    rf"\bthere (?:were|was|are|is|have been|had been) (?:\w+ )?{NUMBER} (?P<what>[a-z][^,;.]*?)"
    rf"(?= in (?:\w+ )?{YEAR}|[,;.]|$)",
    re.IGNORECASE,
)
_MAKES_UP = pattern(
    r"(?P<part>.{3,}) (?:(?:make|makes|made|making) up|are|were|is|was) $",
    re.IGNORECASE,
)
_COMPARED = pattern(
    r",? (?:slightly )?(?:up|down|compared|above|below) |,? (?:and )?(?:higher|lower|more"
    r"|fewer) than ",
    re.IGNORECASE,
)
_NOT_COUNTED = (
    r"(?:in|at|per|and|or|for|to|by|from|more|fewer|higher|lower|as|times|up|down|than|out|on)\b"
)
_NAMED = pattern(
    r"\b(?:[A-Za-z]+ [A-Za-z]+[’']s? )?(?:relative |average )?(?:likelihood|ratio|share"
    r"|proportion|percentage|number|rate)s? (?:of|that"
    r"|between|for)\b [^,;:()|]{3,90}?(?= (?:fell|rose|grew|dropped|is|was|in (?:19|20)\d\d"
    r"|has (?:since |now |also )?(?:gone|fallen|risen|grown"
    r"|improved|increased|decreased|dropped|been))\b"
    r"|[,;:()]|\s*$)",
    re.IGNORECASE,
)
"""A measure that says its own name, wherever it stands before the figures."""
_CHANGE_IN = pattern(
    rf"\b{CHANGE}\b(?!-)(?: \w+){{0,2}}? (?:in|from|of|across|on) (?!an? estimated|\d|£)"
    r"(?P<what>[^,;.()]+?)"
    rf"(?= of {NUMBER}| (?:by|from|over|since|between|in|to|at|for|was|were|alone|compared) "
    r"|[,;.()]|$)",
    re.IGNORECASE,
)
_CHANGED_WHAT = pattern(
    r"\b(?:improv\w+ (?:on|in|across)|reduced|increased|raised|improved|cut|lowered|closed"
    r"|narrowed) (?:the )?"
    r"(?!by\b|from\b|to\b|in\b|on\b|at\b|over\b|since\b|and\b|year\b|every\b|slightly\b"
    r"|significantly\b)"
    r"(?P<what>[a-zA-Z][^,;.()]{3,80}?)(?= by | from | to | in (?:19|20)\d\d|[,;.()]|$)",
    re.IGNORECASE,
)
SAVING = pattern(
    r"\bsav(?:ed|ings?)\b(?:[^;.]{0,60}? (?:on|in|from) (?P<what>[a-z][^;.,]{3,80}))?",
    re.IGNORECASE,
)
_LESS_OF = pattern(
    r"\b(?:shows?|showed|saw|found|reports?|reported) (?:\w+ )?(?:less|fewer|lower|higher|better"
    r"|more) "
    r"(?!than\b)(?P<what>[a-z][^;,.()]{3,80}?)(?= in (?:19|20)\d\d| than |[,;.()]|$)",
    re.IGNORECASE,
)
_LIKELY_TO = pattern(
    r"\blikely (?:(?:as|than) [^,;]{3,40}? )?to (?P<what>[^,;.]{4,80}?)(?= and (?:is|are|were) "
    r"|[,;.(]|$)",
    re.IGNORECASE,
)
_OPENING = pattern(
    rf"^\W*(?:[^,;:]{{2,60}}? (?:says?|said|reports?|reported|shows?)(?: that)? (?=\w+ \w+))?"
    r"(?:(?:yet )?in the same (?:time|period),? )?"
    rf"(?:(?:in|on|at|by) [^,:;]{{0,45}}{YEAR}(?: [^,:;]{{0,30}})?,\s*|in {YEAR} )?"
    r"(?:the|its|our|a|an)?\b\s*",
    re.IGNORECASE,
)
_WHEN = pattern(
    rf"^\W*(?:between|from|since|in|during|by|for) (?:\w+ )?{YEAR}(?: (?:and|to"
    rf"|until) (?:\w+ )?{YEAR})?,? "
    r"|^\W*for (?:BME|BAME|white|black|asian|ethnic minority|disabled) \w+,? ",
    re.IGNORECASE,
)


_BARE = pattern(
    r"(?:the |this |that |our |its |their )?(?:shares?|figures?|numbers?|rates?|ratios?|scores?"
    r"|percentages?|proportions?|totals?|gaps?)(?: (?:for|among) [\w ]+)?",
    re.IGNORECASE,
)
_POINTS_BACK = pattern(
    r"(?:it|they|this|these|that)\b.*|(?:the |this |that )?(?:rise|fall|drop|reduction|decrease"
    r"|increase|decline|improvement|change)s?"
    r"|(?:for|among) [\w -]+ (?:it|they|this|(?:the )?(?:rise|fall|drop"
    r"|reduction|decrease|increase|decline|improvement|change))\b.*",
    re.IGNORECASE,
)
"""What tells of whom its figures are, or which way they went, and not what they are."""


_THOSE = pattern(r"those ", re.IGNORECASE)
_OF_WHOM = pattern(
    r",? (?:overall|in total|altogether|(?:\w{2,}ed|\w{2,}ing) (?:by|in|for|to|against|BME|white)"
    r"|involving|of|by|from|among|for|in|at|against|to)\b",
    re.IGNORECASE,
)
"""Where a name of what is counted ends and of whom or where begins: "grievances raised by …"."""


def name_measure(text: str, change: Change) -> str:
    """Name what changed; "those of BME staff" are of what the clause before counts."""
    named = _name(text, change)
    before = text[: bounds(text, change)[0]]
    if not (before and _THOSE.match(named)):
        return named
    counted = _OF_WHOM.split(_subject(before))[0]
    return tidy(_THOSE.sub(f"{counted} ", named)) if counted else named


def _name(text: str, change: Change) -> str:
    """Name what the change is in, what was reduced, else the subject before."""
    start, end = bounds(text, change)
    clause, before = text[start:end], text[start : change.start]
    at = _named_at(text, change)
    if at:
        return tidy(at)
    label = re.match(r"^[^:;.]{4,60}(?=: )", text)
    prefix = f"{label.group()}: " if label and start > 0 else ""
    named = _named_in(clause) or _named_before(before) or _counted(before, text[change.start : end])
    if named:
        return tidy(prefix + named)
    if re.search(r":[^:]{0,30}$", before):
        return tidy(prefix + before)
    subject = _subject(before)
    is_named = len(subject) >= 4 and subject.lower() not in {"they", "these", "this", "which"}
    return tidy(prefix + subject) if is_named else tidy(clause)


def _named_at(text: str, change: Change) -> str:
    """Give the measure that the change itself names ("response rate of 71%", "were promoted")."""
    reached = REACHED.match(text, change.start)
    if reached:
        return reached["name"]
    promoted = PROMOTED.match(text, change.start)
    if promoted:
        return f"promotions of {promoted['what']}" if promoted["what"] else "promotions"
    return ""


def _named_in(clause: str) -> str:
    """Give the measure that a clause names as what changed."""
    for wording in (_CHANGE_IN, _CHANGED_WHAT, _LESS_OF):
        named = wording.search(clause)
        if named:
            return named["what"]
    likely = _LIKELY_TO.search(clause)
    if likely:
        return f"likelihood to {likely['what']}"
    saving = SAVING.search(clause)
    return (saving["what"] or "savings") if saving else ""


def _named_before(text: str) -> str:
    """Give a measure that says its own name ("the ratio of …") before the figures."""
    named = _NAMED.search(text)
    return named.group() if named else ""


def _counted(before: str, figures: str) -> str:
    """Give what stands behind the first figure: of what it is a share, what it counts."""
    shared = re.match(
        rf"{NUMBER} (?:of (?P<what>[^;]+)|(?P<counted>(?!{_NOT_COUNTED})[a-z][^;,]{{9,}}))",
        figures,
        re.IGNORECASE,
    )
    if not shared:
        return ""
    what = _COMPARED.split(shared["what"] or shared["counted"])[0]
    whole = _MAKES_UP.search(before) if shared["what"] else None
    return f"{_subject(whole['part'])} as a share of {what}" if whole else what


def is_bare(measure: str) -> bool:
    """Tell whether a measure says nothing of what is measured ("the fall", "it", "the figure")."""
    return bool(_BARE.fullmatch(measure) or _POINTS_BACK.fullmatch(measure))


def name_before(previous: str, measure: str = "it") -> str:
    """Name what a sentence was about that the next one continues, there called `measure`.

    "The share" is of what the sentence before names as a measure; "it" may be its subject.
    """
    likely = _LIKELY_TO.search(previous)
    if likely:
        return tidy(f"likelihood to {likely['what']}")
    there = _THERE_WERE.search(previous)
    named = tidy(there["what"] if there else _named_before(previous))
    return named or (measure if _BARE.fullmatch(measure) else _subject(previous))


def _subject(text: str) -> str:
    """Cut a clause down to its subject: without who says so, when, and the verb."""
    clause = _OPENING.sub("", _WHEN.sub("", OPENING_CLAUSE.sub("", text)))
    moved = re.search(
        r"\b(?:fell|rose|grew|improved|moved|dropped|increased|reduced|decreased|declined|narrowed"
        r"|halved|(?:more than )?doubled|(?:came|went) (?:up|down)"
        r"|(?:has|have|had) (?:\w+ )?(?:fallen|risen|grown|improved|increased|narrowed|widened))\b",
        clause,
        re.IGNORECASE,
    )
    plain = re.search(
        rf"\b(?:was|were|is|are|has|have|had|make up|made up|went|stood)\b"
        rf"|(?<!indicator )(?<!metric )(?<!band ){NUMBER}",
        clause,
        re.IGNORECASE,
    )
    end = moved or plain
    head = tidy(clause[: end.start()]) if end else ""
    return head if len(head) >= 4 else tidy(clause)


def tidy(text: str, limit: int = 90) -> str:
    """Trim punctuation, articles and length."""
    folded = " ".join(text.split()).strip(" ,;:.-–•*|")
    folded = folded.strip("()") if folded.count("(") != folded.count(")") else folded
    folded = re.sub(
        r"^(?:(?:so )?that the|the|a|an|its|our|their|and|but|yet)\s+",
        "",
        folded,
        flags=re.IGNORECASE,
    )
    folded = re.sub(
        r"\s+(?:of|in|to|by|from|at|for|and|about|than|has|have|had|is|are|was|were|make|made)$",
        "",
        folded,
    )
    if len(folded) <= limit:
        return folded
    return folded[:limit].rsplit(" ", 1)[0]

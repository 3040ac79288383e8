"""Tells which group of staff a change is about."""

import re

from ingest.changes import Change, bounds

BME = re.compile(
    r"\b(?:BME|BAME|ethnic(?:ally)? (?:minorit\w+|diverse)|minority ethnic|minoritised\w*"
    r"|global majority|racialised|(?:staff|people|colleagues|nurses) of colour|black|asian)\b",
    re.IGNORECASE,
)
WHITE = re.compile(r"\bwhite\b", re.IGNORECASE)
_AMONG = re.compile(
    r"\s*(?:among|for|of|in) (?:[\w-]+ ){0,2}?(?:BME|BAME|ethnic|minorit|global majority|black"
    r"|asian|white)\b",
    re.IGNORECASE,
)
_COMPARATOR = re.compile(
    r"\b(?:than|that of|likely as|compared (?:with|to)|relative to|against) (?:their "
    r"|that of )?white\b",
    re.IGNORECASE,
)
_OTHER_GROUPS = re.compile(
    r"\b(?:long[- ]term condition|international|disab\w+|women|men|female|male|gender|LGBT\w*"
    r"|patients)\b",
    re.I,
)
_EVERYONE = re.compile(
    r"\b(?:staff|workforce|colleagues|employees|investigations?|suspensions?|disciplinar\w+"
    r"|vacanc\w+|turnover|sickness|respondents|survey)\b",
    re.IGNORECASE,
)
RATIO = re.compile(
    r"\b(?:likel\w+|ratio|relative|times (?:as|more|less|that)|metric (?:2|3|4|two|three|four)"
    r"|indicator (?:2|3|4)|WRES ?[234])\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"\b(?:gap|disparity|difference)\b", re.IGNORECASE)


def group_of(text: str, change: Change, context: str) -> str:
    """Say whom the figures are about, by the nearest words before them, then the sentence."""
    start, end = bounds(text, change)
    after = _AMONG.match(text, change.end)
    if after:
        return _last_group(after.group())
    before, clause = text[start : change.start], text[start:end]
    near = _last_group(_COMPARATOR.sub("", before))
    return near if near and not _GAP.search(before) else _group_in(clause, text, context)


def _group_in(clause: str, text: str, context: str) -> str:
    """Say whom a clause is about; a comparison with white staff alone is about the others."""
    said = _COMPARATOR.sub("", clause)
    is_bme, is_white = bool(BME.search(said)), bool(WHITE.search(said))
    if _GAP.search(said) and is_white:
        return ""
    if said != clause and not is_bme and not is_white:
        return "BME"
    first = _first_group(said)
    if not first and (context is not text or RATIO.search(context)):
        first = _first_group(_COMPARATOR.sub("", context))
    if first or _OTHER_GROUPS.search(said) or BME.search(context):
        return first
    return "all staff" if _EVERYONE.search(said) else ""


def _first_group(text: str) -> str:
    """Give the group named first in a text."""
    bme, white = BME.search(text), WHITE.search(text)
    if bme and (not white or bme.start() < white.start()):
        return "BME"
    return "white" if white else ""


def _last_group(text: str) -> str:
    """Give the group named last in a text; in a comparison ("BME … than white") the first."""
    named = sorted(
        [(m.start(), "BME") for m in BME.finditer(text)]
        + [(m.start(), "white") for m in WHITE.finditer(text)]
    )
    if not named:
        return ""
    return named[0][1] if RATIO.search(text) else named[-1][1]

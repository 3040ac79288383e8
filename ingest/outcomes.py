"""Read reported outcomes out of sentences: what changed, from what to what, for whom, which way."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest import periods
from ingest.records import Outcome, Span

_WORDS = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
_WORD_NUMBER = rf"(?:{'|'.join(_WORDS)}|twice|half|twenty(?:-\w+)?|thirty(?:-\w+)?)"
_DIGITS = (
    r"(?<![\w/.–-])(?:£ ?)?\d+(?:,\d{3})*(?:\.\d+)?"
    r"(?![\d/]|[.,]\d|st\b|nd\b|rd\b|th\b|-month|-year)"
)
_UNIT = (
    r"(?:\s?%|[ -]per ?cent(?:age points?)?\b| ?(?:million|billion)\b|(?:m|bn|k)\b"
    r"|[ -](?:percentage )?points?\b| times\b)?"
)
_NUMBER = rf"(?:{_DIGITS}{_UNIT}|\b{_WORD_NUMBER}\b{_UNIT})"
_YEAR = r"(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?"
_IN_YEAR = (
    rf"(?: (?:in|at|for)(?: \w+)? {_YEAR}| \({_YEAR}\)| last year| the (?:previous year"
    r"|year before))"
)
_CHANGE = (
    r"(?:rise|fall|drop|growth|reduction|decrease|increase|decline|improvement|saving|narrowing"
    r"|gain)s?"
)
_MOVED = (
    r"(?:rose|risen|rise|fell|fallen|fall|dropped|grew|grown|narrowed|widened|improved|deteriorated"
    r"|worsened|increased|decreased|declined|reduced|reduction|increase|climbed|slipped|cut|lowered"
    r"|raised|went (?:up|down)|down|up|better|worse)"
)

_FROM_TO = re.compile(
    rf"(?:\bfrom (?:(?:about|around|nearly|over) )?"
    rf"|\()(?P<before>{_NUMBER})(?P<mid>[^;()\d]{{0,40}}?"
    rf"{_IN_YEAR}?) to (?:(?:about|around|nearly|over"
    rf"|just) )?(?P<after>{_NUMBER})(?!\s*(?:out of))",
    re.IGNORECASE,
)
_AGAINST_EARLIER = re.compile(
    rf"\b(?:up|down|improved|risen|fallen|increased|reduced) (?:slightly |further )?from "
    rf"(?:(?:about|around) )?(?P<before>{_NUMBER})"
    rf"|\b(?:compared (?:with|to)|against) (?P<earlier>{_NUMBER})"
    rf"(?=[^;]{{0,45}}?(?:in {_YEAR}|last year|previous|year before|year ago|a year earlier))",
    re.IGNORECASE,
)
_SERIES = re.compile(
    rf"(?P<first>{_NUMBER})(?:[^;\d]{{0,40}}? in | \()(?P<from>{_YEAR})\)?"
    rf"(?P<rest>(?:,? (?:and |then |to )?[^;\d]{{0,20}}{_NUMBER}(?:[^;\d]{{0,20}}? in "
    rf"| \(){_YEAR}\)?)+)",
    re.IGNORECASE,
)
_LISTED = re.compile(r":[^;:]*?(?P<first>\d\.\d+), (?:\d\.\d+, )*(?:and )?(?P<last>\d\.\d+)")
_MORE_THAN_EARLIER = re.compile(
    rf"(?P<change>{_NUMBER}) (?:more|fewer|higher|lower) than "
    rf"(?:in {_YEAR}|(?:a|the) (?:previous )?year)",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"\b(?P<verb>{_MOVED}|{_CHANGE})\b[^;]{{0,80}}?\bby (?:about |around |over |nearly |an? "
    rf"(?:estimated |average of )?)?(?P<change>{_NUMBER})",
    re.IGNORECASE,
)
_SIZED_NOUN = re.compile(
    rf"(?P<change>{_NUMBER}) (?:\w+ )?(?P<verb>{_CHANGE})\b(?!-)"
    rf"|\b(?P<verb2>{_CHANGE}) (?:in [^;,.]{{3,60}}? |\w+ )?of "
    rf"(?:about |around |over |nearly |an estimated )?(?P<change2>{_NUMBER})",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"\b(?P<change>(?:more than |nearly |almost )?(?:halved|doubled|trebled|tripled|quadrupled))\b",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    rf"^(?:the|a) (?:year before|previous year|year earlier)\b[^.]{{0,60}}?(?P<before>{_NUMBER})",
    re.IGNORECASE,
)
_LIKELIHOOD = re.compile(rf"(?P<after>{_NUMBER}) (?:as|more|less) likely", re.IGNORECASE)
_PLAIN = re.compile(
    rf"\b(?:{_MOVED}|{_CHANGE}|promot(?:ed|ion)|deteriorated|progress)\b", re.IGNORECASE
)
_TARGET = re.compile(
    r"^\W*(?:to )?(?:reduce|increase|improve|raise|cut|close|narrow|achieve|reach)\b"
    r"|\b(?:targets?|aims?|aimed|ambition|goal|will|should|expected)\b"
    r"(?![^;]*\b(?:target was (?:met|exceeded)|above)\b)",
    re.IGNORECASE,
)

_CHANGE_IN = re.compile(
    rf"\b{_CHANGE}\b(?!-)(?: \w+){{0,2}}? (?:in|from|of|across) (?!an? estimated|\d|£)"
    r"(?P<what>[^,;.()]+?)"
    rf"(?= of {_NUMBER}| (?:by|from|over|since|between|in|to|at|for|was|were|alone|compared) "
    r"|[,;.()]|$)",
    re.IGNORECASE,
)
_CHANGED_WHAT = re.compile(
    r"\b(?:reduced|increased|raised|improved|cut|lowered|closed|narrowed) (?:the )?"
    r"(?!by\b|from\b|to\b|in\b|on\b|at\b|over\b|since\b|and\b|year\b|every\b|slightly\b"
    r"|significantly\b)"
    r"(?P<what>[a-zA-Z][^,;.()]{3,80}?)(?= by | from | to | in (?:19|20)\d\d|[,;.()]|$)",
    re.IGNORECASE,
)
_LIKELY_TO = re.compile(r"\blikely (?:than [^,;]{3,40}? )?to (?P<what>[^,;.]{4,80})", re.IGNORECASE)
_OPENING = re.compile(
    rf"^\W*(?:[^,;:]{{2,60}}? (?:says?|said|reports?|reported|shows?)(?: that)? (?=\w+ \w+))?"
    r"(?:(?:yet )?in the same (?:time|period),? )?"
    rf"(?:(?:in|on|at|by) [^,:;]{{0,45}}{_YEAR}(?: [^,:;]{{0,30}})?,\s*|in {_YEAR} )?"
    r"(?:the|its|our|a|an)?\b\s*",
    re.IGNORECASE,
)

_BME = re.compile(
    r"\b(?:BME|BAME|ethnic(?:ally)? (?:minorit\w+|diverse)|minority ethnic|minoritised\w*"
    r"|global majority|black|asian)\b",
    re.IGNORECASE,
)
_WHITE = re.compile(r"\bwhite\b", re.IGNORECASE)
_COMPARATOR = re.compile(
    r"\b(?:than|that of|likely as|compared (?:with|to)|relative to) (?:their )?white\b",
    re.IGNORECASE,
)
_OTHER_GROUPS = re.compile(r"\b(?:disab\w+|women|men|female|male|gender|LGBT\w*|patients)\b", re.I)
_EVERYONE = re.compile(
    r"\b(?:staff|workforce|colleagues|employees|investigations?|suspensions?|disciplinar\w+"
    r"|vacanc\w+|turnover|sickness|respondents|survey)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\b(?:likel\w+|ratio|relative|times (?:as|more|less)|metric (?:2|3|4|two|three|four)"
    r"|indicator (?:2|3|4)|WRES ?[234])\b",
    re.IGNORECASE,
)
_VAGUE_PERIOD = re.compile(
    r"\b(?:over|during|within) (?:the )?(?:(?:last|past) )?(?:\w+ )?(?:years?|months?)\b"
    r"|\bsince the previous year\b|\byear on year\b|\bin a year\b",
    re.IGNORECASE,
)
_MEASURES = re.compile(r"\b(?:indicators?|metrics?|measures?|surveys?)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|without|lacking|undisclosed|unknown|not stated)\b", re.IGNORECASE)
_GAP = re.compile(r"\b(?:gap|disparity|difference)\b", re.IGNORECASE)
_BETTER_WORDS = re.compile(r"\b(?:improv\w+|better|gains?|progress|promot\w+|savings?)\b", re.I)
_WORSE_WORDS = re.compile(r"\b(?:worse\w*|deteriorat\w+|slipped)\b", re.IGNORECASE)
_DOWN_WORDS = re.compile(
    r"\b(?:fell|fall\w*|drop\w*|reduc\w+|decreas\w+|declin\w+|down|narrow\w+|lowered|cut|halved"
    r"|closed|lower|fewer|less)\b",
    re.IGNORECASE,
)
_UP_WORDS = re.compile(
    r"\b(?:rose|rise\w*|risen|grew|grow\w*|increas\w+|up|widen\w+|raised|climbed|doubled|trebled"
    r"|tripled|higher|more)\b",
    re.IGNORECASE,
)
# What is good when it falls; then what is good when it rises.
_GOOD_LOW = re.compile(
    r"\b(?:disciplin\w+|investigat\w+|hearings?|suspen\w+|harass\w+|bull(?:y|ied)\w*|abus\w+|discriminat\w+"
    r"|racis\w+|gaps?|disparit\w+|turnover|sickness|absence|vacanc\w+|grievances?|complaints?"
    r"|dismiss\w+|leavers|leav(?:e|ing)|hours|waits?|incidents|costs?|violen\w+|pressed|unwell)\b",
    re.IGNORECASE,
)
_BELIEF = re.compile(r"\b(?:belie\w+|opportunit\w+|engage\w+|progression|scores?)\b", re.I)
_GOOD_HIGH = re.compile(
    r"\b(?:representation|board|band|senior|managers?|VSM|opportunit\w+|belie\w+|engage\w+"
    r"|satisf\w+|scores?|rates?|results?|participat\w+|retention|confiden\w+|promot\w+|recommend"
    r"|members?|odds|progression|share|proportion|number|officers|shortlist\w+|appoint\w+"
    r"|declar\w+|savings?"
    r"|workforce|staff)\b",
    re.IGNORECASE,
)

_LONGEST = 1500
"""Characters of a sentence that are read: beyond them it is a dump of figures, and slow."""


@dataclass(frozen=True, slots=True)
class _Change:
    """Figures of one change, as printed, with the part of the sentence that gives them."""

    start: int
    end: int
    before: str = ""
    after: str = ""
    change: str = ""


def find(
    text: str,
    start: int,
    *,
    indicators: tuple[int, ...] = (),
    period: str | None = None,
    previous: str = "",
) -> tuple[Outcome, ...]:
    """Read the outcomes of a sentence already labelled as an outcome; in order of their place.

    `period` is the document's, for a change that gives none of its own.
    `start` is the sentence's offset in the canonical text; every span is the whole sentence.
    `previous` is the sentence before it, which "The year before they were …" continues.
    `id` is "" and `organisation` None: the caller knows them.
    """
    span = Span(start, start + len(text))
    text, previous = text[:_LONGEST], previous[-_LONGEST:]
    found = []
    for change in _changes(text, previous):
        clause = _clause(text, change)
        if _TARGET.search(clause) and not re.search(r"\bfor the first time\b", clause):
            continue
        context = f"{previous} {text}" if _YEAR_BEFORE.search(text) else text
        measure = _measure(text, change) if context is text else _measure_before(previous)
        found.append(
            Outcome(
                id="",
                span=span,
                organisation=None,
                indicators=indicators,
                measure=measure,
                before=change.before,
                after=change.after,
                change=change.change,
                unit=_unit(change, context, indicators),
                group=_group(text, change, context),
                period=_period(text, change) or period or "",
                direction=_direction(change, clause, measure, context, indicators),
            )
        )
    return tuple(found)


def _changes(text: str, previous: str) -> list[_Change]:
    """Find the changes of a sentence, the more exact readings first, none overlapping."""
    year_before = _YEAR_BEFORE.search(text)
    if year_before:
        now = _LIKELIHOOD.search(previous) or re.search(rf"(?P<after>{_NUMBER})", previous)
        after = now["after"].strip() if now else ""
        return [_Change(*year_before.span(), year_before["before"].strip(), after)]
    found: list[_Change] = []
    for reading in (_series, _pairs, _sizes):
        for change in reading(text):
            if all(change.end <= other.start or other.end <= change.start for other in found):
                found.append(change)
    if not found:
        plain = _PLAIN.search(text)
        found = [_Change(*plain.span())] if plain and _names_a_measure(text) else []
    return sorted(found, key=lambda change: change.start)


def _names_a_measure(text: str) -> bool:
    """Tell whether a change without figures is a change of something that can be measured."""
    return bool(_GOOD_LOW.search(text) or _GOOD_HIGH.search(text) or _MEASURES.search(text))


def _series(text: str) -> Iterator[_Change]:
    """Read "68% in 2015, 80% in 2019" and "1.57 (2016), 1.60 (2017), 1.45 (2018)"."""
    for match in _SERIES.finditer(text):
        years = [match["from"], *re.findall(_YEAR, match["rest"])]
        numbers = [number for number in _printed(match["rest"]) if not re.fullmatch(_YEAR, number)]
        if numbers and not re.search(r"\b(?:up|down|from)\b", match["rest"]):
            first, last = match["first"].strip(), numbers[-1]
            if years[0] > years[-1]:
                first, last = last, first
            yield _Change(match.start(), match.end(), first, last)
    for match in _LISTED.finditer(text):
        yield _Change(match.start("first"), match.end(), match["first"], match["last"])


def _pairs(text: str) -> Iterator[_Change]:
    """Read "from X to Y", "(X to Y)", "Y, down from X" and "Y compared with X last year"."""
    for match in _FROM_TO.finditer(text):
        before, after = match["before"].strip(), match["after"].strip()
        if not _is_year(before) and not _is_year(after):
            yield _Change(match.start(), match.end(), before, after)
    for match in _AGAINST_EARLIER.finditer(text):
        before = (match["before"] or match["earlier"]).strip()
        now = _figure_of_now(text, match.start(), before)
        if now:
            yield _Change(now.start(), match.end(), before, now.group().strip())


def _figure_of_now(text: str, until: int, before: str) -> re.Match[str] | None:
    """Find the figure that an earlier one is set against: the last before it of the same sort."""
    begin = text.rfind(";", 0, until) + 1
    numbers = [
        number
        for number in re.finditer(_NUMBER, text[:until], re.IGNORECASE)
        if number.start() >= begin and not _is_year(number.group().strip())
    ]
    alike = [number for number in numbers if _sort(number.group()) == _sort(before)]
    # A count stands at the head of what is counted; a share or a ratio next to its comparison.
    in_order = alike or numbers
    is_count = not any(_sort(before))
    return next(iter(in_order if is_count else in_order[::-1]), None)


def _sort(number: str) -> tuple[bool, bool, bool]:
    """Tell figures apart: money, shares, decimals."""
    return "£" in number, bool(re.search("%|per ?cent", number)), "." in number


def _sizes(text: str) -> Iterator[_Change]:
    """Read "by 54%", "a 1% rise", "savings of £1.7 million" and "more than doubled"."""
    for match in _BY.finditer(text):
        if not _is_year(match["change"].strip()):
            yield _Change(match.start(), match.end(), change=match["change"].strip())
    for match in _SIZED_NOUN.finditer(text):
        size = (match["change"] or match["change2"]).strip()
        if not _is_year(size):
            yield _Change(match.start(), match.end(), change=size)
    for match in _MORE_THAN_EARLIER.finditer(text):
        yield _Change(match.start(), match.end(), change=match["change"].strip())
    for match in _TIMES.finditer(text):
        yield _Change(match.start(), match.end(), change=match["change"])


def _printed(text: str) -> list[str]:
    return [match.group().strip() for match in re.finditer(_NUMBER, text, re.IGNORECASE)]


def _is_year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None


def _bounds(text: str, change: _Change) -> tuple[int, int]:
    """Give the clause around a change: from the last "; " (or ", yet …") to the next."""
    ends = list(re.finditer(r"; |, (?:and|but|yet|so|while|although|though|which) ", text))
    start = max((end.end() for end in ends if end.end() <= change.start), default=0)
    end = min((end.start() for end in ends if end.start() >= change.end), default=len(text))
    return start, end


def _clause(text: str, change: _Change) -> str:
    start, end = _bounds(text, change)
    return text[start:end]


def _measure(text: str, change: _Change) -> str:
    """Name what changed: what the change is in, what was reduced, else the subject before."""
    start, end = _bounds(text, change)
    clause = text[start:end]
    label = re.match(r"^[^:;.]{4,60}(?=: )", text)
    prefix = f"{label.group()}: " if label and start > 0 else ""
    for pattern in (_CHANGE_IN, _CHANGED_WHAT):
        named = pattern.search(clause)
        if named:
            return _tidy(prefix + named["what"])
    likely = _LIKELY_TO.search(clause)
    if likely:
        return _tidy(f"{prefix}likelihood to {likely['what']}")
    shared = re.match(rf"{_NUMBER} of (?P<what>[^;]+)", text[change.start : end], re.IGNORECASE)
    if shared:
        return _tidy(
            prefix + re.split(r",? (?:slightly )?(?:up|down|compared) ", shared["what"])[0]
        )
    before = text[start : change.start]
    if re.search(r":[^:]{0,30}$", before):
        return _tidy(prefix + before)
    subject = _subject(before)
    is_named = len(subject) >= 4 and subject.lower() not in {"they", "these", "this", "which"}
    return _tidy(prefix + subject) if is_named else _tidy(clause)


def _measure_before(previous: str) -> str:
    """Name what a sentence was about that the next one continues."""
    likely = _LIKELY_TO.search(previous)
    return _tidy(f"likelihood to {likely['what']}") if likely else _subject(previous)


def _subject(text: str) -> str:
    """Cut a clause down to its subject: without who says so, when, and the verb."""
    clause = _OPENING.sub("", text)
    moved = re.search(
        r"\b(?:fell|rose|grew|improved|moved|dropped|increased|reduced|decreased|declined|narrowed"
        r"|(?:has|have|had) (?:\w+ )?(?:fallen|risen|grown|improved|increased|narrowed|widened))\b",
        clause,
        re.IGNORECASE,
    )
    plain = re.search(
        rf"\b(?:was|were|is|are|has|have|had|make up|made up|went)\b|{_NUMBER}",
        clause,
        re.IGNORECASE,
    )
    end = moved or plain
    head = _tidy(clause[: end.start()]) if end else ""
    return head if len(head) >= 4 else _tidy(clause)


def _tidy(text: str, limit: int = 90) -> str:
    """Trim punctuation, articles and length."""
    folded = " ".join(text.split()).strip(" ,;:.-–•*|")
    folded = folded.strip("()") if folded.count("(") != folded.count(")") else folded
    folded = re.sub(r"^(?:the|a|an|its|our|their|and|but|yet)\s+", "", folded, flags=re.IGNORECASE)
    folded = re.sub(r"\s+(?:of|in|to|by|from|at|for|and|about|than)$", "", folded)
    if len(folded) <= limit:
        return folded
    return folded[:limit].rsplit(" ", 1)[0]


def _unit(change: _Change, context: str, indicators: tuple[int, ...]) -> str:
    """Give the unit: "%", "£", "points", "ratio", or "" for a count or where none is printed."""
    printed = f"{change.before} {change.after} {change.change}"
    if "£" in printed:
        return "£"
    if re.search(r"\bpoints?\b", printed):
        return "points"
    if re.search(r"%|per ?cent", printed):
        return "%"
    if _is_ratio(change, context, indicators):
        return "ratio"
    return "times" if re.search(r"\btimes\b", printed) else ""


def _is_ratio(change: _Change, context: str, indicators: tuple[int, ...]) -> bool:
    """Tell whether the figures are likelihoods compared: small numbers, no unit, parity at 1."""
    values = [_value(change.before), _value(change.after)]
    if any(value is None or value > 20 for value in values) or "%" in change.before + change.after:
        return False
    by_indicator = bool(indicators) and set(indicators) <= {2, 3, 4}
    has_decimals = "." in change.before + change.after
    return bool(_RATIO.search(context)) or (by_indicator and has_decimals)


def _group(text: str, change: _Change, context: str) -> str:
    """Say whom the figures are about, by the nearest words before them, then the sentence."""
    start, end = _bounds(text, change)
    near = _last_group(_COMPARATOR.sub("", text[start : change.start]))
    if near and not _GAP.search(text[start : change.start]):
        return near
    clause = _COMPARATOR.sub("", text[start:end])
    if _GAP.search(clause) and _BME.search(clause) and _WHITE.search(clause):
        return ""
    for where in (clause, context):
        match = min(
            (m for m in (_BME.search(where), _WHITE.search(where)) if m),
            key=lambda m: m.start(),
            default=None,
        )
        if match and (where is clause or _RATIO.search(context)):
            return "white" if match.re is _WHITE else "BME"
    if _OTHER_GROUPS.search(clause) or _BME.search(context):
        return ""
    return "all staff" if _EVERYONE.search(clause) else ""


def _last_group(text: str) -> str:
    """Give the group named last in a text; in a comparison ("BME … than white") the first."""
    named = sorted(
        [(m.start(), "BME") for m in _BME.finditer(text)]
        + [(m.start(), "white") for m in _WHITE.finditer(text)]
    )
    if not named:
        return ""
    return named[0][1] if _RATIO.search(text) else named[-1][1]


def _period(text: str, change: _Change) -> str:
    """Give the period of a change: "2016 to 2018", one date, "since 2022", or as printed."""
    start, end = _bounds(text, change)
    found = sorted(periods.find_in_question(text[start:end]), key=periods.first_month)
    if len(found) > 1:
        return f"{found[0]} to {found[-1]}"
    if found:
        earlier = change.before and re.search(
            rf"from {re.escape(change.before)}[^;,]{{0,12}}{re.escape(found[0])}", text
        )
        return f"since {found[0]}" if earlier else found[0]
    vague = _VAGUE_PERIOD.search(text)
    return vague.group() if vague else ""


def _direction(
    change: _Change, clause: str, measure: str, context: str, indicators: tuple[int, ...]
) -> str:
    """Judge whether the change is for the better; "unclear" where the measure does not say."""
    if _is_ratio(change, context, indicators):
        return _towards_parity(change)
    if re.search(r"\bsavings?\b", clause, re.IGNORECASE):
        return "better"
    judged = _by_measure(measure, clause, indicators, _rises(change, clause))
    is_better, is_worse = _BETTER_WORDS.search(clause), _WORSE_WORDS.search(clause)
    said = "better" if is_better and not is_worse else ""
    said = "worse" if is_worse and not is_better else said
    if is_better and is_worse:
        return "unclear"
    return said or judged or "unclear"


def _by_measure(
    measure: str, clause: str, indicators: tuple[int, ...], is_rise: bool | None
) -> str:
    """Judge a rise or fall by what is measured; "" where that does not say."""
    if is_rise is None:
        return ""
    good_low = _GOOD_LOW.search(measure)
    if good_low or (indicators and set(indicators) <= {5, 6, 8}):
        is_good_high = False
    elif _GOOD_HIGH.search(measure) or (indicators and set(indicators) <= {1, 7, 9}):
        is_good_high = True
    elif _GOOD_LOW.search(clause):
        is_good_high = False
    elif _GOOD_HIGH.search(clause):
        is_good_high = True
    else:
        return ""
    if _WHITE.search(measure) and set(indicators) <= {1, 9} and not _BELIEF.search(measure):
        return ""
    if _NEGATED.search(measure):
        is_good_high = not is_good_high
    return "better" if is_rise == is_good_high else "worse"


def _towards_parity(change: _Change) -> str:
    """Judge a ratio: nearer to 1 is better; below 1 and away from it is unclear."""
    before, after = _value(change.before), _value(change.after)
    if not before or not after:
        return "unclear"
    if 0.8 <= after <= 1.25 and not 0.8 <= before <= 1.25:
        return "better"
    if after < 1 and after < before:
        return "unclear"
    nearer = abs(math.log(after)) - abs(math.log(before))
    if nearer == 0:
        return "unclear"
    return "better" if nearer < 0 else "worse"


def _rises(change: _Change, clause: str) -> bool | None:
    """Tell whether a figure rises; None where neither figures nor words say."""
    before, after = _value(change.before), _value(change.after)
    if before is not None and after is not None:
        return None if before == after else after > before
    down, up = _DOWN_WORDS.search(clause), _UP_WORDS.search(clause)
    if down and up:
        return up.start() < down.start()
    return True if up else (False if down else None)


def _value(printed: str) -> float | None:
    """Read a printed figure as a number; None if it holds none."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", printed)
    if digits:
        return float(digits.group().replace(",", ""))
    word = re.split(r"[ -]", printed, maxsplit=1)[0].lower()
    if word == "twice":
        return 2.0
    if word == "half":
        return 0.5
    return float(_WORDS.index(word)) if word in _WORDS else None

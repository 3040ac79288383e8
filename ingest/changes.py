"""Finds the changes that a sentence reports, with their figures as printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.patterns import pattern
from ingest.records import CELL_GAP

_WORDS = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_WORD_NUMBER = (
    r"(?:(?<!hundred )(?<!hundred and )(?<!ty-)"  # no part of "one hundred and forty-nine"
    rf"(?:(?:{'|'.join(_TENS)})(?:-\w+)?|{'|'.join(reversed(_WORDS))})(?! hundred\b)|twice|half)"
)
_DIGITS = (
    r"(?<![\w/.–-])(?:£ ?)?\d+(?:,\d{3})*(?:\.\d+)?"
    r"(?![\d/]|[.,]\d|st\b|nd\b|rd\b|th\b|-month|-year)"
)
_UNIT = (
    r"(?:\s?%|[ -]per ?cent(?:age points?)?\b| ?(?:million|billion)\b|(?:m|bn|k)\b"
    r"|[ -](?:percentage )?points?\b| times\b)?"
)
NUMBER = rf"(?:{_DIGITS}{_UNIT}|\b{_WORD_NUMBER}\b(?: and a half)?{_UNIT})"
_COUNT = rf"(?:{_DIGITS}|\b{_WORD_NUMBER}\b)"
_FIGURE = rf"(?:{_COUNT} (?:out )?of (?:the |its |our |all )?{_COUNT}(?! ?%)|{NUMBER})"
"""A number, or a part of so many ("two of 31"), which says little without the whole."""
YEAR = r"(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?"
_YEARS = re.compile(rf"\b{YEAR}\b")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|spring|summer|autumn|winter)"
)
_IN_YEAR = (
    rf"(?: (?:in|at|for)(?: \w+)? {YEAR}| \({YEAR}\)| last year| the (?:previous year"
    r"|year before))"
)
CHANGE = (
    r"(?:rise|fall|drop|growth|reduction|decrease|increase|decline|improvement|saving|narrowing"
    r"|gain)s?"
)
_MOVED = (
    r"(?:rose|risen|rise|fell|fallen|fall|dropped|grew|grown|narrowed|widened|improved|deteriorated"
    r"|worsened|increased|decreased|declined|reduced|reduction|increase|climbed|slipped|cut|lowered"
    r"|raised|went (?:up|down)|down|up|better|worse|moved in the (?:right|wrong) direction)"
)
_FROM_TO = pattern(
    rf"(?:\bfrom (?:(?:about|around|nearly|over) )?"
    rf"|\()(?P<before>{_FIGURE})(?P<mid>[^;()\d]{{0,40}}?"
    rf"{_IN_YEAR}?) to (?:(?:about|around|nearly|over"
    rf"|just) )?(?P<after>{_FIGURE})",
    re.IGNORECASE,
)
_TO_FROM = pattern(
    rf"\bto (?P<after>{NUMBER})(?:{_IN_YEAR})?,? from (?P<before>{NUMBER})", re.IGNORECASE
)
_AGAINST_EARLIER = pattern(
    rf"\b(?:up|down|improved|risen|fallen|increased|reduced) (?:slightly |further )?from "
    rf"(?:(?:about|around) )?(?P<before>{_FIGURE})"
    rf"|\b(?:compared (?:with|to)|against) (?P<earlier>{_FIGURE})"
    rf"(?=[^;]{{0,45}}?(?:in {YEAR}|last year|previous|year before|year ago|a year earlier))"
    rf"|\bafter (?P<former>{_FIGURE})"
    rf"(?= (?:in {YEAR}|last year|(?:in )?the previous year"
    r"|(?:the|a) year (?:before|ago|earlier)))",
    re.IGNORECASE,
)
_WHEN = rf" (?:in|at) (?:(?:\d\d? )?{_MONTH} )?"
_SERIES = pattern(
    rf"(?P<first>{NUMBER})(?:[^;\d]{{0,40}}?{_WHEN}| \()(?P<from>{YEAR})\)?"
    rf"(?P<rest>(?:,? (?:and |then |to )?[^;\d]{{0,20}}{NUMBER}(?:[^;\d]{{0,20}}?{_WHEN}"
    rf"| \(){YEAR}\)?)+)",
    re.IGNORECASE,
)
_LISTED = pattern(r":[^;:]*?(?P<first>\d\.\d+), (?:\d\.\d+, )*(?:and )?(?P<last>\d\.\d+)")
_MORE_THAN_EARLIER = pattern(
    rf"(?P<change>{NUMBER}) (?:more|fewer|higher|lower) than "
    rf"(?:in {YEAR}|(?:a|the) (?:previous )?year)",
    re.IGNORECASE,
)
_ABOVE_LAST = pattern(
    rf"(?P<after>{NUMBER})[^;]{{0,100}}?\b(?:higher|lower|more|fewer|better|worse) than"
    r" (?:in )?(?:the (?:previous year|year before)|last year|a year (?:ago|earlier))",
    re.IGNORECASE,
)
_THEN_NOW = pattern(
    rf"\b(?:was|were|had been|used to be|lasted|took|stood at) (?:\w+ )?(?P<before>{NUMBER})"
    rf"[^;\d]{{0,60}}?\bnow\b[^;\d]{{0,20}}?(?P<after>{NUMBER})",
    re.IGNORECASE,
)
_TWO_YEARS = pattern(
    rf"\bin (?P<year>{YEAR})\b[^;\d]{{0,30}}?(?P<first>{NUMBER})[^;]{{0,90}}; "
    rf"in (?P<other>{YEAR})\b[^;\d]{{0,30}}?(?P<last>{NUMBER})",
    re.IGNORECASE,
)
_IS_WHOLE = pattern(rf"{NUMBER} (?:out )?of (?:the |its |our |all )?$", re.IGNORECASE)
"""What stands before the whole of which a figure is a part."""
REACHED = pattern(
    rf"\b(?P<name>(?:[\w-]+ ){{0,2}}(?:rate|score)s?) (?:of |reached )(?P<after>{NUMBER})", re.I
)
_BY = pattern(
    rf"\b(?P<verb>{_MOVED}|{CHANGE})\b[^;]{{0,80}}?\bby (?:about |around |over |nearly |an? "
    rf"(?:estimated |average of )?)?(?P<change>{NUMBER})",
    re.IGNORECASE,
)
_SIZED_NOUN = pattern(
    rf"(?P<change>{NUMBER}) (?:\w+ )?(?P<verb>{CHANGE})\b(?!-)"
    rf"|\b(?P<verb2>{CHANGE}) (?:in [^;,.]{{3,60}}? |\w+ )?of "
    rf"(?:about |around |over |nearly |an estimated )?(?P<change2>{NUMBER})",
    re.IGNORECASE,
)
_SAVED = pattern(
    rf"\bsav(?:ed|ing) (?:an? )?(?:estimated |about |around |over |nearly )?(?P<change>{NUMBER})",
    re.I,
)
_TIMES = pattern(
    r"\b(?P<change>(?:more than |nearly |almost )?(?:halved|doubled|trebled|tripled|quadrupled))\b"
    r"(?!,? from )",
    re.IGNORECASE,
)
YEAR_BEFORE = pattern(
    rf"^(?:the|a) (?:year before|previous year|year earlier)\b[^.]{{0,60}}?(?P<before>{NUMBER})",
    re.IGNORECASE,
)
_LIKELIHOOD = pattern(rf"(?P<after>{NUMBER}) (?:as|more|less) likely", re.IGNORECASE)
_PLAIN = pattern(
    rf"\b(?:{_MOVED}|{CHANGE}|promot(?:ed|ion)|deteriorated|progress|(?:shows?|showed|saw|found)"
    r" (?:\w+ )?(?:less|fewer|lower|higher|better|more)|(?:gone|went|moved) (?:backwards"
    r"|(?:in )?the (?:right|wrong) (?:way|direction)))\b(?!-)",
    re.IGNORECASE,
)
_WERE_PROMOTED = (
    r"(?:have|has|had|were|was) (?:\w+ ){0,3}(?:promot(?:ed|ion)|appointed to|seconded"
    r"|moved (?:up|to (?:an? (?:higher|more senior)|band \d\w? (?:or|and) above)))\b"
)
PROMOTED = pattern(
    rf"(?<!of the )(?<!of )(?P<change>(?:more than |over |nearly )?(?:{NUMBER}"
    r"|(?:an?|one) (?:third|quarter|half)))"
    rf"(?: of)? ?(?P<what>[^;,.]{{0,60}}?) {_WERE_PROMOTED}",
    re.IGNORECASE,
)
_PROMOTED_OF_THEM = pattern(
    r"(?<!band )(?<!bands )(?<!to )(?<!of )(?<!of the )"
    rf"(?P<change>{NUMBER})(?: of (?:them|these|those|whom))?"
    rf" {_WERE_PROMOTED}",
    re.IGNORECASE,
)


_ON = (
    r"(?:in|by|at|for|as at|during) (?:the (?:(?:end of|year to) )?)?(?:\d\d? )?"
    rf"(?:{_MONTH} )?{YEAR}(?: (?:staff )?survey)?"
)
_YEARS_LATER = re.compile(
    r"(?P<count>a|one|two|three|four|five) years? (?:later|on|afterwards),? ", re.IGNORECASE
)
# "was 1.9 (March 2017: 2.3)".
_EARLIER_IN_BRACKETS = pattern(
    rf"(?P<after>{NUMBER})[^;()\d]{{0,80}}(?:in {YEAR}[^;()\d]{{0,40}})?"
    rf"\((?:in )?(?:{_MONTH} )?{YEAR}: (?P<before>{NUMBER})\)",
    re.IGNORECASE,
)
_NO_FIGURE = pattern(
    rf"\b(?:\d\d? )?(?:{_MONTH} )?{YEAR}(?:\s+survey)?\b|\b(?:indicators?|metrics?|WRES|bands?"
    r"|grades?) \d\w?(?:(?:,| and| to) \d\w?)*",
    re.IGNORECASE,
)
"""Numbers that are the names of years, indicators and bands."""
_SAME_MEASURE = pattern(
    rf"(?:{_ON},? )?(?:(?:the|this|that|our|its|their) (?:same |relative )?(?:figure|ratio|rate"
    r"|score|share|number|likelihood|proportion|percentage|gap|total)s?|it|they|this|that)"
    rf"(?: {_ON})? (?:was|is|were|are|stood at|fell to"
    r"|had (?:fallen|risen|dropped|grown|come down|gone up) to|rose to|dropped to"
    r"|compare[sd]? (?:with|to))\b",
    re.IGNORECASE,
)
_NOT_MEASURED = pattern(
    r"\b(?:targets?|aim\w*|should|would|could|will|expect\w*|hope\w*|plan(?:s|ned)?|national\w*"
    r"|average|England|elsewhere|benchmark)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """Figures of one change, as printed, with the part of the sentence that gives them."""

    start: int
    end: int
    before: str = ""
    after: str = ""
    change: str = ""

    @property
    def has_figures(self) -> bool:
        """Tell whether any figure of the change is printed."""
        return bool(self.before or self.after or self.change)


def later_figure(text: str, previous: str) -> Change | None:
    """Read a change told in two sentences ("In 2018 the ratio was 2.1. In 2020 it was 1.4.").

    The second must say the same measure again or point back to it, and give one figure of the same
    sort for another year.
    """
    if CELL_GAP in text:
        return None
    now, then = _dated_figure(text), _dated_figure(previous)
    later = _YEARS_LATER.match(text)
    if later and then and not now and len(measured(text)) == 1:
        word = later["count"].lower()
        passed = _WORDS.index(word) if word in _WORDS else 1
        now = (str(int(then[0][:4]) + passed), measured(text)[0].after)
        text = text[later.end() :]
    if not (now and then) or _NOT_MEASURED.search(f"{previous} {text}"):
        return None
    if not _SAME_MEASURE.match(text) and _words(text) != _words(previous):
        return None
    (year, after), (earlier, before) = now, then
    if year == earlier or before == after or _sort(before)[:2] != _sort(after)[:2]:
        return None
    if year < earlier:
        before, after = after, before
    return Change(0, len(text), before, after)


# Each sentence is the one after another, and read for its label and for its result.
@lru_cache(maxsize=64)
def _dated_figure(sentence: str) -> tuple[str, str] | None:
    """Give the one year and the one figure of a sentence; None where it has more, or less."""
    years = set(_YEARS.findall(sentence))
    told, counted, _ = sentence.partition(": ")  # "the ratio was 1.4: 7 of 512 against …"
    figures = measured(told) if len(years) == 1 else ()
    if not (counted and len(figures) == 1):
        figures = measured(sentence) if len(years) == 1 else ()
    return (years.pop(), figures[0].after) if len(figures) == 1 else None


def measured(sentence: str) -> tuple[Change, ...]:
    """Give each figure of a sentence that is no year and no number of an indicator or band."""
    plain = _NO_FIGURE.sub(lambda named: " " * len(named.group()), sentence)
    return tuple(
        Change(*number.span(), after=number.group().strip())
        for number in re.finditer(NUMBER, plain, re.IGNORECASE)
    )


def _words(sentence: str) -> set[str]:
    """Give the words of a sentence that say what it measures."""
    plain = re.sub(NUMBER, " ", _NO_FIGURE.sub(" ", sentence), flags=re.IGNORECASE)
    return set(re.findall(r"[a-z]{2,}", plain.lower())) - {"in", "by", "of", "the", "at", "was"}


def find_changes(text: str, previous: str) -> list[Change]:
    """Find the changes of a sentence, the more exact readings first, none overlapping."""
    year_before = YEAR_BEFORE.search(text)
    if year_before:
        now = _LIKELIHOOD.search(previous) or re.search(rf"(?P<after>{NUMBER})", previous)
        after = now["after"].strip() if now else ""
        return [Change(*year_before.span(), year_before["before"].strip(), after)]
    told_in_two = later_figure(text, previous)
    if told_in_two:
        return [told_in_two]
    found: list[Change] = []
    for reading in (_series, _pairs, _then_now, _sizes, _promotions):
        for change in reading(text):
            if all(change.end <= other.start or other.end <= change.start for other in found):
                found.append(change)
    if not found:
        plain = _PLAIN.search(text)
        found = [Change(*plain.span())] if plain else []
    return sorted(found, key=lambda change: change.start)


def _series(text: str) -> Iterator[Change]:
    """Read "68% in 2015, 80% in 2019" and "1.57 (2016), 1.60 (2017), 1.45 (2018)".

    A year may be a date: "1.72 at 31 March 2023 and 1.69 at 31 March 2024".
    """
    for match in _SERIES.finditer(text):
        years = [match["from"], *re.findall(YEAR, match["rest"])]
        rest = re.sub(rf"\b\d\d? (?={_MONTH})", "", match["rest"], flags=re.IGNORECASE)
        numbers = [number for number in _printed(rest) if not re.fullmatch(YEAR, number)]
        if _IS_WHOLE.search(text[: match.start()]):
            continue
        if numbers and not re.search(r"\b(?:up|down|from)\b", match["rest"]):
            first, last = match["first"].strip(), numbers[-1]
            if years[0] > years[-1]:
                first, last = last, first
            yield Change(match.start(), match.end(), first, last)
    for match in _LISTED.finditer(text):
        yield Change(match.start("first"), match.end(), match["first"], match["last"])


def _pairs(text: str) -> Iterator[Change]:
    """Read "from X to Y", "to Y from X", "Y, down from X" and "Y compared with X last year"."""
    for match in (*_FROM_TO.finditer(text), *_TO_FROM.finditer(text)):
        before, after = match["before"].strip(), match["after"].strip()
        if not _is_year(before) and not _is_year(after):
            yield Change(match.start(), match.end(), before, after)
    for match in _AGAINST_EARLIER.finditer(text):
        before = (match["before"] or match["earlier"] or match["former"]).strip()
        now = _figure_of_now(text, match.start(), before)
        if now:
            yield Change(now.start(), match.end(), before, now.group().strip())
    for match in _EARLIER_IN_BRACKETS.finditer(text):
        if not _is_year(match["after"].strip()):
            yield Change(*match.span(), match["before"].strip(), match["after"].strip())
    for match in _ABOVE_LAST.finditer(text):
        yield Change(match.start(), match.end(), after=match["after"].strip())


def _figure_of_now(text: str, until: int, before: str) -> re.Match[str] | None:
    """Find the figure that an earlier one is set against: the last before it of the same sort."""
    begin = text.rfind(";", 0, until) + 1
    numbers = [
        number
        for number in re.finditer(_FIGURE, text[:until], re.IGNORECASE)
        if number.start() >= begin
        and not _is_year(number.group().strip())
        and not re.match(r" (?:years?|months?) of\b", text[number.end() :])
    ]
    alike = [number for number in numbers if _sort(number.group()) == _sort(before)]
    # A count stands at the head of what is counted; a share or a ratio next to its comparison.
    counted = re.match(r"\s*([a-z]{3,})", text[text.find(before, until) + len(before) :])
    same = [
        number
        for number in numbers
        if counted and re.match(rf"\s*{counted[1]}\b", text[number.end() :])
    ]
    in_order = same or alike or numbers
    is_count = not any(_sort(before))
    return next(iter(in_order if is_count else in_order[::-1]), None)


def _sort(number: str) -> tuple[bool, bool, bool]:
    """Tell figures apart: money, shares, decimals."""
    return "£" in number, bool(re.search("%|per ?cent", number)), "." in number


def _sizes(text: str) -> Iterator[Change]:
    """Read "by 54%", "a 1% rise", "savings of £1.7 million" and "more than doubled"."""
    for match in _BY.finditer(text):
        if not _is_year(match["change"].strip()):
            yield Change(match.start(), match.end(), change=match["change"].strip())
    for match in _SIZED_NOUN.finditer(text):
        size = (match["change"] or match["change2"]).strip()
        if not _is_year(size):
            yield Change(match.start(), match.end(), change=size)
    for match in _MORE_THAN_EARLIER.finditer(text):
        yield Change(match.start(), match.end(), change=match["change"].strip())
    for match in _SAVED.finditer(text):
        yield Change(match.start(), match.end(), change=match["change"].strip())
    for match in _TIMES.finditer(text):
        yield Change(match.start(), match.end(), change=match["change"])


def _then_now(text: str) -> Iterator[Change]:
    """Read "had been 2.2 … and are now 1.2" and "In 2018 it was 96 …; in 2017 it was 98"."""
    for match in _THEN_NOW.finditer(text):
        yield Change(*match.span(), match["before"].strip(), match["after"].strip())
    for match in _TWO_YEARS.finditer(text):
        first, last = match["first"].strip(), match["last"].strip()
        if match["year"] > match["other"]:
            first, last = last, first
        yield Change(*match.span(), first, last)
    for match in REACHED.finditer(text):
        yield Change(*match.span(), after=match["after"].strip())


def _promotions(text: str) -> Iterator[Change]:
    """Read "Two participants have been promoted": so many people, and no earlier figure."""
    text = _YEARS.sub(lambda year: " " * len(year.group()), text)
    for match in PROMOTED.finditer(text):
        counted = _PROMOTED_OF_THEM.search(text, match.start(), match.end()) or match
        yield Change(counted.start(), match.end(), change=counted["change"].strip())


def _printed(text: str) -> list[str]:
    return [match.group().strip() for match in re.finditer(NUMBER, text, re.IGNORECASE)]


def _is_year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None


def bounds(text: str, change: Change) -> tuple[int, int]:
    """Give the clause around a change: from the last "; " (or ", yet …") to the next."""
    ends = list(re.finditer(r"; |, (?:and|but|yet|so|while|although|though|which) ", text))
    start = max((end.end() for end in ends if end.end() <= change.start), default=0)
    end = min((end.start() for end in ends if end.start() >= change.end), default=len(text))
    return start, end


def clause_of(text: str, change: Change) -> str:
    """Give the words of the clause around a change."""
    start, end = bounds(text, change)
    return text[start:end]


def value_of(printed: str) -> float | None:
    """Read a printed figure as a number, "two of 31" as a share; None if it holds none."""
    part, _, whole = re.sub(r" out of | of (?:the|its|our|all) ", " of ", printed).partition(" of ")
    if whole:
        counted, among = value_of(part), value_of(whole)
        return counted / among if counted is not None and among else counted
    digits = re.search(r"(?:^[-−])?\d[\d,]*(?:\.\d+)?", printed)
    if digits:
        return float(digits.group().replace(",", "").replace("−", "-"))
    word, _, unit = printed.lower().split(" ")[0].partition("-")
    if word in _TENS:
        return float(_TENS[word] + (_WORDS.index(unit) if unit in _WORDS else 0))
    if word == "twice":
        return 2.0
    if word == "half":
        return 0.5
    return float(_WORDS.index(word)) if word in _WORDS else None

"""Find the period that a document or a question is about, and compare periods.

A period is kept as one of these, so that "2017-18", "17/18" and "2017-2018" are one:
"2017/18" (April to March), "2018" (calendar year), "2020-2022" (several years),
"December 2018", "31 March 2022"; in a filter also "since 2018" and "before 2018".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.patterns import pattern
from ingest.records import Label

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = "(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?t?" for month in _MONTHS) + r")\.?"
_YEAR = r"(?:19[89]\d|20[0-4]\d)"
_DASH = r"\s*(?:/|-|–|—|\bto\b|\band\b)\s*"
_NOT_IN_A_NUMBER = r"(?<![\w£$.,/\-–])"
_END = r"(?!\w|[.,]\d|[/\-–]\d|%)"

_PERIOD = pattern(
    rf"{_NOT_IN_A_NUMBER}(?:"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH}),?\s+(?P<month_year>{_YEAR})"
    rf"|FY\s?'?(?P<fy>{_YEAR}|\d\d)(?!\s*[/-])"
    rf"|(?:FY\s?)?(?P<from>{_YEAR})(?:{_DASH}(?P<until>{_YEAR})|\s?[/\-–—]\s?(?P<short>\d\d))"
    rf"|(?P<short_from>[01234]\d)[/\-–](?P<short_until>[01234]\d)"
    rf"|(?P<year>{_YEAR})"
    rf"){_END}",
    re.IGNORECASE,
)
_OPEN = pattern(
    rf"\b(?P<word>since|after|from|before|until|till|up to|by)\s+(?P<period>{_YEAR})\b"
    rf"(?!\s*(?:/|-|–|to\b|and\b|until\b)\s*\d)(?P<onward>\s+onwards?)?",
    re.IGNORECASE,
)
_BETWEEN = pattern(
    rf"\b(?:from|between)\s+(?P<from>{_YEAR})\s*(?:to|and|until|-|–)\s*(?P<until>{_YEAR})\b",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_STATED = pattern(
    r"(?:\b(?:published|publication date|dated|date of (?:issue|publication)|last updated"
    r"|updated on|reporting period|reporting year|period covered|data as at|as at|year ending"
    r"|covers"
    r"|written(?= in)|minutes of .{0,60}\bmeeting)\b|^\W*date\b)"
    rf"(?:\s+(?:in|on|to|from|the|of|is|was|at|period|date|between|held))*[\s:|]*{_WEEKDAY}$",
    re.IGNORECASE,
)
_WHOLE = pattern(
    r"\b(?:report|plan|standard|strategy|statement|wres|analysis|findings|accounts|review)\b",
    re.IGNORECASE,
)
_FROM_APRIL = pattern(
    rf"\bapril (?P<from>{_YEAR})\s*(?:-|–|to|until)\s*(?:31 )?march (?P<until>{_YEAR})\b",
    re.IGNORECASE,
)
_HEAD = 1500
"""Characters at the beginning of a document in which it says its own period."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Months since year 0, both ends included."""

    first: int
    last: int

    def holds(self, other: "_Span") -> bool:
        """Tell whether the other lies within this."""
        return self.first <= other.first and other.last <= self.last


def find(title: str, file_name: str, text: str) -> Label | None:
    """Find the period of a document: in its title, its opening words, then its file's name.

    None where none is stated: years mentioned in passing are not the document's period.
    """
    in_title = _first(title)
    if in_title:
        return Label(normalise(in_title), f"the title says “{in_title}”")
    head = text[:_HEAD]
    for line in _opening_lines(head):
        printed = _first(line)
        if printed and _WHOLE.search(line):
            return Label(normalise(printed), f"the opening lines say “{printed}”")
    for match in _periods(head):
        before = head[: match.start()].rpartition("\n")[2]
        stated = _STATED.search(before)
        if stated:
            reason = f"the text says “{' '.join((stated.group() + match.group()).split())}”"
            return Label(normalise(match.group()), reason)
    for line in _opening_lines(head, longest=160):
        alone = [part.strip() for part in re.split(r"[,.;|–]\s", line.rstrip("."))]
        printed = next((part for part in alone if _PERIOD.fullmatch(part)), "")
        if printed:
            return Label(normalise(printed), f"the opening lines say “{printed}”")
    in_name = _first(re.sub(r"[_.]+", " ", file_name))
    if in_name:
        return Label(normalise(in_name), f"the file name says “{in_name}”")
    return None


def dated(title: str, text: str) -> int:
    """Give the latest month, counted from year 0, of which title and opening lines speak; or 0.

    A document is not older than that, so that what it dates later is still to come.
    """
    spoken = [title, *_opening_lines(text[:_HEAD], count=6, longest=160)]
    found = find(title, "", text)
    months = [_span(normalise(match.group())) for line in spoken for match in _periods(line)]
    own = _span(found.value) if found else None
    return max((span.last for span in (*months, own) if span), default=0)


def find_in_question(text: str) -> tuple[str, ...]:
    """Find the periods that a question asks about, normalised, in the order they stand.

    "since 2018" and "before 2018" are open periods; "by 2025" is a deadline and not one.
    """
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for match in _BETWEEN.finditer(text):
        found.append((match.start(), f"{match['from']}-{match['until']}"))
        taken.append(match.span())
    for match in _OPEN.finditer(text):
        word = match["word"].lower()
        if word in {"since", "after"} or (word == "from" and match["onward"]):
            year = int(match["period"]) + (word == "after")
            found.append((match.start(), f"since {year}"))
        elif word == "before":
            found.append((match.start(), f"before {match['period']}"))
        elif word == "from":
            found.append((match.start(), match["period"]))
        taken.append(match.span())
    found.extend(
        (match.start(), normalise(match.group()))
        for match in _periods(text)
        if not any(start <= match.start() < end for start, end in taken)
    )
    return tuple(dict.fromkeys(period for _, period in sorted(found)))


def normalise(printed: str) -> str:
    """Write a printed period in the one form that this project keeps; unknown forms as they are."""
    folded = " ".join(printed.split())
    match = _PERIOD.fullmatch(folded)
    if not match:
        return folded
    parts = match.groupdict()
    if parts["month"]:
        day = f"{int(parts['day'])} " if parts["day"] else ""
        return f"{day}{_MONTHS[_month_index(parts['month'])].capitalize()} {parts['month_year']}"
    if parts["fy"]:
        ends = int(parts["fy"]) % 100
        return f"{2000 + ends - 1}/{ends:02d}"
    if parts["year"]:
        return str(parts["year"])
    if parts["short_from"]:
        return _years(2000 + int(parts["short_from"]), int(parts["short_until"])) or folded
    return _years(int(parts["from"]), int(parts["until"] or parts["short"])) or folded


def covers(filter_value: str, period: str) -> bool:
    """Tell whether a document's period answers to a filter.

    One must lie within the other; a calendar year answers to every period that prints it
    ("2020" and "2021" to "2020/21"). Periods that are not understood are compared as text.
    """
    wanted, have = normalise(filter_value), normalise(period)
    if wanted.casefold() == have.casefold():
        return True
    asked, given = _span(wanted), _span(have)
    if asked is None or given is None:
        return False
    if wanted.startswith(("since ", "before ")):
        return asked.first <= given.last and given.first <= asked.last
    if re.fullmatch(_YEAR, wanted):
        return given.first // 12 <= int(wanted) <= given.last // 12
    return asked.holds(given) or given.holds(asked)


def first_month(period: str) -> int:
    """Give the month in which a period begins, counted from year 0, to put periods in order.

    0 for what is not understood as a period.
    """
    span = _span(normalise(period))
    return span.first if span else 0


def _first(text: str) -> str:
    """Give the first period printed in a text, spans of years before single ones; "" if none."""
    year = _FROM_APRIL.search(text)
    if year and int(year["until"]) == int(year["from"]) + 1:
        return f"{year['from']}/{year['until'][2:]}"
    printed = [" ".join(match.group().split()) for match in _periods(text)]
    spans = [each for each in printed if re.search(r"/|-", normalise(each))]
    return next(iter(spans + printed), "")


def _periods(text: str) -> Iterable[re.Match[str]]:
    """Give the matches that are periods: "12/13" only where the second follows the first."""
    for match in _PERIOD.finditer(text):
        if match["short_from"] and int(match["short_until"]) != int(match["short_from"]) + 1:
            continue
        yield match


def _opening_lines(head: str, count: int = 4, longest: int = 120) -> list[str]:
    """Give the first few lines with text; long ones are running text and not a title."""
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    return [line for line in lines[:count] if len(line) <= longest]


def _years(first: int, second: int) -> str:
    """Write two years: "2017/18" if they follow each other, else "2017-2019"; "" if not years."""
    last = second if second > 99 else first // 100 * 100 + second
    if last == first + 1:
        return f"{first}/{last % 100:02d}"
    return f"{first}-{last}" if last > first else ""


def _month_index(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS) if month[:3] == name.lower()[:3])


def _span(normal: str) -> _Span | None:
    """Read a normalised period as months; None if it is not one."""
    if match := re.fullmatch(rf"since ({_YEAR})", normal):
        return _Span(int(match[1]) * 12, 9999 * 12)
    if match := re.fullmatch(rf"before ({_YEAR})", normal):
        return _Span(0, int(match[1]) * 12 - 1)
    if match := re.fullmatch(rf"({_YEAR})/\d\d", normal):
        return _Span(int(match[1]) * 12 + 3, int(match[1]) * 12 + 14)
    if match := re.fullmatch(rf"({_YEAR})(?:-({_YEAR}))?", normal):
        return _Span(int(match[1]) * 12, int(match[2] or match[1]) * 12 + 11)
    if match := re.fullmatch(rf"(?:\d+ )?([A-Z][a-z]+) ({_YEAR})", normal):
        month = int(match[2]) * 12 + _month_index(match[1])
        return _Span(month, month)
    return None

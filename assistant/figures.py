"""Reads the figures of a text as values with units, so that 54% and fifty-four per cent are one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: n for n, word in enumerate(_ONES)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_SCALES = {
    "hundred": 1e2,
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_MULTIPLES = {
    r"twice|doubl(?:e|ed|es|ing)|two-?fold": "2",
    r"thrice|trebl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|three-?fold": "3",
    r"quadrupl(?:e|ed|es|ing)|four-?fold": "4",
    r"halv(?:e|ed|es|ing)": "0.5",
}
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]

_NUMBER_WORD = "|".join(_ONES + _TENS)
_WORD_RUN = re.compile(
    rf"\b(?:{_NUMBER_WORD})\b(?:(?:-|\s+and\s+|\s+)(?:{_NUMBER_WORD}|hundred|thousand)\b)*", re.I
)
_FRACTION = re.compile(
    r"\b(?:(?P<top>\d|an?|one)[\s-]+)?(?P<part>half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b",
    re.I,
)
_ONE_IN = re.compile(r"\b(\d+|one) (?:in|out of)(?: every)? (\d+)\b", re.I)
_PERIOD = re.compile(r"\b((?:19|20)?\d\d)\s?[-/]\s?((?:19|20)?\d\d)\b(?!\.?\d|%)")
_MONTH = re.compile(
    rf"\b({'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in MONTHS)}|sept)\b\.?(?:[\s-]+'?(\d\d)\b(?!\d))?",
    re.I,
)
_PLAIN = re.compile(
    r"(?:(?P<label>\b(?:bands?|indicators?|metrics?|wres|wdes|afc)\s?)|(?P<money>[£$€]\s?))?"
    r"(?<![\w.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)"
    r"(?:(?P<grade>[a-d])\b|\s?(?P<scale>million|billion|thousand|hundred|bn|k|m)\b)?"
    r"(?:st|nd|rd|th)?\s?(?P<unit>%|pp\b|times\b|x\b|-?fold\b)?",
    re.I,
)
_CLAUSE = re.compile(r"\b\d+(?:\.\d+){2,}\b")
_MORE = re.compile(
    r"\b(?:more than|over|at least|above|exceeding|upwards of|greater than)"
    r"\s+(?:an?\s+)?[£$€]?\s?$",
    re.I,
)
_LESS = re.compile(
    r"\b(?:less than|fewer than|under|below|nearly|almost|up to|at most|no more than|just short of)"
    r"\s+(?:an?\s+)?[£$€]?\s?$",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|approx\.?|some|circa|nearly|almost|over|"
    r"more than|less than|under)\s+[£$€]?\s?$",
    re.I,
)
_TO = re.compile(r"^\s?(?:-|to|and|or|/)\s?$", re.I)
_FROM = re.compile(r"\bfrom\s+[^.;]{0,15}$", re.I)
_CHANGE_TO = re.compile(r"^[^.;]{0,40}?\b(?:to|->|→)\s+[^.;\d]{0,15}$", re.I)
_CHANGED_FROM = re.compile(r"^[^.;\d]{0,40}\bfrom\s+[^.;\d]{0,15}$", re.I)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit, where it stands, and whether it is a bound or rounded.

    `unit` is "%", "pp", "times", "money", "year", "month", "band", "indicator" or "" for a count.
    `bound` is 1 for "more than", -1 for "less than"; `tolerance` what "about" or "a third" allow.
    """

    value: float
    unit: str
    start: int
    end: int
    bound: int = 0
    tolerance: float = 1e-9


def normalise(text: str) -> str:
    """Write dashes, spaces, percentages and numbers in words in one way; drop citation markers."""
    text = re.sub(r"\[\d+\]", "", text)
    text = re.sub(r"[‐-―−]", "-", text).replace("’", "'").replace("\u00a0", " ")
    text = re.sub(r"\s*\bpercentage points?\b", " pp", text, flags=re.I)
    text = re.sub(r"\s*(?:\bper cent\b|\bpercent\b|\bpct\b)", "%", text, flags=re.I)
    text = _WORD_RUN.sub(lambda found: _digits(found[0], text[found.end() :]), text)
    for pattern, number in _MULTIPLES.items():
        text = re.sub(rf"\b(?:{pattern})\b", f"{number} times", text, flags=re.I)
    return re.sub(r"\s+", " ", text).strip()


def _digits(words: str, after: str) -> str:
    """Turn a run of number words into digits; a lone "one" is mostly a pronoun and stays."""
    parts = re.split(r"(?:-|\s+and\s+|\s+)", words.casefold())
    if parts == ["one"] and not re.match(
        r"\s*(?:%|in (?:\d|[a-z]+\b)|(?:million|hundred|thousand|times|third|quarter)\b)", after
    ):
        return words
    shown: list[str] = []
    thousands, rest = 0, 0
    for part in parts:
        if part == "hundred":
            rest = (rest or 1) * 100
        elif part == "thousand":
            thousands, rest = (rest or 1) * 1000, 0
        elif rest % 100 == 0 or (rest % 100 >= 20 and rest % 10 == 0 and _WORDS[part] < 10):
            rest += _WORDS[part]
        else:
            # "ten twenty" is two numbers.
            shown.append(str(thousands + rest))
            thousands, rest = 0, _WORDS[part]
    return " ".join([*shown, str(thousands + rest)])


def read_figures(text: str) -> tuple[Figure, ...]:
    """Give the figures of a normalised text in reading order, one for each year of a period."""
    taken: list[Figure] = []
    for reader in (_periods, _months, _shares, _numbers):
        for figure in reader(text):
            if not any(f.start < figure.end and figure.start < f.end for f in taken):
                taken.append(figure)
    ordered = sorted(taken, key=lambda figure: (figure.start, figure.value))
    return tuple(_with_bound(figure, text) for figure in _with_shared_units(ordered, text))


def _periods(text: str) -> Iterator[Figure]:
    for found in _PERIOD.finditer(text):
        first, second = found.groups()
        if len(first) == 2 and not (len(second) == 2 and 10 <= int(first) == int(second) - 1):
            continue
        start = int(first) if len(first) == 4 else 2000 + int(first)
        end = int(second) if len(second) == 4 else start // 100 * 100 + int(second)
        if start < end <= start + 20:
            yield Figure(start, "year", found.start(1), found.end(1))
            yield Figure(end, "year", found.start(2), found.end(2))


def _months(text: str) -> Iterator[Figure]:
    for found in _MONTH.finditer(text):
        is_dated = bool(re.match(r"[\s-]*'?\d", text[found.end(1) :])) or bool(
            re.search(r"\d(?:st|nd|rd|th)?\s$", text[: found.start()])
        )
        if not found[1][0].isupper() or (len(found[1]) <= 4 and not is_dated):
            continue
        number = next(n for n, m in enumerate(MONTHS, 1) if m[:3] == found[1][:3].casefold())
        yield Figure(number, "month", found.start(1), found.end(1))
        if found[2] and int(found[2]) > 12 and not re.match(r"\s*(?:\d|%)", text[found.end() :]):
            yield Figure(2000 + int(found[2]), "year", found.start(2), found.end(2))


def _shares(text: str) -> Iterator[Figure]:
    for found in _ONE_IN.finditer(text):
        top, bottom = 1 if found[1].casefold() == "one" else int(found[1]), int(found[2])
        if 0 < top < bottom <= 20:
            yield Figure(100 * top / bottom, "%", found.start(), found.end())
    for found in _FRACTION.finditer(text):
        part = found["part"].casefold().removesuffix("s")
        if part != "half" and found["top"] is None:
            continue
        top = int(found["top"]) if (found["top"] or "").isdigit() else 1
        yield Figure(100 * top / _PARTS[part], "%", found.start(), found.end(), tolerance=0.7)


def _numbers(text: str) -> Iterator[Figure]:
    # "4.1.7" is the number of a row or clause, not a figure.
    masked = _CLAUSE.sub(lambda clause: " " * len(clause[0]), text)
    for found in _PLAIN.finditer(masked):
        value = float(found["number"].replace(",", "")) * _SCALES.get(
            (found["scale"] or "").casefold(), 1
        )
        yield Figure(value, _unit(found), found.start(), found.end())


def _unit(found: re.Match[str]) -> str:
    unit = (found["unit"] or "").casefold()
    if unit in {"%", "pp"}:
        return unit
    if unit:
        return "times"
    if found["money"]:
        return "money"
    if found["grade"]:
        return f"grade {found['grade'].casefold()}"
    if found["label"]:
        label = found["label"].strip().casefold().removesuffix("s")
        return "band" if label in {"band", "afc"} else "indicator"
    is_year = re.fullmatch(r"(?:19|20)\d\d", found["number"]) and not found["scale"]
    return "year" if is_year else ""


def _with_shared_units(figures: Sequence[Figure], text: str) -> list[Figure]:
    """Give the first figure of "24 to 26%" the unit of the second."""
    shared = list(figures)
    for place in range(len(shared) - 2, -1, -1):
        this, following = shared[place], shared[place + 1]
        between = text[this.end : following.start]
        if this.unit == "" and following.unit in {"%", "pp", "times"} and _TO.match(between):
            shared[place] = replace(this, unit=following.unit)
        if following.unit == "" and this.unit in {"band", "indicator"} and _TO.match(between):
            shared[place + 1] = replace(following, unit=this.unit)
    return shared


def _with_bound(figure: Figure, text: str) -> Figure:
    before = text[max(0, figure.start - 25) : figure.start]
    bound = 1 if _MORE.search(before) else -1 if _LESS.search(before) else 0
    tolerance = figure.tolerance
    if _ABOUT.search(before) and figure.unit not in {"year", "month"}:
        tolerance = max(tolerance, 0.05 * figure.value)
    return replace(figure, bound=bound, tolerance=tolerance)


def is_same(claimed: Figure, printed: Figure, *, is_header_percent: bool = False) -> bool:
    """Tell whether a claimed figure is the printed one: value, unit and bound fit."""
    if claimed.bound * printed.bound < 0:
        return False
    tolerance = max(claimed.tolerance, printed.tolerance)
    if abs(claimed.value - printed.value) > tolerance:
        return False
    fits = {
        "": {"times", "money", "year"},
        "times": {""},
        "band": {""},
        "indicator": {""},
        "year": {""},
        "%": {""} if is_header_percent else set(),
    }
    return claimed.unit == printed.unit or printed.unit in fits.get(claimed.unit, set())


def changes(text: str, figures: Sequence[Figure]) -> frozenset[tuple[float, float]]:
    """Give the pairs (before, after) that a normalised text states."""
    found = set()
    measures = [figure for figure in figures if figure.unit not in {"year", "month"}]
    for this, following in pairwise(measures):
        before, between = text[: this.start], text[this.end : following.start]
        is_from_to = _FROM.search(before) and _CHANGE_TO.match(between)
        if is_from_to or re.fullmatch(r"\s?(?:to|->|→)\s?", between):
            found.add((this.value, following.value))
        elif _CHANGED_FROM.match(between):
            found.add((following.value, this.value))
    return frozenset(found)

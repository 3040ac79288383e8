"""Recognise what kind of document this is, and say why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.records import Action, Kind, Label


@dataclass(frozen=True, slots=True)
class _Rule:
    """A kind with the words that show it."""

    kind: Kind
    words: re.Pattern[str]


def _rule(kind: Kind, words: str) -> _Rule:
    return _Rule(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))


# In order: the first that fits decides. Press comes first, because its titles name the plans,
# reports and guidance that it writes about.
_TITLES = (
    _rule(
        Kind.OTHER,
        r"HSJ|Health Service Journal|Nursing (?:Times|Standard)|BMJ|HR ?review|(?:\w+ )?telegraph"
        r"|guardian|blog|news(?:letter)?|press release|podcast|interview with|times:"
        r"|shortlisted for",
    ),
    _rule(
        Kind.CASE_STUDY,
        r"case[ -]stud(?:y|ies)|good[ -]practice|best[ -]practice|success stor(?:y|ies)"
        r"|example of improvements?|exemplar|lessons from",
    ),
    _rule(
        Kind.GUIDANCE,
        r"guidance|guide(?:lines?)?|tool ?kit|handbook|how to|framework|call to action|template"
        r"|checklist|policy|procedure|letter",
    ),
    _rule(Kind.REPORT, r"(?:annual|progress|interim|final|data|analysis|monitoring) report"),
    _rule(
        Kind.ACTION_PLAN,
        r"(?:action|improvement|delivery|implementation|work|development) plans?|road ?map|plan"
        r"|pledge|race equality charter",
    ),
    _rule(
        Kind.REPORT,
        r"reports?|reporting|analysis|findings|statistics|data|results|evaluation|review|pay gap"
        r"|survey|dashboard|performance|accounts",
    ),
    _rule(Kind.WEBPAGE, r"web ?(?:page|site)|home ?page|intranet|staff site"),
)
_TEMPLATE_QUESTIONS = re.compile(
    r"what (?:did you do|was the (?:impact|outcome)|interventions? (?:were|was) put in place"
    r"|learning could other|challenges or barriers|worked well|were the results)"
    r"|describe your (?:\w+ )?initiative|top tips"
    r"|which WRES indicators has your organisation improved",
    re.IGNORECASE,
)
_CASE_PARTS = re.compile(
    r"(?:^|\n)\W*(?:the )?(?:challenge|problem|background|aims?|what we did|approach|process"
    r"|interventions?|results?|outcomes?|impact|tips|top tips|lessons learn\w+|next steps)"
    r"\s*(?::|\n)",
    re.IGNORECASE,
)
_PLAN_PARTS = re.compile(
    r"\b(?:action \d+(?:\.\d+)*\b|leads?:|(?:due|target|completion) date:|timescale:"
    r"|date: \w+ 20\d\d|success measures?:|targets?:|actions?:)",
    re.IGNORECASE,
)
_PAGE_PARTS = re.compile(
    r"skip to (?:main )?content|accept (?:all )?cookies|cookie (?:policy|settings)|back to top"
    r"|share this page|you are here:|(?:^|\n)Home ?(?:>|/|»)",
    re.IGNORECASE,
)
_PAGE_SUFFIXES = (".html", ".htm", ".mhtml")
_SPREADSHEET_SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv")
_FIGURE = re.compile(
    r"\d%|\d per ?cent|\btimes (?:as|more)\b|\brelative likelihood\b", re.IGNORECASE
)


def recognise(
    title: str,
    file_name: str,
    headings: Iterable[str],
    text: str,
    actions: Sequence[Action] = (),
) -> Label:
    """Give a document's kind (a value of `Kind`) with its reason.

    Actions that somebody leads or that have a date decide; then the title, the questions or parts
    of a case study, the file's name, the parts of a plan, the marks of a web page, and figures.
    """
    plan = _label(Kind.ACTION_PLAN, "it holds a table of actions")
    if any(action.lead.text or action.timescale.text for action in actions):
        return plan
    for rule in _TITLES:
        match = rule.words.search(title)
        if match:
            return _label(rule.kind, f"the title says “{match.group()}”")
    found = _from_parts("\n".join(headings), text) or _from_name_or_figures(file_name, text)
    return plan if actions and found.value == Kind.OTHER else found


def _from_parts(headings: str, text: str) -> Label | None:
    """Tell the kind from how the document is built."""
    for where, body in (("a heading", headings), ("the text", text)):
        question = _TEMPLATE_QUESTIONS.search(body)
        if question:
            return _label(Kind.CASE_STUDY, f"{where} asks “{question.group()}”")
    plan = _PLAN_PARTS.findall(text)
    if len(plan) >= 3:
        return _label(Kind.ACTION_PLAN, f"it is built of “{plan[0]}”, “{plan[1]}” …")
    parts = list(dict.fromkeys(part.strip() for part in _CASE_PARTS.findall(text)))
    if len(parts) >= 2:
        return _label(Kind.CASE_STUDY, f"it has the parts “{parts[0]}” and “{parts[1]}”")
    return None


def _from_name_or_figures(file_name: str, text: str) -> Label:
    """Tell the kind from the file's name, the marks of a web page, or figures."""
    spoken = re.sub(r"[_\-.]+", " ", file_name)
    for rule in _TITLES:
        match = rule.words.search(spoken)
        if match:
            return _label(rule.kind, f"the file name says “{match.group()}”")
    mark = _PAGE_PARTS.search(text)
    if mark:
        return _label(Kind.WEBPAGE, f"the text says “{mark.group().strip()}”")
    if file_name.lower().endswith(_PAGE_SUFFIXES):
        return _label(Kind.WEBPAGE, "the file is a web page")
    figures = len(_FIGURE.findall(text))
    if file_name.lower().endswith(_SPREADSHEET_SUFFIXES) or figures * 400 > len(text) + 800:
        return _label(Kind.REPORT, "it is mostly figures")
    return _label(Kind.OTHER, "nothing in its title, headings or text says what it is")


def _label(kind: Kind, reason: str) -> Label:
    return Label(kind.value, reason)

"""Tell what a sentence is evidence of, and why: by the wordings of `ingest.wordings`.

The sentence decides; its column, its own lead-in ("Target: …") and its heading are hints, in that
order. What is hoped for, aimed at or under way is never an outcome, whatever stands above it.

How running text is read, first hit first:
0. a row of figures for two periods, and a later figure for what the sentence before measured;
1. notes about the text, and the form of a plan ("Lead: …", "Action 2: …"); then what is told as
   though it were so already under a heading of the future ("Where we will be in 2027");
2. a change reported as having happened (`RESULTS`), unless its own clause is about the wished-for;
   then what is said of an effect that is not seen or not claimed (`NO_EFFECT`);
3. a sentence about the text itself ("The page lists …") is context unless it gives a figure;
4. what was decided against is context, what an organisation demands of its people an intervention;
5. otherwise whichever wording of `OTHERS` stands first in the main clause, leaving out who says
   it; then those of `WEAK`. Where a heading tells what stands below it (advice, what was done), the
   wordings that yield to it are left out;
6. the heading; failing that it is context.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from ingest.changes import find_changes, later_figure
from ingest.figures import read_row, stands_still
from ingest.forms import is_prompt
from ingest.literals import Sieve, matches
from ingest.patterns import pattern
from ingest.periods import first_month
from ingest.records import Evidence, Kind, Label, Role
from ingest.wordings import (
    ABOUT,
    BETTER_NOW,
    CAME_OF_IT,
    CLAUSE_ENDS,
    DATED,
    DEADLINE,
    DEED,
    FORMS,
    FUTURE,
    HEADINGS,
    IN_FORCE,
    IN_THE_PAST,
    LEAD_IN,
    MEASURED_NOW,
    NEGATED,
    NO_EFFECT,
    NOT_SINCE,
    OPENING_CLAUSE,
    OTHERS,
    POSITIONS,
    REFUSED,
    REPORTED,
    RESULT_HEADING,
    RESULTS,
    STANDING,
    STATUS_DONE,
    STATUS_LEAD_IN,
    STATUS_OPEN,
    TOLD_BACK,
    UNDER_WAY,
    WANTED,
    WEAK,
    WISHED,
    Rule,
    compiled,
)

_LONGEST = 2000
"""Characters of a sentence that are read: what is longer is no sentence, and slow to read."""

_TABLES = (
    *(FORMS, RESULTS, NO_EFFECT, ABOUT, POSITIONS, REFUSED, IN_FORCE, OTHERS, WEAK, STANDING),
)
_SIEVE = Sieve({rule: rule.wordings for table in _TABLES for rule in table})

_ASIDE = pattern(r" \([^()\d]{1,80}\)")
_UNCHANGED = "its two figures are the same"

# A question, alone or with the request that a form puts behind it.
_ASKING = pattern(r"\?[\"'”’)]*(?:\s+(?:if so,?\s+)?please\b.*)?$", re.IGNORECASE)


def label_sentence(
    text: str,
    *,
    section: str = "",
    role: Role | None = None,
    kind: Kind = Kind.OTHER,
    header: str = "",
    previous: str = "",
    dated: int = 0,
) -> Label:
    """Give a sentence's evidence type (a value of `Evidence`) with its reason.

    `section` is the heading it stands under, `role` the column of an action plan, None for
    running text, `header` that of a table of figures, `previous` the sentence before, `dated` the
    document's own month (`periods.dated`; 0: unknown). In a plan's table only a status cell can
    report an outcome.
    """
    folded = " ".join(text[:_LONGEST].split()).lstrip("•-–* ")
    if role is not None:
        return _in_column(folded, role)
    row = _of_row(folded, header) if header else None
    if row:
        return row
    if _ASKING.search(folded):
        return Label(Evidence.CONTEXT.value, "it asks, and reports nothing")
    lead_in = LEAD_IN.match(folded)
    if lead_in and STATUS_LEAD_IN.fullmatch(lead_in["label"]):
        label = _of_status(folded[lead_in.end() :])
        return Label(label.value, f"it is introduced by “{lead_in['label']}”; {label.reason}")
    return (
        _goes_on(folded, " ".join(previous[-_LONGEST:].split()))
        or _by_wording(folded, section, kind, dated)
        or _by_heading(section)
        or Label(Evidence.CONTEXT.value, "it reports nothing measured, done or planned")
    )


def label_heading(text: str, *, kind: Kind = Kind.OTHER) -> Label:
    """Label a heading that has nothing below it, by its own words."""
    if is_prompt(text):
        return Label(Evidence.CONTEXT.value, "it asks, and reports nothing")
    return label_sentence(text, kind=kind)


def telling(headings: Sequence[str]) -> str:
    """Give the lowest of the headings above a passage that says what stands under it; else ""."""
    return next((said for said in headings[::-1] if tells(said)), "")


def done_under(heading: str) -> str:
    """Give the reason why a heading says that what is below it was done, "" if it does not."""
    label = _by_heading(heading)
    return label.reason if label and label.value == Evidence.INTERVENTION else ""


def sets_deadline(text: str) -> bool:
    """Tell whether a line says by when what is listed below it is to be so."""
    return DEADLINE.match(text) is not None


@lru_cache(maxsize=1024)
def tells(heading: str) -> bool:
    """Tell whether a heading says what stands under it, and not what it is about."""
    patterns = (RESULT_HEADING, FUTURE)
    return bool(_by_heading(heading)) or any(each.search(heading) for each in patterns)


def denies_effect(text: str) -> bool:
    """Tell whether a sentence says that there was no effect, or that none can be told."""
    said = text[:_LONGEST]
    return any(True for rule in NO_EFFECT for _ in _fits(rule, rule.wordings, said))


def label_passage(labels: Iterable[tuple[Label, int]]) -> Label:
    """Give a passage's evidence type from its sentences' labels and weights (their lengths).

    The type with the greatest weight wins; context counts a quarter, an outcome half as much
    again, because passages are looked for by what they can show. Ties: order of `Evidence`.
    """
    factor = {Evidence.CONTEXT: 0.25, Evidence.OUTCOME: 1.5}
    weights = dict.fromkeys(Evidence, 0.0)
    reasons: dict[Evidence, str] = {}
    for label, weight in labels:
        evidence = Evidence(label.value)
        weights[evidence] += weight * factor.get(evidence, 1.0)
        reasons.setdefault(evidence, label.reason)
    if not reasons:
        return Label(Evidence.CONTEXT.value, "it holds no sentence")
    best = max(Evidence, key=lambda each: weights[each])
    return Label(best.value, f"most of it: {reasons[best]}")


def _of_row(row: str, header: str) -> Label | None:
    """Label a row of figures for two periods."""
    if read_row(row, header):
        return Label(Evidence.OUTCOME.value, f"figures for two periods, under “{_short(header)}”")
    if stands_still(row, header):
        return Label(Evidence.BASELINE.value, f"no change, under “{_short(header)}”")
    return None


def _goes_on(text: str, previous: str) -> Label | None:
    """Label a sentence that gives a later figure for what the one before measured."""
    if not later_figure(text, previous):
        return None
    return Label(Evidence.OUTCOME.value, "another year's figure than in the sentence before")


def _in_column(text: str, role: Role) -> Label:
    """Label a sentence of a plan's cell by its column."""
    if role is Role.STATUS:
        return _of_status(text)
    column = f"the {role.value.replace('_', ' ')} column"
    done = DEED.search(text) if role is Role.ACTION else None
    if role is Role.SUCCESS_MEASURE and MEASURED_NOW.search(text) and not WANTED.search(text):
        evidence, reason = Evidence.BASELINE, f"a present position in {column}"
    elif role is Role.SUCCESS_MEASURE:
        evidence, reason = Evidence.TARGET, f"{column}: an effect wanted, not reported"
    elif done and not WISHED.search(text):
        evidence, reason = Evidence.INTERVENTION, f"already done: “{done.group()}”"
    elif role in {Role.ACTION, Role.OBJECTIVE}:
        evidence, reason = Evidence.PLAN, column
    elif _first_fit(POSITIONS, text):
        evidence, reason = Evidence.BASELINE, f"a measured position in {column}"
    else:
        evidence, reason = Evidence.CONTEXT, column
    return Label(evidence.value, reason)


def _of_status(text: str) -> Label:
    """Label a status: the one cell of a plan that may report a result."""
    result = _first_fit(RESULTS, text)
    if result:
        return Label(Evidence.OUTCOME.value, f"{result.reason}, in a status")
    done = STATUS_DONE.search(text)
    unfinished = STATUS_OPEN.search(text)
    if done and not (unfinished and unfinished.start() < done.start()):
        return Label(Evidence.INTERVENTION.value, f"the status says “{done.group()}”")
    if unfinished:
        return Label(Evidence.PLAN.value, f"the status says “{unfinished.group()}”")
    return _earliest(OTHERS, text) or Label(Evidence.CONTEXT.value, "a status that reports nothing")


def _by_wording(text: str, section: str, kind: Kind, dated: int) -> Label | None:
    """Label running text by the table."""
    form = _first_fit(FORMS, text) or _under_future(text, section)
    if form:
        return form
    result = _first_fit(RESULTS, text) or _under_result(text, section) or _came_of_it(text, section)
    if result:
        return Label(Evidence.BASELINE.value, _UNCHANGED) if _is_unchanged(text) else result
    told = _first_fit(NO_EFFECT, text) or _about_text(text) or _to_come(text, dated)
    if told:
        return told
    said = REPORTED.sub("", _ASIDE.sub("", text))
    main = OPENING_CLAUSE.sub("", said)
    heading = _by_heading(section)
    is_under = heading is not None
    is_advice = kind is Kind.GUIDANCE or (heading and heading.value != Evidence.INTERVENTION)
    settled = _first_fit(REFUSED if is_advice else (*REFUSED, *IN_FORCE), main)
    strong = [rule for rule in OTHERS if not (is_under and rule.yields)]
    weak = [rule for rule in WEAK if not (is_under and rule.yields)]
    other = settled or _earliest(strong, main) or _earliest(strong, said) or _first_fit(weak, main)
    if other is None and not is_under:
        other = _first_fit(STANDING, said)
    # "Action: …" in an account of what was done names the thing done.
    if other and other.reason.startswith("something to do: “Action") and kind is Kind.CASE_STUDY:
        return Label(Evidence.INTERVENTION.value, "an action in an account of what was done")
    return other


def _about_text(text: str) -> Label | None:
    """Label a sentence about the text itself, by the position that it gives if it does."""
    about = _first_fit(ABOUT, text)
    return (_first_fit(POSITIONS, text) or about) if about else None


def _to_come(text: str, dated: int) -> Label | None:
    """Take what a sentence in the present tense dates after the document for a plan."""
    if not dated or IN_THE_PAST.search(text):
        return None
    if not any(first_month(match["when"]) > dated for match in DATED.finditer(text)):
        return None
    return Label(Evidence.PLAN.value, "its date is later than the document's own")


def _is_unchanged(text: str) -> bool:
    """Tell whether all changes of a sentence end where they began."""
    ends = [(change.before, change.after) for change in find_changes(text, "")]
    return bool(ends) and all(before and before == after for before, after in ends)


def _under_future(text: str, section: str) -> Label | None:
    """Take what a heading of the future tells as though it were so for what is wanted."""
    if TOLD_BACK.search(text):
        return None
    if DEADLINE.match(section):
        is_measured = _first_fit((*RESULTS, *POSITIONS), text)
        evidence = Evidence.TARGET if is_measured else Evidence.PLAN
        return Label(evidence.value, f"to be so, below “{_short(section)}”")
    if not FUTURE.search(section):
        return None
    return Label(Evidence.TARGET.value, f"wanted, under “{_short(section)}”")


def _under_result(text: str, section: str) -> Label | None:
    """Believe a heading or lead-in "Results" where the sentence says that something is better."""
    lead_in = LEAD_IN.match(text)
    said = lead_in["label"] if lead_in else section
    if not RESULT_HEADING.search(said) or WISHED.search(text) or UNDER_WAY.search(text):
        return None
    better = BETTER_NOW.search(text)
    if not better or NEGATED.search(text, 0, better.start()):
        return None
    return Label(Evidence.OUTCOME.value, f"“{better.group()}”, under “{_short(said)}”")


def _came_of_it(text: str, section: str) -> Label | None:
    """Take a figure for a result where the heading says that it came of something."""
    if not CAME_OF_IT.search(section) or any(
        each.search(text) for each in (NOT_SINCE, WISHED, UNDER_WAY)
    ):
        return None
    position = _first_fit(POSITIONS, text)
    if position is None or position.value != Evidence.BASELINE or not re.search(r"\d", text):
        return None
    return Label(Evidence.OUTCOME.value, f"{position.reason}, under “{_short(section)}”")


# Every sentence below a heading asks again, and so does every question.
@lru_cache(maxsize=1024)
def _by_heading(section: str) -> Label | None:
    """Label by the heading alone; an outcome is never taken from a heading."""
    if DEADLINE.match(section):
        return None
    for evidence, words in HEADINGS:
        match = re.search(words, section, re.IGNORECASE)
        if match:
            return Label(evidence.value, f"the heading says “{match.group()}”")
    return None


def _first_fit(rules: Iterable[Rule], text: str) -> Label | None:
    """Give the label of the first rule that fits."""
    for rule, match in _fitting(rules, text):
        return Label(rule.evidence.value, f"{rule.says}: “{_short(match.group())}”")
    return None


def _earliest(rules: Iterable[Rule], text: str) -> Label | None:
    """Give the label of the rule whose wording stands first; ties go to the earlier rule."""
    found = min(_fitting(rules, text), key=lambda fit: fit[1].start(), default=None)
    if found is None:
        return None
    rule, match = found
    return Label(rule.evidence.value, f"{rule.says}: “{_short(match.group())}”")


def _fitting(rules: Iterable[Rule], text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Give the rules that fit, in their order, each with the first place without a veto."""
    left = _left(text)
    for rule in rules:
        if rule in left:  # as few are
            match = next(_fits(rule, left[rule], text), None)
            if match:
                yield rule, match


# A sentence is held against every table.
@lru_cache(maxsize=16)
def _left(text: str) -> Mapping[Rule, Sequence[str]]:
    return _SIEVE.left(text)


def _fits(rule: Rule, wordings: Sequence[str], text: str) -> Iterator[re.Match[str]]:
    """Give the places where one of these wordings fits and its own clause holds no veto."""
    for match in matches([compiled(each) for each in wordings], text):
        if not (rule.veto and rule.veto.search(_clause(text, match))):
            yield match


def _clause(text: str, match: re.Match[str]) -> str:
    """Give the clause around a match: what vetoes one clause says nothing of the next."""
    start = max((end.end() for end in CLAUSE_ENDS.finditer(text, 0, match.start() + 1)), default=0)
    following = CLAUSE_ENDS.search(text, match.end())
    return text[start : following.start() if following else len(text)]


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"

"""Judges whether a change is for the better, by what is measured."""

import math
import re

from ingest.changes import Change, value_of
from ingest.groups import BME, RATIO, WHITE
from ingest.measures import SAVING
from ingest.patterns import pattern

_COUNTED = pattern(r"\b(?:staff|workforce|members?|officers|colleagues|employees)\b", re.I)
_RATIO_NAMED = pattern(r"\b(?:ratio|likelihood|likely)\b", re.IGNORECASE)
_MEASURES = pattern(r"\b(?:indicators?|metrics?|measures?|surveys?)\b", re.IGNORECASE)
_NEGATED = pattern(r"\b(?:no|without|lacking|undisclosed|unknown|not stated)\b", re.IGNORECASE)
_BETTER_WORDS = pattern(r"\b(?:improv\w+|better)\b", re.IGNORECASE)
_GAIN_WORDS = pattern(r"\b(?:gains?|progress|promot\w+|savings?)\b", re.IGNORECASE)
"""What is good where nothing is measured; a measure may name it too ("belief in promotion")."""
_WORSE_WORDS = pattern(
    r"\b(?:worse\w*|deteriorat\w+|slipped|wrong (?:direction|way)|backwards)\b", re.IGNORECASE
)
_HARDLY = pattern(r"\b(?:hardly|barely|scarcely) (?:moved|changed|shifted|differ\w*)\b", re.I)
_DOWN_WORDS = pattern(
    r"\b(?:fell|fall\w*|drop(?!-)\w*|reduc\w+|decreas\w+|declin\w+|down|narrow\w+|lowered|cut"
    r"|halved"
    r"|closed|lower|fewer|less)\b",
    re.IGNORECASE,
)
_UP_WORDS = pattern(
    r"\b(?:rose|rise\w*|risen|grew|grow\w*|increas\w+|up|widen\w+|raised|climbed|doubled|trebled"
    r"|tripled|higher|more)\b",
    re.IGNORECASE,
)

# What is good when it falls; then what is good when it rises.
_GOOD_LOW = pattern(
    r"\b(?:disciplin\w+|investigat\w+|hearings?|suspen\w+|harass\w+|bull(?:y|ied)\w*|abus\w+"
    r"|discriminat\w+"
    r"|racis\w+|gaps?|disparit\w+|turnover|sickness|absence|vacanc\w+|grievances?|complaints?"
    r"|dismiss\w+|leavers|leav(?:e|ing)|hours|waits?|incidents|costs?|violen\w+|pressed|unwell"
    r"|formal (?:cases?|process\w*|action|procedures?)|delays?"
    r"|(?:average|median|mean) (?:time|length|duration))\b",
    re.IGNORECASE,
)
_GOOD_HIGH_ALWAYS = pattern(
    r"\b(?:results|adjustments?|belie\w+|participat\w+|confiden\w+|satisf\w+|engage\w+|retention"
    r"|recommend\w*"
    r"|opportunit\w+|wellbeing|morale|trust in)\b",
    re.IGNORECASE,
)
_NEUTRAL = pattern(r"\b(?:workforce|headcount|applicants|applications|appoint\w+)\b", re.IGNORECASE)
"""Neither more nor less of it is good, unless it is of a group that is short of it."""
_AGREED = pattern(r"\bagree(?:d|s|ing)?\b(?: \w+)? (?:that\b|with\b|[\"“‘'])", re.IGNORECASE)
"""What it names after that is the statement: agreeing with it may be good or bad."""
_DIFFERENCE = pattern(r"\b(?:difference|minus|gap|disparity)\b", re.IGNORECASE)
_REACTION = pattern(
    r"\b(?:prosecut\w+|convict\w+|sanctions?|warnings?|exclusions?|bans?|arrests?|referrals?"
    r"|letters?|cards?|apolog\w+)\b",
    re.IGNORECASE,
)
"""More of what is done about a harm may show more of the harm, or more done about it."""
_RAISED = pattern(
    r"\b(?:concerns?|reports of|reporting of|speaking up|disclosures?"
    r"|(?:incidents?|cases|abuse) (?:\w+ ){0,4}(?:reported|recorded|logged)"
    r"|(?:reported|recorded|logged) (?:\w+ )?incidents?)\b",
    re.IGNORECASE,
)
"""More of it may show more trust as well as more harm."""
_BELIEF = pattern(r"\b(?:belie\w+|opportunit\w+|engage\w+|progression|scores?)\b", re.I)
_GOOD_HIGH = pattern(
    r"\b(?:representation|board|band|senior|managers?|VSM|opportunit\w+|belie\w+|engage\w+"
    r"|satisf\w+|scores?|results?|participat\w+|retention|confiden\w+|promot\w+|recommend"
    r"|odds|progression|shortlist\w+|appoint\w+|declar\w+|undisclosed|savings?"
    r"|(?:response|return) rates?)\b",
    re.IGNORECASE,
)
_OF_A_GROUP = pattern(r"\b(?:share|proportion|number|percentage|representation)\b", re.I)
"""What is good when it rises, of a group that is short of it; of anything else it says nothing."""
_OF_A_KIND = pattern(
    rf"{_COUNTED.pattern}(?: from [\w ]+)? (?:who|that|said|report\w*|had|told|\w+ing)\b", re.I
)
"""Those of a group whom something befell: whether more of them is good, its name must say."""


def is_measurable(text: str) -> bool:
    """Tell whether a change without figures is a change of something that can be measured."""
    words = (_GOOD_LOW, _GOOD_HIGH, _OF_A_GROUP, _COUNTED, _MEASURES)
    return any(pattern.search(text) for pattern in words)


def is_ratio(change: Change, context: str, indicators: tuple[int, ...]) -> bool:
    """Tell whether the figures are likelihoods compared: small numbers, no unit, parity at 1."""
    values = [value_of(change.before), value_of(change.after)]
    if any(value is None or value > 20 for value in values) or "%" in change.before + change.after:
        return False
    by_indicator = bool(indicators) and set(indicators) <= {2, 3, 4}
    printed = change.before + change.after
    has_decimals = "." in printed
    # Whole numbers beside a likelihood may as well be cases.
    is_named = _RATIO_NAMED.search(context) or re.search("times|twice", printed)
    return bool(RATIO.search(context) and (has_decimals or is_named)) or (
        by_indicator and has_decimals
    )


def judge(
    change: Change,
    clause: str,
    measure: str,
    context: str,
    indicators: tuple[int, ...],
    group: str = "",
) -> str:
    """Judge whether the change is for the better; "unclear" where nothing says.

    `measure` is "" where it is not known: then only the source's own words ("improved") tell.
    """
    is_better, is_worse = _BETTER_WORDS.search(clause), _WORSE_WORDS.search(clause)
    said = "better" if is_better and not is_worse else ""
    said = "worse" if is_worse and not is_better else said
    if is_ratio(change, context, indicators):
        judged = _towards_parity(change)
        return "unclear" if said and said != judged else judged
    if SAVING.search(clause):
        return "better"
    if _DIFFERENCE.search(measure) and re.search("[-−]", change.before + change.after):
        return _towards_zero(change)
    if group == "BME" and not BME.search(measure) and _OF_A_GROUP.search(measure):
        measure = f"BME {measure}"
    rises = _rises(change, clause)
    judged = _by_measure(measure, clause, indicators, rises) if measure else ""
    if (is_better and is_worse) or _HARDLY.search(clause):
        return "unclear"
    if said and judged and said != judged:
        return "unclear"
    return said or judged or ("better" if _GAIN_WORDS.search(clause) else "unclear")


def _by_measure(
    measure: str, clause: str, indicators: tuple[int, ...], is_rise: bool | None
) -> str:
    """Judge a rise or fall by what is measured; "" where that does not say."""
    good_high = (
        None
        if _is_neutral(measure, indicators) or _counts_reports(clause)
        else _good_high(measure, clause, indicators)
    )
    if is_rise is None or good_high is None:
        return ""
    wanted = good_high != bool(_NEGATED.search(measure))
    return "better" if is_rise == wanted else "worse"


def _is_neutral(measure: str, indicators: tuple[int, ...]) -> bool:
    """Tell whether neither more nor less of the measure is good."""
    if _RAISED.search(measure) or _REACTION.search(measure) or _AGREED.search(measure):
        return True
    is_judged = _BELIEF.search(measure) or _GOOD_LOW.search(measure)
    if WHITE.search(measure) and set(indicators) <= {1, 9} and not is_judged:
        return True
    is_named = BME.search(measure) or _GOOD_LOW.search(measure)
    return bool(_NEUTRAL.search(measure)) and not is_named


def _counts_reports(clause: str) -> bool:
    """Tell whether a clause counts what was reported or logged, and gives no share of staff."""
    return bool(_RAISED.search(clause)) and not re.search(r"%|per ?cent", clause)


def _good_high(measure: str, clause: str, indicators: tuple[int, ...]) -> bool | None:
    """Tell whether more is good, by the measure, the indicators, the clause; None if none says."""
    numbers = set(indicators)
    is_always_high = _GOOD_HIGH_ALWAYS.search(measure)
    if _GOOD_LOW.search(measure) or (not is_always_high and numbers and numbers <= {5, 6, 8}):
        return False
    if is_always_high or _GOOD_HIGH.search(measure) or (numbers and numbers <= {1, 7, 9}):
        return True
    if BME.search(measure) and not _OF_A_KIND.search(measure):
        return True if _OF_A_GROUP.search(measure) or _COUNTED.search(measure) else None
    is_known = not (_COUNTED.search(measure) or _RAISED.search(clause) or _REACTION.search(clause))
    return False if is_known and _GOOD_LOW.search(clause) else None


def _towards_parity(change: Change) -> str:
    """Judge a ratio: parity is 1, on whichever side it is; into 0.8 to 1.25 is better in any case.

    The four-fifths rule; one that passes 1 and leaves that range on the other side is unclear.
    """
    before, after = value_of(change.before), value_of(change.after)
    if not before or not after:
        return "unclear"
    if 0.8 <= after <= 1.25 and not 0.8 <= before <= 1.25:
        return "better"
    nearer = abs(math.log(after)) - abs(math.log(before))
    if nearer == 0 or (before < 1) != (after < 1):
        return "unclear"
    return "better" if nearer < 0 else "worse"


def _towards_zero(change: Change) -> str:
    """Judge a difference with a sign: nearer to none is better; past it and farther is unclear."""
    before, after = value_of(change.before), value_of(change.after)
    if before is None or after is None or abs(before) == abs(after):
        return "unclear"
    if abs(after) < abs(before):
        return "better"
    return "worse" if before < 0 and after < 0 else "unclear"


def _rises(change: Change, clause: str) -> bool | None:
    """Tell whether a figure rises; None where neither figures nor words say."""
    before, after = value_of(change.before), value_of(change.after)
    if before is not None and after is not None:
        return None if before == after else after > before
    down, up = _DOWN_WORDS.search(clause), _UP_WORDS.search(clause)
    if down and up:
        return up.start() < down.start()
    return True if up else (False if down else None)

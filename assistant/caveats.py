"""Says what the evidence of an answer does not show (DESIGN.md, section 2)."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from assistant.question_words import tells_groups
from assistant.records import Caveat, CaveatCode, Citation, QuestionKind, Statement
from assistant.understand import Understanding
from assistant.words import stems
from index.records import StoredOutcome
from ingest.records import Evidence, Kind

_INTENDED = frozenset({Evidence.PLAN, Evidence.TARGET})
_HAPPENED = frozenset({Evidence.OUTCOME, Evidence.INTERVENTION})
_MEASURED = frozenset({Evidence.OUTCOME, Evidence.BASELINE})
_YEAR = re.compile(r"\b20\d\d\b")
# A ratio, a share or an amount, and no year.
_FIGURE = re.compile(r"(?<![\d.])(?:\d+\.\d+|\d{1,3}(?= ?%)|(?<=£)[\d,.]+)")
# Kinds of document that one organisation writes about itself.
_OWN_ACCOUNT = frozenset({Kind.ACTION_PLAN, Kind.CASE_STUDY, Kind.REPORT})


def caveats(
    question: Understanding,
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    told: Collection[str] = (),
    outcomes: Sequence[StoredOutcome] = (),
) -> tuple[Caveat, ...]:
    """Give every caveat that is due, in the order of their codes in DESIGN.md.

    `told` are organisations that report a group's figure on what is asked about; `outcomes` those
    that are cited, and all others of the same organisations and periods.
    """
    if not statements:
        return ()
    found = (
        _gap_not_reported(question, statements, told),
        None if _cites_a_result(citations, outcomes) else _plan_only(question, statements),
        _organisation_unnamed(citations),
        _single_source(question, statements),
        _conflict(citations, outcomes) or _differing(question, citations),
    )
    return tuple(caveat for caveat in found if caveat is not None)


def _gap_not_reported(
    question: Understanding, statements: Sequence[Statement], told: Collection[str]
) -> Caveat | None:
    results = [item for item in statements if item.evidence is Evidence.OUTCOME]
    if not question.is_about_gap or not results:
        return None
    telling = {*told, *(item.organisation for item in results if tells_groups(item.text))}
    silent = [item for item in results if item.organisation not in telling]
    if not silent:
        return None
    text = (
        f"The question is about a gap between groups; the result of {_names(silent)} is about all "
        "staff: no figure for BME and white staff apart was found beside it."
    )
    return Caveat(CaveatCode.GAP_NOT_REPORTED, text)


def _plan_only(question: Understanding, statements: Sequence[Statement]) -> Caveat | None:
    """Plans or targets answer, and nothing that happened stands beside them.

    Of a comparison each side counts apart.
    """
    if question.kind is QuestionKind.COMPARE:
        sides: dict[str | None, list[Statement]] = {}
        for item in statements:
            sides.setdefault(item.organisation, []).append(item)
        planning = [own[0] for own in sides.values() if _is_planned(own)]
        if planning and len(sides) > 1:
            text = f"Of {_names(planning)} only plans and targets were found, and no result."
            return Caveat(CaveatCode.PLAN_ONLY, text)
    if not _is_planned(statements):
        return None
    return Caveat(
        CaveatCode.PLAN_ONLY,
        "Only plans and targets were found, and no result.",
    )


def _cites_a_result(citations: Sequence[Citation], outcomes: Sequence[StoredOutcome]) -> bool:
    """Tell whether a result stands in what is cited, as in the status of a plan's row."""
    return any(
        item.document_id == outcome.document_id
        and item.start <= outcome.span.start
        and outcome.span.end <= item.end
        for item in citations
        for outcome in outcomes
    )


def _is_planned(statements: Sequence[Statement]) -> bool:
    happened = any(item.evidence in _HAPPENED for item in statements)
    return statements[0].evidence in _INTENDED and not happened


def _organisation_unnamed(citations: Sequence[Citation]) -> Caveat | None:
    unnamed = [
        item
        for item in citations
        if not item.organisation_named and item.publisher is None and item.kind in _OWN_ACCOUNT
    ]
    if not unnamed:
        return None
    titles = ", ".join(dict.fromkeys(item.title for item in unnamed))
    return Caveat(
        CaveatCode.ORGANISATION_UNNAMED,
        f"The document does not name its organisation, and none is guessed: {titles}.",
    )


def _single_source(question: Understanding, statements: Sequence[Statement]) -> Caveat | None:
    asks_widely = not question.organisations and question.kind in {
        QuestionKind.EFFECT,
        QuestionKind.LIST,
        QuestionKind.COMPARE,
    }
    results = {item.organisation for item in statements if item.evidence is Evidence.OUTCOME}
    if not asks_widely or len(results) != 1:
        return None
    return Caveat(CaveatCode.SINGLE_SOURCE, "Only one organisation reports a result.")


def _conflict(citations: Sequence[Citation], outcomes: Sequence[StoredOutcome]) -> Caveat | None:
    """Two documents that give one organisation's result for one measure differently."""
    for one in cited_outcomes(citations, outcomes):
        if not (one.organisation and one.indicators and one.period and one.after):
            continue
        for other in outcomes:
            same = (one.organisation, one.indicators, one.group, one.period, one.unit) == (
                other.organisation,
                other.indicators,
                other.group,
                other.period,
                other.unit,
            )
            apart = one.document_id != other.document_id and other.after not in {"", one.after}
            if same and apart and _is_same_measure(one, other):
                text = (
                    f"Figures for {one.organisation} in {one.period} differ between sources: "
                    f"{one.after} ({one.title}) and {other.after} ({other.title})."
                )
                return Caveat(CaveatCode.CONFLICT, text)
    return None


def cited_outcomes(
    citations: Sequence[Citation], outcomes: Sequence[StoredOutcome]
) -> list[StoredOutcome]:
    """Give the outcomes that stand in what is cited."""
    quoted: defaultdict[str, list[Citation]] = defaultdict(list)
    for item in citations:
        quoted[item.document_id].append(item)
    return [
        outcome
        for outcome in outcomes
        if any(
            outcome.span.start < item.end and item.start < outcome.span.end
            for item in quoted.get(outcome.document_id, ())
        )
    ]


def _differing(question: Understanding, citations: Sequence[Citation]) -> Caveat | None:
    """Two documents give an organisation other figures for a year, where one figure is asked for.

    Whether they measure the same, a reader must judge: the text says so.
    """
    if question.kind is not QuestionKind.FACT:
        return None
    given = [item for item in citations if item.organisation and item.evidence in _MEASURED]
    for place, one in enumerate(given):
        for other in given[place + 1 :]:
            same = one.organisation == other.organisation and one.document_id != other.document_id
            on_one = set(one.indicators) & set(other.indicators)
            in_one = set(_YEAR.findall(one.quote)) & set(_YEAR.findall(other.quote))
            left, right = set(_FIGURE.findall(one.quote)), set(_FIGURE.findall(other.quote))
            if same and on_one and in_one and left and right and not left & right:
                text = (
                    f"Two documents give different figures for {one.organisation} [{one.number}]"
                    f"[{other.number}]: check that both measure the same."
                )
                return Caveat(CaveatCode.CONFLICT, text)
    return None


def _is_same_measure(one: StoredOutcome, other: StoredOutcome) -> bool:
    """Tell whether the names of two measures share half of their words, or an indicator alone."""
    left, right = set(stems(one.measure)), set(stems(other.measure))
    return not (left and right) or len(left & right) * 2 >= min(len(left), len(right))


def _names(statements: Sequence[Statement]) -> str:
    names = dict.fromkeys(item.organisation or "an unnamed organisation" for item in statements)
    return " and ".join(names)

"""Finds the account of the practice that a question names: there it is told what came of it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.select import Candidate
from index.records import StoredPassage
from ingest.evidence import denies_effect, tells
from ingest.records import Evidence, Kind

# So many passages before and after one are looked through for the rest of its account.
REACH = 8
# How much better than any result a sentence on what was done must fit, to be what is asked about.
STANDS_OUT = 1.15
# Other accounts are of the same practice where they fit the question nearly as well.
ALIKE = 0.85
# Beside results, a denial must fit about half as well as what says best what was done.
ON_IT = 0.55
# A result of the practice itself fits this much as well; less is told of something beside it.
BY_ITSELF = 0.45
# What a source says against taking a change for the effect of what was done, or for enough.
_DOUBTS = re.compile(
    r"\bcautious\b|\b(?:with|for|some|urge) (?:care|caution)\b|\barithmetic\b"
    r"|\b(?:cannot|can[’']t|could not) (?:be (?:sure|certain)|rule (?:\w+ ){1,3}?out|claim|prove"
    r"|separate|disentangle)\b"
    r"|\b(?:may|might|could) (?:well |also |easily |simply |partly )*(?:be|have been) (?:due"
    r"|because|down|by|chance|caused|explained)\b|\bby chance\b|\bcoinciden\w+"
    r"|\b(?:method|way) (?:of|we|it|they)\b[^.;]{0,30}\bcount\w*\b[^.;]{0,30}\bchanged\b"
    r"|\bchanged (?:how|the way)\b[^.;]{0,20}\bcount|\bcount(?:ed)? (?:\w+ )?differently\b"
    r"|\b(?:small|low) (?:numbers|sample)\b|\bnumbers? (?:\w+ ){0,3}(?:is|are|were|was)"
    r" (?:\w+ )?(?:small|low)\b"
    r"|\bexplains? (?:\w+ )?(?:all|most|much|part|some) of\b|\bno proof\b"
    r"|\bpart of (?:it|that|this|the \w+) (?:is|was|may be|could be|comes?|came) (?:due|because"
    r"|down|from)\b|\baccounts? for (?:all|most|much|part|some) of\b"
    r"|\bhad (?:hoped|aimed|wanted|expected) (?:for|to)\b"
    r"|\b(?:fell|falls|fallen|is|was|were) short of\b"
    r"|\bmiss(?:ed|es) (?:the|our|its|their) (?:target|aim|goal)"
    r"|\bnot (?:all|only|just|solely|wholly) (?:due|because|down|the result|thanks)\b",
    re.IGNORECASE,
)


_EVALUATION = re.compile(r"\bevaluati(?:on|ng) of\b|\bevaluation\W*$", re.IGNORECASE)


def account_of(passage: StoredPassage) -> tuple[str, str]:
    """Give where one piece of work is told: its document's id, and by whom or in which section.

    A case study or an evaluation tells of one for each organisation, and a page cut into what was
    done and what came of it of one. Elsewhere a section does, with those below it that are cut in
    that way.
    """
    if passage.kind is Kind.CASE_STUDY or _EVALUATION.search(passage.title):
        return passage.document_id, "; ".join(passage.organisations)
    above = passage.context.split("\n")
    above = above[: above.index(passage.section)] if passage.section in above else []
    headings = [each for each in (*above, passage.section) if each != passage.title]
    while headings and tells(headings[-1]):
        headings.pop()
    if passage.kind is Kind.WEBPAGE and passage.title.startswith("".join(headings)):
        return passage.document_id, ""
    return passage.document_id, "\n".join(headings) or passage.section


def beside(passage: StoredPassage, count: int) -> tuple[str, ...]:
    """Give the ids of the passages around one, of a document of so many."""
    document, _, place = passage.id.rpartition("-")
    at = int(place)
    places = range(max(0, at - REACH), min(count, at + REACH + 1))
    return tuple(f"{document}-{each:04d}" for each in places if each != at)


def asked_about(
    found: Sequence[Candidate], margin: float = STANDS_OUT
) -> Mapping[tuple[str, str], Candidate]:
    """Give the accounts of the practice asked about, best first, each with what says it best.

    Empty where results fit the question about as well, by the `margin`: it asks what came of
    anything at all.
    """
    done: dict[tuple[str, str], Candidate] = {}
    for item in sorted(found, key=lambda item: -item.relevance):
        if item.sentence.evidence is Evidence.INTERVENTION:
            done.setdefault(account_of(item.passage), item)
    best = max((item.relevance for item in done.values()), default=0.0)
    results = (item.relevance for item in found if item.sentence.evidence is Evidence.OUTCOME)
    if best < margin * max(results, default=0.0):
        return {}
    return {account: item for account, item in done.items() if item.relevance >= ALIKE * best}


def findings(
    found: Iterable[Candidate], accounts: Mapping[tuple[str, str], Candidate]
) -> tuple[Candidate, ...]:
    """Give the results, and what is said of none, that the accounts report; nearest first."""
    order = list(accounts)

    def place(item: Candidate) -> tuple[int, int]:
        account = account_of(item.passage)
        return order.index(account), abs(
            item.sentence.span.start - accounts[account].sentence.span.end
        )

    told = [item for item in found if account_of(item.passage) in accounts and is_finding(item)]
    results = [item for item in told if item.sentence.evidence is Evidence.OUTCOME]
    if results:
        # What is not known may be of another thing that the account mentions.
        told = [item for item in told if item in results or _is_on(item, accounts)]
    return tuple(sorted(told, key=place))


def speaks_of(results: Iterable[Candidate], accounts: Mapping[tuple[str, str], Candidate]) -> bool:
    """Tell whether a result fits the question as what came of the practice, and not beside it."""
    return any(
        item.relevance >= BY_ITSELF * accounts[account_of(item.passage)].relevance
        for item in results
    )


def _is_on(item: Candidate, accounts: Mapping[tuple[str, str], Candidate]) -> bool:
    return item.relevance >= ON_IT * accounts[account_of(item.passage)].relevance


def is_finding(item: Candidate) -> bool:
    """Tell whether a sentence reports a result, or that there was none or none can be told."""
    evidence = item.sentence.evidence
    return evidence is Evidence.OUTCOME or (
        evidence is Evidence.LEARNING and denies_effect(item.sentence.text)
    )


def doubts(items: Iterable[Candidate], told: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Give what the same documents say against taking what is `told` for an effect.

    Where it stands in another account, it must fit the question. Nearest first.
    """
    best = max((item.relevance for item in told), default=0.0)
    documents = {item.passage.document_id for item in told}
    accounts = {account_of(item.passage) for item in told}
    spans = {(item.passage.document_id, item.sentence.span) for item in told}
    doubting = (
        item
        for item in items
        if item.passage.document_id in documents
        and (item.passage.document_id, item.sentence.span) not in spans
        and (account_of(item.passage) in accounts or item.relevance >= ON_IT * best)
        and _DOUBTS.search(item.sentence.text)
    )
    return tuple(sorted(doubting, key=lambda item: -item.relevance))

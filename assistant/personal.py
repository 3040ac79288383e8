"""Masks what a question tells of a living person: contacts, numbers, a name beside an allegation.

What is masked is never kept: everything after this sees the masked question only.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.words import stop_words
from ingest.contacts import mask_contacts
from ingest.organisations import Authority
from ingest.packaged import read_yaml
from ingest.patterns import pattern

NAME_MASK = "[name removed]"
NUMBER_MASK = "[number removed]"
NOTE = "Personal details in the question were left out, and are not kept."

_MASK = pattern(r"\[(?:name|number|e-mail|telephone) removed\]")
_PERSON = pattern(
    rf"{re.escape(NAME_MASK)}|\b\w+ (?:pin|id|no\.?|number|ref\w*)\W*(?:(?:is|was)\W+)?"
    rf"{re.escape(NUMBER_MASK)}",
    re.IGNORECASE,
)
_AT_WORK = pattern(
    r"(somebody)(?:,? (?:who works |working )?(?:at|from|of|in) (?:the )?"
    r"[A-Z][\w'’.&-]*(?: (?:(?:and|of|upon|&) )?[A-Z][\w'’.&-]*)*)"
)
_NHS_NUMBER = pattern(r"(?<![\w.,£/-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w%]|[.,/-]\d)")
_INSURANCE_NUMBER = pattern(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE)
_LABELLED_NUMBER = pattern(
    r"\b(?:staff|employee|payroll|personnel|assignment|ESR|NHS|GMC|NMC|HCPC|registration|patient"
    r"|hospital|case|grievance|passport|national insurance|NI)\s+"
    r"(?:(?:pin|id|no\.?|number|ref(?:erence)?)\s*){1,2}(?:\s*(?:is|was|:|=|\#))*\s*"
    r"(?P<number>(?!(?:19|20)\d\d\b)[A-Z]{0,4}[/-]?\d(?:[\dA-Z/-]|[ ](?=\d)){3,})\b",
    re.IGNORECASE,
)
_BIRTH = pattern(
    r"\b(?:d\.?o\.?b\.?|date of birth|born)\W{0,3}(?:is |on |in )?"
    r"(?P<number>\d{1,2}(?:[/. -]\d{1,2}[/. -]|(?:st|nd|rd|th)? \w{3,9},? )\d{2,4}|(?:19|20)\d\d)",
    re.IGNORECASE,
)

_TITLE = r"(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Sir|Dame|Sister|Nurse|Rev|Reverend|Matron)"
_WORD = r"(?:[A-Z]['’])?[A-ZÀ-Þ][a-zà-ÿ]+(?:['’-][A-ZÀ-Þ]?[a-rt-zà-ÿ][a-zà-ÿ]*|[A-ZÀ-Þ][a-zà-ÿ]+)*"
_PARTICLE = r"(?:(?:de|da|den|der|van|von|bin|al|el)\s+)"
_SEVERAL = rf"{_PARTICLE}*{_WORD}(?:\s+{_PARTICLE}*(?:{_WORD}|[A-Z]\.?(?=\s+[A-Z]))){{0,3}}"
_TITLED = pattern(rf"\b(?i:{_TITLE})\b\.?\s+(?P<name>{_SEVERAL})")
_TITLED_IN_SMALL_LETTERS = pattern(
    r"\b(?:dr|mr|mrs|ms|prof)\b\.?\s+(?P<name>[a-z][a-z'’-]+(?:\s+[a-z][a-z'’-]+)?)"
)
_RUN = pattern(_SEVERAL)
# In small letters, in capitals or mixed: only what begins with a given name is taken for one.
_TWO_WORDS = pattern(r"\b(?=([^\W\d_]{2,}\s+[^\W\d_][\w'’-]+)\b)")
_RELATED = pattern(
    r"\b(?:colleague|manager|boss|supervisor|matron|nurse|consultant|registrar|midwife|porter"
    rf"|employee|worker|member of staff|called|named)\s*,?\s+(?P<name>{_SEVERAL})"
)

# What is said of one person and not of a topic; "disciplinary" and "bullying" alone are topics.
_CASE = pattern(
    r"\b(?:accus\w+|alleg\w+|suspend(?:ed|ing)?|suspension|dismiss(?:ed|ing|al)?|sack(?:ed|ing)?"
    r"|fired|disciplin(?:e|ed|ing)|bull(?:ied|ies)|harass(?:ed|es)|assault(?:ed|s|ing)?"
    r"|(?:is|was|been|being|keeps?|of|for|about|sexual) (?:bullying|harass(?:ing|ment))"
    r"|discriminat(?:ed|es|ing) against|(?:is|was|being) (?:a )?racist|of racism|racist \w+"
    r"|racially abus\w+|abusive|misconduct|investigat(?:e|ed|ing|ion)|grievances?|complain\w*"
    r"|disciplinary (?:case|hearing|record|outcome|file)|off sick|sick(?:ness)? (?:leave|absence)"
    r"|drunk|stole|theft|fraud|struck off|tribunal|hearing|victimis\w+|underperform\w*"
    r"|incompeten\w+|demot(?:ed|ion)|final warning|shouted|swore|slurs?|pregnan\w+|whistle\w+"
    r"|called (?:me|him|her|us|them)|hit|touched|threatened)\b",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 60, 80
"""Characters around a name in which what is said of it stands."""
# "What did Roger Kline say about suspensions?" asks for what somebody published.
_SPEAKS = pattern(
    r"(?:['’]s)?\s+(?:say|said|says|told|writes?|wrote|argues?|argued|finds?|found|recommend\w*"
    r"|suggest\w*|research|reports?|review|study|paper|book|inquiry|programme|award|scheme"
    r"|think|thinks)\b",
    re.IGNORECASE,
)
_SENTENCE_END = pattern(r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)(?<!\b[A-Z])[.?!;]\s")

# Somebody who asks what is generally done, though a person is named beside it.
# Small letters only: "Leeds Teaching Hospitals" is one.
_GENERAL = pattern(
    r"\b(?:trusts|organisations|employers|hospitals|others|anyone|anybody|elsewhere"
    r"|(?:good|best) practice|examples?|evidence|what works|polic(?:y|ies)|approach(?:es)?"
    r"|(?:[Hh]ow|[Ww]hat) (?:should|can|could|do|would) (?:we|you|managers|hr|HR))\b"
)
_ASKS = pattern(r"\?|\b(?:what|how|which|who|where|when|list|show|find|tell me)\b", re.IGNORECASE)
# What stands so before two capitalised words leads to a place, not to a person.
_AT = pattern(r"\b(?:at|in|across|within) (?:the )?\Z", re.IGNORECASE)
_OF_THE_PERSON = pattern(r"\b(?:he|she|him|her|his|hers|this person)\b", re.IGNORECASE)


def mask(question: str, authority: Authority) -> str:
    """Put a mask in place of every personal detail; a question without one stays as it is.

    Names are masked where the question tells of somebody's case, or holds another personal detail;
    those of organisations, of programmes and of public life stay.
    """
    masked = _mask_numbers(mask_contacts(question))
    is_personal = masked != question
    if not (is_personal or _CASE.search(masked)):
        return masked
    names = tuple(dict.fromkeys(_names(masked, authority, is_personal=is_personal)))
    for name in names:
        masked = masked.replace(name, NAME_MASK)
    parts = {part for name in names for part in name.split() if len(part) > 2 and part[0].isupper()}
    if parts:
        again = "|".join(map(re.escape, sorted(parts)))
        masked = re.sub(rf"\b(?:{_TITLE}\.?\s+)?(?:{again})\b", NAME_MASK, masked)
    return re.sub(rf"(?i:\b{_TITLE}\.?\s+)?{re.escape(NAME_MASK)}", NAME_MASK, masked)


def bare(masked: str) -> str:
    """Give a masked question as it is searched for: a person as "somebody", the rest left out.

    Where that person works is left out too: what is asked beside it is asked of everybody.
    """
    if not is_masked(masked):
        return masked
    text = _AT_WORK.sub(r"\1", _PERSON.sub("somebody", masked))
    text = _MASK.sub(" ", text)
    return re.sub(r"\s+([,:;.?!])", r"\1", " ".join(text.split()))


def is_masked(question: str) -> bool:
    """Tell whether something was masked."""
    return bool(_MASK.search(question))


def is_individual(masked: str) -> bool:
    """Tell whether a masked question asks about one person's case and not about what is done."""
    if NAME_MASK not in masked and NUMBER_MASK not in masked:
        return is_masked(masked) and len(bare(masked).split()) < 3
    for sentence in re.split(r"(?<=[.?!;])\s+", masked):
        is_about_them = is_masked(sentence) or _OF_THE_PERSON.search(sentence)
        if _GENERAL.search(sentence) or (not is_about_them and _ASKS.search(sentence)):
            return False
    return True


def noted(summary: str, question: str) -> str:
    """Add to a summary that personal details were left out of the question, where they were."""
    return f"{summary} {NOTE}" if is_masked(question) else summary


# ------------------------------------------------------------------ numbers


def _mask_numbers(text: str) -> str:
    for wording in (_LABELLED_NUMBER, _BIRTH):
        text = wording.sub(lambda match: match.group().replace(match["number"], NUMBER_MASK), text)
    text = _INSURANCE_NUMBER.sub(NUMBER_MASK, text)
    return _NHS_NUMBER.sub(
        lambda match: NUMBER_MASK if _is_nhs_number(match.group()) else match.group(), text
    )


def _is_nhs_number(printed: str) -> bool:
    """Check the last digit: modulus 11 (NHS Data Dictionary, NHS number)."""
    digits = [int(each) for each in printed if each.isdigit()]
    rest = 11 - sum(each * (10 - at) for at, each in enumerate(digits[:9])) % 11
    return digits[9] == (0 if rest == 11 else rest)


# ------------------------------------------------------------------ names


def _names(text: str, authority: Authority, *, is_personal: bool) -> Iterator[str]:
    """Give the names of people to mask, as they are written."""
    people = _people()
    organisations = authority.find(text, is_question=True)
    for start, name, is_sure in _candidates(text):
        end = start + len(name)
        words = set(name.lower().split())
        if any(start < item.end and item.start < end for item in organisations):
            continue
        is_person = is_sure or name.lower().split()[0] in people["given"]
        institutions = people["institutions"] - (people["surnames"] if is_person else frozenset())
        is_place = not is_person and _AT.search(text, 0, start) is not None
        if words & institutions or is_place or _is_public(name):
            continue
        if (is_personal and is_person) or _tells_of(text, start, end):
            yield name


def _candidates(text: str) -> Iterator[tuple[int, str, bool]]:
    """Give where a name may stand, the name, and whether its wording makes sure that it is one."""
    for wording in (_TITLED, _RELATED, _TITLED_IN_SMALL_LETTERS):
        for match in wording.finditer(text):
            start, name = _trimmed(match["name"], match.start("name"))
            if name:
                yield start, name, True
    given = _people()["given"] - _people()["words"]
    for match in _RUN.finditer(text):
        start, name = _trimmed(match.group(), match.start())
        if " " in name or name.lower() in given:
            yield start, name, False
    for match in _TWO_WORDS.finditer(text):
        start, name = _trimmed(match[1], match.start(1))
        if " " in name and name.lower().split()[0] in given:
            yield start, name, False


def _trimmed(name: str, start: int) -> tuple[int, str]:
    """Leave out the words around a name that are none: "Was Jane Smith Suspended"."""
    words = [(item.start(), item.group()) for item in re.finditer(r"\S+", name)]
    while words and _is_no_name(words[0][1]):
        del words[0]
    while words and _is_no_name(words[-1][1]):
        del words[-1]
    if not words:
        return start, ""
    end = words[-1][0] + len(words[-1][1])
    return start + words[0][0], name[words[0][0] : end]


def _is_no_name(word: str) -> bool:
    plain = word.lower().strip(".'’")
    is_given = plain in _people()["given"] and word[0].isupper()
    is_title = bool(re.fullmatch(_TITLE, word.strip("."), re.IGNORECASE))
    return is_title or not (is_given or not (plain in stop_words() or _CASE.fullmatch(plain)))


def _is_public(name: str) -> bool:
    folded = f" {name.lower()} "
    return any(f" {known} " in folded for known in _people()["public"])


def _tells_of(text: str, start: int, end: int) -> bool:
    """Tell whether the sentence around a name tells of that person's case."""
    after = _SENTENCE_END.split(text[end : end + _AFTER], maxsplit=1)[0]
    if _SPEAKS.match(after):
        return False
    before = _SENTENCE_END.split(text[max(0, start - _BEFORE) : start])[-1]
    return bool(_CASE.search(before) or _CASE.search(after))


@lru_cache(maxsize=1)
def _people() -> Mapping[str, frozenset[str]]:
    people = read_yaml("assistant", "people.yaml")
    return {key: frozenset(words) for key, words in people.items()}

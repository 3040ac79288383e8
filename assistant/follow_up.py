"""Turns a follow-up into a question that stands alone: what it takes over from the one before."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant import reference
from assistant.question_words import asks_for_lessons
from assistant.records import Answer, QuestionKind
from assistant.words import Term, stems
from index.records import EVERYTHING, Filters
from ingest.patterns import pattern

# Words that point back in the conversation: to its topic, or only to whom it was about.
# "That" points back after a verb or preposition ("what came of that?"), not in "actions that …".
_TO_TOPIC = pattern(
    r"\b(?:it|this|these|those|them|same|ones?)\b"
    r"|(?:^|\b(?:about|after|and|at|by|did|do|does|for|from|has|is|like|of|on|since|than|to|was"
    r"|with) )that\b"
    r"|^(?:and |but )?how many (?:of|were|was|are|is|have|has|had|did|do|got)\b",
    re.IGNORECASE,
)
# "Is there any …?" and "there are …" point nowhere.
_TO_WHOM = pattern(
    r"\b(?:its|they|their|theirs|he|she|his|her"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there(?! (?:is|are|was|were)\b))\b",
    re.IGNORECASE,
)
# Of everybody: "they" after it are these, and not those of the answer before.
_OF_ANY = pattern(
    r"\b(?:which|what|any|how many) (?:(?!of\b)\w+ ){0,2}?"
    r"(?:trusts|organisations|employers|hospitals|providers|boards|systems|networks)\b",
    re.IGNORECASE,
)
_ELSE = pattern(
    r"\b(?:who|where|any(?:one|body|where)?|no(?:one|body)) else\b|\belsewhere\b"
    r"|\bother (?:trusts?|organisations?|places?|employers?|boards?)\b",
    re.IGNORECASE,
)
_GOES_ON = pattern(
    r"^(?:and|or|but|so|what about|how about|only|just|same|any(?:thing)? (?:more|else))\b",
    re.IGNORECASE,
)
_MORE = pattern(
    r"^(?:and |please |can you )*"
    r"(?:(?:tell|show|give) (?:me|us) (?:some )?|show |any |some )?more\b"
    r"(?: (?:about|on|of) (?:it|this|that|these|those|them))?(?: please)?\W*$"
    r"|^(?:and )?(?:anything|what) (?:else|more)\W*$",
    re.IGNORECASE,
)
_NTH = pattern(
    r"\bthe (first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)"
    r"(?: (?:one|trust|organisation|employer|example|result|of (?:those|these|them))\b|\W*$)",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1} | {
    "1st": 0,
    "2nd": 1,
    "3rd": 2,
    "4th": 3,
    "5th": 4,
}
_WHY = pattern(r"^(?:and |but |so )?(?:why|how come|how so)\b", re.IGNORECASE)
_REASON = pattern(r"^(?:and |but |so )?(?:why|how come|how so|how)\b", re.IGNORECASE)
_COMPARES = pattern(
    r"\b(?:compar\w+|differ\w*|versus|vs)\b|\bthe two\b|\b(?:of|between) them\b", re.IGNORECASE
)
# So few words lean on what was said; a whole question ("does mediation work?") needs fewer.
_FEW_WORDS = 4
_WHOLE = pattern(
    r"^(?:who|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|can|could)\b",
    re.IGNORECASE,
)
# Words that ask what came of something or is meant to, or of which people or years, and say not
# of what.
_NO_TOPIC = frozenset(
    stems(
        "change changes changed impact effect difference result results outcome outcomes benefit "
        "benefits worked working help helped success improve improved cost costs saved savings "
        "tips lessons advice barriers challenges learnt learned reason reasons two both "
        "aim aims aiming hope hoping want target plan planned start started begin began end ended "
        "due deadline lead leads responsible accountable charge owner "
        "white bme bame black asian ethnic minority nurses doctors midwives women men managers "
        "staff people colleagues employees band bands nationally national average england"
    )
)
# More names than these are counted and not read out.
_FEW_NAMES = 4
_BESIDE = "? ("
_FOLLOWING = "following: "
_DATED = pattern(r"\s*\b(?:in |for |of |by )?(?:19|20)\d\d(?:/\d\d)?\b")


@dataclass(frozen=True, slots=True)
class Carried:
    """What a follow-up takes over from the conversation."""

    topic: str = ""
    organisations: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    kind: QuestionKind | None = None
    cited: tuple[tuple[str, int], ...] = ()
    """What the answer before cited, where the question points at it: document and start."""
    wants_more: bool = False
    """Whether it asks for what the answer before did not show."""
    asks_why: bool = False
    """Whether it asks for the reasons of what the answer before showed."""
    besides: tuple[str, ...] = ()
    """Whom the answer before was about, where the question asks who else."""


NOTHING = Carried()


def has_topic(term: Term) -> bool:
    """Tell whether a term says what a question is about, and not only what is asked of it."""
    return not (set(stems(term.typed)) <= _NO_TOPIC or term.typed.isdigit())


def carry(
    question: str,
    history: Sequence[Answer],
    *,
    is_topical: Callable[[str], bool],
    is_narrowed: bool,
    without_names: Callable[[str], str],
) -> Carried:
    """Take over from the last exchange what the question leans on; nothing if it stands alone.

    A question that only names somebody ("and at Pennine Care?") takes over the topic, and not whom
    it was about: `is_narrowed` says that it names organisations or a kind of them.
    """
    if not history:
        return NOTHING
    last = history[-1]
    picked = () if is_narrowed else _nth(question, last)
    is_elsewhere = not is_narrowed and bool(_ELSE.search(question))
    of_any = _OF_ANY.search(question)
    to_topic = bool(picked or _TO_TOPIC.search(question)) or not is_topical(question)
    to_whom = bool(_TO_WHOM.search(question, 0, of_any.start() if of_any else len(question)))
    few = _FEW_WORDS - 1 if _WHOLE.search(question) else _FEW_WORDS
    goes_on = bool(_GOES_ON.search(question)) or len(question.split()) <= few
    if not (to_topic or goes_on or to_whom or is_elsewhere):
        return NOTHING
    asks_all = is_narrowed or is_elsewhere or of_any is not None
    organisations = () if asks_all else picked or last.filters.organisations
    stays = not asks_all and (to_topic or to_whom or _is_of_one(last))
    if stays and not organisations:
        organisations = _spoken_of(last)
    # "And recruitment?" stays where the conversation was; "could it take the credit?" may find its
    # answer elsewhere in the same account.
    kept = last.filters if goes_on else replace(last.filters, indicators=())
    filters = replace(kept, organisations=(), evidence=())
    first = last.citations[0].document_id if last.citations else reference.DOCUMENT_ID
    if stays and not organisations and first != reference.DOCUMENT_ID:
        filters = replace(filters, documents=(first,))
    is_whole = bool(_WHOLE.search(question))
    topic = _topic(last, is_topical, is_whole=is_whole) if to_topic else ""
    if is_narrowed and asks_for_lessons(topic.partition("; ")[0]):
        topic = topic.partition("; ")[0]  # whoever else is asked about did something else
    if is_narrowed or picked:
        topic = " ".join(without_names(topic).split()).strip(" ,;:")
    if _DATED.search(question):
        topic = _DATED.sub("", topic)
    asks_anew = asks_for_lessons(question) or bool(_REASON.search(question))
    wants_more = bool(_MORE.search(question))
    return Carried(
        topic=topic,
        organisations=organisations,
        filters=filters,
        kind=_kind(history, wants_more=wants_more) if goes_on and not asks_anew else None,
        cited=_cited(last) if to_topic and not (is_narrowed or is_elsewhere) else (),
        wants_more=wants_more,
        asks_why=bool(_WHY.search(question)),
        besides=_spoken_of(last) if is_elsewhere else (),
    )


def compared(question: str, history: Sequence[Answer]) -> tuple[str, ...]:
    """Give whom the last two answers were about, where a question compares them without names."""
    if len(history) < 2 or not _COMPARES.search(question):
        return ()
    spoken = [
        name for last in history[-2:] for name in last.filters.organisations or _spoken_of(last)
    ]
    names = tuple(dict.fromkeys(spoken))
    return names if 1 < len(names) <= _FEW_NAMES else ()


def standing_alone(question: str, carried: Carried, named: tuple[str, ...]) -> str:
    """Put what is carried over into the question, in brackets."""
    whom = ", ".join(named) if named and named == carried.organisations else ""
    if len(named) > _FEW_NAMES:
        whom = f"{len(named)} organisations" if whom else ""
    about = "; ".join(
        label + text
        for label, text in (
            ("about: ", whom),
            ("besides: ", ", ".join(carried.besides)),
            (_FOLLOWING, carried.topic),
        )
        if text
    )
    return f"{question.rstrip(' ?.!')}{_BESIDE}{about})" if about else question


def _is_of_one(last: Answer) -> bool:
    return len({item.document_id for item in last.citations}) == 1


def _spoken_of(last: Answer) -> tuple[str, ...]:
    """Give whom the answer before was about: the one most of it is about, else all."""
    counts = Counter(item.organisation for item in last.statements)
    if not counts or last.statements[0].organisation is None:
        return ()
    first, most = last.statements[0].organisation, counts.most_common(1)[0][1]
    if counts[first] == most:
        return (first,)
    return tuple(name for name in counts if name is not None)


def _nth(question: str, last: Answer) -> tuple[str, ...]:
    """Give whom "the second one" is, in the order of the answer before; () where there is none."""
    asked = _NTH.search(question)
    names = tuple(dict.fromkeys(item.organisation for item in last.statements if item.organisation))
    place = _PLACES[asked[1].lower()] if asked else 0
    return (names[place],) if asked and 1 < len(names) > place else ()


def _kind(history: Sequence[Answer], *, wants_more: bool) -> QuestionKind | None:
    """Give the kind of question that goes on; "who leads it?" was only asked of what came before.

    More than was shown is told as passages, unless plans or lists were shown.
    """
    last = history[-1]
    leans = _BESIDE in last.standalone_question and len(history) > 1
    kind = history[-2].kind if last.kind is QuestionKind.WHO_WHEN and leans else last.kind
    return kind if not wants_more or kind in {QuestionKind.PLAN, QuestionKind.LIST} else None


def _cited(last: Answer) -> tuple[tuple[str, int], ...]:
    return tuple((item.document_id, item.start) for item in last.citations)


def _topic(last: Answer, is_topical: Callable[[str], bool], *, is_whole: bool) -> str:
    """Give what was asked, with what that question itself leaned on, however long the talk.

    A question that is whole needs no "did it work?" from before, only what that was about.
    """
    asked, _, beside = last.standalone_question.partition(_BESIDE)
    asked = re.sub(r"^(?:and|or|but|so) ", "", asked.rstrip(" ?.!"))
    root = beside.removesuffix(")").partition(_FOLLOWING)[2].rpartition("; ")[2]
    if root and is_whole and not is_topical(asked):
        return root
    return f"{asked}; {root}" if root else asked

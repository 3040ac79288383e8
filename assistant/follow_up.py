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

# Words that point back in the conversation: to its topic, or only to whom it was about.
# "That" points back after a verb or preposition ("what came of that?"), not in "actions that …".
_TO_TOPIC = re.compile(
    r"\b(?:it|this|these|those|them|same|ones?)\b"
    r"|(?:^|\b(?:about|after|and|at|by|did|do|does|for|from|has|is|like|of|on|since|than|to|was"
    r"|with) )that\b",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(r"\b(?:its|they|their|theirs|there|he|she|his|her|who else)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^(?:and|or|but|so|what about|how about|only|just|same|any(?:thing)? (?:more|else))\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:compar\w+|differ\w*|versus|vs)\b|\bthe two\b|\b(?:of|between) them\b", re.IGNORECASE
)
# So few words lean on what was said; a whole question ("does mediation work?") needs fewer.
_FEW_WORDS = 4
_WHOLE = re.compile(
    r"^(?:who|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|can|could)\b",
    re.IGNORECASE,
)
# Words that ask what came of something, and say not of what.
_OF_EFFECT = frozenset(
    stems(
        "change changes changed impact effect difference result results outcome outcomes benefit "
        "benefits worked working help helped success improve improved cost costs saved savings "
        "tips lessons advice barriers challenges learnt learned reason reasons two both"
    )
)
# More names than these are counted and not read out.
_FEW_NAMES = 4
_ABOUT = "? (about: "
_FOLLOWING = "following: "


@dataclass(frozen=True, slots=True)
class Carried:
    """What a follow-up takes over from the conversation."""

    topic: str = ""
    organisations: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    kind: QuestionKind | None = None


def has_topic(term: Term) -> bool:
    """Tell whether a term says what a question is about, and not only what is asked of it."""
    return not set(stems(term.typed)) <= _OF_EFFECT


def carry(
    question: str,
    history: Sequence[Answer],
    *,
    is_topical: bool,
    is_narrowed: bool,
    without_names: Callable[[str], str],
) -> Carried:
    """Take over from the last exchange what the question leans on; nothing if it stands alone.

    A question that only names somebody ("and at Pennine Care?") takes over the topic, and not whom
    it was about: `is_narrowed` says that it names organisations or a kind of them.
    """
    if not history:
        return Carried()
    last = history[-1]
    to_topic = bool(_TO_TOPIC.search(question)) or not is_topical
    to_whom = bool(_TO_WHOM.search(question))
    few = _FEW_WORDS - 1 if _WHOLE.search(question) else _FEW_WORDS
    goes_on = bool(_GOES_ON.search(question)) or len(question.split()) <= few
    if not (to_topic or goes_on or to_whom):
        return Carried()
    organisations = () if is_narrowed else last.filters.organisations
    stays = not is_narrowed and (to_topic or to_whom or _is_of_one(last))
    if stays and not organisations:
        organisations = _spoken_of(last)
    # "And recruitment?" stays where the conversation was; "could it take the credit?" may find its
    # answer elsewhere in the same account.
    kept = last.filters if goes_on else replace(last.filters, indicators=())
    filters = replace(kept, organisations=(), evidence=())
    first = last.citations[0].document_id if last.citations else reference.DOCUMENT_ID
    if stays and not organisations and first != reference.DOCUMENT_ID:
        filters = replace(filters, documents=(first,))
    topic = _topic(last) if to_topic else ""
    return Carried(
        topic=" ".join(without_names(topic).split()).strip(" ,;:") if is_narrowed else topic,
        organisations=organisations,
        filters=filters,
        kind=last.kind if goes_on and not asks_for_lessons(question) else None,
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
    if not (whom or carried.topic):
        return question
    topic = f"{_FOLLOWING}{carried.topic}" if whom and carried.topic else carried.topic
    about = "; ".join(part for part in (whom, topic) if part)
    return f"{question.rstrip(' ?.!')}{_ABOUT}{about})"


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


def _topic(last: Answer) -> str:
    """Give what was asked, with what that question itself leaned on, however long the talk."""
    asked, _, about = last.standalone_question.partition(_ABOUT)
    root = about.removesuffix(")").rpartition(_FOLLOWING)[2]
    asked = asked.rstrip(" ?.!")
    return f"{asked}; {_FOLLOWING}{root}" if root else asked

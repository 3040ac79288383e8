"""Verifies a language model's draft: each statement against the passages that it cites."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.about import Abouts
from assistant.meaning import Lexicon, Sentence, read_tokens
from assistant.records import Removed
from assistant.support import Judge
from index.records import StoredAction, StoredPassage
from ingest.organisations import Authority
from ingest.records import Evidence, Span

# More statements than this are a model that does not stop; the rest is not read.
MOST_STATEMENTS = 20
LONGEST_STATEMENT = 400
FEWEST_WORDS = 3
# Words of content beside the names of organisations.
LEAST_SAID = 2
# From so many words on, an English sentence has an article, a preposition or the like.
LONG = 8
# Of the windows of a passage, those that share most words with the statement are judged.
MOST_JUDGED = 4
# What a draft says instead of statements where the passages answer nothing.
NOTHING = "NOTHING"

_NUMBERS = r"\d{1,4}(?:\s*(?:,|;|&|and|-|–)\s*\d{1,4})*"
_MARK = rf"[\[【]\s*(?:[Pp]assages?\s*)?{_NUMBERS}\s*[\]】]"
_MARKS = re.compile(_MARK)
_STOP = re.compile(
    rf"(?:[.!?][”\"’']?(?:\s*{_MARK})*|{_MARK}(?:\s*{_MARK})*[.!?]?)(?=\s+[A-Z0-9“\"'(*-]|\s*$)"
)
_BULLET = re.compile(r"^\s*(?:(?:[-*•–>]|\d{1,2}[.)]|#{1,6})\s+)+")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)

_LINK = re.compile(
    r"https?:|www\.|\w:/|mailto:|script:|data:\w|\S@\S|\b[a-z0-9-]+\.[a-z]{2,}(?:/|\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>{}`|\\\[\]]|&#?\w+;")
_TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.]{0,60}"
    r"\b(?:instructions?|prompts?|rules?|above|previous|prior|earlier|sources?|passages?)\b"
    r"|\b(?:system|developer) ?(?:prompt|message|note)"
    r"|\b(?:system|developer|assistant|user) ?:|\blanguage model"
    r"|\bas an (?:AI|assistant)\b|\b(?:my|these|your|the) (?:instructions|prompt)\b",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(
    r"\b(?:you|yours?|please)\b|\bI(?:['’]m|['’]ve| am| can| cannot| will| have| must| was)\b"
    r"|\bpassages?\b",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"(?:this|these|that|those|it|its|they|their|both|he|she|such|however|also|as a result)\b",
    re.IGNORECASE,
)
_INTENDED = frozenset({Evidence.PLAN, Evidence.TARGET})
# What a window of several cells is evidence of: the first of these that one of them is.
_STRONGEST = (
    *(Evidence.PLAN, Evidence.TARGET, Evidence.OUTCOME, Evidence.INTERVENTION, Evidence.BASELINE),
    *(Evidence.LEARNING, Evidence.CONTEXT),
)
_TOLD_AS_PLAN = re.compile(
    r"\b(?:plans?|planned|planning|aims?|aimed|aiming|intends?|intended|will|targets?|due|"
    r"propos(?:es|ed)|ambitions?|goals?|objectives?|commits?|committed|hopes?|hoped|"
    r"expects?|expected|seeks?|to be)\b",
    re.IGNORECASE,
)
# What makes of the rest something possible, hoped, said or demanded.
_RESERVED = re.compile(
    r"\b(?:may|might|could|must|should|ought|if|unless|whether|perhaps|possibly|probably|"
    r"suggest(?:s|ed)?|appear(?:s|ed)?|seem(?:s|ed)?|hopes?|believe[sd]?|feels?|felt|say|said|"
    r"tells?|told|claim(?:s|ed)?|alleged(?:ly)?|argue[sd]?|answer|write|pretend|imagine|suppose|"
    r"assume[sd]?|myth|demand(?:s|ed)?|insist(?:s|ed)?)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|due to|thanks to|owing to|therefore|hence|thus|so that|as a result|through|via|"
    r"by (?:the )?\w+ing)\b",
    re.IGNORECASE,
)
_SEQUENCE = re.compile(r"\b(?:after|since|following|once)\b", re.IGNORECASE)
# Stems of words that add nothing to a source; those of planning add nothing to a plan.
_NEUTRAL = frozenset(
    {"say", "said", "report", "state", "note", "describ", "show", "give", "gave", "accord", "see"}
    | {"saw", "achiev", "record", "experienc", "includ", "involv", "across", "within", "among"}
    | {"between", "dure"}
)
_ITSELF = frozenset({"trust", "trust's", "organisation", "organisation's"})
_OF_PLANNING = frozenset(
    {"plan", "aim", "intend", "target", "due", "propos", "commit", "hope", "expect", "seek", "set"}
)
_PEOPLE = frozenset({"staff", "colleagu", "employe", "peopl", "worker", "workforc"})
_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")


@dataclass(frozen=True, slots=True)
class Support:
    """What one cited passage gives for a statement: a span of it, word for word."""

    passage: StoredPassage
    span: Span
    quote: str
    evidence: Evidence
    organisation: str | None
    is_named: bool
    """The statement itself names the organisation."""
    score: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement that is borne out, without markers, with at least one support."""

    text: str
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a draft, and what was taken out."""

    kept: tuple[Kept, ...]
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """One statement as drafted: its words, and the passages that it cites, as numbered."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    """A sentence of a passage, or cells next to each other, with whom it is about."""

    passage: StoredPassage
    span: Span
    text: str
    evidence: Evidence
    organisation: str | None


def read_draft(draft: str) -> tuple[Written, ...]:
    """Part a draft into statements, whatever its form; headings and empty lines are left out.

    At most MOST_STATEMENTS are read.
    """
    found: list[Written] = []
    for line in _THOUGHT.sub("", draft).splitlines():
        plain = re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", _BULLET.sub("", line)).strip()
        for part in _parts(plain):
            numbers = [int(n) for mark in _MARKS.findall(part) for n in re.findall(r"\d+", mark)]
            words = " ".join(_MARKS.sub(" ", part).split())
            text = re.sub(r"\s+([.,;:])", r"\1", words).rstrip(" .")
            is_heading = not numbers and (text.endswith(":") or text == NOTHING)
            if re.search(r"\w", text) and not is_heading:
                found.append(Written(text, tuple(dict.fromkeys(numbers))))
            if len(found) == MOST_STATEMENTS:
                return tuple(found)
    return tuple(found)


def _parts(line: str) -> Iterator[str]:
    at = 0
    for stop in _STOP.finditer(line):
        yield line[at : stop.end()]
        at = stop.end()
    if line[at:].strip():
        yield line[at:]


class Verifier:
    """Takes out of a draft what the passages do not bear out.

    A statement stays if one sentence of a passage that it cites bears it out alone, or cells next
    to each other in one row of a table: what is pieced together may join what does not belong.
    """

    def __init__(self, judge: Judge, authority: Authority, lexicon: Lexicon | None = None) -> None:
        self._judge = judge
        self._lexicon = lexicon or Lexicon.load()
        self._authority = authority
        self._about = Abouts(authority)

    def verify(
        self,
        draft: str,
        passages: Sequence[StoredPassage],
        rows: Sequence[StoredAction] = (),
    ) -> Verified:
        """Verify a draft on passages numbered from 1; `rows` are those of their documents.

        What is said twice counts once.
        """
        kept: list[Kept] = []
        removed: list[Removed] = []
        said: set[tuple[str, ...]] = set()
        for written in read_draft(draft):
            words = tuple(token.stem for token in read_tokens(written.text))
            if words in said:
                continue
            said.add(words)
            found = self._supports(written, passages, rows)
            if isinstance(found, str):
                removed.append(Removed(_harmless(written.text), found))
            else:
                kept.append(Kept(written.text, found))
        return Verified(tuple(kept), tuple(removed))

    def _supports(
        self,
        written: Written,
        passages: Sequence[StoredPassage],
        rows: Sequence[StoredAction],
    ) -> tuple[Support, ...] | str:
        """Give what bears the statement out, or the reason why nothing does."""
        unfit = _unfit(written)
        if unfit:
            return unfit
        cited = [passages[n - 1] for n in written.numbers if 0 < n <= len(passages)]
        if not cited:
            numbers = ", ".join(str(number) for number in written.numbers)
            return f"it cites passage {numbers}, and there is none"
        tried = [self._support(written.text, passage, rows) for passage in cited]
        found = tuple(item for item in tried if isinstance(item, Support))
        return found or next(item for item in tried if isinstance(item, str))

    def _support(
        self, text: str, passage: StoredPassage, rows: Sequence[StoredAction]
    ) -> Support | str:
        """Give the smallest part of a passage that bears a statement out, or what is wrong."""
        claim = Sentence(text, self._lexicon)
        windows = list(self._windows(passage, rows))
        shared = {w.span: len(claim.content & self._read(w).content) for w in windows}
        nearest = sorted(windows, key=lambda w: (-shared[w.span], len(w.text)))[:MOST_JUDGED]
        reasons = []
        for window in sorted(nearest, key=lambda window: len(window.text)):
            reason, score = self._judged(claim, window)
            if not reason:
                return Support(
                    passage=passage,
                    span=window.span,
                    quote=window.text,
                    evidence=window.evidence,
                    organisation=window.organisation,
                    is_named=window.organisation in self._named(text, passage),
                    score=score,
                )
            reasons.append((shared[window.span], reason))
        return max(reasons, key=lambda pair: pair[0])[1] if reasons else "its source says nothing"

    def _judged(self, claim: Sentence, window: _Window) -> tuple[str, float]:
        """Give what is wrong with the claim ("" if nothing), and how well it is borne out."""
        read = self._read(window)
        wrong = (
            "" if self._says_something(claim, window) else "it is no statement",
            _spoken_to_a_machine(window.text),
            "" if self._is_english(window.text) else "its source is not English there",
            _plan_as_result(claim, read, window.evidence),
            _joined(claim.text, window.text),
            _denial(claim, read),
            _repeated_figure(claim, read),
            _new_word(claim, read, window.evidence),
            _false_quote(claim.text, read.text),
            _left_out(claim.text, window.text),
            self._misattribution(claim.text, window),
        )
        reason = next(filter(None, wrong), "")
        if reason:
            return reason, 0.0
        verdict = self._judge.check(claim.text, [read.text])
        return "" if verdict.is_supported else verdict.reason, verdict.score

    def _says_something(self, claim: Sentence, window: _Window) -> bool:
        """Tell whether a claim is more than names."""
        names = [window.organisation or "", *self._named(claim.text, window.passage)]
        named = {token.stem for name in names for token in read_tokens(name)}
        return len(claim.content - named - _NEUTRAL) >= LEAST_SAID

    def _is_english(self, text: str) -> bool:
        """Tell whether a text has one of the small words that no long English sentence lacks."""
        words = text.casefold().split()
        return len(words) < LONG or bool(self._lexicon.stop & {*words})

    def _misattribution(self, claim: str, window: _Window) -> str:
        """Hold a statement to whom its source speaks of first, by name or else by label.

        Who is named second may stand in any role, so a statement must begin with the first.
        """
        label = window.organisation
        spoken = self._named(window.text, window.passage) or [label or ""]
        said = self._named(claim, window.passage)
        if not said and {*spoken} <= {label or ""}:
            return ""
        rest = iter(spoken)
        if said and said[0] == spoken[0] and all(name in rest for name in said):
            return ""
        return f"its source says this of {spoken[0] or 'an unnamed organisation'}"

    def _named(self, text: str, passage: StoredPassage) -> list[str]:
        found = self._authority.find(text, among=passage.organisations)
        return list(dict.fromkeys(mention.organisation.name for mention in found))

    def _read(self, window: _Window) -> Sentence:
        """Put whom it is about before what a window says."""
        who = window.organisation or window.passage.publisher
        return Sentence(f"{who}: {window.text}" if who else window.text, self._lexicon)

    def _windows(self, passage: StoredPassage, rows: Sequence[StoredAction]) -> Iterator[_Window]:
        """Give each sentence, and each run of neighbouring cells of one row."""
        spans = [row.span for row in rows if row.document_id == passage.document_id]
        for first, begin in enumerate(passage.sentences):
            for last, end in enumerate(passage.sentences[first:], start=first):
                span = Span(begin.span.start, end.span.end)
                if first != last and not any(
                    row.start <= span.start and span.end <= row.end for row in spans
                ):
                    break
                run = passage.sentences[first : last + 1]
                kinds = {item.evidence for item in run}
                offset = passage.span.start
                yield _Window(
                    passage,
                    span,
                    passage.text[span.start - offset : span.end - offset],
                    next(kind for kind in _STRONGEST if kind in kinds),
                    self._about(passage, begin),
                )


# ------------------------------------------------------------------ what no statement may be


def _unfit(written: Written) -> str:
    """Give why a statement is none, whatever it cites; "" if it is one."""
    text = written.text
    unfit = {
        "it is too long for one statement": len(text) > LONGEST_STATEMENT,
        "it holds characters that no plain sentence has": _has_strange_characters(text),
        "it holds a link": _LINK.search(text),
        "it holds markup": _MARKUP.search(text),
        "it speaks to somebody instead of reporting": _TO_A_MACHINE.search(text)
        or _TO_THE_READER.search(text),
        "it cites no passage": not written.numbers,
        "it is no statement": text.endswith(("?", ":")) or len(text.split()) < FEWEST_WORDS,
        "it leans on another sentence and does not say alone what it is about": _LEANING.match(
            text
        ),
    }
    return next((reason for reason, is_so in unfit.items() if is_so), "")


def _harmless(text: str) -> str:
    """Give a text that was taken out so that nothing in it works any more, wherever it is shown."""
    words = ["(link)" if _LINK.search(word) else word for word in text.split()]
    seen = "".join(
        character
        for character in unicodedata.normalize("NFKC", " ".join(words))
        if unicodedata.category(character)[0] not in "CM" and not _MARKUP.match(character)
    )
    return seen[:LONGEST_STATEMENT]


def _has_strange_characters(text: str) -> bool:
    """Tell whether a text has invisible characters, other alphabets' letters or stacked accents."""
    return any(
        unicodedata.category(character)[0] in "CM"
        or (character.isalpha() and not unicodedata.name(character, "").startswith("LATIN"))
        or (character.isnumeric() and character not in "0123456789½¼¾⅓⅔")
        for character in unicodedata.normalize("NFC", text)
    )


# ------------------------------------------------------------------ what the words must bear out


def _spoken_to_a_machine(quote: str) -> str:
    seen = "".join(item for item in quote if unicodedata.category(item)[0] not in "CM")
    return "its source speaks to a machine there" if _TO_A_MACHINE.search(seen) else ""


def _new_word(claim: Sentence, read: Sentence, evidence: Evidence) -> str:
    """Name the first word that the source does not say; figures are compared by value elsewhere.

    Another word of the same direction ("fell", "reduced") is the source's own, and so is another
    word for the people at work.
    """
    poles = {mention.pole for mention in read.mentions}
    known = {token.stem for token in read.tokens} | read.content
    for mention in claim.mentions:
        if mention.pole in poles:
            known |= {token.stem for token in read_tokens(mention.printed)}
    if known & _PEOPLE:
        known |= _PEOPLE
    allowed = _NEUTRAL | (_OF_PLANNING if evidence in _INTENDED else frozenset())
    for token in claim.tokens:
        is_of_figure = any(figure.start <= token.start < figure.end for figure in claim.figures)
        is_new = token.stem in claim.content - known - allowed
        if is_new and not is_of_figure and token.text.casefold() not in _ITSELF:
            return f"its source does not say “{token.text}”"
    return ""


def _denial(claim: Sentence, read: Sentence) -> str:
    if len(claim.denials) > len(read.denials):
        return "it denies something, and its source does not"
    return ""


def _repeated_figure(claim: Sentence, read: Sentence) -> str:
    """Find a figure that stands in another's place: the source has it, but not so often."""
    printed = Counter(figure.value for figure in read.figures)
    more = Counter(figure.value for figure in claim.figures) - printed
    repeated = [f"{value:g}" for value in more if printed[value]]
    return f"its source does not say {repeated[0]} so often" if repeated else ""


def _false_quote(claim: str, read: str) -> str:
    held = read.casefold()
    if all(part.casefold().strip(" .,") in held for part in _QUOTED.findall(claim)):
        return ""
    return "it puts in quotation marks what its source does not say in those words"


def _plan_as_result(claim: Sentence, read: Sentence, evidence: Evidence) -> str:
    if evidence not in _INTENDED:
        return ""
    if claim.done - read.done - _OF_PLANNING or not _TOLD_AS_PLAN.search(claim.text):
        return "its source plans this, and the statement does not tell it as a plan"
    return ""


def _left_out(claim: str, quote: str) -> str:
    left_out = {*_RESERVED.findall(quote.casefold())} - {*_RESERVED.findall(claim.casefold())}
    if left_out and not _TOLD_AS_PLAN.search(claim):
        return "its source says this with a reservation, which the statement leaves out"
    return ""


def _joined(claim: str, quote: str) -> str:
    is_caused = _CAUSE.search(claim) and not _CAUSE.search(quote)
    is_followed = _SEQUENCE.search(claim) and not (_SEQUENCE.search(quote) or _CAUSE.search(quote))
    if is_caused or is_followed:
        return "its source does not say that one thing came of the other"
    return ""
